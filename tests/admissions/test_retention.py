"""Runs of forgetting as evidence, what keeps a request from them, and what is said when there are none."""

from __future__ import annotations

import csv
import datetime
import io

import pytest
import time_machine
from django.urls import reverse

from admissions import forget as forgetting
from admissions import retention, services
from admissions.choices import Outcome
from admissions.forget import forget
from admissions.models import LegalHold, PhiAccess, RetentionRun, Submission
from admissions.redisclosure import NOTICE
from admissions.services import holds
from admissions.services.holds import CannotHold
from alter_site.delivery import readiness
from alter_site.staff.groups import PRIVACY_OFFICER
from tests.factories import StaffFactory
from tests.support.forms import after
from tests.support.requests import received

pytestmark = pytest.mark.django_db

NOW = datetime.datetime(2026, 11, 23, 20, tzinfo=datetime.UTC)
MINUTE, DAY = datetime.timedelta(minutes=1), datetime.timedelta(days=1)
PAGE = "/admin/desk/retention/"


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def officer(db):
    return StaffFactory(group=PRIVACY_OFFICER)


@pytest.fixture
def due(lead) -> Submission:
    """A request whose time is over now."""
    submission = services.claim(received(), lead)
    services.close(submission, lead, outcome=Outcome.DECLINED)
    Submission.objects.filter(pk=submission.pk).update(forget_after=NOW)
    submission.refresh_from_db()
    return submission


# --- runs -------------------------------------------------------------------------------------------------


def test_a_run_says_when_what_under_which_periods_how_long_and_without_error(due):
    run = forget(NOW)
    run.refresh_from_db()
    assert (run.at, run.submissions, run.images, run.drafts, run.error) == (NOW, 1, 0, 0, "")
    assert run.milliseconds is not None
    assert run.policy == (
        "Drafts 60 idle minutes, saved ones 72 hours; requests 90 days after their end, invalid ones 7, "
        "withdrawn ones at once, admitted ones kept; card photos 30 days after the end"
    )
    assert due.reference not in str(vars(run))


def test_a_run_that_fails_is_on_record_with_what_it_had_done_and_is_no_good_run(due, monkeypatch):
    def fails(submission):
        raise ValueError("Samira Example")

    monkeypatch.setattr(forgetting, "remember", fails)
    with pytest.raises(ValueError, match="Samira"):
        forget(NOW)
    run = RetentionRun.objects.get()
    assert (run.error, run.submissions) == ("ValueError", 0)
    assert run.milliseconds is not None
    with time_machine.travel(NOW + 31 * MINUTE, tick=False):
        assert retention.is_kept_up() is not True


def test_runs_that_find_nothing_are_one_row_that_counts_them_and_others_are_kept(due):
    for minutes in range(0, 60, 10):
        forget(NOW - DAY + minutes * MINUTE)
    forget(NOW)
    forget(NOW + 10 * MINUTE)
    rows = RetentionRun.objects.order_by("at").values_list("at", "runs", "since", "submissions")
    assert list(rows) == [
        (NOW - DAY + 50 * MINUTE, 6, NOW - DAY, 0),
        (NOW, 1, None, 1),
        (NOW + 10 * MINUTE, 1, None, 0),
    ]


def test_an_overdue_run_is_said_in_readyz_in_the_queue_and_to_the_privacy_officer(client, lead, officer):
    forget(NOW - 30 * MINUTE)
    assert readiness.results()["forgetting"] == "ok"
    with time_machine.travel(NOW + MINUTE, tick=False):
        assert readiness.results()["forgetting"] == "failed: nothing was forgotten since 2026-11-23 19:30 UTC"
        client.force_login(lead)
        assert "Nothing has been forgotten since" in client.get("/admin/desk/").content.decode()
        client.force_login(officer)
        assert "A run is overdue." in client.get(PAGE).content.decode()


def test_before_the_first_run_only_what_is_due_makes_it_late(due):
    assert retention.overdue_since(NOW) is None
    assert retention.overdue_since(NOW + 31 * MINUTE) == NOW + MINUTE


