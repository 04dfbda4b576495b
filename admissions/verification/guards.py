"""What keeps robots out without a third party, and never stops a person without offering the phone.

Three guards: a field that people do not see, a stamp that says when the page was made, and a count of
requests from one network. A view asks :func:`check` and follows the verdict.
"""

from __future__ import annotations

import enum
import logging
import time
from dataclasses import dataclass

from django.core import signing
from django.core.cache import cache
from django.http import HttpRequest

from alter_site.delivery.client_address import address_of

from .. import reference
from ..phi.access import network

logger = logging.getLogger(__name__)

# A name that no browser and no password manager has anything to fill in for.
TRAP = "further_matter"
STAMP = "stamp"

SOONEST = 2  # seconds: nobody reads and answers a question faster
LONGEST = 24 * 60 * 60  # seconds
FIRST, AGAIN = "first", "again"

MINUTE = 60  # seconds
HOUR = 60 * MINUTE


@dataclass(frozen=True)
class Limit:
    """So many requests from one network within a window of so many seconds."""

    number: int
    window: int


# Many people share a network: a clinic, a shelter, a phone company.
LIMITS = {
    "start": Limit(30, HOUR),
    "photo": Limit(60, HOUR),
    "send": Limit(10, HOUR),
    "resume": Limit(10, 15 * MINUTE),
}


class Verdict(enum.Enum):
    """What a view does next, and the words for it."""

    PASS = ""
    PRESS_AGAIN = "Please press the button once more. Everything you typed is still here."
    OFFER_PHONE = (
        "We cannot take this through the website just now. Please call us: a person will take it from there."
    )

    @property
    def words(self) -> str:
        return self.value


def fields(*, again: bool = False) -> dict[str, str]:
    """Return what ``components/guards.html`` needs; ``again`` for a page that asks to press once more."""
    return {"trap": TRAP, "stamp_name": STAMP, "stamp": _signer().sign(AGAIN if again else FIRST)}


def check(request: HttpRequest, kind: str) -> Verdict:
    """Judge a form that was sent; ``kind`` names a row of :data:`LIMITS`."""
    if request.POST.get(TRAP):
        return Verdict.OFFER_PHONE
    if not _is_ripe(request.POST.get(STAMP, "")):
        return Verdict.PRESS_AGAIN
    return Verdict.PASS if is_within_limit(request, kind) else Verdict.OFFER_PHONE


# --- the stamp ----------------------------------------------------------------------------------------


def _signer() -> signing.TimestampSigner:
    return signing.TimestampSigner(salt="admissions.verification.guards")


def _is_ripe(stamp: str) -> bool:
    """Is the stamp ours, not too old, and either old enough or from a page that asked to press again?"""
    try:
        word = _signer().unsign(stamp, max_age=LONGEST)
    except signing.BadSignature:
        return False
    # Nobody is asked twice in a row.
    return word == AGAIN or not _is_newer_than(SOONEST, stamp)


def _is_newer_than(seconds: int, stamp: str) -> bool:
    try:
        _signer().unsign(stamp, max_age=seconds)
    except signing.SignatureExpired:
        return False
    return True


# --- the count ----------------------------------------------------------------------------------------


def is_within_limit(request: HttpRequest, kind: str) -> bool:
    """Count this request and say whether its network may go on. Without a cache everybody may."""
    limit = LIMITS[kind]
    origin = network(address_of(request))
    if not origin:
        return True  # a server on a Unix socket that names no visitor: all of them would count as one
    window = int(time.time()) // limit.window
    # A keyed code: whoever reads the cache learns no address.
    key = f"guards:{kind}:{window}:{reference.code('network', origin)}"
    try:
        cache.add(key, 0, timeout=limit.window)
        return cache.incr(key) <= limit.number
    except Exception as error:
        _warn(error)
        return True


_warned_at: float | None = None


def _warn(error: Exception) -> None:
    """Say once a minute that nothing is counted; without the message, which may hold the key."""
    global _warned_at
    now = time.time()
    if _warned_at is None or now - _warned_at >= MINUTE:
        _warned_at = now
        logger.warning("The cache does not answer (%s); nobody is counted", type(error).__name__)
