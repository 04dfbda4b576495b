// The places of a page's form that words can go to: its title, its texts, its groups of rows.

import { editorOf } from "./rich-text.js";
import { append, remove } from "./rows.js";
import { fromText, toHtml, wordsOf } from "./paste.js";

export function placesOf(form) {
  return {
    title: form.querySelector("#id_title"),
    fields: [...form.querySelectorAll("textarea")].filter(isText).map(fieldOf),
    groups: [...form.querySelectorAll("[data-rows]")].map(groupOf).filter(Boolean),
  };
}

function isText(textarea) {
  return textarea.name && !textarea.disabled && !textarea.closest("[data-rows], dialog, .collapse");
}

function fieldOf(textarea) {
  const label = wordsIn(textarea.form.querySelector(`label[for="${textarea.id}"]`)).replace(/:$/, "");
  return {
    element: textarea,
    name: textarea.name,
    label,
    isRich: "richText" in textarea.dataset,
    names: [label, ...namesOf(textarea.closest(".module"))],
    target: `field:${textarea.id}`,
    get value() {
      return textarea.value;
    },
  };
}

function groupOf(group) {
  const row = group.querySelector("template")?.content.querySelector("[data-row]");
  const first = row?.querySelector("input[type=text], textarea:not([data-rich-text])");
  if (!first) return null;
  const label = wordsIn(group.querySelector("h2"));
  const above = group.previousElementSibling?.matches(".module:not(.rows)") ? namesOf(group.previousElementSibling) : [];
  return {
    element: group,
    label,
    noun: group.dataset.noun,
    isQuestions: first.name.endsWith("-question"),
    isTextual: [...row.querySelectorAll("textarea")].some((text) => text !== first),
    names: [label, ...above],
    target: `rows:${group.dataset.rows}`,
  };
}

function namesOf(module) {
  const headings = [...module.querySelectorAll("input[name$=_heading]")].map((input) => input.value);
  return [wordsIn(module.querySelector(".fieldset-heading")), ...headings].filter(Boolean);
}

function wordsIn(element) {
  return element?.textContent.replace(/\s+/g, " ").trim() ?? "";
}

// --- putting words there; each returns how to take them back --------------------------------------------------

export function put(field, value) {
  const before = field.value;
  const editor = editorOf(field);
  const set = (value) => {
    if (editor) editor.commands.setContent(value);
    else field.value = value;
    for (const name of ["input", "change", "keyup"]) field.dispatchEvent(new Event(name, { bubbles: true }));
  };
  set(value);
  return () => set(before);
}

export function addBelow(field, { heading, blocks }) {
  const isRich = "richText" in field.dataset;
  if (!isRich) return put(field, [field.value, heading, ...blocks.map(({ html }) => wordsOf(html))].filter(Boolean).join("\n\n"));
  const level = Math.min(6, ...blocks.filter(({ kind }) => kind === "heading").map((block) => block.level)) - 1;
  const whole = heading ? [{ kind: "heading", level, html: wordsAsHtml(heading) }, ...blocks] : blocks;
  return put(field, (editorOf(field)?.isEmpty === false ? editorOf(field).getHTML() : "") + toHtml(whole));
}

export function addRow(group, { heading, blocks }) {
  const row = append(group);
  const [first, second] = row.querySelectorAll("details :is(input[type=text], textarea)");
  const texts = [...row.querySelectorAll("[data-rich-text]")];
  const text = texts[0] ?? (second?.tagName === "TEXTAREA" ? second : null);
  put(first, heading);
  const link = blocks[0]?.html.match(/<a href="(https:[^"]*)">/)?.[1];
  const address = row.querySelector("input[type=url]");
  if (text) addBelow(text, { heading: "", blocks });
  else if (address && link) put(address, link.replaceAll("&amp;", "&"));
  row.querySelector("details").open = false;
  return () => remove(group, row);
}

function wordsAsHtml(words) {
  return fromText(words.replace(/\s+/g, " ")).replace(/^<[^>]*>|<\/\w+>$/g, "");
}
