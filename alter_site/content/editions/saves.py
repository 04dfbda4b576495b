"""Saves: the only writer of them. Each holds a page whole, as an edition would, and what is never printed.

What the working copy held is never replaced before it is here: see :func:`keep_held`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils import timezone

from ..models import Page, PagePart, Save
from ..objects import PageContent, encode
from . import approvals
from .freezing import hash_of

Why = Save.Why
MOST_UNCHANGED = 50  # saves in a row that are looked through for who wrote their text


def whole(page: Page, content: PageContent) -> dict[str, Any]:
    """Return the body of a page with what no edition holds, such as who agreed to be shown."""
    body: dict[str, Any] = encode(content)
    for name in sorted(page.INTERNAL - Page.INTERNAL):
        body[name] = encode(getattr(page, name))
    for accessor, model in page.parts():
        unprinted, rows = sorted(model.INTERNAL - PagePart.INTERNAL), body.get(accessor)
        if unprinted and rows:
            for frozen, row in zip(rows, getattr(page, accessor).all(), strict=True):
                frozen |= {name: encode(getattr(row, name)) for name in unprinted}
    return body


@dataclass(frozen=True)
class Said:
    """What a page says, or would say: read while its rows are there to be read."""

    content: PageContent
    body: dict[str, Any]
    path: str
    position: int

    @classmethod
    def of(cls, page: Page) -> Said:
        content = page.content()
        return cls(content, whole(page, content), page.path, page.position)


@transaction.atomic
def record(page: Page, said: Said, author: Any, why: str = Why.SAVED, note: str = "") -> Save:
    """Keep what ``page`` says now, as the database has it. The same text is not kept twice in a row."""
    newest = Save.objects.of(page.pk).held().first()
    save = _of(page, said, author, why, note)
    if newest is not None and _is_same(newest, save):
        return newest
    if newest is not None and newest.position != save.position:
        # Whatever was signed of this very text at its old place holds at the new one.
        before = hash_of(said.path, newest.position, encode(said.content))
        approvals.carry_over(page.pk, before, save.content_hash)
    return _numbered(save)


def keep_held(page: Page) -> Save:
    """Keep what the working copy holds, before something else is put in its place; return that save.

    Usually it is there already. Rows that were made or changed past the forms are not.
    """
    page = type(page)._default_manager.get(pk=page.pk)
    save = _of(page, Said.of(page), page.saved_by, Why.SAVED)
    newest = Save.objects.of(page.pk).held().first()
    if newest is not None and _is_same(newest, save):
        return newest
    save.at = page.saved_at or save.at
    return _numbered(save)


@transaction.atomic
def set_aside(page: Page, author: Any, note: str) -> Save:
    """Keep what the working copy holds under a line of its own, because something else takes its place."""
    page = type(page)._default_manager.select_for_update(of=("self",)).get(pk=page.pk)
    keep_held(page)
    return _numbered(_of(page, Said.of(page), author, Why.SET_ASIDE, note))


@transaction.atomic
def keep_typed(page: Page, typed: Said, opened_from: int, author: Any) -> Save:
    """Keep what somebody typed in a form of ``page`` while somebody else saved it; once for one form."""
    save = _of(page, typed, author, Why.OVERTAKEN)
    save.revision = opened_from
    mine = Save.objects.of(page.pk).filter(author=author, why=Why.OVERTAKEN, revision=opened_from)
    if (before := mine.first()) is not None and _is_same(before, save):
        return before
    return _numbered(save)


def at_revision(page_id: Any, revision: int) -> Save | None:
    """Return what the working copy held at a revision."""
    return Save.objects.of(page_id).held().filter(revision__lte=revision).first()


def writer(page_id: Any) -> Any:
    """Return who wrote what the working copy says: saving it unchanged, or moving it, writes nothing."""
    author, said = None, None
    for save in Save.objects.of(page_id).held().select_related("author")[:MOST_UNCHANGED]:
        if said not in (None, (save.path, save.body)):
            break
        author, said = save.author, (save.path, save.body)
    return author


def _of(page: Page, said: Said, author: Any, why: str, note: str = "") -> Save:
    return Save(
        content_type=ContentType.objects.get_for_model(page),
        page_id=page.pk,
        revision=page.revision,
        path=said.path,
        title=said.content.title,
        position=said.position,
        schema_version=said.content.VERSION,
        body=said.body,
        content_hash=hash_of(said.path, said.position, encode(said.content)),
        author=author if getattr(author, "pk", None) else None,
        at=timezone.now(),
        why=why,
        note=note,
    )


def _is_same(one: Save, other: Save) -> bool:
    compared = ("content_hash", "schema_version", "body")
    return all(getattr(one, name) == getattr(other, name) for name in compared)


def _numbered(save: Save) -> Save:
    newest = Save.objects.of(save.page_id).values_list("number", flat=True).first()
    save.number = (newest or 0) + 1
    save.save(force_insert=True)
    return save
