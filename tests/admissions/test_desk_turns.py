"""What can be done with a request now: one tab for each, right at every moment, and as *Take next* has it."""

from __future__ import annotations

import datetime
import random
from calendar import day_name
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from admissions import services
from admissions.choices import AttemptResult, Days, Stage, Status
from admissions.contact_plan import ZONES, ContactPlan
from admissions.desk.queue.open_requests import VIEWS, counted, page
from admissions.models import Submission
from admissions.promise import promise
from admissions.services import turns
from admissions.services.claims import untouched
from alter_site.content.facts.coverage import Coverage, Hours, moment
from alter_site.staff.groups import BENEFITS_VERIFIER, COORDINATOR, LEAD
from tests.factories import StaffFactory
from tests.support.fuzzing import examples
from tests.support.requests import received
from tests.support.undone import undone

pytestmark = pytest.mark.django_db

MONDAY = datetime.date(2026, 11, 23)
MINUTE, HOUR, DAY = (datetime.timedelta(**{unit: 1}) for unit in ("minutes", "hours", "days"))
DESK = Coverage(tuple(Hours(day, "08:00", "20:00") for day in day_name[:5]))
ANY_TIME = (None, None, "America/Denver", Days.ANY)
OPEN = [status for status in Status if status != Status.CLOSED]

CLOCK = st.none() | st.integers(0, 23).map(datetime.time)
PLANS = st.tuples(CLOCK, CLOCK, st.sampled_from(sorted(ZONES)), st.sampled_from(Days.values))
# A Monday before the desk opens, the night that skips an hour, and the one in which it comes twice.
NIGHTS = st.sampled_from(
    [
        moment(MONDAY, "08:02"),
        datetime.datetime(2027, 3, 14, 9, 30, tzinfo=datetime.UTC),
        datetime.datetime(2026, 11, 1, 7, 30, tzinfo=datetime.UTC),
    ]
)
TIMES = st.none() | st.integers(-3, 30).map(lambda hours: hours * HOUR)
ROWS = st.lists(
    st.tuples(PLANS, st.sampled_from(OPEN), TIMES, TIMES, st.booleans(), st.booleans()),
    min_size=1,
    max_size=6,
)


@pytest.fixture
def verifier(db):
    return StaffFactory(group=BENEFITS_VERIFIER)


def made(rows: list[Any], now: datetime.datetime, owner: Any = None) -> list[Submission]:
    """Return requests as described, not stored."""
    return [
        Submission(
            reference=f"{number:03}-00000",
            relation="self",
            status=status,
            owner=None if status == Status.RECEIVED else owner,
            received_at=now - 5 * HOUR,
            window_from=opens if opens != closes else None,
            window_until=closes if opens != closes else None,
            time_zone=zone,
            window_days=days,
            due_first_contact=None if due is None else now + due,
            snoozed_until=None if back is None else now + back,
            first_attempt_at=now - HOUR if is_tried else None,
            first_live_at=now - HOUR if is_live else None,
        )
        for number, ((opens, closes, zone, days), status, due, back, is_tried, is_live) in enumerate(rows)
    ]


def stored(rows: list[Any], now: datetime.datetime, owner: Any = None) -> list[Submission]:
    return Submission.objects.bulk_create(made(rows, now, owner))


def is_put_off(row: Submission, now: datetime.datetime) -> bool:
    return row.snoozed_until is not None and row.snoozed_until > now


def in_tab(stage: Stage) -> list[Submission]:
    services.settle(timezone.now())
    return list(VIEWS[stage].rows(None))


@given(rows=ROWS, now=NIGHTS, step=st.integers(0, 60 * 40))
@examples(50)
def test_a_turn_is_right_until_it_says_that_it_no_longer_is(rows, now, step):
    later = now + step * MINUTE
    for row in made(rows, now):
        turn = turns.turn_of(row, now)
        assert now < turn.holds_until
        if later < turn.holds_until:
            assert turns.turn_of(row, later) == turn
        turn = turns.turn_of(row, later)
        is_open = ContactPlan.of(row).is_open(later)
        assert turn.stage != Stage.CALL or is_open
        assert turn.stage != Stage.LATER or is_put_off(row, later) or not is_open
        assert (turn.opens_at > later) == (turn.stage == Stage.LATER) or turn.stage in {
            Stage.DECISION,
            Stage.PERSON,
            Stage.PAYER,
        }


