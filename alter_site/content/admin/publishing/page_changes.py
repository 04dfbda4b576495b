"""What differs between two texts of a page, part by part and paragraph by paragraph."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from django.utils.html import strip_tags

from ...editions.restoring import differing, label
from ...kinds import find_page
from ...models import Page
from ..facts.fact_changes import Change, only_differing

_BLOCK_ENDS = re.compile(r"</p>|</li>|<br>")


def page_changes(page: Page, before: dict[str, Any], after: dict[str, Any]) -> list[Change]:
    """Return each part of a page that two of its bodies say differently, in words."""
    return [
        Change(label(page, name), *only_differing(list(_lines(before.get(name))), list(_lines(after[name]))))
        for name in differing(before, after)
    ]


def _lines(value: Any) -> Iterator[str]:
    if isinstance(value, list):
        for part in value:
            yield from _lines(part)
    elif isinstance(value, dict):
        yield from _of(value)
    elif isinstance(value, bool):
        yield "yes" if value else "no"
    elif value not in (None, ""):
        yield str(value)


def _of(value: dict[str, Any]) -> Iterator[str]:
    if "html" in value:
        texts = (" ".join(strip_tags(block).split()) for block in _BLOCK_ENDS.split(value["html"]))
        yield from filter(None, texts)
    elif "focal_x" in value:
        yield f"Picture: {value['alt'] or 'decorative'}"
    elif value.keys() == {"page"}:
        yield str(find_page(value["page"]) or "a page that is gone")
    else:
        for part in value.values():
            yield from _lines(part)
