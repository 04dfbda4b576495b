"""What a page said at some time: a save, an edition, what is live, what the form holds."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from django.contrib.auth import get_user_model
from django.core.paginator import Page as Screenful
from django.core.paginator import Paginator
from django.db.models import CharField, F, Value
from django.http import Http404
from django.utils import timezone

from ...editions import publishing
from ...editions.restoring import Text
from ...models import Edition, Page, Save
from ...objects import Undecodable, decode_page

FORM, LIVE = "form", "live"
_NAME = re.compile(r"(save|edition)-(\d{1,9})\Z")
ROWS = 50  # of a list on one screen


@dataclass(frozen=True)
class KeptText:
    """One text of a page, and what to call it."""

    name: str  # in an address
    title: str
    text: Text


def find(page: Page, name: str) -> KeptText:
    """Return the text of this name.

    Raises:
        Http404: the page never had one.
    """
    if name == FORM:
        return KeptText(name, "the form", Text.of_form(page))
    kept: Edition | Save | None
    if name == LIVE:
        kept, title = publishing.live_edition(page), "what is live"
    elif match := _NAME.match(name):
        rows: Any = (Save if match[1] == "save" else Edition)._default_manager
        kept, title = rows.filter(page_id=page.pk, number=match[2]).first(), f"{match[1]} {match[2]}"
    else:
        kept, title = None, ""
    if kept is None:
        raise Http404("This page has no such text.")
    return KeptText(name, title, Text.of(kept))


def is_readable(page: Page, text: Text) -> bool:
    """Can this release read a text that another one may have kept?"""
    try:
        decode_page(page.CONTENT, text.body, text.schema_version)
    except Undecodable:
        return False
    return True


def live_number(page: Page) -> int | None:
    """Return the number of the edition that visitors read, without its body."""
    live = Edition.objects.live(timezone.now()).filter(page_id=page.pk)
    return live.values_list("number", flat=True).first()


def listed(page: Page, screen: Any) -> Screenful:
    """Return the saves and editions of a page in one list, the newest first, without their bodies."""
    columns = ("what", "number", "moment", "who", "title", "path", "reason", "remark")
    rows = [
        model._default_manager.filter(page_id=page.pk)
        .order_by()
        .annotate(
            what=Value(what, CharField(max_length=10)),
            moment=F(moment),
            who=F("author_id"),
            reason=reason,
            remark=remark,
        )
        .values(*columns)
        for model, what, moment, reason, remark in (
            (Save, "save", "at", F("why"), F("note")),
            (Edition, "edition", "frozen_at", Value("", CharField()), Value("", CharField())),
        )
    ]
    timeline = rows[0].union(rows[1], all=True).order_by("-moment", "-what", "-number")
    found = Paginator(timeline, ROWS).get_page(screen)
    entries = [dict(row) for row in found.object_list]
    people = get_user_model()._default_manager.in_bulk({row["who"] for row in entries if row["who"]})
    for row in entries:
        row["name"] = f"{row['what']}-{row['number']}"
        row["who"] = people.get(row["who"])
        row["words"] = Save.Why(row["reason"]).label if row["reason"] else "Frozen for the site"
    found.object_list = entries
    return found
