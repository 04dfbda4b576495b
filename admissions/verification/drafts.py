"""The row of a visitor's answers: found by a cookie and opened with it, gone with the browser's session.

After an hour in which nothing is done it is gone too. Saved with five words it stays for 72 hours: they lead
back once, and the cookie only while somebody is there.
"""

from __future__ import annotations

import datetime
import json
import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from .. import forget, reference, services
from ..custody.access import Purpose, Unreadable, open_bytes_for
from ..models import Draft, Submission
from ..phi.draft_key import DraftKey
from . import draft_cookie, steps
from .answers import Answers

KEPT, IDLE = forget.DRAFTS_KEPT, forget.DRAFTS_IDLE
AWAY = datetime.timedelta(minutes=20)  # who comes back after that may be somebody else
MINUTE = datetime.timedelta(minutes=1)
KEPT_SENT = datetime.timedelta(hours=24)


@dataclass(frozen=True)
class Kept:
    """A draft, opened for the person whose it is."""

    draft: Draft
    answers: Answers
    shown_once: dict[str, Any]
    submission: Submission | None
    idle: datetime.timedelta = datetime.timedelta(0)
    was_away: bool = False

    @property
    def needs_words(self) -> bool:
        """Does it open with its five words only by now?"""
        return self.draft.resume_code is not None and self.idle > AWAY


def find(request: HttpRequest) -> Kept | None:
    """Return the visitor's draft; None when there is none, or none that is still theirs."""
    token = draft_cookie.read(request)
    if not token:
        return None
    kept = of_token(token)
    if kept is None:
        return None
    idle = timezone.now() - (kept.draft.seen_at or kept.draft.started_at)
    if kept.submission is not None:
        return replace(kept, was_away=idle > AWAY)
    kept = replace(kept, idle=idle)
    if idle > AWAY and request.method != "POST":  # what is sent comes from a page that was open all the time
        return None if kept.needs_words else replace(kept, was_away=True)
    if idle > MINUTE and not kept.needs_words:
        touch(kept.draft)
    return kept


def of_token(token: str) -> Kept | None:
    """Return the draft that a cookie's token leads to."""
    codes = reference.codes("draft", token)
    draft = Draft.objects.filter(cookie_code__in=codes, expires_at__gt=timezone.now()).first()
    return opened(draft, token) if draft is not None else None


def touch(draft: Draft) -> None:
    """Restart the hour after which an unsaved draft is forgotten."""
    now = timezone.now()
    row = Draft.objects.filter(pk=draft.pk, submission=None)
    if not row.filter(resume_code=None).update(seen_at=now, expires_at=now + IDLE):
        row.update(seen_at=now)


def opened(draft: Draft, token: str) -> Kept | None:
    """Return a draft with its answers; None when the token does not open it: the person then starts again."""
    try:
        draft.key = _key(draft, "cookie_key", token)
        answers = Answers.read(_open(draft, "answers"))
        shown_once = json.loads(_open(draft, "shown_once") or "{}")
    except (Unreadable, ValueError):
        return None
    # Also by its id: what was received and then cut off before the draft knew is still theirs.
    received = Submission.objects.filter(draft_id=draft.pk)
    submission = draft.submission or (received.first() if received.exists() else None)
    return Kept(draft, answers, shown_once, submission)


def _key(draft: Draft, column: str, secret: str) -> DraftKey:
    """Return the draft's key. Raises Unreadable."""
    return DraftKey.unwrapped(open_bytes_for(Purpose.OWN_DRAFT, draft, column), secret, draft.id)


def _open(draft: Draft, name: str) -> str:
    """Return a value of a draft whose key is known. Raises Unreadable."""
    value = open_bytes_for(Purpose.OWN_DRAFT, draft, name)
    return draft.key.open(name, value).decode() if value else ""


def _seal(draft: Draft, **texts: str) -> None:
    draft.seal(**{name: draft.key.close(name, text.encode()) for name, text in texts.items()})


def _locked(draft: Draft) -> Draft | None:
    """Lock the draft's row and return it, as open as ``draft``; None when it has been forgotten."""
    row = Draft.objects.select_for_update().filter(pk=draft.pk).first()
    if row is not None:
        row.key = draft.key
    return row


def begin(answers: Answers) -> tuple[Kept, str]:
    """Make a draft; return it with the token for its cookie."""
    now = timezone.now()
    token = secrets.token_urlsafe(32)
    draft = Draft(
        cookie_code=reference.code("draft", token), started_at=now, seen_at=now, expires_at=now + IDLE
    )
    draft.key = DraftKey.new()
    draft.seal(cookie_key=draft.key.wrapped(token, draft.id))
    _seal(draft, answers=answers.written())
    draft.save(force_insert=True)
    return Kept(draft, answers, {}, None), token


@transaction.atomic
def change(draft: Draft, changed: Callable[[Answers], Answers]) -> Answers | None:
    """Put answers, or an attempt at some, into a draft; None when it was sent or forgotten meanwhile."""
    # Under a lock, so that two tabs do not lose each other's answers.
    row = _locked(draft)
    if row is None or row.submission_id:
        return None
    before = Answers.read(_open(row, "answers"))
    answers = steps.still_meant(before, changed(before))
    _seal(row, answers=answers.written())
    row.save(update_fields=["answers"])
    return answers


