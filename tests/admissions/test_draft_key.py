"""A draft opens with its owner's cookie or words, and with nothing that can be written into its row."""

from __future__ import annotations

import itertools
import uuid

import pytest
from django.db import connection

from admissions import reference
from admissions.custody import canaries, rotation
from admissions.custody.access import Purpose, open_bytes_for
from admissions.models import Draft, Submission
from admissions.phi.draft_key import DraftKey
from admissions.phi.seal import Unreadable
from admissions.verification import drafts
from admissions.verification.answers import Answers
from tests.support.document import Document
from tests.support.requests import received
from tests.support.visitor import Visitor

pytestmark = pytest.mark.django_db

MINE, THEIRS = (Answers("full", {"help": {"note": [text]}}) for text in ("Mine", "Not for anybody else"))
ROW = uuid.UUID(int=7)
COPIED = ("cookie_code", "cookie_key", "resume_code", "resume_key", "shown_once", "answers", "id")


def saved(answers: Answers) -> tuple[Draft, str]:
    """Return a draft that was also saved for later, and the token of its cookie."""
    kept, token = drafts.begin(answers)
    assert drafts.save_for_later(kept.draft)
    return Draft.objects.get(pk=kept.draft.pk), token


def opened(token: str) -> str:
    kept = drafts.of_token(token)
    return kept.answers.written() if kept else ""


def written_over(draft: Draft, other: Draft, columns: tuple[str, ...]) -> None:
    """Copy columns of one row onto another, past everything but the database."""
    marks = ", ".join(f"{name} = %s" for name in columns)
    values = [value.token if hasattr(value := getattr(other, name), "token") else value for name in columns]
    values = [
        value.hex if isinstance(value, uuid.UUID) and connection.vendor == "sqlite" else value
        for value in values
    ]
    pk = draft.pk.hex if connection.vendor == "sqlite" else draft.pk
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE admissions_draft SET {marks} WHERE id = %s", [*values, pk])  # noqa: S608


def test_write_access_to_the_database_opens_no_draft(subtests):
    """Every set of columns of one's own row, written over another's."""
    for number in range(1, len(COPIED)):
        for columns in itertools.combinations(COPIED, number):
            with subtests.test(columns=columns):
                Draft.objects.all().delete()
                (own, token), (their, _) = saved(MINE), saved(THEIRS)
                words = drafts.of_token(token).shown_once["words"]
                Draft.objects.filter(pk=own.pk).delete()  # codes are unique
                written_over(their, own, columns)
                assert "Not for anybody else" not in opened(token)
                fresh = drafts.resume(words)
                assert fresh is None or "Not for anybody else" not in opened(fresh)


def test_a_row_without_a_key_opens_nothing_either():
    (own, token), (their, _) = saved(MINE), saved(THEIRS)
    own.delete()
    Draft.objects.filter(pk=their.pk).update(cookie_code=own.cookie_code, cookie_key=None)
    assert drafts.of_token(token) is None


def test_a_visitor_whose_draft_does_not_open_starts_again():
    visitor = Visitor()
    visitor.walk(until="check")
    _, token = saved(MINE)
    Draft.objects.exclude(cookie_code=reference.code("draft", token)).update(cookie_key=None)
    response = visitor.client.get("/request/check/")
    assert response.status_code == 302
    assert response.headers["Location"] == "/request/"


def test_five_words_lead_back_and_the_new_cookie_opens_the_same_draft():
    _, token = saved(MINE)
    words = drafts.of_token(token).shown_once["words"]
    fresh = drafts.resume(words)
    assert fresh not in {None, token}
    assert "Mine" in opened(fresh)
    assert opened(token) == ""
    assert drafts.change(
        drafts.of_token(fresh).draft, lambda answers: answers.having("help", {"note": ["Changed"]})
    )
    assert "Changed" in opened(fresh)


def test_rotating_keys_opens_no_draft(settings):
    _, token = saved(MINE)
    settings.PHI_KEYS += ",k2:c0m3bq3pG0g8sO6Yw1cJ5yqk3b2vX9tT7mE4hN6rZ2B="
    settings.PHI_ACTIVE = "k2"
    canaries.ensure_key_rows(None, "default")
    rotation.rotate()
    settings.PHI_KEYS = settings.PHI_KEYS.partition(",")[2]
    assert "Mine" in opened(token)


def test_the_sites_keys_alone_open_no_answer():
    draft, _ = saved(MINE)
    assert b"Mine" not in open_bytes_for(Purpose.CHECK, draft, "answers")


def test_a_draft_led_to_anothers_request_shows_nothing_of_it():
    theirs = received(
        caller_name="A very private name", plain={"voicemail": "limited"}, message_words="Say this"
    )
    visitor = Visitor()
    visitor.sent()
    Submission.objects.exclude(pk=theirs.pk).delete()
    _, token = saved(MINE)
    Draft.objects.update(submission=theirs)
    visitor.client.cookies["__Host-request"] = token
    page = Document(visitor.client.get("/request/done/"))
    assert "private name" not in page.html
    assert "Say this" not in page.html
    # Nor when the request is made to name the draft.
    kept, token = drafts.begin(MINE)
    Draft.objects.exclude(pk=kept.draft.pk).delete()
    Submission.objects.filter(pk=theirs.pk).update(draft_id=kept.draft.pk)
    visitor.client.cookies["__Host-request"] = token
    page = Document(visitor.client.get("/request/done/"))
    assert "We have your request" in page.html
    assert "Say this" not in page.html


@pytest.mark.parametrize("other", [("secret", uuid.UUID(int=8)), ("another", ROW)])
def test_a_wrapped_key_opens_with_its_own_secret_and_row_only(other):
    key = DraftKey.new()
    wrapped = key.wrapped("secret", ROW)
    closed = key.close("answers", b"text")
    assert DraftKey.unwrapped(wrapped, "secret", ROW).open("answers", closed) == b"text"
    with pytest.raises(Unreadable):
        DraftKey.unwrapped(wrapped, *other)
    with pytest.raises(Unreadable):
        key.open("shown_once", closed)
    with pytest.raises(Unreadable):
        DraftKey.new().open("answers", closed)
