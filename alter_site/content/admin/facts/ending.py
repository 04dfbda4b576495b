"""What ends when, and what disappears with it: claims that leave the site by themselves after a day."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from ... import facts, printed_time
from ...kinds import page_models
from ...models import FactsEdition, Publication
from ..content_screens import form_address, list_address
from .fact_changes import lines

WARNED = datetime.timedelta(days=60)

# Of each fact whose entries expire: the model of its rows, and where pages print an entry.
_ends: dict[str, tuple[Any, Callable[[dict[str, Any]], str]]] = {}


def entries_end(name: str, model: Any, where: Callable[[dict[str, Any]], str]) -> None:
    """Say that entries of the fact ``name`` leave the site by themselves, and where visitors read them."""
    _ends[name] = (model, where)


@dataclass(frozen=True)
class Ending:
    """Something that visitors read until a day, or no longer."""

    title: str
    until: datetime.date  # the last day on which it is read
    today: datetime.date
    disappears: tuple[str, ...]
    url: str
    kind: str

    @property
    def is_over(self) -> bool:
        return self.until < self.today

    @property
    def words(self) -> str:
        """Say what becomes of it, as somebody who looks after it needs to know."""
        if self.is_over:
            return f"Visitors no longer see this {self.kind}: it ended on {printed_time.day(self.until)}."
        left = (self.until - self.today).days
        days = f"{left} days are left" if left > 1 else "one day is left" if left else "today is the last day"
        return (
            f"Visitors see this {self.kind} through {printed_time.day(self.until)}: {days}. "
            "Afterwards this is gone:"
        )


def upcoming(now: datetime.datetime | None = None) -> list[Ending]:
    """Return everything that ends within 60 days, soonest first: claims, and pages with an authorization."""
    now = now or timezone.now()
    today = timezone.localdate(now)
    found = [*_facts(today), *_pages(now, today)]
    return sorted(found, key=lambda ending: (ending.until, ending.title))


def of_kind(model: Any) -> list[Ending]:
    """Return what ends within 60 days, or has ended, of one kind of fact. One query at most."""
    names = {name for name, (its, _) in _ends.items() if its is model}
    return list(_facts(timezone.localdate(), names, with_past=True)) if names else []


def of_row(model: Any, row_id: str) -> list[Ending]:
    """Return the end of one row, if it is near or past: one query more, where rows of its kind end at all."""
    ends = of_kind(model)
    row = model._default_manager.filter(pk=row_id).first() if ends and row_id.isdecimal() else None
    return [end for end in ends if row and (end.title, end.until) == (str(row), row.expires)]


def _facts(
    today: datetime.date,
    names: Iterable[str] | None = None,
    *,
    with_past: bool = False,
) -> Iterable[Ending]:
    newest = FactsEdition.objects.first() if _ends else None
    # As visitors read it, and with what they no longer read.
    body = facts.as_read(newest.body, datetime.date.min) if newest else {}
    for name in _ends if names is None else names:
        model, where = _ends[name]
        for entry in body.get(name, []):
            until = datetime.date.fromisoformat(entry["expires"])
            if (until < today and not with_past) or until > today + WARNED:
                continue
            yield Ending(
                title=f"{entry.get('short_name', '')} {entry.get('number', '')}".strip(),
                until=until,
                today=today,
                disappears=() if until < today else (*lines(entry), where(entry)),
                url=list_address(model),
                kind=str(model._meta.verbose_name),
            )


def _pages(now: datetime.datetime, today: datetime.date) -> Iterable[Ending]:
    leaving = Publication.objects.filter(live_until__gt=now, live_until__lte=now + WARNED)
    for publication in leaving.select_related("edition"):
        model: Any = page_models()[publication.edition.kind]
        moment = publication.live_until or now
        yield Ending(
            title=publication.edition.title,
            # It leaves with the first minute of a day: the last one on which it is read is the day before.
            until=timezone.localdate(moment - datetime.timedelta(seconds=1)),
            today=today,
            disappears=(f"The page at {publication.path}, and every link and menu line that leads to it",),
            url=form_address(model(pk=publication.page_id)),
            kind="page",
        )
