"""A photo is asked for its place first: in the count of its network, in the line, and in the budget."""

from __future__ import annotations

import logging

import pytest
from django.conf import settings as site_settings
from django.test import Client
from django.utils import timezone

from admissions import forget
from admissions.models import CardImage, Draft, Submission
from admissions.verification import card_photos, drafts, guards, photo_budget
from alter_site.content.pictures import decoding
from tests.support.visitor import ANSWERS, Visitor, card_photo, step_of

pytestmark = pytest.mark.django_db

FAR = "198.51.100.7"


@pytest.fixture
def visitor():
    visitor = Visitor()
    visitor.walk(until="photo", who={"insurance_route": "photo"})
    return visitor


@pytest.fixture
def decoded(monkeypatch):
    """Count what is decoded."""
    seen, ask = [], decoding._asked
    monkeypatch.setattr(decoding, "_asked", lambda *args: seen.append(1) or ask(*args))
    return seen


def posted(visitor, path="/request/photo/", **values):
    sent = {guards.STAMP: guards.fields(again=True)["stamp"], **ANSWERS["photo"], "front": card_photo()}
    return visitor.client.post(path, sent | values)


# --- the count ----------------------------------------------------------------------------------------


def test_a_photo_over_the_limit_is_not_decoded(visitor, decoded, monkeypatch):
    monkeypatch.setitem(guards.LIMITS, "photo", guards.Limit(1, 3600))
    assert posted(visitor, front=b"").status_code == 302
    page = visitor.answer("photo")
    assert not decoded
    assert "call us" in page.text("main")
    assert not page.texts(".error"), "the photo was not judged"
    assert not CardImage.objects.exists()


def test_a_photo_from_somebody_who_may_not_begin_is_not_decoded(decoded, monkeypatch):
    monkeypatch.setitem(guards.LIMITS, "start", guards.Limit(0, 3600))
    page = Visitor().answer("photo", way="photo")
    assert not decoded
    assert not page.texts(".error")
    assert not Draft.objects.exists()


# --- the line -----------------------------------------------------------------------------------------


@pytest.fixture
def busy(monkeypatch):
    """Let the slot be taken for so many tries."""
    left, draw = [0], decoding.draw

    def drawn(*args):
        if left[0]:
            left[0] -= 1
            raise decoding.Busy
        return draw(*args)

    monkeypatch.setattr(decoding, "draw", drawn)
    return left


def test_the_browser_sends_the_photo_again_by_itself_while_others_are_looked_at(visitor, busy):
    busy[0] = 3
    response = posted(visitor)
    tries = 1
    while response.status_code == 307:
        assert not CardImage.objects.exists()
        response = posted(visitor, response.headers["Location"])
        tries += 1
    assert tries == 4
    assert (response.status_code, response.headers["Location"]) == (302, "/request/person/")
    assert CardImage.objects.get().side == "front"


def test_after_some_tries_the_page_says_so_and_keeps_the_answers(visitor, busy):
    busy[0] = 1000
    response = posted(visitor, holder_relation="parent")
    tries = 1
    while response.status_code == 307:
        response = posted(visitor, response.headers["Location"], holder_relation="parent")
        tries += 1
    assert tries == card_photos.TRIES + 1
    page = visitor.get(response.headers["Location"])
    assert card_photos.BUSY in page.text(".error")
    assert page.one("[value=parent]").attributes.keys() >= {"checked"}
    busy[0] = 0
    assert step_of(visitor.answer("photo", holder_relation="self")) == "person"


@pytest.mark.parametrize("again", ["9", "-1", "x", "4" * 5000, "٣", "1&again=2"])
def test_a_forged_number_of_tries_still_comes_to_an_end(visitor, busy, again):
    busy[0] = 1000
    response = posted(visitor, f"/request/photo/?again={again}")
    tries = 0
    while response.status_code == 307:
        response = posted(visitor, response.headers["Location"])
        tries += 1
    assert tries <= card_photos.TRIES


# --- the budget ---------------------------------------------------------------------------------------


