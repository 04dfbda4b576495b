"""Being on duty ends by itself: with the shift, at midnight, and after two hours without doing anything."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from admissions.desk.duty import end_of_shift, go_on
from admissions.models import Duty, Outbox
from admissions.notifications import queue_nobody_on_duty, send_due
from alter_site.content.facts.coverage import moment
from alter_site.content.models import CoverageHours
from alter_site.staff.groups import COORDINATOR
from tests.factories import StaffFactory, facts_saved
from tests.support.requests import received

pytestmark = pytest.mark.django_db

FRIDAY = datetime.date(2026, 11, 20)
DAY, HOUR, MINUTE = (datetime.timedelta(**{unit: 1}) for unit in ("days", "hours", "minutes"))
QUEUE = reverse("desk:queue")


@pytest.fixture
def clock():
    with time_machine.travel(moment(FRIDAY, "10:00"), tick=False) as now:
        yield now


def open_from(*hours: tuple[str, str]) -> None:
    for weekday in range(7):
        for opens, closes in hours:
            CoverageHours.objects.create(weekday=weekday, opens=opens, closes=closes)
    facts_saved()


def go_on_duty(client: Any, person: Any) -> None:
    client.force_login(person)
    client.post(reverse("desk:duty"), {"duty": "on"})


def busy_until(client: Any, person: Any, clock: Any, end: datetime.datetime) -> None:
    """Open the queue every hour, as somebody does who works."""
    while timezone.now() + HOUR < end:
        clock.shift(HOUR)
        client.force_login(person)  # a session ends sooner
        assert client.get(QUEUE).status_code == 200
    clock.move_to(end)


def is_on_duty() -> bool:
    return Duty.objects.current(timezone.now()).exists()


def test_duty_ends_with_the_shift(client, clock, coordinator):
    open_from(("08:00", "12:00"), ("13:00", "17:00"))
    go_on_duty(client, coordinator)
    busy_until(client, coordinator, clock, moment(FRIDAY, "17:00") - MINUTE)
    assert is_on_duty(), "a pause is no end"
    clock.shift(MINUTE)
    assert not is_on_duty()


def test_without_hours_duty_ends_at_midnight_at_the_center(client, clock, coordinator):
    go_on_duty(client, coordinator)
    busy_until(client, coordinator, clock, moment(FRIDAY + DAY, "00:00") - MINUTE)
    assert is_on_duty()
    clock.shift(MINUTE)
    assert not is_on_duty()


def test_two_hours_without_doing_anything_end_a_duty(client, clock, coordinator):
    go_on_duty(client, coordinator)
    clock.shift(14 * MINUTE)
    client.get(QUEUE)
    clock.shift(2 * HOUR - MINUTE)
    assert is_on_duty()
    clock.shift(MINUTE)
    assert not is_on_duty()


def test_a_screen_that_refreshes_itself_does_not_keep_somebody_on_duty(client, clock, coordinator):
    go_on_duty(client, coordinator)
    for _ in range(13):
        clock.shift(10 * MINUTE)
        client.force_login(coordinator)
        client.get(QUEUE, headers={"X-Passive": "1"})
    assert not is_on_duty()


def test_a_duty_that_has_ended_is_not_revived_by_working(client, clock, coordinator, visit_admin):
    go_on_duty(client, coordinator)
    clock.shift(3 * HOUR)
    page = visit_admin(QUEUE, by=coordinator)
    assert "You are off duty." in page.text(".duty")
    assert "Nobody is on duty." in page.text("[data-refresh]")
    go_on_duty(client, coordinator)
    page = visit_admin(QUEUE, by=coordinator)
    assert "You are on duty until" in page.text(".duty")


def test_duty_of_friday_has_ended_by_monday(client, clock, coordinator, lead):
    go_on_duty(client, coordinator)
    received()
    send_due()
    clock.move_to(moment(FRIDAY + 3 * DAY, "08:00"))
    received()
    send_due()
    assert [message.bcc for message in mail.outbox] == [[coordinator.email], [lead.email]]


def test_the_leads_hear_once_more_when_the_last_on_duty_has_gone(client, clock, coordinator):
    open_from(("08:00", "20:00"))
    told = Outbox.objects.filter(kind=Outbox.Kind.NOBODY_ON_DUTY)
    for _ in range(3):
        queue_nobody_on_duty(timezone.now())
    assert told.count() == 1
    clock.shift(MINUTE)
    go_on_duty(client, coordinator)
    queue_nobody_on_duty(timezone.now())
    assert told.count() == 1
    clock.shift(2 * HOUR)
    for _ in range(3):
        queue_nobody_on_duty(timezone.now())
    assert told.count() == 2


@pytest.mark.parametrize(
    ("hours", "now", "end"),
    [
        ([("08:00", "20:00")], "10:00", "20:00"),
        ([("08:00", "20:00")], "05:00", "20:00"),  # before the shift
        ([("08:00", "20:00")], "21:00", "24:00"),  # after it
        ([("08:00", "11:00"), ("14:00", "20:00")], "10:00", "11:00"),  # two shifts
        ([("20:00", "04:00")], "21:00", "24:00"),
        ([("20:00", "04:00")], "01:00", "04:00"),
        ([("00:00", "00:00")], "10:00", "24:00"),  # around the clock
        ([], "10:00", "24:00"),
    ],
)
def test_the_end_of_a_shift_is_that_of_the_hours_and_at_the_latest_midnight(hours, now, end):
    open_from(*hours)
    ends = moment(FRIDAY + DAY, "00:00") if end == "24:00" else moment(FRIDAY, end)
    assert end_of_shift(moment(FRIDAY, now)) == ends


def test_midnight_is_the_centers_on_the_night_the_clocks_change():
    sunday = datetime.date(2026, 11, 1)
    assert end_of_shift(moment(sunday, "00:30")) - moment(sunday, "00:30") == 24.5 * HOUR


def test_who_is_on_duty_is_seen_by_all_and_who_has_left_is_not(client, clock, coordinator, visit_admin):
    go_on_duty(client, coordinator)
    gone = StaffFactory(group=COORDINATOR, is_active=False)
    go_on(gone, timezone.now())
    page = visit_admin(QUEUE, by=coordinator)
    assert str(coordinator) in page.text("[data-refresh] .small")
    assert str(gone) not in page.text("[data-refresh] .small")
