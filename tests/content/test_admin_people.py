"""Who may come in, and what each may see."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Group

from alter_site.staff.groups import MARKETER
from alter_site.staff.models import User
from tests.factories import UserFactory
from tests.support.document import Document
from tests.support.forms import typed
from tests.support.markup import check_admin
from tests.support.screens import screen

pytestmark = pytest.mark.django_db

PASSWORD = "a-lantern-by-the-harbor"
OTHER_PASSWORD = "another-lantern-by-the-sea"
LOGIN = "/admin/login/"


@pytest.fixture
def somebody():
    person = UserFactory(email="ana@example.org", first_name="Ana")
    person.set_password(PASSWORD)
    person.save()
    person.groups.add(Group.objects.get(name=MARKETER))
    return person


# --- signing in ---------------------------------------------------------------------------------------


def test_the_sign_in_is_titled_and_says_nothing_of_who_has_an_account(client):
    document = Document(client.get(LOGIN))
    check_admin(document)
    assert document.title == "Sign in · Alter"
    assert document.text("h1") == "Sign in"
    assert document.texts("label") == ["E-mail address:", "Password:"]


@pytest.mark.parametrize("email", ["ana@example.org", "nobody@example.org"])
def test_a_wrong_password_and_an_unknown_address_are_told_alike(client, somebody, email):
    document = Document(client.post(LOGIN, {"username": email, "password": "wrong"}))
    check_admin(document)
    assert document.title == "Error: Sign in · Alter"
    assert "Please enter the correct e-mail address and password" in document.text(".errornote")


@pytest.mark.parametrize("email", ["ana@example.org", "Ana@Example.org"])
def test_people_sign_in_with_their_address_however_they_write_it(client, somebody, email):
    response = client.post(f"{LOGIN}?next=/admin/", {"username": email, "password": PASSWORD})
    assert response.headers["Location"] == "/admin/"


def test_whoever_is_not_staff_does_not_come_in(client, somebody):
    User.objects.update(is_staff=False)
    response = client.post(LOGIN, {"username": somebody.email, "password": PASSWORD})
    assert response.status_code == 200


@pytest.mark.parametrize("password", ["\0", "x" * 5000])
def test_a_strange_password_is_a_wrong_one(client, somebody, password):
    assert client.post(LOGIN, {"username": somebody.email, "password": password}).status_code == 200


def test_signing_out_needs_a_button(client, somebody):
    client.force_login(somebody)
    assert client.get("/admin/logout/").status_code == 405
    check_admin(Document(client.post("/admin/logout/")))
    assert client.get("/admin/").status_code == 302


def test_a_password_can_be_changed(client, visit_admin, somebody):
    address = "/admin/password_change/"
    values = typed(
        visit_admin(address, by=somebody),
        old_password=PASSWORD,
        new_password1=OTHER_PASSWORD,
        new_password2=OTHER_PASSWORD,
    )
    check_admin(Document(client.post(address, values, follow=True)))
    somebody.refresh_from_db()
    assert somebody.check_password(OTHER_PASSWORD)


# --- what each may see --------------------------------------------------------------------------------


@pytest.mark.parametrize("address", ["/admin/staff/user/", "/admin/staff/user/add/", "/admin/auth/group/"])
def test_a_marketer_cannot_see_accounts(client, somebody, address):
    client.force_login(somebody)
    assert client.get(address).status_code in {403, 404}


def test_a_marketer_cannot_change_an_account(client, somebody):
    client.force_login(somebody)
    assert client.post(screen(somebody), {"is_superuser": "on"}).status_code == 403


def test_staff_without_a_group_are_told_whom_to_ask(visit_admin):
    assert "Ask an administrator." in visit_admin("/admin/", by=UserFactory()).text("#content-main")


def test_an_administrator_makes_an_account_for_a_marketer(client, visit_admin, administrator):
    address = "/admin/staff/user/add/"
    values = typed(
        visit_admin(address, by=administrator),
        email="Ben@Example.org",
        password1=PASSWORD,
        password2=PASSWORD,
    )
    response = client.post(address, values)
    person = User.objects.get(email__iexact="ben@example.org")
    assert response.headers["Location"] == screen(person)
    group = Group.objects.get(name=MARKETER)
    values = typed(visit_admin(screen(person), by=administrator), is_staff="on", groups=[str(group.pk)])
    client.post(screen(person), values)
    person.refresh_from_db()
    assert person.is_staff
    assert list(person.groups.all()) == [group]


def test_an_address_that_is_taken_is_refused_in_words(client, visit_admin, administrator, somebody):
    address = "/admin/staff/user/add/"
    values = typed(
        visit_admin(address, by=administrator),
        email="ANA@example.org",
        password1=PASSWORD,
        password2=PASSWORD,
    )
    document = Document(client.post(address, values))
    assert "Somebody already signs in with this address." in document.text(".error-summary")


def test_the_screens_of_an_account_are_in_order(visit_admin, administrator, somebody):
    for address in (
        "/admin/staff/user/",
        screen(somebody),
        screen(somebody, "history"),
        f"/admin/staff/user/{somebody.pk}/password/",
    ):
        visit_admin(address, by=administrator)


def test_an_administrator_sets_a_password(client, visit_admin, administrator, somebody):
    address = f"/admin/staff/user/{somebody.pk}/password/"
    values = typed(
        visit_admin(address, by=administrator),
        password1=OTHER_PASSWORD,
        password2=OTHER_PASSWORD,
    )
    client.post(address, values)
    somebody.refresh_from_db()
    assert somebody.check_password(OTHER_PASSWORD)
