"""Notices to staff: they leave however long mail is down, once, and say nothing personal."""

from __future__ import annotations

import datetime
import itertools
import smtplib

import pytest
import time_machine
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.utils import timezone

from admissions import notifications
from admissions.desk.duty import go_on
from admissions.models import Outbox, Submission
from admissions.notifications import LEAD_GROUP, queue_nobody_on_duty, send_due, unsent
from alter_site.content.facts.coverage import moment
from alter_site.content.models import CoverageHours
from alter_site.staff.groups import BENEFITS_VERIFIER, COORDINATOR, LEAD, MARKETER
from alter_site.worker import loop
from tests.factories import StaffFactory, facts_saved
from tests.support.requests import PERSON, TOLD, received
from tests.support.together import together

pytestmark = pytest.mark.django_db

MONDAY = datetime.date(2026, 11, 23)
MINUTE = datetime.timedelta(minutes=1)
NOON = moment(MONDAY, "12:00")


@pytest.fixture
def clock():
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


def on_duty(group=COORDINATOR, **values):
    person = StaffFactory(group=group, **values)
    go_on(person, timezone.now())
    return person


@pytest.fixture
def mail_is_down(monkeypatch):
    """Every message is refused, and the refusal quotes what it was sent, as servers do."""
    tries = []

    def refuse(self, messages):
        tries.append(timezone.now())
        raise smtplib.SMTPRecipientsRefused({PERSON["last_name"]: (550, b"no")})

    with monkeypatch.context() as patch:
        patch.setattr(EmailBackend, "send_messages", refuse)
        yield tries


# --- what is said, and to whom ----------------------------------------------------------------------------


def test_a_notice_names_the_request_and_leads_behind_the_sign_in(lead):
    submission = received()
    send_due()
    (message,) = mail.outbox
    assert message.subject == f"New request {submission.reference}"
    assert f"/{submission.reference}/" in message.body
    assert Outbox.objects.get().sent_at is not None


def test_a_notice_holds_nothing_personal(lead):
    received(email="sam@example.com")
    send_due()
    text = str(mail.outbox[0].message())
    for value in (*TOLD, "sam@example.com", "insurance"):
        assert value not in text, value


def test_recipients_of_a_notice_do_not_see_each_other(lead):
    on_duty()
    on_duty()
    received()
    send_due()
    (message,) = mail.outbox
    assert message.to == []
    assert len(message.bcc) == 2
    assert "@example" not in "".join(f"{message.message()}".split("From:")[1].split("\n")[1:])


def test_whoever_is_on_duty_is_told_and_the_leads_only_when_nobody_is():
    lead = StaffFactory(group=LEAD)
    StaffFactory(group=COORDINATOR)
    StaffFactory(group=MARKETER)
    received()
    send_due()
    person = on_duty()
    received()
    send_due()
    assert [message.bcc for message in mail.outbox] == [[lead.email], [person.email]]


def test_somebody_who_has_left_is_not_told(lead):
    on_duty(is_active=False)
    StaffFactory(group=LEAD, is_active=False)
    received()
    send_due()
    assert mail.outbox[0].bcc == [lead.email]


def test_somebody_who_was_put_into_another_group_is_not_told_of_the_desk(lead):
    """Neither on duty nor as the owner: they could not open what they are told of, and nobody else would."""
    for person in (on_duty(), on_duty(BENEFITS_VERIFIER)):
        person.groups.set(StaffFactory(group=MARKETER).groups.all())
        submission = received()
        Submission.objects.filter(pk=submission.pk).update(status="claimed", owner=person)
        notifications.queue(submission, Outbox.Kind.CHANGED, timezone.now())
    send_due()
    assert {tuple(message.bcc) for message in mail.outbox} == {(lead.email,)}
    assert len(mail.outbox) == 4


def test_the_leads_are_the_group_that_the_staff_app_names():
    assert LEAD_GROUP == LEAD


# --- however long it takes --------------------------------------------------------------------------------


