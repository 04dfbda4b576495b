"""Behind a preview link somebody without an account sees the saved working copy, or that it has ended."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.template import loader
from django.utils import timezone
from django.views.decorators.http import require_safe

from alter_site.delivery.client_address import address_of, network_of
from alter_site.delivery.headers import GUEST, mark
from alter_site.limits import counts
from alter_site.limits.counts import Limit

from . import facts, preview_links
from .printed_time import day, day_and_time
from .views import Preview, rendered

GUESSES = Limit(30, 15 * 60)  # at links, by one visitor; a right one never counts


@require_safe
def guest_preview(request: HttpRequest, token: str) -> HttpResponse:
    """Show the page as it is saved now; one answer for links that ended, were revoked or never were."""
    guesses = {f"preview links at {network_of(address_of(request))}": GUESSES}
    if counts.is_full(guesses):
        return _ended(429)
    found = preview_links.opened(token)
    if found is None:
        counts.count(guesses)
        return _ended(410)
    link, page = found
    saved = day_and_time(timezone.localtime(page.saved_at)) if page.saved_at else "it is"
    band = Preview(
        "a page that is not public like this",
        audience=f"It shows what was saved last ({saved}) and changes when its editors save again. "
        f"This link ends on {day(timezone.localtime(link.ends_at))}. Please do not pass it on.",
    )
    return mark(HttpResponse(rendered(page.content(), page.path, page.pk, band)), GUEST)


def _ended(status: int) -> HttpResponse:
    now = timezone.now()
    html = loader.get_template("content/preview_ended.html").render(
        {"facts": facts.current(now), "now": now, "is_too_often": status == 429}
    )
    return mark(HttpResponse(html, status=status), GUEST)
