"""Guards: robots are slowed down, people are never stopped without the phone number."""

from __future__ import annotations

import logging

import pytest
import time_machine
from django.core.cache import cache
from django.template.loader import render_to_string
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from admissions.verification import guards
from admissions.verification.guards import LIMITS, Verdict, check, fields
from tests.support.document import Document

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


def test_a_person_passes():
    assert check(sent(), "send") is Verdict.PASS


def test_whoever_fills_in_the_field_nobody_sees_is_offered_the_phone():
    assert check(sent(**{guards.TRAP: "http://example.com"}), "send") is Verdict.OFFER_PHONE
    assert "call us" in Verdict.OFFER_PHONE.words


def test_the_field_is_out_of_sight_out_of_reach_and_never_filled_in_by_a_browser(rf):
    class Response:
        content = render_to_string("components/guards.html", {"guards": fields()}).encode()

    page = Document(Response())
    trap = page.one(f"input[name={guards.TRAP}]").attributes
    assert (trap["tabindex"], trap["autocomplete"], trap.get("value")) == ("-1", "off", None)
    assert page.one(".visually-hidden[aria-hidden=true] label input")
    assert page.one(f"input[type=hidden][name={guards.STAMP}]").attributes["value"] == fields()["stamp"]


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
    assert check(sent(after=after), "send") is Verdict.PASS
    assert waited == ([] if missing is None else [missing])


@pytest.mark.parametrize("stamp", ["", "first", "again:1abc:xyz", "a" * 5000, "\x00", "’:’:’"])
def test_a_forged_stamp_counts_as_one_of_this_moment(stamp, waited):
    assert check(sent(stamped=stamp), "send") is Verdict.PASS
    assert waited == [guards.SOONEST]


def test_nobody_waits_on_a_page_that_says_what_was_wrong(waited):
    assert check(sent(stamped=fields(again=True)["stamp"]), "send") is Verdict.PASS
    assert waited == []


def test_a_server_holds_up_only_a_few_at_once(monkeypatch):
    held = []

    def another_comes(seconds):
        held.append(seconds)
        if len(held) < 20:
            assert check(sent(after=0), "photo") is Verdict.PASS

    monkeypatch.setattr(guards, "wait", another_comes)
    check(sent(after=0), "photo")
    assert len(held) == guards.AT_ONCE


def test_whoever_is_over_the_limit_is_answered_without_being_held_up(waited):
    number_that_pass("send", LIMITS["send"].number)
    assert check(sent(after=0), "send") is Verdict.OFFER_PHONE
    assert waited == []


@given(stamp=st.text(), trap=st.text())
def test_nothing_in_a_form_breaks_a_guard(stamp, trap):
    cache.clear()
    expected = Verdict.OFFER_PHONE if trap else Verdict.PASS
    assert check(sent(stamped=stamp, **{guards.TRAP: trap}), "send") is expected


# --- the count ----------------------------------------------------------------------------------------


def number_that_pass(kind, number, **request):
    return [check(sent(**request), kind) for _ in range(number)].count(Verdict.PASS)


@pytest.mark.parametrize("kind", LIMITS)
def test_one_network_may_do_it_so_often(kind):
    allowed = LIMITS[kind].number
    assert number_that_pass(kind, allowed + 3) == allowed
    assert check(sent(), kind) is Verdict.OFFER_PHONE


@pytest.mark.parametrize(
    ("one", "neighbor", "stranger"),
    [
        ("203.0.113.7", "203.0.113.250", "203.0.114.7"),
        ("2001:db8:1:2::1", "2001:db8:1:ffff::9", "2001:db8:2:2::1"),
    ],
)
def test_neighbors_are_counted_together_and_strangers_apart(one, neighbor, stranger):
    assert number_that_pass("send", 20, address=one) == 10
    assert check(sent(address=neighbor), "send") is Verdict.OFFER_PHONE
    assert check(sent(address=stranger), "send") is Verdict.PASS


def test_what_is_counted_is_counted_by_kind():
    assert number_that_pass("send", 20) == 10
    assert check(sent(), "resume") is Verdict.PASS


def test_the_count_begins_anew_with_the_next_window():
    assert number_that_pass("resume", 20) == 10
    with time_machine.travel(NOON + LIMITS["resume"].window, tick=False):
        assert guards.is_within_limit(sent(), "resume")


def test_visitors_without_an_address_are_not_counted_as_one():
    assert number_that_pass("send", 20, address="") == 20


def test_no_address_is_written_into_the_cache(monkeypatch):
    keys = []
    add = cache.add
    monkeypatch.setattr(
        cache, "add", lambda key, *args, **kwargs: keys.append(key) or add(key, *args, **kwargs)
    )
    check(sent(address="203.0.113.7"), "send")
    assert len(keys) == 1
    assert "203.0.113" not in keys[0]


def test_without_a_cache_everybody_passes_and_the_log_says_so_once_a_minute(monkeypatch, caplog):
    def is_down(*args, **kwargs):
        raise ConnectionError("203.0.113.0/24 at redis://secret@cache")

    monkeypatch.setattr(cache, "add", is_down)
    monkeypatch.setattr(guards, "_warned_at", None)
    caplog.set_level(logging.WARNING, logger="admissions.verification.guards")
    assert number_that_pass("send", 20) == 20
    assert caplog.messages == ["The cache does not answer (ConnectionError); nobody is counted"]
    with time_machine.travel(NOON + 61, tick=False):
        assert guards.is_within_limit(sent(), "send")
    assert len(caplog.messages) == 2
