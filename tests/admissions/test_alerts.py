"""What the leads hear of promises, what is wanted against what is possible, and the one message at night."""

from __future__ import annotations

import datetime

import pytest
import time_machine
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from admissions import notifications, services
from admissions.alerts import alert_leads
from admissions.contact_plan import ContactPlan
from admissions.desk.duty import go_on
from admissions.desk.queue.wanted import wanted
from admissions.models import Outbox, Submission
from admissions.promise import half_way, promise
from alter_site.content.facts.coverage import ZONE, Coverage, Hours, moment
from alter_site.content.models import CoverageHours
from alter_site.content.printed_time import NO_BREAK_SPACE
from alter_site.staff.groups import COORDINATOR, PRIVACY_OFFICER
from tests.factories import StaffFactory, facts_saved
from tests.support.requests import TOLD, received

pytestmark = pytest.mark.django_db

MONDAY = datetime.date(2026, 11, 23)
MINUTE, HOUR, DAY = (datetime.timedelta(**{unit: 1}) for unit in ("minutes", "hours", "days"))
DESK = Coverage(tuple(Hours(day, "08:00", "20:00") for day in ("Monday", "Tuesday", "Wednesday")))
ANY = ContactPlan("phone", "no", "any", None, None, ZONE)
EVENING = ContactPlan("phone", "no", "any", datetime.time(17), datetime.time(21), ZONE)


@pytest.fixture
def clock():
    with time_machine.travel(moment(MONDAY, "10:00"), tick=False) as traveller:
        yield traveller


@pytest.fixture
def hours(db):
    CoverageHours.objects.bulk_create(
        CoverageHours(weekday=weekday, opens="08:00", closes="20:00") for weekday in range(7)
    )
    facts_saved()


def told() -> list[str]:
    """Let the worker come by, and return what it queued of promises."""
    services.settle(timezone.now())
    alert_leads(timezone.now())
    return list(
        Outbox.objects.filter(kind__in=[Outbox.Kind.HALF, Outbox.Kind.LATE])
        .order_by("queued_at", "pk")
        .values_list("kind", flat=True)
    )


@pytest.mark.parametrize(
    ("plan", "asked", "half"),
    [
        (ANY, moment(MONDAY, "10:00"), moment(MONDAY, "11:15")),
        (ANY, moment(MONDAY, "19:00"), moment(MONDAY + DAY, "08:15")),  # 60 minutes on Monday, 90 on Tuesday
        (ANY, moment(MONDAY - DAY, "09:00"), moment(MONDAY, "09:15")),
        (EVENING, moment(MONDAY, "10:00"), moment(MONDAY, "18:30")),
        (EVENING, moment(MONDAY, "19:50"), moment(MONDAY + DAY, "18:25")),
    ],
)
def test_half_of_a_promise_is_half_of_the_time_in_which_it_can_be_kept(plan, asked, half):
    due = promise(plan, DESK, asked)
    assert due is not None
    assert half_way(plan, DESK, asked, due) == half


def test_where_no_hours_are_left_half_of_a_promise_is_half_of_all_time():
    ten = moment(MONDAY, "10:00")
    assert half_way(ANY, Coverage(), ten, ten + 2 * HOUR) == ten + HOUR


def test_the_leads_hear_at_half_and_at_all_of_a_promise_and_once_of_each(clock, hours, lead):
    submission = received()
    clock.shift(74 * MINUTE)
    assert told() == []
    clock.shift(MINUTE)
    assert told() == told() == ["half"]
    services.claim(submission, StaffFactory(group=COORDINATOR))  # claimed is not called
    clock.shift(75 * MINUTE)
    assert told() == told() == ["half", "late"]
    notifications.send_due()
    bodies = [message.body for message in mail.outbox if "promised" in message.body or "half" in message.body]
    assert len(bodies) == 2
    assert not [value for value in TOLD for body in bodies if value in body]


def test_an_attempt_silences_the_rest(clock, hours, coordinator):
    services.claim(submission := received(), coordinator)
    clock.shift(80 * MINUTE)
    assert told() == ["half"]
    services.record_attempt(submission, coordinator, channel="phone", result="no_answer")
    clock.shift(3 * HOUR)
    assert told() == ["half"]


def test_of_a_request_that_was_reopened_the_leads_hear_as_of_a_new_one(clock, hours, coordinator, lead):
    submission = services.claim(received(), coordinator)
    clock.shift(5 * HOUR)
    assert told() == ["late"]
    submission.refresh_from_db()
    services.close(submission, coordinator, outcome="declined")
    clock.move_to(moment(MONDAY + 7 * DAY, "10:00"))
    Outbox.objects.all().delete()
    services.reopen(submission, lead, reason="called_back")
    assert told() == []
    clock.shift(75 * MINUTE)
    assert told() == ["half"]
    clock.shift(76 * MINUTE)
    assert told() == ["half", "late"]


def test_what_was_tried_before_a_reopening_keeps_no_promise_of_it_after_a_merge_either(
    clock, hours, coordinator, lead
):
    submission = services.claim(received(), coordinator)
    services.close(submission, coordinator, outcome="declined")
    other = services.claim(received(), lead)
    services.record_attempt(other, lead, channel="phone", result="no_answer")
    clock.shift(2 * HOUR)
    services.reopen(submission, lead, reason="called_back")
    due = submission.due_first_contact
    services.merge(submission, other, lead, seen=0, seen_other=0, personal={}, plans={}, words={})
    submission.refresh_from_db()
    assert submission.first_attempt_at is None
    assert submission.due_first_contact == due


