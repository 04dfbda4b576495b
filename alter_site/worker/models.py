"""Leases: which of several workers does what only one should do."""

from __future__ import annotations

import datetime

from django.db import models
from django.db.models import Q
from django.utils import timezone


def _in_force(now: datetime.datetime, term: datetime.timedelta) -> Q:
    """Match a lease that somebody still has.

    One that ends later than any that is taken now was taken before the clock was set back: whoever had it may
    have died since. Twice the term, because the clocks of two machines differ.
    """
    return Q(ends_at__gt=now, ends_at__lte=now + 2 * term)


class LeaseManager(models.Manager["Lease"]):
    """Takes and gives back leases."""

    def take(self, name: str, holder: str, term: datetime.timedelta) -> bool:
        """Take or extend the lease ``name`` for ``term``. False while somebody else holds it.

        One conditional UPDATE decides, so that two takers can never both succeed. A holder that dies
        loses the lease when its term ends.
        """
        now = timezone.now()
        values = {"holder": holder, "ends_at": now + term}
        is_free = Q(holder=holder) | ~_in_force(now, term)
        if self.filter(is_free, name=name).update(**values):
            return True
        _, is_new = self.get_or_create(name=name, defaults=values)
        return is_new

    def is_held(self, name: str, term: datetime.timedelta) -> bool:
        """Has somebody the lease ``name``, which is taken for ``term``?"""
        return self.filter(_in_force(timezone.now(), term), name=name).exists()

    def give_back(self, name: str, holder: str) -> None:
        """End the lease now, if ``holder`` still has it, so that the next taker need not wait."""
        self.filter(name=name, holder=holder).delete()


class Lease(models.Model):
    """The right to do something until a moment, held by one process."""

    name = models.CharField(max_length=40, primary_key=True)
    holder = models.CharField(max_length=32)
    ends_at = models.DateTimeField()

    objects = LeaseManager()

    class Meta:
        db_table = "content_lease"
        default_permissions = ()  # processes take leases, people never do

    def __str__(self) -> str:
        return self.name
