"""Lays an open page out as a whole, which `content-visibility` avoids."""

from __future__ import annotations

from playwright.sync_api import Page

# A style sheet made by script: the page's policy would refuse one that is added to the document.
LAY_OUT_ALL = """() => {
  const everything = new CSSStyleSheet();
  everything.replaceSync("main > section, .footer { content-visibility: visible !important }");
  document.adoptedStyleSheets = [everything];
}"""


def lay_out_all(page: Page) -> None:
    """Have what is below the first view laid out too, at its real height and width."""
    page.evaluate(LAY_OUT_ALL)
