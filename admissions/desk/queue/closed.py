"""Closed requests, for the lead: looked through by reference, ending, month, owner and kind of page.

A page begins after the last line of the one before, so the hundredth costs as much as the first.
"""

from __future__ import annotations

import datetime
import uuid

from django import forms
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from alter_site.content.facts.coverage import moment

from ...choices import Outcome, SourcePage, Status
from ...models import Submission
from ...time_words import clock
from ..fields import DeskForm, ReferenceField, member_of_staff, one_of
from ..guard import desk, screen
from ..pages import address

PAGE = 40
# Before it nothing can have been asked, and dates far beyond cannot be reckoned with.
YEARS = range(2000, 2200)
NOT_A_MONTH = "Write the month as year and month: 2026-11."


class ClosedForm(DeskForm):
    """What to see of the closed requests. Nothing chosen is all of them."""

    reference = ReferenceField("Reference", required=False)
    outcome = one_of("How it ended", Outcome.choices, "Any ending", required=False)
    month = forms.CharField(
        label="Closed in the month",
        required=False,
        max_length=10,
        help_text="Year and month: 2026-11",
        widget=forms.TextInput({"type": "month", "placeholder": "2026-11"}),
    )
    owner = member_of_staff("Whose it was", "Anybody’s")
    page = one_of("Kind of page that led here", SourcePage.choices, "Any", required=False)

    def clean_month(self) -> datetime.date | None:
        typed = str(self.cleaned_data["month"]).strip()
        if not typed:
            return None
        try:
            month = datetime.date.fromisoformat(f"{typed}-01")
        except ValueError:
            raise forms.ValidationError(NOT_A_MONTH) from None
        if month.year not in YEARS:
            raise forms.ValidationError(NOT_A_MONTH)
        return month

    def rows(self) -> QuerySet[Submission]:
        """Return what was asked for, the last closed first."""
        asked = self.cleaned_data
        found = Submission.objects.filter(status=Status.CLOSED).order_by("-closed_at", "-pk")
        if asked["reference"]:
            found = found.filter(reference=asked["reference"])
        if asked["outcome"]:
            found = found.filter(outcome=asked["outcome"])
        if asked["owner"]:
            found = found.filter(owner=asked["owner"])
        if asked["page"]:
            found = found.filter(source_page=asked["page"])
        if month := asked["month"]:
            ends = (month + datetime.timedelta(days=31)).replace(day=1)
            found = found.filter(closed_at__gte=moment(month, "00:00"), closed_at__lt=moment(ends, "00:00"))
        return found


def _after(typed: str) -> Q | None:
    """Read where the page before ended: the microsecond of its last closing, and its key."""
    at, _, key = typed.partition("~")
    try:
        closed_at = datetime.datetime.fromtimestamp(int(at) / 1_000_000, datetime.UTC)
        last = uuid.UUID(key)
    except (ValueError, OverflowError, OSError):
        return None
    return Q(closed_at__lte=closed_at) & (Q(closed_at__lt=closed_at) | Q(pk__lt=last))


def _place(row: Submission) -> str:
    since = (row.closed_at or timezone.now()) - datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)
    return f"{since // datetime.timedelta(microseconds=1)}~{row.pk}"


@desk("see closed requests")
@require_safe
def closed(request: HttpRequest) -> HttpResponse:
    """List closed requests, a page at a time. Nothing that is sealed is read."""
    form = ClosedForm(request.GET)
    if not form.is_valid():
        return screen(request, "closed", "Closed requests", {"form": form, "errors": True})
    found = form.rows()
    after = _after(request.GET.get("after", ""))
    if after is not None:
        found = found.filter(after)
    rows = list(found.select_related("owner", "merged_into").defer(*Submission.sealed_fields())[: PAGE + 1])
    shown = rows[:PAGE]
    context = {
        "form": form,
        "rows": [(row, clock(row.closed_at)) for row in shown if row.closed_at],
        "newest": address(request, after="") if after is not None else "",
        "older": address(request, after=_place(shown[-1])) if len(rows) > PAGE else "",
    }
    return screen(request, "closed", "Closed requests", context)
