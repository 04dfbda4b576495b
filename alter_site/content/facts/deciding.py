"""Deciding about changes to facts that wait: confirmed, closed, made public alone, or done on their day."""

from __future__ import annotations

import copy
import datetime
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from allauth.mfa.models import Authenticator
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.db import IntegrityError, transaction
from django.db.models.deletion import ProtectedError
from django.utils import timezone

from .. import facts, notices
from ..models import FactChange
from ..models.fact_change import stored
from .waiting import BREAK_GLASS, CONFIRM, CannotDecide, address_of, why_abandoned

# Given a row as it is to be and the columns that change, yields each reason against it, in words.
FactGate = Callable[[Any, Collection[str]], Iterable[str]]
AnyFactGate = TypeVar("AnyFactGate", bound=FactGate)
_gates: list[FactGate] = []
# Longer than any session lasts: whoever stole one cannot open two accounts with it and be both people.
NEWLY_OPENED = datetime.timedelta(days=1)


def fact_gate(check: AnyFactGate) -> AnyFactGate:
    """Register a check that a change which has waited has to pass on its day."""
    _gates.append(check)
    return check


# --- deciding -----------------------------------------------------------------------------------------


def may_confirm(person: Any, change: FactChange) -> str:
    """Return, in words, why this person may not confirm a change; empty if they may."""
    if not person.has_perm(f"content.{CONFIRM}"):
        return "Your account may not confirm such a change."
    if person.pk in (change.made_by_id, change.glass_by_id):
        return "You proposed this yourself, or made it public alone. Somebody else has to confirm it."
    # Otherwise whoever may make and reset accounts could be their own second person.
    if person.date_joined > change.made_at:
        return "Your account was made after this change was proposed. Somebody else has to confirm it."
    factors = Authenticator.objects.filter(user=person)
    if factors.exists() and not factors.filter(created_at__lte=change.made_at).exists():
        return "Your second step was set up after this change was proposed. Somebody else has to confirm it."
    return _why_one_human(person, [first for first in (change.made_by, change.glass_by) if first])


def _why_one_human(person: Any, firsts: Iterable[Any]) -> str:
    """Return why one human may be behind two accounts; empty if nothing says so."""
    behind, lately = person.those_behind(), timezone.now() - NEWLY_OPENED
    behind_lately = person.those_behind(lately) | {person.pk}
    for first in firsts:
        if first.pk in behind:
            return (
                f"Your account was opened, named or given rights by {first}, so the two of you count as one "
                "person here. Somebody whose account they have not opened has to confirm it."
            )
        if behind_lately & (first.those_behind(lately) | {first.pk}):
            return (
                f"Your account and that of {first} were opened, named or given rights by the same person "
                "within the last day, so they do not count as two yet. Somebody else has to confirm it."
            )
    return ""


def confirm(change: FactChange, person: Any) -> None:
    """Confirm as the second person: done at once or, where it holds from a day, on that day.

    Raises:
        CannotDecide: it has been decided meanwhile, has expired, or the fact has changed since.
    """
    if refusal := may_confirm(person, change):
        raise CannotDecide(refusal)
    with _decided(change, needs_second=True, confirmed_at=None) as now:
        values = {"confirmed_at": now, "confirmed_by": person}
        _claim(change, now, values)
        is_due = change.at is None or change.at <= now
        if change.done_at is None and is_due:
            _do(change, now)


def close(change: FactChange, person: Any) -> None:
    """Withdraw, decline or undo a change. One that is public already, unconfirmed, is put back.

    Raises:
        CannotDecide: it has been decided or done meanwhile.
    """
    is_own = person.pk == change.made_by_id
    if not is_own and change.is_asking and (refusal := may_confirm(person, change)):
        raise CannotDecide(refusal)
    with _decided(change) as now:
        was_public = change.is_through_glass
        if was_public and (refusal := may_confirm(person, change)):
            raise CannotDecide(refusal)
        _claim(change, now, {"closed_at": now, "closed_by": person})
        if was_public:
            _put(change, change.after, change.before)
        facts.freeze(person)


def break_glass(change: FactChange, person: Any, reason: str) -> None:
    """Make a dangerous change public alone, for the night the number is wrong. Everybody is told.

    Raises:
        CannotDecide: nobody gave a reason, it has been decided, or the fact has changed since.
    """
    if not person.has_perm(f"content.{BREAK_GLASS}"):
        raise CannotDecide("Only an administrator may do this alone.")
    if len(reason.split()) < 3:
        raise CannotDecide("Write why this cannot wait for a second person, in a sentence.")
    with _decided(change, needs_second=True, confirmed_at=None, glass_at=None) as now:
        _claim(change, now, {"glass_at": now, "glass_by": person, "glass_reason": reason.strip()})
        _do(change, now)
        words = (
            "An administrator has made a change to our phone number, a crisis line or the address of “Leave "
            "this site” public without a second person. Somebody else has to look at it now:"
        )
        people = [*notices.leads(), *notices.who_may(CONFIRM), *notices.who_may(BREAK_GLASS)]
        notices.tell(people, "A change went live without a second person", words, address_of(change))


def perform(change: FactChange) -> None:
    """Do a change whose day has come; the worker calls it in a transaction.

    Raises:
        CannotDecide: the fact has changed since, a gate refuses it, or nobody stands behind it any more.
    """
    now = timezone.now()
    if FactChange.objects.due(now).filter(pk=change.pk).update(done_at=now):
        _refuse_for_nobody(change)
        _ask_gates(change)
        _put(change, change.before, change.after)
        facts.freeze(change.made_by)


