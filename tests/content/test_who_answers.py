"""Who answers, and until when: right at every minute, and still true when the page is old."""

from __future__ import annotations

import datetime
import functools
import re
from itertools import pairwise
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
import time_machine

from alter_site.content.facts import who_answers
from alter_site.content.facts.coverage import ExceptionDay, Hours
from alter_site.content.models import CoverageException, CoverageHours
from tests.factories import TherapyFactory, facts_saved, published

PACIFIC = ZoneInfo("America/Los_Angeles")
MINUTE = datetime.timedelta(minutes=1)
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

# Weekdays by day, a pause at noon on Friday, Saturday night into the hour that is moved, nothing on Sunday.
WEEK = (
    *(Hours(day, "08:00", "20:00") for day in DAYS[:4]),
    Hours("Friday", "08:00", "12:00"),
    Hours("Friday", "13:30", "00:00"),
    Hours("Saturday", "21:00", "06:00"),
)
EXCEPTIONS = (
    ExceptionDay(datetime.date(2027, 1, 1)),  # nobody, on a Friday
    ExceptionDay(datetime.date(2027, 3, 14), "10:00", "11:00"),  # the Sunday the clock goes forward
    ExceptionDay(datetime.date(2027, 7, 4), "22:00", "04:30"),
    ExceptionDay(datetime.date(2027, 7, 5), "04:30", "05:00"),
    ExceptionDay(datetime.date(2027, 7, 5), "18:00", "19:00"),
    ExceptionDay(datetime.date(2027, 11, 7), "00:00", "23:00"),  # the Sunday the clock goes back
    ExceptionDay(datetime.date(2027, 12, 25)),
)
START = datetime.datetime(2026, 12, 30, tzinfo=datetime.UTC)
DAY = 24 * 60  # minutes
ONE_YEAR = 365 * DAY
AHEAD = 5 * DAY  # what is said of the last minute looks into the days after it


def facts(hours=WEEK, exceptions=EXCEPTIONS):
    return SimpleNamespace(
        coverage_hours=hours, coverage_to_come=(), coverage_exceptions=exceptions, pages_change_at=None
    )


def said(now, **changes):
    return [sentence.words.replace("\xa0", " ") for sentence in who_answers.sentences(facts(**changes), now)]


def pacific(year: int, month: int, day: int, hour: int = 0) -> datetime.datetime:
    return datetime.datetime(year, month, day, hour, tzinfo=PACIFIC)


# --- an independent computation: what the wall clock shows, minute by minute -------------------------------


@functools.cache
def rows_of(day: datetime.date) -> list[tuple[int, int]]:
    """Return the hours that begin on a day as minutes of its wall clock; past 1,440 is the next day."""
    special = [row for row in EXCEPTIONS if row.day == day]
    weekly = [row for row in WEEK if row.weekday == DAYS[day.weekday()]]
    found = []
    for row in special or weekly:
        if row.opens:
            opens, closes = (int(clock[:2]) * 60 + int(clock[3:]) for clock in (row.opens, row.closes))
            found.append((opens, closes if closes > opens else closes + 1440))
    return found


def is_somebody_there(local: datetime.datetime) -> bool:
    minute, day = local.hour * 60 + local.minute, local.date()
    yesterday = day - datetime.timedelta(days=1)
    return any(opens <= minute < closes for opens, closes in rows_of(day)) or any(
        opens <= minute + 1440 < closes for opens, closes in rows_of(yesterday)
    )


def clock(local: datetime.datetime) -> str:
    return f"{local.hour % 12 or 12}:{local.minute:02} {'am' if local.hour < 12 else 'pm'}"


def named(day: datetime.date) -> str:
    return f"{DAYS[day.weekday()]}, {day:%B} {day.day}"


