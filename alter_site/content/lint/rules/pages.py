"""What a page must have before anybody reads it, and what of it leads astray."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.utils import timezone

from ... import page_anchors
from ...kinds import page_models
from ...models import Picture, Publication
from ...objects import named_by
from ..laws import ALT_TEXT, EDITORIAL, LINK_PURPOSE, SAFE_MESSAGING, TRUTH_IN_MARKETING
from ..page_reading import OPENINGS, Reading
from ..registry import Level, on_pages
from ..text_links import LinkInText, links_in

# Kinds whose pages tell somebody about an illness or a treatment.
CLINICAL = frozenset({"therapy", "condition", "level_of_care", "article"})
_IDENTITY = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_SAYS_NOTHING = re.compile(
    r"(?:(?:an? )?(?:image|picture|photo|photograph|graphic|img|alt text|untitled)|(?:img|dsc|image"
    r"|photo)[-_ ]?\d+.*|.*\.(?:jpe?g|png|webp|heic)|\W*)",
    re.I,
)

Problems = Iterator[tuple[str, str]]


@on_pages(
    "summary",
    Level.BLOCK,
    "The page has no summary. Lists and search engines show one or two plain sentences of it.",
    EDITORIAL,
    bad="A page with a title and nothing else.",
    good="“What it is, how a session goes, and who it can help.”",
)
def has_no_summary(read: Reading) -> Problems:
    """Say that nothing tells lists what the page is about."""
    if not read.content.summary.strip():
        yield "summary", "Summary"


@on_pages(
    "introduction",
    Level.BLOCK,
    "The page has no introduction: nothing under its heading says what it is about.",
    EDITORIAL,
    bad="A page with a title and a summary.",
    good="Two short paragraphs under the heading.",
)
def has_no_introduction(read: Reading) -> Problems:
    """Say that nothing stands under the heading."""
    if read.opening or not read.openings:
        return
    names = {field.name for field in read.page._meta.get_fields()}
    yield next((name for name in OPENINGS if name in names), ""), "Introduction"


@on_pages(
    "sources",
    Level.BLOCK,
    "A clinical page names no source. Add the guideline or review that its claims rest on.",
    EDITORIAL,
    bad="A page on depression that names nothing to read further.",
    good="“VA/DoD (2022). Clinical Practice Guideline for the Management of Major Depressive Disorder.”",
)
def has_no_sources(read: Reading) -> Problems:
    """Say that a clinical page rests on nothing."""
    if read.content.KIND in CLINICAL and not any(source.label.strip() for source in read.content.sources):
        yield "", "Sources"


@on_pages(
    "safety-card",
    Level.BLOCK,
    "The page names a substance and cannot stand without the safety card, whose clinical review has to be"
    " in date.",
    SAFE_MESSAGING,
    bad="A page on alcohol while the safety card’s review is overdue.",
    good="The same page, with the card reviewed last month.",
)
def lacks_its_safety_card(read: Reading) -> Problems:
    """Say which words call for the card that cannot stand now."""
    if not read.content.needs_safety_card:
        return
    for blocker in apps.get_model("therapies.SafetyCard").blockers(timezone.localdate()):
        yield "", ", ".join(dict.fromkeys(map(str.lower, named_by(read.content)))) or blocker


@on_pages(
    "alt-text",
    Level.BLOCK,
    "A picture has no description for those who cannot see it. Describe what it shows, or mark it as"
    " decorative.",
    ALT_TEXT,
    bad="A picture described as “IMG_2041.jpg”.",
    good="“The garden with two benches under a tree.”",
)
def has_undescribed_pictures(read: Reading) -> Problems:
    """Name each picture whose description says nothing."""
    unsaid = {
        picture.picture_id: field
        for field, picture in read.pictures
        if _SAYS_NOTHING.fullmatch(picture.alt.strip())
    }
    for picture in Picture.objects.filter(pk__in=unsaid, is_decorative=False) if unsaid else ():
        yield unsaid[str(picture.pk)], f"“{picture}”"


@on_pages(
    "other-place",
    Level.BLOCK,
    "A picture of one home stands for another (Cal. H&S 11831.9).",
    TRUTH_IN_MARKETING,
    bad="The pool of Dana Point on the page of Irvine.",
    good="Each home with its own pictures.",
)
def shows_another_place(read: Reading) -> Problems:
    """Name each picture of another home than the one the page is about."""
    featured = getattr(read.content, "featured_facility", None)
    places: set[Any] = {getattr(read.content, "identity", None), getattr(featured, "page", None)} - {None}
    if not places or not read.pictures:
        return
    fields = {picture.picture_id: field for field, picture in read.pictures}
    elsewhere = Picture.objects.filter(pk__in=fields).exclude(facility=None).exclude(facility_id__in=places)
    for picture in elsewhere.select_related("facility"):
        yield fields[str(picture.pk)], f"“{picture}” shows {picture.facility}"


@on_pages(
    "dead-link",
    Level.BLOCK,
    "A link leads nowhere.",
    LINK_PURPOSE,
    bad="A link to a page that has been deleted, or to a part that no heading has.",
    good="A link to a page of ours, to a part of it that is there, or to an https:// address.",
)
def has_dead_links(read: Reading) -> Problems:
    """Name each link to a page that is gone, to a part that no page has, or to no address."""
    found = [(text.field, link) for text in read.texts if text.is_rich for link in links_in(text.html)]
    for field, link in found:
        if link.is_no_address:
            yield field, f"“{link.words}”"
    linked = [(field, link.page_id) for field, link in found if link.page_id]
    linked += read.references
    there = _there({page_id for _, page_id in linked})
    gone = Counter(field for field, page_id in linked if page_id not in there)
    for field, count in gone.items():
        yield field, "A page that is gone" if count == 1 else f"{count} pages that are gone"
    yield from _missing_anchors(read, found, there)


def _missing_anchors(read: Reading, found: list[tuple[str, LinkInText]], there: set[str]) -> Problems:
    anchors: dict[str, frozenset[str] | None] = {}
    own = str(read.page.pk)
    for field, link in found:
        page_id = link.page_id or own
        if not link.part or (link.page_id and page_id not in there):
            continue
        if page_id not in anchors:
            anchors[page_id] = (
                page_anchors.of_text(read.content, read.page.path, read.page.pk)
                if page_id == own
                else page_anchors.of_page(page_id)
            )
        has = anchors[page_id]
        if has is not None and link.part not in has:
            where = "this page" if page_id == own else "the page it leads to"
            yield field, f"“{link.words}”: {where} has no part #{link.part}"


def _there(ids: set[str]) -> set[str]:
    """Return those of these identities that a page has, live or not."""
    ids = {page_id for page_id in ids if _IDENTITY.fullmatch(page_id)}
    live = Publication.objects.filter(page_id__in=ids).values_list("page_id", flat=True)
    there = set(map(str, live))
    missing = ids - there
    for model in page_models().values():
        if not missing:
            break
        found = {str(pk) for pk in model._default_manager.filter(pk__in=missing).values_list("pk", flat=True)}
        there |= found
        missing -= found
    return there
