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
from django.urls import Resolver404, resolve
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views import View

from alter_site.delivery.headers import EDITION, mark
from alter_site.delivery.requests import public

from . import facts, redirects, who_answers
from .models import Publication


def moved_or_gone(address: str, now: datetime.datetime) -> HttpResponse:
    """Lead on to where a page has moved, or say that it is gone. One query where nothing is known.

    Raises:
        Http404: nothing is known of this address, or where it led is not there either.
    """
    redirect = redirects.find(address)
    if redirect is None:
        raise Http404("No page is live at this address.")
    if redirect.is_gone:
        html = loader.get_template("410.html").render({"facts": facts.current(now), "now": now})
        return _until_changed(HttpResponse(html, status=410), now)
    path = redirects.target(redirect, address)
    if not is_there(path, now) and (onward := redirects.find(path)) and not onward.is_gone:
        path = redirects.target(onward, path)
    if is_there(path, now):
        return _until_changed(HttpResponsePermanentRedirect(path), now)
    section = redirects.above(path)
    if section != "/" and is_there(section, now):
        # Not for good: the page itself may come.
        return _until_changed(HttpResponseRedirect(section), now)
    raise Http404("The page that this address led to is not live.")


def moved_short_link(request: HttpRequest, now: datetime.datetime) -> HttpResponse | None:
    """Lead the old site's short links on: the only addresses that are told apart by their query."""
    if request.path != "/" or not request.GET.get("p", "").isdecimal():
        return None
    with contextlib.suppress(Http404):
        return moved_or_gone(f"/?p={request.GET['p']}", now)
    return None


def _until_changed(response: HttpResponse, now: datetime.datetime) -> HttpResponse:
    return mark(response, EDITION, who_answers.next_change(facts.current(now), now))


def is_there(path: str, now: datetime.datetime) -> bool:
    """Does a live page, or something that is no page, stand at this address?"""
    from .views import EditionView

    try:
        view = getattr(resolve(path).func, "view_class", None)
    except Resolver404:
        return False
    if view in (EditionView, ElsewhereView):
        return Publication.objects.live(now).filter(path=path).exists()
    return True


# A form sent to an address that nobody knows is answered like any other visit: nothing is there.
@method_decorator(public, name="dispatch")
class ElsewhereView(View):
    """What no route knows: an old address, one without its last slash, or nothing at all."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        whole = request.path if request.path.endswith("/") else f"{request.path}/"
        if request.method not in ("GET", "HEAD"):
            raise Http404("Nothing takes a form here.")
        now = timezone.now()
        is_route = getattr(resolve(whole).func, "view_class", None) is not ElsewhereView
        if not is_route:
            return moved_or_gone(whole, now)
        # Straight to where a moved page is now, rather than first to its old address with the slash.
        if not is_there(whole, now):
            with contextlib.suppress(Http404):
                return moved_or_gone(whole, now)
        return _until_changed(
            HttpResponsePermanentRedirect(request.get_full_path(force_append_slash=True)), now
        )
