"""The schedule: text that goes live and pages that leave the site at a moment.

The worker performs each row once its moment has come, in order and exactly once: whoever marks the row as
done does the rest in the same transaction. What cannot be done is marked with its reason, shown, and mailed
to whoever scheduled it; where they may not publish any more it is not done, and mailed to all who may.
"""

from __future__ import annotations

import datetime
import logging
import traceback
from dataclasses import dataclass
from typing import Any

from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import IntegrityError, InterfaceError, OperationalError, transaction
from django.urls import reverse
from django.utils import timezone

from .. import facts, notices, paths
from ..addresses import redirects
from ..facts import deciding, moments, waiting
from ..kinds import find_page
from ..models import FactChange, Page, Publication, ScheduledChange
from . import publishing
from .publishing import CannotPublish
from .unpublishing import Destination, Leads, unpublish_to

logger = logging.getLogger(__name__)

Action = ScheduledChange.Action
OVERDUE_AFTER = datetime.timedelta(minutes=2)
WENT_WRONG = "Something in the site itself went wrong. Do it by hand, and tell whoever looks after the site."


class CannotSchedule(CannotPublish):
    """This cannot be scheduled; the message tells an editor why, in words."""


# --- scheduling ---------------------------------------------------------------------------------------


def schedule_publish(page: Page, author: Any, at: datetime.datetime) -> ScheduledChange:
    """Freeze the text as it is saved now, to go live at a moment. Later edits stay in the form.

    Raises:
        CannotPublish: it could not be published now either, or is scheduled already.
    """
    with transaction.atomic():
        if publishing.taken_back(page):
            raise CannotSchedule(
                "The form still holds text that was taken back. Put the form back, or publish it by hand."
            )
        edition = publishing.frozen_for_later(page, author, at)
        live = Publication.objects.filter(page_id=page.pk).first()
        if live and live.edition_id == edition.pk:
            raise CannotSchedule("Visitors read this text already. There is nothing to publish.")
        return _stored(page, Action.PUBLISH, author, at, edition=edition, over=live.edition if live else None)


def schedule_take_down(
    page: Page, author: Any, at: datetime.datetime, destination: Destination
) -> ScheduledChange:
    """Take the page off the site at a moment; its address then leads to ``destination``.

    Raises:
        CannotPublish: it would not be live by then, is scheduled to leave already, or stays.
    """
    with transaction.atomic():
        if page.STAYS:
            raise CannotSchedule(page.STAYS)
        comes = of(page).filter(action=Action.PUBLISH, at__lt=at)
        if not (publishing.live_edition(page) or comes.exists()):
            raise CannotSchedule("The page is not on the site, and is not scheduled to be by then.")
        return _stored(
            page, Action.TAKE_DOWN, author, at, leads=destination.leads.value, leads_to=destination.path
        )


def _stored(page: Page, action: str, author: Any, at: datetime.datetime, **values: Any) -> ScheduledChange:
    kind = ContentType.objects.get_for_model(page)
    try:
        with transaction.atomic():
            return ScheduledChange.objects.create(
                content_type=kind,
                page_id=page.pk,
                title=str(page),
                action=action,
                made_by=author,
                at=at,
                made_at=timezone.now(),
                **values,
            )
    except IntegrityError:
        other = of(page).filter(action=action).select_related("made_by").first()
        if other and (other.made_by, other.at, other.edition) == (author, at, values.get("edition")):
            return other  # the button was pressed twice
        raise CannotSchedule(
            f"{other.made_by} has scheduled this already, for {moments.words(other.at)}. Undo that first."
            if other
            else "Somebody has just done the same. Look at the page again."
        ) from None


def undo(row: ScheduledChange, author: Any) -> bool:
    """Take a scheduled change back, or one that failed off the screens; False when it is done or undone."""
    still = ScheduledChange.objects.filter(pk=row.pk, done_at=None, undone_at=None)
    return bool(still.update(undone_at=timezone.now(), undone_by=author))


# --- performing ---------------------------------------------------------------------------------------


def perform_due() -> None:
    """Do what is due, pages and facts, in the order of their moments. A change that fails stops no other."""
    now = timezone.now()
    due: list[ScheduledChange | FactChange] = [
        *ScheduledChange.objects.due(now),
        *FactChange.objects.due(now),
    ]
    for row in sorted(due, key=lambda row: (row.at, row.pk)):
        try:
            with transaction.atomic():
                if isinstance(row, FactChange):
                    deciding.perform(row)
                else:
                    _perform(row)
        except (CannotPublish, waiting.CannotDecide) as problem:
            _fail(row, str(problem))
        except (OperationalError, InterfaceError):
            raise  # the database is away or busy: the next tick does it
        except Exception as error:
            # Without its message: a database's message can quote what somebody typed.
            where = "".join(traceback.format_tb(error.__traceback__))
            logger.error("A scheduled change failed: %s\n%s", type(error).__name__, where)
            _fail(row, WENT_WRONG)


def _perform(row: ScheduledChange) -> None:
    # Two workers may both have found the row: one of them marks it.
    if ScheduledChange.objects.open().filter(pk=row.pk).update(done_at=timezone.now()):
        page = find_page(row.page_id)
        if page is None:
            raise CannotPublish("The page has been deleted.")
        if reason := why_abandoned(row):
            raise CannotPublish(reason)
        (_publish if row.is_publish else _take_down)(row, page)