def test_of_a_promise_made_anew_for_other_hours_the_leads_hear_when_it_is_over(clock, hours):
    submission = received()
    clock.shift(5 * HOUR)
    assert told() == ["late"]
    Outbox.objects.all().delete()
    evening = {"window_days": "any", "window_from": datetime.time(17), "window_until": datetime.time(18)}
    services.change_window(submission, evening)
    assert told() == []
    clock.move_to(moment(MONDAY, "18:01"))
    assert told() == ["late"]


def test_a_promise_made_anew_while_the_worker_tells_of_others_is_not_called_over(clock, hours, monkeypatch):
    received()
    clock.shift(MINUTE)
    later = received()
    clock.shift(5 * HOUR)
    evening = {"window_days": "any", "window_from": datetime.time(17), "window_until": datetime.time(18)}
    queue = notifications.queue

    def meanwhile(*notice):
        monkeypatch.setattr(notifications, "queue", queue)
        services.change_window(later, evening)
        queue(*notice)

    monkeypatch.setattr(notifications, "queue", meanwhile)
    assert told() == ["late"]
    clock.move_to(moment(MONDAY, "18:01"))
    assert told() == ["late", "late"]


def test_of_a_promise_that_is_over_only_the_end_is_told(clock, hours):
    received()
    clock.shift(5 * HOUR)
    assert told() == told() == ["late"]


def test_overnight_there_is_one_message_a_quarter_hour_with_the_count(clock, hours, lead):
    clock.move_to(moment(MONDAY, "23:00"))
    received()
    notifications.send_due()
    for _ in range(14):
        clock.shift(MINUTE)
        received()
        notifications.send_due()
    assert [message.subject for message in mail.outbox] == ["1 notice from the admissions desk"]
    clock.shift(MINUTE)
    notifications.send_due()
    assert mail.outbox[1].subject == "14 notices from the admissions desk"
    assert "New request: 14" in mail.outbox[1].body
    assert notifications.all_leave_in_time()
    assert not Outbox.objects.filter(sent_at=None).exists()
    clock.move_to(moment(MONDAY + DAY, "09:00"))
    received()
    notifications.send_due()
    assert mail.outbox[2].subject.startswith("New request ")


def test_overnight_whoever_was_given_a_request_or_has_it_is_told_as_by_day(clock, hours, lead):
    kim, pat = StaffFactory(group=COORDINATOR), StaffFactory(group=COORDINATOR)
    given, changed = received(), services.claim(received(), pat)
    Outbox.objects.all().delete()
    clock.move_to(moment(MONDAY, "23:00"))
    received()
    services.assign(given, lead, to=kim, word="first_thing")
    services.stop_contact(changed)
    notifications.send_due()
    told = {tuple(message.bcc): message.body.splitlines()[0] for message in mail.outbox}
    assert told == {
        (lead.email,): "New request: 1",
        (kim.email,): "Given to somebody: 1",
        (pat.email,): "The person changed something: 1",
    }


def test_overnight_a_break_of_the_glass_leads_the_privacy_officer_to_a_page_that_is_open_to_them(
    clock, hours, coordinator
):
    StaffFactory(group=PRIVACY_OFFICER)
    clock.move_to(moment(MONDAY, "23:00"))
    submission = services.claim(received(), StaffFactory(group=COORDINATOR))
    services.break_glass(coordinator, submission.reference, reason="They stand on a bridge")
    notifications.send_due()
    assert reverse("desk:breaks") in mail.outbox[0].body
    waiting = Outbox.objects.filter(sent_at=None)
    assert [notice.kind for notice in waiting] == ["new"], "There is no lead to hear of it yet."


def test_nobody_waits_for_the_notice_of_a_request_that_was_given_back_at_once(clock, hours, lead):
    kim = StaffFactory(group=COORDINATOR)
    submission = services.assign(received(), lead, to=kim, word="first_thing")
    services.release(submission, kim)
    notifications.send_due()
    clock.shift(HOUR)
    notifications.send_due()
    assert [message.subject for message in mail.outbox] == [f"New request {submission.reference}"]
    assert notifications.all_leave_in_time()
    assert not notifications.unsent(timezone.now())


def test_what_is_wanted_is_said_against_what_is_possible(clock, coordinator, visit_admin):
    now = timezone.now()
    assert wanted(1, now) is None
    for number in range(12):
        Submission.objects.filter(pk=received().pk).update(due_first_contact=now + (number + 1) * 10 * MINUTE)
    words = {people: wanted(people, now) for people in (0, 1, 2)}
    said = {people: found and found.words.replace(NO_BREAK_SPACE, " ") for people, found in words.items()}
    assert said == {
        0: "12 promised by 12:00 pm, nobody on duty: 0 can be reached by then",
        1: "12 promised by 12:00 pm, one person on duty: 8 can be reached by then",
        2: "12 promised by 12:00 pm, 2 people on duty",
    }
    go_on(coordinator, now)
    page = visit_admin(reverse("desk:queue"), by=coordinator)
    assert "12 promised by 12:00 pm, one person on duty" in page.text(".wanted")
    assert page.text("title").startswith("Call now (12) · Queue")
