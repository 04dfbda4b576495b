// The outline of a form: jumps to its sections, and says which of them have faults or changes.

// Returns what comes back with the form after a refused save: which sections hold changes.
export function outline(form) {
  const sections = [...form.querySelectorAll("fieldset.module")].filter((one) => !one.closest("[data-row]"));
  if (sections.length < 3) return { changed: () => [], mark: () => {} };

  const entries = new Map();
  const list = document.createElement("ol");
  for (const section of sections) {
    const above = entries.get(section.previousElementSibling);
    const own = section.querySelector("h2")?.textContent.trim();
    const faults = section.querySelectorAll(".errorlist li").length;
    // Rows under the fields that they belong to, and of their name, are one section with them.
    if (above && above.name === own) {
      above.parts.push(section);
      above.faults += faults;
      entries.set(section, above);
      continue;
    }
    const heading = section.querySelector("h2");
    const target = heading?.closest("summary") ?? heading ?? section;
    const name = (heading ?? section.querySelector("label"))?.textContent.trim().replace(/:$/, "") ?? "";
    const link = Object.assign(document.createElement("a"), { href: `#${heading?.id ?? ""}`, textContent: name });
    link.addEventListener("click", (event) => {
      event.preventDefault();
      const fold = section.querySelector(":scope > details");
      if (fold) fold.open = true;
      if (!target.matches("summary")) target.tabIndex = -1;
      section.scrollIntoView();
      target.focus({ preventScroll: true });
    });
    const state = document.createElement("span");
    state.className = "outline-state";
    const entry = document.createElement("li");
    entry.append(link, " ", state);
    list.append(entry);
    entries.set(section, { name, state, parts: [section], before: null, isChanged: false, faults });
  }

  const fold = document.createElement("details");
  const summary = document.createElement("summary");
  fold.append(summary, list);
  const place = Object.assign(document.createElement("nav"), { className: "outline" });
  place.setAttribute("aria-label", "Sections of this form");
  place.append(fold);
  form.prepend(place);

  function tell() {
    let faults = 0;
    for (const entry of new Set(entries.values())) {
      const words = [entry.faults && `${entry.faults} to mend`, entry.isChanged && "changed"].filter(Boolean);
      entry.state.textContent = words.join(", ");
      entry.state.classList.toggle("has-faults", entry.faults > 0);
      faults += entry.faults;
    }
    summary.textContent = faults ? `Sections, ${faults} to mend` : "Sections";
  }

  // Folded where it stands above the form, open where it stands beside it.
  let isBeside = null;
  new ResizeObserver(() => {
    const is = getComputedStyle(form).display === "grid";
    if (is !== isBeside) fold.open = is;
    isBeside = is;
  }).observe(form);

  // Once everything that numbers rows and starts editors has done so.
  const values = (parts) => JSON.stringify(parts.map((one) => [...one.querySelectorAll("input, select, textarea")].map(valueOf)));
  addEventListener("load", () => {
    for (const entry of entries.values()) entry.before ??= values(entry.parts);
  });

  function look({ target }) {
    const section = sections.find((one) => one.contains(target));
    const entry = entries.get(section);
    if (!entry || entry.before === null) return;
    entry.isChanged = entry.wasChanged || values(entry.parts) !== entry.before;
    tell();
  }
  for (const type of ["input", "change", "formset:added"]) form.addEventListener(type, look);

  tell();
  return {
    changed: () => [...entries.values()].filter((one) => one.isChanged).map((one) => one.name),
    mark(names) {
      for (const entry of entries.values()) {
        entry.wasChanged = entry.isChanged = names.includes(entry.name);
      }
      tell();
    },
  };
}

const valueOf = (one) => [one.name, one.matches("[type=checkbox], [type=radio]") ? one.checked : one.value];
