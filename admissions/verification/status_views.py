"""How a request stands, for the person who waits: reference and secret first, then one line and four buttons.

Nothing on it tells a bystander anything: no name, payer, amount or service. Whoever uses a phone that is not
theirs closes it; by itself it closes after a quarter of an hour.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from alter_site.content import facts
from alter_site.content.facts import coverage
from alter_site.content.printed_time import day_and_time

from .. import services, slots
from ..choices import Channel, Days, Status
from ..contact_plan import ZONES, ContactPlan
from ..models import Submission
from ..promise import in_words
from . import status_cookie
from .answers import FULL, Answers
from .fields import OneOf
from .forms.times import OTHER, SOON, Times, in_force, offered
from .pages import STOPPED, page
from .sent_views import STANDS, STATUS, asked_for, named, take_back

# One of a few lines; STANDS has a sentence more for each status.
CHECKING, CHECKED, FINISHED = "A person is checking.", "Checked, we will call.", "Finished."
# Of one that was merged into another, which is still worked on. Not that there is one: somebody else may have
# sent it.
JOINED_STANDS = "One of us is checking it. To change anything, call us."
LINES = {
    Status.RECEIVED: "We have your form.",
    Status.CLAIMED: CHECKING,
    Status.NEEDS_INFO: "We need one thing, please call.",
    Status.VERIFYING: CHECKING,
    Status.PAYER_WAIT: CHECKING,
    Status.WORKSHEET_READY: CHECKING,
    Status.VERIFIED: CHECKED,
    Status.SHARED: FINISHED,
    Status.CLOSED: FINISHED,
}
PLANNED = "Call planned for your window."
# The same for whoever asked to be written to.
WRITES = {CHECKED: "Checked, we will write to you.", PLANNED: "Message planned for your window."}
DONE = {
    "times": "Your times are changed. Whoever has your request is told.",
    "same": "These are the times that we have for you.",
}
View = Callable[[HttpRequest, Submission], HttpResponse]


def goes_on_elsewhere(submission: Submission) -> bool:
    """Was it merged into a request that is still open?"""
    return submission.merged_into is not None and not submission.merged_into.is_closed


def line_of(submission: Submission) -> str:
    """Return how a request stands, in one of a few lines."""
    if goes_on_elsewhere(submission):
        return CHECKING
    is_planned = submission.status == Status.CLAIMED and submission.first_attempt_at is None
    is_planned = is_planned and ContactPlan.of(submission).has_window
    line = PLANNED if is_planned else LINES[Status(submission.status)]
    return line if submission.channel == Channel.PHONE else WRITES.get(line, line)


def status(request: HttpRequest) -> HttpResponse:
    """Ask for reference and secret, or show how the request stands to whoever gave them."""
    if request.method == "POST":
        found = named(request, STATUS)
        if isinstance(found, HttpResponse):
            return found
        try:
            services.look_at_status(found)
        except services.IllegalMove:  # forgotten since it was found
            return redirect(f"{reverse('admissions:status')}?wrong=1")
        response = redirect("admissions:status")
        status_cookie.give(response, found)
        return response
    kept = status_cookie.find(request)
    if kept is None or "wrong" in request.GET or STOPPED in request.GET:
        return asked_for(request, STATUS)
    now = timezone.now()
    is_waiting = kept.first_attempt_at is None and not kept.is_closed
    due = kept.due_first_contact if is_waiting else None
    plan = ContactPlan.of(kept)
    return page(
        request,
        "status",
        submission=kept,
        line=line_of(kept),
        stands=JOINED_STANDS if goes_on_elsewhere(kept) else STANDS[Status(kept.status)],
        received=day_and_time(timezone.localtime(kept.received_at)),
        hours=plan.hours_in_words(),
        promise=in_words(due, plan.zone, now=now) if due else "",
        is_late=bool(due and due < now),
        is_demo=coverage.in_force(facts.current(now)).is_demo,
        done=DONE.get(request.GET.get("done", ""), ""),
    )


def _let_in(view: View) -> Callable[[HttpRequest], HttpResponse]:
    """Lead whoever is not let in, or not any more, to the page that asks for reference and secret."""

    @wraps(view)
    def guarded(request: HttpRequest) -> HttpResponse:
        kept = status_cookie.find(request)
        return redirect("admissions:status") if kept is None else view(request, kept)

    return guarded


class NewTimes(Times):
    """When contact is welcome from now on: one of our slots, or days and hours of one's own within ours."""

    heading = "When should we contact you?"
    why = ""
    slot = OneOf("When?", (), error="Choose when we contact you")
    field_order = ("slot", "window_days", "window_from", "window_until")

    def tailor(self, answers: Answers) -> None:
        slot: Any = self.fields["slot"]
        sent: Any = self.data
        slot.choices = offered(sent.getlist("slot") if self.is_bound else [], answers.zone)
        # The service says which slot is the nearest; here nothing is kept against its word.
        del self.fields["keep_window"], self.fields["nearest"]
        self.fields["window_days"].required = False

    def clean(self) -> dict[str, Any]:
        if self.cleaned_data.get("slot") != OTHER:  # what stands below it is not asked
            return self.cleaned_data
        self.cleaned_data["window_days"] = self.cleaned_data.get("window_days") or Days.ANY
        return super().clean()

    def _ask_whether_hours_meet(self) -> None:
        """Nothing here: whoever changes them hears it from the service, with the nearest slot."""

    def wanted(self, submission: Submission) -> dict[str, Any] | None:
        """Return days and hours as a contact plan holds them; None for a slot that can no longer be kept."""
        chosen = self.cleaned_data["slot"]
        if chosen == OTHER:
            return self.window
        if chosen == SOON:
            return {"window_days": Days.ANY, "window_from": None, "window_until": None}
        slot = slots.read(chosen, in_force(), timezone.now())
        if slot is None:
            return None
        days, start, end = slots.window(slot, ContactPlan.of(submission).zone)
        return {"window_days": days, "window_from": start, "window_until": end}


