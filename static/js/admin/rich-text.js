// Turns each textarea marked data-rich-text into an editor. Its value names the extensions.

import * as prose from "../../django_prose_editor/editor.js";

// Words instead of the package's icons.
const BUTTONS = {
  bold: "Bold",
  italic: "Italic",
  bulletList: "List",
  orderedList: "Numbered list",
  link: "Link",
  unlink: "Remove link",
  "history:undo": "Undo",
  "history:redo": "Redo",
};

// The package's own dialog also asks for a title, which visitors would never see.
const askForLink = prose.updateAttrsDialog(
  {
    href: {
      title: "Address",
      description: "A page of this site, such as /therapies/, or an https:// address.",
      required: true,
    },
  },
  { title: "Where does the link lead?", submitText: "Set link" },
);

const Link = prose.Link.extend({
  addOptions() {
    return { ...this.parent?.(), autolink: false };
  },
  // The package registers protocols for links made while typing; there are none.
  onCreate() {},
  onDestroy() {},
  addCommands() {
    return {
      ...this.parent?.(),
      addLink:
        () =>
        ({ editor }) => {
          if (editor.state.selection.empty && !editor.isActive("link")) return;
          askForLink(editor, editor.getAttributes("link")).then((attributes) => {
            if (!attributes) return;
            editor.chain().focus().extendMarkRange("link").setLink({ href: attributes.href.trim() }).run();
          });
        },
    };
  },
});

const EXTENSIONS = { ...prose, Link };

const startAll = (root) => root.querySelectorAll("[data-rich-text]").forEach(start);
startAll(document);
document.addEventListener("formset:added", (event) => startAll(event.target));

function start(textarea) {
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

  const editor = new prose.Editor({
    element,
    extensions,
    content: textarea.value,
    editable: !textarea.disabled,
    injectCSS: false, // the policy allows no style element; admin.css has these rules
    editorProps: { attributes: () => names(textarea, label), transformPastedHTML: withoutStyle },
    onCreate({ editor }) {
      nameMenu(element, label);
      editor.on("transaction", () => updateMenu(element));
    },
    onUpdate() {
      textarea.value = editor.isEmpty ? "" : editor.getHTML();
      textarea.dispatchEvent(new Event("input", { bubbles: true }));
    },
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

// The schema keeps only what visitors may get. But merely parsing styles and handlers, as pages copied
// from Word are full of, makes the browser report them against the policy.
function withoutStyle(html) {
  return html
    .replace(/<!--[^]*?-->/g, "")
    .replace(/<(style|script|xml)\b[^]*?<\/\1\s*>/gi, "")
    .replace(/<[a-z][^>]*>/gi, (tag) => tag.replace(/\s(style|on\w+)\s*=\s*("[^"]*"|'[^']*'|[^\s>]+)/gi, ""));
}

function names(textarea, label) {
  const attributes = { role: "textbox", "aria-multiline": "true", "aria-label": words(label), spellcheck: "true" };
  for (const name of ["aria-describedby", "aria-invalid"]) {
    if (textarea.hasAttribute(name)) attributes[name] = textarea.getAttribute(name);
  }
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
    button.classList.remove("material-icons");
    button.removeAttribute("aria-label");
    button.removeAttribute("title");
  }
  updateMenu(element);
}

// The package marks its buttons by class alone.
function updateMenu(element) {
  for (const button of element.querySelectorAll(".prose-menubar button")) {
    button.setAttribute("aria-pressed", button.classList.contains("active"));
    button.setAttribute("aria-disabled", button.classList.contains("disabled"));
  }
}
