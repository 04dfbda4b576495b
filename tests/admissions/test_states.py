"""The state machine: every legal move works, every other one raises and changes nothing."""

from __future__ import annotations

import contextlib
import datetime
import itertools
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from admissions import services
from admissions.choices import AttemptResult, Channel, Direction, Outcome, Status, WayIn
from admissions.models import CardImage, ContactAttempt, Event, Note, Submission
from admissions.services import MOVES, IllegalMove, Stale, claim, close, move, offered, reopen, take_next
from alter_site.staff.groups import BENEFITS_VERIFIER, COORDINATOR, LEAD, PRIVACY_OFFICER
from alter_site.staff.permissions import MATRIX, OWNERSHIPS
from tests.factories import StaffFactory, group_named
from tests.support.requests import PLAN, received
from tests.support.together import together
from tests.support.undone import undone

pytestmark = pytest.mark.django_db

NOW = datetime.datetime(2026, 11, 23, 20, tzinfo=datetime.UTC)
MINUTE, DAY = datetime.timedelta(minutes=1), datetime.timedelta(days=1)

# What each move needs besides its status, so that only the status decides.
DETAILS: dict[str, dict[str, Any]] = {
    "ask for information": {"reason": True},
    "close": {"outcome": Outcome.DECLINED},
    "close as admitted": {"override": True},
    "turn away": {"outcome": Outcome.INVALID},
    "reopen": {"reason": True},
}
ENDING: dict[str, Any] = {"closed_at": NOW, "outcome": Outcome.INVALID}
REOPENING: dict[str, Any] = {"closed_at": None, "outcome": ""}


@pytest.fixture
def verifier(db):
    return StaffFactory(group=BENEFITS_VERIFIER)


@pytest.fixture
def everybody(db):
    """Somebody whom the matrix lets do everything: only the table of moves decides."""
    user = StaffFactory(group=COORDINATOR)
    for group in (BENEFITS_VERIFIER, LEAD):
        user.groups.add(group_named(group))
    return user


def in_status(status, owner=None, submission=None, **changes):
    """Return a request, or this one, in a status, as its owner has it."""
    submission = submission or received()
    ending = {"outcome": Outcome.DECLINED, "closed_at": timezone.now()} if status == Status.CLOSED else {}
    Submission.objects.filter(pk=submission.pk).update(
        status=status, owner=None if status == Status.RECEIVED else owner, **{**ending, **changes}
    )
    submission.refresh_from_db()
    return submission


def attempted(submission, by, result=AttemptResult.NO_ANSWER, at=None, **values):
    return ContactAttempt.objects.create(
        submission=submission, by=by, at=at or timezone.now(), channel=Channel.PHONE, result=result, **values
    )


def changes_of(name: str) -> dict[str, Any]:
    if MOVES[name].after == Status.CLOSED:
        return ENDING
    return REOPENING if name == "reopen" else {}


def test_a_move_is_possible_from_its_statuses_and_from_no_other(everybody, subtests):
    request = received()
    for name, status in itertools.product(MOVES, Status):
        with subtests.test(move=name, status=str(status)), undone():
            submission = in_status(status, everybody, Submission.objects.get(pk=request.pk))
            attempted(submission, everybody, AttemptResult.SPOKE)
            check_a_move(submission, name, everybody if MOVES[name].permission else None)


def check_a_move(submission, name, actor):
    """Make a move that the status allows, or try one that it does not and see that nothing changed."""
    row, status = MOVES[name], submission.status

    def go():
        return move(submission, actor, name, details=DETAILS.get(name), **changes_of(name))

    before = Submission.objects.filter(pk=submission.pk).values().get()
    if status in row.before:
        assert go().status == (row.after or status)
        assert submission.version == before["version"] + 1
        event = Event.objects.filter(submission=submission).latest("pk")
        assert (event.move, event.from_status, event.to_status) == (name, status, submission.status)
    else:
        with pytest.raises(IllegalMove):
            go()
        assert Submission.objects.filter(pk=submission.pk).values().get() == before
        assert not Event.objects.filter(move=name, submission=submission).exists()


