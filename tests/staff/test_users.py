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
