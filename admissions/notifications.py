"""Notices to staff: rows first, mail when the mail server lets us.

A notice has no attribute that could hold personal data: a reference, words of ours, a link behind sign-in.
"""

from __future__ import annotations

import datetime
import logging

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.mail import EmailMessage
from django.db.models import F, Max, Q
from django.urls import reverse
from django.utils import timezone

from alter_site.content import facts
from alter_site.content.facts import coverage

from .models import Duty, Outbox, Submission

logger = logging.getLogger(__name__)

MINUTE = datetime.timedelta(minutes=1)
LONGEST_PAUSE = 30 * MINUTE
# A mail server's pause for breath is no fault; somebody who waits for a call longer than this is one.
LONGEST_WAIT = 10 * MINUTE
AT_ONCE = 20  # notices a run


def queue_new(submission: Submission, now: datetime.datetime) -> None:
    """Queue the notice of a new request, in the transaction that stores it."""
    Outbox.objects.create(submission=submission, kind=Outbox.Kind.NEW, queued_at=now, next_try_at=now)


def queue_nobody_on_duty(now: datetime.datetime) -> None:
    """Tell the leads, once for each stretch of coverage, that nobody is there to answer.

    Once more when somebody was on duty since and no longer is.
    """
    if Duty.objects.current(now).exists():
        return
    hours = coverage.in_force(facts.current(now))
    covered = next((span for span in hours.spans(now) if span.start <= now < span.end), None)
    if covered is None:
        return
    last = Duty.objects.aggregate(last=Max("since"))["last"] or covered.start
    told = Outbox.objects.filter(kind=Outbox.Kind.NOBODY_ON_DUTY, queued_at__gte=max(covered.start, last))
    if not told.exists():
        Outbox.objects.create(kind=Outbox.Kind.NOBODY_ON_DUTY, queued_at=now, next_try_at=now)


def send_due() -> None:
    """Send what is waiting. A notice that fails is tried again later, for as long as it takes.

    The first failure ends the run: a server that does not answer would keep the worker for minutes.
    """
    now = timezone.now()
    # One that is to wait longer than any waits was queued before the clock was set back.
    is_due = Q(next_try_at__lte=now) | Q(next_try_at__gt=now + LONGEST_PAUSE)
    for notice in Outbox.objects.filter(is_due, sent_at=None).order_by("queued_at")[:AT_ONCE]:
        pause = min(MINUTE * 2 ** min(notice.attempts, 10), LONGEST_PAUSE)
        # Taking it by its number of attempts keeps a second worker from sending it as well.
        taken = Outbox.objects.filter(pk=notice.pk, sent_at=None, attempts=notice.attempts).update(
            attempts=F("attempts") + 1, next_try_at=now + pause
        )
        if taken and not _send(notice):
            return


def _send(notice: Outbox) -> bool:
    try:
        recipients = _recipients(notice)
        if not recipients:
            raise LookupError("nobody to tell")
        message(notice, recipients).send()
    except Exception as error:
        # Without its message: mail servers quote what they were sent.
        Outbox.objects.filter(pk=notice.pk).update(last_error=type(error).__name__)
        logger.warning("A notice to staff did not leave: %s", type(error).__name__)
        return False
    Outbox.objects.filter(pk=notice.pk).update(sent_at=timezone.now(), last_error="")
    return True


def _recipients(notice: Outbox) -> list[str]:
    staff = get_user_model()._default_manager.filter(is_active=True)
    on_duty = staff.filter(pk__in=Duty.objects.current(timezone.now()).values("staff"))
    if notice.kind == Outbox.Kind.NEW and on_duty.exists():
        return list(on_duty.values_list("email", flat=True))
    return list(staff.filter(groups__name=LEAD_GROUP).values_list("email", flat=True))


# The name of the group, as alter_site.staff.groups writes it; a test compares the two.
LEAD_GROUP = "Admissions lead"


def message(notice: Outbox, recipients: list[str]) -> EmailMessage:
    """Return the mail for a notice: neutral subject, plain text, one link."""
    if notice.submission is not None:
        name = notice.submission.reference
        subject = f"New request {name}"
        path = reverse("desk:detail", args=[name])
        lines = [f"A new request has come in: {name}.", "", f"{settings.SITE_URL}{path}"]
    else:
        subject = "Nobody is on duty"
        path = reverse("desk:queue")
        lines = ["People may ring or write now, and nobody is on duty.", "", f"{settings.SITE_URL}{path}"]
    return EmailMessage(subject, "\n".join([*lines, ""]), to=[], bcc=recipients)


def unsent(now: datetime.datetime) -> int:
    """Return how many notices are late, for the desk: staff then know that no mail will call them."""
    return Outbox.objects.filter(sent_at=None, attempts__gt=0, queued_at__lt=now - MINUTE).count()


def all_leave_in_time() -> bool:
    """Has no notice been waiting for long?"""
    return not Outbox.objects.filter(sent_at=None, queued_at__lt=timezone.now() - LONGEST_WAIT).exists()
