"""Old addresses, those without their last slash, and those that nobody knows."""

from __future__ import annotations

import contextlib
import datetime
from typing import Any

from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponsePermanentRedirect,
    HttpResponseRedirect,
)
from django.template import loader
from django.urls import resolve
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views import View

from alter_site.delivery.headers import EDITION, mark
from alter_site.delivery.requests import public

from . import facts
from .addresses import address_counts
from .facts import who_answers
from .models import Redirect
from .models.identities import is_there
from .paths import Address

MOST_HOPS = 8  # of stored redirects, followed before a reader is sent on once


def moved_or_gone(address: str, now: datetime.datetime, query: str = "") -> HttpResponse:
    """Lead on to where a page has moved, or say that it is gone. One query where nothing is known.

    ``query`` is what the visitor brought along; it is handed on.

    Raises:
        Http404: nothing is known of this address, or where it led is not there either.
    """
    redirect = Redirect.objects.find(address)
    try:
        if redirect is None:
            raise Http404("No page is live at this address.")
        response = _answer(redirect, address, now, query)
    except Http404:
        if not address.startswith("/?"):  # a short link that is none shows the home page
            address_counts.not_found(address)
        raise
    # The page cache sends the next ones, and notes the same line.
    response.counted_as = address_counts.followed(redirect)  # type: ignore[attr-defined]
    return response


def _answer(redirect: Redirect, address: str, now: datetime.datetime, query: str) -> HttpResponse:
    if redirect.is_gone:
        return _gone(address, now)
    place = redirect.target(address)
    # A page that is taken off the site may lead to one that is taken off later: readers hop once.
    for _ in range(MOST_HOPS):
        onward = None if is_there(place.path, now) else Redirect.objects.find(place.path)
        if onward is None:
            break
        if onward.is_gone:
            return _gone(address, now)
        place = onward.target(place.path).after(place)
    if is_there(place.path, now):
        return _until_changed(HttpResponsePermanentRedirect(place.with_query(query).header), now)
    section = place.path.rstrip("/").rpartition("/")[0] + "/"
    if section != "/" and is_there(section, now):
        # Not for good: the page itself may come.
        return _until_changed(HttpResponseRedirect(Address(section).with_query(query).header), now)
    raise Http404("The page that this address led to is not live.")


def _gone(address: str, now: datetime.datetime) -> HttpResponse:
    context = {"facts": facts.current(now), "now": now, "path": address}
    html = loader.get_template("410.html").render(context)
    return _until_changed(HttpResponse(html, status=410), now)


def moved_short_link(request: HttpRequest, now: datetime.datetime) -> HttpResponse | None:
    """Lead the old site's short links on: the only addresses that are told apart by their query."""
    if request.path != "/" or not request.GET.get("p", "").isdecimal():
        return None
    with contextlib.suppress(Http404):
        parts = request.META.get("QUERY_STRING", "").split("&")
        rest = "&".join(part for part in parts if part.partition("=")[0] != "p")
        return moved_or_gone(f"/?p={request.GET['p']}", now, rest)
    return None


def _until_changed(response: HttpResponse, now: datetime.datetime) -> HttpResponse:
    return mark(response, EDITION, who_answers.next_change(facts.current(now), now))


# A form sent to an address that nobody knows is answered like any other visit: nothing is there.
@method_decorator(public, name="dispatch")
class FallbackView(View):
    """What no route knows: an old address, one without its last slash, or nothing at all."""

    looks_for_moved = True  # see paths.may_move

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        whole = request.path if request.path.endswith("/") else f"{request.path}/"
        if request.method not in ("GET", "HEAD"):
            raise Http404("Nothing takes a form here.")
        now, query = timezone.now(), request.META.get("QUERY_STRING", "")
        is_route = getattr(resolve(whole).func, "view_class", None) is not FallbackView
        # Straight to where a moved page is now, rather than first to its old address with the slash; and what
        # is nowhere is not found at once, rather than behind a redirect that says otherwise.
        if not (is_route and is_there(whole, now)):
            return moved_or_gone(whole, now, query)
        return _until_changed(HttpResponsePermanentRedirect(Address(whole).with_query(query).header), now)
