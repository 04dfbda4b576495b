"""What a reviewer said, beside the part of the form that it is about."""

from __future__ import annotations

from django import template

from ..models.review import OPENING

register = template.Library()


@register.filter
def under(comments: dict[str, str] | None, heading: str | None) -> str:
    """Return the comment on the section of this heading: ``{{ comments|under:fieldset.name }}``."""
    return (comments or {}).get(heading or OPENING, "")


@register.filter
def without_place(comments: dict[str, str] | None, headings: list[str]) -> list[tuple[str, str]]:
    """Return the comments that stand under no heading of the form, each with what it is about."""
    known = {heading or OPENING for heading in headings}
    return [(name, words) for name, words in (comments or {}).items() if name not in known]
