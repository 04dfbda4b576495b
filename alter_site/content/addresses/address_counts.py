"""Counts of redirects that were followed and of addresses that were not found.

Only plain addresses are kept: words between hyphens, at most two parts. What may hold a secret, a number or
a name of somebody, and what only robots ask for, is counted together under no address.
"""

from __future__ import annotations

import datetime
import re
from collections import Counter
from collections.abc import Iterable

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from alter_site.delivery import address_journal

from ..models.address_counts import LONGEST_PATH, NotFound, RedirectHits
from ..models.redirect import Redirect

KEPT_FOR = datetime.timedelta(days=90)
MOST_A_DAY = 300  # different addresses
NOT_KEPT = ""

FOLLOWED, MISSED = "r", "n"  # how a line begins

_WORD = r"(?:[A-Z]?[a-z]{1,14}|[A-Z]{1,6}|[0-9]{1,4})"
_PLAIN = re.compile(rf"(?:/{_WORD}(?:[-_]{_WORD}){{0,9}}){{1,2}}/")
# No word of a language that our readers use; a token may be made of letters alone.
_UNSPEAKABLE = re.compile(r"[bcdfghjklmnpqrstvwxz]{6}|[0-9][^/]*[a-zA-Z][^/]*[0-9]", re.IGNORECASE)
# What stands around secrets and names, and what robots try on every site.
_NEVER = re.compile(
    r"/(?:reset|password|passwd|token|verify|verification|confirm|invite|invitation|magic|unsubscribe|session"
    r"|auth|oauth|login|signin|sign|logout|register|account|accounts|user|users|profile|member|members|patient"
    r"|patients|guest|guests|client|clients|people|request|requests|admin|administrator|wp|wordpress|xmlrpc"
    r"|cgi|phpmyadmin|pma|mysql|vendor|api|graphql|actuator|solr|jenkins|console|manager|owa|ecp|autodiscover"
    r"|backup|backups|config|debug|shell|server|status|env|git|svn|telescope|hnap|boaform|sdk|nmaplowercheck)"
    r"(?:[-_/]|$)",
    re.IGNORECASE,
)


def plain(path: str) -> str:
    """Return an address as it may be kept; nothing for one that may not."""
    if len(path) > LONGEST_PATH or not _PLAIN.fullmatch(path) or _NEVER.search(path):
        return NOT_KEPT
    return NOT_KEPT if _UNSPEAKABLE.search(path) else path


def not_found(path: str) -> None:
    """Note that somebody asked for an address that nobody knows."""
    address_journal.note(f"{MISSED}{plain(path)}")


def followed(redirect: Redirect) -> str:
    """Note that somebody followed a redirect; return the line, for whoever answers the next one."""
    line = f"{FOLLOWED}{redirect.pk}"
    address_journal.note(line)
    return line


def take_in() -> None:
    """Add to the counts of today what was noted on this machine: a tick of the worker."""
    redirects: Counter[int] = Counter()
    paths: Counter[str] = Counter()
    for line in address_journal.taken():
        if line.startswith(FOLLOWED) and line[1:].isdecimal():
            redirects[int(line[1:])] += 1
        elif line.startswith(MISSED):
            paths[plain(line[1:])] += 1
    today = timezone.localdate()
    if redirects:
        _add_redirects(redirects, today)
    if paths:
        _add_paths(paths, today)


def forget_old() -> None:
    """Delete counts that are older than anybody asks about."""
    before = timezone.localdate() - KEPT_FOR
    for model in (RedirectHits, NotFound):
        model._default_manager.filter(day__lt=before).delete()


@transaction.atomic
def _add_redirects(counted: Counter[int], day: datetime.date) -> None:
    there = Redirect.objects.filter(pk__in=counted).values_list("pk", flat=True)
    rows = [RedirectHits(redirect_id=pk, day=day) for pk in there]
    RedirectHits.objects.bulk_create(rows, ignore_conflicts=True)
    for number, chosen in _by_number(counted):
        hits = RedirectHits.objects.filter(day=day, redirect__in=chosen)
        hits.update(number=F("number") + number)


@transaction.atomic
def _add_paths(counted: Counter[str], day: datetime.date) -> None:
    todays = NotFound.objects.filter(day=day)
    known = set(todays.values_list("path", flat=True)) - {NOT_KEPT}
    new = [path for path, _ in counted.most_common() if path and path not in known]
    room = MOST_A_DAY - len(known)
    if lacking := min(sum(counted[path] > 1 for path in new) - room, len(known)):
        room += _make_room(lacking, counted, day) if lacking > 0 else 0
    kept = set(new[: max(room, 0)]) | known
    found = Counter[str]()
    for path, number in counted.items():
        found[path if path in kept else NOT_KEPT] += number
    rows = [NotFound(path=path, day=day) for path in sorted(found)]
    NotFound.objects.bulk_create(rows, ignore_conflicts=True)
    for number, chosen in _by_number(found):
        todays.filter(path__in=chosen).update(number=F("number") + number)


def _make_room(number: int, counted: Counter[str], day: datetime.date) -> int:
    """Give up addresses that were asked for once, for others that are asked for again and again."""
    once = NotFound.objects.filter(day=day, number=1).exclude(path__in=[NOT_KEPT, *counted])
    given_up = list(once.order_by("pk").values_list("pk", flat=True)[:number])
    NotFound.objects.filter(pk__in=given_up).delete()
    return len(given_up)


def _by_number(counted: Counter) -> Iterable[tuple[int, list]]:
    """Return what was counted equally often together: each number is one statement."""
    groups: dict[int, list] = {}
    for what, number in counted.items():
        groups.setdefault(number, []).append(what)
    return groups.items()
