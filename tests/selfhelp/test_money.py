"""Money in worked numbers: the arithmetic against cases worked by hand, and the page that shows it."""

from __future__ import annotations

import logging
from typing import Any
from urllib.parse import urlencode

import pytest
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from alter_site.selfhelp.money import Plan, bounds, share
from tests.support.document import Document
from tests.support.markup import check_public

MONEY = "/money/"

# Each case worked with pencil and paper, in dollars: deductible, of it paid, coinsurance in percent,
# maximum, of it paid, the bill; then what the person pays. The working stands beside it.
WORKED = [
    # 3,000 left of the deductible; 27,000 × 20% = 5,400; 3,000 + 5,400 = 8,400; 9,000 left, so 8,400.
    (3000, 0, 20, 9000, 0, 30000, "8400.00"),
    # 2,000 left; 28,000 × 20% = 5,600; 7,600; 9,000 less 1,000 = 8,000 left, so 7,600.
    (3000, 1000, 20, 9000, 1000, 30000, "7600.00"),
    # All of it met: 30,000 × 20% = 6,000; 9,000 less 3,000 = 6,000 left: exactly as much.
    (3000, 3000, 20, 9000, 3000, 30000, "6000.00"),
    # The same with one cent less of a maximum: 9,000 less 3,000.01 = 5,999.99 left.
    (3000, 3000, 20, 9000, 3000.01, 30000, "5999.99"),
    # 5,000 + 25,000 × 30% = 5,000 + 7,500 = 12,500; the maximum is 8,000.
    (5000, 0, 30, 8000, 0, 30000, "8000.00"),
    # The maximum is reached already: nothing more.
    (5000, 5000, 30, 8000, 8000, 30000, "0.00"),
    # The bill, 1,200, is less than the deductible left, 2,500: the person pays all of it.
    (2500, 0, 20, 9000, 0, 1200, "1200.00"),
    # The bill is exactly what is left, 2,500.
    (2500, 0, 20, 9000, 0, 2500, "2500.00"),
    # One dollar above: 2,500 + 1 × 20% = 2,500.20.
    (2500, 0, 20, 9000, 0, 2501, "2500.20"),
    # One dollar below: all 2,499.
    (2500, 0, 20, 9000, 0, 2499, "2499.00"),
    # No deductible: 10,000 × 10% = 1,000.
    (0, 0, 10, 5000, 0, 10000, "1000.00"),
    # The plan pays everything after the deductible: 1,500.
    (1500, 0, 0, 6000, 0, 20000, "1500.00"),
    # The person's share is all of it, until the maximum of 6,000.
    (1500, 0, 100, 6000, 0, 20000, "6000.00"),
    # The same with a bill below the maximum: 1,500 + 2,500 = 4,000.
    (1500, 0, 100, 6000, 0, 4000, "4000.00"),
    # 1,000 + 11,345.67 × 15% = 1,000 + 1,701.8505, rounded 1,701.85; 2,701.85.
    (1000, 0, 15, 7000, 0, 12345.67, "2701.85"),
    # A half cent is rounded up: 0.10 × 25% = 0.025, so 0.03.
    (0, 0, 25, 7000, 0, 0.10, "0.03"),
    # Less than half a cent is dropped: 0.02 × 20% = 0.004.
    (0, 0, 20, 7000, 0, 0.02, "0.00"),
    # 12.5%: 8,000 × 12.5% = 1,000; 500 + 1,000.
    (500, 0, 12.5, 4000, 0, 8500, "1500.00"),
    # The maximum left, 1,000, is less than the deductible left, 2,000: the maximum wins.
    (4000, 2000, 20, 3000, 2000, 30000, "1000.00"),
    # Maximum of zero: the plan pays all.
    (0, 0, 20, 0, 0, 30000, "0.00"),
    # 400.50 left; 29,599.50 × 10% = 2,959.95; together 3,360.45.
    (1400.50, 1000, 10, 8000, 1000, 30000, "3360.45"),
    # The largest stay the form takes, 365 × 1,000,000: share 109,500,000; the maximum is 1,000,000.
    (0, 0, 30, 1000000, 0, 365000000, "1000000.00"),
    # The deductible is paid but the maximum is counted apart: 10,000 × 40% = 4,000 of 5,000 left.
    (2000, 2000, 40, 5000, 0, 10000, "4000.00"),
]


