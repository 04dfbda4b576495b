"""The log of looks as the privacy officer reads it: by person, request and day; and as a file."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from alter_site.delivery.client_address import address_of

from ... import spreadsheet
from ...custody.access import network
from ...custody.chain import append
from ...custody.glass import MARK
from ...models import PhiAccess
from ...time_words import clock
from ..fields import CalendarDay, DeskForm, ReferenceField, member_of_staff
from ..guard import desk, screen, user_of
from ..pages import address

PAGE = 50
READ, EXPORT = "check the log of looks", "export the log of looks"

ACTION_WORDS = {
    "reveal": "Opened sealed values",
    "card photo": "Opened a card photo",
    "open page": "Opened a request’s page",
    "ask payer": "Asked a payer electronically",
    "find": "Looked for somebody",
    "forget": "Forgotten, its time being over",
    "open": "Opened by the software",
    "sign in": "Signed in",
    "sign out": "Signed out",
    "no sign-in": "A sign-in failed",
    "second step": "Second step changed",
    "account": "Changed an account",
    "export": "Exported",
    MARK: "Broke the glass",
    "emergency": "Told somebody in an emergency",
    "legal hold": "Legal hold",
    "back-up": "A back-up was written",
}
ACCOUNT = re.compile(r"account:(\d+)\Z")
COLUMNS = ("number", "time", "who", "what", "request", "details", "reason", "network", "code")


class LooksForm(DeskForm):
    """What to see of the log. Nothing chosen is all of it."""

    person = member_of_staff("Person", "Everybody, and the software")
    request = ReferenceField("Request", required=False, help_text="Its reference")
    day = CalendarDay("Day", help_text="Pacific time")

    def clean_day(self) -> datetime.date | None:
        day: datetime.date | None = self.cleaned_data["day"]
        if day is not None and not 1 < day.year < 9999:
            raise forms.ValidationError("There are no looks of that day.")
        return day

    def looks(self) -> QuerySet[PhiAccess]:
        """Return what was asked for, newest first."""
        found = PhiAccess.objects.select_related("actor").order_by("-sequence")
        asked = self.cleaned_data
        if asked["person"]:
            found = found.filter(actor=asked["person"])
        if asked["request"]:
            # A search names in one column all that it found.
            found = found.filter(reference=asked["request"]) | found.filter(
                action="find", fields__contains=f":{asked['request']}"
            )
        if asked["day"]:
            begins, ends = (
                timezone.make_aware(datetime.datetime.combine(day, datetime.time()))
                for day in (asked["day"], asked["day"] + datetime.timedelta(days=1))
            )
            found = found.filter(at__gte=begins, at__lt=ends)
        return found

    def asked(self) -> dict[str, str]:
        """Return what was chosen, as an address or a form carries it on."""
        asked = self.cleaned_data
        person, day = asked["person"], asked["day"]
        texts = {
            "person": str(person.pk) if person else "",
            "request": asked["request"],
            "day": day.isoformat() if day else "",
        }
        return {name: text for name, text in texts.items() if text}


@dataclass(frozen=True)
class Line:
    """One line of the log in words."""

    look: PhiAccess
    details: str

    @property
    def when(self) -> str:
        return clock(self.look.at)

    @property
    def who(self) -> str:
        return str(self.look.actor) if self.look.actor is not None else "Nobody signed in, or the software"

    @property
    def what(self) -> str:
        return ACTION_WORDS.get(self.look.action, self.look.action)


@desk(READ)
@require_safe
def looks(request: HttpRequest) -> HttpResponse:
    """Show the log, a page at a time, the newest first."""
    form = LooksForm(request.GET)
    if not form.is_valid():
        return screen(request, "looks", "Log of looks", {"form": form, "errors": True})
    found = form.looks()
    before = request.GET.get("before", "")
    if before.isdecimal() and len(before) < 19:
        found = found.filter(sequence__lt=int(before))
    rows = list(found[: PAGE + 1])
    shown, has_more = rows[:PAGE], len(rows) > PAGE
    context = {
        "form": form,
        "lines": in_words(shown),
        "asked": form.asked(),
        "newest": address(request, before="") if before else "",
        "older": address(request, before=shown[-1].sequence) if has_more else "",
        "may_export": user_of(request).may(EXPORT),
    }
    return screen(request, "looks", "Log of looks", context)


@desk(EXPORT)
@require_POST
def export(request: HttpRequest) -> Any:
    """Write down that the log is taken along, then send it as a file for a spreadsheet."""
    form = LooksForm(request.POST)
    if not form.is_valid():
        return screen(request, "looks", "Log of looks", {"form": form, "errors": True}, status=400)
    asked, found = form.asked(), form.looks()
    return taken_along(
        request,
        "log-of-looks",
        COLUMNS,
        _table(found),
        lines=found.count(),
        fields=" ".join(f"{name}:{text}" for name, text in asked.items()),
        reference=asked.get("request", ""),
    )


def taken_along(
    request: HttpRequest,
    name: str,
    columns: Sequence[str],
    rows: Iterable[tuple[Any, ...]],
    *,
    lines: int,
    fields: str,
    reference: str = "",
) -> StreamingHttpResponse:
    """Log that so many lines leave, and of what, then send them."""
    with transaction.atomic(durable=True):
        append(
            actor=user_of(request),
            action="export",
            reference=reference,
            fields=fields,
            reason=f"{lines} lines",
            address=network(address_of(request)),
        )
    return StreamingHttpResponse(
        spreadsheet.lines(columns, rows),
        content_type=spreadsheet.CONTENT_TYPE,
        headers={"Content-Disposition": f'attachment; filename="{name}-{timezone.localdate():%Y-%m-%d}.csv"'},
    )


def _table(found: QuerySet[PhiAccess]) -> Iterator[tuple[Any, ...]]:
    for look in found.iterator(chunk_size=1000):
        yield (
            look.sequence,
            look.at.astimezone(datetime.UTC).isoformat(),
            look.actor.email if look.actor is not None else "",
            look.action,
            look.reference,
            " ".join(filter(None, [look.purpose, look.fields])),
            look.reason,
            look.address,
            look.code,
        )


def in_words(shown: Iterable[PhiAccess]) -> list[Line]:
    """Return lines of the log as screens show them."""
    rows = list(shown)
    logged = " ".join(look.fields for look in rows).split()
    keys = {int(found[1]) for word in logged if (found := ACCOUNT.match(word))}
    names = {
        f"account:{person.pk}": str(person)
        for person in get_user_model()._default_manager.filter(pk__in=keys)
    }
    return [Line(look, ", ".join(_details(look, names))) for look in rows]


def _details(look: PhiAccess, names: Mapping[str, str]) -> list[str]:
    columns = (word.removeprefix("submission.").replace("_", " ") for word in look.fields.split())
    return [
        text for text in (look.reason, look.purpose, *(names.get(word, word) for word in columns)) if text
    ]