@contextmanager
def _decided(change: FactChange, **state: Any) -> Iterator[datetime.datetime]:
    """Hold the row while it is decided; ``change`` is read anew, because somebody may have been faster."""
    with transaction.atomic():
        now = timezone.now()
        still = FactChange.objects.select_for_update().open(now).filter(pk=change.pk, **state).first()
        if still is None:
            raise CannotDecide(_why_closed(change, now))
        change.refresh_from_db()
        yield now


def _why_closed(change: FactChange, now: datetime.datetime) -> str:
    change.refresh_from_db()
    state = change.state(now)
    if state == "Expired":
        return "Nobody confirmed this within seven days, so it has expired. Propose it anew."
    return f"This has been decided already: {state.lower()}."


def _claim(change: FactChange, now: datetime.datetime, values: dict[str, Any]) -> None:
    """Mark the decision if nobody has made one; of two at once, the other is told."""
    free = FactChange.objects.open(now).filter(pk=change.pk, closed_at=None, confirmed_at=change.confirmed_at)
    if not free.filter(glass_at=change.glass_at).update(**values):
        raise CannotDecide(_why_closed(change, now))
    for name, value in values.items():
        setattr(change, name, value)


def _do(change: FactChange, now: datetime.datetime) -> None:
    _ask_gates(change)
    _put(change, change.before, change.after)
    FactChange.objects.filter(pk=change.pk).update(done_at=now)
    change.done_at = now
    facts.freeze(change.glass_by or change.made_by)


def _refuse_for_nobody(change: FactChange) -> None:
    if reason := why_abandoned(change):
        raise CannotDecide(reason)


def _ask_gates(change: FactChange) -> None:
    """Refuse what may not be said any more; putting a row back as it was asks nobody."""
    model = change.content_type.model_class()
    assert model is not None  # noqa: S101 (the table of a fact)
    if change.after is None:
        return
    after = _read(model, change.after)
    reasons = [reason for check in _gates for reason in check(model(**after), after.keys())]
    if reasons:
        raise CannotDecide(" ".join(reasons))


# --- the row ------------------------------------------------------------------------------------------


def _put(change: FactChange, before: dict[str, Any] | None, after: dict[str, Any] | None) -> None:
    """Bring the row from ``before`` to ``after``.

    Raises:
        CannotDecide: it is no longer as it was, or may not become what it is to be.
    """
    model = change.content_type.model_class()
    assert model is not None  # noqa: S101 (the table of a fact)
    row = _row(model, change.object_id) if change.object_id else None
    _refuse_another(model, row, before)
    try:
        with transaction.atomic():
            if after is None:
                assert row is not None  # noqa: S101 (it was compared with what it was)
                row.delete()
                return
            row = row or model(**({"pk": change.object_id} if change.object_id else {}))
            _set(row, after)
            row.full_clean()
            row.save()
    except ValidationError as error:
        raise CannotDecide(f"It does not fit any more: {' '.join(error.messages)}") from error
    except (IntegrityError, ProtectedError) as error:
        raise CannotDecide("It does not fit any more: something else depends on it.") from error
    if not change.object_id:
        FactChange.objects.filter(pk=change.pk).update(object_id=str(row.pk))
        change.object_id = str(row.pk)


def foreseen(change: FactChange, row: Any) -> Any:
    """Return what a change that waits will leave of a row, unsaved; None where it deletes it.

    Raises:
        CannotDecide: the row is not what the change is about any more, or nobody stands behind it.
    """
    _refuse_for_nobody(change)
    model: Any = change.content_type.model_class()
    _refuse_another(model, row, change.before)
    if change.after is None:
        return None
    later = copy.copy(row) if row is not None else model()
    _set(later, change.after)
    return later


def _set(row: Any, values: dict[str, Any]) -> None:
    for name, value in _read(type(row), values).items():
        setattr(row, name, value)


def _row(model: Any, pk: str) -> Any:
    try:
        return model._default_manager.select_for_update().get(pk=pk)
    except ObjectDoesNotExist:
        return None


def _refuse_another(model: Any, row: Any, before: dict[str, Any] | None) -> None:
    now = stored(row) if row is not None else None
    if (now is None) != (before is None):
        raise CannotDecide("It has been added or deleted since. Look at it, and propose the change anew.")
    if now and any(now[name] != value for name, value in _read(model, before or {}).items()):
        raise CannotDecide("It has been changed since. Look at what it says now, and propose it anew.")


def _read(model: Any, values: dict[str, Any]) -> dict[str, Any]:
    """Return stored values as Python knows them; a column that a release has removed is left out."""
    fields = {field.attname: field for field in model._meta.concrete_fields}
    return {name: fields[name].to_python(value) for name, value in values.items() if name in fields}


# --- what screens show --------------------------------------------------------------------------------


def previewed(change: FactChange) -> tuple[dict[str, Any], dict[str, Any]] | None:
    """Return the body of facts without and with a change; None where it cannot be done."""
    row = change.object_id
    with transaction.atomic():
        try:
            # Done, so that it is not foreseen as well.
            FactChange.objects.filter(pk=change.pk).update(done_at=timezone.now())
            before = facts.body_now()
            _put(change, change.before, change.after)
            return before, facts.body_now()
        except CannotDecide:
            return None
        finally:
            transaction.set_rollback(True)
            change.object_id = row
