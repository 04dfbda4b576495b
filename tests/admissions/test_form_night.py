"""Somebody who cannot wait, on a Friday night: 988 first, and the next hours in which anybody can call."""

from __future__ import annotations

import datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine

from admissions import slots
from admissions.contact_plan import ContactPlan
from admissions.models import Submission
from alter_site.content.facts.coverage import ZONE, Coverage, Hours, Span, moment
from alter_site.content.models import CoverageHours
from tests.factories import facts_saved
from tests.support.document import Document
from tests.support.requests import received
from tests.support.visitor import Visitor, step_of

pytestmark = pytest.mark.django_db

FRIDAY = datetime.date(2026, 11, 27)
NIGHT = moment(FRIDAY, "20:12")
WEEK = Coverage(
    (
        *(Hours(day, "09:00", "20:00") for day in ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")),
        Hours("Saturday", "09:00", "14:30"),
    )
)
AT_ONCE = {"window_days": "any", "window_from": "", "window_until": ""}


@pytest.fixture(autouse=True)
def _coverage():
    for weekday in range(5):
        CoverageHours.objects.create(weekday=weekday, opens="09:00", closes="20:00")
    CoverageHours.objects.create(weekday=5, opens="09:00", closes="14:30")
    facts_saved()


@pytest.fixture(autouse=True)
def _friday_night():
    with time_machine.travel(NIGHT, tick=False):
        yield


@pytest.fixture
def visitor() -> Visitor:
    return Visitor()


# --- the confirmation -----------------------------------------------------------------------------------


@pytest.mark.parametrize("said", [{"concerns": ["safety"]}, {"how_soon": "today"}], ids=["suicide", "today"])
def test_whoever_cannot_wait_sees_988_first_and_the_first_time_somebody_can_call(visitor, said):
    visitor.walk(help=said, times={**AT_ONCE, "window_from": "18:00", "window_until": "20:00"})
    page = visitor.send()
    main = page.text("main")
    assert main.index("988") < main.index("We have your request") < main.index("Monday")
    assert "Until we call:" in main
    assert "Saturday, 9:00 to 11:00 am Pacific time: call us then" in page.text(".sent")
    assert "Until we call:" in visitor.get("/request/done/").text("main")


def test_whoever_can_wait_is_told_the_promise_and_nothing_before_it(visitor):
    visitor.walk(times=AT_ONCE)
    page = visitor.send()
    assert page.text("main").startswith("We have your request")
    assert "before 11:30 am Pacific time on Saturday" in page.text(".sent")


# --- question 3 -------------------------------------------------------------------------------------------


def offered(page: Document) -> list[str]:
    return [
        label.text() for label in page.all("label") if label.attributes.get("for", "").startswith("id_slot")
    ]


def test_the_times_offered_are_those_in_which_somebody_can_call(visitor):
    assert offered(visitor.get("/request/contact/?way=short")) == [
        "As soon as you can. First: Saturday, 9:00 to 11:00 am Pacific time",
        "Saturday, 11:00 am to 1:00 pm Pacific time",
        "Saturday, 1:00 to 2:30 pm Pacific time",
        "Monday, 9:00 to 11:00 am Pacific time",
        "Other days or hours. The next page asks which",
    ]


def test_no_time_of_another_day_is_offered_that_would_have_them_called_today(visitor):
    """Hours are kept without a date: on Tuesday at 4:41 pm, Wednesday from 3 to 5 would begin at once."""
    CoverageHours.objects.filter(weekday=5).delete()
    CoverageHours.objects.update(closes="17:30")
    facts_saved()
    with time_machine.travel(moment(FRIDAY, "16:41") + datetime.timedelta(days=4), tick=False):
        assert offered(visitor.get("/request/contact/?way=short"))[1:-1] == [
            "Wednesday, 11:00 am to 1:00 pm Pacific time",
            "Wednesday, 1:00 to 3:00 pm Pacific time",
        ]
        visitor.walk("short", until="times")
        page = visitor.answer("times", window_days="any", window_from="18:00", window_until="19:00")
        assert "The nearest is Wednesday, 1:00 to 3:00 pm" in page.text(".error")


def second_slot(visitor: Visitor) -> str:
    page = visitor.get("/request/contact/?way=short")
    return page.one("#id_slot_1").attributes["value"] or ""


def test_a_slot_becomes_hours_in_the_persons_time_zone(visitor):
    contact = {"slot": second_slot(visitor), "time_zone": "America/New_York"}
    page = visitor.walk("short", contact=contact)
    assert "Saturday, 11:00 am to 1:00 pm Pacific time" in page.text("main")
    visitor.send()
    submission = Submission.objects.get()
    assert (submission.window_days, submission.time_zone) == ("weekends", "America/New_York")
    assert f"{submission.window_from:%H:%M} {submission.window_until:%H:%M}" == "14:00 16:00"
    assert submission.due_first_contact == moment(FRIDAY + datetime.timedelta(days=1), "13:00")


def test_a_slot_that_has_passed_is_asked_for_again(visitor):
    visitor.walk("short", contact={"slot": second_slot(visitor)})
    words = visitor.post("/request/save/").text(".reference")
    with time_machine.travel(NIGHT + datetime.timedelta(days=2)):
        visitor.post("/request/resume/", words=words)
        page = visitor.get("/request/check/")
    assert step_of(page) == "contact"
    assert "This time has passed." in page.text(".error")


@pytest.mark.parametrize("slot", ["x", "202611281700-202611281900x", "0" * 12 + "-" + "9" * 12, "٢" * 12])
def test_a_slot_outside_coverage_is_refused(visitor, slot):
    assert step_of(visitor.answer("contact", way="short", slot=slot)) == "contact"


OWN = {"window_days": "any", "window_from": "21:00", "window_until": "22:00"}


def test_hours_outside_coverage_are_reported_at_once_with_the_nearest_slot(visitor):
    visitor.walk("short", until="times")
    page = visitor.answer("times", **OWN)
    assert "Nobody is here at these times. The nearest is Monday, 7:00 to 8:00 pm" in page.text(".error")
    assert page.one("[name=window_from] [selected]").attributes["value"] == "21:00"
    assert step_of(visitor.answer("times", **OWN, keep_window="on")) == "safety"
    visitor.walk("short", times={**OWN, "keep_window": "on"})
    visitor.send()
    assert Submission.objects.get().due_first_contact is None


def test_the_nearest_slot_is_taken_with_one_tick(visitor):
    visitor.walk("short", until="times")
    box = visitor.answer("times", **OWN).one("[name=nearest]")
    assert step_of(visitor.answer("times", **OWN, nearest=box.attributes["value"])) == "safety"
    page = visitor.walk("short", times={**OWN, "nearest": box.attributes["value"]})
    assert "Monday, 7:00 to 8:00 pm Pacific time" in page.text("main")
    assert "9 pm" not in page.text("main")
    visitor.send()
    submission = Submission.objects.get()
    assert (submission.window_days, submission.due_first_contact is None) == ("weekdays", False)


@pytest.mark.parametrize("slot", ["x", "202001011700-202001011900", "0" * 12 + "-" + "9" * 12])
def test_a_nearest_slot_that_is_none_of_ours_is_refused(visitor, slot):
    visitor.walk("short", until="times")
    visitor.answer("times", **OWN)
    assert step_of(visitor.answer("times", **OWN, nearest=slot)) == "times"


def test_without_coverage_hours_no_time_is_offered_and_none_refused(visitor):
    CoverageHours.objects.all().delete()
    facts_saved()
    assert offered(visitor.get("/request/contact/?way=short"))[0] == "As soon as you can"
    visitor.walk("short", until="times")
    assert step_of(visitor.answer("times", **OWN)) == "safety"


@pytest.mark.parametrize(
    ("hours", "found"),
    [
        (("06:00", "08:00"), "09:00 11:00"),
        (("21:00", "23:00"), "19:00 20:00"),
        (("12:00", "13:00"), "11:00 13:00"),
    ],
)
def test_the_nearest_time_is_the_one_closest_to_theirs(hours, found):
    opens, closes = (datetime.time.fromisoformat(hour) for hour in hours)
    plan = ContactPlan("phone", "no", "weekdays", opens, closes, ZONE)
    slot = slots.nearest(plan, WEEK, NIGHT)
    assert f"{slot.start.astimezone(ZONE):%H:%M} {slot.end.astimezone(ZONE):%H:%M}" == found


# --- the desk ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "is_first"),
    [
        ({"concerns": "Anxiety or panic\nThoughts of suicide or self-harm"}, True),
        ({"how_soon": "Today or tomorrow"}, True),
        ({"concerns": "Anxiety or panic", "how_soon": "This week"}, False),
    ],
)
def test_the_desk_sees_that_a_clinician_speaks_first_and_never_why(client, coordinator, said, is_first):
    submission = received(**said)
    assert submission.clinician_first == is_first
    client.force_login(coordinator)
    for path in ("/admin/desk/", f"/admin/desk/{submission.reference}/"):
        page = Document(client.get(path, follow=True))
        assert ("Speak to a clinician first" in page.text()) == is_first
        assert "suicide" not in page.text("main").casefold()
        assert "Today or tomorrow" not in page.text("main")


def test_hours_that_never_meet_ours_need_a_decision_at_the_desk(client, coordinator):
    received(plain={"window_from": datetime.time(21), "window_until": datetime.time(22)})
    client.force_login(coordinator)
    assert "Needs a decision" in Document(client.get("/admin/desk/", follow=True)).text("main")


def test_a_slot_in_the_repeated_autumn_hour_does_not_become_the_whole_day():
    saturday = datetime.date(2026, 10, 31)
    slot = Span(moment(saturday, "22:00"), moment(saturday, "23:00"))  # 1:00 to 1:00 am in New York
    days, start, end = slots.window(slot, ZoneInfo("America/New_York"))
    assert (days, start, end) == ("weekends", datetime.time(1), datetime.time(2))
