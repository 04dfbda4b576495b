"""Licenses of clinical reviewers: set and checked by an administrator, and void with any change."""

from __future__ import annotations

import pytest

from alter_site.staff.groups import CLINICAL_REVIEWER, SITE_ADMIN
from alter_site.staff.models import AccountEvent, User
from tests.factories import ReviewerFactory, StaffFactory
from tests.support.document import Document
from tests.support.forms import typed
from tests.support.markup import check_admin
from tests.support.screens import screen

pytestmark = pytest.mark.django_db

LICENSE = {"license_type": "LCSW", "license_number": "DEMO-9", "license_is_checked": "on"}


@pytest.fixture
def site_admin():
    return StaffFactory(group=SITE_ADMIN, first_name="Sid")


@pytest.fixture
def save(client, site_admin):
    """Save an account's form as an administrator."""

    def saving(account, **values):
        client.force_login(site_admin)
        form = typed(Document(client.get(screen(account))))
        given = {name: value for name, value in (form | values).items() if value is not None}
        document = Document(client.post(screen(account), given, follow=True))
        check_admin(document)
        return document

    return saving


def account(pk) -> User:
    return User.objects.get(pk=pk)


def test_an_administrator_enters_and_checks_a_license(save):
    person = StaffFactory(group=CLINICAL_REVIEWER, first_name="Ben")
    assert not account(person.pk).may_sign
    save(person, **LICENSE)
    assert account(person.pk).may_sign
    assert list(AccountEvent.objects.values_list("what", flat=True)) == ["license"]


@pytest.mark.parametrize(
    "change", [{"license_number": "DEMO-10"}, {"license_type": "MD"}, {"last_name": "Other"}], ids=str
)
def test_a_change_of_what_was_checked_voids_the_check_though_the_tick_stands(save, change):
    person = ReviewerFactory()
    said = save(person, **change)
    assert "counts as not checked" in said.text(".messagelist")
    assert not account(person.pk).may_sign
    assert list(AccountEvent.objects.values_list("what", flat=True)) == ["no license"]
    save(person, license_is_checked="on")
    assert account(person.pk).may_sign


def test_a_change_past_the_screen_voids_the_check_too():
    person = ReviewerFactory()
    User.objects.filter(pk=person.pk).update(license_number="DEMO-11")
    assert not account(person.pk).may_sign


def test_spaces_that_nobody_sees_in_a_name_take_no_check_back(save):
    person = ReviewerFactory()
    person.first_name = f"{person.first_name}  May"
    person.checked_license = "\n".join(
        [f"{person.first_name} {person.last_name}", person.license_type, person.license_number]
    )
    person.save()
    assert account(person.pk).may_sign
    assert "not checked" not in save(person, email="new@example.org").text("body")
    assert account(person.pk).may_sign


def test_the_check_is_taken_back_and_other_changes_leave_it(save):
    person = ReviewerFactory()
    save(person, email="new@example.org")
    assert account(person.pk).may_sign
    save(person, license_is_checked=None)
    assert not account(person.pk).may_sign


def test_there_is_no_check_of_half_a_license(save):
    person = StaffFactory(group=CLINICAL_REVIEWER, first_name="Ben")
    said = save(person, **LICENSE | {"license_number": ""})
    assert "There is nothing to check yet" in said.text(".errorlist")
    assert not account(person.pk).may_sign


def test_nobody_sets_their_own_license(client, site_admin):
    client.force_login(site_admin)
    form = Document(client.get(screen(site_admin)))
    check_admin(form)
    assert not form.all("input[name=license_number]")
    client.post(screen(site_admin), LICENSE)
    assert account(site_admin.pk).license_number == ""
