"""Drafts: what is being typed in a page's form, until it is saved or discarded.

An opened form sends all of its values every few seconds, each time with a higher number, and is known by a
token of its own: two windows of one person keep two drafts.
"""

from __future__ import annotations

import datetime
import enum
import re
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from .characters import carried
from .models import Draft, Page
from .objects import content_hash

KEPT_FOR = datetime.timedelta(days=30)
OFFERED = 5  # of one page at once
TOKEN, NUMBER = "_draft", "_draft_number"  # hidden fields of the form
# What a form sends that nobody typed.
_NOT_TYPED = {"csrfmiddlewaretoken", TOKEN, NUMBER}
_TOKEN = re.compile(r"[A-Za-z0-9]{20,40}\Z")
_BUTTON = re.compile(r"_\w+\Z")
LARGEST = 2**53  # that a script can count to


class Kept(enum.Enum):
    """What became of what a form sent."""

    KEPT = "kept"
    OLDER = "older"  # something newer is here already
    CLOSED = "closed"  # saved or discarded since


def is_token(text: str) -> bool:
    """Can this be the token of a form?"""
    return bool(_TOKEN.match(text))


def typed(values: dict[str, list[str]]) -> dict[str, list[str]]:
    """Return what of the values of a form somebody typed or may have to be sent with it.

    Without the signs that no text of ours can hold: PostgreSQL would refuse all for one of them.
    """
    return {
        carried(name): list(map(carried, value))
        for name, value in values.items()
        if name not in _NOT_TYPED and not _BUTTON.match(name)
    }


def keep(
    account: Any, model: type[Page], page_id: Any, token: str, number: int, data: dict[str, Any]
) -> Kept:
    """Keep what a form holds. One statement decides, so that a late request never replaces a newer one."""
    values = {"number": number, "data": data, "at": timezone.now()}
    drafts = Draft.objects.filter(account=account, token=token)
    older = drafts.filter(number__lt=number, closed_at=None)
    if older.update(**values):
        return Kept.KEPT
    try:
        with transaction.atomic():
            kind = ContentType.objects.get_for_model(model)
            Draft.objects.create(account=account, content_type=kind, page_id=page_id, token=token, **values)
    except IntegrityError:
        if older.update(**values):  # it was made in between, by a request that was sent before
            return Kept.KEPT
        is_open = drafts.filter(closed_at=None).exists()
        return Kept.OLDER if is_open else Kept.CLOSED
    return Kept.KEPT


def close(
    account: Any,
    model: type[Page],
    page_id: Any,
    token: str,
    saved: dict[str, list[str]] | None = None,
) -> None:
    """End the draft of a form; requests of that form that arrive later are not taken.

    ``saved`` are the values that it was saved with, so that :func:`was_saved` knows them again.
    """
    if not is_token(token):
        return
    kind, now = ContentType.objects.get_for_model(model), timezone.now()
    closed = {"closed_at": now, "data": {}, "saved_hash": _hash(saved) if saved else ""}
    # One that never arrived is made all the same: it may be on its way.
    Draft.objects.update_or_create(
        account=account,
        token=token,
        defaults=closed,
        create_defaults=closed | {"content_type": kind, "page_id": page_id, "number": 0, "at": now},
    )


def was_saved(account: Any, token: str, values: dict[str, list[str]]) -> bool:
    """Was the form with this token saved with these very values? Then it was pressed twice."""
    return (
        is_token(token)
        and Draft.objects.filter(
            account=account, token=token, closed_at__isnull=False, saved_hash=_hash(values)
        ).exists()
    )


def _hash(values: dict[str, list[str]]) -> str:
    return content_hash(typed(values))


def discard(draft: Draft) -> None:
    """Take a draft off the form. Its text can still be taken back for as long as drafts are kept."""
    Draft.objects.filter(pk=draft.pk).update(closed_at=timezone.now())


def reopen(draft: Draft) -> None:
    """Take a draft up again, a discarded one too: what is typed from here on is kept in it."""
    Draft.objects.filter(pk=draft.pk).update(closed_at=None)


def of_form(account: Any, model: type[Page], page_id: Any) -> QuerySet[Draft]:
    """Return the drafts of one person for one page, or for new pages of a kind; the newest first."""
    kind = ContentType.objects.get_for_model(model)
    return Draft.objects.filter(account=account, content_type=kind, page_id=page_id).order_by("-at", "-pk")


def delete_old() -> None:
    """Delete drafts that nobody has come back to for so long."""
    Draft.objects.filter(at__lt=timezone.now() - KEPT_FOR).delete()
