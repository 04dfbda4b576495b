"""Changes to facts that wait: for a second person, for the day from which they hold, or for both.

What one stolen session could do to everybody waits for a second person: our number, the crisis lines, and
where *Leave this site* leads.
"""

from __future__ import annotations

import datetime
import json
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from .. import facts, notices
from ..models import CrisisLine, FactChange, Organization
from . import moments

# What readers act on when they need help, by model: never changed by one person alone.
DANGEROUS: dict[type[Any], tuple[str, ...]] = {
    Organization: ("phone", "leave_url"),
    CrisisLine: ("name", "call", "text", "chat_url", "note", "is_on_every_page"),
}
CONFIRM, BREAK_GLASS = "confirm_factchange", "breakglass_factchange"


class CannotDecide(Exception):
    """A change that waits cannot be decided in this way; the message says why, in words."""


# --- proposing ----------------------------------------------------------------------------------------


def dangerous_fields(row: Any) -> tuple[str, ...]:
    """Return the columns of a row that one person alone never changes."""
    return DANGEROUS.get(type(row), ())


def propose(
    row: Any,
    before: dict[str, Any] | None,
    after: dict[str, Any] | None,
    author: Any,
    at: datetime.datetime | None = None,
) -> FactChange:
    """Keep a change to one row until it may be done. Call it in the transaction that leaves the row as it is.

    ``before`` and ``after`` hold what differs; None where the row is not there.
    """
    kind, row_id = ContentType.objects.get_for_model(row), str(row.pk) if before is not None else ""
    same = FactChange.objects.open(timezone.now()).filter(content_type=kind, object_id=row_id, at=at)
    for earlier in same.filter(made_by=author):
        if (earlier.before, earlier.after) == (_plain(before), _plain(after)):
            return earlier  # the button was pressed twice
    change = FactChange.objects.create(
        content_type=kind,
        object_id=row_id,
        name=_name(row, before, after),
        before=before,
        after=after,
        at=at,
        needs_second=is_dangerous(row, before, after),
        made_by=author,
        made_at=timezone.now(),
    )
    facts.freeze(author)  # what is said of a day to come may be another thing now
    if change.needs_second:
        _tell_of_proposal(change)
    return change


def _plain(values: dict[str, Any] | None) -> Any:
    """Return values as a column of JSON gives them back."""
    return json.loads(json.dumps(values, cls=DjangoJSONEncoder))


def is_dangerous(row: Any, before: dict[str, Any] | None, after: dict[str, Any] | None) -> bool:
    """Does a change to this row wait for a second person?"""
    if before is None or after is None:
        return bool(dangerous_fields(row))
    return any(before[name] != after[name] for name in dangerous_fields(row) if name in after)


def _name(row: Any, before: dict[str, Any] | None, after: dict[str, Any] | None) -> str:
    kind = str(row._meta.verbose_name)
    what = f"New {kind}: " if before is None else f"{kind.capitalize()} deleted: " if after is None else ""
    if what or after is None:
        return f"{what}{row}"[:200]
    fields = [field for field in row._meta.concrete_fields if field.attname in after]
    labels = ", ".join(str(field.verbose_name) for field in fields)
    return f"{row}: {labels}"[:200]


def _tell_of_proposal(change: FactChange) -> None:
    people = [*notices.leads(), *notices.who_may(CONFIRM)]
    words = (
        "A change to our phone number, a crisis line or the address of “Leave this site” waits for a second "
        "person. Nobody but staff sees it yet. What is to change, and who proposed it, stands here:"
    )
    others = [person for person in people if person.pk != change.made_by_id]
    notices.tell(others, "A change waits for a second person", words, address_of(change))


def tell_of_failure(change: FactChange) -> None:
    """Tell whoever proposed a change that its day has come and it could not be done."""
    words = "A change to a fact that was prepared could not be made. Why stands here:"
    people = notices.the_author(change.made_by, f"change_{change.content_type.model}")
    notices.tell(people, "A change to a fact was not made", words, address_of(change))


def why_not_for(person: Any, permission: str) -> str:
    """Return, in words, why the clock does nothing for whoever planned it; empty while they may do it."""
    if person.is_staff and person.has_perm(permission):
        return ""
    return f"{person} may not do this any more. Whoever still wants it plans it anew."


def why_abandoned(change: FactChange) -> str:
    """Return, in words, why nobody stands behind a change any more; empty while its last person may."""
    if change.confirmed_by:
        return why_not_for(change.confirmed_by, f"content.{CONFIRM}")
    kind = change.content_type
    return why_not_for(change.made_by, f"{kind.app_label}.change_{kind.model}")


def address_of(change: FactChange) -> str:
    """Return the address of the screen that shows a change."""
    return reverse("admin:content_factchange_change", args=[change.pk])


# --- what screens show --------------------------------------------------------------------------------


def of(model: Any, row_id: Any = None) -> list[FactChange]:
    """Return what is open for a kind of fact, or for one row of it. One query."""
    kind = ContentType.objects.get_for_model(model)
    found = FactChange.objects.open(timezone.now()).filter(content_type=kind)
    if row_id is not None:
        found = found.filter(object_id=str(row_id))
    found = found.select_related("made_by", "confirmed_by").order_by("at", "pk")
    return [described(change) for change in found]


def for_first_screen(person: Any) -> list[FactChange]:
    """Return what went live without a second person, and what this person might confirm."""
    if not person.has_perm("content.view_factchange"):
        return []
    now = timezone.now()
    shown = FactChange.objects.through_glass()
    if person.has_perm(f"content.{CONFIRM}"):
        shown = FactChange.objects.filter(
            Q(pk__in=shown.values("pk")) | Q(pk__in=FactChange.objects.asking(now).values("pk"))
        )
    return [described(change) for change in shown.select_related("made_by", "glass_by")]


def described(change: FactChange) -> FactChange:
    """Add to a change, for a screen, what has become of it and from when it holds."""
    change.words = change.state(timezone.now())  # type: ignore[attr-defined]
    change.when = when(change)  # type: ignore[attr-defined]
    return change


def when(change: FactChange) -> str:
    """Return from when a change holds, in words."""
    return moments.words(change.at) if change.at else "as soon as it is confirmed"
