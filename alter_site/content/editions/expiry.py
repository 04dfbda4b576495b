"""Pages that leave the site by themselves, because what allows us to show them has ended."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from .. import facts
from ..models import Publication

# What this process has noticed. After a start all of it is looked at: nobody knows how long no worker ran.
_noticed: frozenset[tuple[Any, Any]] = frozenset()


def notice_ends() -> None:
    """Freeze the facts again after a page has left by the clock: menus name only what is live."""
    global _noticed
    ended = Publication.objects.filter(live_until__lte=timezone.now())
    left = frozenset(ended.values_list("page_id", "live_until"))
    if not left <= _noticed:
        facts.freeze()
    _noticed = left
