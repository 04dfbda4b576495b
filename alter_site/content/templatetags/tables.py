"""Tables on the screens of staff."""

from __future__ import annotations

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag
def table_head(*names: str) -> SafeString:
    """Return a ``<thead>`` that names the columns: ``{% table_head "Address" "Times" %}``."""
    cells = format_html_join("", '<th scope="col">{}</th>', ((name,) for name in names))
    return format_html("<thead><tr>{}</tr></thead>", cells)
