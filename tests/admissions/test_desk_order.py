"""One order of requests: the list and *Take next* agree, on either database, for whatever is in it."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from admissions import services
from admissions.choices import Status
from admissions.desk.queue import VIEWS, page
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
@examples(20)
def test_the_list_and_take_next_have_one_order(rows):
    with undone():
        actor = StaffFactory(group=COORDINATOR)
        expected = in_order(stored(rows))
        assert [view for view in ("all", "unclaimed") if listed(actor, view) != expected] == []
        ready = [row for row in expected if row.snoozed_until is None]
        taken = [services.take_next(actor) for _ in range(len(ready) + 1)]
        assert taken == [*ready, None]
        assert listed(actor, "mine") == ready


def test_a_request_without_a_clock_is_last_in_every_view(coordinator):
    for view in VIEWS:
        with undone():
            without, late = stored([(None, 0, False), (0, 3, False)])
            status = {"person": Status.NEEDS_INFO, "mine": Status.CLAIMED}
            if view in status:
                Submission.objects.update(status=status[view], owner=coordinator)
            with_clock = [late] if view == "late" else [late, without]
            if view == "late":
                Submission.objects.update(due_first_contact=BEGINNING - 60 * 24 * 365 * MINUTE)
                Submission.objects.filter(pk=without.pk).update(due_first_contact=None)
            assert listed(coordinator, view) == with_clock, view
