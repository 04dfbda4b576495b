"""Whoever asks for deletion is told what becomes of it, and that is what becomes of it, closed or open."""

from __future__ import annotations

import datetime

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from admissions import services
from admissions.choices import Outcome, Status
from admissions.forget import forget
from admissions.models import CardImage, Event, Outbox, Submission
from admissions.services import IllegalMove, Withdrawn, holds
from alter_site.staff.groups import PRIVACY_OFFICER
from tests.factories import StaffFactory
from tests.support.document import Document
from tests.support.requests import intake
from tests.support.visitor import Visitor

pytestmark = pytest.mark.django_db

STATUS = "/request/status/"
NOW = datetime.datetime(2026, 11, 23, 20, tzinfo=datetime.UTC)
ENDINGS = [end for end in Outcome if end not in {Outcome.ADMITTED, Outcome.WITHDRAWN, Outcome.DUPLICATE}]


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as moved:
        yield moved


@pytest.fixture
def waiting(db) -> tuple[Submission, str]:
    """Return a request and its secret."""
    stored = services.receive(intake())
    return stored.submission, stored.secret


def end(submission: Submission, outcome: str, into: Submission | None = None) -> None:
    """Let a request have ended so that it is kept for 90 days, or for good."""
    is_kept = outcome == Outcome.ADMITTED
    Submission.objects.filter(pk=submission.pk).update(
        status=Status.CLOSED,
        outcome=outcome,
        closed_at=NOW,
        forget_after=None if is_kept else NOW + datetime.timedelta(days=90),
        merged_into=into,
    )
    submission.refresh_from_db()


def delete(submission: Submission, secret: str) -> Document:
    """Ask for deletion on the page of whoever waits; return what it says."""
    visitor = Visitor()
    visitor.post(STATUS, reference=submission.reference, secret=secret)
    assert "/request/status/delete/" in visitor.get(STATUS).hrefs()
    return visitor.post(f"{STATUS}delete/")


def is_there(submission: Submission) -> bool:
    forget(timezone.now())
    return Submission.objects.filter(pk=submission.pk).exists()


@pytest.mark.parametrize("outcome", ENDINGS)
def test_what_is_closed_already_is_deleted_as_the_page_says(waiting, lead, outcome):
    submission, secret = waiting
    end(submission, outcome)
    page = delete(submission, secret)
    assert page.text("h1") == "Your request is withdrawn"
    assert "is being deleted" in page.text("main")
    submission.refresh_from_db()
    assert submission.outcome == outcome, "how it ended stays true"
    with pytest.raises(IllegalMove, match="being forgotten"):
        services.reopen(submission, lead, reason="called_back")
    assert not is_there(submission)


def test_whoever_stopped_contact_can_still_have_everything_deleted(waiting):
    submission, secret = waiting
    services.stop_contact(submission)
    assert "is being deleted" in delete(submission, secret).text("main")
    assert not is_there(submission)


def test_by_reference_and_secret_a_closed_request_is_deleted_too(waiting):
    submission, secret = waiting
    end(submission, Outcome.UNREACHABLE)
    page = Visitor().post("/request/withdraw/", reference=submission.reference, secret=secret)
    assert page.text("h1") == "Your request is withdrawn"
    assert not is_there(submission)


def test_asked_twice_it_is_written_down_once(waiting):
    submission, _ = waiting
    end(submission, Outcome.DECLINED)
    assert services.withdraw(submission) is services.withdraw(submission) is Withdrawn.GONE
    assert Event.objects.filter(move="deletion asked").count() == 1
    Submission.objects.filter(pk=submission.pk).delete()
    assert services.withdraw(submission) is Withdrawn.GONE


def test_whoever_was_admitted_is_told_the_truth_and_staff_are_told_that_they_asked(waiting):
    submission, secret = waiting
    end(submission, Outcome.ADMITTED)
    page = delete(submission, secret)
    assert page.text("h1") == "We have to keep this for now"
    assert "being deleted" not in page.text("main")
    assert "admit" not in page.text("main").lower(), "a bystander learns nothing"
    assert is_there(submission)
    assert Outbox.objects.filter(submission=submission, kind=Outbox.Kind.CHANGED).exists()
    assert submission.events.filter(move="deletion asked").exists()


