"""Publishing: the only writer of editions, their links, publications and the redirects they leave.

Tables are the working copy. :func:`publish` freezes a page's whole content into one edition and points
its publication at it; :func:`unpublish` and :func:`make_live` only move that pointer.
"""

from __future__ import annotations

import contextlib
import datetime
import enum
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from alter_site.delivery import generation

from .. import facts
from ..addresses import redirects
from ..facts import moments
from ..kinds import find_page
from ..models import Edition, Page, Publication, ScheduledChange, TakenBack
from ..objects import Undecodable, decode_page
from ..printed_time import day
from ..search import index
from . import approvals, gates, saves
from .freezing import (
    CannotPublish,
    demand_renditions,
    demand_safety_card,
    freeze,
    with_newest_signature,
    working_hash,
)


class BringsBack(CannotPublish):
    """The form still holds text that was taken back, and nobody has said that it shall come back."""


class Status(enum.Enum):
    """Where a page stands, as editors see it."""

    DRAFT = "Draft"
    IN_REVIEW = "In review"
    SENT_BACK = "Sent back"
    APPROVED = "Approved"
    SCHEDULED = "Scheduled"
    LIVE = "Live"
    CHANGED = "Live with changes"
    TAKEN_BACK = "Taken back"
    OVERDUE = "Review overdue"


@transaction.atomic
def note_saved(page: Page, author: Any, why: str = saves.Why.SAVED, note: str = "") -> None:
    """Record that ``page`` was saved with everything that belongs to it, and keep what it says now.

    Call it last: its hash and what the search knows cover child rows and many-to-manys.
    """
    rows = type(page)._default_manager.filter(pk=page.pk)
    # First, which on PostgreSQL holds the row: two people never take the same number.
    rows.update(revision=F("revision") + 1, saved_at=timezone.now(), saved_by=author)
    fresh = rows.get()
    said = saves.Said.of(fresh)
    save = saves.record(fresh, said, author, why, note)
    rows.update(working_hash=save.content_hash)
    index.note(page, said.content)


def live_edition(page: Page, now: datetime.datetime | None = None) -> Edition | None:
    """Return the edition of ``page`` that the public sees."""
    return Edition.objects.live(now or timezone.now()).filter(page_id=page.pk).first()


@transaction.atomic
def publish(page: Page, author: Any, *, brings_back: bool = False) -> Edition:
    """Make the working copy live; ``brings_back`` says that text that was taken back shall come back.

    Raises:
        BringsBack: the form holds such text, and nobody has said so.
        CannotPublish: another page holds the address, a picture is not ready, it is demo text, or a gate
            refuses it.
    """
    if not brings_back and taken_back(page):
        raise BringsBack("The form still holds text that was taken back.")
    edition = _go_live(page, author)
    _tell_the_site(author)
    return edition


def _go_live(page: Page, author: Any) -> Edition:
    edition = freeze(page, author)
    content = decode_page(page.CONTENT, edition.body, edition.schema_version)
    gates.demand(page, content, edition.content_hash)
    _point_at(edition)
    index.note(page, content)
    return edition


def why_not(page: Page, author: Any) -> str:
    """Return, in words, why the working copy may not go live now; empty if it may. Nothing is kept."""
    if taken_back(page):
        return "The form still holds text that was taken back. Publish this page by itself: that asks first."
    try:
        with transaction.atomic():
            _go_live(page, author)
            transaction.set_rollback(True)
    except CannotPublish as refusal:
        return str(refusal)
    return ""


def taken_back(page: Page) -> TakenBack | None:
    """Return when and by whom text was taken back that the form of ``page`` holds all the same."""
    row = TakenBack.objects.select_related("by").filter(page_id=page.pk, is_off_site=False).first()
    if row is None or row.revision is not None:
        return None
    live = live_edition(page)
    return None if live and live.content_hash == working_hash(page) else row


def form_is_put_back(page: Page) -> None:
    """Note that the form no longer holds text that was taken back; it says so until somebody edits it."""
    revision = type(page)._default_manager.values_list("revision", flat=True).get(pk=page.pk)
    TakenBack.objects.filter(page_id=page.pk, is_off_site=False).update(revision=revision)


def is_as_taken_back(page: Page) -> bool:
    """Was a later text taken back, and has nobody edited the form since it was put back?"""
    return TakenBack.objects.filter(page_id=page.pk, revision=page.revision).exists()


@transaction.atomic
def publish_all(pages: Iterable[Page], author: Any) -> None:
    """Make several working copies live, all or none, and tell the site of them once.

    Raises:
        CannotPublish: as :func:`publish`.
    """
    for page in pages:
        _go_live(page, author)
    _tell_the_site(author)


