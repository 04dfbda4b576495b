"""Facts from a day on, and what ends when: prepared changes, undone with one press, and warnings in time."""

from __future__ import annotations

import datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.html import strip_tags

from alter_site.content import facts
from alter_site.content.admin.facts import ending
from alter_site.content.editions import scheduled
from alter_site.content.facts import waiting, who_answers
from alter_site.content.models import CoverageException, CoverageHours, FactChange, Insurer, Notice
from alter_site.content.models.fact_change import stored
from alter_site.delivery.readiness import results
from facilities.models import License
from tests.factories import (
    AdministratorFactory,
    FacilityFactory,
    InsurerFactory,
    LicenseFactory,
    committed,
    facts_saved,
)
from tests.support.document import Document
from tests.support.forms import typed
from tests.support.markup import check_admin
from tests.support.screens import screen
from tests.support.together import together

pytestmark = pytest.mark.django_db

PACIFIC = ZoneInfo("America/Los_Angeles")
NOW = datetime.datetime(2026, 12, 1, 10, 0, tzinfo=PACIFIC)
CHRISTMAS = datetime.datetime(2026, 12, 24, tzinfo=PACIFIC)
SECOND = datetime.timedelta(seconds=1)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def hours():
    row = CoverageHours.objects.create(
        weekday=3, opens=datetime.time(9), closes=datetime.time(17), is_demo=False
    )
    facts_saved()
    return row


@pytest.fixture
def send(client, marketer):
    """Send a form; return what is shown then, its markup checked."""
    client.force_login(marketer)

    def sending(address, values):
        with committed():
            document = Document(client.post(address, values, follow=True))
        check_admin(document)
        return document

    return sending


def agree(send, address, asked):
    return send(address, typed(asked, _confirmed=asked.one("button[name=_confirmed]").attributes["value"]))


def perform():
    with committed():
        scheduled.perform_due()


def closes():
    [hours] = facts.current(timezone.now()).coverage_hours
    return hours.closes


def test_hours_change_with_the_first_minute_of_a_day(visit_admin, send, hours, clock):
    address = screen(hours)
    asked = send(address, typed(visit_admin(address), closes="8 pm", starts_on="2026-12-24"))
    assert "Visitors read this from Thursday, December 24, 2026, 12:00 am Pacific" in asked.text(
        "#content-main"
    )
    assert "20:00" in asked.text(".changes ins")
    assert "It holds from its day on" in agree(send, address, asked).text(".messagelist")
    for place in (address, "/admin/content/coveragehours/"):
        assert "December 24" in visit_admin(place).text(".coming")
    assert [entry.what for entry in scheduled.upcoming()] == ["Fact changes"]
    clock.move_to(CHRISTMAS - SECOND)
    perform()
    assert closes() == "17:00"
    clock.move_to(CHRISTMAS)
    perform()
    assert closes() == "20:00"
    assert not visit_admin(address).all(".coming")


def test_the_forms_of_hours_say_that_pages_name_the_days_to_come_beforehand(visit_admin, send, hours, clock):
    add = "/admin/content/coverageexception/add/"
    for address in (screen(hours), add):
        words = visit_admin(address).text(".field-starts_on")
        assert "name the days from then on at once" in words
        assert "nothing changes before" not in words
    values = {"day": "2026-12-25", "note": "Christmas", "starts_on": "2026-12-24"}
    asked = send(add, typed(visit_admin(add), **values))
    assert "name the days from then on at once" in asked.text("#content-main")
    agree(send, add, asked)
    [listed] = facts.current(timezone.now()).coverage_exceptions
    assert listed.day == datetime.date(2026, 12, 25)
    other = visit_admin("/admin/content/insurer/add/").text(".field-starts_on")
    assert "nothing changes before" in other


def test_a_change_that_waits_is_undone_with_one_press(visit_admin, send, hours, clock):
    address = screen(hours)
    agree(send, address, send(address, typed(visit_admin(address), closes="8 pm", starts_on="2026-12-24")))
    undo = visit_admin(address).one('.coming form[action$="/close/"]').attributes["action"]
    assert "Withdrawn" in send(undo, {}).text(".messagelist")
    clock.move_to(CHRISTMAS)
    perform()
    assert closes() == "17:00"


def nobody_until(year, month, day):
    with time_machine.travel(datetime.datetime(year, month, day, 6, tzinfo=PACIFIC), tick=False):
        return who_answers.nobody_until(facts.current(timezone.now()), timezone.now()).words.replace(
            "\xa0", " "
        )


