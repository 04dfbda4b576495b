"""The dashboard: what is counted, that forgetting changes nothing, and which numbers leave the desk."""

from __future__ import annotations

import csv
import datetime
import io
import itertools
import random
from fractions import Fraction

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from admissions import forget as forgetting
from admissions import services, spreadsheet
from admissions.choices import AttemptResult, Outcome
from admissions.desk.oversight import dashboard
from admissions.figures import counting, released
from admissions.figures.measures import Story, counted, hour_of_week, quantiles, received, summary, total
from admissions.figures.reading import figures
from admissions.figures.small_cells import LEAST, with_sums, without_small_cells
from admissions.models import Remnant, Submission, Tally
from alter_site.staff.groups import MARKETER
from tests.factories import StaffFactory
from tests.support.requests import received as request_received

DASHBOARD = reverse("desk:dashboard")
NOW = datetime.datetime(2026, 11, 23, 20, tzinfo=datetime.UTC)  # Monday noon in California
TODAY = datetime.date(2026, 11, 23)
SECOND, MINUTE, HOUR, DAY = (
    datetime.timedelta(**{unit: 1}) for unit in ("seconds", "minutes", "hours", "days")
)


def story(**values):
    return Story(
        **{
            "source": "form",
            "source_page": "therapy",
            "status": "claimed",
            "outcome": "",
            "received_at": NOW - HOUR,
            **values,
        }
    )


# --- measures ---------------------------------------------------------------------------------------------


def test_medians_are_of_those_that_got_there_and_the_others_are_counted_beside_them():
    waits = [story(attempt=NOW - HOUR + number * MINUTE) for number in (10, 20, 30, 50)]
    counts = counted(
        [*waits, story(), story(status="closed", outcome="withdrawn", closed_at=NOW)],
        NOW,
    )
    assert quantiles(counts, "attempt") == (25, 50)
    assert counts["none"] == {
        "attempt open": 1,
        "attempt closed": 1,
        "live open": 5,
        "live closed": 1,
        "signed open": 5,
        "signed closed": 1,
    }
    assert quantiles(counts, "live") == (None, None)


@pytest.mark.parametrize(
    ("values", "promise"),
    [
        ({"due": None}, "none"),
        ({"due": NOW + HOUR}, "running"),
        ({"due": NOW - MINUTE}, f"broken {hour_of_week(NOW - MINUTE)}"),
        ({"due": NOW, "tried": NOW}, f"kept {hour_of_week(NOW)}"),
        ({"due": NOW, "tried": NOW + MINUTE - SECOND}, f"kept {hour_of_week(NOW)}"),
        ({"due": NOW - 2 * MINUTE, "tried": NOW}, f"broken {hour_of_week(NOW - 2 * MINUTE)}"),
        ({"due": NOW + HOUR, "attempt": NOW - MINUTE}, "running"),  # tried before it was reopened
        ({"due": NOW, "closed_at": NOW - MINUTE, "status": "closed", "outcome": "withdrawn"}, "void"),
        ({"due": NOW - HOUR, "closed_at": NOW, "status": "closed", "outcome": "declined"}, "broken 11"),
    ],
)
def test_a_promise_is_kept_broken_running_or_void(values, promise):
    assert counted([story(**values)], NOW)["promise"] == {promise: 1}


def test_hours_of_the_week_are_those_of_the_center_on_both_nights_when_the_clock_is_moved():
    at = datetime.datetime
    assert hour_of_week(at(2026, 11, 23, 8, 30, tzinfo=datetime.UTC)) == 0  # Monday after midnight
    for hour in (8, 9):  # one o'clock comes twice
        assert hour_of_week(at(2026, 11, 1, hour, 30, tzinfo=datetime.UTC)) == 6 * 24 + 1
    assert hour_of_week(at(2026, 3, 8, 10, tzinfo=datetime.UTC)) == 6 * 24 + 3


def test_calls_count_in_no_clock_and_duplicates_nowhere():
    counts = counted(
        [
            story(source="phone", attempt=NOW - HOUR, live=NOW - HOUR, due=NOW),
            story(status="closed", outcome="duplicate"),
            story(status="closed", outcome="invalid"),
        ],
        NOW,
    )
    assert (received(counts), counts["calls"], counts["left"]) == (
        1,
        {"calls": 1},
        {"duplicate": 1, "invalid": 1},
    )
    assert not {"attempt", "live", "promise"} & counts.keys()