@transaction.atomic
def make_live(edition: Edition, author: Any) -> None:
    """Make an edition live again, older ones included. The working copy stays as it is.

    Where it says something else, that is noted: publishing it then needs somebody's explicit word.

    Raises:
        CannotPublish: another page has taken the address the edition had, the page names a blocker, or a
            gate refuses the edition.
    """
    page = _asked_again(edition)
    edition = with_newest_signature(edition)
    _point_at(edition)
    if page is not None and working_hash(page) != edition.content_hash:
        # Without a revision: until the form is put back, publishing it asks first.
        TakenBack.objects.create(page_id=page.pk, at=timezone.now(), by=author)
    if page is not None:
        index.note(page)
    _tell_the_site(author)


@transaction.atomic
def frozen_for_later(page: Page, author: Any, at: datetime.datetime) -> Edition:
    """Freeze the working copy to go live at a moment, and refuse now what would be refused then.

    Raises:
        CannotPublish: as :func:`publish`, but for an address that another page may have left by then.
    """
    edition = freeze(page, author)
    content = decode_page(page.CONTENT, edition.body, edition.schema_version)
    gates.demand(page, content, edition.content_hash)
    signed = approvals.newest(page.pk, edition.content_hash) if content.needs_approval else None
    if signed and not signed.is_in_date(timezone.localdate(at)):
        raise CannotPublish(f"Its next clinical review is due on {day(signed.due)}, before that moment.")
    _demand_truth(edition, at)
    return edition


@transaction.atomic
def go_live(edition: Edition, author: Any) -> None:
    """Make text that was frozen for this moment live. What was edited since are changes like any others.

    Raises:
        CannotPublish: as :func:`make_live`.
    """
    page = _asked_again(edition)
    _point_at(with_newest_signature(edition))
    if page is not None:
        index.note(page)
    _tell_the_site(author)


def _asked_again(edition: Edition) -> Page | None:
    """Ask of an edition what publishing asks, and return its page."""
    page = find_page(edition.page_id)
    if page is None:
        return None
    if blockers := page.blockers():
        raise CannotPublish(" ".join(blockers))
    # What this release cannot read is not shown either: readers keep an edition that it can.
    with contextlib.suppress(Undecodable):
        content = decode_page(page.CONTENT, edition.body, edition.schema_version)
        demand_safety_card(content)
        demand_renditions(content)
        gates.demand(page, content, edition.content_hash)
    return page


@transaction.atomic
def unpublish(page: Page, author: Any) -> None:
    """Take the page off the site. Its editions stay, so it can be made live again."""
    if Publication.objects.filter(page_id=page.pk).delete()[0]:
        # Where the form still holds text that was taken back, that stays what is said of it.
        TakenBack.objects.filter(page_id=page.pk, revision__isnull=False).delete()
        TakenBack.objects.get_or_create(
            page_id=page.pk, defaults={"at": timezone.now(), "by": author, "is_off_site": True}
        )
        ScheduledChange.objects.overtake(page.pk)
    index.note(page)
    _tell_the_site(author)


def _demand_truth(edition: Edition, at: datetime.datetime) -> datetime.datetime | None:
    """Refuse what is invented or would have expired, and return when the text leaves by itself."""
    if edition.is_demo and settings.SITE_ENV == "production":
        raise CannotPublish(
            "It is marked as demo text, or something on it is, and the real site tells nobody anything "
            "invented. Put what is true in its place, and take the mark away."
        )
    live_until = _end_of(edition)
    if live_until is not None and live_until <= at:
        raise CannotPublish("What allows us to show this text has expired.")
    return live_until


def _point_at(edition: Edition) -> None:
    now = timezone.now()
    live_until = _demand_truth(edition, now)
    holder = Publication.objects.filter(path=edition.path, language=edition.language).exclude(
        page_id=edition.page_id
    )
    if other := holder.select_related("edition").first():
        if other.live_until is None or other.live_until > now:
            raise CannotPublish(
                f"“{other.edition.title}” is live at {edition.path}. "
                "Give one of the two another address first."
            )
        other.delete()
    publication = Publication.objects.filter(page_id=edition.page_id).first()
    moved_from = publication.path if publication and publication.path != edition.path else None
    values = {
        "content_type": edition.content_type,
        "edition": edition,
        "path": edition.path,
        "language": edition.language,
        "live_until": live_until,
    }
    try:
        with transaction.atomic():
            Publication.objects.update_or_create(page_id=edition.page_id, defaults=values)
    except IntegrityError:
        raise CannotPublish(
            f"Another page has just gone live at {edition.path}. Give one of the two another address first."
        ) from None
    TakenBack.objects.filter(page_id=edition.page_id).delete()
    ScheduledChange.objects.overtake(edition.page_id, edition)
    redirects.lead(moved_from, edition.path)


def _end_of(edition: Edition) -> datetime.datetime | None:
    """Return the moment at which a content object that has ``expires`` leaves the site by itself."""
    expires = edition.body.get("expires")
    return moments.midnight(datetime.date.fromisoformat(expires)) if expires else None


def _tell_the_site(author: Any) -> None:
    # Menus show only live pages, so what is live decides what the facts say.
    facts.freeze(author)
    generation.advance_after_commit()
