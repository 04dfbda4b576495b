"""Rules about the project that ``manage.py check`` enforces.

- ``content.E001``: every field of a page model is one of its content class or stands in ``INTERNAL``.
- ``content.E002``: production must not show a live edition marked *demo*.
- ``content.E003``: a page model has no content class.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.db import connection
from django.utils import timezone

from .models import Page, Publication
from .objects import freezer


@register(Tags.models)
def every_field_is_frozen_or_internal(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Compare the fields and child rows of each page model with those of its content class."""
    problems: list[CheckMessage] = []
    for model in apps.get_models():
        if not issubclass(model, Page):
            continue
        if content := getattr(model, "CONTENT", None):
            problems += _differences(model, content)
        else:
            hint = "Decorate its content class with content_of, in content.py of its app."
            problems.append(Error("It has no content class.", obj=model, hint=hint, id="content.E003"))
    return problems


def _differences(model: Any, content: Any) -> Iterator[CheckMessage]:
    """Say where a model, or rows that belong to it, and the dataclass it is frozen to do not fit."""
    parts = model.parts() if issubclass(model, Page) else []
    # Columns, many-to-manys, sources, and the rows that belong to it.
    fields = (*model._meta.fields, *model._meta.many_to_many, *model._meta.private_fields)
    named = {field.name for field in fields} | {name for name, _ in parts}
    held = freezer.fields_of(content)
    frozen = held.keys() | getattr(content, "FROZEN_AS", {}).keys()
    wrong = {
        **dict.fromkeys(named - frozen - model.INTERNAL, f"is neither in {content.__name__} nor INTERNAL"),
        **dict.fromkeys(frozen & model.INTERNAL, f"stands in both {content.__name__} and INTERNAL"),
        **dict.fromkeys(model.INTERNAL - named, "stands in INTERNAL and is no field"),
    }
    for name, (_, may_miss) in held.items():
        is_row = not issubclass(model, Page)
        if not (name in named or hasattr(content, f"freeze_{name}") or (is_row and may_miss)):
            wrong[name] = f"is in {content.__name__} and is neither a field nor made by freeze_{name}"
    for name in sorted(wrong):
        yield Error(f"{name} {wrong[name]}.", obj=model, id="content.E001")
    for name, part in parts:
        annotation, _ = held.get(name, (None, True))
        if dataclasses.is_dataclass(row := freezer.item_of(annotation)):
            yield from _differences(part, row)


@register(Tags.database)
def no_demo_content_in_production(
    app_configs: Any, databases: Any = None, **kwargs: Any
) -> list[CheckMessage]:
    """A text marked demo must never be live on the real site."""
    if settings.SITE_ENV != "production" or "default" not in (databases or ()):
        return []
    # The first migrate runs this check too, before there is anything to look at.
    if Publication._meta.db_table not in connection.introspection.table_names():
        return []
    demo = Publication.objects.live(timezone.now()).filter(edition__is_demo=True)
    return [
        Error(
            f"{path} is live and marked demo.",
            hint="Take it back, or publish a text that is not demo.",
            id="content.E002",
        )
        for path in demo.values_list("path", flat=True)[:20]
    ]
