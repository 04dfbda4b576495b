"""Plain mail to editors, reviewers, leads and administrators about what happens to pages and facts.

The rows are written in the transaction that they tell of, and the worker sends them: a mail server that does
not answer keeps nobody from working, and loses nothing.
"""

from __future__ import annotations

import datetime
import logging
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from .models import Notice, ReviewRequest

logger = logging.getLogger(__name__)

MINUTE = datetime.timedelta(minutes=1)
LONGEST_PAUSE = 30 * MINUTE
# A mail server’s pause for breath is no fault; somebody who waits longer than this for a call is one.
LONGEST_WAIT = 10 * MINUTE
AT_ONCE = 20  # notices a run
KEPT_FOR = datetime.timedelta(days=30)

# The name of the group, as alter_site.staff.groups writes it; a test compares the two.
LEAD_GROUP = "Admissions lead"


def tell(people: Iterable[Any], subject: str, words: str, path: str) -> None:
    """Queue one mail to each of ``people``: a neutral subject, plain words, a link behind sign-in."""
    now = timezone.now()
    Notice.objects.bulk_create(
        Notice(to=person, subject=subject, words=words, path=path, queued_at=now, next_try_at=now)
        for person in {person.pk: person for person in people}.values()
    )


@transaction.atomic
def tell_reviewers() -> None:
    """Queue one notice for all texts that nobody was told of; while there is no reviewer, they wait."""
    untold = ReviewRequest.objects.filter(outcome=ReviewRequest.Outcome.WAITING, told_at=None)
    reviewers = list(get_user_model().objects.reviewers()) if untold.exists() else []
    if reviewers and untold.update(told_at=timezone.now()):
        path = reverse("admin:content_reviewrequest_changelist")
        tell(reviewers, "A text waits for your review", "A text waits for a clinical review.", path)


def leads() -> list[Any]:
    """Return everybody who is responsible for the desk."""
    return list(_active().filter(groups__name=LEAD_GROUP))


def who_may(permission: str) -> list[Any]:
    """Return everybody who has a permission, superusers included: ``confirm_factchange``."""
    has_it = Q(groups__permissions__codename=permission) | Q(user_permissions__codename=permission)
    return list(_active().filter(has_it | Q(is_superuser=True)).distinct())


def the_author(author: Any, permission: str) -> list[Any]:
    """Return who hears of somebody's work: they, or where they may not go on with it, everybody who may."""
    able = who_may(permission)
    return [author] if author in able else able


def _active() -> Any:
    return get_user_model()._default_manager.filter(is_active=True, is_staff=True)


def send_due() -> None:
    """Send what is waiting. The first that fails ends the run, and is tried again later."""
    now = timezone.now()
    Notice.objects.filter(sent_at__lt=now - KEPT_FOR).delete()
    waiting = Notice.objects.filter(is_due(now), sent_at=None).select_related("to")
    for notice in waiting.order_by("queued_at", "pk")[:AT_ONCE]:
        if take(notice, now) and not _send(notice):
            return


def is_due(now: datetime.datetime) -> Q:
    """Return whose turn it is; what would wait longer than any was queued before the clock was set back."""
    return Q(next_try_at__lte=now) | Q(next_try_at__gt=now + LONGEST_PAUSE)


def take(notice: Any, now: datetime.datetime) -> bool:
    """Take a notice by its number of attempts: that keeps a second worker from sending it as well."""
    pause = min(MINUTE * 2 ** min(notice.attempts, 10), LONGEST_PAUSE)
    untaken = type(notice).objects.filter(pk=notice.pk, sent_at=None, attempts=notice.attempts)
    return bool(untaken.update(attempts=F("attempts") + 1, next_try_at=now + pause))


def _send(notice: Notice) -> bool:
    lines = (notice.words, "", f"{settings.SITE_URL}{notice.path}", "")
    try:
        if notice.to.is_active:
            EmailMessage(notice.subject, "\n".join(lines), to=[notice.to.email]).send()
    except Exception as error:
        # Without its message: mail servers quote what they were sent.
        logger.warning("A notice about pages or facts did not leave: %s", type(error).__name__)
        return False
    Notice.objects.filter(pk=notice.pk).update(sent_at=timezone.now())
    return True


def all_leave_in_time() -> bool:
    """Has no notice been waiting for long?"""
    return not Notice.objects.filter(sent_at=None, queued_at__lt=timezone.now() - LONGEST_WAIT).exists()
