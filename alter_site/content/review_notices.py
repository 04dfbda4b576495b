"""Mail to the clinical reviewers: that something waits, and where. It says nothing of what."""

from __future__ import annotations

import datetime
import logging

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils import timezone

from .models import ReviewRequest

logger = logging.getLogger(__name__)

PAUSE = datetime.timedelta(minutes=5)


def tell_reviewers() -> None:
    """Send one notice for all texts that nobody was told of; one that fails is sent later."""
    now = timezone.now()
    untold = ReviewRequest.objects.filter(outcome=ReviewRequest.Outcome.WAITING, told_at=None)
    due = list(untold.filter(next_try_at__lte=now).values_list("pk", flat=True))
    if not due:
        return
    reviewers: list[str] = list(get_user_model().objects.reviewers().values_list("email", flat=True))
    # Taking them first keeps a second worker from sending the notice as well.
    taken = untold.filter(pk__in=due, next_try_at__lte=now).update(next_try_at=now + PAUSE)
    if not taken or not reviewers:
        return
    try:
        message(reviewers).send()
    except Exception as error:
        # Without its message: mail servers quote what they were sent.
        logger.warning("A notice to reviewers did not leave: %s", type(error).__name__)
        return
    ReviewRequest.objects.filter(pk__in=due).update(told_at=timezone.now())


def message(recipients: list[str]) -> EmailMessage:
    """Return the mail: neutral subject, plain text, one link."""
    address = f"{settings.SITE_URL}{reverse('admin:content_reviewrequest_changelist')}"
    lines = ["A text waits for a clinical review.", "", address, ""]
    return EmailMessage("A text waits for your review", "\n".join(lines), to=[], bcc=recipients)