# --- save and come back -------------------------------------------------------------------------------


@transaction.atomic
def save_for_later(draft: Draft) -> bool:
    """Issue five words that lead back once to these answers, and keep those 72 hours from now.

    Words that were issued before stay. False when the draft has been sent or forgotten meanwhile.
    """
    row = _locked(draft)
    if row is None or row.submission_id:
        return False
    if row.resume_code is not None:
        return True
    words = reference.new_words()
    row.resume_code = reference.code("resume", words)
    row.expires_at = timezone.now() + KEPT
    row.seal(resume_key=row.key.wrapped(words, row.id))
    _seal(row, shown_once=json.dumps({"words": words}))
    row.save(update_fields=["resume_code", "resume_key", "expires_at", "shown_once"])
    return True


def resume(typed: str, page: str = "") -> str | None:
    """Return a new token for the draft that five words open, once; None when they open none.

    A second press of the same ``page`` gets the token of the first, which the browser may never have read.
    """
    words = reference.read_words(typed[:200])
    token = reference.code("resumed", f"{words} {page}")[:43] if page else secrets.token_urlsafe(32)
    now = timezone.now()
    found = Draft.objects.filter(
        resume_code__in=reference.codes("resume", words), expires_at__gt=now, submission=None
    )
    for draft in found.only("id", "resume_key"):
        try:
            key = _key(draft, "resume_key", words)
        except Unreadable:
            return None
        draft.seal(cookie_key=key.wrapped(token, draft.id))
        taken = found.update(
            cookie_code=reference.code("draft", token),
            cookie_key=draft.cookie_key,
            resume_code=None,
            resume_key=None,
            shown_once=None,
            seen_at=now,
            expires_at=now + IDLE,
        )
        return token if taken or _is_just_opened(token) else None
    return token if _is_just_opened(token) else None


def _is_just_opened(token: str) -> bool:
    kept = of_token(token)
    seen_at = kept.draft.seen_at if kept is not None else None
    return seen_at is not None and seen_at > timezone.now() - MINUTE


def let_go(draft: Draft) -> None:
    """Make every cookie of a draft invalid, and forget the draft unless it was saved with words."""
    saved, nobody = Draft.objects.filter(pk=draft.pk).exclude(resume_code=None), secrets.token_urlsafe(32)
    given = {"cookie_code": reference.code("draft", nobody), "cookie_key": None, "shown_once": None}
    if not saved.update(**given):
        forget.forget_draft(draft)


# --- send ---------------------------------------------------------------------------------------------


@transaction.atomic
def send(kept: Kept, intake: services.Intake, page: str = "") -> None:
    """Receive the request and empty the draft, both or neither; a second post finds it done.

    ``page`` is the stamp of the page that was sent, if it has one.
    """
    row = _locked(kept.draft)
    if row is None or row.submission_id:
        return
    if page:
        intake = replace(intake, secret=_secret_of(row, page))
    received = services.receive(intake, draft=row)
    _settle(row, received.submission, _shown(received.submission, received.secret))


def pressed_again(kept: Kept, page: str) -> None:
    """Let a second press of Send within a minute show what the first did: its answer may never have come."""
    draft, submission, secret = kept.draft, kept.submission, _secret_of(kept.draft, page)
    is_just_sent = draft.seen_at is not None and draft.seen_at > timezone.now() - MINUTE
    if page and submission and is_just_sent and reference.is_secret_of(submission, secret):
        _seal(draft, shown_once=json.dumps(_shown(submission, secret)))
        Draft.objects.filter(pk=draft.pk).update(shown_once=draft.shown_once)


def _secret_of(draft: Draft, page: str) -> str:
    return reference.secret_from(f"{draft.pk} {page}")


def _shown(submission: Submission, secret: str) -> dict[str, str]:
    return {"secret": secret, "of": str(submission.pk)}


@transaction.atomic
def settle(kept: Kept) -> Draft | None:
    """Empty a draft whose request was received, should that have been cut off; return its row, if any."""
    row = _locked(kept.draft)
    if row is not None and row.submission_id is None and kept.submission is not None:
        # The first secret was never shown.
        secret = reference.new_secret()
        Submission.objects.filter(pk=kept.submission.pk).update(status_secret=reference.status_code(secret))
        _settle(row, kept.submission, {"secret": secret})
    return row


def _settle(row: Draft, submission: Submission, shown_once: dict[str, str]) -> None:
    row.submission = submission
    row.answers = None  # type: ignore[assignment]
    row.resume_code = None
    row.resume_key = None  # type: ignore[assignment]
    row.seen_at = timezone.now()
    row.expires_at = row.seen_at + KEPT_SENT
    _seal(row, shown_once=json.dumps(shown_once))
    row.save()


def first_view(draft: Draft | None) -> dict[str, Any]:
    """Return what is shown once, and nothing the next time."""
    if draft is None or draft.shown_once is None:
        return {}
    if not Draft.objects.filter(pk=draft.pk, shown_once=draft.shown_once).update(shown_once=None):
        return {}
    shown: dict[str, Any] = json.loads(_open(draft, "shown_once"))
    return shown
