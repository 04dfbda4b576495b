"""How a session ends, and that nothing typed ends with it."""

from __future__ import annotations

import time

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.urls import reverse

from alter_site.content.models import Redirect
from alter_site.staff import sessions
from alter_site.staff.models import User
from alter_site.staff.session_store import keyed_hash
from tests.factories import MarketerFactory
from tests.support.document import Document
from tests.support.forms import typed
from tests.support.markup import check_admin
from tests.support.sign_in import StaffClient

pytestmark = pytest.mark.django_db

START, SESSION = "/admin/", "/admin/session/"
ADD = "/admin/content/redirect/add/"
HERE = {"Origin": "http://testserver"}


@pytest.fixture
def clock():
    with time_machine.travel(int(time.time()), tick=False) as traveller:
        yield traveller


@pytest.fixture
def signed_in(client, clock, marketer):
    client.force_login(marketer)
    return client


def is_in(client) -> bool:
    return client.get(SESSION, headers={"X-Passive": "1"}).json()["seconds"] > 0


def test_a_session_ends_when_nothing_is_done_for_fifteen_minutes(signed_in, clock):
    clock.shift(15 * 60 - 1)
    assert is_in(signed_in)
    clock.shift(1)
    document = Document(signed_in.get(START, follow=True))
    assert "because nothing was done for 15 minutes" in document.text(".messagelist")


def test_whoever_works_stays_signed_in_up_to_ten_hours(signed_in, clock):
    for _ in range(58):
        clock.shift(10 * 60)
        assert signed_in.get(SESSION).json()["seconds"] > 0
    clock.shift(10 * 60)
    assert signed_in.get(START).status_code == 200
    clock.shift(10 * 60)
    document = Document(signed_in.get(START, follow=True))
    assert "nobody stays signed in for more than ten hours" in document.text(".messagelist")


def test_a_request_from_a_scripts_timer_extends_no_session(signed_in, clock):
    for _ in range(15):
        assert is_in(signed_in)
        clock.shift(60)
    assert not is_in(signed_in)


def test_the_page_learns_how_long_the_session_lasts(signed_in, clock):
    clock.shift(13 * 60)
    told = signed_in.get(SESSION, headers={"X-Passive": "1"}).json()
    assert (told["seconds"], told["extends"]) == (120, True)
    assert signed_in.get(SESSION).json()["seconds"] == 15 * 60
    for _ in range(57):
        clock.shift(10 * 60)
        signed_in.get(SESSION)
    clock.shift(10 * 60)
    told = signed_in.get(SESSION).json()
    assert (told["seconds"], told["extends"]) == (7 * 60, False)


def test_a_public_page_knows_nothing_of_sessions(signed_in, clock):
    clock.shift(16 * 60)
    assert not signed_in.get("/robots.txt").cookies


# --- being kept from signing in -----------------------------------------------------------------------


def test_whoever_is_made_inactive_is_out_at_once_and_for_good(signed_in, marketer):
    marketer.is_active = False
    marketer.save()
    assert not is_in(signed_in)
    marketer.is_active = True
    marketer.save()
    assert not is_in(signed_in)


def test_losing_the_staff_flag_ends_a_session_too(signed_in):
    User.objects.update(is_staff=False)
    assert not is_in(signed_in)


# --- what was typed -----------------------------------------------------------------------------------


@pytest.fixture
def form(signed_in):
    """A form somebody has filled in."""
    values = typed(Document(signed_in.get(ADD)), old_path="/old/", new_path="/request/")
    return {**values, "note": ["two", "values"]}


def hidden_values(document: Document) -> dict[str, list[str]]:
    return typed(document, "#content-main form")


def test_a_form_sent_after_the_end_comes_back_with_every_value(signed_in, clock, form):
    clock.shift(16 * 60)
    response = signed_in.post(ADD, form, headers=HERE)
    assert response.status_code == 403
    document = Document(response)
    check_admin(document)
    assert "Nothing you typed is lost" in document.text("#content-main")
    assert document.one("#content-main form").attributes["action"] == ADD
    values = hidden_values(document)
    values.pop("csrfmiddlewaretoken")
    form.pop("csrfmiddlewaretoken")
    assert {name: value for name, value in form.items() if value} == values


