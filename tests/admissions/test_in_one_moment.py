"""Several people in the same moment, each with a connection of their own: nobody waits in a circle."""

from __future__ import annotations

import threading
from contextlib import suppress
from functools import partial
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from admissions import alerts, forget, services
from admissions.choices import Outcome, Status
from admissions.models import LegalHold, Submission
from admissions.services import holds
from alter_site.staff.groups import COORDINATOR
from tests.admissions.rivals import DAY, Desk, changed, due, loaded, mine, to_sign
from tests.admissions.test_pressed_twice import typed_into
from tests.admissions.test_states import in_status
from tests.factories import StaffFactory
from tests.support.requests import received
from tests.support.sign_in import StaffClient
from tests.support.together import together

pytestmark = pytest.mark.django_db(transaction=True)

ROUNDS = 3
MOMENT = 1  # second: whoever is let on at once waits so long in vain
WORDS = (services.IllegalMove, holds.CannotHold)


def at_once(*actions: Any) -> int:
    """Do all of it in the same moment; return how many were done, the others having read words."""
    found = together(*actions)
    assert [error for error in found if error is not None and not isinstance(error, WORDS)] == []
    return found.count(None)


def test_of_six_who_claim_one_has_it():
    it = received()
    people = StaffFactory.create_batch(6, group=COORDINATOR)
    assert at_once(*[partial(services.claim, loaded(it), one) for one in people]) == 1
    assert loaded(it).events.filter(move="claim").count() == 1


def test_each_who_takes_the_next_has_another_one():
    for _ in range(5):
        received()
    people = StaffFactory.create_batch(5, group=COORDINATOR)
    assert at_once(*[partial(services.take_next, one) for one in people]) == 5
    assert set(Submission.objects.values_list("owner", flat=True)) == {one.pk for one in people}


def test_of_two_who_sign_one_has_signed():
    desk = Desk()
    it = to_sign(desk)
    assert at_once(*[partial(services.sign, loaded(it), one) for one in (desk.second, desk.lead)]) == 1
    assert loaded(it).status == Status.VERIFIED
    assert it.events.filter(move="sign").count() == 1


@pytest.mark.parametrize(
    ("slug", "data"),
    [
        ("note", {"text": "Once"}),
        ("attempt", {"channel": "phone", "direction": "out", "result": "no_answer"}),
    ],
)
def test_of_two_presses_of_one_page_in_the_same_moment_one_counts(slug, data):
    owner = StaffFactory(group=COORDINATOR)
    it = in_status(Status.CLAIMED, owner)
    hands = [StaffClient(), StaffClient()]
    for hand in hands:
        hand.force_login(owner)
    sent = typed_into(hands[0], it, slug, data)
    path = reverse("desk:act", args=[it.reference, slug])
    answers: list[int] = []
    assert (
        at_once(*[lambda hand=hand: answers.append(hand.post(path, sent).status_code) for hand in hands]) == 2
    )
    assert answers == [302, 302]
    assert it.notes.count() + it.attempts.count() == 1


def test_requests_merged_in_both_directions_are_one(monkeypatch):
    """Each waits a moment for the other once it holds its first row: in two orders both would wait."""
    desk, one, another = Desk(), received(), received()
    both, first, original = threading.Barrier(2), threading.local(), Submission.refresh_from_db

    def refresh_from_db(self: Submission, *arguments: Any, **options: Any) -> None:
        original(self, *arguments, **options)
        if "from_queryset" in options and not hasattr(first, "is_held"):
            first.is_held = True
            with suppress(threading.BrokenBarrierError):
                both.wait(MOMENT)

    def merge(kept: Submission, other: Submission) -> None:
        services.merge(kept, other, desk.lead, seen=0, seen_other=0, personal={}, plans={}, words={})

    pairs = [(loaded(one), loaded(another)), (loaded(another), loaded(one))]
    assert desk.lead
    monkeypatch.setattr(Submission, "refresh_from_db", refresh_from_db)
    assert at_once(*[partial(merge, *pair) for pair in pairs]) == 1
    assert sorted([loaded(one).outcome, loaded(another).outcome]) == ["", Outcome.DUPLICATE]


def test_whatever_holds_several_rows_is_done_beside_the_others():
    desk, now = Desk(), timezone.now()
    for _ in range(ROUNDS):
        open_ones = [mine(desk), mine(desk)]
        for it in open_ones:
            changed(it, due_first_contact=now, alert_at=now)
        over = [due(desk) for _ in range(3)]
        for it in over[:2]:
            holds.set_hold(desk.officer, it.reference, reason="A letter")
        LegalHold.objects.update(until=timezone.localdate() - DAY)
        kept, other = open_ones
        done = at_once(
            partial(forget.forget, now),
            partial(forget.forget, now),
            partial(holds.lift_hold, desk.officer, over[0].reference, reason="It is settled"),
            partial(holds.end_those_over, now),
            partial(alerts.alert_leads, now),
            partial(services.settle, now),
            partial(
                services.merge,
                loaded(kept),
                loaded(other),
                desk.lead,
                seen=0,
                seen_other=0,
                personal={},
                plans={},
                words={},
            ),
            partial(services.withdraw, loaded(other)),
        )
        assert done >= 6
        assert not LegalHold.objects.filter(lifted_at=None).exists()
        assert loaded(other).is_closed
