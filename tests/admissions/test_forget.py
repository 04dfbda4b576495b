"""Forgetting: each thing after its own period, nothing before, and only numbers are left."""

from __future__ import annotations

import datetime
import io
import uuid

import pytest
import time_machine
from django.core.management import call_command

from admissions import forget as forgetting
from admissions import services
from admissions.choices import AttemptResult, Outcome, Status
from admissions.custody.chain import verify_chain
from admissions.forget import due, every_ten_minutes, forget, forget_draft
from admissions.models import (
    CardImage,
    ContactAttempt,
    Draft,
    Event,
    LegalHold,
    PhiAccess,
    Policy,
    Remnant,
    RetentionRun,
    Submission,
)
from tests.support.requests import received

pytestmark = pytest.mark.django_db

NOW = datetime.datetime(2026, 11, 23, 20, tzinfo=datetime.UTC)
MINUTE, DAY = datetime.timedelta(minutes=1), datetime.timedelta(days=1)


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


def closed(lead, outcome=Outcome.DECLINED, **changes):
    submission = received()
    Submission.objects.filter(pk=submission.pk).update(status=Status.CLAIMED, owner=lead)
    submission.refresh_from_db()
    if outcome == Outcome.WITHDRAWN:
        services.withdraw(submission)
    else:
        takes_evidence = outcome in services.states.SPOKEN_TO
        override = "recorded_elsewhere" if takes_evidence else ""
        services.close(submission, lead, outcome=outcome, override=override)
    if changes:
        Submission.objects.filter(pk=submission.pk).update(**changes)
        submission.refresh_from_db()
    return submission


def photo(**owner):
    return CardImage.objects.create(side="front", width=1, height=1, image_code="x", **owner)


def draft(expires_at, **values):
    return Draft.objects.create(
        cookie_code=uuid.uuid4().hex, started_at=NOW - DAY, expires_at=expires_at, **values
    )


# --- periods --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("outcome", "days"),
    [
        (Outcome.DECLINED, 90),
        (Outcome.NOT_COVERED, 90),
        (Outcome.SELF_PAY, 90),
        (Outcome.REFERRED_OUT, 90),
        (Outcome.INVALID, 7),
    ],
)
def test_a_closed_request_is_forgotten_after_its_period(lead, outcome, days):
    closed(lead, outcome)
    assert forget(NOW + days * DAY - MINUTE).submissions == 0
    assert Submission.objects.exists()
    assert forget(NOW + days * DAY).submissions == 1
    assert not Submission.objects.exists()


def test_a_withdrawn_request_is_forgotten_at_once(lead):
    closed(lead, Outcome.WITHDRAWN)
    assert forget(NOW).submissions == 1


def test_whoever_was_admitted_is_kept(lead):
    closed(lead, Outcome.ADMITTED)
    assert forget(NOW + 5000 * DAY).submissions == 0
    assert Submission.objects.exists()


def test_an_open_request_is_never_forgotten(lead):
    received()
    forget(NOW + 5000 * DAY)
    assert Submission.objects.exists()


def test_a_request_taken_up_again_is_not_forgotten(lead):
    submission = closed(lead)
    services.reopen(submission, lead, reason="called_back")
    forget(NOW + 5000 * DAY)
    assert Submission.objects.exists()


def test_a_legal_hold_keeps_a_request_and_its_photos(lead):
    submission = closed(lead, legal_hold=True)
    photo(submission=submission)
    run = forget(NOW + 5000 * DAY)
    assert (run.submissions, run.images) == (0, 0)
    assert CardImage.objects.get().submission == submission


def test_with_a_request_goes_all_that_belongs_to_it(lead):
    submission = closed(lead)
    photo(submission=submission)
    draft(NOW + 5000 * DAY, submission=submission)
    assert submission.events.exists()
    forget(NOW + 90 * DAY)
    for model in (Submission, Policy, CardImage, Draft, Event):
        assert not model._default_manager.exists(), model


