// What the editor offers beyond the package: tables and lists by buttons and keys, and a way out of both.

import * as prose from "../../django_prose_editor/editor.js";
import { askForLink } from "./link-picker.js";

const { TextSelection } = prose.pm.state;

// Words instead of the package's icons.
export const BUTTONS = {
  heading3: "Sub-heading",
  heading4: "Smaller heading",
  bold: "Bold",
  italic: "Italic",
  bulletList: "List",
  orderedList: "Numbered list",
  "list:in": "Indent item",
  "list:out": "Outdent item",
  blockquote: "Quote",
  link: "Link",
  unlink: "Remove link",
  table: "Table",
  "table:row": "Add row",
  "table:column": "Add column",
  "table:withoutRow": "Remove row",
  "table:withoutColumn": "Remove column",
  "table:header": "Header row",
  "table:leave": "Write below the table",
  "table:none": "Remove table",
  "history:undo": "Undo",
  "history:redo": "Redo",
};

export const TOGGLES = new Set(["heading3", "heading4", "bold", "italic", "bulletList", "orderedList", "blockquote", "link", "table:header"]);

export const Link = prose.Link.extend({
  addOptions() {
    return { ...this.parent?.(), autolink: false };
  },
  // The package registers protocols for links made while typing; there are none.
  onCreate() {},
  onDestroy() {},
  addMenuItems(storage) {
    this.parent?.(storage);
    const link = storage._definedItems.link;
    storage.menu.defineItem({ ...link, groups: "link", enabled: () => true });
  },
  addCommands() {
    return {
      ...this.parent?.(),
      addLink:
        () =>
        ({ editor }) => {
          const { from, to, empty } = editor.state.selection;
          askForLink(editor, editor.getAttributes("link").href, editor.state.doc.textBetween(from, to, " ")).then((chosen) => {
            if (!chosen) return void editor.commands.focus();
            const chain = editor.chain().focus();
            if (empty && !editor.isActive("link")) {
              const marks = [{ type: "link", attrs: { href: chosen.href } }];
              chain.insertContent({ type: "text", text: chosen.title || chosen.href, marks }).run();
            } else chain.extendMarkRange("link").setLink({ href: chosen.href }).run();
          });
        },
    };
  },
});

export const OrderedList = prose.OrderedList.extend({
  // Numbers are numbers: letters and Roman numerals of a pasted list are not kept.
  addAttributes() {
    return { start: { default: 1, parseHTML: (list) => Number(list.getAttribute("start") ?? 1) } };
  },
  addNodeView() {
    return null;
  },
});

export const ListItem = prose.ListItem.extend({
  addMenuItems({ menu, buttons }) {
    const toggle = (name, command) => ({
      name,
      groups: "lists",
      button: buttons.text(BUTTONS[name]),
      active: (editor) => editor.isActive(name),
      enabled: (editor) => editor.can()[command](),
      command: (editor) => editor.chain().focus()[command]().run(),
    });
    const move = (name, command) => ({
      name,
      groups: "lists",
      button: buttons.text(BUTTONS[name]),
      hidden: (editor) => !editor.isActive("listItem"),
      enabled: (editor) => editor.can()[command]("listItem"),
      command: (editor) => editor.chain().focus()[command]("listItem").run(),
    });
    menu.defineItem(toggle("bulletList", "toggleBulletList"));
    menu.defineItem(toggle("orderedList", "toggleOrderedList"));
    menu.defineItem(move("list:in", "sinkListItem"));
    menu.defineItem(move("list:out", "liftListItem"));
  },
});

export const Table = prose.Table.extend({
  // The package's own view sets styles that the policy refuses.
  addNodeView() {
    return null;
  },
  addCommands() {
    return {
      ...this.parent?.(),
      leaveTable:
        () =>
        ({ state, tr, dispatch }) => {
          const table = tableAround(state);
          if (!table) return false;
          if (dispatch) {
            const end = table.start + table.node.nodeSize;
            if (!tr.doc.resolve(end).nodeAfter?.isTextblock) tr.insert(end, state.schema.nodes.paragraph.create());
            tr.setSelection(TextSelection.create(tr.doc, end + 1)).scrollIntoView();
          }
          return true;
        },
    };
  },
  addKeyboardShortcuts() {
    return { ...this.parent?.(), "Mod-Enter": () => this.editor.commands.leaveTable() };
  },
  addMenuItems({ menu, buttons }) {
    const item = (name, command, more) =>
      menu.defineItem({
        name,
        groups: "table",
        button: buttons.text(BUTTONS[name]),
        hidden: (editor) => !tableAround(editor.state),
        command: (editor) => command(editor.chain().focus()).run(),
        ...more,
      });
    item("table", (chain) => chain.insertTable({ rows: 3, cols: 3, withHeaderRow: true }), {
      hidden: (editor) => !!tableAround(editor.state),
    });
    item("table:row", (chain) => chain.addRowAfter());
    item("table:column", (chain) => chain.addColumnAfter());
    item("table:withoutRow", (chain) => chain.deleteRow());
    item("table:withoutColumn", (chain) => chain.deleteColumn());
    item("table:header", (chain) => chain.toggleHeaderRow(), { active: (editor) => hasHeader(editor.state) });
    item("table:leave", (chain) => chain.leaveTable());
    item("table:none", (chain) => chain.deleteTable());
  },
});

function tableAround({ selection: { $from } }) {
  for (let depth = $from.depth; depth > 0; depth -= 1) {
    const node = $from.node(depth);
    if (node.type.name === "table") return { node, start: $from.before(depth) };
  }
  return null;
}

function hasHeader(state) {
  const row = tableAround(state)?.node.firstChild;
  let [named, plain] = [0, 0];
  row?.forEach((cell) => {
    if (cell.type.name === "tableHeader") named += 1;
    else if (cell.textContent.trim()) plain += 1; // an empty corner is stored as a plain cell
  });
  return named > 0 && plain === 0;
}

// Tab moves inside lists and tables, so there has to be another way out: Escape, and then Tab moves on.
export function leaving() {
  let isLeaving = false;
  return (view, event) => {
    const leaves = isLeaving && event.key === "Tab";
    if (!["Shift", "Tab"].includes(event.key)) isLeaving = event.key === "Escape";
    return leaves; // true keeps the editor's own keys away from it
  };
}
