// Asks before a page is left with changes that were never saved.

for (const form of document.querySelectorAll("form[id$=_form]")) {
  // A form that came back with errors, with a draft or with a new order in it holds what was never saved.
  let isChanged = document.querySelector(".error-summary, .stale, .taken-up, [data-moved]:not([hidden])") !== null;
  let isSent = false; // once: a form that the browser stopped, or its writer, is still here and unsaved
  const note = (event) => {
    if (event.isTrusted || event.target.matches("[data-rows], [data-rich-text], [data-order]")) isChanged = true;
  };
  form.addEventListener("input", note);
  form.addEventListener("change", note);
  form.addEventListener("submit", (event) => {
    if (!event.defaultPrevented) isSent = true;
  });
  window.addEventListener("beforeunload", (event) => {
    if (isChanged && !isSent) event.preventDefault();
    isSent = false;
  });
}
