"""What a saved fact changes for the public, in words an editor can check."""

from __future__ import annotations

import datetime
import re
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.html import strip_tags

from ... import facts, printed_time
from ...kinds import find_page

LABELS = {
    "organization": "Name",
    "legal_name": "Legal name",
    "description": "Description in the footer",
    "phone": "Phone number",
    "leave_url": "Where “Leave this site” leads",
    "share_title": "Neutral share title",
    "insurance_note": "Line under the insurers",
}
# Said by the rest of the entry.
SILENT = {"kind", "chat_label"}
ANSWERS = {"in": "in network", "out": "out of network", "unknown": "not known"}
_IDENTITY = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\Z")
_DAY = re.compile(r"\d{4}-\d\d-\d\d\Z")


@dataclass(frozen=True)
class Change:
    """One fact: what visitors read of it before, and what they will read."""

    label: str
    before: list[str]
    after: list[str]


def changes(before: dict[str, Any], after: dict[str, Any]) -> list[Change]:
    """Return what differs between two bodies of facts, as far as a reader can tell."""
    before, after = facts.as_declared(before), facts.as_declared(after)
    found = []
    for name in [*after, *(name for name in before if name not in after)]:
        old, new = before.get(name), after.get(name)
        if lines(old) != lines(new):
            found.append(Change(_label(name), *only_differing(lines(old), lines(new))))
    return found


def only_differing(old: list[str], new: list[str]) -> tuple[list[str], list[str]]:
    """Leave out entries that stay, unless what changes is their order."""
    if sorted(old) == sorted(new):
        return old, new
    return [line for line in old if line not in new], [line for line in new if line not in old]


def _label(name: str) -> str:
    return LABELS.get(name) or name.replace("_", " ").capitalize()


def lines(value: Any) -> list[str]:
    """Return one line for each entry of a fact."""
    if isinstance(value, list):
        return [line for entry in value for line in lines(entry)]
    if isinstance(value, dict) and isinstance(items := value.get("items"), list):
        return [f"{value.get('heading')}: {line}" for line in lines(items)]
    words = ", ".join(_words(value))
    return [words] if words else []


def _words(value: Any, name: str = "") -> Iterator[str]:
    label = name.replace("_", " ")
    if isinstance(value, dict) and "display" in value:
        yield f"{label} {value['display']}".strip()
    elif isinstance(value, dict):
        for key, part in value.items():
            if key not in SILENT:
                yield from _words(part, key)
    elif isinstance(value, bool):
        if value:
            yield label.removeprefix("is ")
    elif isinstance(value, str) and value:
        yield _readable(value, label)
    elif value is not None and value != "":
        yield f"{label} {value}".strip()


def _readable(value: str, label: str) -> str:
    if _IDENTITY.match(value):
        page = find_page(uuid.UUID(value))
        return str(page) if page else "a page that is gone"
    if _DAY.match(value):
        return f"{label} {printed_time.day(datetime.date.fromisoformat(value))}"
    if label == "answer":
        return ANSWERS.get(value, value)
    if "<" in value:
        return " ".join(strip_tags(value.replace("><", "> <")).split())
    return value