def cents(amount: float) -> int:
    return round(amount * 100)


def test_the_arithmetic_agrees_with_cases_worked_by_hand():
    wrong = {}
    for *case, pays in WORKED:
        *plan, bill = (cents(amount) for amount in case)
        split = share(Plan(*plan), bill)
        if f"{split.you_pay / 100:.2f}" != pays or split.you_pay + split.plan_pays != bill:
            wrong[tuple(case)] = split
    assert wrong == {}


# --- the page -----------------------------------------------------------------------------------------

GOOD = {
    "deductible": "$3,000",
    "deductible_met": "1000",
    "coinsurance": "20%",
    "maximum": "9,000",
    "maximum_met": "1000.00",
    "price_low": "1,000",
    "price_high": "1,300.50",
    "days": "30",
}


def post(client: Client, values: dict[str, str], **headers: Any) -> Any:
    """Send the form as a browser does."""
    return client.post(MONEY, urlencode(values), content_type="application/x-www-form-urlencoded", **headers)


@pytest.fixture
def send(client, db):
    """Send the form with some values changed; return the parsed answer, its markup checked."""

    def sent(**changes: str) -> Document:
        response = post(client, GOOD | changes)
        assert response.status_code == 200
        document = Document(response)
        check_public(document)
        return document

    return sent


def test_the_form_asks_and_says_that_nothing_is_kept(visit, db):
    document = visit(MONEY)
    assert document.text("h1") == "Money in numbers"
    assert "Nothing you type is kept" in document.text("main")
    assert document.all("table") == []


def test_the_answer_is_a_range_with_every_step_and_what_it_takes_for_granted(send):
    document = send()
    # 30 × 1,000 = 30,000: 2,000 + 28,000 × 20% = 7,600. 30 × 1,300.50 = 39,015: 2,000 + 7,403 = 9,403,
    # and 8,000 are left of the maximum.
    assert "between $7,600 and $8,000 for 30 days" in document.text(".lede")
    assert len(document.all("tbody tr")) == 7
    assert "$1,300.50 × 30 = $39,015" in document.text("tbody")
    assert "$8,000, the maximum" in document.text("tbody")
    assert "one plan year" in document.text("main")


def test_one_price_makes_one_number_of_the_range(send):
    assert "about $7,600 for 30 days" in send(price_high="1000").text(".lede")


def test_a_price_for_the_whole_stay_is_a_price_for_one_day(send):
    document = send(price_low="30000", price_high="39,015", days="1")
    assert "between $7,600 and $8,000 for 1 day." in document.text(".lede")


NONSENSE = [
    ("deductible", "", "Write what is left of your deductible, or 0."),
    ("deductible", "   ", "Write what is left of your deductible, or 0."),
    ("deductible", "-5", "This cannot be less than zero."),
    ("deductible", "-$5", "This cannot be less than zero."),
    ("deductible", "\N{MINUS SIGN}5", "This cannot be less than zero."),
    ("deductible", "a lot", "Write a number, such as 1,500 or 1500.50."),
    ("deductible", "1.5.0", "Write a number, such as"),
    ("deductible", "1,50", "Write a number, such as"),
    ("deductible", "10.005", "Write a number, such as"),
    ("deductible", "1e5", "Write a number, such as"),
    ("deductible", "¹²³", "Write a number, such as"),
    ("deductible", "12\0", "Write a number, such as"),
    ("deductible", "1000001", "Write an amount up to $1,000,000."),
    ("deductible", "9" * 5000, "Write an amount up to $1,000,000."),
    ("deductible", "x" * 5000, "Write a number, such as"),
    ("deductible_met", "3000.01", "You cannot have paid more of the deductible than there is."),
    ("coinsurance", "100.01", "A share cannot be more than 100%."),
    ("coinsurance", "-1", "This cannot be less than zero."),
    ("coinsurance", "twenty", "Write a number, such as 20."),
    ("maximum", "none", "Write a number, such as"),
    ("maximum_met", "9000.01", "You cannot have paid more of the maximum than there is."),
    ("price_low", "1301", "The lowest price is above the highest. Swap the two."),
    ("days", "0", "Write a whole number of days, 1 or more."),
    ("days", "1.5", "Write a whole number of days, 1 or more."),
    ("days", "366", "Write a number of days up to 365."),
]