def test_what_is_due_next_is_counted_by_span(due, lead):
    later = services.claim(received(), lead)
    services.close(later, lead, outcome=Outcome.INVALID)
    counts = {span["within"]: span["submissions"] for span in retention.upcoming(NOW)}
    assert counts == {"now": 1, "7 days": 2, "30 days": 2}


def test_the_runs_leave_as_csv_which_is_logged(client, officer, due):
    forget(NOW)
    client.force_login(officer)
    response = client.post(reverse("desk:export_retention"))
    header, row = csv.reader(io.StringIO(b"".join(response.streaming_content).decode()))
    assert header == [*("time", "runs", "since", "drafts", "requests", "card photos"), *header[6:]]
    assert (row[0], row[4], row[-1]) == ("2026-11-23T20:00:00+00:00", "1", NOTICE)
    assert "no-store" in response.headers["Cache-Control"]
    assert PhiAccess.objects.get(action="export").fields == "retention runs"


# --- legal holds ------------------------------------------------------------------------------------------


def test_a_hold_keeps_a_request_until_it_is_lifted_both_for_a_reason(client, officer, due):
    client.force_login(officer)
    sent = {"request": due.reference, "reason": "Letter of Attorney Brackwinkel"}
    assert client.post(reverse("desk:hold"), sent).status_code == 302
    shown = client.get(PAGE).content.decode()
    assert "Letter of Attorney Brackwinkel" in shown
    assert "legal_hold.reason" in PhiAccess.objects.latest("sequence").fields
    forget(NOW + DAY)
    assert Submission.objects.filter(pk=due.pk).exists()
    assert client.post(reverse("desk:lift"), {**sent, "reason": "Settled"}).status_code == 302
    hold = LegalHold.objects.get()
    assert (hold.lifted_by, hold.lifted_at) == (officer, NOW)
    assert "Brackwinkel" not in vars(hold)["reason"].token
    assert [look.reason for look in PhiAccess.objects.filter(action="legal hold")] == ["set", "lifted"]
    forget(NOW + DAY)
    assert not Submission.objects.exists()
    assert not LegalHold.objects.exists()


def test_a_hold_with_a_last_day_ends_by_itself_after_it(officer, due):
    holds.set_hold(officer, due.reference, reason="Letter", until=datetime.date(2026, 11, 24))
    forget(NOW + DAY)
    assert Submission.objects.get().legal_hold
    assert forget(NOW + 2 * DAY).submissions == 1
    assert PhiAccess.objects.filter(action="legal hold").latest("sequence").reason == "its last day is over"


@pytest.mark.parametrize(
    ("name", "changes", "words"),
    [
        ("hold", {"request": "x"}, "A reference looks like AB4-K7M2Q."),
        ("hold", {"reason": " "}, "Say why it has to be kept."),
        ("hold", {"until": "2026-11-22"}, "Choose a day from today on."),
        ("hold", {"request": "000-00000"}, "There is no such request. It may have been forgotten."),
        ("lift", {}, "is not held. Somebody may have been faster."),
    ],
)
def test_a_hold_that_cannot_be_is_refused_in_words_and_nothing_typed_is_lost(
    client, officer, due, name, changes, words
):
    client.force_login(officer)
    sent = {"request": due.reference, "reason": "Letter of an attorney", **changes}
    answer = after(client.post(reverse(f"desk:{name}"), sent))
    answer = client.get(answer.url).content.decode() if answer.status_code == 302 else answer.content.decode()
    assert words in answer
    assert sent["reason"] in answer
    assert not LegalHold.objects.exists()


def test_there_is_one_hold_at_a_time_and_only_a_privacy_officer_sets_it(officer, lead, due):
    with pytest.raises(CannotHold, match="Only a privacy officer"):
        holds.set_hold(lead, due.reference, reason="Letter")
    holds.set_hold(officer, due.reference, reason="Letter")
    with pytest.raises(CannotHold, match="held already"):
        holds.set_hold(officer, due.reference, reason="Letter")
    with pytest.raises(CannotHold, match="Only a privacy officer"):
        holds.lift_hold(lead, due.reference, reason="Settled")
