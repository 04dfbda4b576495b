"""One order of requests: the list and *Take next* agree, on either database, for whatever is in it."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
import time_machine
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from admissions import services
from admissions.choices import Days, Status
from admissions.contact_plan import ZONES, ContactPlan
from admissions.desk.queue.open_requests import PAGE, page
from admissions.models import Submission
from alter_site.staff.groups import COORDINATOR
from tests.factories import StaffFactory
from tests.support.fuzzing import examples
from tests.support.undone import undone

pytestmark = pytest.mark.django_db

BEGINNING = datetime.datetime(2026, 11, 23, 20, tzinfo=datetime.UTC)
MINUTE = datetime.timedelta(minutes=1)
# Few values, so that many are alike and many have no promise at all.
MINUTES = st.integers(0, 3)
ROWS = st.lists(st.tuples(st.none() | MINUTES, MINUTES, st.booleans()), min_size=1, max_size=8)


def stored(rows: list[tuple[int | None, int, bool]]) -> list[Submission]:
    """Store requests that wait: each by its promise, its arrival, and whether it is put off until later."""
    return Submission.objects.bulk_create(
        Submission(
            reference=f"{number:03}-00000",
            relation="self",
            due_first_contact=None if due is None else BEGINNING + due * MINUTE,
            received_at=BEGINNING + arrived * MINUTE,
            snoozed_until=timezone.now() + 60 * MINUTE if is_put_off else None,
        )
        for number, (due, arrived, is_put_off) in enumerate(rows)
    )


def in_order(submissions: list[Submission]) -> list[Submission]:
    """Sort them without a database: no promise is last, and of two alike the lower key is first."""
    return sorted(
        submissions,
        key=lambda row: (
            row.due_first_contact is None,
            row.due_first_contact or BEGINNING,
            row.received_at,
            row.pk.hex,
        ),
    )


def listed(actor: Any, view: str) -> list[Submission]:
    return [row.submission for row in page(actor, view, 1, timezone.now())[0]]


@given(rows=ROWS)
@examples(10)
def test_the_list_and_take_next_have_one_order(rows):
    with undone():
        actor = StaffFactory(group=COORDINATOR)
        expected = in_order(stored(rows))
        assert listed(actor, "all") == expected
        ready = [row for row in expected if row.snoozed_until is None]
        put_off = [row for row in expected if row.snoozed_until is not None]
        assert listed(actor, "unclaimed") == [*ready, *put_off]
        taken = [services.take_next(actor) for _ in range(len(ready) + 1)]
        assert taken == [*ready, None]
        assert listed(actor, "mine") == ready


# A Monday before the desk opens, the night in which an hour is skipped, and the one in which it comes twice.
MOMENTS = st.sampled_from(
    [
        datetime.datetime(2026, 11, 23, 16, 2, tzinfo=datetime.UTC),
        datetime.datetime(2027, 3, 14, 10, 30, tzinfo=datetime.UTC),
        datetime.datetime(2026, 11, 1, 8, 30, tzinfo=datetime.UTC),
    ]
)
HOURS = st.sampled_from([(None, None), (9, 17), (17, 21), (2, 3), (22, 6)])
PLANS = st.lists(
    st.tuples(HOURS, st.sampled_from(sorted(ZONES)), st.sampled_from(Days.values)), min_size=1, max_size=12
)


@given(plans=PLANS, now=MOMENTS)
@examples(5)
def test_nobody_is_taken_who_may_not_be_reached_while_somebody_may(plans, now):
    with undone(), time_machine.travel(now, tick=False):
        actor = StaffFactory(group=COORDINATOR)
        rows = stored([(index % 4, index % 3, False) for index in range(len(plans))])
        for row, ((opens, closes), zone, days) in zip(rows, plans, strict=True):
            row.window_from = None if opens is None else datetime.time(opens)
            row.window_until = None if closes is None else datetime.time(closes)
            row.time_zone, row.window_days = zone, days
        Submission.objects.bulk_update(rows, ["window_from", "window_until", "time_zone", "window_days"])
        order = listed(actor, "unclaimed")
        welcome = [ContactPlan.of(row).is_open(now) for row in order]
        assert welcome == sorted(welcome, reverse=True)
        assert [services.take_next(actor) for _ in order] == order


def test_more_than_a_page_is_listed_once_each(coordinator):
    rows = stored([(None, index % 50, index % 5 == 0) for index in range(PAGE * 2 + 7)])
    pages = [page(coordinator, "unclaimed", number, timezone.now())[0] for number in (1, 2, 3)]
    keys = [row.submission.pk for found in pages for row in found]
    assert len(keys) == len(set(keys)) == len(rows)


IN_STATUS = {
    "verify": Status.VERIFYING,
    "sign": Status.WORKSHEET_READY,
    "payer": Status.PAYER_WAIT,
    "person": Status.NEEDS_INFO,
    "due": Status.SHARED,
    "mine": Status.CLAIMED,
}


def test_a_request_without_a_clock_is_last_in_every_list(coordinator):
    for view in [*IN_STATUS, "unclaimed", "all"]:
        with undone():
            without, late = stored([(None, 0, False), (0, 3, False)])
            if view in IN_STATUS:
                back = timezone.now() + datetime.timedelta(days=1) if view in {"payer", "person"} else None
                Submission.objects.update(status=IN_STATUS[view], owner=coordinator, snoozed_until=back)
            assert listed(coordinator, view) == [late, without], view


def test_a_request_without_a_clock_needs_a_decision_and_is_not_called_late(coordinator):
    without, late = stored([(None, 0, False), (-60 * 24 * 365, 3, False)])
    assert {view: listed(coordinator, view) for view in ("call", "decision", "late")} == {
        "call": [late],
        "decision": [without],
        "late": [late],
    }
