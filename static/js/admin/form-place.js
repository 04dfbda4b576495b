// After a save the form comes back where one was: scrolled, focused and opened as before. After a refused one
// it comes to the first fault. Kept meanwhile, in this tab alone, is where one was, and nothing that was typed.

const KEPT = "admin.place";
const LONGEST = 60_000; // milliseconds between sending a form and its coming back

export function comeBack(form, sections) {
  const errors = document.querySelector(".error-summary");
  const was = taken();

  let last = null; // the field that had the focus last; the button that was pressed has it now
  form.addEventListener("focusin", ({ target }) => {
    if (!target.matches("[type=submit], .submit-row *, .outline *")) last = target;
  });

  form.addEventListener("submit", (event) => {
    if (event.defaultPrevented) return;
    keep({
      at: Date.now(),
      path: location.pathname,
      y: scrollY,
      field: fieldOf(last),
      selection: selectionOf(last),
      open: [...form.querySelectorAll("details[open]")].map(nameOf).filter(Boolean),
      changed: sections.changed(),
    });
  });

  // Once editors have started: what has the focus may be one of them.
  addEventListener("load", () => {
    if (was) for (const fold of form.querySelectorAll("details")) if (was.open.includes(nameOf(fold))) fold.open = true;
    if (document.querySelector(".stale")) {
      sections.mark(was?.changed ?? []);
    } else if (errors) {
      sections.mark(was?.changed ?? []);
      toFirstFault(form);
    } else if (was) {
      const field = was.field && editable(document.getElementById(was.field));
      field?.focus?.({ preventScroll: true });
      if (was.selection) field?.setSelectionRange?.(...was.selection);
      scrollTo({ top: was.y, behavior: "instant" });
      sayHere();
    }
  });
}

// The bar of buttons says what the top of the screen says, where that is out of sight.
function sayHere() {
  const messages = document.querySelector(".messagelist");
  const place = document.querySelector("[data-save-state]");
  if (!messages || !place || messages.getBoundingClientRect().bottom > 0) return;
  place.textContent = messages.querySelector(".error, .warning") ? "Saved. The top of the screen says what is left to do." : "Saved.";
}

function toFirstFault(form) {
  const row = form.querySelector(".form-row.errors, .row.has-errors");
  if (!row) return document.querySelector(".error-summary").scrollIntoView();
  for (let fold = row.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
  const fault = row.matches(".row") ? (row.querySelector(".form-row.errors") ?? row) : row;
  const field = fault.querySelector(".ProseMirror, input:not([type=hidden]), select, textarea");
  field?.focus?.({ preventScroll: true });
  fault.scrollIntoView({ block: "center", behavior: "instant" });
}

// An editor stands in the place of a text area, whose name it has.
const fieldOf = (field) => (field?.closest(".prose-editor")?.querySelector("textarea") ?? field)?.id ?? "";
const editable = (field) => field?.closest(".prose-editor")?.querySelector(".ProseMirror") ?? field;
const nameOf = (fold) => fold.closest("[data-row]")?.id ?? fold.querySelector("h2")?.id ?? "";

function selectionOf(field) {
  try {
    return field.selectionStart === null ? null : [field.selectionStart, field.selectionEnd];
  } catch {
    return null; // kinds of fields that have none
  }
}

function keep(place) {
  try {
    sessionStorage.setItem(KEPT, JSON.stringify(place));
  } catch {
    // Then the form comes back at its top.
  }
}

// Where one was in this form, or in the one that added this row. It counts once.
function taken() {
  let was;
  try {
    was = JSON.parse(sessionStorage.getItem(KEPT));
    sessionStorage.removeItem(KEPT);
  } catch {
    return null;
  }
  if (!was || Date.now() - was.at > LONGEST) return null;
  const kind = was.path.replace(/add\/$/, "");
  return location.pathname === was.path || (kind !== was.path && location.pathname.startsWith(kind)) ? was : null;
}