@pytest.mark.parametrize("is_open", [True, False])
def test_what_a_legal_hold_keeps_is_told_and_goes_once_it_is_lifted(waiting, is_open):
    submission, secret = waiting
    officer = StaffFactory(group=PRIVACY_OFFICER)
    photo = CardImage(submission=submission, side="front", width=1, height=1, image_code="x")
    photo.save(force_insert=True)
    holds.set_hold(officer, submission.reference, reason="Letter of a court")
    if not is_open:
        end(submission, Outcome.DECLINED)
    assert delete(submission, secret).text("h1") == "We have to keep this for now"
    assert is_there(submission)
    assert CardImage.objects.filter(pk=photo.pk).exists(), "all that belongs to it is held"
    holds.lift_hold(officer, submission.reference, reason="The case is over")
    assert not is_there(submission)


@pytest.mark.parametrize("is_held", [False, True])
def test_what_was_merged_into_a_request_goes_with_it(waiting, is_held):
    submission, secret = waiting
    sent_before = services.receive(intake()).submission
    end(sent_before, Outcome.DUPLICATE, into=submission)
    for one in (submission, sent_before):
        photo = CardImage(submission=one, side="front", width=1, height=1, image_code="x")
        photo.save(force_insert=True)
    if is_held:
        officer = StaffFactory(group=PRIVACY_OFFICER)
        holds.set_hold(officer, sent_before.reference, reason="Letter of a court")
    heading = "We have to keep this for now" if is_held else "Your request is withdrawn"
    assert delete(submission, secret).text("h1") == heading
    photos = CardImage.objects.values_list("submission", flat=True)
    assert set(photos) == ({submission.pk, sent_before.pk} if is_held else set())
    assert is_there(submission) is is_there(sent_before) is is_held


@pytest.mark.parametrize("is_held", [False, True])
def test_of_a_merged_request_what_goes_on_elsewhere_is_told_and_its_owner_hears_of_it(waiting, lead, is_held):
    submission, secret = waiting
    kept = services.claim(services.receive(intake()).submission, lead)
    end(submission, Outcome.DUPLICATE, into=kept)
    if is_held:
        holds.set_hold(StaffFactory(group=PRIVACY_OFFICER), submission.reference, reason="A letter")
    page = delete(submission, secret)
    said = "have to keep this for now" if is_held else "put together with another request"
    assert said in page.text("main")
    assert is_there(submission) is is_held
    assert is_there(kept)
    assert kept.events.get(move="deletion asked").detail == submission.reference
    assert Outbox.objects.filter(submission=kept, kind=Outbox.Kind.CHANGED).exists()


# --- what the desk still offers ------------------------------------------------------------------------


@pytest.mark.parametrize("is_held", [False, True])
def test_nothing_is_offered_that_a_withdrawn_request_forbids(client, waiting, lead, is_held):
    submission, _ = waiting
    if is_held:
        holds.set_hold(StaffFactory(group=PRIVACY_OFFICER), submission.reference, reason="Letter of a court")
    services.withdraw(submission)
    submission.refresh_from_db()
    client.force_login(lead)
    shown = Document(client.post(reverse("desk:reveal", args=[submission.reference, "contact"])))
    offered = {button.attributes["formaction"].split("/")[-2] for button in shown.all("[formaction]")}
    assert not offered & {"reopen", "agree", "consent"}, "nothing that only one that goes on needs"
    with pytest.raises(IllegalMove, match="took it back"):
        services.record_consent(
            submission, lead, who="Noor", scope="asked", how="writing", ends_with="request"
        )
    ends = "forgotten once the legal hold is lifted" if is_held else "being forgotten"
    assert f"The person took it back. It is {ends}." in shown.text("[aria-labelledby=next-title]")
    assert "They took their request back" in shown.text("#group-contact")
    assert shown.all("#group-contact :is(a.reach, .depart)") == []
    with pytest.raises(IllegalMove, match="took it back"):
        services.reopen(submission, lead, reason="called_back")


def test_what_ended_otherwise_can_still_be_taken_up_again(client, waiting, lead):
    submission, _ = waiting
    end(submission, Outcome.DECLINED)
    client.force_login(lead)
    shown = Document(client.get(reverse("desk:detail", args=[submission.reference])))
    assert shown.all("[formaction$='/reopen/']")
