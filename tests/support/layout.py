"""Lays an open page out as a whole, which `content-visibility` avoids, and finds what has no room in it."""

from __future__ import annotations

from playwright.sync_api import Page

# A style sheet made by script: the page's policy would refuse one that is added to the document.
LAY_OUT_ALL = """async () => {
  const everything = new CSSStyleSheet();
  everything.replaceSync("main > .section, .footer { content-visibility: visible !important }");
  document.adoptedStyleSheets = [everything];
  // Text that is laid out for the first time asks for its fonts, and moves once more when they are there.
  document.body.getBoundingClientRect();
  await document.fonts.ready;
}"""


def lay_out_all(page: Page) -> None:
    """Have what is below the first view laid out too, at its real height and width.

    Waits for the load event: a page that is still arriving may not have its ``main`` yet.
    """
    page.wait_for_load_state()
    page.evaluate(LAY_OUT_ALL)


def enlarge(page: Page, percent: int) -> None:
    """Set the letters to so many percent, everything open and laid out."""
    lay_out_all(page)
    page.evaluate(
        """percent => {
            document.documentElement.style.fontSize = `${percent}%`;
            document.querySelectorAll("details").forEach(one => { one.open = true });
        }""",
        percent,
    )


# What reaches over the right edge; a wide table scrolls in a box of its own, and a head may be hidden.
OVER = """() => {
  const wide = document.documentElement.scrollWidth - innerWidth;
  if (wide <= 0) return [];
  const scrolls = one => ["auto", "scroll", "hidden", "clip"].includes(getComputedStyle(one).overflowX);
  const framed = one => one !== document.body && (scrolls(one) || framed(one.parentElement));
  const over = [...document.querySelectorAll("body *")].filter(one =>
    one.getBoundingClientRect().right > innerWidth + .1 && !framed(one.parentElement));
  const words = over.map(one => `${one.tagName}.${one.className} ${one.textContent.trim().slice(0, 30)}`);
  return [`scrolls sideways by ${wide}`, ...words.slice(0, 5)];
}"""


def over_the_edge(page: Page) -> list[str]:
    """Return what makes a page scroll sideways, named by its first words; nothing where it does not."""
    found: list[str] = page.evaluate(OVER)
    return found


# What gets the focus and then lies under something that stays on the screen, or out of it.
COVERED = """async () => {
  const found = [];
  const all = "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']";
  const bars = ".sheet-save, .call-save, .stale-note, .submit-row, .sheet aside";
  for (const one of document.querySelectorAll(all)) {
    if (!one.checkVisibility() || one.disabled || one.closest(".visually-hidden")) continue;
    one.focus();
    await new Promise(requestAnimationFrame);
    if (document.activeElement !== one) continue;
    const box = one.getBoundingClientRect();
    const lowest = Math.min(box.bottom, innerHeight) - 3;
    const y = Math.min(lowest, Math.max(box.top + 3, (box.top + box.bottom) / 2));
    const hit = document.elementFromPoint(Math.max(0, box.left + Math.min(box.width, 20) / 2), y);
    const bar = hit && hit.closest(bars);
    if (!hit) found.push(`${one.tagName} ${one.name} is out of sight`);
    else if (bar && !bar.contains(one)) found.push(`${one.tagName} ${one.name} under ${bar.className}`);
  }
  return found.slice(0, 8);
}"""


def covered_focus(page: Page) -> list[str]:
    """Return what cannot be seen once it has the focus, named by its tag and name."""
    found: list[str] = page.evaluate(COVERED)
    return found


# Words, numbers and references of ours that run over two lines; only in a word may a hyphen end one. What
# somebody typed may hold anything, and an address has no place to break.
BROKEN_WORDS = """() => {
    const WHOLE = /\\(\\d{3}\\)\\s\\d{3}-\\d{4}|\\b[0-9A-Z]{3}-[0-9A-Z]{5}\\b|[^\\s-]+/g;
    const broken = [], main = document.querySelector("main");
    const texts = document.createTreeWalker(main, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
        const around = texts.currentNode.parentElement;
        if (!around.checkVisibility() || around.closest("svg, .visually-hidden, bdi, [data-typed]")) continue;
        for (const word of texts.currentNode.data.matchAll(WHOLE)) {
            if (/[@\\/]/.test(word[0])) continue;
            const range = document.createRange();
            range.setStart(texts.currentNode, word.index);
            range.setEnd(texts.currentNode, word.index + word[0].length);
            const lines = [...range.getClientRects()].map(line => Math.round(line.top));
            if (new Set(lines).size > 1) broken.push(word[0]);
        }
    }
    return broken;
}"""


def broken_words(page: Page) -> list[str]:
    """Return the words of the page itself that had no room and were broken."""
    found: list[str] = page.evaluate(BROKEN_WORDS)
    return found
