"""Publishing: the only writer of editions, their links, publications and the redirects they leave.

Tables are the working copy. :func:`publish` freezes a page's whole content into one edition and points
its publication at it; :func:`unpublish` and :func:`make_live` only move that pointer.
"""

from __future__ import annotations

import contextlib
import datetime
import enum
import uuid
from collections.abc import Iterable
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import F, Max
from django.utils import timezone

from alter_site.delivery import generation

from . import facts, links, redirects, share_picture
from .kinds import find_page
from .lint.substances import named_by
from .models import Edition, EditionLink, Page, Publication
from .objects import PageContent, PictureRef, Undecodable, content_hash, decode_page, encode, walk

# So long after its end a page's leaving is still noticed, should no worker have been running.
NOTICED_FOR = datetime.timedelta(days=1)


class CannotPublish(Exception):
    """The page cannot go live as it is; the message tells an editor why, in words."""


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


def working_hash(page: Page) -> str:
    """Return the content hash that an edition frozen now would have."""
    fresh = type(page)._default_manager.get(pk=page.pk)
    return _hash(fresh, encode(fresh.content()))


def _hash(page: Page, body: Any) -> str:
    return content_hash({"path": page.path, "position": page.position, "body": body})


def status(page: Page, live_hash: str | None) -> Status:
    """Return where ``page`` stands, given the hash of its live edition (None when it has none)."""
    if live_hash is None:
        return Status.DRAFT
    return Status.LIVE if live_hash == page.working_hash else Status.CHANGED


def live_edition(page: Page, now: datetime.datetime | None = None) -> Edition | None:
    """Return the edition of ``page`` that the public sees."""
    now = now or timezone.now()
    publication = (
        Publication.objects.live(now)
        .select_related("edition", "next_edition")
        .filter(page_id=page.pk)
        .first()
    )
    return publication.edition_at(now) if publication else None


@transaction.atomic
def freeze(page: Page, author: Any, reviewer: Any = None) -> Edition:
    """Freeze the working copy into an edition; one with the same content is not made twice.

    Raises:
        CannotPublish: a picture's renditions are not finished, or the page names a blocker.
    """
    # On PostgreSQL this row lock keeps two people from taking the same edition number; SQLite's write
    # transactions already wait for each other.
    page = type(page)._default_manager.select_for_update(of=("self",)).get(pk=page.pk)
    if blockers := page.blockers():
        raise CannotPublish(" ".join(blockers))
    content = page.content()
    _demand_renditions(content)
    _demand_safety_card(content)
    body = encode(content)
    digest = _hash(page, body)
    editions = Edition.objects.filter(page_id=page.pk)
    newest = editions.first()
    if newest is not None and newest.content_hash == digest and newest.schema_version == content.VERSION:
        return newest
    edition = Edition.objects.create(
        content_type=ContentType.objects.get_for_model(page),
        page_id=page.pk,
        number=(editions.aggregate(Max("number"))["number__max"] or 0) + 1,
        kind=content.KIND,
        language=page.language,
        path=page.path,
        title=content.title,
        summary=content.summary,
        picture=encode(content.picture),
        position=page.position,
        is_demo=content.is_demo,
        schema_version=content.VERSION,
        body=body,
        content_hash=digest,
        author=author,
        reviewer=reviewer,
        frozen_at=timezone.now(),
    )
    if content.share_title:
        share_picture.make(content.share_title)
    EditionLink.objects.bulk_create(
        EditionLink(edition=edition, relation=relation, position=position, target_id=uuid.UUID(target))
        for position, (relation, target) in enumerate(links.references(content))
    )
    return edition


def _demand_renditions(content: PageContent) -> None:
    from .models import Picture

    shown = [value for _, value in walk(content) if isinstance(value, PictureRef)]
    shown += [picture.night for picture in shown if picture.night]
    waiting = Picture.objects.unfinished().filter(pk__in={picture.picture_id for picture in shown})
    if titles := ", ".join(waiting.values_list("title", flat=True)):
        raise CannotPublish(
            f"These pictures are still being prepared: {titles}. That takes a minute; publish again then."
        )


def _demand_safety_card(content: PageContent) -> None:
    """A page that names a substance never stands without a safety card whose clinical review is in date."""
    if not content.needs_safety_card:
        return
    card = apps.get_model("therapies.SafetyCard")
    if blockers := card.blockers(timezone.localdate()):
        words = ", ".join(f"“{word}”" for word in dict.fromkeys(map(str.lower, named_by(content))))
        raise CannotPublish(" ".join([*blockers, f"The page names {words}."] if words else blockers))


@transaction.atomic
def publish(page: Page, author: Any) -> Edition:
    """Make the working copy live.

    Raises:
        CannotPublish: another page holds the address, a picture is not ready, or it is demo text.
    """
    edition = freeze(page, author)
    _point_at(edition)
    _tell_the_site(author)
    return edition


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

    Raises:
        CannotPublish: another page has taken the address the edition had, or the page names a blocker.
    """
    page = find_page(edition.page_id)
    if page is not None and (blockers := page.blockers()):
        raise CannotPublish(" ".join(blockers))
    if page is not None:
        # What this release cannot read is not shown either: readers keep an edition that it can.
        with contextlib.suppress(Undecodable):
            _demand_safety_card(decode_page(page.CONTENT, edition.body, edition.schema_version))
    _point_at(edition)
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
    shown = {
        "content_type": edition.content_type,
        "edition": edition,
        "path": edition.path,
        "language": edition.language,
        "live_until": live_until,
        "next_edition": None,
        "next_at": None,
    }
    since_now = {"live_from": now}
    Publication.objects.update_or_create(
        page_id=edition.page_id,
        defaults=shown if publication and publication.live_from <= now else shown | since_now,
        # On PostgreSQL somebody may take the page back between the question above and this write.
        create_defaults=shown | since_now,
    )
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
