"""Counts that all processes share: exact also when two come at once, and gone when they have ended."""

from __future__ import annotations

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.db import transaction

from alter_site.limits import counts
from alter_site.limits.counts import Limit
from alter_site.limits.models import Count
from alter_site.worker import loop
from tests.factories import MarketerFactory
from tests.support.together import together

NOON = 1_795_000_000
AT_ONCE = 8


@pytest.fixture
def clock():
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


def allowed(limits: dict[str, Limit], number: int) -> int:
    return [counts.count(limits) for _ in range(number)].count(True)


@pytest.mark.django_db
def test_something_may_be_done_so_often_and_again_when_the_window_has_ended(clock):
    limit = {"x": Limit(3, 60)}
    assert allowed(limit, 10) == 3
    clock.shift(59)
    assert allowed(limit, 10) == 0
    clock.shift(1)
    assert allowed(limit, 10) == 3


@pytest.mark.django_db
def test_nothing_is_counted_when_one_of_several_limits_is_full(clock):
    assert allowed({"x": Limit(5, 60), "y": Limit(2, 60)}, 10) == 2
    assert allowed({"x": Limit(5, 60)}, 10) == 3


@pytest.mark.django_db
def test_a_limit_of_zero_is_always_reached(clock):
    assert allowed({"x": Limit(0, 60)}, 3) == 0
    assert not Count.objects.exists()


@pytest.mark.django_db
def test_a_right_attempt_is_subtracted_once(clock):
    assert allowed({"x": Limit(2, 60)}, 2) == 2
    for _ in range(5):
        counts.give_back(["x", "never counted"])
    assert allowed({"x": Limit(2, 60)}, 5) == 2


@pytest.mark.django_db
def test_a_window_written_while_the_clock_was_ahead_keeps_nobody_out(clock):
    clock.shift(10 * 365 * 24 * 3600)
    assert allowed({"x": Limit(1, 60)}, 2) == 1
    clock.move_to(NOON)
    assert allowed({"x": Limit(1, 60)}, 2) == 1


@pytest.mark.django_db
def test_counts_that_have_ended_are_forgotten_by_the_worker(clock):
    counts.use_once("short", 60)
    counts.use_once("long", 3600)
    clock.shift(61)
    loop._jobs["forget counts that have ended"]()
    assert [row.code for row in Count.objects.all()] == [counts.keyed_hash("long")]


@pytest.mark.django_db
def test_a_count_inside_a_transaction_that_fails_is_no_fault(clock):
    with transaction.atomic():
        counts.use_once("x", 60)
        transaction.set_rollback(True)
    assert counts.use_once("x", 60)


# --- at once ------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_concurrent_attempts_pass_up_to_the_limit():
    passed: list[bool] = []
    acts = [lambda: passed.append(counts.count({"x": Limit(3, 600), "y": Limit(100, 600)}))] * AT_ONCE
    assert set(together(*acts)) == {None}
    assert passed.count(True) == 3
    assert {row.number for row in Count.objects.all()} == {3}


@pytest.mark.django_db(transaction=True)
def test_a_name_that_many_use_at_once_is_used_once():
    passed: list[bool] = []
    assert set(together(*[lambda: passed.append(counts.use_once("x", 600))] * AT_ONCE)) == {None}
    assert passed.count(True) == 1


@pytest.mark.django_db(transaction=True)
def test_two_who_count_under_the_same_names_in_another_order_never_deadlock():
    one, other = Limit(1000, 600), Limit(1000, 600)
    forwards = {"a": one, "b": other, "c": one}
    backwards = {"c": one, "b": other, "a": one}
    acts = [lambda: allowed(forwards, 10), lambda: allowed(backwards, 10)] * 3
    assert set(together(*acts)) == {None}
    assert {row.number for row in Count.objects.all()} == {60}


@pytest.mark.django_db(transaction=True)
def test_one_recovery_code_is_taken_once_of_many_at_once():
    person = MarketerFactory()
    RecoveryCodes.activate(person)
    code = Authenticator.objects.get().wrap().get_unused_codes()[0]
    taken: list[bool] = []
    acts = [lambda: taken.append(Authenticator.objects.get().wrap().validate_code(code))] * 4
    assert set(together(*acts)) == {None}
    assert taken.count(True) == 1


def test_a_name_cannot_be_read_from_its_hash():
    assert "203" not in counts.keyed_hash("password 1 at 203.0.113.7/32")
    assert counts.keyed_hash("x") == counts.keyed_hash("x") != counts.keyed_hash("y")
    assert len(counts.keyed_hash("x")) == 64
