// Turns each textarea marked data-rich-text into an editor. Its value names the extensions.

import * as prose from "../../django_prose_editor/editor.js";

for (const textarea of document.querySelectorAll("[data-rich-text]")) {
  start(textarea);
}

document.addEventListener("formset:added", (event) => {
  for (const textarea of event.target.querySelectorAll("[data-rich-text]")) {
    start(textarea);
  }
});

function start(textarea) {
  const label = document.querySelector(`label[for="${textarea.id}"]`);
  const wanted = Object.entries(JSON.parse(textarea.dataset.richText));
  const extensions = wanted
    .filter(([name]) => prose[name])
    .map(([name, options]) => (typeof options === "object" ? prose[name].configure(options) : prose[name]));

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
    editorProps: { attributes: () => names(textarea, label) },
    onCreate: () => nameMenu(element, label),
    onTransaction: () => updateMenu(element),
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

function names(textarea, label) {
  const attributes = { role: "textbox", "aria-multiline": "true", "aria-label": words(label) };
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
  updateMenu(element);
}

// The package marks its buttons by class alone.
function updateMenu(element) {
  for (const button of element.querySelectorAll(".prose-menubar button")) {
    button.setAttribute("aria-pressed", button.classList.contains("active"));
    button.setAttribute("aria-disabled", button.classList.contains("disabled"));
  }
}
