"""Tags and filters of staff screens: tables, fields that somebody may only read, comments of a reviewer."""

from __future__ import annotations

import datetime
from typing import Any

from django import template
from django.contrib import admin
from django.contrib.admin.helpers import AdminReadonlyField
from django.core.exceptions import FieldDoesNotExist
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from .. import facts
from ..facts import waiting
from ..models import FactChange
from ..models.identities import to_words
from ..models.review import OPENING
from ..models.rich_text_field import RichTextField, to_editor
from ..objects import RichText
from ..printed_time import in_words
from ..text import richtext

register = template.Library()


@register.simple_tag
def table_head(*names: str) -> SafeString:
    """Return a ``<thead>`` that names the columns: ``{% table_head "Address" "Times" %}``."""
    cells = format_html_join("", '<th scope="col">{}</th>', ((name,) for name in names))
    return format_html("<thead><tr>{}</tr></thead>", cells)


@register.simple_tag(takes_context=True)
def facts_waiting(context: template.Context) -> list[FactChange]:
    """Return the changes that wait for somebody like this person: ``{% facts_waiting as waiting %}``."""
    return waiting.for_first_screen(context["request"].user)


@register.simple_tag(takes_context=True)
def as_read(context: template.Context, field: AdminReadonlyField) -> Any:
    """Return what a field holds as text: rich text with its paragraphs and links, a page as its address.

    Another row is a link where the person may open it; a time is written as on other screens.
    """
    row, name = field.form.instance, field.field["field"]
    try:
        column = row._meta.get_field(name)
    except FieldDoesNotExist:
        return field.contents()
    if column.many_to_one and (other := getattr(row, column.name, None)) is not None:
        screens = admin.site._registry.get(type(other))
        may_open = screens is not None and screens.has_view_permission(context["request"], other)
        return field.contents() if may_open else str(other)
    value = getattr(row, column.attname, None) if hasattr(column, "attname") else None
    if isinstance(value, datetime.date | datetime.time):
        return in_words(value)
    if not isinstance(value, str) or not value:
        return field.contents()
    if isinstance(column, RichTextField):
        phone = facts.current(timezone.now()).phone
        return richtext.render(RichText(to_editor(value)), {}, phone)
    return to_words(value) if value.startswith("page:") else field.contents()


@register.filter
def under(comments: dict[str, str] | None, heading: str | None) -> str:
    """Return the comment on the section of this heading: ``{{ comments|under:fieldset.name }}``."""
    return (comments or {}).get(heading or OPENING, "")


@register.filter
def without_place(comments: dict[str, str] | None, headings: list[str]) -> list[tuple[str, str]]:
    """Return the comments that stand under no heading of the form, each with what it is about."""
    known = {heading or OPENING for heading in headings}
    return [(name, words) for name, words in (comments or {}).items() if name not in known]
