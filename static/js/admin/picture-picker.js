// Beside each choice of a picture: a dialog with thumbnails, found by words and place. The list of names stays.

import { ask, wordsOf } from "./answer.js";

startAll(document);
document.addEventListener("formset:added", (event) => startAll(event.target));

function startAll(root) {
  root.querySelectorAll("[data-picture-picker]").forEach(start);
}

function start(place) {
  const select = place.querySelector("select");
  if (!select || select.disabled || place.querySelector("[data-choose]")) return;
  const words = document.querySelector(`label[for="${select.id}"]`)?.textContent.trim().replace(/:$/, "") ?? "Picture";
  const open = make("button", { type: "button", className: "button plain", textContent: "Choose from thumbnails" });
  open.dataset.choose = "";
  open.setAttribute("aria-label", `Choose from thumbnails: ${words}`);
  open.addEventListener("click", () => new Picker(place, select, words));
  select.after(open);
}

class Picker {
  constructor(place, select, words) {
    this.place = place;
    this.select = select;
    const id = `${select.id}-picker`;
    this.dialog = make("dialog", { className: "prose-editor-dialog picture-picker" });
    this.dialog.setAttribute("aria-labelledby", `${id}-title`);
    this.dialog.innerHTML = `
      <h2 id="${id}-title" class="prose-editor-dialog-title"></h2>
      <div class="filters">
        <div><label for="${id}-words">Words</label><input id="${id}-words" type="search" autocomplete="off"></div>
        <div><label for="${id}-place">Place</label><select id="${id}-place"><option value="">Any</option><option value="none">None of ours</option></select></div>
      </div>
      <p role="status"></p>
      <ul></ul>
      <div class="prose-editor-dialog-buttons"><button type="button" data-more hidden>Show more</button> <button type="button" data-cancel>Cancel</button></div>`;
    this.dialog.querySelector("h2").textContent = `Choose a picture: ${words}`;
    [this.words, this.places, this.said, this.list, this.more] = ["input", "select", "[role=status]", "ul", "[data-more]"].map((part) =>
      this.dialog.querySelector(part),
    );
    // What happens in here is no change of the page's form.
    for (const name of ["input", "change"]) this.dialog.addEventListener(name, (event) => event.stopPropagation());
    this.words.addEventListener("input", () => {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.find(), 200);
    });
    this.places.addEventListener("change", () => this.find());
    this.more.addEventListener("click", () => this.find(this.list.children.length));
    this.dialog.querySelector("[data-cancel]").addEventListener("click", () => this.dialog.close());
    this.dialog.addEventListener("close", () => this.dialog.remove());
    this.list.addEventListener("keydown", (event) => this.step(event));
    document.body.append(this.dialog);
    this.dialog.showModal();
    this.find();
  }

  async find(from = 0) {
    const asked = (this.asked = Symbol("the last question"));
    let found, problem;
    try {
      const query = new URLSearchParams({ q: this.words.value, facility: this.places.value, from });
      found = await ask(`${this.place.dataset.picturePicker}?${query}`);
    } catch (error) {
      problem = wordsOf(error, "Pictures cannot be searched at this moment. Close this, and choose from the list of names.");
    }
    if (asked !== this.asked) return;
    if (problem) {
      this.said.textContent = problem;
      return;
    }
    if (this.places.length === 2) this.places.append(...found.places.map(({ id, name }) => make("option", { value: id, textContent: name })));
    const items = found.pictures.map((picture) => this.item(picture));
    if (from) this.list.append(...items);
    else this.list.replaceChildren(...items);
    this.more.hidden = this.list.children.length >= found.total;
    this.said.textContent = found.total === 1 ? "1 picture" : `${found.total} pictures`;
    if (from) items[0]?.firstChild.focus();
  }

  item(picture) {
    const button = make("button", { type: "button" });
    const { src, width, height } = picture;
    button.append(make("img", { src, width, height, alt: "", loading: "lazy" }), make("b", { textContent: picture.title }));
    button.append(make("span", { textContent: picture.alt }));
    if (picture.place) button.append(make("small", { textContent: `Shows ${picture.place}` }));
    const used = picture.usedOn.length > 3 ? `${picture.usedOn.slice(0, 3).join(", ")} and ${picture.usedOn.length - 3} more` : picture.usedOn.join(", ");
    button.append(make("small", { textContent: used ? `Used on ${used}` : "Not used yet" }));
    button.setAttribute("aria-pressed", String(this.select.value === picture.id));
    button.addEventListener("click", () => this.choose(picture));
    const item = make("li");
    item.append(button);
    return item;
  }

  step(event) {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const buttons = [...this.list.querySelectorAll("button")];
    buttons[(buttons.indexOf(document.activeElement) + step + buttons.length) % buttons.length]?.focus();
  }

  choose(picture) {
    // One that was uploaded after this form was opened is not in its list yet.
    if (![...this.select.options].some(({ value }) => value === picture.id)) this.select.append(new Option(picture.title, picture.id));
    this.select.value = picture.id;
    this.select.dispatchEvent(new Event("input", { bubbles: true }));
    this.select.dispatchEvent(new Event("change", { bubbles: true }));
    this.place.querySelector(".chosen-picture")?.remove();
    this.place.prepend(make("img", { className: "chosen-picture", src: picture.src, width: picture.width, height: picture.height, alt: picture.alt }));
    this.dialog.close();
    this.place.querySelector("[data-choose]").focus();
  }
}

function make(name, properties = {}) {
  return Object.assign(document.createElement(name), properties);
}