def test_adding_counts_is_counting_all_at_once():
    stories = [
        story(attempt=NOW - HOUR + number * 7 * MINUTE, unknown=("active",) * (number % 2))
        for number in range(9)
    ]
    assert total([counted(stories[:4], NOW), counted(stories[4:], NOW)]) == counted(stories, NOW)
    assert summary({})["attempt"] == [None, None]


# --- small numbers ----------------------------------------------------------------------------------------


def equations(shown, hidden):
    """Return what the sums of rows and columns say about the hidden cells, as rows of factors."""
    height, width = len(shown), len(shown[0])
    lines = [[(y, x) for x in range(width)] for y in range(height)]
    lines += [[(y, x) for y in range(height)] for x in range(width)]
    factors = [
        [Fraction(0 if cell not in line else -1 if cell == line[-1] else 1) for cell in hidden]
        for line in lines
    ]
    return [row for row in factors if any(row)]


def can_be_computed(shown):
    """Solve a table with its sums by elimination; return the hidden cells that have only one solution."""
    hidden = [(y, x) for y, row in enumerate(shown) for x, number in enumerate(row) if number is None]
    done: list[list[Fraction]] = []
    rows = equations(shown, hidden)
    for column in range(len(hidden)):
        pivot = next((row for row in rows if row[column]), None)
        if pivot is None:
            continue
        rows.remove(pivot)
        pivot = [value / pivot[column] for value in pivot]

        def without(row, pivot=pivot, column=column):
            return [a - row[column] * b for a, b in zip(row, pivot, strict=True)]

        rows, done = [without(row) for row in rows], [*(without(row) for row in done), pivot]
    return [hidden[row.index(Fraction(1))] for row in done if sum(map(bool, row)) == 1]


def test_no_hidden_number_can_be_computed_from_what_is_shown():
    chance = random.Random(17)  # noqa: S311 (tables, no secrets)
    for _ in range(150):
        height, width = chance.randint(1, 6), chance.randint(2, 6)
        rows = [[chance.choice((0, 0, 3, 10, 11, 40, 200)) for _ in range(width)] for _ in range(height)]
        whole, shown = with_sums(rows), without_small_cells(rows)
        numbers = itertools.chain.from_iterable(shown)
        assert not [number for number in numbers if number is not None and 0 < number < LEAST]
        assert can_be_computed(shown) == [], rows
        for line, kept in zip(whole, shown, strict=True):
            out = sum(number for number, cell in zip(line[:-1], kept[:-1], strict=True) if cell is None)
            if kept[-1] is not None and None in kept[:-1]:
                assert out >= LEAST, rows


def test_what_is_large_enough_is_shown():
    assert without_small_cells([[40, 50], [60, 0]]) == [[40, 50, 90], [60, 0, 60], [100, 50, 150]]


# --- counting and reading ---------------------------------------------------------------------------------


@pytest.fixture
def clock():
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


def seen(first=TODAY - 30 * DAY, last=TODAY):
    found = figures(first, last)
    return found.counts, [point.summary for point in found.points]


@pytest.mark.django_db
def test_forgetting_changes_no_figure(clock, lead):
    submissions = [request_received(plain={"source_page": "condition"}) for _ in range(4)]
    clock.move_to(NOW + 20 * MINUTE)
    for one in submissions[:2]:
        services.claim(one, lead)
        services.record_attempt(one, lead, channel="phone", result=AttemptResult.SPOKE)
    services.close(submissions[0], lead, outcome=Outcome.DECLINED)
    services.withdraw(submissions[2])
    services.close(submissions[3], lead, outcome=Outcome.INVALID)
    request_received()
    counting.count_now()
    before = seen()
    assert (received(before[0]), before[0]["attempt"]) == (4, {"20": 2})
    clock.move_to(NOW + 91 * DAY)
    for _ in range(2):
        forgetting.forget(NOW + 91 * DAY)
        services.add_note(submissions[1], lead, text="Its day is counted anew")
        counting.count_now()
    assert Submission.objects.count() == 2
    after = seen()
    # By then the promise of the one that nobody reached has been broken.
    running = [counts.pop("promise") for counts in (before[0], after[0])]
    assert after == before
    assert sum(running[0].values()) == sum(running[1].values())
    whole = figures(TODAY.replace(day=1), TODAY.replace(day=30)).counts
    assert received(whole) == 4


