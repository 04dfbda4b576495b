// Says beside a page's form what the linter says of it, after a pause in typing. Without this, a button does.

import { answerOf, wordsOf } from "./answer.js";

const PAUSE = 1200; // milliseconds
const LISTED = 40; // findings; nobody reads more at once

for (const panel of document.querySelectorAll("[data-lint]")) start(panel);

function start(panel) {
  const form = panel.closest("form");
  const said = panel.querySelector("[data-lint-said]");
  const list = panel.querySelector("[data-lint-list]");
  let waiting;
  let asking;

  const ask = async () => {
    asking?.abort();
    asking = new AbortController();
    try {
      const response = await fetch(panel.dataset.lint, {
        method: "POST",
        body: words(form),
        headers: { Accept: "application/json" },
        signal: asking.signal,
      });
      show(await answerOf(response));
    } catch (error) {
      if (error.name !== "AbortError") tell(wordsOf(error, "The text could not be checked just now. Publishing checks it."));
    }
  };

  const show = ({ is_readable, findings }) => {
    for (const note of form.querySelectorAll(".lint-note")) note.remove();
    if (!is_readable) {
      tell("The form cannot be read as it stands.");
      list.hidden = true;
      return;
    }
    const open = findings.filter((finding) => !finding.passes);
    const blocking = open.filter((finding) => finding.level === "block").length;
    list.replaceChildren(...open.slice(0, LISTED).map(item));
    list.hidden = open.length === 0;
    for (const finding of open) noteAtField(finding);
    const keeps = blocking === 0 ? "Nothing keeps" : blocking === 1 ? "1 thing keeps" : `${blocking} things keep`;
    const rest = open.length - blocking;
    tell(`${keeps} it from going live${rest > 0 ? `; ${rest} worth another look` : ""}.`);
  };

  // A live region speaks when its text changes: the same words are not said again.
  const tell = (text) => {
    if (said.textContent !== text) said.textContent = text;
  };

  const item = (finding) => {
    const row = document.createElement("li");
    row.className = `lint-${finding.level}`;
    const what = document.createElement(fieldOf(finding) ? "a" : "strong");
    what.textContent = short(finding.about_words ? finding.sentence : finding.words);
    if (fieldOf(finding)) {
      what.href = `#${fieldOf(finding).id}`;
      what.addEventListener("click", (event) => {
        event.preventDefault();
        jump(fieldOf(finding));
      });
    }
    row.append(what, ` ${finding.why}`);
    return row;
  };

  const noteAtField = (finding) => {
    const row = fieldOf(finding)?.closest(".form-row");
    if (!row) return;
    const note = document.createElement("p");
    note.className = `lint-note lint-${finding.level}`;
    note.textContent = `${short(finding.about_words ? finding.words : "")} ${finding.why}`.trim();
    row.append(note);
  };

  const fieldOf = (finding) => (finding.field ? form.querySelector(`#id_${CSS.escape(finding.field)}`) : null);

  const later = () => {
    clearTimeout(waiting);
    waiting = setTimeout(ask, PAUSE);
  };
  form.addEventListener("input", later);
  form.addEventListener("change", later);
  form.addEventListener("submit", () => {
    clearTimeout(waiting);
    asking?.abort();
  });
  if (form.querySelector("#id_title")?.value) later();
}

// What is typed, without files: nothing of them is read.
function words(form) {
  const data = new FormData(form);
  for (const [name, value] of [...data]) if (value instanceof File) data.delete(name);
  return data;
}

function jump(field) {
  for (let element = field; element; element = element.parentElement) {
    if (element instanceof HTMLDetailsElement) element.open = true;
  }
  const editor = field.closest(".form-row")?.querySelector("[contenteditable=true]");
  (editor ?? field).focus();
  (editor ?? field).scrollIntoView({ block: "center" });
}

function short(text) {
  return text.length > 120 ? `“${text.slice(0, 118)}…”` : text && `“${text}”`;
}
