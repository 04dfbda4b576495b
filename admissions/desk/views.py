"""The desk's screens. Each asks the permission matrix; what is sealed is shown once, after it was logged."""

from __future__ import annotations

import datetime
import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from alter_site.delivery.client_address import address_of

from .. import notifications, retention, services
from ..custody import access
from ..models import CardImage, Duty, Submission
from ..time_words import clock
from . import detail as details
from . import duty as duties
from . import groups, one_form, pages, press, refused_forms, timeline
from .actions import ACTIONS
from .calls import taking_calls
from .guard import UNREADABLE, Refused, allowed, desk, screen, sent, user_of
from .queue import find as finding
from .queue import open_requests as queues
from .queue.wanted import wanted

# A photo is only ever shown inside our own page, from memory.
PHOTO_HEADERS = {
    "Content-Disposition": "inline",
    "Content-Security-Policy": "default-src 'none'",
}
# What was typed and belongs to no button that was pressed.
NO_ACTION = "typed"
NO_BUTTON = "Press the button of what you want to save. What you typed is still here."
# After these the request is somebody else's, or closed: nothing typed may be left behind.
LEAVES = frozenset({"release", "hand over", "close", "close as admitted", "turn away"})


# --- the queue ----------------------------------------------------------------------------------------


@desk("see the queue")
def queue(request: HttpRequest) -> HttpResponse:
    """List requests by what can be done with them now; asked for no list, the one to begin with."""
    actor, now = user_of(request), timezone.now()
    asked = request.GET.get("view")
    slug = queues.first_view(actor, now) if asked is None else queues.view_named(asked, actor)
    number = pages.number_asked(request, queues.LAST_PAGE)
    rows, has_more = queues.page(actor, slug, number, now)
    current = list(Duty.objects.current(now).select_related("staff").order_by("since"))
    until = next((person.until for person in current if person.staff_id == actor.pk), None)
    on_duty = [person.staff for person in current]
    view, counts = queues.VIEWS[slug], queues.counted(actor)
    context = {
        "view": view,
        "counts": counts,
        "count": counts[view],
        "rows": rows,
        "earlier": pages.address(request, view=slug, page=number - 1) if number > 1 else "",
        "later": pages.address(request, view=slug, page=number + 1)
        if has_more and number < queues.LAST_PAGE
        else "",
        "on_duty": on_duty,
        "is_on_duty": actor in on_duty,
        "on_duty_until": clock(until) if until else "",
        "going_back": services.going_back_soon(actor, now),
        "left_alone": services.left_alone(actor, now),
        "kept": taking_calls.offered_back(actor, now),
        "may_go_on_duty": actor.may("go on duty"),
        "may_take": actor.may("claim", "unassigned"),
        "may_take_a_call": actor.may("take a call"),
        "wanted": wanted(len(on_duty), now),
        "unsent": notifications.unsent(now),
        "overdue": retention.overdue_since(now),
        "read_at": clock(now),
    }
    return screen(request, "queue", "Queue", context)


@desk("see the queue")
def take_next(request: HttpRequest) -> HttpResponse:
    """Claim the request that is next: whose promise ends first, of those who may be reached now."""
    actor = user_of(request)
    if not actor.may("claim", "unassigned"):
        raise Refused
    taken = _take(request, actor) if request.method == "POST" else None
    if taken is not None:
        messages.success(request, "It is yours. Read the contact plan before you reach out.")
        return redirect("desk:detail", taken.reference)
    if request.method == "POST":
        messages.info(request, "Nothing is waiting to be taken.")
    return redirect("desk:queue")


def _take(request: HttpRequest, actor: Any) -> Submission | None:
    """Take the next one; pressed twice, it is the one that the first press took."""
    try:
        with press.once(request):
            return services.take_next(actor)
    except press.DoneAlready:
        since = timezone.now() - datetime.timedelta(seconds=press.SHORT)
        mine = Submission.objects.open().filter(owner=actor, claimed_at__gte=since)
        return mine.order_by("-claimed_at").first() or services.take_next(actor)


@desk("go on duty")
def duty(request: HttpRequest) -> HttpResponse:
    """Switch oneself on or off: notices of new requests go to whoever is on duty."""
    actor = user_of(request)
    if request.method == "POST" and request.POST.get("duty") == "on":
        until = duties.go_on(actor, timezone.now())
        messages.success(
            request, f"You are on duty until {clock(until)}. Notices of new requests come to you."
        )
    elif request.method == "POST":
        duties.go_off(actor)
        messages.success(request, "You are off duty.")
    return redirect("desk:queue")


# --- finding ------------------------------------------------------------------------------------------


@desk("find")
def find(request: HttpRequest) -> HttpResponse:
    """Find the request of somebody who rings back. What was looked for is in no address and no log."""
    waiting = refused_forms.find(request, refused_forms.NO_ROW, "find")
    if request.method == "POST":  # with a mistake or without: Back to what was found sends nothing again
        return refused_forms.answer(request, "find", refused_forms.NO_ROW, request.path)
    form = finding.FindForm(waiting and waiting.data)
    is_asked = form.is_valid()
    context = {"form": form, "errors": form.is_bound and not is_asked, "at_most": finding.AT_MOST}
    if is_asked:
        actor, now = user_of(request), timezone.now()
        found = finding.find(actor, form, address_of(request))
        context["rows"] = queues.rows_of(found, actor, now)
    return screen(request, "find", "Find a request", context)


# --- one request --------------------------------------------------------------------------------------