def test_nonsense_is_refused_in_words_beside_the_field_and_kept_as_typed(send, subtests):
    for field, typed, words in NONSENSE:
        with subtests.test(field=field, typed=typed[:20]):
            document = send(**{field: typed})
            assert document.title.startswith("Error: ")
            assert words in document.text(".error-summary")
            assert words in document.text(".wrong")
            assert document.all("table") == []
            shown = {name: document.one(f'[name="{name}"]').attributes.get("value") or "" for name in GOOD}
            assert {name: value.strip() for name, value in shown.items()} == {
                name: value.replace("\0", "").strip() for name, value in (GOOD | {field: typed}).items()
            }


def test_a_maximum_below_what_was_paid_toward_the_deductible_is_refused(send):
    words = send(maximum="900", maximum_met="0").text(".error-summary")
    assert "You cannot have paid more toward the deductible than the out-of-pocket maximum." in words


@pytest.mark.parametrize("field", ["deductible", "coinsurance", "maximum"])
def test_the_largest_values_are_accepted(send, field):
    assert send(**{field: {"coinsurance": "100"}.get(field, "1,000,000")}).all("table")
    assert send(deductible="0", deductible_met="0", coinsurance="0", maximum="0", maximum_met="0").all(
        "table"
    )


def test_a_mistake_is_named_in_the_summary_with_a_way_to_its_field(send):
    document = send(days="soon")
    assert document.hrefs(".error-summary a") == ["#id_days"]
    assert document.one("#id_days").attributes["aria-invalid"] == "true"
    assert "id_days_error" in (document.one("#id_days").attributes["aria-describedby"] or "")


def test_mistakes_are_listed_in_the_order_of_the_page(send):
    document = send(deductible_met="4000", days="soon")
    listed = document.hrefs(".error-summary a")
    assert listed == ["#id_deductible_met", "#id_days"]
    assert listed == [f"#{field.attributes['id']}" for field in document.all("form [aria-invalid]")]


def test_a_form_without_any_answer_names_the_three_numbers_and_nothing_else(client, db):
    document = Document(post(client, dict.fromkeys(GOOD, "")))
    assert document.hrefs(".error-summary a") == ["#id_deductible", "#id_coinsurance", "#id_maximum"]


# --- three numbers are enough -------------------------------------------------------------------------

BLANK = dict.fromkeys(["deductible_met", "maximum_met", "price_low", "price_high", "days"], "")


def test_three_numbers_make_a_range_that_says_where_it_comes_from(send):
    document = send(**BLANK)
    assert "between $3,000 and $9,000, however long the stay" in " ".join(document.text(".lede").split())
    assert "https://www.healthcare.gov/glossary/out-of-pocket-maximum-limit/" in document.hrefs("main a")
    assert document.all("table") == []
    assert "open" not in document.one("form details").attributes


def test_a_range_without_a_bill_holds_every_bill_that_reaches_the_deductible():
    for *case, _ in WORKED:
        *numbers, bill = (cents(amount) for amount in case)
        plan = Plan(*numbers)
        least, most = bounds(plan)
        assert share(plan, bill).you_pay <= most
        if bill >= plan.deductible_left:
            assert least <= share(plan, bill).you_pay


