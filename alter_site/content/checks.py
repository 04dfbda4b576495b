"""Rules about the project that ``manage.py check`` enforces.

- ``content.E001``: every field of a page model is named in ``FROZEN`` or ``INTERNAL``, once.
- ``content.E002``: production must not show a live edition marked *demo*.
- ``content.E003``: two page kinds share one ``KIND``.
"""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.db import connection
from django.utils import timezone


@register(Tags.models)
def every_field_is_classified(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Compare each page model's fields and child rows with what it says it freezes."""
    from .models import Page

    problems: list[CheckMessage] = []
    kinds: dict[str, type[Page]] = {}
    for model in apps.get_models():
        if not issubclass(model, Page):
            continue
        named = _names(model)
        for name in sorted(named ^ (model.FROZEN | model.INTERNAL)):
            message = f"{name} must be a field of the page and stand in FROZEN or INTERNAL."
            problems += [Error(message, obj=model, id="content.E001")]
        for name in sorted(model.FROZEN & model.INTERNAL):
            problems += [Error(f"{name} stands in both FROZEN and INTERNAL.", obj=model, id="content.E001")]
        other = kinds.setdefault(model.CONTENT.KIND, model)
        if other is not model:
            problems.append(Error(f"{other.__name__} has the same KIND.", obj=model, id="content.E003"))
    return problems


def _names(model: Any) -> set[str]:
    """Return what a page is made of: columns, many-to-manys, sources, and the parts that belong to it."""
    from .models import PagePart

    meta = model._meta
    parts = {
        relation.get_accessor_name()
        for relation in meta.related_objects
        if issubclass(relation.related_model, PagePart) and relation.remote_field.name == "page"
    }
    return parts | {field.name for field in (*meta.fields, *meta.many_to_many, *meta.private_fields)}


@register(Tags.database)
def no_demo_content_in_production(
    app_configs: Any, databases: Any = None, **kwargs: Any
) -> list[CheckMessage]:
    """A text marked demo must never be live on the real site."""
    if settings.SITE_ENV != "production" or "default" not in (databases or ()):
        return []
    from .models import Publication

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
