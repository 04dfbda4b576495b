// Asks where a link leads: a page is found by its title, then one of its parts; an address may be typed as well.

import { ask, wordsOf } from "./answer.js";

let made = 0;
const ADDRESS = /^(?:\/|#|[a-z][a-z0-9+.-]*:)/i;

// Resolves to {href, title}, or to null when nothing was chosen. words are those that will be the link.
export function askForLink(editor, href = "", words = "") {
  const place = editor.view.dom.closest("[data-link-targets], .prose-editor");
  const source = place.querySelector("[data-link-targets]")?.dataset.linkTargets;
  return new Promise((resolve) => new LinkDialog(place, source, href, words, resolve));
}

class LinkDialog {
  constructor(place, source, href, words, resolve) {
    this.source = source;
    this.id = `link-picker-${(made += 1)}`;
    this.chosen = null;
    this.shown = [];
    this.at = -1;
    this.dialog = document.createElement("dialog");
    this.dialog.className = "prose-editor-dialog link-picker";
    this.dialog.innerHTML = `
      <form>
        <h3 id="${this.id}-title" class="prose-editor-dialog-title">Where does the link lead?</h3>
        <label for="${this.id}">Address, or words of a page’s title</label>
        <p class="help" id="${this.id}-help">Arrow keys choose a page, then one of its parts. Or type an address such as /therapies/ or https://…</p>
        <input id="${this.id}" type="text" role="combobox" aria-autocomplete="list" aria-expanded="false" aria-controls="${this.id}-list"
          aria-describedby="${this.id}-help" autocomplete="off" spellcheck="false" required>
        <ul id="${this.id}-list" role="listbox" aria-label="Pages" hidden></ul>
        <p class="help" role="status"></p>
        <div class="prose-editor-dialog-buttons"><button type="submit">Set link</button><button type="button">Cancel</button></div>
      </form>`;
    this.dialog.setAttribute("aria-labelledby", `${this.id}-title`);
    [this.form, this.input, this.list, this.status] = ["form", "input", "ul", "[role=status]"].map((part) => this.dialog.querySelector(part));
    const [, page] = /^page:([^#]*)/.exec(href) ?? [];
    this.input.value = page ? "" : href;
    this.dialog.addEventListener("close", () => {
      this.dialog.remove();
      resolve(this.result ?? null);
    });
    this.dialog.querySelector("button[type=button]").addEventListener("click", () => this.dialog.close());
    this.input.addEventListener("input", () => this.searchSoon());
    this.input.addEventListener("keydown", (event) => this.key(event));
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      event.stopPropagation();
      this.set();
    });
    // What happens in here is no change of the page's form around it.
    for (const name of ["input", "change"]) this.dialog.addEventListener(name, (event) => event.stopPropagation());
    // At the end of the page: a form cannot stand in the form of the page.
    document.body.append(this.dialog);
    this.dialog.showModal();
    // An identity stays in the text where its page has no address: it is read out in words.
    if (page) this.search({ page }, "Parts of the page");
    else if (words.trim() && !href) this.search({ q: words.trim().slice(0, 80) }, "Pages that sound like your words");
  }

  searchSoon() {
    this.chosen = null;
    clearTimeout(this.timer);
    const typed = this.input.value.trim();
    if (!typed || /^(?:#|tel:|https?:)/i.test(typed)) return this.show([], "");
    this.timer = setTimeout(() => this.search({ q: typed }, "Pages"), 150);
  }

  async search(query, name) {
    if (!this.source) return;
    const asked = (this.asked = Symbol("the last question"));
    let found, problem;
    try {
      found = await ask(`${this.source}?${new URLSearchParams(query)}`);
    } catch (error) {
      problem = wordsOf(error, "Pages cannot be searched at this moment. Type the address.");
    }
    if (asked !== this.asked) return;
    if (problem) return this.show([], problem);
    this.list.setAttribute("aria-label", name);
    const count = found.targets.length;
    const leads = query.page && !this.chosen ? `The link leads to ${found.page}. ` : "";
    this.show(found.targets, leads + (count ? `${count} to choose from.` : query.page ? "" : "No page sounds like this. You can still type an address."));
  }

  show(targets, words) {
    this.shown = targets;
    this.at = -1;
    this.list.replaceChildren(
      ...targets.map(({ title, note }, index) => {
        const option = document.createElement("li");
        option.id = `${this.id}-${index}`;
        option.setAttribute("role", "option");
        option.setAttribute("aria-selected", "false");
        const small = document.createElement("small");
        small.textContent = note;
        option.append(title, " ", small);
        option.addEventListener("mousedown", (event) => event.preventDefault());
        option.addEventListener("click", () => this.choose(index));
        return option;
      }),
    );
    this.list.hidden = !targets.length;
    this.input.setAttribute("aria-expanded", String(targets.length > 0));
    this.input.removeAttribute("aria-activedescendant");
    this.status.textContent = words;
  }

  key(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && this.shown.length) {
      event.preventDefault();
      this.point((this.at + step + this.shown.length + (this.at < 0 && step < 0 ? 1 : 0)) % this.shown.length);
    } else if (event.key === "Enter" && this.at >= 0) {
      event.preventDefault();
      this.choose(this.at);
    }
  }

  point(index) {
    this.at = index;
    [...this.list.children].forEach((option, at) => option.setAttribute("aria-selected", String(at === index)));
    this.input.setAttribute("aria-activedescendant", `${this.id}-${index}`);
    this.list.children[index].scrollIntoView({ block: "nearest" });
  }

  // A page first, and its parts to choose from; then Enter again sets the link.
  choose(index) {
    const target = this.shown[index];
    this.chosen = target;
    this.input.value = target.href.startsWith("page:") ? target.title : target.href;
    this.input.focus();
    this.show([], "");
    if (target.page) this.search({ page: target.page }, `Parts of ${target.title}`);
  }

  set() {
    const href = this.chosen?.href ?? this.input.value.trim();
    if (!ADDRESS.test(href)) {
      // Words of a title, and Enter: the page that sounds most like them, to be looked at before it is set.
      if (this.shown.length) this.choose(0);
      else this.status.textContent = "Choose a page, or type an address that begins with / or https://.";
      return;
    }
    this.result = { href, title: this.chosen?.title ?? "" };
    this.dialog.close();
  }
}
