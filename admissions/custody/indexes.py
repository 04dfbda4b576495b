"""The blind indexes of a row: made when it is received, anew when the key or the rule changes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from .. import birth_dates
from ..models import Policy, Submission
from ..phi import blind_index
from ..phi.seal import Unreadable
from .access import Purpose, open_for
from .rotation import BATCH, NO_ROW, LeftBehind

# The sealed columns that each table's codes are made of.
MADE_OF: dict[type[Submission | Policy], tuple[str, ...]] = {
    Submission: ("phone", "email", "first_name", "last_name", "birth_date"),
    Policy: ("payer", "member_id"),
}


def _codes(row: Submission | Policy, values: Mapping[str, str]) -> dict[str, str]:
    """Return the index columns of a row with these values.

    Somebody with one name is found by it, whichever of the two lines it was typed into.
    """
    made_with = {"indexed_with": blind_index.made_with()}
    if isinstance(row, Policy):
        member = blind_index.member(values.get("payer", ""), values.get("member_id", ""))
        return made_with | {"member_index": member}
    surname = values.get("last_name") or values.get("first_name") or ""
    return made_with | {
        "phone_index": blind_index.phone(values.get("phone", "")),
        "email_index": blind_index.email(values.get("email", "")),
        "person_index": blind_index.person(surname, birth_dates.read(values.get("birth_date", ""))),
    }


def put(row: Submission | Policy, values: Mapping[str, str]) -> None:
    """Write the codes of a row's values into its index columns; the caller saves it."""
    for column, code in _codes(row, values).items():
        setattr(row, column, code)


def renew(submission: Submission) -> None:
    """Make old codes of a locked request and its plans anew, so that another one's compare with them."""
    rows: list[Submission | Policy] = [submission, *submission.policies.all()]
    for row in rows:
        if row.indexed_with != blind_index.made_with():
            _make_anew(row, MADE_OF[type(row)])
    submission.refresh_from_db()


def stale() -> int:
    """Return how many rows have codes of another key, or of an older rule of names."""
    made_with = blind_index.made_with()
    return sum(model._default_manager.exclude(indexed_with=made_with).count() for model in MADE_OF)


def make_anew() -> int:
    """Make the codes of every such row anew; return the number of rows.

    Interrupted, it goes on where it stopped: what is done says what it was made with. A row that changes
    meanwhile is left to the next run. Raises LeftBehind at the end for rows that do not open.
    """
    done = unreadable = 0
    for model, names in MADE_OF.items():
        rows = (
            model._default_manager.exclude(indexed_with=blind_index.made_with())
            .only("pk", "indexed_with", *names)
            .order_by("pk")
        )
        last = NO_ROW
        while batch := list(rows.filter(pk__gt=last)[:BATCH]):
            last = batch[-1].pk
            for row in batch:
                try:
                    done += _make_anew(row, names)
                except Unreadable:
                    unreadable += 1
    if unreadable:
        raise LeftBehind(f"Indexed anew: {done}. {unreadable} rows cannot be read and stay as they are.")
    return done


def _make_anew(row: Submission | Policy, names: Iterable[str]) -> int:
    values = open_for(Purpose.INDEX, row, *names)
    unchanged = {name: getattr(row, name) for name in names}
    return type(row)._default_manager.filter(pk=row.pk, **unchanged).update(**_codes(row, values))
