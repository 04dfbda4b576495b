"""Which addresses are baked, and the job that keeps the baked folder right."""

from __future__ import annotations

import datetime
import logging
import time
from collections import Counter
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from alter_site.delivery import baked, baking
from alter_site.worker import loop

from .addresses import sitemaps
from .editions import links
from .kinds import page_models
from .models import Publication
from .paths import part_address
from .site_pages import IndexContent

logger = logging.getLogger(__name__)

# A tick does other things too, such as telling staff of a request; it goes on where it stopped.
AT_ONCE = 5.0  # seconds
# A web server knows no clock: the application sends what ends sooner, and what names it. The folder is filled
# anew every day, so only a worker that is away for as long leaves something there beyond its end.
ENDS_SOON = datetime.timedelta(days=30)

# What programs read. An address that answers with anything but a page, such as an empty feed, is left out.
NAMES_ALL = "llms_txt"  # every live page
OTHERS = ("robots", NAMES_ALL, "security_txt", "sitemap", "library:feed", "selfhelp:tonight")

_under_way: Iterator[str] | None = None


def bake() -> int:
    """Bake every page that is no longer right; return how many were looked at."""
    return sum(1 for _ in baking.fill(addresses))


def bake_for_a_while() -> None:
    """Bake what is no longer right, for some seconds; the next tick goes on."""
    global _under_way
    if settings.DEBUG:  # a developer's templates change without a generation
        return
    end = time.monotonic() + AT_ONCE
    work, _under_way = _under_way or baking.fill(addresses), None
    for _ in work:
        if loop.is_stopping():
            return
        if time.monotonic() > end:
            _under_way = work
            return


def addresses() -> Iterator[str]:
    """Yield what is baked: live pages, parts of lists, what robots read; nothing that ends soon."""
    now = timezone.now()
    live = Publication.objects.live(now)
    rows = list(live.order_by("path").values_list("page_id", "path", "edition__kind"))
    ending = dict(live.filter(live_until__lt=now + ENDS_SOON).values_list("page_id", "edition__kind"))
    unbaked = ending.keys() | links.neighbors_of(ending)
    numbers = Counter(kind for _, _, kind in rows)
    indexes = live.filter(edition__kind=IndexContent.KIND).values_list("path", "edition__body")
    lists = {path: _listed_by(body) for path, body in indexes}
    for page_id, path, _ in rows:
        kind = lists.get(path, "")
        if page_id in unbaked or kind in ending.values():
            continue
        yield path
        listed = page_models().get(kind)
        if listed and listed.PER_PAGE:
            parts = -(-numbers[kind] // listed.PER_PAGE)
            yield from (f"{path}{part_address(number)}" for number in range(2, parts + 1))
    yield from (reverse(name) for name in OTHERS if not (ending and name == NAMES_ALL))
    for kind, number in sitemaps.files(now):
        if kind not in ending.values():
            yield sitemaps.address(kind, number)


def _listed_by(body: Any) -> str:
    """Return the kind that an index lists; nothing of one whose body is not what we wrote."""
    kind = body.get("lists") if isinstance(body, dict) else None
    return kind if isinstance(kind, str) else ""


def are_all_baked() -> bool | str:
    """Could every page be baked? If not, say which could not."""
    return ", ".join(sorted(baked.in_use()[1].broken)) or True
