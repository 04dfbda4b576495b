// Puts a page into the frame of the preview, piece by piece: what is the same stays, so that nothing flickers
// and the page keeps its place. Nothing of it can act: no script, no form and no link of it leads anywhere.

const DARK = /\(prefers-color-scheme:\s*dark\)/g;
const ALWAYS = "(min-width: 0px)";
const NEVER = "(max-width: 0px)";
const MENDS = 200; // frames of the screen that a style sheet is waited for

const written = new WeakMap(); // what each rule of a style sheet says about the reader's colors

// Resolves once the frame has its empty document.
export function ready(frame) {
  if (frame.contentDocument?.title) return Promise.resolve();
  return new Promise((resolve) => frame.addEventListener("load", resolve, { once: true }));
}

export function show(frame, html, scheme) {
  const fresh = new DOMParser().parseFromString(html, "text/html");
  fresh.querySelectorAll("script, link[rel=preload], link[rel=manifest]").forEach((one) => one.remove());
  for (const one of fresh.querySelectorAll("[media]")) one.media = forScheme(one.media, scheme);
  const page = frame.contentDocument;
  same(page.documentElement, fresh.documentElement);
  color(page, scheme);
}

// The site follows the reader's device; here its rules for the dark are told what was chosen.
function color(page, scheme, patience = MENDS) {
  page.documentElement.style.colorScheme = scheme;
  const sheets = [...page.querySelectorAll("style, link[rel=stylesheet]")];
  for (const { sheet } of sheets) if (sheet) choose(sheet.cssRules, scheme);
  if (patience && sheets.some(({ sheet }) => !sheet)) {
    requestAnimationFrame(() => color(page, scheme, patience - 1));
  }
}

function choose(rules, scheme) {
  for (const rule of rules) {
    if (rule.media) {
      if (!written.has(rule)) written.set(rule, rule.media.mediaText);
      const wanted = forScheme(written.get(rule), scheme);
      if (rule.media.mediaText !== wanted) rule.media.mediaText = wanted;
    }
    if (rule.cssRules) choose(rule.cssRules, scheme);
  }
}

const forScheme = (media, scheme) => media.replace(DARK, scheme === "dark" ? ALWAYS : NEVER);

function same(old, fresh) {
  if (old.isEqualNode(fresh)) return;
  for (const { name } of [...old.attributes]) {
    if (!fresh.hasAttribute(name) && !isOfTheReader(name)) old.removeAttribute(name);
  }
  for (const { name, value } of fresh.attributes) {
    if (old.getAttribute(name) !== value) old.setAttribute(name, value);
  }
  let at = old.firstChild;
  for (const wanted of [...fresh.childNodes]) {
    if (at && at.nodeName === wanted.nodeName) {
      if (at.nodeType === Node.ELEMENT_NODE) same(at, wanted);
      else if (at.data !== wanted.data) at.data = wanted.data;
      at = at.nextSibling;
    } else {
      old.insertBefore(old.ownerDocument.adoptNode(wanted), at);
    }
  }
  while (at) {
    const next = at.nextSibling;
    at.remove();
    at = next;
  }
}

// What somebody has opened in the preview stays open; the color that was chosen stays too.
const isOfTheReader = (name) => name === "open" || name === "style";