def expected(minute: int, local: list[datetime.datetime], turns: list[int], there: list[bool]) -> list[str]:
    """Return what should be said at a minute, from the next moments at which somebody comes or goes."""
    (first, second, third, *_) = turns
    spans = [(None, first), (second, third)] if there[minute] else [(first, second)]
    words = []
    for opens, closes in spans:
        begin, end = local[minute if opens is None else opens], local[closes]
        last_day, until = end.date(), clock(end)
        if (end.hour, end.minute) == (0, 0):
            last_day, until = local[closes - 1].date(), "midnight"
        words.append(
            f"{named(begin.date())}: a person answers "
            + (f"from {clock(begin)} " if opens is not None else "")
            + f"until {until} Pacific"
            + (f" on {named(last_day)}." if last_day != begin.date() else ".")
        )
    return words


class Clock:
    """Each minute of a time: what the wall clock shows, whether somebody is there, and when that changes."""

    def __init__(self, begin: datetime.datetime = START, minutes: int = ONE_YEAR + AHEAD) -> None:
        self.begin = begin
        self.local = [(begin + minute * MINUTE).astimezone(PACIFIC) for minute in range(minutes)]
        self.there = [is_somebody_there(moment) for moment in self.local]
        self.turns = [minute for minute, (before, now) in enumerate(pairwise(self.there), 1) if before != now]

    def walk(self, minutes: range) -> int:
        """Check the words at each of these minutes; return how often they changed."""
        upcoming, words, change, changes = 0, [], self.begin, 0
        for minute in minutes:
            while self.turns[upcoming] <= minute:
                upcoming += 1
            now = self.begin + minute * MINUTE
            if now >= change:  # as a cached page would
                words, change = said(now), who_answers.next_change(facts(), now)
                changes += 1
                assert change > now
            due = expected(minute, self.local, self.turns[upcoming : upcoming + 3], self.there)
            assert words == due, self.local[minute]
        return changes

    def look_up(self, minutes: range) -> None:
        """Check that the whole span of what is said at each of these minutes is as it says."""
        for minute in minutes:
            for sentence in who_answers.sentences(facts(), self.begin + minute * MINUTE):
                assert not re.search(r"\b(now|today|tonight|tomorrow|open|currently|next)\b", sentence.words)
                end = (sentence.until - self.begin) // MINUTE
                assert self.there[end - 1]
                assert not self.there[end]
                named_on = sentence.words.replace("\xa0", " ")
                assert clock(self.local[end]) in named_on or "midnight" in named_on

    def nobody(self, minutes: range) -> int:
        """Check at each of these minutes what is said of nobody; return how often that changed."""
        upcoming, words, change, changes = 0, None, self.begin, 0
        for minute in minutes:
            while self.turns[upcoming] <= minute:
                upcoming += 1
            now = self.begin + minute * MINUTE
            if now >= change:  # as a cached page would
                told, change = who_answers.nobody_until(facts(), now), who_answers.next_change(facts(), now)
                words = told and told.words.replace("\xa0", " ")
                changes += 1
                assert told is None or change <= told.until == self.begin + self.turns[upcoming] * MINUTE
            opens = self.local[self.turns[upcoming]]
            due = f"Nobody answers until {named(opens.date())}, {clock(opens)} Pacific."
            assert words == (None if self.there[minute] else due), self.local[minute]
        return changes


@pytest.fixture(scope="module")
def year():
    return Clock()


@pytest.mark.nightly
def test_the_words_are_right_at_every_minute_of_a_year_and_change_when_they_are_said_to(year):
    assert year.walk(range(ONE_YEAR)) > 1_000


@pytest.mark.nightly
def test_every_sentence_is_still_true_half_a_day_later_and_afterwards_says_that_it_is_past(year):
    """Each names its span whole, so the truth of it can be looked up whenever it is read."""
    year.look_up(range(0, ONE_YEAR, 97))


def test_the_words_are_right_at_every_minute_around_an_exception_and_when_the_clock_is_moved():
    for exception in dict.fromkeys(exception.day for exception in EXCEPTIONS):
        eve = exception - datetime.timedelta(days=1)
        days = Clock(datetime.datetime.combine(eve, datetime.time(8), datetime.UTC), 3 * DAY + AHEAD)
        assert days.walk(range(3 * DAY)) > 1
        days.look_up(range(0, 3 * DAY, 97))