@_let_in
def times(request: HttpRequest, submission: Submission) -> HttpResponse:
    """Ask when contact is welcome from now on, and change it."""
    if submission.is_closed:
        return redirect("admissions:status")
    answers = Answers.none(FULL).having("contact", {"time_zone": [submission.time_zone]})
    form = NewTimes(answers, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        window = form.wanted(submission)
        if window is None:
            form.add_error("slot", "This time has passed, or nobody is here then. Choose another.")
        else:
            try:
                changed = services.change_window(submission, window)
                done = "times" if changed else "same"
                return redirect(f"{reverse('admissions:status')}?done={done}")
            except services.IllegalMove as refusal:
                form.add_error("window_until" if form.cleaned_data["slot"] == OTHER else "slot", str(refusal))
    zone = ZONES.get(submission.time_zone, submission.time_zone)
    hours = ContactPlan.of(submission).hours_in_words()
    return page(
        request,
        "status_times",
        form=form,
        mistakes=form.mistakes() if form.is_bound else [],
        zone=zone,
        hours=hours,
    )


@_let_in
def stop(request: HttpRequest, submission: Submission) -> HttpResponse:
    """Ask once more, then contact the person no more."""
    if request.method == "POST":
        with contextlib.suppress(services.IllegalMove):  # forgotten: nobody reaches out any more
            services.stop_contact(submission)
        return redirect("admissions:status")
    return page(request, "status_sure", is_stop=True, submission=submission)


@_let_in
def delete(request: HttpRequest, submission: Submission) -> HttpResponse:
    """Ask once more, then take the request back and forget it."""
    if request.method != "POST":
        return page(request, "status_sure", is_stop=False, submission=submission)
    response = take_back(submission)
    status_cookie.end(response)
    return response


def close(request: HttpRequest) -> HttpResponse:
    """Close the page: this browser shows nothing of the request any more."""
    response = redirect("admissions:status")
    if request.method == "POST":
        status_cookie.end(response)
    return response