@desk("see the queue")
def detail(request: HttpRequest, reference: str) -> HttpResponse:
    """Log who opens it, then show a request, everything sealed hidden.

    A former owner gets the form for what came of it.
    """
    actor = user_of(request)
    submission = allowed(actor, reference, "open", "record an attempt")
    if request.method == "POST":  # the Enter key, without a script: no button was meant
        words = "" if "anew" in request.POST else NO_BUTTON
        return refused_forms.once_more(request, submission, NO_ACTION, words)
    show = details.show if services.may(actor, "open", submission) else details.show_attempt
    waiting = refused_forms.find(request, submission.id, *ACTIONS, NO_ACTION)
    access.log(actor, submission, timeline.PAGE, address=address_of(request))
    if waiting is None:
        return show(request, submission)
    if waiting.form == NO_ACTION:
        return show(request, submission, problem=waiting.problem, kept=waiting.data)
    form = ACTIONS[waiting.form].form(waiting.data, slug=waiting.form, submission=submission, actor=actor)
    form.is_shown_again = True
    form.is_valid()
    return show(request, submission, problem=waiting.problem, bound=form, kept=waiting.data)


@desk("see the queue")
def working(request: HttpRequest, reference: str) -> HttpResponse:
    """Note that somebody is typing into a form of theirs: what they work on is not given back by itself."""
    actor = user_of(request)
    submission = allowed(actor, reference, "record an attempt")
    if request.method != "POST":
        return redirect("desk:detail", reference)
    services.touch(submission, actor)
    return HttpResponse(status=204)


@desk("see the queue")
def reveal(request: HttpRequest, reference: str, group: str) -> HttpResponse:
    """Log the look, then show one group in an answer that is kept nowhere."""
    actor = user_of(request)
    submission = allowed(actor, reference, f"reveal {group}")
    if request.method != "POST":
        return redirect("desk:detail", reference)
    departure = request.POST.get("departure", "") if group == groups.CONTACT else ""
    departure = departure if departure in services.DEPARTURES else ""
    looks = groups.looks(submission, group)
    try:
        texts = access.reveal(
            actor,
            submission,
            looks,
            reason=services.DEPARTURES.get(departure, ""),
            address=address_of(request),
        )
    except access.Unreadable:
        return details.show(request, submission, problem=UNREADABLE, status=503, kept=sent(request))
    opened = groups.opened(looks, texts)
    return details.show(
        request, submission, opened=group, texts=opened, departure=departure, kept=sent(request)
    )


@desk("see the queue")
def card(request: HttpRequest, reference: str, image: uuid.UUID) -> HttpResponse:
    """Show a card photo large, to zoom and turn."""
    submission = allowed(user_of(request), reference, "reveal insurance")
    photo = _image(submission, image)
    return screen(request, "card", str(photo), {"submission": submission, "image": photo})


@desk("see the queue")
def photo(request: HttpRequest, reference: str, image: uuid.UUID) -> HttpResponse:
    """Log the look, then send the photo's bytes."""
    actor = user_of(request)
    submission = allowed(actor, reference, "reveal insurance")
    row = _image(submission, image)
    try:
        jpeg = access.reveal_bytes(
            actor, submission, row, "image", action="card photo", address=address_of(request)
        )
    except access.Unreadable:
        return HttpResponse(UNREADABLE, status=503, content_type="text/plain; charset=utf-8")
    return HttpResponse(jpeg, content_type="image/jpeg", headers=PHOTO_HEADERS)


def _image(submission: Submission, key: uuid.UUID) -> CardImage:
    found = CardImage.objects.filter(pk=key, submission=submission).first()
    if found is None:
        raise Refused
    return found


@desk("see the queue")
def act(request: HttpRequest, reference: str, slug: str) -> HttpResponse:
    """Do one thing with a request. Refused, or too late, it says so and keeps what was typed."""
    actor, action = user_of(request), ACTIONS[slug]
    if request.method != "POST":
        allowed(actor, reference, *action.permissions)
        return redirect("desk:detail", reference)
    if press.is_done(request, slug):
        return _done_already(request, reference)
    if elsewhere := refused_forms.where_it_went(request, reference, action):
        return elsewhere
    submission = allowed(actor, reference, *action.permissions)
    form = action.form(sent(request), slug=slug, submission=submission, actor=actor)
    if not form.is_valid():
        return refused_forms.once_more(request, submission, slug, "Nothing was changed yet.")
    rest = one_form.without(sent(request), slug)
    unsaved = details.unsaved(submission, actor, rest)
    if unsaved and LEAVES.intersection(action.events):
        words = f"“{unsaved[0].heading}” holds something that is not saved yet. Save it first, or clear it."
        return refused_forms.once_more(request, submission, slug, words)
    was_mine = submission.owner_id == actor.pk
    try:
        with press.once(request, slug):
            action.run(submission, actor, **form.given())
    except press.DoneAlready:
        return _done_already(request, reference)
    except services.IllegalMove as refusal:
        return refused_forms.where_it_went(request, reference, action) or refused_forms.once_more(
            request, allowed(actor, reference, "open", *action.permissions), slug, str(refusal)
        )
    refused_forms.forget(request)
    messages.success(request, f"{reference}: {action.done}")
    left = was_mine and submission.owner_id != actor.pk
    if left or not services.may(actor, "open", submission):
        return redirect("desk:queue")
    if unsaved:
        page = reverse("desk:detail", args=[reference])
        return refused_forms.answer(request, NO_ACTION, submission.id, page, data=rest)
    return redirect("desk:detail", reference)


def _done_already(request: HttpRequest, reference: str) -> HttpResponse:
    """Answer the second press of a button: whoever pressed may have handed the request on by the first."""
    found = Submission.objects.filter(reference=reference).first()
    is_open = found is not None and services.may(user_of(request), "open", found)
    page = reverse("desk:detail", args=[reference]) if is_open else reverse("desk:queue")
    return press.done_already(request, reference, page)