def test_a_duplicate_outlives_the_request_it_was_merged_into(lead):
    original = closed(lead)
    duplicate = received()
    Submission.objects.filter(pk=duplicate.pk).update(merged_into=original)
    forget(NOW + 90 * DAY)
    duplicate.refresh_from_db()
    assert duplicate.merged_into is None


@pytest.mark.parametrize(("minutes", "number"), [(-1, 0), (0, 1), (1, 1)])
def test_a_draft_is_forgotten_when_it_ends_with_its_photos(minutes, number):
    photo(draft=draft(NOW))
    assert forget(NOW + minutes * MINUTE).drafts == number
    assert CardImage.objects.count() == 1 - number


def test_a_draft_is_forgotten_at_once_when_somebody_leaves():
    left = draft(NOW + 3 * DAY)
    photo(draft=left)
    forget_draft(left)
    assert not Draft.objects.exists()
    assert not CardImage.objects.exists()


# --- photos ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("days", "is_kept"), [(29, True), (30, False)])
def test_a_photo_is_forgotten_30_days_after_the_end(lead, days, is_kept):
    photo(submission=closed(lead))
    assert forget(NOW + days * DAY).images == (0 if is_kept else 1)
    assert Submission.objects.exists()
    assert CardImage.objects.exists() is is_kept


def test_a_photo_of_an_open_request_is_kept():
    photo(submission=received())
    assert forget(NOW + 5000 * DAY).images == 0


# --- what is left ---------------------------------------------------------------------------------------


def test_only_month_source_outcome_and_durations_are_left(lead):
    submission = closed(
        lead,
        received_at=NOW - 3 * DAY,
        first_attempt_at=NOW - 3 * DAY + 20 * MINUTE,
        first_live_at=NOW - 3 * DAY + 90 * MINUTE,
        due_first_contact=NOW - 3 * DAY + 60 * MINUTE,
    )
    forget(submission.forget_after)
    remnant = Remnant.objects.get()
    assert (remnant.month, remnant.source, remnant.outcome) == (
        datetime.date(2026, 11, 1),
        "form",
        "declined",
    )
    assert (remnant.minutes_to_attempt, remnant.minutes_to_live, remnant.days_open) == (20, 90, 3)
    assert remnant.kept_promise is True


@pytest.mark.parametrize(
    ("due_after", "tried_after", "kept"),
    [(60, 60, True), (60, 61, False), (60, None, False), (None, 10, None)],
)
def test_a_kept_promise_is_remembered(lead, due_after, tried_after, kept):
    closed(
        lead,
        received_at=NOW,
        due_first_contact=None if due_after is None else NOW + due_after * MINUTE,
        first_attempt_at=None if tried_after is None else NOW + tried_after * MINUTE,
    )
    forget(NOW + 90 * DAY)
    assert Remnant.objects.get().kept_promise is kept


def test_the_month_is_that_of_the_center(lead):
    # Still October in California.
    closed(lead, received_at=datetime.datetime(2026, 11, 1, 5, tzinfo=datetime.UTC))
    forget(NOW + 90 * DAY)
    assert Remnant.objects.get().month == datetime.date(2026, 10, 1)


def test_invalid_requests_and_duplicates_leave_nothing(lead):
    closed(lead, Outcome.INVALID)
    duplicate = closed(lead)
    Submission.objects.filter(pk=duplicate.pk).update(forget_after=NOW, outcome=Outcome.DUPLICATE)
    assert forget(NOW + 7 * DAY).submissions == 2
    assert not Remnant.objects.exists()


def test_each_forgotten_request_is_in_the_log_of_looks(lead):
    submission = closed(lead)
    forget(NOW + 90 * DAY)
    look = PhiAccess.objects.get(action="forget")
    assert (look.submission_id, look.reference, look.actor) == (submission.pk, submission.reference, None)
    assert list(verify_chain([])) == []


def test_a_request_with_looks_and_attempts_can_be_forgotten(lead):
    submission = closed(lead)
    ContactAttempt.objects.create(
        submission=submission, by=lead, at=NOW, channel="phone", result=AttemptResult.SPOKE
    )
    assert forget(NOW + 90 * DAY).submissions == 1


