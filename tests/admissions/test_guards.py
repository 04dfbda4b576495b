"""Guards: robots are slowed down, people are never stopped without the phone number."""

from __future__ import annotations

import pytest
import time_machine
from django.template.loader import render_to_string
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from admissions.verification import guards
from admissions.verification.guards import FEW, LIMITS, NEIGHBORS, STARTS, fields, passes
from alter_site.limits import counts
from alter_site.limits.models import Count
from tests.support.document import Document

pytestmark = pytest.mark.django_db

NOON = 1_795_000_000


def sent(*, address="203.0.113.7", after=10, stamped=None, **values):
    """Return a form as it comes back from its page, which was made ``after`` seconds ago."""
    if stamped is None:
        with time_machine.travel(NOON - after, tick=False):
            stamped = fields()["stamp"]
    return RequestFactory().post("/", {guards.STAMP: stamped, **values}, REMOTE_ADDR=address)


@pytest.fixture(autouse=True)
def _at_noon():
    with time_machine.travel(NOON, tick=False):
        yield


# --- the field nobody sees ----------------------------------------------------------------------------


def test_an_ordinary_visitor_passes_the_guards():
    assert passes(sent(), "send")


def test_filling_in_the_hidden_trap_field_offers_the_phone():
    assert not passes(sent(**{guards.TRAP: "http://example.com"}), "send")


def test_the_trap_field_is_hidden_unfocusable_and_not_autofilled(rf):
    class Response:
        content = render_to_string("components/guards.html", {"guards": fields()}).encode()

    page = Document(Response())
    stamp = page.one(f"input[type=hidden][name={guards.STAMP}]").attributes["value"]
    trap = page.one(f"input[name={guards.TRAP}]").attributes
    assert (trap["tabindex"], trap["autocomplete"], trap.get("value")) == ("-1", "off", None)
    assert page.one(".visually-hidden[aria-hidden=true] label input")
    assert guards.too_soon(stamp or "") == guards.SOONEST


# --- the stamp ----------------------------------------------------------------------------------------


@pytest.fixture
def waited(monkeypatch):
    """Return how long each request was held up."""
    seconds: list[float] = []
    monkeypatch.setattr(guards, "wait", seconds.append)
    return seconds


@pytest.mark.parametrize(
    ("after", "missing"),
    [
        (0, 2),
        (1, 1),
        (-3600, 2),
        (3, None),
        (60, None),
        (guards.LONGEST - 60, None),
        (guards.LONGEST + 60, 2),
    ],
)
def test_a_page_sent_back_sooner_than_anybody_reads_passes_after_a_moment(after, missing, waited):
    assert passes(sent(after=after), "send")
    assert waited == ([] if missing is None else [missing])


@pytest.mark.parametrize("stamp", ["", "first", "again:1abc:xyz", "a" * 5000, "\x00", "’:’:’"])
def test_a_forged_time_stamp_counts_as_made_now(stamp, waited):
    assert passes(sent(stamped=stamp), "send")
    assert waited == [guards.SOONEST]


def test_nobody_waits_on_a_page_that_says_what_was_wrong(waited):
    assert passes(sent(stamped=fields(again=True)["stamp"]), "send")
    assert waited == []


def test_only_a_few_requests_are_slowed_down_at_once(monkeypatch):
    held = []

    def another_comes(seconds):
        held.append(seconds)
        if len(held) < 20:
            assert passes(sent(after=0), "photo")

    monkeypatch.setattr(guards, "wait", another_comes)
    passes(sent(after=0), "photo")
    assert len(held) == guards.AT_ONCE


def test_whoever_is_over_the_limit_is_answered_without_being_held_up(waited):
    number_that_pass("send", LIMITS["send"].number)
    assert not passes(sent(after=0), "send")
    assert waited == []


@given(stamp=st.text(), trap=st.text())
def test_nothing_in_a_form_breaks_a_guard(stamp, trap):
    Count.objects.all().delete()
    assert passes(sent(stamped=stamp, **{guards.TRAP: trap}), "send") == (not trap)


# --- the count ----------------------------------------------------------------------------------------


