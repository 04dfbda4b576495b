"""Rate limits in one table, so that they hold for all processes and machines together.

Each count is one statement that looks and counts at once, so that of two who come at the same moment for
the last place one is refused. A cache would be faster, but it is one for each process or may forget.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db import connection, transaction
from django.db.models import F
from django.utils.crypto import salted_hmac

from .models import Count

# A window that ends later than it could have begun was written while the clock was ahead: count anew.
COUNT = """
    INSERT INTO limits_count (code, number, ends_at) VALUES (%(code)s, 1, %(ends_at)s)
    ON CONFLICT (code) DO UPDATE SET
        number = CASE WHEN limits_count.ends_at > %(now)s AND limits_count.ends_at <= %(ends_at)s
                      THEN limits_count.number + 1 ELSE 1 END,
        ends_at = CASE WHEN limits_count.ends_at > %(now)s AND limits_count.ends_at <= %(ends_at)s
                       THEN limits_count.ends_at ELSE excluded.ends_at END
    WHERE limits_count.number < %(limit)s
       OR limits_count.ends_at <= %(now)s OR limits_count.ends_at > %(ends_at)s
"""


@dataclass(frozen=True)
class Limit:
    """At most ``number`` times within ``window`` seconds, which begin with the first time."""

    number: int
    window: int


def count(limits: Mapping[str, Limit]) -> bool:
    """Count once under each name, or under none when one of them is full; return whether it was counted."""
    # A read first, which takes no lock: whoever is refused again and again writes nothing.
    if is_full(limits):
        return False
    now = int(time.time())
    with transaction.atomic(), connection.cursor() as cursor:
        # In one order, so that two requests that count under the same names never deadlock.
        for code, limit in sorted((keyed_hash(name), limit) for name, limit in limits.items()):
            values: dict[str, int | str] = {
                "code": code,
                "limit": limit.number,
                "now": now,
                "ends_at": now + limit.window,
            }
            cursor.execute(COUNT, values)
            if not cursor.rowcount:
                transaction.set_rollback(True)
                return False
    return True


def is_full(limits: Mapping[str, Limit]) -> bool:
    """Has one of these limits been reached?"""
    now, by_code = int(time.time()), {keyed_hash(name): limit for name, limit in limits.items()}
    counted = dict.fromkeys(by_code, 0)
    for code, number, ends_at in Count.objects.filter(code__in=by_code).values_list():
        if now < ends_at <= now + by_code[code].window:
            counted[code] = number
    return any(number >= by_code[code].number for code, number in counted.items())


def give_back(names: Iterable[str]) -> None:
    """Subtract one under each name: the attempt was a right one."""
    for code in map(keyed_hash, names):
        Count.objects.filter(code=code, number__gt=0).update(number=F("number") - 1)


def use_once(name: str, seconds: int) -> bool:
    """Mark a name as used for so many seconds; return False if it was already."""
    return count({name: Limit(1, seconds)})


def forget_ended() -> None:
    """Delete rows whose window has ended."""
    Count.objects.filter(ends_at__lte=int(time.time())).delete()


def keyed_hash(name: str) -> str:
    """Return the keyed hash that is stored for a name: an address cannot be read from it."""
    return salted_hmac("alter_site.limits", name, algorithm="sha256").hexdigest()
