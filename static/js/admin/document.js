// Takes a whole document into a page. A screen says first what would go where; nothing is replaced unasked, and
// what was taken over can be taken back.

import { blocksOf, blocksOfText, toHtml, wordsOf } from "./paste.js";
import { names, parts, planOf } from "./document-plan.js";
import { addBelow, addRow, placesOf, put } from "./places.js";

const form = document.querySelector("#content-main > form");
if (form?.querySelector(".submit-row input[type=submit]")) start();

function start() {
  const { fields, groups } = placesOf(form);
  if (!groups.some(({ isTextual }) => isTextual) && fields.filter(({ isRich }) => isRich).length < 2) return;
  const offer = element("p", { className: "document-offer" });
  const open = element("button", { type: "button", className: "button plain", textContent: "Paste a whole document" });
  open.addEventListener("click", () => new DocumentDialog().ask());
  offer.append(open);
  (form.querySelector(".error-summary, .stale") ?? form.querySelector("fieldset")).before(offer);
  form.addEventListener("rich-text:document", (event) => {
    event.preventDefault();
    new DocumentDialog(event.detail.keep).show(event.detail.blocks);
  });
}

class DocumentDialog {
  constructor(keep = null) {
    this.keep = keep;
    this.dialog = element("dialog", { className: "prose-editor-dialog document-dialog" });
    this.dialog.setAttribute("aria-labelledby", "document-title");
    this.dialog.addEventListener("close", () => this.dialog.remove());
    // What happens in here is no change of the page's form.
    for (const name of ["input", "change"]) this.dialog.addEventListener(name, (event) => event.stopPropagation());
    document.body.append(this.dialog);
  }

  ask() {
    const text = element("textarea", { id: "document-text", rows: 8 });
    const next = element("button", { type: "button", textContent: "See what goes where" });
    const said = element("p", { className: "help" });
    said.setAttribute("role", "status");
    this.fill("Paste a whole document", [
      element("p", {
        textContent:
          "Copy it in Word, Google Docs or wherever it was written, and paste it here. You will see what goes where before anything is taken over.",
      }),
      element("label", { htmlFor: text.id, textContent: "The document" }),
      text,
      said,
      this.buttons(next),
    ]);
    text.addEventListener("paste", (event) => {
      const html = event.clipboardData.getData("text/html");
      const blocks = html ? blocksOf(html) : blocksOfText(event.clipboardData.getData("text/plain"));
      if (!blocks.length) return;
      event.preventDefault();
      this.show(blocks);
    });
    next.addEventListener("click", () => {
      const blocks = blocksOfText(text.value);
      if (blocks.length) this.show(blocks);
      else said.textContent = "Paste the document first.";
    });
    text.focus();
  }

  show(blocks) {
    this.places = placesOf(form);
    this.units = planOf(blocks, this.places);
    const list = element("ol", { className: "document-plan" });
    this.units.forEach((unit, index) => list.append(this.row(unit, index)));
    const take = element("button", { type: "button", textContent: "Take over" });
    take.addEventListener("click", () => this.takeOver());
    const buttons = [take];
    if (this.keep) {
      const keep = element("button", { type: "button", textContent: "Paste it into this text only" });
      keep.addEventListener("click", () => {
        this.dialog.close();
        this.keep();
      });
      buttons.push(keep);
    }
    this.fill("What goes where", [
      element("p", { textContent: "Change what should go elsewhere, or leave it out. Nothing is saved yet, and you can take it back." }),
      list,
      this.buttons(...buttons),
    ]);
    // At the top, where reading begins: a second Enter takes nothing over unread.
    const heading = this.dialog.querySelector("h2");
    heading.tabIndex = -1;
    heading.focus();
    this.dialog.scrollTop = 0;
  }

