"""Holds a JSON-LD graph to a reduced copy of schema.org: types, properties, and what a value may be."""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

VOCABULARY = json.loads(Path(__file__).with_suffix(".json").read_text(encoding="utf-8"))
TYPES: dict[str, list[str]] = VOCABULARY["types"]
PROPERTIES: dict[str, dict[str, list[str]]] = VOCABULARY["properties"]


def problems(graph: dict[str, Any]) -> list[str]:
    """Return what in a document is not what schema.org says it should be."""
    found = [] if graph.get("@context") == "https://schema.org" else ["the context is not https://schema.org"]
    nodes = graph.get("@graph") or []
    known = {node["@id"]: node["@type"] for node in nodes if "@id" in node}
    for node in nodes:
        found += _node(node, known)
    return found


def ancestors(name: str) -> set[str]:
    """Return a type and everything it is a kind of."""
    return {name}.union(*(ancestors(parent) for parent in TYPES[name]))


def _node(node: dict[str, Any], known: dict[str, str]) -> Iterator[str]:
    kind = node.get("@type")
    if kind not in TYPES:
        yield f"no type {kind}"
        return
    own = ancestors(kind)
    for name, value in node.items():
        if name in ("@type", "@id"):
            continue
        allowed = PROPERTIES.get(name)
        if allowed is None or not own & set(allowed["on"]):
            yield f"{kind} has no property {name}"
            continue
        for item in value if isinstance(value, list) else [value]:
            yield from _value(f"{kind}.{name}", item, allowed["is"], known)


def _value(where: str, value: Any, expected: list[str], known: dict[str, str]) -> Iterator[str]:
    if not isinstance(value, dict):
        if not any(_LITERALS[name](value) for name in expected if name in _LITERALS):
            yield f"{where} is {value!r}, not {' or '.join(expected)}"
        return
    kind = value.get("@type") or known.get(value.get("@id", ""))
    if kind is None:
        yield f"{where} refers to {value.get('@id')}, which is not in the graph"
    elif kind not in TYPES or not ancestors(kind) & set(expected):
        yield f"{where} is a {kind}, not {' or '.join(expected)}"
    elif set(value) != {"@id"}:
        yield from _node(value, known)


def _is_iso(parse: Callable[[str], Any]) -> Callable[[Any], bool]:
    def is_iso(value: Any) -> bool:
        try:
            parse(value)
        except (TypeError, ValueError):
            return False
        return True

    return is_iso


_LITERALS: dict[str, Callable[[Any], bool]] = {
    "Text": lambda value: isinstance(value, str) and value.strip() != "",
    "URL": lambda value: isinstance(value, str) and value.startswith(("https://", "http://")),
    "Integer": lambda value: isinstance(value, int) and not isinstance(value, bool),
    "Date": _is_iso(datetime.date.fromisoformat),
    "DateTime": _is_iso(datetime.datetime.fromisoformat),
}
