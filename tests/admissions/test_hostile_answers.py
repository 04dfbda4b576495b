"""Whatever a payer's side sends, reading it ends in words and never in an error."""

from __future__ import annotations

import datetime
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from admissions.eligibility.outcomes import EligibilityOutcome
from admissions.eligibility.reading import read
from admissions.eligibility.suggestions import Reading
from tests.support.payer_answers import amount, answer, in_network_ppo, left, plan, since, status

TODAY = datetime.date(2026, 6, 15)
JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=6,
)


@pytest.mark.parametrize(
    "said",
    [
        b"",
        b"\xff\xfe{}",
        b"[]",
        b"null",
        b'"active"',
        b"{",
        b'{"plans": {}}',
        b'{"plans": [null]}',
        b'{"plans": [{"benefits": []}]}',
        b'{"plans": [{"benefits": {"deductible": {"amount": "1"}}}]}',
        b'{"plans": [{"benefits": {"deductible": [{"amount": ["1"]}]}}]}',
        b'{"plans": [{"benefits": {"statuses": [{"status": true}]}}]}',
        b'{"plans": [{"benefits": {"statuses": [{"service": "30"}]}}]}',
        b'{"plans": [{"benefits": {"deductible": [{"amount": NaN}]}}]}',
        b'{"errors": {"code": "72"}}',
        b'{"errors": [72]}',
        b"[" * 100_000,
        b'{"a":' * 50_000,
        b"\x00" * 64,
    ],
)
def test_what_is_not_built_as_agreed_is_unreadable(said):
    assert read(said, TODAY) == Reading(EligibilityOutcome.UNREADABLE)


@pytest.mark.parametrize(
    "dollars",
    [
        "",
        "abc",
        "$2,000",
        "2.000,00",
        "1e400",
        "9" * 5000,
        "-1",
        "٣",
        "1_000",
        " 1 2 ",
        "2000.005",
        "NaN",
        1e308,
    ],
)
def test_an_amount_that_is_none_is_left_open(dollars):
    said = json.dumps(in_network_ppo(deductible=[amount(dollars), left("500")]))
    reading = read(said, TODAY)
    assert not reading.of("in_deductible")
    assert not reading.of("in_deductible_met")
    assert reading.clear("in_deductible_left").value == 500_00
    assert any("cannot be read" in notice for notice in reading.notices)


def test_an_amount_written_as_a_number_counts():
    said = json.dumps(in_network_ppo(deductible=[amount(2000), left(500.5)]))  # type: ignore[arg-type]
    assert read(said, TODAY).clear("in_deductible_met").value == 1499_50


def test_odd_characters_do_not_reach_a_screen():
    name = "A\ud800\u202eevil\x00\u200b\n<b>" + "x" * 5000
    reading = read(json.dumps(answer(plan(name, statuses=[status(**since())]))), TODAY)
    shown = reading.clear("effective").detail
    assert shown.startswith("Aevil <b>xxx")
    assert len(shown) == 200
    reading.as_json().encode()


def test_days_that_are_none_are_left_open():
    for day in ("2026-13-01", "2026-02-30", "today", "0000-00-00", "1/1/2026", "2026-01-01T00:00"):
        reading = read(json.dumps(answer(plan(statuses=[status(**since(day))]))), TODAY)
        assert reading.outcome == "active"
        assert not reading.of("effective")


def with_junk(found: Any, path: list[int], junk: Any) -> Any:
    """Return a copy in which one value, found by walking down, is something else."""
    if not path or not isinstance(found, dict | list) or not found:
        return junk
    keys = list(found) if isinstance(found, dict) else list(range(len(found)))
    key = keys[path[0] % len(keys)]
    copy: Any = dict(found) if isinstance(found, dict) else list(found)
    copy[key] = with_junk(found[key], path[1:], junk)
    return copy


@given(path=st.lists(st.integers(0, 12), min_size=1, max_size=9), junk=JUNK)
def test_no_answer_with_anything_in_any_place_breaks_the_reading(path, junk):
    reading = read(json.dumps(with_junk(in_network_ppo(), path, junk)), TODAY)
    assert Reading.from_json(reading.as_json()) == reading
    for one in reading.suggestions:
        assert isinstance(one.value, str | int)
        assert not isinstance(one.value, int) or one.value >= 0


@given(said=st.binary(max_size=200) | st.text(max_size=200))
def test_no_text_breaks_the_reading(said):
    assert read(said, TODAY).suggestions == ()
