"""Which kind of page led to the form.

The browser says it once, when it fetches the first question: our pages tell their address to our own site
only. The address ends here; the form carries the kind to the first answer, and the draft from there on.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from django.http import HttpRequest
from django.urls import Resolver404, resolve

from ..choices import SourcePage

# By route. What stands in no line, a private page above all, led nobody here as far as we know.
KINDS = {
    "admissions:insurance_check": SourcePage.INSURANCE,
    "content:home": SourcePage.HOME,
    "content:standard_page": SourcePage.OTHER,
    "therapies:index": SourcePage.THERAPY,
    "therapies:detail": SourcePage.THERAPY,
    "therapies:condition_index": SourcePage.CONDITION,
    "therapies:condition_detail": SourcePage.CONDITION,
    "facilities:index": SourcePage.FACILITY,
    "facilities:detail": SourcePage.FACILITY,
    "facilities:level_index": SourcePage.LEVEL_OF_CARE,
    "facilities:level_comparison": SourcePage.LEVEL_OF_CARE,
    "facilities:level_detail": SourcePage.LEVEL_OF_CARE,
    "library:article_index": SourcePage.ARTICLE,
    "library:topic": SourcePage.ARTICLE,
    "library:article": SourcePage.ARTICLE,
    "library:faq_index": SourcePage.QUESTIONS,
    "library:faq_group": SourcePage.QUESTIONS,
}


def kind_of_page(request: HttpRequest) -> str:
    """Return the kind of our own page that led to this one; nothing when nobody can tell."""
    try:
        address = urlsplit(request.headers.get("Referer", ""))
        if address.netloc != request.get_host():
            return ""
        return KINDS.get(resolve(address.path).view_name, "")
    except (ValueError, Resolver404):
        return ""


def kind_sent(request: HttpRequest) -> str:
    """Return the kind that the form of the first question carried; nothing when it is none of ours."""
    kind = request.POST.get("source_page", "")
    return kind if kind in KINDS.values() else ""
