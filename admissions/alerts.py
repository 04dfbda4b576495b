"""What the leads hear of promises: at half of the time in which one can be kept, and at all of it."""

from __future__ import annotations

import datetime

from django.db import transaction

from . import notifications
from .models import Outbox, Submission
from .services.turns import ALERTS

AT_ONCE = 200  # requests a run


def alert_leads(now: datetime.datetime) -> int:
    """Queue a notice for every promise that is half over, or over, with nobody having reached out.

    Of one that is over before anybody heard of its half, only the end is told.
    """
    told = 0
    waiting = Submission.objects.open().filter(first_attempt_at=None, due_first_contact__isnull=False)
    for row in (
        waiting.filter(alert_at__lte=now).order_by("alert_at").only("alerted", "due_first_contact")[:AT_ONCE]
    ):
        is_over = row.due_first_contact is not None and row.due_first_contact <= now
        # An attempt, a promise made anew, or another worker may have been faster.
        same = waiting.filter(pk=row.pk, alerted=row.alerted, due_first_contact=row.due_first_contact)
        with transaction.atomic():  # one each: nobody waits for two hundred rows
            is_first = same.update(alerted=ALERTS if is_over else row.alerted + 1, alert_at=None)
            if is_first:
                notifications.queue(row, Outbox.Kind.LATE if is_over else Outbox.Kind.HALF, now)
                told += 1
    return told
