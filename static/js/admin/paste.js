// What a clipboard holds, as our own few elements: paragraphs, two levels of headings, nested lists, quotes,
// tables, bold, italic and links. Word, Outlook, Google Docs, Pages and web pages each say these differently;
// nothing else they say comes in. Touches no page: both functions take and return text.

import { marksOf, parsed, rulesOf, withoutStyle } from "./clipboard.js";

export { withoutStyle };

const DROPPED =
  "head, script, style, template, noscript, nav, footer, button, input, select, textarea, img, picture, " +
  "svg, math, canvas, video, audio, iframe, object, embed, map, hr, [hidden], [aria-hidden=true], [role=navigation], " +
  "del, s, strike, .msocomanchor";
const GONE = /display\s*:\s*none|mso-hide\s*:\s*all|mso-element\s*:\s*comment|text-decoration[\w-]*\s*:[^;]*line-through/;
const BLOCKS = new Set(
  "P DIV SECTION ARTICLE MAIN HEADER BODY HTML FIGURE FIGCAPTION ADDRESS DL DT DD PRE CENTER BLOCKQUOTE UL OL LI TABLE DETAILS SUMMARY H1 H2 H3 H4 H5 H6".split(" "),
);
const BULLET = /^[·•▪■□●○◦‣⁃∙§¨Øo*–—-]$/;
const NUMBER = /^\(?(?:\d{1,3}|[a-z]|[ivxlc]{1,6})[.)]$/i;
const OUR_LEVELS = [3, 4];

// HTML from a clipboard as HTML of ours. Headings move to our levels, the highest to the first of them.
export function fromHtml(html) {
  return toHtml(blocksOf(html));
}

// Plain text: blank lines part paragraphs, marked lines make lists, "##" makes a heading.
export function fromText(text) {
  return toHtml(blocksOfText(text));
}

// Blocks as HTML. A block is {kind, html, level, ordered}: "text", "heading", "item" (level is its depth), "more" (of
// the item before it), "quote" or "table".
export function toHtml(blocks) {
  const levels = [...new Set(blocks.filter(({ kind, level }) => kind === "heading" && level).map(({ level }) => level))].sort();
  const open = []; // the lists that are open
  let html = "";
  const close = () => (html += `</li></${open.pop().tag}>`);
  for (const { kind, html: words, level, ordered } of blocks) {
    if (kind === "item") {
      const tag = ordered ? "ol" : "ul";
      while (open.length && open.at(-1).level > level) close();
      if (open.at(-1)?.level === level && open.at(-1).tag !== tag) close();
      if (open.at(-1)?.level === level) html += "</li>";
      else if (open.push({ level, tag })) html += `<${tag}>`;
      html += `<li><p>${words}</p>`;
      continue;
    }
    if (kind === "more" && open.length) {
      html += `<p>${words}</p>`;
      continue;
    }
    while (open.length) close();
    const heading = `h${OUR_LEVELS[Math.min(Math.max(levels.indexOf(level), 0), 1)]}`;
    if (kind === "heading") html += `<${heading}>${words}</${heading}>`;
    else if (kind === "quote") html += `<blockquote>${words}</blockquote>`;
    else html += kind === "table" ? words : `<p>${words}</p>`;
  }
  while (open.length) close();
  return html;
}

export function blocksOf(html) {
  const document = parsed(html);
  const rules = rulesOf(html);
  document.querySelectorAll(DROPPED).forEach((element) => element.remove());
  const reader = new Reader(rules);
  reader.readAll(document.body);
  return withHeadings(reader.blocks);
}

