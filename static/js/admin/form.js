// What every form of the admin can do beyond being filled in: Ctrl+S, an outline, coming back where one was.

import { comeBack } from "./form-place.js";
import { outline } from "./outline.js";

const form = document.querySelector("#content-main > form[id$=_form]");
if (form) start();

function start() {
  const sections = outline(form);
  comeBack(form, sections);

  document.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey || event.key.toLowerCase() !== "s") return;
    const save = form.querySelector("[name=_continue]") ?? form.querySelector(".submit-row [name=_save]");
    if (!save) return;
    event.preventDefault(); // also while the key is held: the browser would save the page as a file
    if (!event.repeat) form.requestSubmit(save);
  });

  // A double click saves once. Sent twice, the second would meet the save of the first.
  let sentAt = -Infinity;
  form.addEventListener("submit", (event) => {
    if (event.defaultPrevented) return;
    if (event.timeStamp - sentAt < 1000) event.preventDefault();
    else sentAt = event.timeStamp;
  });
}
