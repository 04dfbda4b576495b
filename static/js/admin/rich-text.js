// Turns each textarea marked data-rich-text into an editor. Its value names the extensions.

import * as prose from "../../django_prose_editor/editor.js";
import { blocksOf, blocksOfText, fromHtml, fromText, toHtml, withoutStyle } from "./paste.js";
import { BUTTONS, leaving, Link, ListItem, OrderedList, Table, TOGGLES } from "./rich-text-tools.js";

const EXTENSIONS = { ...prose, Link, ListItem, OrderedList, Table };
const KEYS = "In lists and tables Tab moves on and Shift+Tab back. Escape, then Tab, leaves the text; Alt+F10 leads to its buttons.";
const MANY_HEADINGS = 3; // a paste with so many is a document rather than a text

const editors = new WeakMap();

// The editor of a textarea, for whoever fills in a text: it takes HTML of ours.
export const editorOf = (textarea) => editors.get(textarea);

const startAll = (root) => root.querySelectorAll("[data-rich-text]").forEach(start);
startAll(document);
document.addEventListener("formset:added", (event) => startAll(event.target));

function start(textarea) {
  if (editors.has(textarea)) return;
  const label = document.querySelector(`label[for="${textarea.id}"]`);
  const wanted = Object.entries(JSON.parse(textarea.dataset.richText));
  const extensions = wanted
    .filter(([name]) => EXTENSIONS[name])
    .map(([name, options]) =>
      typeof options === "object" ? EXTENSIONS[name].configure(options) : EXTENSIONS[name],
    );

  const element = document.createElement("div");
  element.className = "prose-editor";
  textarea.before(element);
  element.append(textarea);
  const keys = document.createElement("p");
  keys.id = `${textarea.id}_keys`;
  keys.className = "help";
  keys.hidden = true;
  keys.textContent = KEYS;

  const editor = new prose.Editor({
    element,
    extensions,
    content: textarea.value,
    editable: !textarea.disabled,
    injectCSS: false, // the policy allows no style element; admin.css has these rules
    editorProps: {
      attributes: () => names(textarea, label, keys),
      transformPastedHTML: (html) => (html.includes("data-pm-slice") ? withoutStyle(html) : fromHtml(html)),
      clipboardTextParser: (text, context, plain, view) => sliceOf(text, context, view),
      handlePaste: (view, event) => offerDocument(textarea, editor, event.clipboardData),
      handleDOMEvents: { keydown: leaving() },
    },
    onCreate({ editor }) {
      nameMenu(element, label);
      editor.on("transaction", () => {
        updateMenu(element);
        keys.hidden = !editor.isActive("listItem") && !editor.isActive("table");
      });
    },
    onUpdate() {
      textarea.value = editor.isEmpty ? "" : editor.getHTML();
      textarea.dispatchEvent(new Event("input", { bubbles: true }));
    },
  });
  editors.set(textarea, editor);
  element.append(keys);
  element.addEventListener("keydown", (event) => {
    if (event.key !== "F10" || !event.altKey) return;
    event.preventDefault();
    element.querySelector(".prose-menubar button:not(.hidden)").focus();
  });

  // Whatever leads to the hidden textarea leads to the editor.
  label?.addEventListener("click", (event) => {
    event.preventDefault();
    editor.commands.focus();
  });
  for (const link of document.querySelectorAll(`.error-summary a[href="#${textarea.id}"]`)) {
    link.addEventListener("click", (event) => {
      event.preventDefault();
      element.closest("details")?.setAttribute("open", "");
      editor.commands.focus();
    });
  }
}

function sliceOf(text, context, view) {
  const holder = document.createElement("div");
  holder.innerHTML = fromText(text);
  return prose.pm.model.DOMParser.fromSchema(view.state.schema).parseSlice(holder, { context });
}

// A whole document belongs into several fields. Whoever listens for the event asks what goes where; if nobody does,
// or on request, it stays one text.
function offerDocument(textarea, editor, data) {
  const html = data?.getData("text/html") ?? "";
  if (html.includes("data-pm-slice")) return false;
  const blocks = html ? blocksOf(html) : blocksOfText(data?.getData("text/plain") ?? "");
  if (blocks.filter(({ kind }) => kind === "heading").length < MANY_HEADINGS) return false;
  const keep = () => editor.chain().focus().insertContent(toHtml(blocks)).run();
  const offer = new CustomEvent("rich-text:document", { bubbles: true, cancelable: true, detail: { blocks, keep } });
  return !textarea.dispatchEvent(offer);
}

function names(textarea, label, keys) {
  const described = [textarea.getAttribute("aria-describedby"), keys.id].filter(Boolean).join(" ");
  const attributes = {
    role: "textbox",
    "aria-multiline": "true",
    "aria-label": words(label),
    "aria-describedby": described,
    spellcheck: "true",
  };
  if (textarea.hasAttribute("aria-invalid")) attributes["aria-invalid"] = textarea.getAttribute("aria-invalid");
  return attributes;
}

function words(label) {
  return label?.textContent.trim().replace(/:$/, "") ?? "Text";
}

function nameMenu(element, label) {
  const menu = element.querySelector(".prose-menubar");
  menu.setAttribute("role", "toolbar");
  menu.setAttribute("aria-label", `Format: ${words(label)}`);
  for (const button of menu.querySelectorAll("button")) {
    button.textContent = BUTTONS[button.dataset.name] ?? button.title;
    button.classList.remove("material-icons", "prose-menubar__button--heading");
    button.removeAttribute("aria-label");
    button.removeAttribute("title");
  }
  updateMenu(element);
}

// The package marks its buttons by class alone.
function updateMenu(element) {
  for (const button of element.querySelectorAll(".prose-menubar button")) {
    if (TOGGLES.has(button.dataset.name)) button.setAttribute("aria-pressed", button.classList.contains("active"));
    button.setAttribute("aria-disabled", button.classList.contains("disabled"));
  }
}
