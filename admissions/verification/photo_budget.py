"""How much room the photos of unsent drafts may take up: all together, and those from one network.

One draft holds at most four, front and back of two cards, of :data:`.card_photos.LARGEST_KEPT` each. Forms
that are being received at the same moment are asked one by one and may pass together: a few photos too many.
"""

from __future__ import annotations

import logging
import time

from django.conf import settings
from django.db.models import Q, Sum
from django.utils import timezone

from .. import forget
from ..models import CardImage

logger = logging.getLogger(__name__)

SHARE_OF_A_NETWORK = 10  # a tenth: a clinic or a phone company is one network, and so may an attacker be
WARN_EVERY = 600  # seconds, in each process
_warned_at = float("-inf")


def has_room(network_code: str = "") -> bool:
    """May one more photo come, from the network with this code? Drafts that are due are forgotten first."""
    if _fits(network_code):
        return True
    forget.forget_expired_drafts(timezone.now())
    if _fits(network_code):
        return True
    _warn()
    return False


def _fits(network_code: str) -> bool:
    taken = CardImage.objects.filter(submission=None).aggregate(
        all=Sum("stored_bytes", default=0),
        near=Sum("stored_bytes", filter=Q(network_code=network_code), default=0),
    )
    budget = settings.CARD_PHOTO_BUDGET
    is_near = network_code and taken["near"] >= budget / SHARE_OF_A_NETWORK
    return taken["all"] < budget and not is_near


def _warn() -> None:
    global _warned_at
    now = time.monotonic()
    if now - _warned_at >= WARN_EVERY:
        _warned_at = now
        logger.warning(
            "Photos of unsent requests fill their %d MB, or one network its tenth of it: no more are taken",
            settings.CARD_PHOTO_BUDGET // 1_000_000,
        )
