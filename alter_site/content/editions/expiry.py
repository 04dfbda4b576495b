"""Pages that leave the site by themselves, because what allows us to show them has ended."""

from __future__ import annotations

import datetime

from django.utils import timezone

from .. import facts
from ..models import Publication

# So long after its end a page's leaving is still noticed, should no worker have been running.
NOTICED_FOR = datetime.timedelta(days=1)


def notice_ends() -> None:
    """Freeze the facts again after a page has left by the clock: menus name only what is live."""
    now = timezone.now()
    if Publication.objects.filter(live_until__lte=now, live_until__gt=now - NOTICED_FOR).exists():
        facts.freeze()