def test_every_open_request_is_in_exactly_one_tab_whenever_it_is_looked_at(coordinator):
    chance = random.Random(4)  # noqa: S311
    clocks = [None, *map(datetime.time, (0, 6, 9, 17, 21))]
    now = moment(MONDAY, "08:02")

    def row() -> Any:
        opens, closes = chance.choices(clocks, k=2)
        plan = (opens, closes, chance.choice([*ZONES]), chance.choice(Days.values))
        times = chance.choices([None, *(hours * HOUR for hours in range(-3, 10))], k=2)
        return (plan, chance.choice(OPEN), *times, chance.random() < 0.5, chance.random() < 0.5)

    with time_machine.travel(now, tick=False) as clock:
        requests = stored([row() for _ in range(120)], now, coordinator)
        for _ in range(4):
            services.settle(timezone.now())
            seen = list(Submission.objects.open())
            assert {(row.pk, row.stage) for row in seen} == {
                (row.pk, turns.turn_of(row, timezone.now()).stage) for row in requests
            }
            found = [row.pk for stage in Stage for row in VIEWS[stage].rows(coordinator)]
            assert sorted(found) == sorted(row.pk for row in requests)
            clock.shift(3 * HOUR)
        assert sum(int(count) for view, count in counted(coordinator).items() if view.is_stage) == len(
            requests
        )


@given(rows=ROWS, now=NIGHTS, step=st.integers(0, 60))
@examples(3)
def test_take_next_takes_in_the_order_of_the_list_and_first_who_may_be_reached(rows, now, step):
    with undone(), time_machine.travel(now, tick=False) as clock:
        actor = StaffFactory(group=COORDINATOR)
        stored([(plan, Status.RECEIVED, *rest) for plan, _, *rest in rows], now)
        services.settle(now)
        clock.shift(step * HOUR / 2)
        looked = timezone.now()
        listed = [row.submission for row in page(actor, "unclaimed", 1, looked)[0]]
        ready = [row for row in listed if not is_put_off(row, looked)]
        welcome = [ContactPlan.of(row).is_open(looked) for row in ready]
        assert welcome == sorted(welcome, reverse=True)
        assert [services.take_next(actor) for _ in range(len(ready) + 1)] == [*ready, None]


def test_whoever_was_spoken_to_before_a_reopening_is_called_first(coordinator, lead):
    submission = services.claim(received(), coordinator)
    services.record_attempt(submission, coordinator, channel="phone", result="spoke")
    services.close(submission, coordinator, outcome="declined")
    services.reopen(submission, lead, reason="called_back")
    Submission.objects.update(due_first_contact=timezone.now() + HOUR)
    assert turns.settle(timezone.now()) == 1
    assert Submission.objects.get().stage == Stage.CALL


def test_a_promise_that_was_kept_is_taken_after_those_that_run(coordinator):
    kept = services.claim(received(), coordinator)
    services.record_attempt(kept, coordinator, channel="phone", result="spoke")
    services.release(kept, coordinator)
    Submission.objects.filter(pk=kept.pk).update(due_first_contact=timezone.now() - HOUR)
    waiting = received()
    Submission.objects.filter(pk=waiting.pk).update(due_first_contact=timezone.now() + HOUR)
    assert [services.take_next(coordinator) for _ in range(2)] == [waiting, kept]


def test_a_wait_that_is_not_put_off_any_more_is_due_now(coordinator):
    submission = services.claim(received(), coordinator)
    services.ask_for_information(submission, coordinator, missing="member_id", next_at=timezone.now() + DAY)
    services.snooze(submission, coordinator, step="back")
    turns.settle(timezone.now())
    assert Submission.objects.get().stage == Stage.DUE


def test_on_monday_morning_nobody_is_offered_who_may_not_be_called_while_somebody_may(coordinator):
    now = moment(MONDAY, "08:02")
    zones = sorted(ZONES)[:6]
    hours = [(None, None), (datetime.time(9), datetime.time(17)), (datetime.time(17), datetime.time(21))]
    with time_machine.travel(now, tick=False):
        rows = []
        for number in range(40):
            zone, (opens, closes) = zones[number % 6], hours[number % 3]
            plan = ContactPlan("phone", "no", Days.ANY, opens, closes, ZoneInfo(zone))
            due = promise(plan, DESK, moment(MONDAY - 2 * DAY, "22:00") + number * 40 * MINUTE)
            theirs = (opens, closes, zone, Days.ANY)
            rows.append((theirs, Status.RECEIVED, None if due is None else due - now, None, False, False))
        stored(rows, now)
        order = [services.take_next(coordinator) for _ in range(40)]
        welcome = [ContactPlan.of(row).is_open(now) for row in order if row is not None]
        assert len(welcome) == 40
        assert 10 < sum(welcome) < 40
        assert welcome == sorted(welcome, reverse=True)
        promised = [row.due_first_contact for row in order[: sum(welcome)] if row and row.due_first_contact]
        assert promised == sorted(promised)