  row(unit, index) {
    const id = `document-part-${index}`;
    const words = unit.blocks.map(({ html }) => wordsOf(html)).join(" ");
    const item = element("li");
    const about = element("div", { id: `${id}-words` });
    if (unit.heading) about.append(element("b", { textContent: unit.heading }));
    if (words) about.append(element("p", { textContent: words.length > 160 ? `${words.slice(0, 160)}…` : words }));
    const count = (words.match(/\S+/g) ?? []).length;
    if (count > 25) about.append(element("small", { textContent: `${count} words` }));
    const select = element("select", { id });
    select.setAttribute("aria-label", `Part ${index + 1}, ${unit.heading || words.slice(0, 40)}: goes to`);
    for (const [value, label] of this.choices(unit)) select.append(element("option", { value, textContent: label, selected: value === unit.target }));
    select.addEventListener("change", () => (unit.target = select.value));
    item.append(about, select);
    return item;
  }

  choices(unit) {
    const { title, fields, groups } = this.places;
    const choices = [["none", "Leave it out"]];
    if (title) choices.push(["title", title.value ? `Title (instead of “${title.value}”)` : "Title"]);
    for (const field of fields) {
      const where = field.names[1] ? `${field.names[1]}: ${field.label.toLowerCase()}` : field.label;
      choices.push([field.target, field.value ? `${where} (below what is there)` : where]);
    }
    const hasParts = unit.blocks.some(({ kind }) => kind === "heading");
    for (const group of groups) {
      const count = unit.items && !group.isTextual ? unit.items.length : 1;
      choices.push([group.target, count > 1 ? `${group.label}: ${count} new rows` : `${group.label}: a new ${group.noun}`]);
      if (hasParts && group.isTextual) choices.push([group.target.replace("rows", "split"), `${group.label}: one for each smaller heading`]);
    }
    return choices;
  }

  takeOver() {
    const undo = [];
    const taken = this.units.filter(({ target }) => target !== "none");
    for (const unit of taken) undo.push(...this.take(unit));
    this.dialog.close();
    tell(`${taken.length} of ${this.units.length} parts were taken over. Nothing is saved yet.`, () => undo.reverse().forEach((back) => back()));
  }

  take(unit) {
    const [kind, name] = unit.target.split(":");
    if (kind === "title") return [put(this.places.title, unit.heading || wordsOf(toHtml(unit.blocks)))];
    if (kind === "field") {
      const field = this.places.fields.find(({ target }) => target === unit.target);
      const isNamed = names(field, unit.heading, this.places);
      return [addBelow(field.element, { heading: isNamed ? "" : unit.heading, blocks: unit.blocks })];
    }
    const group = this.places.groups.find(({ target }) => target === `rows:${name}`);
    if (kind === "split") return parts(unit).map((part) => addRow(group.element, part));
    if (group.isTextual) return [addRow(group.element, unit)];
    const items = unit.items ?? unit.blocks.filter((block) => block.kind === "item").map(({ html }) => html);
    if (!items.length) return [addRow(group.element, { heading: unit.heading || wordsOf(toHtml(unit.blocks)), blocks: [] })];
    return items.map((html) => addRow(group.element, { heading: wordsOf(html), blocks: [{ kind: "text", html }] }));
  }

  fill(title, children) {
    this.dialog.replaceChildren(element("h2", { id: "document-title", className: "prose-editor-dialog-title", textContent: title }), ...children);
    if (!this.dialog.open) this.dialog.showModal();
  }

  buttons(...buttons) {
    const cancel = element("button", { type: "button", textContent: "Cancel" });
    cancel.addEventListener("click", () => this.dialog.close());
    const row = element("div", { className: "prose-editor-dialog-buttons" });
    row.append(...buttons, cancel);
    return row;
  }
}

function tell(words, undo) {
  form.querySelector(".document-done")?.remove();
  const said = element("p", { className: "document-done", tabIndex: -1 });
  said.setAttribute("role", "status");
  const back = element("button", { type: "button", className: "button plain", textContent: "Take it back" });
  back.addEventListener("click", () => {
    undo();
    said.textContent = "Taken back: the form is as it was before.";
    said.focus();
  });
  said.append(words, " ", back);
  form.querySelector(".document-offer").after(said);
  said.focus();
}

function element(name, properties = {}) {
  return Object.assign(document.createElement(name), properties);
}
