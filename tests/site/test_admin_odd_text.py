"""Unusual text in any field of any admin form is saved or refused in words, never a server error."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import Any

import pytest
from django.urls import reverse

from alter_site.content.models import Page, StandardPage
from tests.factories import committed
from tests.support import one_of_each
from tests.support.document import Document
from tests.support.forms import typed
from tests.support.screens import screen
from tests.support.undone import undone
from therapies.models import Therapy

pytestmark = pytest.mark.django_db

ODD = [
    "\0",
    "\x0b\x0c\x1f",
    "\ufffe\uffff",
    "\N{ZERO WIDTH SPACE}\N{HANGUL FILLER}\N{BRAILLE PATTERN BLANK}\N{SOFT HYPHEN}",
    "\N{RIGHT-TO-LEFT OVERRIDE}gnp.exe\N{POP DIRECTIONAL FORMATTING}",
    "\uff11\uff12\uff1a\uff10\uff10",
    "<script>alert(1)</script><p onclick=x>\N{BULLET}</p>",
    "{{ x }}{% load x %}{name}%s%(x)s%00",
]
AT_NIGHT = [
    "e" + "\N{COMBINING ACUTE ACCENT}" * 400,
    "javascript:alert(1)",
    "//evil.example/%2e%2e/\\",
    "page:00000000-0000-4000-8000-000000000000#x",
    '<a href="page:00000000-0000-4000-8000-000000000000">x</a><a href="tel:[phone]">[phone]</a>',
    "\N{PILE OF POO}\N{ZERO WIDTH JOINER}\N{PILE OF POO}",
    "'\";--",
    "\r\n\r\nSet-Cookie: a=b",
    "9" * 5000,
    "-1",
    "a" * 200_000,
]
# By day all at once. A null character hides the others, being refused first: it is tried alone, at night.
TRIED = ODD + AT_NIGHT if os.environ.get("NIGHTLY") else ["".join(ODD[1:])]
PUBLIC = ("/", "/therapies/", "/sitemap.xml", "/llms.txt", "/articles/feed/")
TEXTS = "input[type=text], input:not([type]), textarea"
ANYTHING = f"{TEXTS}, input[type=url], input[type=number], input[type=date], input[type=email]"


def written_over(document: Document, odd: str, *, selector: str, keep: bool) -> dict[str, Any]:
    """Return what the form holds with ``odd`` in every field, behind what is there or in its place."""
    values = typed(document)
    for field in document.all(f"#content-main form :is({selector})"):
        name = field.attributes.get("name") or ""
        if name in values and name != "slug":
            values[name] = [values[name][0] + odd if keep else odd]
    return values


def in_fields_refused(answer: Any, values: dict[str, Any], before: dict[str, Any]) -> dict[str, Any]:
    """Return what stood before in the fields that a refused form names, so that the others can be saved."""
    if answer.status_code != 200:
        return {}
    named = {field.attributes.get("name") for field in Document(answer).all("[aria-invalid=true]")}
    return {name: before[name] for name in named if name in before and before[name] != values[name]}


def send(client: Any, address: str, values: dict[str, Any], before: dict[str, Any]) -> list[int]:
    """Send a form, once more without what is refused, agree to what it asks; return every status."""
    with committed():
        answer = client.post(address, values, follow=True)
        statuses = [*(status for _, status in answer.redirect_chain), answer.status_code]
        refused = {} if answer.redirect_chain else in_fields_refused(answer, values, before)
        if refused:
            return statuses + send(client, address, values | refused, {})
        if b'name="_confirmed"' in answer.content:
            document = Document(answer)
            agreed = document.one("button[name=_confirmed]").attributes["value"]
            statuses.append(client.post(address, typed(document, _confirmed=agreed), follow=True).status_code)
    return statuses


def screens(row: Any) -> list[str]:
    """Return where a saved row is shown, besides the list, to which every save leads."""
    found = [screen(row), screen(row, "history")]
    return [*found, screen(row, "preview")] if isinstance(row, Page) else found


def tried_models(rows: Iterable[Any]) -> list[Any]:
    """Return the models whose forms are tried: pages of every kind have the same, built alike."""
    found = [model for model in rows if model._meta.app_label != "django_tasks_database"]
    if os.environ.get("NIGHTLY"):
        return found
    return [model for model in found if not issubclass(model, Page) or model in {Therapy, StandardPage}]


@pytest.mark.parametrize("odd", TRIED, ids=ascii)
def test_unusual_text_in_any_field_gives_no_server_error(client, administrator, odd):
    rows = one_of_each.make()
    client.force_login(administrator)
    wrong, saved = {}, 0
    for model in tried_models(rows):
        add = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_add")
        change = screen(rows[model])
        for address, selector, keep in (
            (change, TEXTS, True),
            (change, ANYTHING, False),
            (add, ANYTHING, False),
        ):
            with undone():
                shown = client.get(address)
                if shown.status_code != 200 or not Document(shown).all("#content-main form"):
                    continue
                form = Document(shown)
                odd_values = written_over(form, odd, selector=selector, keep=keep)
                sent = send(client, address, odd_values, typed(form) if keep else {})
                saved += 302 in sent
                if issubclass(model, Page) and 302 in sent:
                    sent += send(client, screen(rows[model], "publish"), {}, {})
                    sent += [client.get(path).status_code for path in PUBLIC]
                if address == change and 302 in sent:
                    sent += [client.get(found).status_code for found in screens(rows[model])]
                if max(sent) >= 500:
                    wrong[address] = sent
    assert wrong == {}
    assert saved > 10 or odd == "\0"
