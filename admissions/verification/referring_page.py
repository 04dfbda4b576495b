"""Which kind of page led to the form.

The browser says it once, when it fetches the first question: our pages tell their address to our own site
only. The address ends here; the form carries the kind to the first answer, and the draft from there on.
"""

from __future__ import annotations

import functools
from urllib.parse import urlsplit

from django.http import HttpRequest
from django.urls import Resolver404, resolve

from alter_site.content.kinds import page_models

from ..choices import SourcePage

# The word for each registered kind of page and for its index. A content class may carry its own word as
# ``REFERRING_PAGE``; a kind without a word counts as unknown, like a private page.
WORDS = {
    "home": SourcePage.HOME,
    "standard": SourcePage.OTHER,
    "therapy": SourcePage.THERAPY,
    "condition": SourcePage.CONDITION,
    "facility": SourcePage.FACILITY,
    "level_of_care": SourcePage.LEVEL_OF_CARE,
    "article": SourcePage.ARTICLE,
    "topic": SourcePage.ARTICLE,
    "faq_group": SourcePage.QUESTIONS,
}
# Standard pages with a route of their own.
OWN_ROUTES = {
    "admissions:insurance_check": SourcePage.INSURANCE,
    "facilities:level_comparison": SourcePage.LEVEL_OF_CARE,
}


@functools.cache
def by_route() -> dict[str, str]:
    """Return the word for each route that a page can have."""
    found: dict[str, str] = {}
    for kind, model in page_models().items():
        if word := getattr(model.CONTENT, "REFERRING_PAGE", WORDS.get(kind, "")):
            found |= dict.fromkeys(filter(None, (model.URL_NAME, model.CONTENT.INDEX_URL_NAME)), word)
    return found | OWN_ROUTES


def kind(request: HttpRequest) -> str:
    """Return the kind of our own page that led to the form; nothing when nobody can tell.

    The form of the first question carries it back to us.
    """
    if request.method == "POST":
        sent = request.POST.get("source_page", "")
        return sent if sent in by_route().values() else ""
    try:
        address = urlsplit(request.headers.get("Referer", ""))
        if address.netloc != request.get_host():
            return ""
        return by_route().get(resolve(address.path).view_name, "")
    except (ValueError, Resolver404):
        return ""
