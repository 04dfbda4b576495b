"""Pages that the site itself names by their address: where each is while none is live there."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone

from .. import facts, kinds
from ..addresses import redirects
from ..models import Page, Publication, Redirect

HOW_WE_REVIEW = "/about/how-we-review/"
_IN_THE_FORM = "The insurance form"
# Beside each address, in words for editors, what names it.
_BY_TEMPLATES = {
    HOW_WE_REVIEW: "“Medically reviewed”, on every page that is signed",
    "/privacy/": _IN_THE_FORM,
    "/notice-of-privacy-practices/": _IN_THE_FORM,
    "/not-right-for-you/": _IN_THE_FORM,
    "/for-families/": _IN_THE_FORM,
}


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A named address at which no page is live, and where it leads; empty where it leads to none."""

    address: str
    path: str


def named() -> dict[str, str]:
    """Return every named address with what names it: those of the lists, and those in templates."""
    lists = (reverse(model.CONTENT.INDEX_URL_NAME) for model in kinds.with_index())
    return dict.fromkeys(lists, "The way back, above each page that it lists") | _BY_TEMPLATES


def naming(page: Page) -> list[str]:
    """Say to editors what names this page, though no editor wrote it there."""
    live = Publication.objects.filter(page_id=page.pk).values_list("path", flat=True).first()
    path, known = live or page.path, facts.current(timezone.now())
    moved = {address for address in _BY_TEMPLATES if way_to(address, known) == path}
    return list(dict.fromkeys(words for at, words in named().items() if at == path or at in moved))


def load_elsewhere(now: datetime.datetime) -> tuple[Elsewhere, ...]:
    """Read which named pages are not at their address."""
    there = set(Publication.objects.live(now).filter(path__in=named()).values_list("path", flat=True))
    missing = [path for path in named() if path not in there]
    moved = Redirect.objects.find_all(missing)
    return tuple(Elsewhere(path, redirects.found_at(path, now) if path in moved else "") for path in missing)


def way_to(address: str, known: facts.Facts) -> str:
    """Return where a link to a named page leads now; empty where there is nothing to lead to."""
    return next((row.path for row in known.elsewhere if row.address == address), address)