def test_what_is_said_of_a_day_to_come_follows_the_hours_that_hold_by_then(visit_admin, send, hours, clock):
    address = screen(hours)
    agree(send, address, send(address, typed(visit_admin(address), opens="11 am", starts_on="2026-12-24")))
    assert nobody_until(2026, 12, 17) == "Nobody answers until Thursday, December 17, 9:00 am Pacific."
    later = "Nobody answers until Thursday, December 24, 11:00 am Pacific."
    assert nobody_until(2026, 12, 23) == later
    assert nobody_until(2026, 12, 24) == later  # although no worker has done it
    words = render_to_string("blocks/coverage_hours.html", {"facts": facts.current(NOW), "day": NOW.date()})
    assert "9:00 am to 5:00 pm before December 24, 2026, and 11:00 am to 5:00 pm from December 24, 2026" in (
        " ".join(strip_tags(words).split()).replace("\xa0", " ")
    )
    undo = visit_admin(address).one('.coming form[action$="/close/"]').attributes["action"]
    shown = visit_admin(undo.replace("close", "change"))
    assert (shown.text(".changes del"), shown.text(".changes ins")) == (
        "Thursday, 09:00, 17:00",
        "Thursday, 11:00, 17:00",
    )
    send(undo, {})
    assert nobody_until(2026, 12, 23) == "Nobody answers until Thursday, December 24, 9:00 am Pacific."


def test_hours_and_days_of_their_own_that_come_or_go_by_then_are_foreseen(marketer, hours, clock):
    def propose(row, before, after):
        with committed():
            waiting.propose(row, before, after, marketer, CHRISTMAS)

    values = {"weekday": 2, "opens": datetime.time(12), "closes": datetime.time(13), "is_demo": False}
    propose(CoverageHours(**values), None, values)
    assert nobody_until(2026, 12, 25) == "Nobody answers until Wednesday, December 30, 12:00 pm Pacific."
    day = {"day": datetime.date(2026, 12, 30), "opens": None, "closes": None, "note": ""}
    propose(CoverageException(**day), None, day)
    assert nobody_until(2026, 12, 25) == "Nobody answers until Thursday, December 31, 9:00 am Pacific."
    propose(hours, stored(hours), None)
    assert nobody_until(2026, 12, 25) == "Nobody answers until Wednesday, January 6, 12:00 pm Pacific."
    assert nobody_until(2026, 12, 16) == "Nobody answers until Thursday, December 17, 9:00 am Pacific."


def test_a_new_insurer_and_one_that_leaves_wait_for_their_day(visit_admin, send, clock):
    leaves = InsurerFactory(name="Harbor Health", confirmed_on=datetime.date(2026, 11, 1))
    facts_saved()
    address = "/admin/content/insurer/add/"
    values = {"name": "Pacific Example Health", "position": "0", "confirmed_on": "2026-11-30"}
    agree(send, address, send(address, typed(visit_admin(address), starts_on="2026-12-24", **values)))
    gone = send(screen(leaves, "delete"), {"post": "yes", "starts_on": "2026-12-24"})
    assert "is still there" in gone.text(".messagelist")
    assert [insurer.name for insurer in facts.current(timezone.now()).insurers] == ["Harbor Health"]
    clock.move_to(CHRISTMAS + datetime.timedelta(days=2))
    assert results()["schedule"] == "failed: 2 scheduled changes overdue"
    perform()
    assert [insurer.name for insurer in facts.current(timezone.now()).insurers] == ["Pacific Example Health"]
    assert results()["schedule"] == "ok"


@pytest.mark.parametrize(
    ("day", "words"),
    [
        ("2026-12-01", "has begun already"),
        ("2026-11-01", "has begun already"),
        ("2036-01-01", "Check the year"),
        ("soon", "Enter a valid date."),
    ],
)
def test_a_day_that_cannot_be_is_refused_in_words_and_nothing_is_lost(visit_admin, send, hours, day, words):
    address = screen(hours)
    document = send(address, typed(visit_admin(address), closes="8 pm", starts_on=day))
    assert words in document.text(".error-summary")
    assert typed(document, form="#coveragehours_form")["closes"] == ["8 pm"]
    deleted = send(screen(hours, "delete"), {"post": "yes", "starts_on": day})
    assert words in deleted.text(".messagelist")
    assert CoverageHours.objects.filter(pk=hours.pk).exists()


