"""Lists of the admin print moments, days and times as every other screen does."""

from __future__ import annotations

from typing import Any

from django.contrib.admin import ModelAdmin, display
from django.db.models import DateField, Model, TimeField
from django.http import HttpRequest

from alter_site.content.printed_time import in_words


class PrintedTimes(ModelAdmin):
    """For a ModelAdmin: the columns of its list that hold times are printed in our words."""

    def get_list_display(self, request: HttpRequest) -> Any:
        fields = {field.name: field for field in self.opts.concrete_fields}
        return [_column(fields.get(str(name)), name) for name in super().get_list_display(request)]


def _column(field: Any, name: Any) -> Any:
    @display(description=getattr(field, "verbose_name", None), ordering=name)
    def column(row: Model) -> str | None:
        value = getattr(row, name)
        return None if value is None else in_words(value)

    return column if isinstance(field, DateField | TimeField) else name
