// “/” leads to the search of the admin from anywhere but a field that is being typed into.

const field = document.querySelector("[aria-keyshortcuts='/']");
const isTyping = (element) =>
  element.matches("input:not([type=checkbox], [type=radio], [type=submit], [type=button]), textarea, select") ||
  element.isContentEditable;

document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
  if (!field || isTyping(event.target) || document.querySelector("dialog[open]")) return;
  event.preventDefault();
  field.focus();
  field.select();
});
