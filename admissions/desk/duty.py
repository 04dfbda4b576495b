"""Who is on duty, from when until when: notices of new requests go to them."""

from __future__ import annotations

import datetime
from typing import Any

from django.utils import timezone

from alter_site.content import facts
from alter_site.content.facts import coverage

from ..models import Duty

ONCE_IN = datetime.timedelta(minutes=1)  # activity is written down at most once in it


def go_on(actor: Any, now: datetime.datetime) -> datetime.datetime:
    """Put somebody on duty and return until when; whoever is on duty already begins anew."""
    until = end_of_shift(now)
    Duty.objects.update_or_create(staff=actor, defaults={"since": now, "until": until, "active_at": now})
    return until


def go_off(actor: Any) -> None:
    """Take somebody off duty."""
    Duty.objects.filter(staff=actor).delete()


def keep_alive(actor: Any, now: datetime.datetime) -> None:
    """Note that somebody on duty did something at the desk. Nobody comes on duty by it."""
    idle = Duty.objects.current(now).filter(staff=actor).exclude(active_at__gt=now - ONCE_IN)
    if idle.exists():  # asked first: a write would wait for other writers at every press
        idle.update(active_at=now)


def end_of_shift(now: datetime.datetime) -> datetime.datetime:
    """Return when the shift of this moment, or the next of this day, ends: at the latest at midnight.

    Hours with a pause shorter than what makes a duty end by itself are one shift. Without hours of ours, the
    day is the shift.
    """
    day = timezone.localtime(now, coverage.ZONE).date()
    midnight = coverage.moment(day + coverage.DAY, "00:00")
    end: datetime.datetime | None = None
    for span in coverage.in_force(facts.current(now)).spans(now):
        if span.start >= midnight or (end is not None and span.start - end >= Duty.IDLE):
            break
        end = span.end
    return midnight if end is None else min(end, midnight)
