"""Redirects from a file: first a dry run that says of each line what it would do, then the same again."""

from __future__ import annotations

import enum
import functools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from alter_site.delivery import generation

from .. import paths
from ..models import Publication, Redirect
from ..models.edition import PATH_LENGTH
from ..models.redirect import Known, anchors_at, with_any
from .spreadsheet import Line

GONE = "gone"  # stands in a file in the place of a new address; so does the status 410
_GONE = {GONE, "410", "410 gone"}


class Verdict(enum.Enum):
    """What becomes of a line."""

    NEW = "New"
    CHANGES = "Changes"
    SAME = "Same as now"
    REFUSED = "Left out"


@dataclass(frozen=True)
class Planned:
    """One line of the file and what it would do, in words."""

    line: Line
    verdict: Verdict
    words: str
    row: Redirect = field(repr=False, compare=False)

    @property
    def writes(self) -> bool:
        return self.verdict in (Verdict.NEW, Verdict.CHANGES)


class SiteAddresses(Known):
    """All redirects and live addresses, read at once: a line costs no query. Two queries."""

    def __init__(self) -> None:
        self.stored = {row.old_path: row for row in Redirect.objects.all()}
        self.rows = dict(self.stored)
        self._live = set(Publication.objects.live(timezone.now()).values_list("path", flat=True))
        self._there: dict[str, bool] = {}
        self._inward: dict[str, list[Redirect]] = {}
        # Of a page that a file leads to, the anchors are read once, and only where a line names one.
        self._anchors = functools.cache(anchors_at)

    def with_rows(self, rows: Iterable[Redirect]) -> None:
        """Take these rows for stored as well, each in the place of one that is."""
        self.rows = {**self.stored, **{row.old_path: row for row in rows}}
        self._inward = {}
        # Of two lines of a file that make a chain, the one that leads on to the other is to be changed.
        for row in self.stored.values():
            if row.new_path and self.rows[row.old_path] is row:
                self._inward.setdefault(row.target(row.old_path).path, []).append(row)

    def apart_from(self, redirect: Redirect) -> SiteAddresses:
        """Check this redirect next: what is known besides it counts."""
        self.redirect = redirect
        return self

    def find(self, path: str) -> Redirect | None:
        """Return the redirect that answers at an address."""
        path = paths.normal(path)
        return next((self.rows[one] for one in (path, *with_any(path)) if one in self.rows), None)

    def onward(self, path: str) -> Redirect | None:
        found = self.find(path)
        return found if found and found.old_path != self.redirect.old_path else None

    def leading_to(self, path: str) -> Redirect | None:
        inward = self._inward.get(path, ())
        return next((row for row in inward if row.old_path != self.redirect.old_path), None)

    def is_taken(self, path: str) -> bool:
        return path in self._live

    def is_there(self, path: str) -> bool:
        if path not in self._there:
            match = paths.match(path)
            page = path.removesuffix(paths.part_address(match.kwargs.get("number", 1))) if match else path
            self._there[path] = bool(match) and (page in self._live or not paths.may_move(path))
        return self._there[path]

    def anchors(self, path: str) -> frozenset[str] | None:
        return self._anchors(path)

    def kept(self) -> str | None:
        before = self.stored.get(self.redirect.old_path)
        return before.new_path if before else None


def plan(lines: Sequence[Line]) -> list[Planned]:
    """Say of each line what it would do; nothing is written. Two queries, whatever the number of lines."""
    known = SiteAddresses()
    found: list[Planned] = []
    first: dict[str, int] = {}
    for line in lines:
        row = _row(line, known.stored)
        if problem := _malformed(line, row):
            found.append(Planned(line, Verdict.REFUSED, problem, row))
        elif row.old_path in first:
            words = f"Line {first[row.old_path]} has this old address already."
            found.append(Planned(line, Verdict.REFUSED, words, row))
        else:
            first[row.old_path] = line.number
            found.append(_compared(line, row, known.stored.get(row.old_path)))
    return _checked(found, known)


def _row(line: Line, stored: dict[str, Redirect]) -> Redirect:
    """Return the redirect that a line asks for, with the identity of the one it would change."""
    is_gone = line.new.casefold() in _GONE
    row = Redirect(old_path=_normal(line.old), new_path="" if is_gone else _normal(line.new), is_gone=is_gone)
    if before := stored.get(row.old_path):
        row.pk, row.made_at = before.pk, before.made_at
    return row


def _normal(text: str) -> str:
    try:
        return str(paths.read(text))
    except paths.NotAnAddress:
        return text


def _malformed(line: Line, row: Redirect) -> str:
    if not line.old:
        return "There is no old address."
    if not line.new:
        return f"There is no new address. Write “{GONE}” for a page that is gone for good."
    for text in (line.old, *([] if row.is_gone else [line.new])):
        try:
            paths.read(text)
        except paths.NotAnAddress as problem:
            return f"{_short(text)}: {problem}"
    if max(len(row.old_path), len(row.new_path)) > PATH_LENGTH:
        return f"An address has at most {PATH_LENGTH} characters."
    return ""


def _compared(line: Line, row: Redirect, before: Redirect | None) -> Planned:
    goal = row.new_path or "that the page is gone for good"
    if before is None:
        return Planned(line, Verdict.NEW, f"Will lead to {goal}.", row)
    if (before.new_path, before.is_gone) == (row.new_path, row.is_gone):
        return Planned(line, Verdict.SAME, "Is there already.", row)
    was = before.new_path or "that the page is gone"
    return Planned(line, Verdict.CHANGES, f"Leads to {was} now. Will lead to {goal}.", row)


def _checked(found: list[Planned], known: SiteAddresses) -> list[Planned]:
    """Refuse what would mislead once all other lines are in, until those that are left agree."""
    while True:
        known.with_rows(one.row for one in found if one.writes)
        refused = {
            n: words for n, one in enumerate(found) if one.writes and (words := _why_not(one.row, known))
        }
        if not refused:
            return found
        for n, words in refused.items():
            found[n] = Planned(found[n].line, Verdict.REFUSED, words, found[n].row)


def _why_not(row: Redirect, known: SiteAddresses) -> str:
    if circle := _circle(row, known):
        return f"It would lead in a circle: {' → '.join(map(_short, circle))}."
    try:
        row.refuse_what_misleads(known.apart_from(row))
    except ValidationError as problem:
        return " ".join(problem.messages)
    return ""


def _circle(row: Redirect, known: SiteAddresses) -> list[str]:
    way, at = [row.old_path], row
    while at.new_path and len(way) < 10:
        path = at.target(way[-1]).path
        if path in way:
            return [*way, path] if len(way) > 1 else []
        way.append(path)
        onward = known.find(path)
        if onward is None or known.is_taken(path):
            return []
        at = onward
    return []


def _short(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:59]}…"


@transaction.atomic
def write(planned: Iterable[Planned]) -> list[Redirect]:
    """Write the lines that are new or change something, all or none; return their redirects."""
    rows = [one.row for one in planned if one.writes]
    Redirect.objects.bulk_create([row for row in rows if row.pk is None], batch_size=500)
    changed = [row for row in rows if row.pk is not None]
    Redirect.objects.bulk_update(changed, ["new_path", "is_gone"], batch_size=200)
    generation.advance_after_commit()
    return list(Redirect.objects.filter(old_path__in=[row.old_path for row in rows]))