def number_that_pass(kind, number, **request):
    return [passes(sent(**request), kind) for _ in range(number)].count(True)


@pytest.mark.parametrize("kind", LIMITS)
def test_one_address_is_limited(kind):
    allowed = LIMITS[kind].number
    assert number_that_pass(kind, allowed + 3) == allowed
    assert not passes(sent(), kind)


NEIGHBORHOODS = [("203.0.113.{}", "203.0.113.250"), ("2001:db8:1:{}::1", "2001:db8:1:ffff::9")]


@pytest.mark.parametrize(("one", "neighbor"), NEIGHBORHOODS)
@pytest.mark.parametrize("kind", LIMITS)
def test_an_address_is_not_refused_for_what_its_neighbor_did(kind, one, neighbor):
    assert number_that_pass(kind, 100, address=one.format(1)) == LIMITS[kind].number
    assert passes(sent(address=neighbor), kind)


@pytest.mark.parametrize(("one", "neighbor"), NEIGHBORHOODS)
def test_a_neighborhood_that_is_flooded_leaves_each_address_a_few(one, neighbor):
    passed = sum(number_that_pass("send", 12, address=one.format(number)) for number in range(1, 21))
    assert passed == LIMITS["send"].number * NEIGHBORS + 10 * FEW
    assert number_that_pass("send", 12, address=neighbor) == FEW


@pytest.mark.parametrize(
    "addresses",
    [
        [f"2001:db8:1:2::{number:x}" for number in range(60)],
        [f"203.0.113.7:{40_000 + number}" for number in range(60)],
        [f"[2001:db8::7]:{40_000 + number}" for number in range(60)],
        [f"no address {number}" for number in range(60)],
    ],
)
def test_one_visitor_with_many_addresses_or_ports_is_one(addresses):
    assert [passes(sent(address=address), "resume") for address in addresses].count(True) == 10


def test_one_page_does_not_begin_many_requests_nor_use_up_what_its_address_may():
    stamp = fields()["stamp"]
    passed = [passes(sent(stamped=stamp), "start") for _ in range(60)].count(True)
    assert passed == STARTS.number
    assert number_that_pass("start", 100) == LIMITS["start"].number - STARTS.number


@pytest.mark.parametrize("stamp", ["", "first", "first:1abc:xyz"])
def test_pages_without_a_stamp_of_ours_count_as_one(stamp):
    passed = [passes(sent(stamped=stamp), "start") for _ in range(60)].count(True)
    assert passed == STARTS.number
    assert passes(sent(), "start")
    assert passes(sent(stamped=stamp, address="203.0.113.8"), "start")


def test_what_is_counted_is_counted_by_kind():
    assert number_that_pass("send", 20) == 10
    assert passes(sent(), "resume")


def test_the_count_begins_anew_with_the_next_window():
    assert number_that_pass("resume", 20) == 10
    with time_machine.travel(NOON + LIMITS["resume"].window, tick=False):
        assert guards.is_within_limit(sent(), "resume")


def test_visitors_without_an_address_are_not_counted_as_one():
    assert number_that_pass("send", 20, address="") == 20


def test_no_address_is_written_down():
    passes(sent(address="203.0.113.7"), "start")
    rows = list(Count.objects.values_list())
    assert len(rows) == 3
    assert "203.0" not in str(rows)


@pytest.mark.parametrize("kind", LIMITS)
def test_whoever_is_refused_again_and_again_writes_nothing(kind, django_assert_num_queries):
    number_that_pass(kind, LIMITS[kind].number)
    before = list(Count.objects.values_list())
    with django_assert_num_queries(2):
        assert not passes(sent(), kind)
    assert list(Count.objects.values_list()) == before


def test_words_are_tried_so_often_by_everybody_together():
    tries = [guards.may_try_words() for _ in range(60)]
    assert tries.count(True) == guards.FAILURES.number
    guards.words_were_right()
    assert guards.may_try_words()
    assert not guards.may_try_words()
    with time_machine.travel(NOON + guards.FAILURES.window, tick=False):
        assert guards.may_try_words()
        counts.forget_ended()
    assert Count.objects.count() == 1
