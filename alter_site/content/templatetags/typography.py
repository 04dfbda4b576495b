"""Filters that set words well."""

from __future__ import annotations

import re

from django import template
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

register = template.Library()

LONGEST_UNBROKEN = 20  # characters; a longer word must be allowed to break on a phone
_HYPHENATED = re.compile(r"\b\w+(?:-\w+)+\b")


@register.filter
def unbroken(text: str) -> SafeString:
    """Keep hyphenated words such as "attachment-based" on one line in large headings."""

    def kept(match: re.Match[str]) -> str:
        word = match[0]
        return f'<span class="unbroken">{word}</span>' if len(word) <= LONGEST_UNBROKEN else word

    return mark_safe(_HYPHENATED.sub(kept, conditional_escape(text)))  # noqa: S308 (escaped before)