def why_abandoned(row: ScheduledChange) -> str:
    """Return, in words, why whoever scheduled this may not do it any more; empty while they may."""
    kind = row.content_type
    return waiting.why_not_for(row.made_by, f"{kind.app_label}.change_{kind.model}")


def _publish(row: ScheduledChange, page: Page) -> None:
    assert row.edition is not None  # noqa: S101 (a constraint says so)
    live = Publication.objects.filter(page_id=row.page_id).first()
    if live and live.edition_id == row.edition_id:
        return  # somebody was faster, with the very same text
    if (live.edition_id if live else None) != row.over_id:
        raise CannotPublish(
            "Somebody has published or unpublished the page by hand since this was scheduled, "
            "and the scheduled text is older."
        )
    publishing.go_live(row.edition, row.made_by)
    _log(row, page, f"Published as edition {row.edition.number}, as scheduled.")


def _take_down(row: ScheduledChange, page: Page) -> None:
    destination = destination_of(row)
    coming = list(ScheduledChange.objects.effective().filter(page_id=page.pk).values_list("pk", flat=True))
    if unpublish_to(page, row.made_by, destination) is None:
        raise CannotPublish("The page was not on the site any more.")
    # A text that is scheduled for later comes back into the place that is empty now.
    ScheduledChange.objects.filter(pk__in=coming).update(over=None)
    if destination.path and not redirects.found_at(paths.read(destination.path).path, timezone.now()):
        lost = f"No page is live at {destination.path} any more, so the address leads to the list above it."
        ScheduledChange.objects.filter(pk=row.pk).update(reason=lost)
        _tell(row, "A page has left as scheduled, and needs a look")
    _log(row, page, "Taken off the site, as scheduled.")


def destination_of(row: ScheduledChange) -> Destination:
    """Return where the address leads after a scheduled take-down."""
    return Destination(Leads(row.leads), row.leads_to)


def _log(row: ScheduledChange, page: Page, words: str) -> None:
    LogEntry.objects.log_actions(row.made_by_id, [page], CHANGE, words, single_object=True)


@transaction.atomic
def _fail(row: ScheduledChange | FactChange, reason: str) -> None:
    values = {"failed_at": timezone.now(), "reason": reason}
    still = type(row)._default_manager.filter(pk=row.pk, done_at=None, failed_at=None)
    if not still.update(**values):
        return
    if isinstance(row, ScheduledChange):
        _tell(row, "A scheduled change to a page was not done")
    else:
        facts.freeze(row.made_by)  # nothing is said any more of what it would have changed
        waiting.tell_of_failure(row)


def _tell(row: ScheduledChange, subject: str) -> None:
    words = f"It was scheduled for {moments.words(row.at)}. What happened, and why, stands here:"
    people = notices.the_author(row.made_by, f"change_{row.content_type.model}")
    notices.tell(people, subject, words, address_of(row))


# --- what screens show --------------------------------------------------------------------------------


def of(page: Page) -> Any:
    """Return what is still to come for one page."""
    return ScheduledChange.objects.open().filter(page_id=page.pk)


def address_of(row: ScheduledChange | FactChange) -> str:
    """Return the address of the admin's screen for what a row is about."""
    if isinstance(row, FactChange):
        return reverse("admin:content_factchange_change", args=[row.pk])
    kind = row.content_type
    return reverse(f"admin:{kind.app_label}_{kind.model}_schedule", args=[row.page_id])


@dataclass(frozen=True)
class Upcoming:
    """One entry of the calendar: a moment, what happens then, to what, and where to look."""

    at: datetime.datetime
    what: str
    title: str
    url: str
    reason: str = ""
    pk: int | None = None

    @property
    def when(self) -> str:
        return moments.words(self.at)


def upcoming() -> list[Upcoming]:
    """Return everything that the clock will do to pages and facts, soonest first, and what it will not do.

    Two queries, and two for each person who planned any of it.
    """
    pages = ScheduledChange.objects.effective().select_related("content_type", "made_by")
    changes: Any = FactChange.objects.open(timezone.now()).filter(at__isnull=False, done_at=None)
    people: dict[Any, Any] = {}  # each once: what somebody may do is remembered with them
    found = []
    for row in pages:
        row.made_by = people.setdefault(row.made_by_id, row.made_by)
        words = row.get_action_display()
        found.append(Upcoming(row.at, words, row.title, address_of(row), why_abandoned(row)))
    for fact in changes.select_related("content_type", "made_by", "confirmed_by"):
        fact.made_by = people.setdefault(fact.made_by_id, fact.made_by)
        reason = waiting.why_abandoned(fact)
        found.append(Upcoming(fact.at, "Fact changes", fact.name, address_of(fact), reason))
    return sorted(found, key=lambda entry: entry.at)


def failures(page: Page | None = None) -> list[Upcoming]:
    """Return what the clock could not do and nobody has ticked off yet, newest first."""
    rows = ScheduledChange.objects.filter(failed_at__isnull=False, undone_at=None)
    rows = rows.select_related("content_type")
    if page is not None:
        rows = rows.filter(page_id=page.pk)
    return [
        Upcoming(row.at, row.get_action_display(), row.title, address_of(row), row.reason, row.pk)
        for row in rows.order_by("-failed_at")
    ]


def nothing_is_overdue() -> bool | str:
    """Has everything been done that was due two minutes ago? Otherwise say in words how much has not."""
    since = timezone.now() - OVERDUE_AFTER
    late = ScheduledChange.objects.due(since).count() + FactChange.objects.due(since).count()
    return True if not late else f"{late} scheduled change{'' if late == 1 else 's'} overdue"
