"""Signatures under exact texts: who may give one, and which one holds for a text."""

from __future__ import annotations

import calendar
import datetime
from typing import Any

from django.utils import timezone

from ..models import Approval, ReviewRequest

# After so many months a text is read again; the reviewer chooses, and none waits for longer than the last.
MONTHS = (3, 6, 12, 24)
USUAL_MONTHS = 12


def newest(page_id: Any, digest: str) -> Approval | None:
    """Return the newest signature under this very text, in date or not."""
    return Approval.objects.filter(page_id=page_id, content_hash=digest).first()


def in_force(page_id: Any, digest: str) -> Approval | None:
    """Return the signature under which this text may go live today."""
    found = newest(page_id, digest)
    return found if found and found.is_in_date(timezone.localdate()) else None


def sign(page_id: Any, digest: str, by: Any, months: int = USUAL_MONTHS) -> Approval:
    """Sign a text as ``by``, whose name and license are kept as they are now.

    Raises:
        ValueError: nobody signs for longer than two years, or without a license that was checked.
    """
    if months not in MONTHS:
        raise ValueError(f"A text is read again after one of {MONTHS} months.")
    if not by.may_sign:
        raise ValueError("Only a clinical reviewer whose license was checked signs.")
    today = timezone.localdate()
    return Approval.objects.create(
        page_id=page_id,
        content_hash=digest,
        by=by,
        name=str(by),
        license_type=by.license_type,
        license_number=by.license_number,
        day=today,
        due=months_after(today, months),
    )


def carry_over(page_id: Any, before: str, after: str) -> None:
    """Let the signature, and the review that waits, hold for a text that only stands at another place.

    Its own place among others is nothing that a clinician reads; the hash names it all the same, because
    visitors see it. Name, license and dates stay as they were given.
    """
    signed, there = newest(page_id, before), newest(page_id, after)
    if signed and (there is None or there.at < signed.at):  # it may have stood at this place before
        signed.pk, signed.content_hash, signed._state.adding = None, after, True
        signed.save(force_insert=True)
    ReviewRequest.objects.filter(page_id=page_id, content_hash=before).update(content_hash=after)


def months_after(day: datetime.date, months: int) -> datetime.date:
    """Return the same day of a later month, or the last one of a month that is shorter."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return datetime.date(year, month, min(day.day, calendar.monthrange(year, month)[1]))
