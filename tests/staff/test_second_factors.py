"""One's own second factors when two things happen to them at once."""

from __future__ import annotations

import contextlib
import threading
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.forms import GenerateRecoveryCodesForm
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value

from alter_site.staff import accounts, forms, second_factor
from alter_site.staff.adapters import StaffAccountAdapter
from alter_site.staff.groups import MARKETER, SITE_ADMIN
from alter_site.staff.models import User
from tests.factories import StaffFactory
from tests.support.document import Document
from tests.support.sign_in import StaffClient
from tests.support.together import together

pytestmark = pytest.mark.django_db

FACTORS = "/admin/second-step/"
A_MOMENT = 0.5  # seconds


@pytest.fixture
def ana():
    """Somebody with an authenticator app and a passkey."""
    person = StaffFactory(group=MARKETER)
    TOTP.activate(person, generate_totp_secret())
    Authenticator.objects.create(user=person, type="webauthn", data={"name": "Phone"})
    return person


def signed_in(person) -> StaffClient:
    client = StaffClient()
    client.force_login(person)
    return client


@pytest.mark.django_db(transaction=True)
def test_two_tabs_at_once_leave_the_last_second_factor(ana, monkeypatch):
    tabs = [signed_in(ana), signed_in(ana)]
    both_have_looked, look = threading.Barrier(2), second_factor.of

    def looked(user):
        found = look(user)
        if threading.current_thread() is not threading.main_thread() and len(found) > 1:
            with contextlib.suppress(threading.BrokenBarrierError):
                both_have_looked.wait(A_MOMENT)
        return found

    monkeypatch.setattr(second_factor, "of", looked)
    # Asking whether the session was proved just now looks as well, and is no part of this.
    monkeypatch.setattr(StaffAccountAdapter, "is_reauthentication_required", lambda *_, **__: False)
    statuses = []

    def remove(tab, factor):
        return lambda: statuses.append(tab.post(f"{FACTORS}{factor.pk}/remove/").status_code)

    assert together(*map(remove, tabs, Authenticator.objects.all())) == [None, None]
    assert sorted(statuses) == [302, 409]
    assert len(look(ana)) == 1


def test_remove_pressed_twice_leads_back_to_what_is_left(ana):
    client, factor = signed_in(ana), Authenticator.objects.first()
    answers = [client.post(f"{FACTORS}{factor.pk}/remove/") for _ in range(2)]
    assert [answer.headers["Location"] for answer in answers] == [FACTORS, FACTORS]
    assert len(second_factor.of(ana)) == 1


@pytest.mark.parametrize("ended_by", ["a reset", "a link", "an account that was switched off"])
def test_a_session_that_was_ended_meanwhile_sets_nothing_up(ended_by, monkeypatch):
    """Or whoever sits in a stolen session would keep a way in of their own."""
    ben, admin = StaffFactory(group=MARKETER), StaffFactory(group=SITE_ADMIN)
    client = signed_in(ben)
    secret = Document(client.get(f"{FACTORS}app/")).text(".key")
    checked = forms.AppForm.clean_code

    def ended_after_the_check(form):
        code = checked(form)
        if ended_by == "a reset":
            accounts.reset_second_factor(admin, ben)
        elif ended_by == "a link":
            accounts.make_link(admin, ben)
        else:
            ben.is_active = False
            ben.save()
        return code

    monkeypatch.setattr(forms.AppForm, "clean_code", ended_after_the_check)
    response = client.post(f"{FACTORS}app/", {"code": code_of(secret)})
    assert "You were signed out meanwhile" in Document(response).text("h1")
    assert second_factor.of(ben) == []


def code_of(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def test_a_reset_ends_the_sessions_before_it_takes_the_factors_away(ana, monkeypatch):
    """One that is just being set up is refused then, or there to be taken away."""
    admin, there, end = StaffFactory(group=SITE_ADMIN), [], User.end_sessions

    def ended(user):
        there.append(len(second_factor.of(user)))
        end(user)

    monkeypatch.setattr(User, "end_sessions", ended)
    accounts.reset_second_factor(admin, ana)
    assert there == [2]
    assert second_factor.of(ana) == []


def test_codes_that_are_made_in_a_session_that_was_ended_are_none(ana, monkeypatch):
    client = signed_in(ana)

    def reset_meanwhile(form):
        accounts.reset_second_factor(StaffFactory(group=SITE_ADMIN), ana)

    monkeypatch.setattr(GenerateRecoveryCodesForm, "clean", reset_meanwhile)
    response = client.post(f"{FACTORS}codes/new/")
    assert "You were signed out meanwhile" in Document(response).text("h1")
    assert not Authenticator.objects.exists()
