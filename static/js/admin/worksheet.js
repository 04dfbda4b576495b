// A worksheet saves itself while it is filled in; like a screen that refreshes itself, that is no activity.

const PAUSE = 2000; // milliseconds after the last key
const form = document.querySelector("[data-worksheet]");
const said = form?.querySelector("[data-saved]");
let timer = 0;
let isKept = true;
let isSent = false; // once: a form that was stopped is still here
let running = Promise.resolve();

async function save() {
  const data = new FormData(form);
  isKept = true;
  try {
    const response = await fetch(location.href, {
      method: "POST", body: data, headers: { "X-Autosave": "1", "X-Passive": "1" },
    });
    const answer = response.headers.get("Content-Type")?.startsWith("application/json") ? await response.json() : {};
    if (response.ok && answer.saves) {
      form.elements.saves.value = answer.saves;
      form.elements.beside.value = ""; // what was overtaken stands beside it by now
      said.textContent = answer.words;
    } else {
      isKept = false;
      said.textContent = answer.problem || "Not saved yet. Press Save.";
    }
  } catch {
    isKept = false;
    said.textContent = "Not saved yet: no connection. It is tried again when you type.";
  }
}

// One save at a time: each needs the number that the one before was given.
let waiting = 0;
const queue = () => {
  waiting += 1;
  running = running.then(save).finally(() => { waiting -= 1; });
};

// Enter in the name of the payer asks it; everywhere else it saves.
form?.querySelector("[name=ask_payer]")?.addEventListener("keydown", (event) => {
  if (event.key !== "Enter") return;
  event.preventDefault();
  form.requestSubmit(form.querySelector("[name=ask]"));
});

if (said) {
  form.addEventListener("input", () => {
    isKept = false;
    clearTimeout(timer);
    timer = setTimeout(queue, PAUSE);
  });
  form.addEventListener("submit", (event) => {
    if (event.defaultPrevented) return; // it waits for its writer to sign in
    clearTimeout(timer);
    isSent = !waiting;
    if (!waiting) return;
    event.preventDefault();
    running.then(() => form.requestSubmit(event.submitter));
  });
  addEventListener("beforeunload", (event) => {
    if (waiting || (!isKept && !isSent)) event.preventDefault();
    isSent = false;
  });
}
