"""Staff sign in with their e-mail address."""

import pytest
from django.contrib.auth import authenticate, get_user_model
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from tests.factories import UserFactory

User = get_user_model()
pytestmark = pytest.mark.django_db


def test_a_new_account_has_no_rights():
    user = User.objects.create_user("Ada@Example.org", "a long secret")
    assert (user.email, user.is_staff, user.is_superuser) == ("ada@example.org", False, False)


def test_an_administrator_has_every_right():
    user = User.objects.create_superuser("ada@example.org", "a long secret")
    assert (user.is_staff, user.is_superuser) == (True, True)


@pytest.mark.parametrize("typed", ["ada@example.org", "Ada@Example.ORG"])
def test_somebody_signs_in_however_they_write_their_address(typed):
    user = User.objects.create_user("ada@example.org", "a long secret", is_staff=True)
    assert authenticate(username=typed, password="a long secret") == user


def test_a_wrong_password_or_address_signs_nobody_in():
    User.objects.create_user("ada@example.org", "a long secret", is_staff=True)
    assert authenticate(username="ada@example.org", password="another") is None
    assert authenticate(username="eve@example.org", password="a long secret") is None


def test_an_account_needs_an_address():
    with pytest.raises(ValueError, match="needs an e-mail address"):
        User.objects.create_user("", "a long secret")


def test_two_people_cannot_share_an_address():
    UserFactory(email="ada@example.org")
    with pytest.raises(IntegrityError), transaction.atomic():
        UserFactory(email="ada@example.org")


def test_an_address_that_differs_only_in_case_is_the_same_address():
    UserFactory(email="ada@example.org")
    with pytest.raises(ValidationError, match="Somebody already signs in with this address"):
        User(email="Ada@Example.org", password="x").full_clean()


def test_a_person_is_shown_by_name_or_else_by_address():
    assert str(User(email="ada@example.org", first_name="Ada", last_name="L.")) == "Ada L."
    assert str(User(email="ada@example.org")) == "ada@example.org"


UNSEEN = {
    "zero width": "A\u200bda",
    "turns the direction": "\u202eAda\u202c",
    "a mark at its end": "Ada\u200e",
    "a letter drawn as nothing": "Ada\u3164",
    "joins nothing": "A\u034fda",
    "a soft hyphen": "A\xadda",
    "wide blanks": "\xa0Ada\u2003",
}


@pytest.mark.parametrize("typed", UNSEEN.values(), ids=UNSEEN)
def test_a_name_is_stored_as_it_is_seen(typed):
    fields = dict.fromkeys(("first_name", "last_name", "license_type", "license_number"), typed)
    user = User(email="sam@example.org", **fields)
    user.clean()
    assert {name: getattr(user, name) for name in fields} == dict.fromkeys(fields, "Ada")


def test_an_accent_is_stored_in_one_spelling():
    users = [User(email="sam@example.org", first_name=name) for name in ("Jose\u0301", "Jos\xe9")]
    for user in users:
        user.clean()
    assert users[0].first_name == users[1].first_name


def test_an_address_with_something_unseen_in_it_is_the_address_that_is_seen():
    UserFactory(email="ada@example.org")
    with pytest.raises(ValidationError, match="Somebody already signs in with this address"):
        User(email="ada@exam\u200bple.org", password="x").full_clean()
    made = User.objects.create_superuser("Eve@exam\u200bple.org", "a long secret", first_name="Eve\u200b")
    assert (made.email, made.first_name) == ("eve@example.org", "Eve")