def test_the_form_is_saved_after_signing_in_again(clock, marketer):
    client = StaffClient(enforce_csrf_checks=True)
    client.force_login(marketer)
    form = typed(Document(client.get(ADD)), old_path="/old/", new_path="/request/")
    clock.shift(16 * 60)
    waiting = Document(client.post(ADD, form, headers=HERE))
    client.force_login(marketer)
    client.get(reverse("admin:index"))
    client.cookies["__Secure-csrf"] = "x" * 32  # signing in renews it
    second = Document(client.post(ADD, hidden_values(waiting), headers=HERE))
    assert "You have signed in since" in second.text("#content-main")
    third = client.post(ADD, hidden_values(second), headers=HERE)
    assert third.status_code == 302, Document(third).texts(".errorlist")
    assert Redirect.objects.filter(old_path="/old/").exists()


@pytest.mark.parametrize("origin", ["https://evil.example", "null", ""])
def test_what_another_site_sends_is_never_offered_for_sending_again(origin, clock, marketer):
    client = StaffClient(enforce_csrf_checks=True)
    client.force_login(marketer)
    response = client.post(ADD, {"old_path": "/evil/"}, headers={"Origin": origin})
    assert response.status_code == 403
    assert "/evil/" not in response.content.decode()


def test_a_password_is_never_written_into_a_page(signed_in, clock):
    clock.shift(16 * 60)
    sent = {"old_password": "secret-words", "new_password1": "other-words", "new_password2": "other-words"}
    response = signed_in.post("/admin/password_change/", sent, headers=HERE)
    assert "words" not in response.content.decode()


def test_what_was_typed_is_escaped(signed_in, clock):
    clock.shift(16 * 60)
    response = signed_in.post(ADD, {'"><script>alert(1)</script>': '"><b>'}, headers=HERE)
    assert "<script>alert" not in response.content.decode()
    assert '"><b>' not in response.content.decode()


def test_a_file_has_to_be_chosen_again_and_the_page_says_so(signed_in, clock):
    from django.core.files.uploadedfile import SimpleUploadedFile

    clock.shift(16 * 60)
    sent = {"title": "x", "file": SimpleUploadedFile("x.jpg", b"x")}
    document = Document(signed_in.post("/admin/content/picture/add/", sent, headers=HERE))
    assert "Choose it again" in document.text("#content-main")


def test_the_sessions_of_two_people_end_independently(clock):
    ana, ben = StaffClient(), StaffClient()
    ana.force_login(MarketerFactory())
    clock.shift(10 * 60)
    ben.force_login(MarketerFactory())
    clock.shift(6 * 60)
    assert not is_in(ana)
    assert is_in(ben)


def test_the_rows_of_ended_sessions_are_deleted(clock):
    StaffClient().force_login(MarketerFactory())
    clock.shift(11 * 3600)
    current = StaffClient()
    current.force_login(MarketerFactory())
    sessions.delete_expired()
    assert [row.session_key for row in Session.objects.all()] == [
        keyed_hash(current.session.session_key or "")
    ]


# --- signed out in another window while a request is answered ------------------------------------------


@pytest.fixture
def interrupted(signed_in, clock, monkeypatch):
    """A client whose session is deleted once a request has begun, as signing out in another window does."""
    note = sessions.StaffSessionMiddleware._note

    def note_and_be_signed_out(self, request):
        note(self, request)
        Session.objects.all().delete()

    monkeypatch.setattr(sessions.StaffSessionMiddleware, "_note", note_and_be_signed_out)
    clock.shift(60)
    return signed_in


def test_a_page_that_was_asked_for_is_asked_for_again(interrupted):
    response = interrupted.get(START + "?after=1")
    assert (response.status_code, response.headers["Location"]) == (302, START + "?after=1")


def test_a_form_that_was_sent_is_said_to_be_done_perhaps(interrupted):
    sent = {"old_path": "/before/", "new_path": "", "is_gone": "on"}
    response = interrupted.post(ADD, sent, headers=HERE)
    assert response.status_code == 400
    assert "It may have been done all the same." in Document(response).text("main")
    assert Redirect.objects.filter(old_path="/before/").exists()


def test_a_script_is_told_that_nobody_is_signed_in(interrupted):
    response = interrupted.get(START, headers={"Accept": "application/json"})
    assert response.status_code == 204
