// Ordered rows of a page: add, remove, move up and down. Works on fieldsets marked data-rows.
// Without this module every row shows its place as a number instead.

const PREFIX = "__prefix__";

document.querySelectorAll("[data-rows]").forEach(start);

function start(group) {
  const add = group.querySelector("[data-add]");
  group.classList.add("is-scripted");
  number(group);

  group.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    if (button.dataset.move) move(group, button);
    else if ("remove" in button.dataset) remove(group, button.closest("[data-row]"));
    else if (button === add) append(group);
  });
  group.addEventListener("input", (event) => retitle(event.target));
  if (add) add.hidden = false;
}

function rowsOf(group) {
  return [...group.querySelector(".rows-list").children];
}

// Writes each row's place into its number field and into the names of its buttons, and shows these.
function number(group) {
  const rows = rowsOf(group);
  rows.forEach((row, index) => {
    const place = row.querySelector(".row-place");
    if (!place) return; // whoever may only look has nothing to move
    place.value = index + 1;
    const name = `${group.dataset.noun} ${index + 1}`;
    for (const button of row.querySelectorAll("[data-move], [data-remove]")) {
      button.hidden = false;
      button.setAttribute("aria-label", `${button.textContent}: ${name}`);
    }
    for (const button of row.querySelectorAll("[data-move]")) {
      const isUp = button.dataset.move === "-1";
      // Still focusable, so that the focus is not lost when a row reaches an end.
      button.setAttribute("aria-disabled", index === (isUp ? 0 : rows.length - 1));
    }
  });
}

function move(group, button) {
  const row = button.closest("[data-row]");
  const step = Number(button.dataset.move);
  const neighbor = step < 0 ? row.previousElementSibling : row.nextElementSibling;
  if (!neighbor) {
    announce(group, `${title(group, row)} is already ${step < 0 ? "first" : "last"}.`);
    return;
  }
  if (step < 0) neighbor.before(row);
  else neighbor.after(row);
  number(group);
  button.focus();
  const rows = rowsOf(group);
  announce(group, `${title(group, row)} is now number ${rows.indexOf(row) + 1} of ${rows.length}.`);
  group.dispatchEvent(new Event("change", { bubbles: true }));
}

// Both also for whoever fills in a form by script.
export function append(group) {
  const total = control(group, "TOTAL_FORMS");
  const row = group.querySelector("template").content.querySelector("[data-row]").cloneNode(true);
  rename(row, PREFIX, total.value);
  total.value = Number(total.value) + 1;
  group.querySelector(".rows-list").append(row);
  number(group);
  // The name that Django's own admin gives this event, for whatever starts on new fields.
  row.dispatchEvent(new CustomEvent("formset:added", { bubbles: true, detail: { formsetName: group.dataset.rows } }));
  const field = row.querySelector("details :is(input, select, textarea, [contenteditable=true]):not([hidden], [type=hidden])");
  field?.focus();
  announce(group, `A ${group.dataset.noun} was added, number ${rowsOf(group).length}.`);
  return row;
}

// Only rows that were never saved are removed here. Saved ones keep their index, which the server
// knows them by; the new ones behind the removed one close the gap.
export function remove(group, row) {
  const name = title(group, row);
  const next = row.nextElementSibling ?? row.previousElementSibling;
  const gone = indexOf(row);
  row.remove();
  const total = control(group, "TOTAL_FORMS");
  rowsOf(group)
    .filter((other) => indexOf(other) > gone)
    .sort((a, b) => indexOf(a) - indexOf(b))
    .forEach((other) => rename(other, String(indexOf(other)), String(indexOf(other) - 1)));
  total.value = Number(total.value) - 1;
  number(group);
  (next?.querySelector("summary") ?? group.querySelector("[data-add]")).focus();
  announce(group, `${name} was removed.`);
  group.dispatchEvent(new Event("change", { bubbles: true }));
}

function control(group, name) {
  return document.getElementById(`id_${group.dataset.rows}-${name}`);
}

function indexOf(row) {
  return Number(row.id.slice(row.id.lastIndexOf("-") + 1));
}

// "techniques-3" becomes "techniques-2" in every id, name and reference of a row.
function rename(row, from, to) {
  const base = row.id.slice(0, row.id.lastIndexOf("-"));
  const before = `${base}-${from}`;
  const after = `${base}-${to}`;
  for (const element of [row, ...row.querySelectorAll("*")]) {
    for (const name of ["id", "name", "for", "aria-describedby", "aria-labelledby"]) {
      const value = element.getAttribute(name);
      if (value?.includes(before)) element.setAttribute(name, value.replaceAll(before, after));
    }
  }
}

function title(group, row) {
  const words = row.querySelector("[data-title]").textContent.trim();
  return `${group.dataset.noun} “${words}”`;
}

// The summary of a row says what its first field says.
function retitle(field) {
  const row = field.closest("[data-row]");
  if (row && field === row.querySelector("details input[type=text], details textarea")) {
    row.querySelector("[data-title]").textContent = field.value.trim() || "new";
  }
}

function announce(group, words) {
  group.querySelector("[data-announce]").textContent = words.charAt(0).toUpperCase() + words.slice(1);
}