# --- running --------------------------------------------------------------------------------------------


def test_a_dry_run_counts_and_deletes_nothing(lead):
    closed(lead, forget_after=NOW - DAY)
    photo(submission=closed(lead, closed_at=NOW - 31 * DAY))
    draft(NOW - MINUTE)
    output = io.StringIO()
    call_command("forget", "--dry-run", stdout=output)
    assert output.getvalue() == "To be forgotten: 1 drafts, 1 submissions, 1 images\n"
    assert (Submission.objects.count(), Draft.objects.count(), CardImage.objects.count()) == (2, 1, 1)
    assert not RetentionRun.objects.exists()
    output = io.StringIO()
    call_command("forget", stdout=output)
    assert output.getvalue() == "Forgotten: 1 drafts, 1 submissions, 1 images\n"
    assert not any(rows.exists() for rows in due(NOW))


def test_a_dry_run_counts_what_a_hold_whose_last_day_is_over_kept(lead):
    times = {"received_at": NOW - 99 * DAY, "closed_at": NOW - 91 * DAY, "forget_after": NOW - DAY}
    photo(submission=closed(lead, legal_hold=True, **times))
    over = LegalHold(submission=Submission.objects.get(), set_at=NOW - 9 * DAY, set_by=lead)
    over.until = NOW.date() - DAY
    over.save(force_insert=True)
    found, output = due(NOW).counts(), io.StringIO()
    assert found == {"drafts": 0, "submissions": 1, "images": 1}
    call_command("forget", stdout=output)
    assert output.getvalue() == "Forgotten: 0 drafts, 1 submissions, 1 images\n"


def test_more_than_a_batch_is_forgotten_in_one_run(lead, monkeypatch):
    monkeypatch.setattr(forgetting, "BATCH", 2)
    for _ in range(5):
        closed(lead, forget_after=NOW)
        draft(NOW)
    run = forget(NOW)
    assert (run.submissions, run.drafts) == (5, 5)
    assert Remnant.objects.count() == 5


def test_a_run_that_stops_has_forgotten_a_part_and_the_next_goes_on(lead, monkeypatch):
    monkeypatch.setattr(forgetting, "BATCH", 1)
    for _ in range(3):
        closed(lead, forget_after=NOW)
    done: list[object] = []
    remember = forgetting.remember

    def stop_at_the_second(submission):
        if done:
            raise KeyboardInterrupt
        done.append(remember(submission))

    monkeypatch.setattr(forgetting, "remember", stop_at_the_second)
    with pytest.raises(KeyboardInterrupt):
        forget(NOW)
    assert (Submission.objects.count(), Remnant.objects.count()) == (2, 1)
    monkeypatch.setattr(forgetting, "remember", remember)
    assert forget(NOW).submissions == 2
    assert Remnant.objects.count() == 3


def test_the_worker_forgets_every_ten_minutes(lead):
    for minutes, left in ((0, 0), (9, 1), (10, 0)):
        with time_machine.travel(NOW + minutes * MINUTE, tick=False):
            draft(NOW)
            every_ten_minutes()
            assert Draft.objects.count() == left, minutes
    assert RetentionRun.objects.filter(drafts__gt=0).count() == 2


def test_runs_that_forgot_nothing_do_not_pile_up():
    for minutes in range(0, 100, 10):
        with time_machine.travel(NOW + minutes * MINUTE, tick=False):
            every_ten_minutes()
    assert RetentionRun.objects.count() <= 2


def test_a_request_put_on_hold_while_forgetting_runs_is_kept(lead, monkeypatch):
    monkeypatch.setattr(forgetting, "BATCH", 1)
    held, other = (closed(lead, forget_after=NOW) for _ in range(2))
    remember = forgetting.remember

    def hold_the_next(submission):
        Submission.objects.exclude(pk=submission.pk).update(legal_hold=True)
        return remember(submission)

    monkeypatch.setattr(forgetting, "remember", hold_the_next)
    assert forget(NOW).submissions == 1
    assert Submission.objects.filter(pk__in=[held.pk, other.pk], legal_hold=True).count() == 1
