"""What keeps robots out without a third party, and never stops a person without offering the phone.

Three guards: a field that people do not see, a count of requests from one address and from its neighborhood,
and a stamp that says when the page was made: whoever is faster than anybody reads is answered later, and one
page does not begin many requests. A view asks :func:`passes`.
"""

from __future__ import annotations

import threading
import time

from django.core import signing
from django.http import HttpRequest
from django.utils.crypto import get_random_string

from alter_site.delivery.client_address import address_of, network_of
from alter_site.limits import counts
from alter_site.limits.counts import Limit as Limit

from ..custody.access import network as neighborhood_of

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


# Of one address, which a clinic or a shelter has in common.
LIMITS = {
    "start": Limit(30, HOUR),
    "photo": Limit(60, HOUR),
    "send": Limit(10, HOUR),
    "resume": Limit(10, 15 * MINUTE),
    "secret": Limit(20, HOUR),
}
NEIGHBORS = 10  # times as often may a whole neighborhood (/24, or /48 of IPv6) do it
FEW = 3  # times each address in it may, when others there have used that up
STARTS = Limit(3, LONGEST)  # requests that one page begins: it may be sent twice, or found again with Back
TRIES = Limit(5, 15 * MINUTE)  # at the secret of one request, from anywhere
FAILURES = Limit(50, 15 * MINUTE)  # wrong resume words, of all visitors together
_waiting = threading.BoundedSemaphore(AT_ONCE)


def fields(*, again: bool = False) -> dict[str, str]:
    """Return what ``components/guards.html`` needs; ``again`` for a page that says what was wrong."""
    stamp = _signer().sign(f"{AGAIN if again else FIRST} {get_random_string(10)}")
    return {"trap": TRAP, "stamp_name": STAMP, "stamp": stamp}


def passes(request: HttpRequest, kind: str) -> bool:
    """May a form that was sent be taken? ``kind`` names a row of :data:`LIMITS`."""
    if request.POST.get(TRAP) or not is_within_limit(request, kind):
        return False
    _slow_down(too_soon(request.POST.get(STAMP, "")))
    return True


# --- the stamp ----------------------------------------------------------------------------------------


def _signer() -> signing.TimestampSigner:
    return signing.TimestampSigner(salt="admissions.verification.guards")


def too_soon(stamp: str) -> float:
    """Return how many seconds are missing until a person can have read the stamped page.

    A stamp that is not ours, or of another day, counts as one of this moment.
    """
    word = _word_of(stamp)
    if not word:
        return SOONEST
    if word.startswith(AGAIN):
        return 0  # the first page was delayed already
    made = signing.b62_decode(stamp.split(":")[1])
    return max(0.0, min(SOONEST, SOONEST - (time.time() - made)))


def _word_of(stamp: str) -> str:
    """Return what a stamp says; nothing when it is not ours or of another day."""
    try:
        return _signer().unsign(stamp, max_age=LONGEST)
    except signing.BadSignature:
        return ""


def stamp_of(request: HttpRequest) -> str:
    """Return the stamp of the page that was sent; nothing when it is not ours or of another day."""
    stamp = request.POST.get(STAMP, "")
    return stamp if _word_of(stamp) else ""


def _page(request: HttpRequest) -> str:
    """Return the name of the page that was sent; those without a stamp of ours are one for each address."""
    return f"page {stamp_of(request) or network_of(address_of(request))}"


def _slow_down(seconds: float) -> None:
    """Delay a client that answers faster than a person can; nothing that it sent is lost.

    Only a few at once, so that threads stay free for people.
    """
    if seconds > 0 and _waiting.acquire(blocking=False):
        try:
            wait(seconds)
        finally:
            _waiting.release()


# --- the count ----------------------------------------------------------------------------------------


def is_within_limit(request: HttpRequest, kind: str) -> bool:
    """Count this request and say whether its address may go on.

    A neighborhood that somebody floods keeps nobody in it out: each address may still do it a few times. A
    page that begins too many requests counts against nobody who has the same address.
    """
    address = address_of(request)
    pages = {_page(request): STARTS} if kind == "start" else {}
    if not address:
        # A server on a Unix socket that names no visitor: all of them would count as one.
        return counts.count(pages)
    own, around = f"{kind} {network_of(address)}", f"{kind} around {neighborhood_of(address)}"
    limit = LIMITS[kind]
    neighbors = {around: Limit(limit.number * NEIGHBORS, limit.window)}
    if counts.count({own: limit, **neighbors, **pages}):
        return True
    few = Limit(min(FEW, limit.number), limit.window)
    return counts.is_full(neighbors) and counts.count({own: few, **pages})


def may_try(name: str) -> bool:
    """Count a try at the secret of the request called ``name``, whoever makes it."""
    return counts.count(_tries(name))


def may_still_try(name: str) -> bool:
    """Return whether a try at that secret would be let through, without counting one."""
    return not counts.is_full(_tries(name))


def _tries(name: str) -> dict[str, Limit]:
    return {f"secret of {name}": TRIES}


def may_try_words() -> bool:
    """Count a try at resume words, by any visitor; :func:`words_were_right` takes it back."""
    return counts.count({"words": FAILURES})


def words_were_right() -> None:
    """Take back the last count: the words were right."""
    counts.give_back(["words"])
