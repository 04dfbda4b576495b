"""Who may do what at the admissions desk: one table, action by group by whose request it is.

The desk asks :meth:`alter_site.staff.models.User.may`. Being a superuser gives nothing here: whoever
looks after accounts and settings sees no personal data.
"""

from __future__ import annotations

from .groups import BENEFITS_VERIFIER, COORDINATOR, LEAD, MARKETER, PRIVACY_OFFICER

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
    "see the workload": {LEAD: _DESK},
    "see closed requests": {LEAD: _DESK},
    "see the dashboard": {LEAD: _DESK},
    "see counts": {MARKETER: _DESK, LEAD: _DESK},
    "see the payers": {COORDINATOR: _DESK, BENEFITS_VERIFIER: _DESK, LEAD: _DESK},
    "keep the payers": {BENEFITS_VERIFIER: _DESK, LEAD: _DESK},
    "check the log of looks": {PRIVACY_OFFICER: _DESK},
    "export the log of looks": {PRIVACY_OFFICER: _DESK},
    # In an emergency, for half an hour, a request that is closed to them; two others are told.
    "break the glass": {COORDINATOR: _DESK, BENEFITS_VERIFIER: _DESK},
    "see who broke the glass": {LEAD: _DESK, PRIVACY_OFFICER: _DESK},
    "look at a break": {PRIVACY_OFFICER: _DESK},
    "check retention": {PRIVACY_OFFICER: _DESK},
    "set a legal hold": {PRIVACY_OFFICER: _DESK},
    # Looking. Verifiers check insurance and ring the payer for others: contact details are closed to them
    # but for a request that was handed over to them.
    "open": {COORDINATOR: _MINE_OR_FREE, BENEFITS_VERIFIER: _OPEN, LEAD: _ALL},
    "reveal contact": {COORDINATOR: _MINE_OR_FREE, BENEFITS_VERIFIER: _MINE, LEAD: _ALL},
    "reveal insurance": {COORDINATOR: _MINE_OR_FREE, BENEFITS_VERIFIER: _OPEN, LEAD: _ALL},
    "reveal note": {COORDINATOR: _MINE_OR_FREE, BENEFITS_VERIFIER: _MINE, LEAD: _ALL},
    # Working
    "take a hand-over": {COORDINATOR: _DESK, BENEFITS_VERIFIER: _DESK, LEAD: _DESK},
    "assign": {LEAD: _FREE},
    "claim": {COORDINATOR: _FREE, LEAD: _FREE},
    "release": {COORDINATOR: _MINE, BENEFITS_VERIFIER: _MINE, LEAD: _OPEN - _FREE},
    "hand over": {COORDINATOR: _MINE, BENEFITS_VERIFIER: _MINE, LEAD: _OPEN - _FREE},
    "record an attempt": {COORDINATOR: _MINE, BENEFITS_VERIFIER: _MINE, LEAD: _OPEN},
    "set a new way": {COORDINATOR: _MINE, BENEFITS_VERIFIER: _MINE, LEAD: _OPEN},
    "correct the record": {COORDINATOR: _MINE, BENEFITS_VERIFIER: _MINE, LEAD: _OPEN},
    "add a note": {COORDINATOR: _MINE_OR_FREE, BENEFITS_VERIFIER: _OPEN, LEAD: _ALL},
    "start verifying": {COORDINATOR: _MINE, BENEFITS_VERIFIER: _OPEN - _FREE, LEAD: _MINE},
    "ask for information": {COORDINATOR: _MINE, BENEFITS_VERIFIER: _MINE, LEAD: _MINE},
    "set a reminder": {COORDINATOR: _MINE, BENEFITS_VERIFIER: _MINE, LEAD: _OPEN - _FREE},
    "set flags": {COORDINATOR: _MINE_OR_FREE, BENEFITS_VERIFIER: _OPEN - _FREE, LEAD: _OPEN},
    # The worksheet. Whoever wrote any of its answers does not sign it.
    "write the worksheet": {COORDINATOR: _MINE, BENEFITS_VERIFIER: _OPEN - _FREE, LEAD: _OPEN - _FREE},
    "sign the worksheet": {BENEFITS_VERIFIER: _OPEN - _FREE, LEAD: _OPEN - _FREE},
    "share the answer": {COORDINATOR: _MINE, BENEFITS_VERIFIER: _MINE, LEAD: _OPEN - _FREE},
    # Others than the person. Taking a consent back is for whoever hears of it.
    "record a consent": {COORDINATOR: _MINE, BENEFITS_VERIFIER: _MINE, LEAD: _ALL},
    "take a consent back": {COORDINATOR: _MINE_OR_FREE, BENEFITS_VERIFIER: _MINE, LEAD: _ALL},
    "hand off": {LEAD: _ALL},
    # The estimate of whoever pays without insurance. Whoever wrote any version of it does not sign it.
    "write the estimate": {COORDINATOR: _MINE, BENEFITS_VERIFIER: _OPEN - _FREE, LEAD: _OPEN - _FREE},
    "sign the estimate": {BENEFITS_VERIFIER: _OPEN - _FREE, LEAD: _OPEN - _FREE},
    "give the estimate": {COORDINATOR: _MINE, BENEFITS_VERIFIER: _MINE, LEAD: _OPEN - _FREE},
    # Ending
    "close": {COORDINATOR: _MINE, LEAD: _OPEN - _FREE},
    "close as admitted": {LEAD: _OPEN - _FREE},
    "end without evidence": {LEAD: _OPEN},
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
    groups = (COORDINATOR, BENEFITS_VERIFIER, LEAD, PRIVACY_OFFICER, MARKETER)
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