export function blocksOfText(text) {
  const lines = text.replace(/\r\n?/g, "\n").replace(/\u2028|\u2029/g, "\n").split("\n");
  const parts = lines.some((line, at) => !line.trim() && at && at < lines.length - 1)
    ? lines.join("\n").split(/\n\s*\n/)
    : lines;
  return parts.flatMap((part) => {
    const blocks = [];
    for (const line of part.split("\n").filter((line) => line.trim())) {
      const depth = Math.floor(line.match(/^\s*/)[0].replace(/\t/g, "    ").length / 2);
      const [, hashes, heading] = line.match(/^\s*(#{1,6})\s+(.*)/) ?? [];
      const [, marker, item] = line.match(/^\s*([·•▪●○◦‣*–-]|\d{1,3}[.)])\s+(.*)/) ?? [];
      const last = blocks.at(-1);
      if (heading) blocks.push({ kind: "heading", level: hashes.length, html: escaped(heading) });
      else if (item) blocks.push({ kind: "item", level: depth, ordered: NUMBER.test(marker), html: escaped(item) });
      else if (last && last.kind !== "heading") last.html += ` ${escaped(line.trim())}`;
      else blocks.push({ kind: "text", html: escaped(line.trim()) });
    }
    return blocks;
  });
}

export function wordsOf(html) {
  return parsed(html.replace(/<\/(?:p|li|h\d|t[dh])>/g, "$& ")).body.textContent.replace(/\s+/g, " ").trim();
}

class Reader {
  constructor(rules) {
    this.rules = rules;
    this.blocks = [];
    this.inline = "";
    this.into = null; // what the next words become besides a paragraph
    this.size = [0, 0]; // letters times points, and letters, of the words collected
  }

  readAll(parent, marks = {}) {
    for (const node of parent.childNodes) this.read(node, marks);
    if (BLOCKS.has(parent.tagName)) this.end();
  }

  read(node, marks) {
    if (node.nodeType === Node.TEXT_NODE) return this.write(node.data, marks);
    if (node.nodeType !== Node.ELEMENT_NODE) return;
    const style = this.styleOf(node);
    if (GONE.test(style)) return;
    if (/mso-list\s*:\s*ignore/.test(style)) return; // the marker, which has been read with its paragraph
    const tag = node.tagName;
    const own = marksOf(node, style, marks);
    if (tag === "BR") this.end(this.into?.kind === "heading" || this.isCell);
    else if (tag === "TABLE") this.readTable(node);
    else if (tag === "UL" || tag === "OL") this.readList(node, own);
    else if (tag === "BLOCKQUOTE") this.readQuote(node);
    else if (!BLOCKS.has(tag)) this.readAll(node, own);
    else {
      this.end();
      const before = this.into;
      const kind = before?.isList ? undefined : this.kindOf(node, style);
      if (kind) this.into = kind;
      this.readAll(node, own);
      if (kind) this.into = before;
    }
  }

  styleOf(node) {
    const classes = (node.getAttribute("class") ?? "").toLowerCase().split(/\s+/).filter(Boolean);
    const tag = node.tagName.toLowerCase();
    const ofClass = classes.map((name) => (this.rules[`.${name}`] ?? "") + (this.rules[`${tag}.${name}`] ?? ""));
    return `${ofClass.join("")}${(node.dataset.style ?? "").toLowerCase()}`;
  }

  // Is this block a heading, or one of Word's paragraphs that look like an item?
  kindOf(node, style) {
    const name = node.getAttribute("class") ?? "";
    const level =
      node.tagName.match(/^H([1-6])$/)?.[1] ??
      name.match(/MsoHeading([1-6])\b/i)?.[1] ??
      style.match(/mso-outline-level\s*:\s*([1-6])/)?.[1] ??
      (/\bMsoTitle\b/i.test(name) ? 0 : undefined);
    const list = style.match(/mso-list\s*:\s*(l\d+)\s+level(\d+)/);
    const marker = node.querySelector('[data-style*="mso-list:Ignore" i], [data-style*="mso-list: Ignore" i]');
    const words = marker?.textContent.replace(/[\s\u00a0]+/g, "") ?? "";
    if (level !== undefined) return { kind: "heading", level: Number(level) };
    if (list) {
      const bare = marker ? undefined : this.itemByMarker(node, style);
      const format = this.rules[`@list ${list[1]}:level${list[2]}`]?.match(/mso-level-number-format\s*:\s*([\w-]+)/)?.[1];
      const isNumbered = bare ? bare.ordered : NUMBER.test(words) && !BULLET.test(words);
      const ordered = format ? format !== "bullet" : isNumbered;
      return { kind: "item", level: Number(list[2]) - 1, ordered };
    }
    const isMarked = /^[\s\u00a0]*[·•▪■●○◦‣⁃][\s\u00a0]+\S/.test(node.textContent) && !node.querySelector("p, div, table, ul, ol");
    return /MsoListParagraph/i.test(name) || isMarked ? this.itemByMarker(node, style) : undefined;
  }

  // Word on the web and some mail programs leave only the mark itself in front of the words, and the margin.
  itemByMarker(node, style) {
    const [, mark] = node.textContent.match(/^[\s\u00a0]*(\S{1,6})[\s\u00a0]+\S/) ?? [];
    if (!mark || !(BULLET.test(mark) || NUMBER.test(mark))) return undefined;
    const walker = node.ownerDocument.createTreeWalker(node, NodeFilter.SHOW_TEXT);
    let rest = mark.length;
    while (rest && walker.nextNode()) {
      const start = walker.currentNode.data.match(/^[\s\u00a0]*/)[0].length;
      const cut = Math.min(rest, walker.currentNode.data.length - start);
      walker.currentNode.data = walker.currentNode.data.slice(start + cut);
      rest -= cut;
    }
    const [, margin, unit] = style.match(/margin-left\s*:\s*([\d.]+)(in|pt|px|cm)/) ?? [];
    const inches = Number(margin ?? 0) / { in: 1, pt: 72, px: 96, cm: 2.54 }[unit ?? "in"];
    return { kind: "item", level: Math.max(0, Math.round(inches * 2) - 1), ordered: !BULLET.test(mark) };
  }

  readList(list, marks, depth = this.into?.isList ? this.into.level + 1 : 0) {
    this.end();
    const before = this.into;
    for (const child of list.children) {
      // Google Docs puts an inner list beside the items, not into one; aria-level says how deep either is.
      if (child.tagName === "UL" || child.tagName === "OL") this.readList(child, marks, depth + 1);
      else {
        const said = Number(child.getAttribute("aria-level")) - 1;
        const ofWord = this.styleOf(child).match(/mso-list\s*:\s*l\d+\s+level(\d+)/)?.[1] - 1;
        const level = Math.max(depth, said || 0, ofWord || 0);
        this.into = { kind: "item", level, ordered: list.tagName === "OL", isList: true };
        this.readAll(child, marksOf(child, this.styleOf(child), marks));
        this.end();
      }
    }
    this.into = before;
  }

  readQuote(quote) {
    this.end();
    const inner = new Reader(this.rules);
    inner.readAll(quote);
    const html = toHtml(inner.blocks.map((block) => (block.kind === "heading" ? { ...block, kind: "text" } : block)));
    if (this.into?.isList || this.isCell) this.blocks.push(...inner.blocks);
    else if (html) this.blocks.push({ kind: "quote", html });
  }

  readTable(table) {
    this.end();
    const rows = [...table.rows];
    const isLayout = table.getAttribute("role") === "presentation" || rows.every((row) => row.cells.length < 2);
    if (isLayout || this.isCell) {
      for (const cell of rows.flatMap((row) => [...row.cells])) {
        this.readAll(cell);
        this.end();
      }
      return;
    }
    const grid = [];
    rows.forEach((row, y) => {
      grid[y] ??= [];
      let x = 0;
      for (const cell of row.cells) {
        while (grid[y][x]) x += 1;
        const isHead = cell.tagName === "TH" || row.parentElement.tagName === "THEAD";
        for (let down = 0; down < Math.min(cell.rowSpan, rows.length - y); down += 1) {
          for (let across = 0; across < Math.min(cell.colSpan, 20); across += 1) {
            grid[y + down] ??= [];
            grid[y + down][x + across] ??= down || across ? { html: "", isHead } : { ...this.readCell(cell), isHead };
          }
        }
        x += 1;
      }
    });
    const filled = grid.filter((row) => row.some((cell) => cell?.html));
    if (!filled.length) return;
    const width = Math.max(...filled.map((row) => row.length));
    const [first] = filled;
    const isNamed = first.every((cell) => cell?.isHead);
    const isBold = filled.length > 1 && !filled.some((row) => row.some((cell) => cell?.isHead)) && isAllBold(first) && !isAllBold(filled[1]);
    const html = filled.map((row, y) => {
      const cells = Array.from({ length: width }, (_, x) => {
        const { html = "", isHead } = row[x] ?? {};
        const tag = (y === 0 && (isNamed || isBold)) || (x === 0 && isHead) ? "th" : "td";
        return `<${tag}>${tag === "th" ? html.replace(/<\/?strong>/g, "") : html}</${tag}>`;
      });
      return `<tr>${cells.join("")}</tr>`;
    });
    this.blocks.push({ kind: "table", html: `<table><tbody>${html.join("")}</tbody></table>` });
  }

  readCell(cell) {
    const inner = new Reader(this.rules);
    inner.isCell = true;
    inner.readAll(cell);
    inner.end();
    const blocks = inner.blocks.map((block) => (block.kind === "heading" ? { ...block, kind: "text" } : block));
    return { html: toHtml(blocks) || "<p></p>" };
  }

  write(text, { strong, em, href, size, isRaised }) {
    let words = text.replace(/[\u200b\ufeff\u00ad]/g, "").replace(/[\s\u00a0]+/g, " ");
    if (!words) return;
    if (isRaised && /^\d+$/.test(words)) words = words.replace(/\d/g, (digit) => "⁰¹²³⁴⁵⁶⁷⁸⁹"[digit]); // 10² is not 102
    let html = escaped(words);
    if (words.trim()) {
      const isHeading = this.into?.kind === "heading";
      if (strong && !isHeading) html = `<strong>${html}</strong>`;
      if (em) html = `<em>${html}</em>`;
      if (href) html = `<a href="${escaped(href)}">${html}</a>`;
      this.size = [this.size[0] + (size ?? 0) * words.length, this.size[1] + words.length];
    }
    this.inline += html;
  }

  end(isSpace = false) {
    if (isSpace) return void (this.inline += " ");
    const html = joined(this.inline);
    const size = this.size[1] ? this.size[0] / this.size[1] : 0;
    this.inline = "";
    this.size = [0, 0];
    if (!html) return;
    this.blocks.push({ kind: "text", ...this.into, html, size });
    // A second paragraph of an item belongs to it; another of Word's paragraphs says so itself.
    if (this.into?.isList) this.into = { ...this.into, kind: "more" };
  }
}

// Pages and Outlook know headings by their size alone: where no heading is called one, larger short lines are.
function withHeadings(blocks) {
  if (blocks.some(({ kind }) => kind === "heading")) return blocks;
  const letters = new Map();
  for (const { size, html } of blocks) if (size) letters.set(size, (letters.get(size) ?? 0) + html.length);
  const [usual] = [...letters].sort((a, b) => b[1] - a[1])[0] ?? [];
  const large = [...letters.keys()].filter((size) => size >= usual * 1.15).sort((a, b) => b - a);
  return blocks.map((block) => {
    const isShort = wordsOf(block.html).length <= 120;
    if (block.kind !== "text" || !large.includes(block.size) || !isShort) return block;
    return { kind: "heading", level: large.indexOf(block.size) + 1, html: block.html.replace(/<\/?strong>/g, "") };
  });
}

function isAllBold(row) {
  const filled = row.filter((cell) => cell && wordsOf(cell.html));
  return filled.length > 0 && filled.every(({ html }) => /^(?:<p><strong>(?:(?!<\/strong>)[^])*<\/strong><\/p>)+$/.test(html));
}

// Neighbors of the same kind are one; spaces stand outside them.
function joined(html) {
  let result = html;
  for (const tag of ["strong", "em"]) result = result.replaceAll(new RegExp(`</${tag}>(\\s*)<${tag}>`, "g"), "$1");
  for (let before; before !== result; ) {
    before = result;
    result = result.replace(/(<a href="([^"]*)">(?:(?!<\/a>)[^])*)<\/a>(\s*)<a href="\2">/g, "$1$3");
  }
  return result
    .replace(/(<(?:strong|em)>)(\s+)/g, "$2$1")
    .replace(/(\s+)(<\/(?:strong|em)>)/g, "$2$1")
    .replace(/\s+/g, " ")
    .trim();
}

function escaped(text) {
  return text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;").replace(/"/g, "&quot;");
}
