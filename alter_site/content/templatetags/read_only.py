"""Fields of a staff form as somebody reads them who may look and not change."""

from __future__ import annotations

from typing import Any

from django import template
from django.contrib.admin.helpers import AdminReadonlyField
from django.core.exceptions import FieldDoesNotExist
from django.utils import timezone

from .. import facts
from ..models.identities import to_address
from ..models.rich_text_field import RichTextField, to_editor
from ..objects import RichText
from ..text import richtext

register = template.Library()


@register.filter
def as_read(field: AdminReadonlyField) -> Any:
    """Return what a field holds as text: rich text with its paragraphs and links, a page as its address."""
    row, name = field.form.instance, field.field["field"]
    try:
        column = row._meta.get_field(name)
    except FieldDoesNotExist:
        return field.contents()
    value = getattr(row, column.attname, None) if hasattr(column, "attname") else None
    if not isinstance(value, str) or not value:
        return field.contents()
    if isinstance(column, RichTextField):
        phone = facts.current(timezone.now()).phone
        return richtext.render(RichText(to_editor(value)), {}, phone)
    return to_address(value) if value.startswith("page:") else field.contents()
