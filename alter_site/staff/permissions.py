"""Who may do what at the admissions desk: one table, action by group by whose request it is.

The desk asks :meth:`alter_site.staff.models.User.may`. Being a superuser gives nothing here: whoever
looks after accounts and settings sees no personal data.
"""

from __future__ import annotations

from .groups import BENEFITS_VERIFIER, COORDINATOR, LEAD, PRIVACY_OFFICER

# Whose request it is, seen from the person who acts. DESK is for actions on no single request.
OWN, UNASSIGNED, OTHERS, CLOSED = "own", "unassigned", "others'", "closed"
DESK = "desk"
OWNERSHIPS = (OWN, UNASSIGNED, OTHERS, CLOSED)

_OPEN = frozenset({OWN, UNASSIGNED, OTHERS})
_ALL = frozenset(OWNERSHIPS)
_MINE = frozenset({OWN})
_MINE_OR_FREE = frozenset({OWN, UNASSIGNED})
_FREE = frozenset({UNASSIGNED})
_CLOSED = frozenset({CLOSED})
_DESK = frozenset({DESK})

MATRIX: dict[str, dict[str, frozenset[str]]] = {
    # The desk itself
    "see the queue": {COORDINATOR: _DESK, BENEFITS_VERIFIER: _DESK, LEAD: _DESK},
    "take a call": {COORDINATOR: _DESK, LEAD: _DESK},
    "find": {COORDINATOR: _DESK, BENEFITS_VERIFIER: _DESK, LEAD: _DESK},
    "go on duty": {COORDINATOR: _DESK, LEAD: _DESK},
    "check the log of looks": {PRIVACY_OFFICER: _DESK},
    "export the log of looks": {PRIVACY_OFFICER: _DESK},
    # Looking. Verifiers own no request: they check insurance and ring the payer for others, so contact
    # details stay closed to them.
    "open": {COORDINATOR: _MINE_OR_FREE, BENEFITS_VERIFIER: _OPEN, LEAD: _ALL},
    "reveal contact": {COORDINATOR: _MINE_OR_FREE, LEAD: _ALL},
    "reveal insurance": {COORDINATOR: _MINE_OR_FREE, BENEFITS_VERIFIER: _OPEN, LEAD: _ALL},
    "reveal note": {COORDINATOR: _MINE_OR_FREE, LEAD: _ALL},
    # Working
    "claim": {COORDINATOR: _FREE, LEAD: _FREE},
    "release": {COORDINATOR: _MINE, LEAD: _OPEN - _FREE},
    "hand over": {COORDINATOR: _MINE, LEAD: _OPEN - _FREE},
    "record an attempt": {COORDINATOR: _MINE, LEAD: _OPEN},
    "set a new way": {COORDINATOR: _MINE, LEAD: _OPEN},
    "add a note": {COORDINATOR: _MINE_OR_FREE, BENEFITS_VERIFIER: _OPEN, LEAD: _ALL},
    "start verifying": {COORDINATOR: _MINE, BENEFITS_VERIFIER: _OPEN - _FREE, LEAD: _MINE},
    "ask for information": {COORDINATOR: _MINE, LEAD: _MINE},
    # Ending
    "close": {COORDINATOR: _MINE, LEAD: _OPEN - _FREE},
    "close as admitted": {LEAD: _OPEN - _FREE},
    "turn away": {COORDINATOR: _FREE, LEAD: _FREE},
    "reopen": {LEAD: _CLOSED},
}


def allows(groups: frozenset[str], action: str, ownership: str = DESK) -> bool:
    """May somebody in ``groups`` do ``action`` to a request in this ``ownership`` to them?

    Raises KeyError for an action that is not in the table, so that a misspelt one never passes as "no".
    """
    return any(ownership in MATRIX[action].get(group, frozenset()) for group in groups)


def as_markdown() -> str:
    """Return the table for docs/permissions.md: a row for each action, a column for each group."""
    groups = (COORDINATOR, BENEFITS_VERIFIER, LEAD, PRIVACY_OFFICER)
    rows = [("action", *groups), ("---",) * (len(groups) + 1)]
    rows += [
        (action, *(_words(granted.get(group, frozenset())) for group in groups))
        for action, granted in MATRIX.items()
    ]
    return "".join(f"| {' | '.join(row)} |\n" for row in rows)


def _words(ownerships: frozenset[str]) -> str:
    if ownerships == _ALL:
        return "any"
    if DESK in ownerships:
        return "yes"
    return ", ".join(ownership.replace("'", "’") for ownership in OWNERSHIPS if ownership in ownerships)
