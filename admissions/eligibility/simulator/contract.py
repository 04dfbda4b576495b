"""Holds a request to the published fields: names, what must be there, lengths, patterns and choices."""

from __future__ import annotations

import functools
import re
from pathlib import Path
from typing import Any

FIELDS = Path(__file__).parent / "request_fields.txt"
LINE = re.compile(r"(?P<indent> *)(?P<name>\[\]|[\w.-]+)(?P<must>\*?): (?P<kind>.*)")
LENGTH = re.compile(r"len(\d*)\.\.(\d+)")


class Field:
    """One field of the contract."""

    def __init__(self, kind: str, *, must: bool) -> None:
        self.kind, self.must = kind, must
        self.inside: dict[str, Field] = {}


@functools.cache
def fields() -> Field:
    """Read the list. A type that was described before is named again "(as above)"."""
    root = Field("CreateInput", must=True)
    types: dict[str, Field] = {}
    stack = [(-1, root)]
    for text in FIELDS.read_text(encoding="utf-8").splitlines()[1:]:
        if text.strip() == "(as above)":
            stack[-1][1].inside = types[stack[-1][1].kind].inside
            continue
        found = LINE.fullmatch(text)
        if found is None:
            raise ValueError(f"This is no field: {text}")
        field = Field(found["kind"], must=bool(found["must"]))
        while stack[-1][0] >= len(found["indent"]):
            stack.pop()
        stack[-1][1].inside[found["name"]] = field
        stack.append((len(found["indent"]), field))
        types.setdefault(field.kind, field)
    return root


def faults(request: Any) -> list[str]:
    """Return in what a request departs from the contract; more than one service type in it is a fault too."""
    found = list(_faults(request, fields(), "request"))
    if not found and len(request.get("encounter", {}).get("services", [])) != 1:
        found.append("request.encounter.services: one a request")
    return found


def _faults(value: Any, field: Field, where: str) -> list[str]:
    if field.kind.startswith("list<"):
        if not isinstance(value, list):
            return [f"{where}: no list"]
        inner = field.inside["[]"]
        return [fault for item in value for fault in _faults(item, inner, f"{where}[]")]
    if field.inside:
        if not isinstance(value, dict):
            return [f"{where}: no object"]
        found = [f"{where}.{name}: unknown" for name in value if name not in field.inside]
        for name, inner in field.inside.items():
            if name in value:
                found += _faults(value[name], inner, f"{where}.{name}")
            elif inner.must:
                found.append(f"{where}.{name}: missing")
        return found
    return [] if _fits(value, field.kind) else [f"{where}: not {field.kind}"]


def _fits(value: Any, kind: str) -> bool:
    if not isinstance(value, str):
        return False
    if kind.startswith("enum "):
        return value in kind.removeprefix("enum ").split("|")
    if length := LENGTH.search(kind):
        return int(length[1] or 0) <= len(value) <= int(length[2])
    pattern = kind.removeprefix("string").strip()
    return not pattern or re.search(pattern.strip("/"), value) is not None