# Written down a second time: a status that is let into a move by mistake would only be tried as a right one.
IN_HAND = "claimed verifying needs_info payer_wait ready verified shared"
WAYS = {
    "claim": ("received", "claimed"),
    "assign": ("received", "claimed"),
    "release": (IN_HAND, "received"),
    "release by itself": (IN_HAND, "received"),
    "hand over": (IN_HAND, None),
    "start verifying": ("claimed", "verifying"),
    "ask for information": ("claimed verifying", "needs_info"),
    "back to work": ("needs_info", "claimed"),
    "back to verifying": ("needs_info", "verifying"),
    "wait for payer": ("verifying", "payer_wait"),
    "back from payer": ("payer_wait", "verifying"),
    "worksheet ready": ("verifying", "ready"),
    "sign": ("ready", "verified"),
    "send back": ("ready", "verifying"),
    "share results": ("verified", "shared"),
    "verify again": ("verified shared", "verifying"),
    "close": (IN_HAND, "closed"),
    "close as admitted": (IN_HAND, "closed"),
    "turn away": ("received", "closed"),
    "withdraw": (f"received {IN_HAND}", "closed"),
    "stop contact": (f"received {IN_HAND}", "closed"),
    "reopen": ("closed", "claimed"),
}


def test_the_moves_are_exactly_these():
    ways = {name: (set(before.split()), after) for name, (before, after) in WAYS.items()}
    assert {name: (set(row.before), row.after) for name, row in MOVES.items()} == ways


def test_a_move_that_is_not_in_the_table_raises(everybody):
    with pytest.raises(KeyError):
        move(in_status(Status.RECEIVED), everybody, "admit at once")


def test_every_move_of_staff_is_a_row_of_the_permission_matrix():
    assert {row.permission for row in MOVES.values() if row.permission} <= MATRIX.keys()


def test_every_status_can_be_reached_and_left():
    assert {status for row in MOVES.values() for status in row.before} == set(Status)
    assert {row.after for row in MOVES.values() if row.after} == set(Status)


def statuses_of(name: str, relation: str) -> list[str]:
    """Return the statuses of a move in which a request can stand in this relation to somebody."""
    wanted = {"closed": {Status.CLOSED}, "unassigned": {Status.RECEIVED}}.get(
        relation, set(Status) - {Status.CLOSED, Status.RECEIVED}
    )
    return sorted(MOVES[name].before & wanted)


def test_only_whom_the_matrix_lets_may_make_a_move(subtests):
    request, other = received(), StaffFactory(group=LEAD)
    of_people = [name for name, row in MOVES.items() if row.permission]
    for group in (COORDINATOR, BENEFITS_VERIFIER, LEAD):
        actor = StaffFactory(group=group)
        for name, relation in itertools.product(of_people, OWNERSHIPS):
            statuses = statuses_of(name, relation)
            if not statuses:
                continue
            with subtests.test(move=name, group=group, relation=relation), undone():
                submission = in_status(
                    statuses[0],
                    actor if relation == "own" else other,
                    Submission.objects.get(pk=request.pk),
                )
                attempted(submission, other, AttemptResult.SPOKE)
                row = MOVES[name]
                allowed = relation in MATRIX[str(row.permission)].get(group, ())
                assert (row in offered(submission, actor)) is allowed
                with contextlib.nullcontext() if allowed else pytest.raises(IllegalMove, match="may not"):
                    move(submission, actor, name, details=DETAILS.get(name), **changes_of(name))


def test_every_move_of_a_person_is_tried_in_each_relation_it_has():
    tried = {(name, relation) for name in MOVES for relation in OWNERSHIPS if statuses_of(name, relation)}
    assert {name for name, _ in tried} == set(MOVES)
    assert {relation for _, relation in tried} == set(OWNERSHIPS)


