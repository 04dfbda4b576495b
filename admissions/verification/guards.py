"""What keeps robots out without a third party, and never stops a person without offering the phone.

Three guards: a field that people do not see, a count of requests from one network, and a stamp that says when
the page was made: whoever is faster than anybody reads is answered later. A view asks :func:`check`.
"""

from __future__ import annotations

import enum
import logging
import threading
import time
from dataclasses import dataclass

from django.core import signing
from django.core.cache import cache
from django.http import HttpRequest

from alter_site.delivery.client_address import address_of

from .. import reference
from ..phi.access import network

logger = logging.getLogger(__name__)
wait = time.sleep

# A name that no browser and no password manager has anything to fill in for.
TRAP = "further_matter"
STAMP = "stamp"

SOONEST = 2  # seconds: nobody reads and answers a question faster
LONGEST = 24 * 60 * 60  # seconds
AT_ONCE = 2  # requests of one process, half of its threads, that are slowed down; more pass at once
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
    "secret": Limit(20, HOUR),
}
TRIES = Limit(5, 15 * MINUTE)  # at the secret of one request, from anywhere
_waiting = threading.BoundedSemaphore(AT_ONCE)


class Verdict(enum.Enum):
    """What a view does next, and the words for it."""

    PASS = ""
    OFFER_PHONE = (
        "We cannot take this through the website just now. Please call us: a person will take it from there."
    )

    @property
    def words(self) -> str:
        return self.value


def fields(*, again: bool = False) -> dict[str, str]:
    """Return what ``components/guards.html`` needs; ``again`` for a page that says what was wrong."""
    return {"trap": TRAP, "stamp_name": STAMP, "stamp": _signer().sign(AGAIN if again else FIRST)}


def check(request: HttpRequest, kind: str) -> Verdict:
    """Judge a form that was sent; ``kind`` names a row of :data:`LIMITS`."""
    if request.POST.get(TRAP):
        return Verdict.OFFER_PHONE
    if not is_within_limit(request, kind):
        return Verdict.OFFER_PHONE
    _slow_down(too_soon(request.POST.get(STAMP, "")))
    return Verdict.PASS


# --- the stamp ----------------------------------------------------------------------------------------


def _signer() -> signing.TimestampSigner:
    return signing.TimestampSigner(salt="admissions.verification.guards")


def too_soon(stamp: str) -> float:
    """Return how many seconds are missing until somebody can have read the page that was stamped.

    A stamp that is not ours, or of another day, counts as one of this moment.
    """
    try:
        word = _signer().unsign(stamp, max_age=LONGEST)
        made = signing.b62_decode(stamp.split(":")[1])
    except signing.BadSignature:
        return SOONEST
    if word == AGAIN:
        return 0  # whoever sent the page before waited then
    return max(0.0, min(SOONEST, SOONEST - (time.time() - made)))


def _slow_down(seconds: float) -> None:
    """Let whoever is faster than a person wait for the answer; nothing they sent is lost over it.

    Few at once: the threads of a server are for people.
    """
    if seconds > 0 and _waiting.acquire(blocking=False):
        try:
            wait(seconds)
        finally:
            _waiting.release()


# --- the count ----------------------------------------------------------------------------------------


def is_within_limit(request: HttpRequest, kind: str) -> bool:
    """Count this request and say whether its network may go on. Without a cache everybody may."""
    origin = network(address_of(request))
    if not origin:
        return True  # a server on a Unix socket that names no visitor: all of them would count as one
    return _counted(kind, reference.code("network", origin), LIMITS[kind])


def may_try(name: str) -> bool:
    """Count a try at the secret of the request called ``name``, whoever makes it."""
    return _counted("tries", reference.code("tries", name), TRIES)


def _counted(kind: str, code: str, limit: Limit) -> bool:
    window = int(time.time()) // limit.window
    # A keyed code: whoever reads the cache learns no address.
    key = f"guards:{kind}:{window}:{code}"
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