def test_what_no_longer_fits_on_its_day_is_told_and_changes_nothing(marketer, hours, clock):
    before, after = {"closes": hours.closes}, {"closes": datetime.time(20)}
    change = waiting.propose(hours, before, after, marketer, CHRISTMAS)
    CoverageHours.objects.update(closes=datetime.time(18))
    clock.move_to(CHRISTMAS)
    perform()
    perform()
    change.refresh_from_db()
    assert "changed since" in change.reason
    assert not facts.current(CHRISTMAS).coverage_to_come
    assert CoverageHours.objects.get().closes == datetime.time(18)
    assert Notice.objects.get().to == marketer


def test_a_row_that_became_invalid_is_told(marketer, clock):
    insurer = InsurerFactory(name="Harbor Health")
    waiting.propose(insurer, {"name": "Harbor Health"}, {"name": "Taken"}, marketer, CHRISTMAS)
    InsurerFactory(name="Taken")
    clock.move_to(CHRISTMAS)
    perform()
    assert "does not fit any more" in FactChange.objects.get().reason
    assert Insurer.objects.filter(name="Harbor Health").exists()


@pytest.mark.django_db(transaction=True)
def test_two_workers_make_a_change_once(marketer, hours, clock):
    before, after = {"closes": hours.closes}, {"closes": datetime.time(20)}
    waiting.propose(hours, before, after, marketer, CHRISTMAS)
    clock.move_to(CHRISTMAS)
    assert together(*[scheduled.perform_due] * 3) == [None] * 3
    change = FactChange.objects.get()
    assert (change.done_at, change.failed_at) == (CHRISTMAS, None)


# --- what ends ----------------------------------------------------------------------------------------


def test_a_license_warns_from_sixty_days_before_and_says_what_disappears(visit_admin, clock):
    facility = FacilityFactory(title="Dana Point")
    LicenseFactory(number="300123AP", facility=facility, expires=datetime.date(2026, 12, 31))
    LicenseFactory(number="300999AP", expires=datetime.date(2027, 12, 31))
    facts_saved()
    listed = "/admin/facilities/license/"
    words = visit_admin(listed).text(".coming")
    assert "Visitors see this license through December 31, 2026: 30 days are left." in words
    assert "Dana Point" in words
    [end] = ending.upcoming()
    assert (end.title, end.until, end.url) == ("DHCS 300123AP", datetime.date(2026, 12, 31), listed)
    clock.move_to(datetime.datetime(2026, 10, 31, 23, 59, tzinfo=PACIFIC))
    assert not ending.upcoming()
    clock.move_to(datetime.datetime(2026, 11, 1, 0, 1, tzinfo=PACIFIC))
    assert ending.upcoming()


def test_a_license_that_has_left_says_so_in_true_words(visit_admin, clock):
    row = LicenseFactory(expires=datetime.date(2026, 12, 31))
    facts_saved()
    clock.move_to(datetime.datetime(2027, 1, 1, 0, 1, tzinfo=PACIFIC))
    document = visit_admin("/admin/facilities/license/")
    assert "Visitors no longer see this license: it ended on December 31, 2026." in document.text(
        ".taken-back"
    )
    assert document.text("td.field-seen") == "Visitors no longer see this license"
    assert "no longer see" in visit_admin(screen(row)).text(".taken-back")
    assert not ending.upcoming()
    assert License.objects.exists()


@pytest.fixture
def shorter(hours, marketer):
    """Hours that a marketer shortens from a day on."""
    until_noon = {"closes": datetime.time(12)}
    with committed():
        return waiting.propose(hours, {"closes": hours.closes}, until_noon, marketer, CHRISTMAS)


def test_hours_are_not_changed_for_somebody_who_has_left(marketer, shorter, clock):
    AdministratorFactory()
    assert [row.closes for row in facts.current(timezone.now()).coverage_to_come] == ["12:00"]
    marketer.is_active = False
    marketer.save()
    facts_saved()  # nor is anything said of that day
    assert not facts.current(timezone.now()).coverage_to_come
    clock.move_to(CHRISTMAS)
    perform()
    shorter.refresh_from_db()
    assert shorter.state(CHRISTMAS) == "Not done"
    assert f"{marketer} may not do this any more" in shorter.reason
    assert closes() == "17:00"
    assert Notice.objects.exists()


def test_what_a_second_person_confirmed_is_done_though_the_first_has_left(marketer, shorter, clock):
    confirmed = {"confirmed_by": AdministratorFactory(), "confirmed_at": timezone.now()}
    FactChange.objects.filter(pk=shorter.pk).update(needs_second=True, **confirmed)
    marketer.is_active = False
    marketer.save()
    clock.move_to(CHRISTMAS)
    perform()
    assert closes() == "12:00"
