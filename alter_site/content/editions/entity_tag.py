"""What a page is made from, as an entity tag.

A change anywhere starts a new generation, in which nearly every page is what it was before. Two queries tell:
the same edition, neighbors, list and facts, in the same span of the clock and the same release, make the same
bytes. So the page cache and the baked folder ask as a browser does, with ``If-None-Match``, and a page that
is the same is neither rendered nor compressed again.
"""

from __future__ import annotations

import datetime
import hashlib

from django.conf import settings

from alter_site.delivery.release import release

from ..facts import Facts
from ..models import Edition
from .links import Rows
from .listing import Listing


def entity_tag(
    edition: Edition,
    number: int,
    neighbors: Rows,
    listed: Listing | None,
    facts: Facts,
    changes_at: datetime.datetime,
) -> str:
    """Return the tag of part ``number`` of a page that stays the same until ``changes_at``.

    It is weak: the page compressed in two ways is the same page. A developer's templates change within a
    release, so with DEBUG there is none.
    """
    if settings.DEBUG:
        return ""
    made_from = (
        release(),
        (edition.page_id, edition.number, edition.content_hash),
        (number, neighbors, listed),
        (facts.content_hash, facts.day, changes_at),
    )
    return f'W/"{hashlib.sha256(repr(made_from).encode()).hexdigest()[:24]}"'
