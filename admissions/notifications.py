"""Notices to staff: rows first, mail when the mail server lets us.

A notice has no attribute that could hold personal data: a reference, words of ours, a link behind sign-in.
"""

from __future__ import annotations

import datetime
import logging
from collections import Counter
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.mail import EmailMessage
from django.db.models import F, Max, QuerySet
from django.urls import reverse
from django.utils import timezone

from alter_site.content import facts, notices
from alter_site.content.facts import coverage
from alter_site.content.notices import AT_ONCE, LONGEST_WAIT

from .models import Duty, Outbox, Submission

logger = logging.getLogger(__name__)

MINUTE = datetime.timedelta(minutes=1)
# Outside our hours nobody is woken for each request: one message a quarter-hour says how many there are.
OVERNIGHT = 15 * MINUTE
IN_ONE = 2000  # notices in one message


def queue(submission: Submission, kind: Outbox.Kind, now: datetime.datetime) -> None:
    """Queue a notice of a request, in the transaction of what it tells; one of its kind is sent once more."""
    Outbox.objects.update_or_create(
        submission=submission,
        kind=kind,
        defaults={"queued_at": now, "next_try_at": now, "attempts": 0, "sent_at": None},
    )


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
    # Whoever was given it has it no more, or may not open it: there is nobody to tell.
    given = Outbox.objects.filter(kind=Outbox.Kind.ASSIGNED, sent_at=None)
    given.exclude(submission__owner__in=_at_the_desk()).delete()
    if _is_overnight(now):
        _send_together(now)
        return
    for notice in _waiting(now).order_by("queued_at")[:AT_ONCE]:
        if notices.take(notice, now) and not _send(notice):
            return


def _waiting(now: datetime.datetime) -> QuerySet[Outbox]:
    """Return the notices whose turn it is."""
    return Outbox.objects.filter(notices.is_due(now), sent_at=None)


def _is_overnight(now: datetime.datetime) -> bool:
    """Is this outside our hours? Without any, no hour is."""
    hours = coverage.in_force(facts.current(now))
    return hours.is_known and not hours.is_covered(now)


def _send_together(now: datetime.datetime) -> None:
    """Send what is waiting as one message to each who is told, at most every quarter of an hour."""
    since = now - OVERNIGHT
    # A failed try counts as well: the pause is the server's too. One of a clock set back does not.
    if Outbox.objects.filter(sent_at__gt=since, sent_at__lte=now).exists():
        return
    waiting = list(_waiting(now).select_related("submission").order_by("queued_at")[:IN_ONE])
    keys = [notice.pk for notice in waiting]
    # Taking them keeps a second worker from sending them as well; of two, one finds them all taken.
    taken = _waiting(now).filter(pk__in=keys).update(attempts=F("attempts") + 1, next_try_at=now + OVERNIGHT)
    if not keys or taken < len(keys):
        return
    told: dict[str, Counter[str]] = {}
    heard: list[int] = []
    for alike in _by_whom_they_are_for(waiting):
        recipients = _recipients(alike[0])
        for address in recipients:
            told.setdefault(address, Counter())[alike[0].kind] += len(alike)
        heard += [notice.pk for notice in alike if recipients]
    try:
        if not told:
            raise LookupError("nobody to tell")
        messages: dict[tuple[tuple[str, int], ...], list[str]] = {}
        for address, counts in told.items():
            messages.setdefault(tuple(sorted(counts.items())), []).append(address)
        for of_kinds, addresses in messages.items():
            _together(dict(of_kinds), addresses).send()
    except Exception as error:
        _did_not_leave(keys, error)
        return
    Outbox.objects.filter(pk__in=heard).update(sent_at=timezone.now(), last_error="")


def _by_whom_they_are_for(notices: list[Outbox]) -> Iterable[list[Outbox]]:
    """Return notices of one kind together, and of those that go to an owner each owner's for itself."""
    found: dict[tuple[str, int | None], list[Outbox]] = {}
    for notice in notices:
        owner = notice.submission.owner_id if notice.submission and notice.kind in TO_OWNERS else None
        found.setdefault((notice.kind, owner), []).append(notice)
    return found.values()


def _together(counts: dict[str, int], recipients: list[str]) -> EmailMessage:
    """Return one mail for many notices: how many of each kind, and one link."""
    lines = [f"{Outbox.Kind(kind).label}: {number}" for kind, number in sorted(counts.items())]
    total = sum(counts.values())
    subject = f"{total} notice{'s' if total != 1 else ''} from the admissions desk"
    path = reverse("desk:breaks") if set(counts) == {Outbox.Kind.GLASS} else reverse("desk:queue")
    body = [*lines, "", f"{settings.SITE_URL}{path}", ""]
    return EmailMessage(subject, "\n".join(body), to=[], bcc=recipients)