def test_a_move_of_staff_needs_an_actor():
    with pytest.raises(IllegalMove, match="may not"):
        move(in_status(Status.RECEIVED), None, "claim")


# --- guards -------------------------------------------------------------------------------------------


def test_verifying_takes_a_payer_and_a_member_id_a_photo_or_a_call(coordinator):
    submission = in_status(Status.CLAIMED, coordinator)
    submission.policies.update(member_id=None)
    Submission.objects.update(insurance_route="photo")  # it was never in the file, or is forgotten
    submission.refresh_from_db()
    with pytest.raises(IllegalMove, match="no payer and member ID"):
        move(submission, coordinator, "start verifying")
    photo = CardImage(submission=submission, side="front", width=1, height=1, image_code="x")
    photo.seal(image=b"a photo")
    photo.save(force_insert=True)
    assert move(submission, coordinator, "start verifying").status == Status.VERIFYING
    other = in_status(Status.CLAIMED, coordinator)
    other.policies.all().delete()
    details = {"call_the_payer": True}
    assert move(other, coordinator, "start verifying", details=details).status == Status.VERIFYING


@pytest.mark.parametrize("name", ["ask for information", "reopen"])
def test_some_moves_need_a_reason(everybody, name):
    submission = in_status(sorted(MOVES[name].before)[0], everybody)
    with pytest.raises(IllegalMove):
        move(submission, everybody, name, **(REOPENING if name == "reopen" else {}))


def days_of_attempts(submission, by, *days, **values):
    for day in days:
        attempted(submission, by, at=NOW - day * DAY, **values)


def test_unreachable_takes_three_attempts_on_two_days(coordinator):
    submission = in_status(Status.CLAIMED, coordinator)
    for days in ([], [0], [0, 0], [0, 0, 0]):
        submission.attempts.all().delete()
        days_of_attempts(submission, coordinator, *days)
        with pytest.raises(IllegalMove, match="three attempts on two days"):
            close(submission, coordinator, outcome=Outcome.UNREACHABLE)
    days_of_attempts(submission, coordinator, 1)
    assert close(submission, coordinator, outcome=Outcome.UNREACHABLE).outcome == Outcome.UNREACHABLE


def test_a_call_from_them_is_no_attempt_of_ours(coordinator):
    submission = in_status(Status.CLAIMED, coordinator)
    days_of_attempts(submission, coordinator, 0, 1)
    days_of_attempts(submission, coordinator, 2, direction=Direction.IN)
    with pytest.raises(IllegalMove, match="three attempts"):
        close(submission, coordinator, outcome=Outcome.UNREACHABLE)


@pytest.mark.parametrize(
    "outcome", [outcome for outcome in Outcome if outcome not in {"invalid", "duplicate"}]
)
def test_before_it_is_claimed_a_request_is_only_turned_away(lead, outcome):
    submission = in_status(Status.RECEIVED)
    with pytest.raises(IllegalMove):
        close(submission, lead, outcome=outcome)


def test_a_duplicate_names_another_request(coordinator):
    submission, original = in_status(Status.RECEIVED), in_status(Status.RECEIVED)
    with pytest.raises(IllegalMove, match="duplicate of"):
        close(submission, coordinator, outcome=Outcome.DUPLICATE)
    with pytest.raises(IllegalMove, match="of itself"):
        close(submission, coordinator, outcome=Outcome.DUPLICATE, duplicate_of=submission)
    assert (
        close(submission, coordinator, outcome=Outcome.DUPLICATE, duplicate_of=original).merged_into
        == original
    )


