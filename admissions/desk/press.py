"""A button pressed twice counts once: the second press of the same page with the same words changes nothing.

Every page carries a number of its own. Of what a page sends, a keyed hash is marked as done, in one
transaction with what it does; so two presses at the same moment are told apart too, and what was refused or
failed can be sent again.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from alter_site.limits import counts

from . import one_form, refused_forms
from .guard import user_of

PAGE = "page"  # the field that holds the number of a page
OF_THE_PAGE = ("csrfmiddlewaretoken", PAGE)
LIFE = 12 * 60 * 60  # seconds: as long as a page stays open
SHORT = 5  # seconds in which two equal presses are one, where a page has no number
DONE = "That was done already, by the press before. It is in the file once."


class DoneAlready(Exception):
    """The same page has sent the same before."""


def is_done(request: HttpRequest, slug: str = "") -> bool:
    """Was this pressed before?"""
    return counts.is_full({_name(request, slug): _limit(request)})


def done_already(request: HttpRequest, name: str, page: str) -> HttpResponse:
    """Answer the second press: say so, and lead to where the first one led."""
    refused_forms.forget(request)
    messages.info(request, f"{name}: {DONE}")
    return redirect(page)


@contextmanager
def once(request: HttpRequest, slug: str = "") -> Iterator[None]:
    """Do what was pressed and mark it as done, both or neither. Raises DoneAlready the second time."""
    with transaction.atomic():
        if not counts.count({_name(request, slug): _limit(request)}):
            raise DoneAlready
        yield


def _limit(request: HttpRequest) -> counts.Limit:
    return counts.Limit(1, LIFE if request.POST.get(PAGE) else SHORT)


def _name(request: HttpRequest, slug: str) -> str:
    """Return what tells one press from another: who, where, from which page, with which words."""
    data = one_form.prefixed(request.POST, slug) if slug else request.POST
    said = sorted(row for row in data.lists() if row[0].startswith(slug) and row[0] not in OF_THE_PAGE)
    page = request.POST.get(PAGE, "")
    return f"press {user_of(request).pk} {request.path} {page} {json.dumps(said)}"