def _send(notice: Outbox) -> bool:
    try:
        recipients = _recipients(notice)
        if not recipients:
            raise LookupError("nobody to tell")
        message(notice, recipients).send()
    except Exception as error:
        _did_not_leave([notice.pk], error)
        return False
    Outbox.objects.filter(pk=notice.pk).update(sent_at=timezone.now(), last_error="")
    return True


def _did_not_leave(keys: list[int], error: Exception) -> None:
    # Without its message: mail servers quote what they were sent.
    Outbox.objects.filter(pk__in=keys).update(last_error=type(error).__name__)
    logger.warning("A notice to staff did not leave: %s", type(error).__name__)


def _at_the_desk() -> QuerySet[Any]:
    """Return who may open what a notice leads to."""
    return get_user_model().objects.who_may("see the queue")


def _recipients(notice: Outbox) -> list[str]:
    staff = get_user_model()._default_manager.filter(is_active=True)
    owner = notice.submission.owner_id if notice.submission is not None else None
    owners = _at_the_desk().filter(pk__in=[owner] if owner else [])
    if notice.kind == Outbox.Kind.ASSIGNED or (notice.kind == Outbox.Kind.CHANGED and owners.exists()):
        return list(owners.values_list("email", flat=True))
    on_duty = staff.filter(pk__in=Duty.objects.current(timezone.now()).values("staff"))
    if notice.kind in {Outbox.Kind.NEW, Outbox.Kind.CHANGED} and on_duty.exists():
        return list(on_duty.values_list("email", flat=True))
    told = staff.filter(groups__name__in=TOLD.get(Outbox.Kind(notice.kind), (LEAD_GROUP,))).distinct()
    return list(told.values_list("email", flat=True))


# The names of the groups, as alter_site.staff.groups writes them; a test compares them.
LEAD_GROUP, VERIFIER_GROUP = "Admissions lead", "Benefits verifier"
PRIVACY_GROUP = "Privacy officer"
TO_OWNERS = {Outbox.Kind.CHANGED, Outbox.Kind.ASSIGNED}
# Who is told of what; of everything else, the leads.
TOLD = {
    Outbox.Kind.VERIFY: (VERIFIER_GROUP,),
    Outbox.Kind.SIGN: (VERIFIER_GROUP, LEAD_GROUP),
    Outbox.Kind.GLASS: (LEAD_GROUP, PRIVACY_GROUP),
}
WORDS = {
    Outbox.Kind.NEW: ("New request {}", "A new request has come in: {}."),
    Outbox.Kind.VERIFY: ("To verify: {}", "A request waits to be verified: {}."),
    Outbox.Kind.ASSIGNED: ("Given to you: {}", "A request was given to you: {}."),
    Outbox.Kind.SET_UP: ("To set up: {}", "An electronic check needs your set-up: {}."),
    Outbox.Kind.GLASS: (
        "Opened in an emergency: {}",
        "Somebody opened a request that was closed to them (break-glass): {}.",
    ),
    Outbox.Kind.HALF: (
        "Half of the time is over: {}",
        "Nobody has reached out yet, and half of the time is over: {}.",
    ),
    Outbox.Kind.LATE: ("Late: {}", "We promised to reach out by now, and nobody has: {}."),
    Outbox.Kind.SIGN: ("To sign: {}", "Something waits to be signed by a second person: {}."),
    Outbox.Kind.CHANGED: ("Changed: {}", "The person has changed something in a request: {}."),
}


def message(notice: Outbox, recipients: list[str]) -> EmailMessage:
    """Return the mail for a notice: neutral subject, plain text, one link."""
    if notice.submission is not None:
        name = notice.submission.reference
        subject, words = (text.format(name) for text in WORDS[Outbox.Kind(notice.kind)])
        is_glass = notice.kind == Outbox.Kind.GLASS
        path = reverse("desk:breaks") if is_glass else reverse("desk:detail", args=[name])
        lines = [words, "", f"{settings.SITE_URL}{path}"]
    else:
        subject = "Nobody is on duty"
        path = reverse("desk:queue")
        lines = ["People may ring or write now, and nobody is on duty.", "", f"{settings.SITE_URL}{path}"]
    return EmailMessage(subject, "\n".join([*lines, ""]), to=[], bcc=recipients)


def unsent(now: datetime.datetime) -> int:
    """Return how many notices are late, for the desk: staff then know that no mail will call them."""
    return Outbox.objects.filter(sent_at=None, attempts__gt=0, queued_at__lt=now - MINUTE).count()


def all_leave_in_time() -> bool:
    """Has no notice been waiting for long? Overnight they wait for one another."""
    now = timezone.now()
    together = OVERNIGHT if _is_overnight(now) or _is_overnight(now - OVERNIGHT) else MINUTE * 0
    return not Outbox.objects.filter(sent_at=None, queued_at__lt=now - LONGEST_WAIT - together).exists()