def test_the_duplicates_of_a_duplicate_lead_to_the_one_that_goes_on(coordinator, lead):
    first, second, third, last = (in_status(Status.CLAIMED, coordinator) for _ in range(4))
    for one, another in ((first, second), (second, third), (last, second)):
        close(one, lead, outcome=Outcome.DUPLICATE, duplicate_of=another)
    assert set(Submission.objects.filter(merged_into=third)) == {first, second, last}
    with pytest.raises(IllegalMove, match="duplicate of it"):
        close(third, lead, outcome=Outcome.DUPLICATE, duplicate_of=first)


def test_a_promised_call_does_not_end_with_a_duplicate_of_what_is_closed(coordinator, lead):
    ended = close(in_status(Status.CLAIMED, coordinator), coordinator, outcome=Outcome.DECLINED)
    asked_again = services.claim(received(), coordinator)
    with pytest.raises(IllegalMove, match=f"{ended.reference} is closed, so nobody calls"):
        close(asked_again, lead, outcome=Outcome.DUPLICATE, duplicate_of=ended)
    called = services.record_attempt(
        asked_again, coordinator, channel=Channel.PHONE, result=AttemptResult.NO_ANSWER
    ).submission
    assert close(called, lead, outcome=Outcome.DUPLICATE, duplicate_of=ended).merged_into == ended


def test_whoever_was_called_since_they_asked_again_is_owed_no_call_by_the_duplicate(coordinator, lead):
    first, asked_again = in_status(Status.CLAIMED, coordinator), received()
    spoken = services.record_attempt(
        first, coordinator, channel=Channel.PHONE, direction=Direction.IN, result=AttemptResult.SPOKE
    ).submission
    ended = close(spoken, coordinator, outcome=Outcome.DECLINED)
    assert close(asked_again, lead, outcome=Outcome.DUPLICATE, duplicate_of=ended).merged_into == ended


def test_a_call_that_a_duplicate_was_promised_is_made_for_the_request_that_goes_on(coordinator, lead):
    now = timezone.now()
    later, promised = now + datetime.timedelta(hours=9), now + datetime.timedelta(hours=2)
    untried = in_status(Status.CLAIMED, coordinator, due_first_contact=later)
    put_off = in_status(
        Status.NEEDS_INFO, coordinator, first_attempt_at=now - datetime.timedelta(days=1), snoozed_until=later
    )
    for kept in (untried, put_off):
        again = received()
        Submission.objects.filter(pk=again.pk).update(due_first_contact=promised, promise_rule=2)
        again.refresh_from_db()
        close(again, lead, outcome=Outcome.DUPLICATE, duplicate_of=kept)
        kept.refresh_from_db()
    assert untried.due_first_contact == promised
    assert put_off.snoozed_until <= promised


def test_only_a_lead_closes_as_admitted(coordinator, lead):
    submission = in_status(Status.VERIFYING, coordinator)
    with pytest.raises(IllegalMove, match="may not"):
        close(submission, coordinator, outcome=Outcome.ADMITTED)
    spoken = services.record_attempt(
        submission, coordinator, channel=Channel.PHONE, direction=Direction.IN, result=AttemptResult.SPOKE
    ).submission
    assert close(spoken, lead, outcome=Outcome.ADMITTED).forget_after is None


def test_an_outcome_that_does_not_exist_is_refused(coordinator):
    with pytest.raises(IllegalMove, match="Choose how it ended"):
        close(in_status(Status.CLAIMED, coordinator), coordinator, outcome="vanished")


# --- who is faster ------------------------------------------------------------------------------------


def test_of_two_who_saw_the_same_screen_the_second_is_told(coordinator, lead):
    submission = in_status(Status.RECEIVED)
    mine, theirs = (Submission.objects.get(pk=submission.pk) for _ in range(2))
    claim(mine, coordinator)
    with pytest.raises(Stale, match="just changed"):
        claim(theirs, lead)
    submission.refresh_from_db()
    assert submission.owner == coordinator


