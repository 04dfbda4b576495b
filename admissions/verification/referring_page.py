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

# Kinds that are told to the desk under another kind's word. One without a word is "another page".
SAID_AS = {"topic": SourcePage.ARTICLE, "faq_group": SourcePage.QUESTIONS}
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
        own = kind if kind in SourcePage.values else SourcePage.OTHER
        routes = filter(None, (model.URL_NAME, model.CONTENT.INDEX_URL_NAME))
        found |= dict.fromkeys(routes, SAID_AS.get(kind, own))
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