def test_a_photo_knows_its_bytes_and_forgets_its_network_when_it_is_sent(visitor):
    visitor.answer("photo", back=card_photo())
    image = CardImage.objects.first()
    assert image.stored_bytes == len(image.image.token) > 10_000
    assert len(image.network_code) == 64
    visitor.walk(who={"insurance_route": "photo"})
    visitor.send()
    assert set(CardImage.objects.values_list("network_code", flat=True)) == {""}


def test_what_was_sent_does_not_count(visitor, settings):
    Visitor().sent(who={"insurance_route": "photo"})
    settings.CARD_PHOTO_BUDGET = 1000
    assert photo_budget.has_room()


def test_without_room_nothing_is_decoded_and_the_form_goes_on_without_a_photo(
    visitor, settings, decoded, caplog
):
    settings.CARD_PHOTO_BUDGET = 0
    page = visitor.answer("photo")
    assert not decoded
    assert card_photos.NO_ROOM in page.text(".error")
    assert page.one("[name=without_photo]")
    settings.CARD_PHOTO_BUDGET = 10**9  # room comes back, and nobody is asked twice
    page = visitor.post("/request/photo/", without_photo="on", **ANSWERS["photo"])
    assert step_of(page) == "person"
    while step_of(page) != "check":
        page = visitor.answer(step_of(page))
    assert "Go on without a photo" in page.text("main")
    visitor.send()
    assert Submission.objects.get().insurance_route == "photo"


def test_without_room_three_answers_are_enough_too(settings):
    settings.CARD_PHOTO_BUDGET = 0
    visitor = Visitor()
    visitor.get("/request/photo/?way=photo")
    page = visitor.answer("photo", way="photo")
    assert card_photos.NO_ROOM in page.text(".error")
    assert step_of(visitor.post("/request/photo/", way="photo", without_photo="on")) == "contact"


def test_nobody_is_asked_about_going_on_without_a_photo_while_there_is_room(visitor):
    assert not visitor.get("/request/photo/").all("[name=without_photo]")
    assert visitor.post("/request/photo/", **ANSWERS["photo"]).texts(".error")


def test_one_network_can_fill_a_tenth_of_the_photo_budget(visitor, settings):
    visitor.answer("photo")
    settings.CARD_PHOTO_BUDGET = (CardImage.objects.get().stored_bytes or 0) * 10
    near, far = Visitor(), Visitor(Client(REMOTE_ADDR=FAR))
    for other in (near, far):
        other.walk(until="photo", who={"insurance_route": "photo"})
    assert card_photos.NO_ROOM in near.answer("photo").text(".error")
    assert step_of(far.answer("photo")) == "person"


def test_expired_drafts_are_forgotten_before_a_photo_is_refused(visitor, settings):
    visitor.answer("photo")
    settings.CARD_PHOTO_BUDGET = CardImage.objects.get().stored_bytes
    assert not photo_budget.has_room()
    Draft.objects.update(expires_at=timezone.now())
    assert photo_budget.has_room()
    assert not Draft.objects.exists()


def test_a_draft_that_is_not_due_is_never_forgotten_for_room(visitor, settings):
    visitor.answer("photo")
    settings.CARD_PHOTO_BUDGET = 1
    assert not photo_budget.has_room()
    assert forget.forget_expired_drafts(timezone.now()) == 0
    assert Draft.objects.get().card_images.count() == 1


def test_one_draft_holds_four_photos_at_most(visitor):
    draft = drafts.of_token(visitor.client.cookies[site_settings.DRAFT_COOKIE_NAME].value).draft
    photo = card_photos.read(card_photo())
    for _ in range(2):
        for rank in ("primary", "secondary"):
            for side in ("front", "back"):
                card_photos.store(draft, rank, side, photo)
    assert CardImage.objects.count() == 4
    assert len(photo.jpeg) < card_photos.LARGEST_KEPT


def test_the_log_says_once_that_the_budget_is_full(settings, caplog, monkeypatch):
    settings.CARD_PHOTO_BUDGET = 0
    monkeypatch.setattr(photo_budget, "_warned_at", float("-inf"))
    with caplog.at_level(logging.WARNING, "admissions"):
        for _ in range(3):
            photo_budget.has_room()
    assert [record.levelname for record in caplog.records] == ["WARNING"]
    assert "no more are taken" in caplog.text
