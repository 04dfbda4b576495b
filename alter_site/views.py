"""Views that draw on several apps: robots.txt, llms.txt, security.txt, sitemaps and error pages."""

from __future__ import annotations

import datetime
import errno
import logging
import sys

from django.conf import settings
from django.contrib.sessions.exceptions import SessionInterrupted
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent
from django.db import InterfaceError, OperationalError
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponsePermanentRedirect,
    HttpResponseRedirect,
)
from django.template import loader
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone

from alter_site.content import facts
from alter_site.content.addresses import sitemaps
from alter_site.content.facts import who_answers
from alter_site.content.kinds import page_models
from alter_site.content.models import Publication
from alter_site.delivery.encodings import gzipped
from alter_site.delivery.headers import EDITION, RETRY_AFTER, mark
from alter_site.delivery.requests import read_only
from alter_site.staff import sessions

logger = logging.getLogger(__name__)

VALID_FOR = datetime.timedelta(days=180)  # what security.txt says; less than a year, says its standard


@read_only
def robots(request: HttpRequest) -> HttpResponse:
    """Tell crawlers where the sitemap is; private routes say noindex themselves and are not listed."""
    lines = ["User-agent: *", "Allow: /", "", f"Sitemap: {settings.SITE_URL}{reverse('sitemap')}"]
    return mark(_text(lines), EDITION)


@read_only
def llms_txt(request: HttpRequest) -> HttpResponse:
    """Tell language models, in the form of https://llmstxt.org, what is live and whom to call."""
    now = timezone.now()
    known = facts.current(now)
    rows = (
        Publication.objects.live(now)
        .order_by("edition__position", "edition__title")
        .values_list("edition__kind", "path", "edition__title", "edition__summary")
    )
    groups: dict[str, list[str]] = {}
    for kind, path, title, summary in rows:
        line = f"- [{title}]({settings.SITE_URL}{path})" + (f": {summary}" if summary else "")
        label = page_models()[kind].CONTENT.INDEX_LABEL or "About us and getting care"
        groups.setdefault(label, []).append(line)
    lines = [
        f"# {known.organization}",
        "",
        f"> {known.description}",
        "",
        f"Our number is {known.phone.display}. In danger, call 911. To talk now, call or text 988.",
        "Nothing here is medical advice. Pages marked demo hold invented facts.",
    ]
    for label, entries in groups.items():
        lines += ["", f"## {label}", "", *entries]
    return mark(_text(lines), EDITION, who_answers.next_change(known, now))


@read_only
def security_txt(request: HttpRequest) -> HttpResponse:
    """Say where to report a vulnerability, in the form of RFC 9116."""
    now = timezone.now()
    known = facts.current(now)
    # Counted from midnight, so that every answer of one day has the same bytes.
    expires = datetime.datetime.combine(known.day + VALID_FOR, datetime.time(), datetime.UTC)
    lines = [
        f"Contact: {settings.SECURITY_CONTACT or known.phone.href}",
        f"Expires: {expires:%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages: en",
        f"Canonical: {settings.SITE_URL}{reverse('security_txt')}",
    ]
    return mark(_text(lines), EDITION, who_answers.next_change(known, now))


def _text(lines: list[str]) -> HttpResponse:
    return HttpResponse("\n".join([*lines, ""]), content_type="text/plain; charset=utf-8")


@read_only
def favicon(request: HttpRequest) -> HttpResponse:
    """Redirect ``/favicon.ico`` to the icon that our pages link to."""
    return mark(HttpResponsePermanentRedirect(static("illustrations/touch-icon.png")), EDITION)


@read_only
def sitemap_index(request: HttpRequest) -> HttpResponse:
    """List the sitemaps of each kind of page that has live pages."""
    now = timezone.now()
    paths = (sitemaps.address(kind, number) for kind, number in sitemaps.files(now))
    return _sitemap(sitemaps.index(paths), now)


@read_only
def sitemap_section(request: HttpRequest, kind: str, number: int = 1) -> HttpResponse:
    """List live pages of one kind: one file of several, where they are many."""
    if kind not in page_models():
        raise Http404("No such sitemap.")
    now = timezone.now()
    rows = sitemaps.urls(kind, number, now)
    if number > 1 and not rows:
        raise Http404("The list ends before this.")
    return _sitemap(sitemaps.urlset(rows), now)


def _sitemap(body: str, now: datetime.datetime) -> HttpResponse:
    response = HttpResponse(body, content_type="application/xml; charset=utf-8")
    return mark(response, EDITION, who_answers.next_change(facts.current(now), now))


# --- errors: none of these needs the database -------------------------------------------------------


def _error(template: str, status: int, path: str = "") -> HttpResponse:
    context = {"facts": facts.from_file(), "meta": None, "crumbs": (), "path": path}
    html = loader.get_template(template).render(context)
    return HttpResponse(html, status=status)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer a request that makes no sense, such as one for a host that is not ours, or that is too large."""
    if isinstance(exception, RequestDataTooBig | TooManyFieldsSent):
        return too_large()
    if isinstance(exception, SessionInterrupted):
        return signed_out(request)
    return _error("400.html", 400)


def signed_out(request: HttpRequest) -> HttpResponse:
    """Answer whoever was signed out in another window while this was done: what they sent may be done."""
    if request.headers.get("Accept") == "application/json":
        return HttpResponse(status=204)  # a refusal would stand in the browser's console
    if request.method in ("GET", "HEAD"):
        return HttpResponseRedirect(request.get_full_path())
    return _error("signed_out.html", 400)


def too_large() -> HttpResponse:
    """Answer what is larger than anything we take; none of it is sent back."""
    return _error("413.html", 413)


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer somebody who may not see this."""
    return _error("403.html", 403)


@gzipped
def page_not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer an address that nothing stands at; compressed, since it says nothing of whoever asks."""
    return _error("404.html", 404, request.path)


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer an unexpected error: 503 for a temporary one, 500 for any other."""
    return unavailable() if will_pass(sys.exception()) else _error("500.html", 500)


def unavailable() -> HttpResponse:
    """Answer 503 during a temporary failure, with when to try again."""
    response = _error("503.html", 503)
    response.headers["Retry-After"] = RETRY_AFTER
    return response


def will_pass(error: BaseException | None) -> bool:
    """Is this error temporary: a database that does not answer, or a full or read-only disk?"""
    if isinstance(error, OSError):
        return error.errno in {errno.ENOSPC, errno.EDQUOT, errno.EROFS}
    return isinstance(error, OperationalError | InterfaceError)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form that was sent without our token, in words; staff get back what they typed."""
    if sessions.holds_typing(request):
        return sessions.send_again(request)
    return _error("403_csrf.html", 403)
