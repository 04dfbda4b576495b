"""Break-glass: a request that is closed to somebody opens for half an hour, and others see that it did."""

from __future__ import annotations

import datetime

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.core import mail
from django.urls import reverse

from admissions import forget, notifications, services
from admissions.models import GlassBreak, Outbox, PhiAccess, Submission
from admissions.services import IllegalMove
from alter_site.staff.groups import BENEFITS_VERIFIER, COORDINATOR, LEAD, PRIVACY_OFFICER
from tests.factories import StaffFactory
from tests.support.document import Document
from tests.support.forms import after
from tests.support.requests import received

pytestmark = pytest.mark.django_db

NOW = datetime.datetime(2026, 11, 24, 20, tzinfo=datetime.UTC)
MINUTE = datetime.timedelta(minutes=1)
REASON = "Plimsoll: the hospital asks what was taken"
GLASS = "/admin/desk/glass/"


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def theirs(lead) -> Submission:
    return services.claim(received(), lead)


@pytest.fixture
def somebody(db):
    return StaffFactory(group=COORDINATOR)


@pytest.fixture
def officer(db):
    return StaffFactory(group=PRIVACY_OFFICER)


def page(submission: Submission) -> str:
    return reverse("desk:detail", args=[submission.reference])


def test_it_opens_for_half_an_hour_to_whoever_broke_it_and_every_look_is_marked(client, theirs, somebody):
    client.force_login(somebody)
    assert client.get(page(theirs)).status_code == 403
    answer = client.post(GLASS, {"request": theirs.reference.lower(), "reason": REASON})
    assert answer.url == page(theirs)
    assert "Break-glass until" in client.get(page(theirs)).content.decode()
    with time_machine.travel(NOW + 29 * MINUTE, tick=False):
        client.force_login(somebody)
        revealed = client.post(f"{page(theirs)}reveal/contact/").content.decode()
        assert "555-0142" in revealed
    marked = PhiAccess.objects.filter(actor=somebody, purpose="break-glass")
    assert {look.action for look in marked} == {"open page", "reveal"}
    with time_machine.travel(NOW + 30 * MINUTE, tick=False):
        client.force_login(somebody)
        assert client.post(f"{page(theirs)}reveal/contact/").status_code == 403
        assert "Record the attempt" in client.get(page(theirs)).content.decode()  # they had the number
    client.force_login(StaffFactory(group=COORDINATOR))
    assert client.get(page(theirs)).status_code == 403


def test_it_lets_nobody_do_more_than_read(client, theirs, somebody):
    services.break_glass(somebody, theirs.reference, reason=REASON)
    client.force_login(somebody)
    for slug in ("close", "release", "hand-over", "consent", "new-way", "note", "attempt"):
        assert client.post(reverse("desk:act", args=[theirs.reference, slug])).status_code == 403
    assert client.get(reverse("desk:correct", args=[theirs.reference])).status_code == 403


def test_a_verifier_opens_the_contact_and_a_coordinator_a_closed_request(theirs, lead):
    verifier, coordinator = StaffFactory(group=BENEFITS_VERIFIER), StaffFactory(group=COORDINATOR)
    assert not services.may(verifier, "reveal contact", theirs)
    services.break_glass(verifier, theirs.reference, reason=REASON)
    assert services.may(verifier, "reveal contact", theirs)
    services.close(theirs, lead, outcome="declined")
    assert services.may(verifier, "open", theirs)
    assert not services.may(coordinator, "open", theirs)
    services.break_glass(coordinator, theirs.reference, reason=REASON)
    assert services.may(coordinator, "open", theirs)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"request": "", "reason": REASON}, "Write the reference of the request."),
        ({"request": "x", "reason": REASON}, "A reference looks like AB4-K7M2Q."),
        ({"reason": ""}, "Say in a sentence what the emergency is."),
        ({"reason": "urgent"}, "Say in a sentence what the emergency is."),
        ({"request": "000-00000", "reason": REASON}, "No request of this reference is closed to you."),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(client, theirs, somebody, data, words):
    client.force_login(somebody)
    answer = after(client.post(GLASS, {"request": theirs.reference, **data})).content.decode()
    assert words in answer
    assert data["reason"] in answer
    assert not GlassBreak.objects.exists()


