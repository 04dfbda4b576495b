// What of a pasted document would go where on a page: a plan that somebody looks at and changes before it is used.
//
// A unit of the plan is {heading, blocks, items, target}. Targets are "none", "title", "field:<id>" (a text of the page),
// "rows:<prefix>" (a new row) and "split:<prefix>" (a new row for each smaller heading).

import { wordsOf } from "./paste.js";

const LONGEST_QUESTION = 200;

// places is {title, fields, groups}, as places.js reads them from a form.
export function planOf(blocks, places) {
  const rest = [...blocks];
  const units = [];
  if (isTitle(rest)) {
    const words = wordsOf(rest.shift().html);
    units.push({ heading: words, blocks: [], target: places.title && !places.title.value ? "title" : "none", isTitle: true });
  }
  const { before, sections } = split(rest);
  units.push(...opening(before, places));
  for (const section of sections) units.push(...unitsOf(section, places));
  return units;
}

// The rows that a "split" target makes of a unit.
export function parts({ blocks }) {
  const { before, sections } = split(blocks);
  const [first, ...others] = sections;
  return first ? [{ ...first, blocks: [...before, ...first.blocks] }, ...others] : [];
}

function isTitle([first, ...others]) {
  const levels = others.filter(({ kind }) => kind === "heading").map(({ level }) => level);
  if (!first || !levels.length) return false;
  if (first.kind === "heading") return first.level < Math.min(...levels);
  // Google Docs has a style for titles that is no heading, only larger than all of them.
  const size = Math.max(0, ...others.map((block) => block.size ?? 0));
  return first.kind === "text" && first.size > size && wordsOf(first.html).length <= 120;
}

function split(blocks) {
  const level = Math.min(...blocks.filter(({ kind }) => kind === "heading").map((block) => block.level));
  const before = [];
  const sections = [];
  for (const block of blocks) {
    if (block.kind === "heading" && block.level === level) sections.push({ heading: wordsOf(block.html), blocks: [] });
    else (sections.at(-1)?.blocks ?? before).push(block);
  }
  return { before, sections };
}

function opening(blocks, places) {
  if (!blocks.length) return [];
  const field =
    places.fields.find(({ name, isRich }) => isRich && name === "introduction") ??
    places.fields.find(({ name }) => name === "lede") ??
    places.fields.find(({ isRich }) => isRich);
  if (!field) return [{ heading: "", blocks, target: main(places)?.target ?? "none" }];
  if (field.isRich) return [{ heading: "", blocks, target: field.target }];
  // A plain field holds one paragraph; what follows it needs a place of its own.
  const [first, ...others] = blocks;
  const units = [{ heading: "", blocks: [first], target: field.value ? "none" : field.target }];
  if (others.length) units.push({ heading: "", blocks: others, target: main(places)?.target ?? "none" });
  return units;
}

function unitsOf({ heading, blocks }, places) {
  const group = places.groups.find((group) => names(group, heading, places));
  const field = places.fields.find((field) => field.isRich && names(field, heading, places));
  const questions = places.groups.find(({ isQuestions }) => isQuestions);
  if (group) return rowsOf(heading, group.isQuestions ? withQuestions(blocks) : blocks, group);
  if (field) return [{ heading, blocks, target: field.target }];
  if (heading.endsWith("?") && questions) return [{ heading, blocks, target: questions.target }];
  return [{ heading, blocks, target: main(places)?.target ?? places.fields.find(({ isRich }) => isRich)?.target ?? "none" }];
}

// The heading names a group of rows: what stands under it are the rows.
function rowsOf(heading, blocks, group) {
  if (!group.isTextual) {
    const items = blocks.filter(({ kind }) => kind === "item" || kind === "text");
    const rest = blocks.filter((block) => !items.includes(block));
    const unit = { heading, blocks: items, items: items.map(({ html }) => html), target: items.length ? group.target : "none" };
    return rest.length ? [unit, { heading, blocks: rest, target: "none" }] : [unit];
  }
  const { before, sections } = split(blocks);
  if (!sections.length) return [{ heading, blocks, target: group.target }];
  const units = sections.map((section) => ({ ...section, target: group.target }));
  return before.length ? [{ heading, blocks: before, target: "none" }, ...units] : units;
}

// Questions are often written as bold lines rather than headings.
function withQuestions(blocks) {
  if (blocks.some(({ kind }) => kind === "heading")) return blocks;
  return blocks.map((block) => {
    const words = wordsOf(block.html);
    const isQuestion = block.kind === "text" && words.endsWith("?") && words.length <= LONGEST_QUESTION;
    return isQuestion ? { kind: "heading", level: 1, html: block.html.replace(/<\/?strong>/g, "") } : block;
  });
}

function main(places) {
  return places.groups.find(({ isTextual, isQuestions }) => isTextual && !isQuestions) ?? places.groups.find(({ isTextual }) => isTextual);
}

// Does the heading of a document say what a place of the form is called?
export function names(place, heading, places) {
  const said = stems(heading);
  if (place.isQuestions && /\b(?:faqs?|questions)\b/i.test(heading)) return true;
  if (place.noun === "source" && /\b(?:references|literature|bibliography)\b/i.test(heading)) return true;
  const title = stems(places.title?.value ?? "");
  return place.names.some((name) => {
    const [before, after] = name.split("{name}").map(stems);
    if (after === undefined) return before.length > 0 && before.every((stem) => said.includes(stem));
    const isFramed = before.concat(after).every((stem) => said.includes(stem));
    return isFramed && (before.length + after.length > 1 || title.every((stem) => said.includes(stem)));
  });
}

function stems(words) {
  return (words.toLowerCase().match(/[a-z0-9]+/g) ?? []).map((word) => word.replace(/(?:es|s)$/, ""));
}
