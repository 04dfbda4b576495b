"""Redirects lead in one hop and never in circles; the model refuses any other."""

import pytest
from django.core.exceptions import ValidationError

from alter_site.content.models import Redirect
from alter_site.content.models.edition import PATH_LENGTH
from tests.factories import TherapyFactory, published

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _one_that_is_there():
    Redirect.objects.create(old_path="/a/", new_path="/b/")


@pytest.mark.parametrize(
    ("old", "new", "field", "words"),
    [
        ("/c/", "/c/", "new_path", "This is the old address itself"),
        ("/c/", "/a/", "new_path", "That address has moved too. Use the place it leads to: /b/"),
        ("/b/", "/c/", "old_path", "/a/ leads here. Change that redirect first"),
        ("/b/", "/a/", "new_path", "That address has moved too"),
        ("/a/", "/c/", "old_path", "already exists"),
        ("c/", "/d/", "old_path", "beginning with one slash"),
        ("/c/", "d/", "new_path", "beginning with one slash"),
        ("/c/", "//evil.example/", "new_path", "beginning with one slash"),
        ("/c/", "https://evil.example/", "new_path", "beginning with one slash"),
        ("/c/", "javascript:alert(1)", "new_path", "beginning with one slash"),
        ("/" + "c" * PATH_LENGTH + "/", "/d/", "old_path", "at most 255"),
        ("", "/d/", "old_path", "blank"),
    ],
)
def test_a_redirect_that_would_mislead_is_refused_in_words(old, new, field, words):
    with pytest.raises(ValidationError) as refusal:
        Redirect(old_path=old, new_path=new).full_clean()
    assert words in " ".join(refusal.value.message_dict[field])


def test_a_good_redirect_may_be_saved_again():
    redirect = Redirect.objects.get()
    redirect.new_path = "/c/"
    redirect.full_clean()


def test_a_live_page_is_shown_although_a_redirect_has_its_address(visit):
    therapy = published(TherapyFactory(slug="emdr", title="EMDR"))
    Redirect.objects.create(old_path=therapy.path, new_path="/elsewhere/")
    assert "EMDR" in visit(therapy.path).text("h1")


@pytest.mark.parametrize("target", ["/\\evil.example/", "/a\r\nSet-Cookie: a=b/", "/a b/"])
def test_no_target_leaves_the_site_or_adds_a_header(target, client):
    Redirect.objects.create(old_path="/therapies/old/", new_path=target)
    response = client.get("/therapies/old/")
    assert response.status_code == 301
    assert response.headers["Location"].startswith("/")
    assert not set(response.headers["Location"]) & set("\\\r\n ")
    assert not response.cookies