@pytest.mark.django_db
def test_what_changes_is_counted_anew_and_nothing_else(clock, lead):
    submission = request_received()
    assert counting.count(NOW) == 0
    clock.move_to(NOW + DAY)
    counting.count(NOW + DAY)
    untouched = Tally.objects.get(length="day", first_day=TODAY)
    clock.move_to(NOW + DAY + HOUR)
    other = request_received()
    counting.count(NOW + DAY + HOUR)
    assert Tally.objects.get(pk=untouched.pk).counted_at == untouched.counted_at
    services.claim(submission, lead)
    services.record_attempt(submission, lead, channel="phone", result=AttemptResult.NO_ANSWER)
    counting.count(NOW + DAY + HOUR)
    assert quantiles(seen(TODAY, TODAY)[0], "attempt") == (25 * 60, 25 * 60)
    assert received(seen(TODAY + DAY, TODAY + DAY)[0]) == 1
    assert other.first_attempt_at is None


@pytest.mark.django_db
def test_a_promise_that_nobody_kept_is_counted_as_broken_when_its_time_has_come(clock):
    submission = request_received()
    Submission.objects.filter(pk=submission.pk).update(due_first_contact=NOW + HOUR)
    counting.count(NOW)
    assert seen()[0]["promise"] == {"running": 1}
    counting.count(NOW + 2 * HOUR)
    assert seen()[0]["promise"] == {f"broken {hour_of_week(NOW + HOUR)}": 1}


@pytest.mark.django_db
def test_a_reopened_request_keeps_its_first_attempt(clock, lead):
    submission = services.claim(request_received(), lead)
    clock.move_to(NOW + 5 * MINUTE)
    services.record_attempt(submission, lead, channel="phone", result=AttemptResult.NO_ANSWER)
    services.close(submission, lead, outcome=Outcome.DECLINED)
    services.reopen(submission, lead, reason="called_back")
    Submission.objects.filter(pk=submission.pk).update(due_first_contact=NOW + HOUR)
    counting.count_now()
    assert seen()[0]["attempt"] == {"5": 1}
    assert seen()[0]["promise"] == {"running": 1}, "what was tried before keeps no promise of the reopening"
    services.close(submission, lead, outcome=Outcome.DECLINED)
    forgetting.forget(NOW + 91 * DAY)
    assert Remnant.objects.get().minutes_to_attempt == 5


@pytest.mark.django_db
def test_what_was_forgotten_before_days_were_counted_counts_in_its_whole_month(clock):
    month = datetime.date(2026, 8, 1)
    Remnant.objects.create(
        month=month,
        source="form",
        source_page="home",
        outcome="declined",
        minutes_to_attempt=12,
        kept_promise=True,
    )
    request_received()
    counting.count(NOW)
    whole, part = figures(month, TODAY), figures(month + DAY, TODAY)
    assert (received(whole.counts), whole.counts["attempt"], whole.is_without_some) == (2, {"12": 1}, False)
    assert (received(part.counts), part.is_without_some) == (1, True)


@pytest.mark.django_db
def test_unknown_answers_are_counted_of_signed_worksheets_only(clock, lead):
    from admissions.benefits.worksheet import Answers, Given
    from admissions.models import BenefitsWorksheet

    for state, signed_at in (("signed", NOW), ("outdated", NOW), ("draft", None)):
        sheet = BenefitsWorksheet(
            submission=request_received(),
            number=1,
            state=state,
            author=lead,
            saved_at=NOW,
            signed_at=signed_at,
        )
        given = {"active": Given("yes", "call", 1, ""), "in_deductible": Given(None, "call", 1, "")}
        sheet.seal(answers=Answers(given).as_json())
        sheet.save(force_insert=True)
    counting.count(NOW)
    counts = seen()[0]
    assert (counts["unknown"], counts["known"]) == ({"in_deductible": 1}, {"active": 1})
    assert (counts["signed"], counts["sheets"], counts["step"]["signed"]) == ({"0": 1}, {"sheets": 1}, 1)


# --- screens ----------------------------------------------------------------------------------------------


def numbers(*, received_at, many, **values):
    """Store requests directly, as nothing but their times matter here."""
    Submission.objects.bulk_create(
        Submission(
            reference=f"{received_at:%d}{place % 10}-{place:05}",
            relation="self",
            received_at=received_at,
            **values,
        )
        for place in range(many)
    )


@pytest.mark.django_db
def test_the_dashboard_asks_the_same_number_of_queries_of_few_and_of_many(clock, client, lead):
    client.force_login(lead)
    asked = []
    for day in range(3):
        numbers(received_at=NOW - day * 10 * DAY, many=1 + 20 * day)
        Tally.objects.all().delete()
        counting.count(NOW)
        client.get(DASHBOARD)
        with CaptureQueriesContext(connection) as queries:
            page = client.get(DASHBOARD, {"span": "90"}).content.decode()
        asked.append(len(queries))
    assert len(set(asked)) == 1
    assert "63 requests" in page


