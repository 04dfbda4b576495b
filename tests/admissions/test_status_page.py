"""The page of the person who waits: who is let in, what it says, and what they change on it."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.core import mail
from django.urls import reverse

from admissions import notifications, reference, services
from admissions.choices import Channel, Outcome, Status
from admissions.models import Outbox, Submission
from admissions.services.by_person import FAILURES
from admissions.verification.status_views import line_of
from alter_site.content.models import CoverageHours
from tests.factories import StaffFactory, facts_saved
from tests.support.document import Document
from tests.support.requests import TOLD, intake, received
from tests.support.visitor import Visitor

pytestmark = pytest.mark.django_db

STATUS = "/request/status/"
NOW = datetime.datetime(2026, 11, 23, 20, tzinfo=datetime.UTC)  # a Monday, noon at the center


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as moved:
        yield moved


@pytest.fixture
def hours():
    for weekday in CoverageHours.Weekday:
        CoverageHours.objects.create(weekday=weekday, opens="08:00", closes="20:00")
    facts_saved()


@pytest.fixture
def waiting(hours):
    """Return a request and its secret."""
    stored = services.receive(intake())
    return stored.submission, stored.secret


def let_in(submission: Submission, secret: str) -> tuple[Visitor, Document]:
    visitor = Visitor()
    return visitor, visitor.post(STATUS, reference=submission.reference, secret=secret)


def test_reload_and_back_keep_it_open_and_closing_it_does_not(waiting, clock):
    visitor, page = let_in(*waiting)
    assert "We have your form." in page.text(".sent")
    assert "We have your form." in visitor.get(STATUS).text(".sent")
    cookie = visitor.client.cookies[settings.STATUS_COOKIE_NAME]
    assert (cookie["httponly"], cookie["samesite"], cookie["max-age"]) == (True, "Strict", 900)
    assert visitor.post(f"{STATUS}close/").all("[name=secret]")
    visitor, _ = let_in(*waiting)
    clock.shift(datetime.timedelta(minutes=16))
    assert visitor.get(STATUS).all("[name=secret]"), "it closes by itself"
    visitor, _ = let_in(*waiting)
    visitor.post("/request/leave/")
    assert visitor.get(STATUS).all("[name=secret]")


def test_it_names_nobody_and_nothing(waiting):
    _, page = let_in(*waiting)
    for told in (*TOLD, "insur", "treatment"):
        assert told not in page.text("main")


@pytest.mark.parametrize("page", ["times", "stop", "delete"])
def test_nobody_gets_to_the_buttons_without_the_secret(waiting, page):
    for method in ("get", "post"):
        assert getattr(Visitor(), method)(f"{STATUS}{page}/").all("[name=secret]")
    forged = Visitor()
    forged.client.cookies[settings.STATUS_COOKIE_NAME] = waiting[0].pk.hex
    assert forged.post(f"{STATUS}{page}/").all("[name=secret]")
    waiting[0].refresh_from_db()
    assert not waiting[0].is_closed


@pytest.mark.parametrize(
    ("status", "channel", "window", "said"),
    [
        (Status.RECEIVED, Channel.PHONE, None, "We have your form."),
        (Status.CLAIMED, Channel.PHONE, None, "A person is checking."),
        (Status.CLAIMED, Channel.PHONE, datetime.time(9), "Call planned for your window."),
        (Status.CLAIMED, Channel.EMAIL, datetime.time(9), "Message planned for your window."),
        (Status.VERIFYING, Channel.PHONE, None, "A person is checking."),
        (Status.NEEDS_INFO, Channel.PHONE, None, "We need one thing, please call."),
        (Status.WORKSHEET_READY, Channel.PHONE, None, "A person is checking."),
        (Status.VERIFIED, Channel.PHONE, None, "Checked, we will call."),
        (Status.VERIFIED, Channel.TEXT, None, "Checked, we will write to you."),
        (Status.SHARED, Channel.PHONE, None, "Finished."),
        (Status.CLOSED, Channel.PHONE, None, "Finished."),
    ],
)
def test_each_status_has_its_line(status, channel, window, said):
    assert line_of(Submission(status=status, channel=channel, window_from=window, time_zone="UTC")) == said


def test_whose_request_was_merged_reads_that_it_goes_on_as_long_as_it_does(waiting, coordinator, lead):
    submission, secret = waiting
    kept = services.claim(received(), coordinator)
    services.close(submission, lead, outcome=Outcome.DUPLICATE, duplicate_of=kept)
    _, page = let_in(submission, secret)
    assert "A person is checking." in page.text(".sent")
    assert "inished" not in page.text(".sent")
    assert "another request" not in page.text(".sent")  # somebody else may have sent it
    services.stop_contact(kept)
    _, page = let_in(submission, secret)
    assert "It is finished." in page.text(".sent")


def test_contact_is_stopped_where_a_merged_request_goes_on(waiting, coordinator, lead):
    submission, secret = waiting
    visitor, _ = let_in(submission, secret)
    visitor.get(f"{STATUS}stop/")
    kept = services.claim(received(), coordinator)
    services.close(submission, lead, outcome=Outcome.DUPLICATE, duplicate_of=kept)
    assert f"{STATUS}stop/" in visitor.get(STATUS).hrefs()
    page = visitor.post(f"{STATUS}stop/")
    assert "It is finished." in page.text(".sent")
    assert f"{STATUS}stop/" not in page.hrefs()
    kept.refresh_from_db()
    assert kept.outcome == Outcome.DECLINED
    assert services.dead_ends([kept])[kept.pk].of_channel(Channel.PHONE)
    assert kept.events.get(move="stop contact").detail == submission.reference
    assert Outbox.objects.filter(submission=kept, kind=Outbox.Kind.CHANGED).exists()


# --- changing the times -----------------------------------------------------------------------------------


def test_the_person_changes_the_window_and_is_promised_anew(waiting, coordinator, lead, client):
    submission, secret = waiting
    services.claim(submission, coordinator)
    visitor, _ = let_in(submission, secret)
    page = visitor.post(
        f"{STATUS}times/",
        slot="other",
        window_days="weekdays",
        window_from="17:00",
        window_until="19:00",
    )
    assert "Your times are changed." in page.text("main")
    assert "before 7:00 pm Pacific time on Monday, November 23" in page.text(".sent")
    assert page.text(".sent").count("Call planned for your window.") == 1
    before, submission = submission.version, Submission.objects.get()
    assert (submission.window_from, submission.version) == (datetime.time(17), before + 1)
    mail.outbox.clear()
    notifications.send_due()
    told = [message for message in mail.outbox if message.bcc == [coordinator.email]]
    assert [message.subject for message in told] == [f"Changed: {submission.reference}"]
    client.force_login(coordinator)
    detail = Document(client.get(reverse("desk:detail", args=[submission.reference]))).text("main")
    assert "The person changed when to contact them" in detail
    assert "Checked once, last just now" in detail
    corrected = client.get(reverse("desk:correct", args=[submission.reference])).content.decode()
    assert "the person" in corrected


def test_times_at_which_nobody_is_here_are_refused_with_the_nearest(waiting):
    submission, secret = waiting
    visitor, _ = let_in(submission, secret)
    nights: dict[str, Any] = {
        "slot": "other",
        "window_days": "any",
        "window_from": "21:00",
        "window_until": "22:00",
    }
    page = visitor.post(f"{STATUS}times/", **nights)
    assert "Nobody is here at these times. The nearest is" in page.text(".error-summary")
    refused: tuple[dict[str, Any], ...] = (
        {},
        {"slot": "nonsense"},
        {"slot": "202601010000-202601010200"},
        {**nights, "window_until": "20:00"},
    )
    for wrong in refused:
        assert visitor.post(f"{STATUS}times/", **wrong).all(".error-summary")
    submission.refresh_from_db()
    assert submission.window_from is None


def test_the_owner_reads_how_often_and_when_the_person_checked(waiting, coordinator, client, clock):
    submission, secret = waiting
    services.claim(submission, coordinator)
    for _ in range(3):
        let_in(submission, secret)
    clock.shift(datetime.timedelta(minutes=5))
    client.force_login(coordinator)
    detail = Document(client.get(reverse("desk:detail", args=[submission.reference]))).text("main")
    assert "Checked three times, last five minutes ago" in detail


# --- stopping and deleting --------------------------------------------------------------------------------


def test_stopping_contact_ends_it_and_leaves_no_link_when_it_is_reopened(waiting, coordinator, lead):
    submission, secret = waiting
    services.claim(submission, coordinator)
    visitor, _ = let_in(submission, secret)
    assert "Nobody of us contacts you" in visitor.get(f"{STATUS}stop/").text("main")
    page = visitor.post(f"{STATUS}stop/")
    assert "Finished." in page.text(".sent")
    submission.refresh_from_db()
    assert (submission.outcome, submission.is_closed) == (Outcome.DECLINED, True)
    services.stop_contact(submission)
    reopened = services.reopen(submission, lead, reason="called_back")
    closed = services.dead_ends([reopened])[reopened.pk]
    assert closed.of_channel(Channel.PHONE) == "declined"
    services.set_ways(reopened, lead, phone="(949) 555-0143")
    assert services.dead_ends([reopened]).get(reopened.pk, services.NO_DEAD_ENDS).of_way("phone") == ""


def test_deleting_takes_the_request_back_and_lets_nobody_in_again(waiting):
    submission, secret = waiting
    visitor, _ = let_in(submission, secret)
    assert "six years" in visitor.get(f"{STATUS}delete/").text("main")
    assert visitor.post(f"{STATUS}delete/").text("h1") == "Your request is withdrawn"
    submission.refresh_from_db()
    assert submission.outcome == Outcome.WITHDRAWN
    assert visitor.get(STATUS).all("[name=secret]")


# --- guessing ---------------------------------------------------------------------------------------------


def test_ten_wrong_secrets_end_the_secret_and_the_desk_reads_it(waiting, clock, coordinator, client):
    submission, secret = waiting
    inside, _ = let_in(submission, secret)
    for _ in range(FAILURES):
        clock.shift(datetime.timedelta(minutes=16))
        page = Visitor().post(STATUS, reference=submission.reference, secret="0000-0000-0000")
        wrong = page.text(".error-summary")
    _, page = let_in(submission, secret)
    assert page.text(".error-summary") == wrong, "an ended secret is answered like a wrong one"
    unknown = Visitor().post(STATUS, reference="000-00000", secret=secret)
    assert unknown.text(".error-summary") == wrong
    assert inside.get(STATUS).all("[name=secret]"), "also for whoever was in"
    assert submission.events.filter(move="secret ended").count() == 1
    assert not reference.is_secret_of(Submission.objects.get(), "")


def test_one_network_tries_twenty_secrets_an_hour(waiting, hours):
    stopped = [
        "Please call us"
        in Visitor()
        .post(STATUS, reference=f"00{number:06}", secret="x", REMOTE_ADDR="203.0.113.9")
        .text(".error-summary")
        for number in range(21)
    ]
    assert stopped == [False] * 20 + [True]


def test_whoever_has_no_insurance_is_told_by_when_and_is_asked_nothing_of_it(hours):
    visitor = Visitor()
    page = visitor.walk(who={"insurance_route": "none"}, until="other-ways")
    by = "by 5:00 pm Pacific time on Friday, November 27"
    assert by in page.text("main")
    visitor.walk(who={"insurance_route": "none"})
    done = visitor.send().text("main")
    assert by in done
    assert "The insurance card, if you have it" not in done
    assert StaffFactory._meta.model.objects.count() == 0
    assert received(phone="(949) 555-0100").estimate_clocks.count() == 0
    assert Submission.objects.exclude(estimate_clocks=None).count() == 1
