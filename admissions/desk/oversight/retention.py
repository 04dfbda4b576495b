"""Retention for the privacy officer: the runs as evidence, what is due next, and legal holds."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from alter_site.content.printed_time import day
from alter_site.delivery.client_address import address_of

from ... import retention
from ...custody import access
from ...forget import policy
from ...models import LegalHold, RetentionRun, Submission
from ...services import holds
from ...time_words import clock
from ...verification.fields import Story
from .. import pages, press, refused_forms
from ..fields import CalendarDay, DeskForm, ReferenceField, labels_of
from ..guard import UNREADABLE, desk, screen, sent, user_of
from .log_of_looks import taken_along

PAGE = 50
CHECK, HOLD = "check retention", "set a legal hold"
SET, LIFT = "hold", "lift"
COLUMNS = (
    "time",
    "runs",
    "since",
    "drafts",
    "requests",
    "card photos",
    "milliseconds",
    "error",
    "periods in force",
)


class Named(DeskForm):
    """A request by its reference, and a reason."""

    request = ReferenceField("Request", help_text="Its reference, such as AB4-K7M2Q")


class HoldForm(Named):
    """Keeps a request from being forgotten."""

    reason = Story("Why it has to be kept, sealed", error="Say why it has to be kept.", at_most=1000, rows=3)
    until = CalendarDay("Last day", help_text="Empty: until somebody lifts it")

    def clean_until(self) -> datetime.date | None:
        until: datetime.date | None = self.cleaned_data["until"]
        if until is not None and not timezone.localdate() <= until <= datetime.date(9998, 12, 31):
            raise forms.ValidationError("Choose a day from today on.")
        return until


class LiftForm(Named):
    """Lets a request be forgotten again."""

    reason = Story(
        "Why it need not be kept any longer, sealed",
        error="Say why it need not be kept any longer.",
        at_most=1000,
        rows=2,
    )


@desk(CHECK)
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Show whether forgetting keeps up, what is due, what is held and the runs, a page at a time."""
    now, before = timezone.now(), request.GET.get("before", "")
    found = RetentionRun.objects.order_by("-pk")
    if before.isdecimal() and len(before) < 19:
        found = found.filter(pk__lt=int(before))
    runs = list(found[: PAGE + 1])
    waiting = refused_forms.find(request, refused_forms.NO_ROW, SET, LIFT)
    setting = HoldForm(waiting.data if waiting and waiting.form == SET else None, auto_id="hold-%s")
    lifting = LiftForm(waiting.data if waiting and waiting.form == LIFT else None, auto_id="lift-%s")
    bound = lifting if lifting.is_bound else setting
    bound.is_valid()
    overdue = retention.overdue_since(now)
    context = {
        "policy": policy(),
        "overdue": clock(overdue) if overdue else "",
        "upcoming": retention.upcoming(now),
        "held": _held(request),
        "runs": [(run, clock(run.at), clock(run.since) if run.since else "") for run in runs[:PAGE]],
        "older": pages.address(request, before=runs[PAGE - 1].pk) if len(runs) > PAGE else "",
        "newest": pages.address(request, before="") if before else "",
        "setting": setting,
        "lifting": lifting,
        "form": bound,
        "problem": waiting.problem if waiting else "",
    }
    return screen(request, "retention", "Retention", context)


def _held(request: HttpRequest) -> list[tuple[Submission, LegalHold | None, str, str, str]]:
    """Return what is held, each with its reason, which is opened and logged."""
    found: list[tuple[Submission, LegalHold | None, str, str, str]] = []
    held = Submission.objects.filter(legal_hold=True).prefetch_related("holds__set_by").order_by("reference")
    for submission in held:
        hold = next((one for one in submission.holds.all() if one.lifted_at is None), None)
        if hold is None:  # set before holds had a reason
            found.append((submission, None, "", "", ""))
            continue
        until = day(hold.until) if hold.until else "until it is lifted"
        found.append((submission, hold, clock(hold.set_at), until, _reason(request, submission, hold)))
    return found


def _reason(request: HttpRequest, submission: Submission, hold: LegalHold) -> str:
    """Log the look and return why a request is held; one that does not open keeps no other from showing."""
    looks = [access.Look(hold, ["reason"])]
    try:
        return access.reveal(user_of(request), submission, looks, address=address_of(request))[0]["reason"]
    except access.Unreadable:
        return UNREADABLE


@desk(HOLD, labels_of(HoldForm.base_fields))
@require_POST
def hold(request: HttpRequest) -> HttpResponse:
    """Keep a request from being forgotten, for a reason."""
    form = HoldForm(sent(request))
    return _done(request, form, SET, holds.set_hold, "is held, with whatever it was merged with")


@desk(HOLD, labels_of(LiftForm.base_fields))
@require_POST
def lift(request: HttpRequest) -> HttpResponse:
    """Let a request be forgotten again, for a reason."""
    form = LiftForm(sent(request))
    return _done(request, form, LIFT, holds.lift_hold, "is no longer held")


def _done(request: HttpRequest, form: Named, name: str, run: Any, words: str) -> HttpResponse:
    back = reverse("desk:retention")
    if not form.is_valid():
        return refused_forms.answer(request, name, refused_forms.NO_ROW, back, "Nothing was changed yet.")
    given = dict(form.cleaned_data)
    reference = given.pop("request")
    try:
        with press.once(request):
            run(user_of(request), reference, **given)
    except press.DoneAlready:
        return press.done_already(request, reference, back)
    except holds.CannotHold as refusal:
        return refused_forms.answer(request, name, refused_forms.NO_ROW, back, str(refusal))
    refused_forms.forget(request)
    messages.success(request, f"{reference} {words}.")
    return redirect(back)


@desk(CHECK)
@require_POST
def export(request: HttpRequest) -> Any:
    """Write down that the runs are taken along, then send them as a file for a spreadsheet."""
    lines = RetentionRun.objects.count()
    return taken_along(request, "retention", COLUMNS, _table(), lines=lines, fields="retention runs")


def _table() -> Iterator[tuple[Any, ...]]:
    for run in RetentionRun.objects.order_by("-pk").iterator(chunk_size=1000):
        yield (
            run.at.astimezone(datetime.UTC).isoformat(),
            run.runs,
            run.since.astimezone(datetime.UTC).isoformat() if run.since else "",
            run.drafts,
            run.submissions,
            run.images,
            "" if run.milliseconds is None else run.milliseconds,
            run.error or ("" if run.milliseconds is not None else "did not end"),
            run.policy,
        )
