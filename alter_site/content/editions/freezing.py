"""Freezing: a page's whole content becomes one edition, which is never changed."""

from __future__ import annotations

import copy
import uuid
from typing import Any

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from ..models import Edition, EditionLink, Page, Picture
from ..objects import PageContent, PictureRef, content_hash, encode, named_by, walk
from ..text.richtext import references
from . import approvals


class CannotPublish(Exception):
    """The page cannot go live as it is; the message tells an editor why, in words."""


def working_hash(page: Page) -> str:
    """Return the content hash that an edition frozen now would have."""
    return as_saved(page)[1]


def as_saved(page: Page) -> tuple[PageContent, str]:
    """Return what the working copy says as it is saved now, and its content hash."""
    fresh = type(page)._default_manager.get(pk=page.pk)
    content = fresh.content()
    return content, hash_of(fresh.path, fresh.position, encode(content))


def hash_of(path: str, position: int, body: Any) -> str:
    """Return the content hash of a page that says ``body`` at its address and place."""
    return content_hash({"path": path, "position": position, "body": body})


@transaction.atomic
def freeze(page: Page, author: Any) -> Edition:
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
    demand_renditions(content)
    demand_safety_card(content)
    return _frozen(page, content, author)


def _frozen(page: Page, content: PageContent, author: Any) -> Edition:
    body = encode(content)
    digest = hash_of(page.path, page.position, body)
    editions = Edition.objects.filter(page_id=page.pk).select_related("approval")
    newest = editions.first()
    approval = approvals.newest(page.pk, digest)
    made_from = digest, content.VERSION, approval
    if newest is not None and (newest.content_hash, newest.schema_version, newest.approval) == made_from:
        return newest
    edition = Edition.objects.create(
        content_type=ContentType.objects.get_for_model(page),
        page_id=page.pk,
        number=_next_number(page.pk),
        kind=content.KIND,
        language=page.language,
        path=page.path,
        title=body["title"],
        summary=body["summary"],
        picture=encode(content.picture),
        position=page.position,
        is_demo=content.is_demo,
        schema_version=content.VERSION,
        body=body,
        content_hash=digest,
        author=author,
        reviewer=approval.by if approval else None,
        approval=approval,
        frozen_at=timezone.now(),
    )
    EditionLink.objects.bulk_create(
        EditionLink(edition=edition, relation=relation, position=position, target_id=uuid.UUID(target))
        for position, (relation, target) in enumerate(references(content))
    )
    return edition


def with_newest_signature(edition: Edition) -> Edition:
    """Return an edition under the newest signature that its text has.

    A text that was read again since is the same text under another signature: the next edition.
    """
    approval = approvals.newest(edition.page_id, edition.content_hash)
    if approval == edition.approval:
        return edition
    same = {"content_hash": edition.content_hash, "schema_version": edition.schema_version}
    signed = Edition.objects.filter(page_id=edition.page_id, approval=approval, **same).first()
    return signed or repeated(edition, approval=approval, reviewer=approval.by if approval else None)


def repeated(edition: Edition, **changed: Any) -> Edition:
    """Make the next edition of a page: it says and links to what ``edition`` does."""
    again = copy.copy(edition)
    again.pk, again.number, again.frozen_at = None, _next_number(edition.page_id), timezone.now()
    for name, value in changed.items():
        setattr(again, name, value)
    again.save(force_insert=True)
    EditionLink.objects.bulk_create(
        EditionLink(edition=again, relation=row.relation, position=row.position, target_id=row.target_id)
        for row in edition.links.all()
    )
    return again


def _next_number(page_id: uuid.UUID) -> int:
    newest = Edition.objects.filter(page_id=page_id).aggregate(Max("number"))["number__max"]
    return (newest or 0) + 1


def demand_renditions(content: PageContent) -> None:
    """Refuse a page whose pictures are not ready for the web."""
    shown = [value for _, value in walk(content) if isinstance(value, PictureRef)]
    shown += [picture.night for picture in shown if picture.night]
    # The cut for shared links may still be missing: until it is there, its address leads to the brand card.
    pictures = Picture.objects.filter(pk__in={picture.picture_id for picture in shown})
    if titles := ", ".join(pictures.filter(is_draft=True).values_list("title", flat=True)):
        raise CannotPublish(f"Nobody has said yet what these pictures show: {titles}. Describe them first.")
    # An edition of before may name an earlier file of a picture, whose renditions are kept.
    named = {picture.name for picture in shown}
    unready = pictures.filter(ready_widths=[])
    if titles := ", ".join(picture.title for picture in unready if picture.rendition_name in named):
        raise CannotPublish(
            f"These pictures are still being prepared: {titles}. That takes a minute; publish again then."
        )


def demand_safety_card(content: PageContent) -> None:
    """A page that names a substance never stands without a safety card whose clinical review is in date."""
    if not content.needs_safety_card:
        return
    card = apps.get_model("therapies.SafetyCard")
    if blockers := card.blockers(timezone.localdate()):
        words = ", ".join(f"“{word}”" for word in dict.fromkeys(map(str.lower, named_by(content))))
        raise CannotPublish(" ".join([*blockers, f"The page names {words}."] if words else blockers))