def test_the_words_are_right_and_stay_true_at_moments_from_all_over_a_year(year):
    """At 239 minutes from each other, which is prime: no two at the same time of day."""
    assert year.walk(range(0, ONE_YEAR, 239)) > 500
    year.look_up(range(0, ONE_YEAR, 1_999))


@pytest.mark.nightly
def test_that_nobody_answers_is_said_at_every_minute_of_a_year_at_which_it_is_so_and_at_no_other(year):
    assert year.nobody(range(ONE_YEAR)) > 1_000


def test_that_nobody_answers_is_said_rightly_at_moments_from_all_over_a_year(year):
    assert year.nobody(range(0, ONE_YEAR, 239)) > 500


# --- the words --------------------------------------------------------------------------------------------


def test_while_a_person_answers_it_says_until_when_and_when_again():
    assert said(pacific(2026, 11, 23, 15)) == [
        "Monday, November 23: a person answers until 8:00 pm Pacific.",
        "Tuesday, November 24: a person answers from 8:00 am until 8:00 pm Pacific.",
    ]


def test_while_nobody_does_it_says_when_somebody_will():
    assert said(pacific(2026, 11, 23, 20)) == [
        "Tuesday, November 24: a person answers from 8:00 am until 8:00 pm Pacific."
    ]


def test_hours_past_midnight_name_both_days():
    assert said(pacific(2026, 11, 28, 12)) == [
        "Saturday, November 28: a person answers from 9:00 pm until 6:00 am Pacific on Sunday, November 29."
    ]


def test_without_known_hours_nothing_is_said():
    assert said(pacific(2026, 11, 23, 15), hours=(), exceptions=()) == []


def test_demo_hours_say_so():
    demo = tuple(Hours(day, "08:00", "20:00", is_demo=True) for day in DAYS)
    assert all(
        words.endswith("Pacific (demo hours).") for words in said(pacific(2026, 11, 23, 15), hours=demo)
    )


ALWAYS = tuple(Hours(day, "00:00", "00:00") for day in DAYS)


def test_day_and_night_is_said_only_where_the_hours_cover_it():
    assert said(pacific(2026, 11, 23, 15), hours=ALWAYS, exceptions=()) == [
        "A person answers day and night, at least until Monday, November 30."
    ]


def test_a_holiday_ends_day_and_night_a_week_before():
    holiday = (ExceptionDay(datetime.date(2026, 12, 25)),)
    assert said(pacific(2026, 12, 17, 23), hours=ALWAYS, exceptions=holiday) == [
        "A person answers day and night, at least until Thursday, December 24."
    ]
    assert said(pacific(2026, 12, 18, 0), hours=ALWAYS, exceptions=holiday) == [
        "Friday, December 18: a person answers until midnight Pacific on Thursday, December 24.",
        "Saturday, December 26: a person answers from 12:00 am Pacific, day and night.",
    ]


# --- on the page ------------------------------------------------------------------------------------------

MONDAY_AFTERNOON = pacific(2026, 11, 23, 15)


@pytest.fixture
def _hours(db):
    for weekday in CoverageHours.Weekday:
        CoverageHours.objects.create(weekday=weekday, opens=datetime.time(8), closes=datetime.time(20))
    facts_saved()


@pytest.mark.django_db
def test_a_page_without_known_hours_prints_none(visit):
    assert visit(published(TherapyFactory()).path).all("time[data-until]") == []


@pytest.mark.usefixtures("_hours")
def test_the_banner_says_until_when_and_the_call_section_says_when_again(visit):
    with time_machine.travel(MONDAY_AFTERNOON, tick=False):
        page = visit(published(TherapyFactory()).path)
    assert page.texts(".banner time") == ["Monday, November 23: a person answers until 8:00 pm Pacific."]
    assert page.texts(".call-now time") == [
        "Monday, November 23: a person answers until 8:00 pm Pacific.",
        "Tuesday, November 24: a person answers from 8:00 am until 8:00 pm Pacific.",
    ]


@pytest.mark.usefixtures("_hours")
def test_each_sentence_names_the_moment_it_is_past_for_machines(visit):
    with time_machine.travel(MONDAY_AFTERNOON, tick=False):
        (time,) = visit(published(TherapyFactory()).path).all(".banner time")
    moment = datetime.datetime.fromisoformat(time.attributes["datetime"] or "")
    assert moment == pacific(2026, 11, 23, 20)