def test_their_own_request_is_answered_like_one_that_is_not_there_and_the_try_is_logged(client, somebody):
    own = services.claim(received(), somebody)
    client.force_login(somebody)
    shown = []
    for reference in (own.reference, "000-00000"):
        answer = after(client.post(GLASS, {"request": reference, "reason": REASON}))
        shown.append(Document(answer).text("[data-problem]"))
    assert shown[0] == shown[1]
    tries = PhiAccess.objects.filter(action="break-glass", reason="refused")
    assert [look.reference for look in tries] == [own.reference, "000-00000"]


def test_an_old_second_step_opens_nothing_and_what_was_typed_stays(client, theirs, somebody):
    Authenticator.objects.create(user=somebody, type=Authenticator.Type.TOTP, data={})
    client.force_login(somebody)
    with time_machine.travel(NOW + 10 * MINUTE, tick=False):
        answer = after(client.post(GLASS, {"request": theirs.reference, "reason": REASON})).content.decode()
        assert "Use your second step again" in answer
        assert REASON in answer
        assert client.get(GLASS).status_code == 302
    assert not GlassBreak.objects.exists()


def test_pressing_twice_is_one_break(theirs, somebody):
    for _ in range(2):
        services.break_glass(somebody, theirs.reference, reason=REASON)
    assert GlassBreak.objects.count() == 1
    with time_machine.travel(NOW + 31 * MINUTE, tick=False):
        services.break_glass(somebody, theirs.reference, reason=REASON)
    assert GlassBreak.objects.count() == 2


def test_leads_and_privacy_officers_are_told_without_anything_personal(
    client, theirs, somebody, lead, officer
):
    Outbox.objects.all().delete()
    services.break_glass(somebody, theirs.reference, reason=REASON)
    notifications.send_due()
    (sent,) = mail.outbox
    assert set(sent.bcc) == {lead.email, officer.email}
    assert sent.subject == f"Opened in an emergency: {theirs.reference}"
    assert "/admin/desk/breaks/" in sent.body
    assert "Plimsoll" not in sent.body + sent.subject
    for person, path in ((lead, "/admin/desk/"), (officer, "/admin/desk/retention/")):
        client.force_login(person)
        assert "opened in an emergency" in client.get(path).content.decode()
    client.force_login(somebody)
    assert "opened in an emergency" not in client.get("/admin/desk/").content.decode()


def test_a_privacy_officer_reads_the_reason_sees_what_was_opened_and_says_so(
    client, theirs, somebody, officer, lead
):
    services.break_glass(somebody, theirs.reference, reason=REASON)
    client.force_login(somebody)
    client.post(f"{page(theirs)}reveal/contact/")
    row = GlassBreak.objects.get()
    at = reverse("desk:break", args=[row.pk])
    client.force_login(lead)
    assert "Plimsoll" not in client.get("/admin/desk/breaks/").content.decode()
    assert client.get(at).status_code == client.post(at).status_code == 403
    client.force_login(officer)
    shown = client.get(at).content.decode()
    assert REASON in shown
    assert "Opened sealed values" in shown
    assert "glass_break.reason" in PhiAccess.objects.filter(actor=officer).latest("sequence").fields
    client.post(at)
    client.post(at)
    row.refresh_from_db()
    assert (row.seen_by, row.seen_at) == (officer, NOW)
    assert not services.not_looked_at().exists()
    assert "opened in an emergency</strong>" not in client.get("/admin/desk/breaks/").content.decode()


def test_nobody_looks_at_their_own_break(client, theirs):
    both = StaffFactory(group=COORDINATOR)
    both.groups.add(*StaffFactory(group=PRIVACY_OFFICER).groups.all())
    services.break_glass(both, theirs.reference, reason=REASON)
    row = GlassBreak.objects.get()
    with pytest.raises(IllegalMove, match="yourself"):
        services.look_at_break(row, both)
    with pytest.raises(IllegalMove, match="Only a privacy officer"):
        services.look_at_break(row, StaffFactory(group=LEAD))
    client.force_login(both)
    client.post(reverse("desk:break", args=[row.pk]))
    assert services.not_looked_at().exists()


def test_the_break_stays_on_record_when_the_request_is_forgotten_and_its_reason_does_not(
    theirs, lead, somebody, officer, client
):
    services.break_glass(somebody, theirs.reference, reason=REASON)
    services.close(theirs, lead, outcome="invalid")
    forget.forget(NOW + 8 * 24 * 60 * MINUTE)
    assert not Submission.objects.exists()
    row = GlassBreak.objects.get()
    assert row.reference == theirs.reference
    assert row.reason is None
    client.force_login(officer)
    shown = client.get(reverse("desk:break", args=[row.pk])).content.decode()
    assert "Forgotten with the request" in shown