@pytest.mark.django_db
def test_a_span_that_makes_no_sense_is_refused_in_words(clock, client, lead):
    client.force_login(lead)
    for since, until, words in (
        ("", "2026-11-01", "Choose a day."),
        ("2026-11-02", "2026-11-01", "It comes before the first day."),
        ("2026-11-02", "2027-01-01", "That day is still to come."),
        ("1900-01-01", "2026-11-01", "Choose at most three years."),
        ("x", "2026-11-01", "Write the day as year, month, day"),
        ("0001-01-01", "0001-01-02", ""),
    ):
        answer = client.get(DASHBOARD, {"span": "chosen", "since": since, "until": until})
        assert answer.status_code == 200
        assert words in answer.content.decode()
    assert client.get(DASHBOARD, {"span": "x"}).status_code == 200


@pytest.mark.django_db
def test_the_first_count_can_be_asked_for(clock, client, lead):
    request_received()
    client.force_login(lead)
    assert "Nothing has been counted yet" in client.get(DASHBOARD).content.decode()
    page = client.post(f"{DASHBOARD}?span=7", follow=True).content.decode()
    assert "1 request<" in page
    assert 'style="' not in page.partition("<main")[2]


@pytest.mark.django_db
def test_the_file_holds_whole_months_without_small_numbers_references_or_days(clock, client):
    october = NOW - 40 * DAY
    numbers(received_at=october, many=30, source_page="therapy")
    numbers(received_at=october + DAY, many=3, source_page="condition")
    numbers(received_at=NOW, many=30, source_page="home")
    counting.count(NOW, at_most=100)
    client.force_login(StaffFactory(group=MARKETER))
    answer = client.get(reverse("desk:export_counts"))
    text = answer.content.decode()
    rows = list(csv.DictReader(io.StringIO(text)))
    assert {row["month"] for row in rows} == {"2026-10"}
    of_pages = {row["row"]: row["value"] for row in rows if row["column"] == "Still open"}
    assert of_pages["Condition page"] == "hidden"
    assert [
        row["value"]
        for row in rows
        if row["table"] != "rates and waits" and row["value"] in map(str, range(1, 11))
    ] == []
    assert "-0000" not in text
    page = client.get(reverse("desk:counts"), {"month": "2026-10"}).content.decode()
    assert "October 2026" in page
    assert "November 2026" not in page
    assert client.get(reverse("desk:counts"), {"month": "x"}).status_code == 200


def test_no_cell_of_the_file_is_read_as_a_formula():
    hidden: list[int | None] = [None] * (len(released.ENDS) + 1)
    month = released.Month(TODAY, [("=1+1", hidden)], [("@x", 3)], [("+y", "-z", "\tq")])
    cells = itertools.chain.from_iterable(csv.reader(io.StringIO(released.as_csv([month]))))
    assert not [cell for cell in cells if cell.startswith(spreadsheet.FORMULA)]


# --- shares in words --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("part", "whole", "words"),
    [
        (0, 0, "—"),
        (0, 900, "0 %"),
        (1, 900, "under 1 %"),
        (9, 900, "1 %"),
        (450, 900, "50 %"),
        (5, 8, "63 %"),
        (899, 900, "over 99 %"),
        (900, 900, "100 %"),
    ],
)
def test_none_and_all_are_said_only_where_they_are_that(part, whole, words):
    assert dashboard._percent(part, whole) == words


@pytest.mark.parametrize(
    ("part", "rest", "words"),
    [
        (0, 900, "0"),
        (11, 900, "under 5"),
        (900, 11, "over 95"),
        (900, 0, "100"),
        (10, 900, "hidden"),
        (0, 10, "hidden"),
        (500, 500, "50"),
    ],
)
def test_a_released_share_is_none_or_all_only_where_it_is_that(part, rest, words):
    counts = {"promise": {"kept 3": part, "broken 4": rest}}
    ((_, _, value),) = released._promises(counts)
    assert value == words


@pytest.mark.parametrize(
    "cell",
    ["=1+1", " =1+1", "\u2003=1", "\n\n@x", "\t", "\tx", "+1", "-1", "\xa0-1", "\u3000=1", "＝1"],  # noqa: RUF001
)
def test_no_cell_of_any_file_is_calculated_also_behind_spaces(cell):
    assert spreadsheet.harmless(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["", "1", "a=b", " x", "AB4-K7M2Q"])
def test_a_harmless_cell_stays_as_it_is(cell):
    assert spreadsheet.harmless(cell) == cell