def test_a_notice_that_fails_is_tried_again_after_growing_pauses(lead, clock, mail_is_down):
    received()
    for _ in range(60 * 4 * 3):  # three hours of ticks
        send_due()
        clock.shift(datetime.timedelta(seconds=15))
    pauses = [(later - earlier) // MINUTE for earlier, later in itertools.pairwise(mail_is_down)]
    assert pauses == [1, 2, 4, 8, 16, 30, 30, 30, 30]
    notice = Outbox.objects.get()
    assert (notice.sent_at, notice.attempts) == (None, 10)


def test_a_notice_leaves_when_mail_is_back(lead, clock, monkeypatch):
    received()
    with monkeypatch.context() as patch:
        patch.setattr(EmailBackend, "send_messages", lambda *args: 1 / 0)
        send_due()
    clock.shift(MINUTE)
    send_due()
    notice = Outbox.objects.get()
    assert (len(mail.outbox), notice.sent_at, notice.last_error) == (1, timezone.now(), "")


def test_a_failure_is_logged_and_stored_without_its_message(lead, mail_is_down, caplog):
    received()
    send_due()
    assert Outbox.objects.get().last_error == "SMTPRecipientsRefused"
    assert caplog.messages == ["A notice to staff did not leave: SMTPRecipientsRefused"]


def test_a_mail_server_that_does_not_answer_is_asked_once_a_run(lead, clock, mail_is_down):
    for _ in range(5):
        received()
    send_due()
    assert len(mail_is_down) == 1


def test_one_notice_that_cannot_leave_keeps_no_other_back(clock):
    nobody_to_tell = received()
    send_due()
    assert Outbox.objects.get(submission=nobody_to_tell).last_error == "LookupError"
    StaffFactory(group=LEAD)
    other = received()
    send_due()
    assert [message.subject for message in mail.outbox] == [f"New request {other.reference}"]


def test_the_desk_knows_how_many_are_late(lead, clock, mail_is_down):
    received()
    send_due()
    assert unsent(timezone.now()) == 0
    clock.shift(2 * MINUTE)
    assert unsent(timezone.now()) == 1


def test_a_request_is_received_while_mail_is_down(lead, mail_is_down):
    assert received().pk
    send_due()
    assert Outbox.objects.count() == 1


def test_the_mail_server_gets_only_so_long(settings):
    assert 0 < settings.EMAIL_TIMEOUT <= 30


# --- once -------------------------------------------------------------------------------------------------


def test_what_was_sent_is_not_sent_again(lead, clock):
    received()
    for _ in range(5):
        send_due()
        clock.shift(60 * MINUTE)
    assert len(mail.outbox) == 1


@pytest.mark.django_db(transaction=True)
def test_two_workers_send_each_notice_once(monkeypatch):
    StaffFactory(group=LEAD)
    references = {received().reference for _ in range(6)}
    assert together(*[send_due] * 4) == [None] * 4
    subjects = [message.subject.removeprefix("New request ") for message in mail.outbox]
    assert sorted(subjects) == sorted(references)


# --- nobody on duty ---------------------------------------------------------------------------------------


@pytest.fixture
def _hours():
    for weekday in range(7):
        CoverageHours.objects.create(weekday=weekday, opens="08:00", closes="20:00")
    facts_saved()


def alerts():
    return Outbox.objects.filter(kind=Outbox.Kind.NOBODY_ON_DUTY).count()


@pytest.mark.usefixtures("_hours")
def test_the_leads_are_told_once_for_each_stretch_of_coverage(lead):
    for minutes in range(0, 60 * 8, 15):
        queue_nobody_on_duty(NOON + minutes * MINUTE)
    assert alerts() == 1
    queue_nobody_on_duty(moment(MONDAY, "23:00"))
    assert alerts() == 1
    queue_nobody_on_duty(moment(MONDAY + datetime.timedelta(days=1), "08:00"))
    assert alerts() == 2
    with time_machine.travel(NOON + datetime.timedelta(days=2)):
        send_due()
    assert [(message.subject, message.bcc) for message in mail.outbox] == [
        ("Nobody is on duty", [lead.email]),
        ("Nobody is on duty", [lead.email]),
    ]


@pytest.mark.usefixtures("_hours")
def test_nobody_is_told_while_somebody_is_on_duty():
    on_duty()
    queue_nobody_on_duty(NOON)
    assert alerts() == 0


@pytest.mark.usefixtures("_hours")
def test_somebody_who_has_left_is_not_on_duty():
    on_duty(is_active=False)
    queue_nobody_on_duty(NOON)
    assert alerts() == 1


def test_without_coverage_hours_no_notice_about_duty_is_sent():
    queue_nobody_on_duty(NOON)
    assert alerts() == 0


def test_the_worker_sends_notices_at_every_tick():
    assert loop._jobs["send notices to staff"] is notifications.send_due
