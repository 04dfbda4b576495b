// Sends chosen or dropped pictures one by one, each with its progress: one that is refused stops no other.

const form = document.querySelector("#upload");
const input = form.querySelector("input[type=file]");
const list = form.querySelector(".uploads");
const drafts = document.querySelector("#drafts");
const most = Number(input.dataset.mostBytes);
const waiting = [];
let isSending = false;

form.querySelector(".drop-hint").hidden = false;
form.addEventListener("submit", (event) => {
  event.preventDefault();
  add(input.files);
});
input.addEventListener("change", () => add(input.files));
for (const name of ["dragenter", "dragover"]) {
  form.addEventListener(name, (event) => {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    form.classList.add("is-over");
  });
}
form.addEventListener("dragleave", (event) => {
  if (!form.contains(event.relatedTarget)) form.classList.remove("is-over");
});
form.addEventListener("drop", (event) => {
  event.preventDefault();
  form.classList.remove("is-over");
  add(event.dataTransfer.files);
});
window.addEventListener("beforeunload", (event) => {
  if (isSending) event.preventDefault();
});

function add(files) {
  const permission = form.elements.permission;
  if (files.length && !permission.value.trim()) {
    // Kept in the input, so that they go on their way once this is said.
    if (files !== input.files) input.files = files;
    say(permission, "Say first who allowed us to show them; then press Upload.");
    permission.focus();
    return;
  }
  say(permission, "");
  for (const file of files) {
    const row = document.createElement("li");
    const words = document.createElement("span");
    words.setAttribute("role", "status");
    row.append(`${file.name} `, words);
    list.append(row);
    const refusal = reasonAgainst(file);
    if (refusal) refuse(words, refusal);
    else {
      words.textContent = "Waits";
      waiting.push({ file, row, words });
    }
  }
  input.value = "";
  sendNext();
}

// The server says the same of what gets there; this spares the way.
function reasonAgainst(file) {
  if (file.size > most) {
    return `This file has ${Math.round(file.size / 1e6)} MB; ${Math.round(most / 1e6)} MB are allowed. Export it again with a lower quality.`;
  }
  return "";
}

function sendNext() {
  if (isSending || !waiting.length) return;
  isSending = true;
  const { file, row, words } = waiting.shift();
  const bar = document.createElement("progress");
  bar.max = 1;
  bar.value = 0;
  bar.setAttribute("aria-label", `Progress of ${file.name}`);
  row.append(bar);
  words.textContent = "Is being sent";
  const data = new FormData(form);
  data.set("pictures", file);
  const request = new XMLHttpRequest();
  request.open("POST", form.action || location.href);
  request.setRequestHeader("Accept", "application/json");
  request.responseType = "json";
  request.upload.addEventListener("progress", (event) => {
    if (event.lengthComputable) bar.value = event.loaded / event.total;
    if (event.loaded === event.total) words.textContent = "Is being read";
  });
  request.addEventListener("loadend", () => {
    bar.remove();
    const { html, refused } = request.response ?? {};
    if (html) take(words, html);
    else refuse(words, refused ?? reasonOf(request.status));
    isSending = false;
    sendNext();
  });
  request.send(data);
}

function reasonOf(status) {
  if (status === 413) return `It is too large: ${Math.round(most / 1e6)} MB are allowed. Export it again with a lower quality.`;
  const once = "Choose the file once more; what was taken before is kept.";
  if (status === 401 || status === 403) return `You were signed out. Sign in again in another tab. ${once}`;
  if (status >= 500) return `The site could not take it just now. ${once}`;
  return `It did not arrive: no connection. ${once}`;
}

function take(words, html) {
  words.textContent = "Taken. Say below what it shows.";
  const holder = document.createElement("template");
  holder.innerHTML = html;
  drafts.hidden = false;
  drafts.querySelector(".drafts").append(holder.content);
}

function refuse(words, reason) {
  words.textContent = reason;
  words.className = "errorlist";
  words.setAttribute("role", "alert");
}

function say(field, words) {
  const id = `${field.id}_said`;
  const said = document.getElementById(id) ?? Object.assign(document.createElement("p"), { id, className: "errorlist" });
  said.setAttribute("role", "alert");
  said.textContent = words;
  field.after(said);
}