def test_whoever_declined_or_has_a_wrong_number_is_not_among_those_to_call(coordinator):
    with time_machine.travel(moment(MONDAY, "10:00"), tick=False) as clock:
        submission = received()
        Submission.objects.update(due_first_contact=timezone.now() + HOUR)
        services.claim(submission, coordinator)
        for result in (AttemptResult.WRONG_NUMBER, AttemptResult.DECLINED):
            services.record_attempt(submission, coordinator, channel="phone", result=result)
            assert in_tab(Stage.DECISION) == [submission]
            clock.shift(MINUTE)
            services.set_ways(submission, coordinator, phone="212 555 0188")
            assert in_tab(Stage.CALL) == [submission]
            clock.shift(MINUTE)


def test_a_change_at_the_same_moment_is_not_lost(coordinator):
    submission = received()
    now = timezone.now()
    services.settle(now)
    submission.refresh_from_db()
    assert submission.holds_until > now
    Submission.objects.filter(pk=submission.pk).update(channel="email")
    assert turns.stale(now).get() == submission
    services.settle(now)
    submission.save(update_fields=["locale"])
    assert turns.stale(now).get() == submission


def test_what_one_reader_does_not_sort_the_worker_does(monkeypatch):
    monkeypatch.setattr(turns, "BATCH", 2)
    for _ in range(5):
        received()
    now = timezone.now()
    assert turns.settle(now, at_most=3) == 4
    assert turns.settle(now) == 1
    assert turns.settle(now) == 0


def test_an_unsorted_row_is_never_taken(coordinator, monkeypatch):
    received()
    monkeypatch.setattr(turns, "settle", lambda now: 0)
    assert services.take_next(coordinator) is None


def test_the_first_screen_shows_what_somebody_can_do(coordinator, verifier, visit_admin):
    submission = received()
    Submission.objects.update(due_first_contact=timezone.now() + HOUR)

    def current(person):
        page = visit_admin(reverse("desk:queue"), by=person)
        return page.text(".desk-tabs [aria-current=page]").split(" ")[:2]

    assert current(coordinator)[0] == "Call"
    assert current(verifier)[0] == "All"
    Submission.objects.filter(pk=submission.pk).update(status=Status.VERIFYING, owner=coordinator)
    assert current(verifier) == ["To", "verify"]


def test_what_has_ended_is_listed_for_whoever_may_open_it(coordinator, lead, visit_admin):
    first, last = received(), received()
    for submission in (first, last):
        services.close(submission, lead, outcome="invalid")
    page = visit_admin(reverse("desk:queue"), by=lead, data={"view": "closed"})
    assert page.texts(".ref") == [last.reference, first.reference]
    page = visit_admin(reverse("desk:queue"), by=coordinator, data={"view": "closed"})
    assert not page.all("a[href='?view=closed']")
    assert first.reference not in page.html


@time_machine.travel("2026-11-23 20:00:00+00:00", tick=False)  # a session is written every few seconds
@pytest.mark.parametrize("group", [COORDINATOR, LEAD])
def test_the_queue_takes_as_many_queries_with_many_as_with_few(client, group):
    client.force_login(StaffFactory(group=group))
    views = ["call", "unclaimed", "all"]

    def cost(view: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(reverse("desk:queue"), {"view": view}).status_code == 200
        return len(queries)

    def fill(number: int) -> None:
        rows = [(ANY_TIME, OPEN[place % len(OPEN)], HOUR, None, False, False) for place in range(number)]
        stored(rows, timezone.now())
        services.settle(timezone.now())

    with time_machine.travel(timezone.now(), tick=False):  # a session is written to every five seconds
        fill(len(OPEN))
        few = {view: cost(view) for view in views}
        Submission.objects.all().delete()
        fill(120)
        assert {view: cost(view) for view in views} == few


@pytest.mark.skipif(connection.vendor != "sqlite", reason="Each database explains itself in its own words.")
@pytest.mark.parametrize(
    ("rows", "index"),
    [
        *((VIEWS[stage].order(VIEWS[stage].rows(None)), "open_by_stage (stage=?)") for stage in Stage),
        (VIEWS["closed"].order(VIEWS["closed"].rows(None)), "USING INDEX admissions_closed_last_first"),
        (turns.stale(moment(MONDAY, "08:00")), "admissions_to_sort (holds_until<?)"),
        (untouched().filter(owner=1).by_promise(), "admissions_open_by_owner (owner_id=?)"),
    ],
)
def test_what_is_read_is_read_along_an_index_in_its_order(rows, index):
    explained = rows[:41].explain()
    assert index in explained
    if "stage" in index or "closed" in index:
        assert "TEMP B-TREE" not in explained, "the whole tab would be sorted for its first page"
