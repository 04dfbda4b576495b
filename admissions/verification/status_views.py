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
from .forms.times import ANY_TIME, OTHER, SOON, Times, in_force, offered, window_of
from .pages import STOPPED, page
from .sent_views import STATUS, asked_for, named, take_back

CHECKING, CHECKED, FINISHED = "A person is checking.", "Checked, we will call.", "Finished."
# Of one that was merged into another, which is still worked on. Not that there is one: somebody else may have
# sent it.
JOINED_STANDS = "One of us is checking it. To change anything, call us."
# What the person is told of each status, and no more: one of a few lines, and a sentence.
STANDS = {
    Status.RECEIVED: ("We have your form.", "We have your form. Nobody has read it yet."),
    Status.CLAIMED: (CHECKING, "One of us has your form."),
    Status.NEEDS_INFO: ("We need one thing, please call.", "We need one thing from you. Please call."),
    Status.VERIFYING: (CHECKING, "One of us is checking it."),
    Status.PAYER_WAIT: (CHECKING, "One of us is checking it, and waits for an answer."),
    Status.WORKSHEET_READY: (CHECKING, "One of us is checking it."),
    Status.VERIFIED: (CHECKED, "It is checked. We will tell you what we found."),
    Status.SHARED: (FINISHED, "You have our answer. For anything else, call us."),
    Status.CLOSED: (FINISHED, "It is finished. For anything else, call us."),
}
PLANNED = "Call planned for your window."
# The same for whoever asked to be written to.
WRITES = {CHECKED: "Checked, we will write to you.", PLANNED: "Message planned for your window."}
DONE = {
    "times": "Your times are changed. Whoever has your request is told.",
    "same": "These are the times that we have for you.",
}
View = Callable[[HttpRequest, Submission], HttpResponse]


def line_of(submission: Submission) -> str:
    """Return how a request stands, in one of a few lines."""
    is_planned = submission.status == Status.CLAIMED and submission.first_attempt_at is None
    is_planned = is_planned and ContactPlan.of(submission).has_window
    line = PLANNED if is_planned else STANDS[Status(submission.status)][0]
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
    is_joined = kept.merged_into is not None and not kept.merged_into.is_closed
    is_waiting = kept.first_attempt_at is None and not kept.is_closed
    due = kept.due_first_contact if is_waiting else None
    plan = ContactPlan.of(kept)
    return page(
        request,
        "status",
        submission=kept,
        line=CHECKING if is_joined else line_of(kept),
        may_stop=is_joined or not kept.is_closed,
        stands=JOINED_STANDS if is_joined else STANDS[Status(kept.status)][1],
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
            return ANY_TIME
        slot = slots.read(chosen, in_force(), timezone.now())
        return None if slot is None else window_of(slot, ContactPlan.of(submission).zone)


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
        back=reverse("admissions:status"),
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
