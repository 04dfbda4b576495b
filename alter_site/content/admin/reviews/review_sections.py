"""What a reviewer reads: each section of a text that differs from the live one, as readers will see it."""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib.admin.utils import flatten
from django.utils.html import format_html, format_html_join, linebreaks
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import slugify

from ... import facts, printed_time
from ...editions.links import Links
from ...editions.restoring import label
from ...kinds import find_page
from ...models.review import OPENING
from ...objects import PageRef, PictureRef, RichText, Source
from ...templatetags.pictures import picture
from ...text import richtext

REST = "Everything else"
WHOLE = "The whole text"


@dataclass(frozen=True)
class Part:
    """One thing a section says: what readers see of it now, and what they would see."""

    label: str
    before: SafeString
    after: SafeString


@dataclass(frozen=True)
class Section:
    """One section of a text, under the heading that it has in the form."""

    name: str
    parts: list[Part]

    @property
    def key(self) -> str:
        return f"comment-{slugify(self.name)}"


class Reading:
    """Prints values of content objects as readers see them."""

    def __init__(self, links: Links, known: facts.Facts) -> None:
        self.links, self.facts = links, known

    def text(self, value: Any) -> SafeString:
        """Return one value as HTML; empty for what readers do not see at all."""
        match value:
            case None | "" | ():
                return SafeString("")
            case RichText():
                return richtext.render(value, self.links.by_id, self.facts.phone)
            case bool():
                return SafeString("<p>Yes</p>" if value else "<p>No</p>")
            case datetime.date():
                return format_html("<p>{}</p>", printed_time.day(value))
            case PictureRef():
                alt = value.alt or "no words: it is decoration"
                shown = picture(value, sizes="(min-width: 56rem) 26rem, 90vw")
                return format_html('{}<p class="quiet">Described as: {}</p>', shown, alt)
            case PageRef():
                return format_html("<p>{}</p>", self._title(value))
            case Source():
                return format_html("<p>{} {}</p>", value.label, value.url)
            case tuple():
                return self.items(enumerate(value, start=1))
        if dataclasses.is_dataclass(value):
            parts = [getattr(value, field.name) for field in dataclasses.fields(value)]
            return format_html_join("", "{}", ((self.text(part),) for part in parts))
        return mark_safe(linebreaks(str(value), autoescape=True))  # noqa: S308 (escaped)

    def items(self, numbered: Iterable[tuple[int, Any]]) -> SafeString:
        """Return items of a list, each with the place it has on the page."""
        rows = [(place, self.text(item)) for place, item in numbered]
        if not rows:
            return SafeString("")
        return format_html("<ol>{}</ol>", format_html_join("", '<li value="{}">{}</li>', rows))

    def _title(self, ref: PageRef) -> str:
        if page := self.links.by_id.get(ref.page):
            return page.title
        found = find_page(ref.page)
        return f"{found} (not on the site yet)" if found else "a page that is gone"


def changed(page: Any, old: Any, new: Any, was: Reading, now: Reading) -> dict[str, Part]:
    """Return each field of a text that says something else than the live one, by its name."""
    found: dict[str, Part] = {}
    for field in dataclasses.fields(new):
        before, after = getattr(old, field.name, None), getattr(new, field.name)
        if before == after or not (before or after):
            continue
        if isinstance(after, tuple) and isinstance(before, tuple) and not _hold_the_same(before, after):
            # Of a list only the items that differ; of one whose order alone changed, all of them.
            texts = was.items(_only_in(before, after)), now.items(_only_in(after, before))
        else:
            texts = was.text(before), now.text(after)
        found[field.name] = Part(label(page, field.name), *texts)
    return found


def _hold_the_same(one: tuple[Any, ...], other: tuple[Any, ...]) -> bool:
    return len(one) == len(other) and all(item in other for item in one)


def _only_in(items: tuple[Any, ...], others: tuple[Any, ...]) -> Iterator[tuple[int, Any]]:
    return ((place, item) for place, item in enumerate(items, start=1) if item not in others)


def sections(page: Any, groups: list[tuple[str, list[str]]], parts: dict[str, Part]) -> list[Section]:
    """Put what has changed under the headings of the form, in its order."""
    left = dict(parts)
    found = []
    for name, fields in groups:
        frozen_as = getattr(getattr(page, "CONTENT", None), "FROZEN_AS", {})
        names = [frozen_as.get(field, field) for field in fields]
        if inside := [left.pop(field) for field in names if field in left]:
            found.append(Section(name, inside))
    return [*found, Section(REST, list(left.values()))] if left else found


def groups_of(model_admin: Any, request: Any, page: Any) -> list[tuple[str, list[str]]]:
    """Return the headings of a form, each with the names of the fields and rows under it."""
    rows: dict[str, list[str]] = {}
    for inline in model_admin.get_inlines(request, page):
        relations = [*page._meta.related_objects, *page._meta.private_fields]
        names = [
            getattr(relation, "get_accessor_name", lambda found=relation: found.name)()
            for relation in relations
            if relation.related_model is inline.model
        ]
        rows.setdefault(getattr(inline, "after", ""), []).extend(names)
    return [
        (name or OPENING, [*flatten(options["fields"]), *rows.get(name or "", [])])
        for name, options in model_admin.get_fieldsets(request, page)
    ]