def test_a_move_from_an_older_screen_is_stale(coordinator):
    submission = in_status(Status.RECEIVED)
    claim(submission, coordinator)
    submission.version = 0
    with pytest.raises(Stale):
        services.release(submission, coordinator)


@pytest.mark.django_db(transaction=True)
def test_of_eight_claims_at_once_one_wins():
    submission = in_status(Status.RECEIVED)
    people = [StaffFactory(group=COORDINATOR) for _ in range(8)]
    rows = [Submission.objects.get(pk=submission.pk) for _ in people]

    outcomes = together(
        *[lambda row=row, person=person: claim(row, person) for row, person in zip(rows, people, strict=True)]
    )

    assert [type(outcome) for outcome in outcomes].count(type(None)) == 1
    assert {type(outcome) for outcome in outcomes} == {type(None), Stale}
    assert Event.objects.filter(move="claim").count() == 1


@pytest.mark.django_db(transaction=True)
def test_four_who_take_the_next_at_once_take_four():
    for _ in range(4):
        received()
    people = [StaffFactory(group=COORDINATOR) for _ in range(4)]
    assert together(*[lambda person=person: take_next(person) for person in people]) == [None] * 4
    assert {row.owner for row in Submission.objects.all()} == set(people)


def test_the_next_is_the_one_whose_promise_ends_first(coordinator):
    late, early, none = (received() for _ in range(3))
    Submission.objects.filter(pk=late.pk).update(due_first_contact=NOW + 2 * DAY)
    Submission.objects.filter(pk=early.pk).update(due_first_contact=NOW + DAY)
    assert [take_next(coordinator) for _ in range(4)] == [early, late, none, None]


def test_what_is_snoozed_is_not_next(coordinator):
    submission = received()
    Submission.objects.update(snoozed_until=timezone.now() + DAY)
    assert take_next(coordinator) is None
    Submission.objects.update(snoozed_until=timezone.now() - MINUTE)
    assert take_next(coordinator) == submission


# --- released by itself -------------------------------------------------------------------------------


@pytest.mark.parametrize(("minutes", "is_released"), [(19, False), (21, True)])
def test_a_claim_without_an_attempt_ends_after_20_minutes(coordinator, minutes, is_released):
    submission = received()
    with time_machine.travel(NOW, tick=False):
        claim(submission, coordinator)
    assert services.release_untouched(NOW + minutes * MINUTE) == is_released
    submission.refresh_from_db()
    assert (submission.owner is None) is is_released
    assert submission.status == (Status.RECEIVED if is_released else Status.CLAIMED)


def test_an_attempt_keeps_a_claim_and_one_by_an_earlier_owner_does_not(coordinator, lead):
    kept, lost = received(), received()
    with time_machine.travel(NOW, tick=False):
        attempted(lost, lead, at=NOW - MINUTE)
        claim(kept, coordinator)
        claim(lost, coordinator)
        attempted(kept, coordinator)
    assert services.release_untouched(NOW + 60 * MINUTE) == 1
    kept.refresh_from_db()
    assert kept.owner == coordinator


def test_waiting_until_an_agreed_time_is_no_silence(coordinator):
    submission = received()
    with time_machine.travel(NOW, tick=False):
        claim(submission, coordinator)
    Submission.objects.update(snoozed_until=NOW + 60 * MINUTE)
    assert services.release_untouched(NOW + 30 * MINUTE) == 0
    assert services.release_untouched(NOW + 61 * MINUTE) == 1


# --- what the moves leave -----------------------------------------------------------------------------


def test_a_request_handed_over_belongs_to_the_colleague_with_a_sealed_note(coordinator, lead):
    submission = in_status(Status.CLAIMED, coordinator)
    with pytest.raises(IllegalMove, match="Write a note"):
        services.hand_over(submission, coordinator, to=lead, note="  ")
    services.hand_over(submission, coordinator, to=lead, note="Prefers mornings")
    assert (submission.owner, submission.status) == (lead, Status.CLAIMED)
    assert str(Note.objects.get().text) == "••••••"


