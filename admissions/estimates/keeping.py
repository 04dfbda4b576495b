"""How long an estimate is kept: it outlives what else is known of a request.

45 CFR 149.610(f)(1): an estimate that was issued is part of the record, and whoever got one may ask for a
copy of it for six years. So it is kept that long with the name and the birth date that stand in it anyway, by
which it is found; everything else of the request is forgotten when its own period ends.
"""

from __future__ import annotations

import datetime

from django.db import models

from ..contact_plan import CONTACT_COLUMNS
from ..models import Estimate, EstimateClock, Event, Submission
from ..phi.field import BlindIndexField

YEARS = 6
# The sealed columns that go on: they stand in the estimate, and the code they are found by is made of them.
KEPT = frozenset({"first_name", "last_name", "birth_date"})
KEPT_CODES = frozenset({"person_index"})
KEPT_ROWS: tuple[type[models.Model], ...] = (Estimate, EstimateClock, Event, Submission)


def kept_until(submission: Submission) -> datetime.datetime | None:
    """Return until when an estimate that was given is kept; None where none was."""
    last = submission.estimates.exclude(given_at=None).aggregate(last=models.Max("given_at"))["last"]
    if last is None:
        return None
    try:
        return last.replace(year=last.year + YEARS)
    except ValueError:  # the 29th of February
        return last.replace(year=last.year + YEARS, month=3, day=1)


def is_all_that_is_left(submission: Submission) -> bool:
    """Is everything else of a request forgotten? Nobody is received without a way to reach them."""
    return all(getattr(submission, way) is None for way in CONTACT_COLUMNS)


def thin_out(submission: Submission, now: datetime.datetime) -> bool:
    """Forget everything of a request but an estimate that is still to be kept. False where there is none."""
    until = kept_until(submission)
    if until is None or until <= now:
        return False
    for relation in submission._meta.related_objects:
        if relation.related_model not in KEPT_ROWS:
            rows = relation.related_model._default_manager.filter(**{relation.field.name: submission})
            rows.delete()
    submission.estimates.filter(given_at=None).delete()
    sealed = {name: None for name in submission.sealed_fields() if name not in KEPT}
    codes = {
        field.name: ""
        for field in submission._meta.fields
        if isinstance(field, BlindIndexField) and field.name not in KEPT_CODES
    }
    Submission.objects.filter(pk=submission.pk).update(
        **sealed, **codes, status_secret="", forget_after=until
    )
    return True
