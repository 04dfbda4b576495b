"""The anchors of a page, the ids that a link can lead to, read from the page as its readers get it."""

from __future__ import annotations

import re
import uuid
from html import unescape
from typing import Any

from django.utils import timezone

from .kinds import find_page
from .models import Edition
from .models.redirect import reads_anchors
from .objects import PageContent, Undecodable
from .views import rendered, rendered_edition

_ID = re.compile(r'<[a-z][^>]*?\sid="([^"]+)"')


def of_text(content: PageContent, path: str, page_id: Any) -> frozenset[str]:
    """Return the anchors that a page would have if ``content`` were published now."""
    return _ids(rendered(content, path, page_id))


def of_page(page_id: str) -> frozenset[str] | None:
    """Return the anchors of another page: of what is live, and of what its form holds.

    Both count, because pages that link to each other's new anchors go live one after the other. None where
    nothing can be said: the page is gone, or this release cannot read it.
    """
    page = find_page(uuid.UUID(page_id))
    if page is None:
        return None
    anchors = of_text(page.content(), page.path, page.pk)
    edition = Edition.objects.live(timezone.now()).filter(page_id=page.pk).first()
    try:
        return anchors | _ids(rendered_edition(edition)) if edition else anchors
    except Undecodable:
        return None


@reads_anchors
def at_address(path: str) -> frozenset[str] | None:
    """Return the anchors of the page that is live at an address, as a redirect may lead to them.

    None where nothing can be said: something else than a page stands there, or a later part of a long list.
    """
    live = (
        Edition.objects.live(timezone.now()).filter(publication__path=path).values_list("page_id", flat=True)
    )
    page_id = live.first()
    return of_page(str(page_id)) if page_id else None


def _ids(html: str) -> frozenset[str]:
    return frozenset(map(unescape, _ID.findall(html)))
