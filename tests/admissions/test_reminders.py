"""What comes back by itself: at a time, by steps, within the plan and before the promise; and flags."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from admissions import services
from admissions.choices import Stage, Status
from admissions.desk.next_step import next_action
from admissions.models import Event, Submission
from admissions.services import IllegalMove, Stale
from admissions.services.reminders import comes_back_at
from alter_site.content.facts.coverage import moment
from alter_site.content.models import CoverageHours
from alter_site.staff.groups import COORDINATOR
from tests.factories import StaffFactory, facts_saved
from tests.support.requests import received

pytestmark = pytest.mark.django_db

MONDAY = datetime.date(2026, 11, 23)
MINUTE, HOUR, DAY = (datetime.timedelta(**{unit: 1}) for unit in ("minutes", "hours", "days"))
TEN = moment(MONDAY, "10:00")


@pytest.fixture
def clock():
    with time_machine.travel(TEN, tick=False) as traveller:
        yield traveller


@pytest.fixture
def mine(clock, coordinator):
    """A request whose person may be called from nine to five and was called once in vain."""
    submission = received(
        plain={"window_from": datetime.time(9), "window_until": datetime.time(17), "window_days": "any"}
    )
    services.claim(submission, coordinator)
    services.record_attempt(submission, coordinator, channel="phone", result="no_answer")
    return submission


def tab(submission: Submission) -> str:
    services.settle(timezone.now())
    submission.refresh_from_db()
    return submission.stage


def test_a_reminder_comes_back_in_follow_up_due_and_says_what_about(mine, clock, coordinator, visit_admin):
    services.remind(mine, coordinator, next_at=TEN + HOUR, reason="ask")
    assert tab(mine) == Stage.LATER
    page = visit_admin(reverse("desk:queue"), by=coordinator, data={"view": "later"})
    assert "Comes back at 11:00" in page.text("tbody")
    clock.shift(HOUR)
    assert tab(mine) == Stage.DUE
    page = visit_admin(reverse("desk:queue"), by=coordinator, data={"view": "due"})
    assert "Ask a colleague now" in page.text("tbody")
    services.record_attempt(mine, coordinator, channel="phone", result="no_answer")
    assert tab(mine) == Stage.CALL
    assert mine.reminder == ""


@pytest.mark.parametrize(
    ("status", "step", "back"),
    [
        ("claimed", "quarter", TEN + 15 * MINUTE),
        ("claimed", "hour", TEN + HOUR),
        ("claimed", "hours", TEN + 3 * HOUR),
        ("claimed", "day", moment(MONDAY + DAY, "09:00")),
        ("claimed", "back", None),
        ("verifying", "day", moment(MONDAY + DAY, "08:00")),
    ],
)
def test_a_step_leads_to_a_moment_in_the_hours_of_whoever_is_to_be_called(mine, status, step, back):
    CoverageHours.objects.bulk_create(
        CoverageHours(weekday=weekday, opens="08:00", closes="20:00") for weekday in range(7)
    )
    facts_saved()
    mine.status = status
    assert comes_back_at(mine, step, TEN) == back


def test_a_step_past_their_hours_waits_for_the_next(mine):
    assert comes_back_at(mine, "hours", moment(MONDAY, "15:30")) == moment(MONDAY + DAY, "09:00")


def test_putting_off_can_be_taken_back(mine, coordinator):
    services.snooze(mine, coordinator, step="hour")
    assert tab(mine) == Stage.LATER
    services.snooze(mine, coordinator, step="back")
    assert tab(mine) == Stage.CALL
    assert [event.move for event in Event.objects.filter(submission=mine)][-2:] == [
        "snoozed",
        "back in its place",
    ]


def test_nobody_is_called_outside_their_hours_by_a_reminder(mine, coordinator):
    with pytest.raises(IllegalMove, match="outside the hours they gave"):
        services.remind(mine, coordinator, next_at=moment(MONDAY, "18:00"), reason="call")
    services.remind(mine, coordinator, next_at=moment(MONDAY, "18:00"), reason="papers")


def test_what_was_promised_is_not_put_off(clock, coordinator):
    services.claim(submission := received(), coordinator)
    Submission.objects.update(due_first_contact=TEN + HOUR)
    submission.refresh_from_db()
    for until in (TEN + 2 * HOUR, TEN + HOUR + MINUTE):
        with pytest.raises(IllegalMove, match="We promised to reach out before 11:00 am"):
            services.remind(submission, coordinator, next_at=until, reason="other")
    services.snooze(submission, coordinator, step="hour")
    assert tab(submission) == Stage.LATER


def test_only_the_owner_or_a_lead_puts_a_request_off(mine, lead):
    with pytest.raises(IllegalMove):
        services.snooze(mine, StaffFactory(group=COORDINATOR), step="hour")
    services.snooze(mine, lead, step="hour")
    for word in ("", "never"):
        with pytest.raises(IllegalMove):
            services.snooze(mine, lead, step=word)
        with pytest.raises(IllegalMove):
            services.remind(mine, lead, next_at=TEN + HOUR, reason=word)


def test_of_two_screens_the_older_one_is_told(mine, coordinator, lead):
    services.hand_over(Submission.objects.get(), lead, to=lead, note="Mine now")
    with pytest.raises(Stale):
        services.snooze(mine, lead, step="hour")


def test_a_wait_for_the_person_is_put_off_and_comes_back(mine, clock, coordinator):
    services.ask_for_information(mine, coordinator, missing="member_id", next_at=TEN + HOUR)
    assert tab(mine) == Stage.PERSON
    clock.shift(HOUR)
    assert tab(mine) == Stage.DUE
    services.snooze(mine, coordinator, step="hours")
    assert (tab(mine), mine.status) == (Stage.PERSON, Status.NEEDS_INFO)


def test_the_screen_offers_each_step_with_its_moment_and_keeps_what_is_refused(
    client, mine, coordinator, visit_admin
):
    detail = reverse("desk:detail", args=[mine.reference])
    options = visit_admin(detail, by=coordinator).texts("#snooze-step option")
    assert options == [
        "Choose",
        "In 15 minutes: 10:15 am",
        "In an hour: 11:00 am",
        "In three hours: 1:00 pm",
        "The next day we are here: Tue, Nov 24, 9:00 am",
    ]
    client.force_login(coordinator)
    sent = {"next_at": "2026-11-23T18:00", "reason": "call", "version": mine.version}
    page = client.post(reverse("desk:act", args=[mine.reference, "remind"]), sent, follow=True)
    assert "outside the hours they gave" in page.content.decode()
    assert 'value="2026-11-23T18:00"' in page.content.decode()


# --- flags ------------------------------------------------------------------------------------------------


def test_both_flags_come_from_how_soon_or_from_safety_and_say_neither():
    calm, today, safety = received(), received(how_soon="today"), received(concerns="safety")
    assert [(row.today, row.clinician_first) for row in (calm, today, safety)] == [
        (False, False),
        (True, True),
        (True, True),
    ]


def test_staff_set_and_clear_flags_and_the_timeline_says_so(client, mine, coordinator, visit_admin):
    client.force_login(coordinator)
    address = reverse("desk:act", args=[mine.reference, "flags"])
    client.post(address, {"today": "on", "version": mine.version})
    page = visit_admin(reverse("desk:queue"), by=coordinator, data={"view": "all"})
    assert "Today" in page.texts(".dup")
    mine.refresh_from_db()
    client.post(address, {"clinician_first": "on", "version": mine.version})
    page = visit_admin(reverse("desk:detail", args=[mine.reference]), by=coordinator)
    for words in ("Flag set: today", "Flag cleared: today", "Flag set: speak to a clinician first"):
        assert words in page.text("main")
    mine.refresh_from_db()
    assert (mine.today, mine.clinician_first) == (False, True)


def test_a_flag_that_stands_already_is_no_change(mine, coordinator):
    with pytest.raises(IllegalMove, match="set like this already"):
        services.set_flags(mine, coordinator, today=False, clinician_first=False)


WAITS: dict[str, tuple[str, Any, dict[str, str]]] = {
    "back to work": ("claimed", services.ask_for_information, {"missing": "member_id"}),
    "back to verifying": ("verifying", services.ask_for_information, {"missing": "member_id"}),
    "back from payer": ("verifying", services.wait_for_payer, {"reason": "call_back"}),
}


def waiting(submission: Submission, name: str, owner: Any) -> Submission:
    """Let a request wait until noon, for what ends with the move of this name."""
    status, wait, why = WAITS[name]
    Submission.objects.filter(pk=submission.pk).update(status=status)
    submission.refresh_from_db()
    return wait(submission, owner, next_at=TEN + 2 * HOUR, **why)


@pytest.mark.parametrize("name", WAITS)
def test_a_wait_that_is_over_asks_for_nothing_again(mine, clock, coordinator, name):
    services.move(waiting(mine, name, coordinator), coordinator, name)
    before = tab(mine)
    clock.shift(3 * HOUR)
    assert before == tab(mine) == (Stage.CALL if name == "back to work" else Stage.VERIFY)
    assert "again at" not in next_action(mine, timezone.now(), services.NO_DEAD_ENDS)


def test_a_reminder_that_was_set_while_something_was_waited_for_outlives_the_wait(mine, coordinator):
    waiting(mine, "back to work", coordinator)
    services.remind(mine, coordinator, next_at=TEN + 4 * HOUR, reason="papers")
    services.move(mine, coordinator, "back to work")
    assert (mine.snoozed_until, mine.reminder) == (TEN + 4 * HOUR, "papers")


@pytest.mark.parametrize("name", ["back to work", "back from payer"])
def test_what_was_given_back_while_it_waited_is_there_to_be_taken(mine, coordinator, lead, name):
    services.release(waiting(mine, name, coordinator), coordinator)
    assert tab(mine) == Stage.CALL
    assert services.take_next(lead) == mine


def a_shorter_promise(submission: Submission, owner: Any) -> None:
    services.remind(submission, owner, next_at=TEN + 9 * HOUR, reason="papers")
    services.change_window(
        submission, dict.fromkeys(("window_from", "window_until"), None) | {"window_days": "any"}
    )


def a_wait_that_ends(submission: Submission, owner: Any) -> None:
    services.ask_for_information(submission, owner, missing="member_id", next_at=TEN + 7 * HOUR)
    services.remind(submission, owner, next_at=TEN + DAY, reason="papers")
    services.move(submission, owner, "back to work")


def a_number_that_is_safe_after_all(submission: Submission, owner: Any) -> None:
    Submission.objects.update(safe_to_call="no", due_first_contact=None)
    submission.refresh_from_db()
    services.remind(submission, owner, next_at=TEN + DAY, reason="papers")
    services.correct(
        submission, owner, seen=0, plain={"safe_to_call": "yes"}, personal={}, plans={}, words={}
    )


@pytest.mark.parametrize("change", [a_shorter_promise, a_wait_that_ends, a_number_that_is_safe_after_all])
def test_no_time_to_come_back_hides_a_first_call_past_its_promise(clock, coordinator, change):
    for weekday in range(7):
        CoverageHours.objects.create(weekday=weekday, opens="08:00", closes="20:00")
    facts_saved()
    in_the_evening = {"window_from": datetime.time(16), "window_until": datetime.time(20)}
    submission = services.claim(received(plain=in_the_evening), coordinator)
    change(submission, coordinator)
    submission.refresh_from_db()
    assert submission.due_first_contact is not None
    assert (submission.snoozed_until, submission.reminder) == (None, "")


@pytest.mark.parametrize("name", WAITS)
def test_a_call_meanwhile_does_not_lose_the_time_at_which_to_ask_again(mine, clock, coordinator, name):
    waiting(mine, name, coordinator)
    services.record_attempt(mine, coordinator, channel="phone", result="no_answer")
    assert tab(mine) == (Stage.PAYER if name == "back from payer" else Stage.PERSON)
    clock.shift(3 * HOUR)
    assert tab(mine) == Stage.DUE
    services.record_attempt(mine, coordinator, channel="phone", result="no_answer")
    assert tab(mine) == Stage.DUE, "Nobody has said when to ask again."


def test_a_call_meanwhile_does_not_lose_a_reminder_of_something_else(mine, coordinator):
    services.remind(mine, coordinator, next_at=TEN + HOUR, reason="papers")
    services.record_attempt(mine, coordinator, channel="phone", result="no_answer")
    assert (mine.snoozed_until, mine.reminder) == (TEN + HOUR, "papers")
    services.remind(mine, coordinator, next_at=TEN + HOUR, reason="call")
    services.record_attempt(mine, coordinator, channel="phone", result="no_answer")
    assert (mine.snoozed_until, mine.reminder) == (None, "")
