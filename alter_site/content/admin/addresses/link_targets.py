"""Where a link can lead: pages by words of their titles, typing errors forgiven, and the parts of a page."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from html.parser import HTMLParser

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from ...kinds import find_page
from ...models import Page, Publication
from ...models.identities import NO_ADDRESS, to_address, to_addresses, to_words
from ...views import preview
from ..alike import alike
from ..content_screens import kind_of, visible_kinds

MOST = 12
LONGEST_QUERY = 100  # characters


@require_GET
def link_targets(request: HttpRequest) -> JsonResponse:
    """Answer ``?q=`` with pages that sound like it, ``?page=`` with that page in words and its parts."""
    models = visible_kinds(request)
    if not models:
        raise PermissionDenied
    if "page" in request.GET:
        page_id = request.GET["page"]
        return JsonResponse({"targets": [*_parts(page_id, models)], "page": to_words(f"page:{page_id}")})
    return JsonResponse({"targets": [*_pages(request.GET.get("q", "")[:LONGEST_QUERY], models)]})


def _pages(query: str, models: list[type[Page]]) -> Iterator[dict[str, str]]:
    query, now = query.strip(), timezone.now()
    # A page whose form names another address is found by both.
    typed = query.partition("#")[0] if query.startswith("/") else ""
    there = Publication.objects.live(now).filter(path__startswith=typed)
    starting_so = set(there.values_list("page_id", flat=True)) if typed else set()
    found: list[tuple[float, int, str, Page]] = []
    for model in models:
        for page in model._default_manager.only("title", "slug", *model.MAKES_ADDRESS):
            score = alike(query, page.title)
            if typed and (page.pk in starting_so or page.path.startswith(typed)):
                score = 1.0
            if score:
                found.append((-score, len(page.title), page.title, page))
    found = sorted(found, key=lambda row: row[:3])[:MOST]
    live = set(
        Publication.objects.live(now)
        .filter(page_id__in=[page.pk for *_, page in found])
        .values_list("page_id", flat=True)
    )
    addresses = to_addresses(f"page:{page.pk}" for *_, page in found)
    for *_, page in found:
        identity = f"page:{page.pk}"
        notes = [
            kind_of(page),
            addresses.get(identity, NO_ADDRESS),
            *([] if page.pk in live else ["not live"]),
        ]
        # One that has no address of its own yet is named by its identity.
        href = addresses.get(identity, identity)
        yield {"title": page.title, "href": href, "note": " · ".join(notes), "page": str(page.pk)}


def _parts(page_id: str, models: list[type[Page]]) -> Iterator[dict[str, str]]:
    try:
        page = find_page(uuid.UUID(page_id))
    except ValueError:
        return
    if page is None or type(page) not in models:
        return
    reader = _Parts()
    reader.feed(preview(page).content.decode())
    href = to_address(f"page:{page.pk}")
    yield {"title": "The whole page", "href": href, "note": to_words(f"page:{page.pk}")}
    for anchor, words in reader.found:
        yield {"title": words, "href": f"{href}#{anchor}", "note": f"#{anchor}"}


class _Parts(HTMLParser):
    """Collects what has an address of its own in ``main``: headings, and questions that open."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, str]] = []
        self._is_main = False
        self._anchor = ""
        self._words: list[str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        anchor = dict(attrs).get("id") or ""
        if tag == "main":
            self._is_main = True
        elif not self._is_main:
            return
        elif tag == "details":
            self._anchor = anchor
        elif tag in {"h2", "h3", "summary", "dt"} and (anchor or (tag == "summary" and self._anchor)):
            self._anchor, self._words = anchor or self._anchor, []

    def handle_data(self, data: str) -> None:
        if self._words is not None:
            self._words.append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "main":
            self._is_main = False
        elif tag in {"h2", "h3", "summary", "dt"} and self._words is not None:
            self.found.append((self._anchor, " ".join("".join(self._words).split())))
            self._anchor, self._words = "", None