@pytest.mark.usefixtures("_hours")
def test_an_error_page_says_it_from_the_facts_file(visit):
    with time_machine.travel(MONDAY_AFTERNOON, tick=False):
        page = visit("/nothing/of/ours/here/", status=404)
    assert "until 8:00 pm Pacific." in page.text(".banner time")


@pytest.mark.usefixtures("_hours")
def test_a_new_exception_is_on_the_page_once_it_is_saved(visit):
    with time_machine.travel(MONDAY_AFTERNOON, tick=False):
        therapy = published(TherapyFactory())
        CoverageException.objects.create(day=datetime.date(2026, 11, 23))
        facts_saved()
        assert visit(therapy.path).text(".banner time").startswith("Nobody answers until Tuesday, ")


# --- while nobody answers, the page leads elsewhere -------------------------------------------------------

FRIDAY_NIGHT = pacific(2026, 11, 27, 20)
THREE_ANSWERS = "/request/contact/?way=short"
OURS = "tel:+18669893395"


@pytest.mark.usefixtures("_hours")
@pytest.mark.parametrize("place", [".banner", ".title .actions", ".call-now", ".bar"])
def test_while_nobody_answers_988_comes_first_then_three_answers_then_our_number_as_a_plain_link(
    place, visit
):
    with time_machine.travel(FRIDAY_NIGHT, tick=False):
        page = visit(published(TherapyFactory()).path)
    assert page.texts(f"{place} time") == ["Nobody answers until Saturday, November 28, 8:00 am Pacific."]
    leads = [href for href in page.hrefs(f"{place} a") if href in {"tel:988", THREE_ANSWERS, OURS}]
    assert leads == ["tel:988", THREE_ANSWERS, OURS]
    assert page.all(".call") == page.all(".big-number") == []


@pytest.mark.usefixtures("_hours")
def test_while_somebody_answers_the_page_asks_to_call(visit):
    with time_machine.travel(MONDAY_AFTERNOON, tick=False):
        page = visit(published(TherapyFactory()).path)
    assert "Nobody answers" not in page.text("body")
    assert len(page.all("a.call")) == 3
    assert THREE_ANSWERS not in page.hrefs("a")


@pytest.mark.usefixtures("_hours")
def test_a_page_ends_when_somebody_comes_or_goes(client):
    with time_machine.travel(MONDAY_AFTERNOON, tick=False):
        therapy = published(TherapyFactory())
    for now, turn in (
        (FRIDAY_NIGHT - MINUTE, FRIDAY_NIGHT),
        (pacific(2026, 11, 28, 7), pacific(2026, 11, 28, 8)),
    ):
        seen = []
        for moment in (now, turn):
            with time_machine.travel(moment, tick=False):
                response = client.get(therapy.path)
            seen.append(response.content)
            if moment is now:
                assert response.next_change == turn
        assert len(set(seen)) == 2


@pytest.mark.usefixtures("_hours")
def test_an_error_page_leads_elsewhere_too_while_nobody_answers(visit):
    with time_machine.travel(FRIDAY_NIGHT, tick=False):
        page = visit("/nothing/of/ours/here/", status=404)
    assert page.hrefs("main .actions a")[:2] == ["tel:988", THREE_ANSWERS]
    assert page.all(".call") == []


@pytest.mark.usefixtures("_hours")
def test_the_page_that_opens_with_no_signal_is_in_the_first_view_by_night_and_in_the_footer_always(visit):
    for moment, is_night in ((MONDAY_AFTERNOON, False), (FRIDAY_NIGHT, True)):
        with time_machine.travel(moment, tick=False):
            page = visit(published(TherapyFactory()).path)
        assert ("/tonight/" in page.hrefs(".emergency-lines a")) is is_night
        assert "/tonight/" in page.hrefs("footer a")
        assert page.hrefs(".emergency-lines a")[:3] == ["tel:911", "tel:988", "sms:988"]
