"""Every screen of the admin, found in the URLconf: none can be forgotten.

Not those of the desk (``/admin/desk/``), nor those of signing in, which have walks of their own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import admin
from django.contrib.contenttypes.models import ContentType
from django.urls import URLPattern, URLResolver

from .sign_in import StaffClient

# What stands in an address beside the identity of a row.
EXAMPLES = {"number": "1", "name": "save-1", "row_id": "1", "app_label": "content", "token": "none"}
OF_ROUTES = {"several": {"name": "publish_several"}}
QUERIES = {"compare": "?a=save-1&b=form", "search": "?q=therapy", "not_found": "?days=7"}
OF_EACH_MODEL = {"changelist", "add", "change"}
ROWS = ("object_id", "page_id", "pk")
# Walked in test_desk*.py and test_sign_in.py; asking for the last one would end the session.
ELSEWHERE = ("desk/", "login/", "logout/")


@dataclass(frozen=True)
class Route:
    """One address of the admin."""

    name: str  # of a model: its last part, such as "change"
    model: type[Any] | None
    address: str


def routes(rows: Mapping[type[Any], Any]) -> list[Route]:
    """Return an address for each route, of each model with its row; a model without one has only lists.

    Raises:
        KeyError: a route has a part that :data:`EXAMPLES` does not know.
    """
    models = {f"{model._meta.app_label}_{model._meta.model_name}": model for model in admin.site._registry}
    found = []
    for pattern, before in _patterns(admin.site.urls[0]):
        name = pattern.name or ""
        if f"{before}{pattern.pattern}".startswith(ELSEWHERE):
            continue
        model = next(
            (models[key] for key in sorted(models, reverse=True) if name.startswith(f"{key}_")), None
        )
        if model is not None:
            name = name.removeprefix(f"{model._meta.app_label}_{model._meta.model_name}_")
        parts = dict.fromkeys(pattern.pattern.regex.groupindex) | dict.fromkeys(pattern.pattern.converters)
        if not name or (model is not None and parts.keys() & set(ROWS) and model not in rows):
            continue
        address = f"{before}{pattern.pattern}"
        for part in parts:
            example = _example(part, name, model, rows)
            for converter in ("path", "uuid", "int", "slug", "str"):
                address = address.replace(f"<{converter}:{part}>", example)
        if "(?P" in address:
            continue  # the list of an app, which leads to the first screen
        found.append(Route(name, model, f"/admin/{address}{QUERIES.get(name, '')}"))
    return found


def _patterns(patterns: list[Any], before: str = "") -> Iterator[tuple[URLPattern, str]]:
    for one in patterns:
        if isinstance(one, URLResolver):
            yield from _patterns(one.url_patterns, f"{before}{one.pattern}")
        else:
            yield one, before


def _example(part: str, name: str, model: type[Any] | None, rows: Mapping[type[Any], Any]) -> str:
    if part in ROWS:
        row = rows[model] if model else next(iter(rows.values()))
        return str(row.pk)
    if part == "content_type_id":
        return str(ContentType.objects.get_for_model(next(iter(rows))).pk)
    return OF_ROUTES.get(name, EXAMPLES).get(part) or EXAMPLES[part]


def screens(client: StaffClient, rows: Mapping[type[Any], Any]) -> list[Route]:
    """Return the routes that show ``client`` a screen when they are asked for; others take forms or files.

    Of what each kind of page has, one kind stands for all; each model has its own list and forms.
    """
    found: dict[Any, Route] = {}
    for route in routes(rows):
        of_each = route.name in OF_EACH_MODEL
        found.setdefault((route.name, route.model if of_each else None), route)
    return [route for route in found.values() if _is_a_screen(client.get(route.address))]


def _is_a_screen(answer: Any) -> bool:
    answer.close()  # a file lets go of itself
    return answer.status_code == 200 and answer.headers["Content-Type"].startswith("text/html")