def test_a_request_is_handed_only_to_somebody_who_takes_requests(coordinator, verifier):
    submission = in_status(Status.CLAIMED, coordinator)
    gone = StaffFactory(group=LEAD, is_active=False)
    for colleague in (StaffFactory(group=PRIVACY_OFFICER), gone, coordinator):
        with pytest.raises(IllegalMove):
            services.hand_over(submission, coordinator, to=colleague, note="For you")
    assert not Note.objects.exists()
    assert services.hand_over(submission, coordinator, to=verifier, note="For you").owner == verifier


@pytest.mark.parametrize(
    ("outcome", "days"), [(Outcome.DECLINED, 90), (Outcome.INVALID, 7), (Outcome.ADMITTED, None)]
)
def test_an_ending_says_how_long_it_is_kept(lead, outcome, days):
    with time_machine.travel(NOW, tick=False):
        submission = in_status(Status.CLAIMED, lead, first_live_at=NOW)
        close(submission, lead, outcome=outcome)
    assert submission.forget_after == (days and NOW + days * DAY)


def test_a_request_taken_up_again_is_kept(lead):
    submission = close(in_status(Status.CLAIMED, lead), lead, outcome=Outcome.DECLINED)
    with pytest.raises(IllegalMove, match="Choose a reason"):
        reopen(submission, lead, reason="because")
    reopen(submission, lead, reason="called_back")
    assert (submission.status, submission.owner) == (Status.CLAIMED, lead)
    assert (submission.outcome, submission.closed_at, submission.forget_after) == ("", None, None)


def test_what_the_person_took_back_is_never_taken_up_again(lead):
    submission = received()
    services.withdraw(submission)
    with pytest.raises(IllegalMove, match="took it back"):
        reopen(submission, lead, reason="called_back")


def test_withdrawing_ends_a_request_at_once_with_its_photos(coordinator):
    submission = in_status(Status.CLAIMED, coordinator)
    CardImage.objects.create(submission=submission, side="front", width=1, height=1, image_code="x")
    services.withdraw(submission)
    assert (submission.status, submission.outcome) == (Status.CLOSED, Outcome.WITHDRAWN)
    assert submission.forget_after <= timezone.now()
    assert not CardImage.objects.exists()


def test_withdrawing_wins_over_a_claim_at_the_same_moment(coordinator):
    submission = received()
    seen_by_the_person = Submission.objects.get(pk=submission.pk)
    claim(submission, coordinator)
    services.withdraw(seen_by_the_person)
    submission.refresh_from_db()
    assert submission.outcome == Outcome.WITHDRAWN


def test_withdrawing_twice_is_withdrawing(coordinator):
    submission = received()
    again = Submission.objects.get(pk=submission.pk)
    services.withdraw(submission)
    services.withdraw(again)
    services.withdraw(submission)
    assert Event.objects.filter(move="withdraw").count() == 1


def test_the_first_attempt_and_the_first_conversation_are_kept(coordinator):
    submission = in_status(Status.CLAIMED, coordinator)
    stale = Submission.objects.get(pk=submission.pk)
    results = [AttemptResult.NO_ANSWER, AttemptResult.SPOKE, AttemptResult.SPOKE]
    for number, result in enumerate(results):
        with time_machine.travel(NOW + number * MINUTE, tick=False):
            # From a screen that was opened before any of them.
            services.record_attempt(
                stale if number == 2 else submission, coordinator, channel="phone", result=result
            )
    submission.refresh_from_db()
    assert (submission.first_attempt_at, submission.first_live_at) == (NOW, NOW + MINUTE)


def test_the_label_of_a_request_tells_nothing_personal():
    submission = received(plain={"source": WayIn.FORM})
    assert submission.label == "Self · PPO · Typed"
    assert not any(word in submission.label for word in ("Sam", PLAN["payer"], "949"))
