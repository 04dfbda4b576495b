"""A request that somebody works on stays theirs, and a call that took place can always be written down."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from admissions import services
from admissions.choices import Status
from admissions.custody.access import Look, reveal
from admissions.desk.actions import ACTIONS
from admissions.models import Note, PhiAccess, Submission
from alter_site.staff.groups import COORDINATOR, LEAD
from tests.admissions.test_desk_calls import SPOKEN
from tests.factories import StaffFactory
from tests.support.document import Document
from tests.support.forms import after
from tests.support.markup import check_admin
from tests.support.requests import received

pytestmark = pytest.mark.django_db

MINUTE = datetime.timedelta(minutes=1)
SPOKE = {"channel": "phone", "direction": "out", "result": "spoke", "note": "Rings back on Friday"}


@pytest.fixture
def clock():
    """7:55 on a Monday morning at the center; the hands stand still until they are moved."""
    with time_machine.travel(datetime.datetime(2026, 11, 23, 15, 55, tzinfo=datetime.UTC), tick=False) as now:
        yield now


@pytest.fixture
def mine(clock, coordinator) -> Submission:
    return services.claim(received(), coordinator)


@pytest.fixture
def post(client, coordinator):
    """Send an action or another address of a request: ``post(submission, "attempt", **data)``."""

    def sent(submission: Submission, slug: str, by: Any = None, **data: Any) -> Document:
        client.force_login(by or coordinator)
        names = ("act", slug) if slug in ACTIONS else (slug,)
        path = reverse(f"desk:{names[0]}", args=[submission.reference, *names[1:]])
        document = Document(after(client.post(path, data)))
        if document.response.status_code == 200:
            check_admin(document)
        return document

    return sent


def later(clock: Any, submission: Submission, minutes: int = 21) -> Submission:
    """Let time pass, let the worker come by, and return the request as it is then."""
    clock.shift(minutes * MINUTE)
    services.release_untouched(timezone.now())
    submission.refresh_from_db()
    return submission


def contact_opened(submission: Submission, by: Any) -> None:
    reveal(by, submission, [Look(submission, ["phone"])])


# --- what keeps a claim ---------------------------------------------------------------------------------


def look_at_the_insurance(submission: Submission, actor: Any) -> None:
    reveal(actor, submission, [Look(submission, ["last_name"])])


WORK: dict[str, Callable[[Submission, Any], object]] = {
    "the number was opened": contact_opened,
    "the insurance was opened": look_at_the_insurance,
    "an attempt was recorded": lambda it, who: services.record_attempt(
        it, who, channel="phone", result="no_answer"
    ),
    "a note was written": lambda it, who: services.add_note(it, who, text="Rings at noon"),
    "somebody types into a form": services.touch,
    "verifying began": lambda it, who: services.move(it, who, "start verifying"),
    "it waits for the person": lambda it, who: services.ask_for_information(
        it, who, missing="other", next_at=timezone.now() + MINUTE
    ),
}


@pytest.mark.parametrize("work", WORK)
def test_a_claim_that_somebody_works_on_is_not_given_back(mine, clock, coordinator, work):
    clock.shift(5 * MINUTE)
    WORK[work](mine, coordinator)
    mine.refresh_from_db()
    status = mine.status
    later(clock, mine, 60 * 24)
    assert (mine.owner, mine.status) == (coordinator, status)


def test_a_claim_that_nobody_touches_is_given_back(mine, clock):
    assert later(clock, mine, 19).owner is not None
    assert (later(clock, mine, 2).owner, mine.status) == (None, Status.RECEIVED)


def test_a_look_by_somebody_else_is_no_work_of_the_owner(mine, clock, lead):
    look_at_the_insurance(mine, lead)
    assert later(clock, mine).owner is None


def test_the_number_that_was_opened_just_before_the_claim_is_the_one_being_called(clock, coordinator):
    submission = received()
    contact_opened(submission, coordinator)
    clock.shift(2 * MINUTE)
    services.claim(submission, coordinator)
    assert later(clock, submission).owner == coordinator


def test_somebody_who_has_been_reached_never_goes_back_to_the_queue(mine, clock, coordinator, lead):
    services.record_attempt(mine, coordinator, channel="phone", result="spoke")
    services.release(mine, coordinator)
    services.claim(mine, lead)
    assert later(clock, mine).owner == lead


def test_a_form_that_was_refused_is_still_being_filled_in(mine, clock, post, coordinator):
    post(mine, "attempt", note="Her sister picked up")
    assert later(clock, mine).owner == coordinator


def test_the_screen_reports_typing_without_what_is_typed(mine, clock, post, coordinator):
    answer = post(mine, "working")
    assert answer.response.status_code == 204
    assert later(clock, mine).owner == coordinator


def test_a_claim_from_before_the_release_counts_like_any_other(mine, clock, coordinator):
    earlier = timezone.now() - 60 * MINUTE
    Submission.objects.filter(pk=mine.pk).update(touched_at=earlier)
    assert later(clock, mine).owner is None


# --- who is told ----------------------------------------------------------------------------------------


def test_the_owner_reads_when_an_untouched_request_goes_back(mine, clock, visit_admin, coordinator):
    page = visit_admin(reverse("desk:detail", args=[mine.reference]), by=coordinator)
    assert "goes back to the queue by itself at 8:15 am" in page.text("[data-warns-at]")
    assert page.one("[data-warns-at]").attributes["data-warns-at"] == "2026-11-23T08:13:00-08:00"
    queue = reverse("desk:queue")
    assert "goes back to the queue in a moment" not in visit_admin(queue, by=coordinator).html
    clock.shift(19 * MINUTE)
    assert mine.reference in visit_admin(queue, by=coordinator).text("[data-refresh] .notice a")
    contact_opened(mine, coordinator)
    assert "goes back to the queue in a moment" not in visit_admin(queue, by=coordinator).html
    page = visit_admin(reverse("desk:detail", args=[mine.reference]), by=coordinator)
    assert not page.all("[data-warns-at]")


# --- a call that took place -----------------------------------------------------------------------------


def test_what_came_of_a_call_taken_twenty_minutes_ago_is_saved(clock, client, post, coordinator):
    client.force_login(coordinator)
    client.post(reverse("desk:call"), {"draft_id": str(uuid.uuid4()), **SPOKEN})
    submission = later(clock, Submission.objects.get())
    assert submission.owner == coordinator
    Submission.objects.update(owner=None, status=Status.RECEIVED, claimed_at=None)
    answer = post(submission, "attempt", **SPOKE)
    assert answer.response.headers["Location"] == reverse("desk:detail", args=[submission.reference])
    assert [attempt.result for attempt in submission.attempts.all()] == ["spoke", "spoke"]


def handed_over(submission: Submission, who: Any) -> None:
    services.hand_over(submission, who, to=StaffFactory(group=COORDINATOR), note="Please")


def closed(submission: Submission, who: Any) -> None:
    services.close(submission, StaffFactory(group=LEAD), outcome="declined")


GONE: dict[str, Callable[[Submission, Any], object]] = {
    "given back": services.release,
    "with a colleague": handed_over,
    "closed": closed,
}


@pytest.mark.parametrize("where", GONE)
def test_whoever_opened_the_number_may_say_what_came_of_it(mine, post, coordinator, where):
    contact_opened(mine, coordinator)
    GONE[where](mine, coordinator)
    mine.refresh_from_db()
    before = (mine.owner, mine.status, mine.snoozed_until, mine.forget_after)
    post(mine, "attempt", **SPOKE)
    attempt = mine.attempts.get()
    assert (attempt.by, attempt.result) == (coordinator, "spoke")
    assert reveal(coordinator, mine, [Look(attempt, ["note"])]) == [{"note": SPOKE["note"]}]
    mine.refresh_from_db()
    assert (mine.owner, mine.status, mine.snoozed_until, mine.forget_after) == before
    assert mine.first_live_at == timezone.now()


def test_the_time_to_try_again_is_the_owners_to_set(mine, post, coordinator):
    contact_opened(mine, coordinator)
    handed_over(mine, coordinator)
    friday = timezone.now() + 60 * 24 * 4 * MINUTE
    Submission.objects.update(snoozed_until=friday)
    post(mine, "attempt", **SPOKE)
    mine.refresh_from_db()
    assert mine.snoozed_until == friday


def test_whoever_had_the_number_gets_the_form_for_what_came_of_it_and_nothing_else(
    mine, visit_admin, post, coordinator
):
    contact_opened(mine, coordinator)
    handed_over(mine, coordinator)
    page = visit_admin(reverse("desk:detail", args=[mine.reference]), by=coordinator)
    assert page.texts("form.step button") == ["Record the attempt"]
    assert not page.all("[data-reveal]")
    refused = post(mine, "attempt", note="Rings back on Friday")
    assert refused.title.startswith("Error: ")
    assert refused.text("#attempt-note") == "Rings back on Friday"
    outside = post(mine, "attempt", **(SPOKE | {"channel": "text"}))
    assert "They asked for a phone call." in outside.text("[role=alert]")
    assert outside.text("#attempt-note") == "Rings back on Friday"
    assert post(mine, "note", text="x").response.status_code == 403


def test_a_colleague_who_opened_no_number_records_nothing(mine, post, coordinator):
    other = StaffFactory(group=COORDINATOR)
    look_at_the_insurance(mine, other)
    assert post(mine, "attempt", by=other, **SPOKE).response.status_code == 403
    assert not mine.attempts.exists()


def test_whoever_no_longer_works_at_the_desk_records_nothing(mine, coordinator):
    contact_opened(mine, coordinator)
    handed_over(mine, coordinator)
    coordinator.groups.clear()
    somebody = type(coordinator).objects.get(pk=coordinator.pk)
    with pytest.raises(services.IllegalMove):
        services.record_attempt(mine, somebody, channel="phone", result="spoke")


# --- handing over ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", [Status.CLAIMED, Status.VERIFYING])
def test_a_request_that_was_handed_over_keeps_everything_but_its_owner(mine, clock, coordinator, status):
    colleague = StaffFactory(group=COORDINATOR)
    services.record_attempt(mine, coordinator, channel="phone", result="no_answer")
    Submission.objects.update(status=status, due_first_contact=timezone.now() + 90 * MINUTE)
    mine.refresh_from_db()
    promised = mine.due_first_contact
    services.hand_over(mine, coordinator, to=colleague, note="Please take it on")
    later(clock, mine)
    assert (mine.owner, mine.status, mine.due_first_contact) == (colleague, status, promised)
    assert mine.attempts.count() == 1
    assert mine.first_attempt_at is not None
    assert Note.objects.count() == 1
    assert not PhiAccess.objects.exists()
