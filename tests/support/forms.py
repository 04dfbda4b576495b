"""What a browser would send for a form on a fetched page."""

from __future__ import annotations

from typing import Any

from selectolax.lexbor import LexborNode

from .document import Document

UNSENT = {"submit", "button", "reset", "image", "file"}


def typed(document: Document, form: str = "#content-main form", **changes: Any) -> dict[str, Any]:
    """Return the values a form holds, with ``changes`` typed over them. Buttons are not pressed."""
    values: dict[str, Any] = {}
    for field in document.one(form).css("input, select, textarea"):
        name = field.attributes.get("name")
        if not name or "__prefix__" in name or "disabled" in field.attributes:
            continue
        for value in _values(field):
            values.setdefault(name, []).append(value)
    return values | {name: value if isinstance(value, list) else [value] for name, value in changes.items()}


def _values(field: LexborNode) -> list[str]:
    kind = field.attributes.get("type")
    if field.tag == "textarea":
        return [field.text()]
    if field.tag == "select":
        options = field.css("option")
        chosen = [option for option in options if "selected" in option.attributes]
        if not chosen and "multiple" not in field.attributes:
            chosen = options[:1]
        return [option.attributes.get("value") or "" for option in chosen]
    if kind in UNSENT or (kind in {"checkbox", "radio"} and "checked" not in field.attributes):
        return []
    return [field.attributes.get("value") or ("on" if kind == "checkbox" else "")]


def after(response: Any) -> Any:
    """Follow the redirect with which a mistake is answered, back to the form as it was."""
    sent = response.wsgi_request.get_full_path()
    is_answered = response.status_code == 302 and (response.url == sent or response.url.endswith("?again"))
    return response.client.get(response.url) if is_answered else response
