// The queue by keyboard. Single keys work only while a reference in the list has the focus (WCAG 2.1.4).

const list = document.querySelector("[data-refresh]");
const STEPS = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 };

function onKey(event) {
  const held = event.target.closest?.(".queue .ref");
  if (!held || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "t") {
    const form = document.querySelector("[data-take-next]");
    if (!form || event.repeat) return;
    event.preventDefault();
    form.requestSubmit();
    return;
  }
  if (!(event.key in STEPS)) return;
  event.preventDefault();
  const all = [...list.querySelectorAll(".queue .ref")];
  const next = all[all.indexOf(held) + STEPS[event.key]];
  next?.focus();
}

function explain() {
  const keys = list.querySelector("[data-keys]");
  if (keys) keys.hidden = false;
}

list.addEventListener("keydown", onKey);
// The list refreshes itself: what explains the keys comes anew with it.
new MutationObserver(explain).observe(list, { childList: true });
explain();