def test_what_was_paid_narrows_a_range_without_a_bill(send):
    text = send(**{**BLANK, "deductible_met": "1000", "maximum_met": "1000"}).text(".lede")
    assert "between $2,000 and $8,000" in " ".join(text.split())


def test_a_deductible_above_the_maximum_is_not_said_to_be_less(send):
    text = " ".join(send(**BLANK | {"deductible": "9500.50"}).text("main").split())
    assert "about $9,000, however long the stay" in text
    assert "What is left of your deductible, $9,500.50, is more than what is left of your maximum" in text
    assert "$9,000 is what you pay first" not in text


def test_one_price_is_the_lowest_and_the_highest(send):
    assert "about $7,600 for 30 days" in send(price_high="").text(".lede")
    assert "about $8,000 for 30 days" in send(price_low="").text(".lede")


def test_a_price_without_days_is_no_bill_yet(send):
    assert "however long the stay" in send(days="").text(".lede")


def test_what_may_stay_blank_is_folded_until_something_stands_in_it(visit, send, db):
    document = visit(MONEY)
    assert [field.attributes["name"] for field in document.all("form > .field input")] == [
        "deductible",
        "coinsurance",
        "maximum",
    ]
    assert "open" not in document.one("form details").attributes
    assert "open" in send(days="soon").one("form details").attributes


# --- nothing is kept ----------------------------------------------------------------------------------

CANARY = "987,654.32"


def traces() -> list[str]:
    return [CANARY, "987654.32", "98765432"]


@pytest.mark.parametrize("other", [{}, {"days": "never"}])
def test_what_was_typed_leaves_no_trace(client, db, caplog, other: dict[str, Any]):
    caplog.set_level(logging.DEBUG)
    client.get(MONEY)
    with CaptureQueriesContext(connection) as queries:
        response = post(client, GOOD | {"price_low": CANARY, "price_high": CANARY, **other})
    assert CANARY in response.content.decode(), "the canary was read"
    assert not response.cookies
    assert not response.has_header("Location")
    assert "no-store" in response.headers["Cache-Control"]
    assert Session.objects.count() == 0
    assert not any(query["sql"].startswith(("INSERT", "UPDATE", "DELETE")) for query in queries)
    kept = [*(query["sql"] for query in queries), repr(getattr(cache, "_cache", {})), str(response.headers)]
    # What the client itself logs is not ours: the lines of our own run and Django's are.
    kept += [record.getMessage() for record in caplog.records]
    assert not any(trace in text for text in kept for trace in traces())


@pytest.mark.parametrize(
    "headers",
    [
        {"HTTP_ORIGIN": "https://evil.example"},
        {"HTTP_ORIGIN": "null"},
        {"HTTP_SEC_FETCH_SITE": "cross-site"},
        {"HTTP_SEC_FETCH_SITE": "same-site"},
        {"HTTP_ORIGIN": "http://testserver", "HTTP_SEC_FETCH_SITE": "cross-site"},
    ],
)
def test_a_form_from_another_site_is_refused(client, db, headers):
    assert post(client, GOOD, **headers).status_code == 403


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"HTTP_ORIGIN": "http://testserver", "HTTP_SEC_FETCH_SITE": "same-origin"},
        {"HTTP_SEC_FETCH_SITE": "none"},
    ],
)
def test_our_own_form_needs_no_csrf_token(db, headers):
    assert post(Client(enforce_csrf_checks=True), GOOD, **headers).status_code == 200


def test_a_file_is_refused_before_it_could_be_written_anywhere(client, db):
    response = client.post(MONEY, "--x\r\n", content_type="multipart/form-data; boundary=x")
    assert response.status_code == 415


def test_an_address_with_numbers_in_it_computes_nothing(visit, db):
    assert visit(f"{MONEY}?deductible=1000").all("table") == []
