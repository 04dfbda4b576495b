"""Review: a text is submitted, read by a clinician, and sent back or signed.

What is reviewed is a *text*: its identity and its content hash. A page's text is its working copy; the
safety card is no page and has a text as well.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from .. import notices
from ..kinds import page_models
from ..models import Approval, Page, ReviewRequest
from ..objects import PageContent
from . import approvals, saves
from .freezing import working_hash
from .gates import gate

Outcome = ReviewRequest.Outcome


class Refused(Exception):
    """It cannot be done as things stand; the message says why, in words for whoever tried."""


@dataclass(frozen=True)
class Text:
    """What is submitted and signed: an exact text, and who wrote last on it."""

    id: uuid.UUID
    kind: str
    title: str
    digest: str
    last_editor: Any = None


def text_of(page: Page) -> Text:
    """Return what a page's working copy says now."""
    fresh = type(page)._default_manager.select_related("saved_by").get(pk=page.pk)
    digest = working_hash(fresh)
    if fresh.working_hash != digest:
        # Something it shows has changed since the last save, such as the description of a picture.
        type(page)._default_manager.filter(pk=page.pk).update(working_hash=digest)
    return Text(fresh.pk, fresh.CONTENT.KIND, fresh.title, digest, saves.writer(fresh.pk) or fresh.saved_by)


def newest(text_id: uuid.UUID) -> ReviewRequest | None:
    """Return what was asked for last."""
    asked = ReviewRequest.objects.select_related("submitted_by", "reviewed_by")
    return asked.filter(page_id=text_id).exclude(outcome=Outcome.WITHDRAWN).first()


@transaction.atomic
def submit(text: Text, by: Any, note: str = "") -> tuple[ReviewRequest, bool]:
    """Ask the reviewers to read a text; return the request, and whether it is new.

    The same text waits once, however often it is sent. Another text takes the place of one that waits.
    """
    waiting = ReviewRequest.objects.filter(page_id=text.id, outcome=Outcome.WAITING)
    if same := waiting.filter(content_hash=text.digest).first():
        return same, False
    # The other half of a double click may have come in between: it stays.
    waiting.exclude(content_hash=text.digest).update(outcome=Outcome.WITHDRAWN)
    try:
        with transaction.atomic():
            made = ReviewRequest.objects.create(
                page_id=text.id,
                kind=text.kind,
                title=text.title,
                content_hash=text.digest,
                note=note,
                submitted_by=by,
            )
    except IntegrityError:
        if not waiting.exists():  # then it was not somebody faster
            raise
        return submit(text, by, note)
    return made, True


def withdraw(text_id: uuid.UUID) -> bool:
    """Take back what waits; say whether anything did."""
    waiting = ReviewRequest.objects.filter(page_id=text_id, outcome=Outcome.WAITING)
    return bool(waiting.update(outcome=Outcome.WITHDRAWN))


def why_not(text: Text, by: Any) -> str:
    """Return, in words for ``by``, why they may not decide on this text; empty when they may."""
    if not by.is_reviewer:
        return "Only a clinical reviewer decides on a text."
    if by == text.last_editor:
        return "You saved this text last, and nobody reviews their own. Another reviewer has to read it."
    asked = newest(text.id)
    if asked is None or asked.outcome != Outcome.WAITING:
        return "Nothing waits for a review here."
    if asked.submitted_by == by:
        return "You submitted this text, and nobody reviews their own. Another reviewer has to read it."
    if asked.content_hash != text.digest:
        return (
            "The text was changed after it was submitted. It has to be submitted again before it is reviewed."
        )
    return ""


def why_not_sign(by: Any) -> str:
    """Return why this person cannot sign anything yet; empty when they can."""
    if by.may_sign:
        return ""
    return (
        "Your license was not checked yet. An administrator does that on your account; until then you can "
        "read and comment."
    )


@transaction.atomic
def send_back(text: Text, by: Any, comments: dict[str, str]) -> ReviewRequest:
    """Send a text back with what has to be mended.

    Raises:
        Refused: without a comment, or ``by`` may not decide on it.
    """
    if _is_decided(text, by, Outcome.SENT_BACK):
        return ReviewRequest.objects.filter(page_id=text.id)[0]
    if not comments:
        raise Refused("Write at least one comment, so that the writer knows what to mend.")
    return _decided(text, by, Outcome.SENT_BACK, comments)


@transaction.atomic
def approve(text: Text, by: Any, read: str, months: int, comments: dict[str, str]) -> Approval:
    """Sign a text; ``read`` is the hash of what the reviewer had in front of them.

    Raises:
        Refused: it was changed meanwhile, or ``by`` may not sign it.
    """
    if read != text.digest:
        raise Refused("Not approved: the text was changed while you were reading. Read what it says now.")
    given = approvals.in_force(text.id, text.digest)
    if given and given.by == by and _is_decided(text, by, Outcome.APPROVED):
        return given
    if words := why_not(text, by) or why_not_sign(by):
        raise Refused(words)
    _decided(text, by, Outcome.APPROVED, comments)
    return approvals.sign(text.id, text.digest, by, months)


def _is_decided(text: Text, by: Any, outcome: str) -> bool:
    """Has the same person decided the same just before? Then it was the other half of a double click."""
    asked = newest(text.id)
    decision = asked and (asked.content_hash, asked.reviewed_by, asked.outcome)
    return decision == (text.digest, by, outcome)


def _decided(text: Text, by: Any, outcome: str, comments: dict[str, str]) -> ReviewRequest:
    if words := why_not(text, by):
        raise Refused(words)
    waiting = ReviewRequest.objects.filter(page_id=text.id, content_hash=text.digest, outcome=Outcome.WAITING)
    # Of two who decide at once one is refused.
    if not waiting.update(outcome=outcome, comments=comments, reviewed_by=by, reviewed_at=timezone.now()):
        raise Refused("Somebody has decided on this text, or withdrawn it, at this very moment.")
    decided = ReviewRequest.objects.filter(page_id=text.id, content_hash=text.digest, reviewed_by=by)[0]
    _tell_the_writer(decided)
    return decided


def _tell_the_writer(decided: ReviewRequest) -> None:
    """Mail whoever submitted a text that it came back; what was said stands behind sign-in."""
    if decided.submitted_by is None:
        return
    is_approved = decided.outcome == Outcome.APPROVED
    subject = "A text was approved" if is_approved else "A text came back from its review"
    words = f"A clinical reviewer has {decided.get_outcome_display()} a text that was submitted:"
    model = page_models().get(decided.kind)
    name = model._meta.model_name if model else decided.kind.partition(".")[2]
    people = notices.the_author(decided.submitted_by, f"change_{name}")
    # The safety card is no page, and there is one.
    form = (
        f"{model._meta.app_label}_{name}_change" if model else f"{decided.kind.replace('.', '_')}_changelist"
    )
    address = reverse(f"admin:{form}", args=[decided.page_id] if model else [])
    notices.tell(people, subject, words, address)


@gate
def is_signed(page: Page, content: PageContent, digest: str) -> Iterable[str]:
    """What a clinician has to have read goes live only under a signature that is in date."""
    if content.needs_approval:
        yield from without_signature(page.pk, digest)


def without_signature(text_id: uuid.UUID, digest: str) -> Iterator[str]:
    """Yield why a text may not go live as far as a review is needed."""
    found = approvals.newest(text_id, digest)
    if found is None:
        yield "No clinical reviewer has approved this very text. Submit it for review first."
    elif not found.is_in_date(timezone.localdate()):
        yield "Its clinical review is overdue. Submit it for review first."
