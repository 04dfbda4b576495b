"""Keeps the words and references of every page as they were last saved, and as they are live."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Iterator
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils import timezone

from ..kinds import page_models
from ..models import Edition, Page
from ..models.search import PageReference, SearchText, SearchWord
from ..objects import PageContent, PictureRef, Undecodable, decode_page, walk
from ..text.richtext import references
from .words import folded, text_of

logger = logging.getLogger(__name__)

AT_ONCE = 25  # pages that one tick of the worker reads


@transaction.atomic
def note(page: Page, content: PageContent | None = None) -> None:
    """Read a page anew: its working copy, which says ``content`` if that is known, and what is live of it."""
    if content is None:
        content = type(page)._default_manager.get(pk=page.pk).content()
    content_type = ContentType.objects.get_for_model(page)
    live = Edition.objects.live(timezone.now()).filter(page_id=page.pk).first()
    texts = [_text(content_type, page.pk, content, is_live=False)]
    references = list(_references(content_type, page.pk, content, is_live=False))
    if live is not None and (read := _decoded(page, live)) is not None:
        references += _references(content_type, page.pk, read, is_live=True)
        if read != content:
            texts.append(_text(content_type, page.pk, read, is_live=True))
    forget(page.pk)
    SearchText.objects.bulk_create(texts, ignore_conflicts=True)
    PageReference.objects.bulk_create(references, ignore_conflicts=True)
    words = sorted({word for text in texts for word in text.folded.split()})
    SearchWord.objects.bulk_create([SearchWord(word=word) for word in words], ignore_conflicts=True)


def forget(page_id: uuid.UUID) -> None:
    """Delete what is known of a page."""
    SearchText.objects.filter(page_id=page_id).delete()
    PageReference.objects.filter(page_id=page_id).delete()


def forget_deleted(sender: type[Page], instance: Page, **kwargs: Any) -> None:
    """Delete what is known of a page that is deleted: a receiver of ``post_delete``."""
    forget(instance.pk)


def note_missing(most: int = AT_ONCE) -> int:
    """Read pages that were never read, such as those from before the search; return how many."""
    read = 0
    for model in page_models().values():
        known = SearchText.objects.filter(is_live=False).values("page_id")
        for page in model._default_manager.exclude(pk__in=known)[: most - read]:
            note(page)
            read += 1
    return read


@transaction.atomic
def note_all() -> int:
    """Read every page anew and forget words that none uses any more; return how many pages there are."""
    for model in (SearchText, PageReference, SearchWord):
        model._default_manager.all().delete()
    return note_missing(most=sum(model._default_manager.count() for model in page_models().values()))


def _text(
    content_type: ContentType, page_id: uuid.UUID, content: PageContent, *, is_live: bool
) -> SearchText:
    text = text_of(content)
    return SearchText(
        content_type=content_type,
        page_id=page_id,
        is_live=is_live,
        title=content.title,
        text=text,
        # The title comes first: how early a word is found says whether it stands there.
        folded=f"{folded(content.title).rstrip()}{folded(text)}",
    )


def _references(
    content_type: ContentType, page_id: uuid.UUID, content: PageContent, *, is_live: bool
) -> Iterator[PageReference]:
    for relation, target, is_picture in dict.fromkeys(_named(content)):
        try:
            identity = uuid.UUID(target)
        except ValueError:
            continue
        yield PageReference(
            content_type=content_type,
            page_id=page_id,
            is_live=is_live,
            relation=relation,
            target=identity,
            is_picture=is_picture,
        )


def _named(content: PageContent) -> Iterator[tuple[str, str, bool]]:
    """Yield (relation, identity, is it a picture) of all that a page links to or shows."""
    for relation, page_id in references(content):
        yield relation, page_id, False
    for name, value in walk(content):
        if isinstance(value, PictureRef):
            yield name, value.picture_id, True
            if value.night:
                yield name, value.night.picture_id, True


def _decoded(page: Page, edition: Edition) -> PageContent | None:
    try:
        return decode_page(page.CONTENT, edition.body, edition.schema_version)
    except Undecodable:
        logger.warning("Edition %s cannot be read, so the search knows its page's form alone.", edition.pk)
        return None
