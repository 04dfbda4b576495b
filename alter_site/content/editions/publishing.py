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
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from alter_site.delivery import generation

from .. import facts
from ..addresses import redirects
from ..kinds import find_page
from ..models import Edition, Page, Publication, TakenBack
from ..objects import Undecodable, decode_page
from .freezing import CannotPublish, demand_renditions, demand_safety_card, freeze, keep, working_hash

__all__ = [
    "BringsBack",
    "CannotPublish",
    "Status",
    "form_is_put_back",
    "freeze",
    "keep",
    "live_edition",
    "make_live",
    "note_saved",
    "notice_ends",
    "publish",
    "publish_all",
    "status",
    "taken_back",
    "unpublish",
    "working_hash",
]

# So long after its end a page's leaving is still noticed, should no worker have been running.
NOTICED_FOR = datetime.timedelta(days=1)


class BringsBack(CannotPublish):
    """The form still holds text that was taken back, and nobody has said that it shall come back."""


class Status(enum.Enum):
    """Where a page stands, as editors see it."""

    DRAFT = "Draft"
    LIVE = "Live"
    CHANGED = "Live with changes"


def note_saved(page: Page, author: Any) -> None:
    """Record that ``page`` was saved with everything that belongs to it.

    Call it last: its hash covers child rows and many-to-manys.
    """
    type(page)._default_manager.filter(pk=page.pk).update(
        revision=F("revision") + 1,
        saved_at=timezone.now(),
        saved_by=author,
        working_hash=working_hash(page),
    )


def status(page: Page, live_hash: str | None) -> Status:
    """Return where ``page`` stands, given the hash of its live edition (None when it has none)."""
    if live_hash is None:
        return Status.DRAFT
    return Status.LIVE if live_hash == page.working_hash else Status.CHANGED


def live_edition(page: Page, now: datetime.datetime | None = None) -> Edition | None:
    """Return the edition of ``page`` that the public sees."""
    return Edition.objects.live(now or timezone.now()).filter(page_id=page.pk).first()


@transaction.atomic
def publish(page: Page, author: Any, *, brings_back: bool = False) -> Edition:
    """Make the working copy live; ``brings_back`` says that text that was taken back shall come back.

    Raises:
        BringsBack: the form holds such text, and nobody has said so.
        CannotPublish: another page holds the address, a picture is not ready, or it is demo text.
    """
    if not brings_back and taken_back(page):
        raise BringsBack("The form still holds text that was taken back.")
    edition = freeze(page, author)
    _point_at(edition)
    _tell_the_site(author)
    return edition


def taken_back(page: Page) -> TakenBack | None:
    """Return when and by whom text was taken back that the form of ``page`` still holds."""
    row = TakenBack.objects.select_related("by").filter(page_id=page.pk).first()
    if row is None:
        return None
    live = live_edition(page)
    return None if live and live.content_hash == working_hash(page) else row


def form_is_put_back(page: Page) -> None:
    """Note that the form no longer holds text that was taken back."""
    TakenBack.objects.filter(page_id=page.pk).delete()


@transaction.atomic
def publish_all(pages: Iterable[Page], author: Any) -> None:
    """Make several working copies live, all or none, and tell the site of them once.

    Raises:
        CannotPublish: as :func:`publish`.
    """
    for page in pages:
        _point_at(freeze(page, author))
    _tell_the_site(author)


@transaction.atomic
def make_live(edition: Edition, author: Any) -> None:
    """Make an edition live again, older ones included. The working copy stays as it is.

    Where it says something else, that is noted: publishing it then needs somebody's explicit word.

    Raises:
        CannotPublish: another page has taken the address the edition had, or the page names a blocker.
    """
    page = find_page(edition.page_id)
    if page is not None and (blockers := page.blockers()):
        raise CannotPublish(" ".join(blockers))
    if page is not None:
        # What this release cannot read is not shown either: readers keep an edition that it can.
        with contextlib.suppress(Undecodable):
            content = decode_page(page.CONTENT, edition.body, edition.schema_version)
            demand_safety_card(content)
            demand_renditions(content)
    _point_at(edition)
    if page is not None and working_hash(page) != edition.content_hash:
        TakenBack.objects.create(page_id=page.pk, at=timezone.now(), by=author)
    _tell_the_site(author)


@transaction.atomic
def unpublish(page: Page, author: Any) -> None:
    """Take the page off the site. Its editions stay, so it can be made live again."""
    Publication.objects.filter(page_id=page.pk).delete()
    _tell_the_site(author)


def _point_at(edition: Edition) -> None:
    if edition.is_demo and settings.SITE_ENV == "production":
        raise CannotPublish(
            "It is marked as demo text, or something on it is, and the real site tells nobody anything "
            "invented. Put what is true in its place, and take the mark away."
        )
    now = timezone.now()
    live_until = _end_of(edition)
    if live_until is not None and live_until <= now:
        raise CannotPublish("What allows us to show this text has expired.")
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
    Publication.objects.update_or_create(
        page_id=edition.page_id,
        defaults={
            "content_type": edition.content_type,
            "edition": edition,
            "path": edition.path,
            "language": edition.language,
            "live_until": live_until,
        },
    )
    TakenBack.objects.filter(page_id=edition.page_id).delete()
    redirects.lead(moved_from, edition.path)


def _end_of(edition: Edition) -> datetime.datetime | None:
    """Return the moment at which a content object that has ``expires`` leaves the site by itself."""
    expires = edition.body.get("expires")
    if not expires:
        return None
    day = datetime.date.fromisoformat(expires)
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time.min))


def notice_ends() -> None:
    """Freeze the facts again after a page has left by the clock: menus name only what is live."""
    now = timezone.now()
    if Publication.objects.filter(live_until__lte=now, live_until__gt=now - NOTICED_FOR).exists():
        facts.freeze()


def _tell_the_site(author: Any) -> None:
    # Menus show only live pages, so what is live decides what the facts say.
    facts.freeze(author)
    generation.advance_after_commit()
