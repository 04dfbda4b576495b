"""Lays an open page out as a whole, which `content-visibility` avoids."""

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
