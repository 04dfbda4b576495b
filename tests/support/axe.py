"""Accessibility problems that axe finds in an open page."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

from .layout import lay_out_all

SOURCE = Path("node_modules/axe-core/axe.min.js")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@functools.cache
def _source() -> str:
    return SOURCE.read_text()


def accessibility_problems(page: Page) -> list[str]:
    """Return what axe finds against WCAG 2.2 AA and best practice, one line for each element."""
    lay_out_all(page)
    # Evaluated rather than added as a script element, which the page's policy would refuse.
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(_source())
    results = page.evaluate(
        "tags => axe.run(document, {runOnly: tags, resultTypes: ['violations'], preload: false})",
        TAGS,
    )
    return [_line(violation, node) for violation in results["violations"] for node in violation["nodes"]]


def _line(violation: dict[str, Any], node: dict[str, Any]) -> str:
    reasons = " ".join(node["failureSummary"].split())
    return f"{violation['id']} at {node['target']}: {reasons} {node['html']}"
