"""What staff can do with a request: one row for each action, and all that the desk knows of it.

Addresses, buttons, the permission asked for, the view and the words of the timeline follow from this table.
A new action is a row here, its form in :mod:`.forms` if it asks anything, and its service. A person sees the
actions that the state machine and the permission matrix offer them now.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from .. import services
from ..models import Submission
from . import forms

# The panels of the request’s screen that an action can stand in.
NEXT, ATTEMPTS, NOTES = "next", "attempts", "notes"


@dataclass(frozen=True)
class Action:
    """One thing to do. The order of the table is the order on the screen.

    ``run`` is called with the request, the actor, the version that the screen showed and what the form holds.
    ``events`` are the lines that it can add to the timeline, by their stored names; a name that is a move of
    the state machine says when the action is offered, and to whom. Only an action without a move names its
    ``permission``.
    """

    slug: str
    button: str
    done: str
    run: Callable[..., object]
    events: Mapping[str, str]
    form: type[forms.ActionForm] = forms.ActionForm
    permission: str = ""
    panel: str = NEXT
    title: str = ""
    is_folded: bool = False
    style: str = "default"

    @property
    def permissions(self) -> set[str]:
        """The rows of the permission matrix that let somebody do this; one of them is enough."""
        of_moves = {services.MOVES[name].permission or "" for name in self.events if name in services.MOVES}
        return of_moves or {self.permission}

    @property
    def heading(self) -> str:
        """What stands above its form, or on the fold."""
        return self.title or self.button


ACTIONS = {
    action.slug: action
    for action in (
        Action("claim", "Take it", "It is yours.", services.claim, {"claim": "Claimed"}),
        Action(
            "resume",
            "Go on with it",
            "Back to work.",
            partial(services.move, name="back to work"),
            {"back to work": "Back to work"},
        ),
        Action(
            "resume-verifying",
            "Go on verifying",
            "Back to verifying.",
            partial(services.move, name="back to verifying"),
            {"back to verifying": "Back to verifying"},
            style="plain",
        ),
        Action(
            "verify",
            "Start verifying",
            "Verifying has begun.",
            services.start_verifying,
            {"start verifying": "Verifying began"},
            forms.VerifyForm,
            is_folded=True,
        ),
        Action(
            "ask",
            "Wait for information",
            "The request waits for the person.",
            services.ask_for_information,
            {"ask for information": "Information asked for"},
            forms.AskForm,
            is_folded=True,
        ),
        Action(
            "hand-over",
            "Hand it over",
            "It is your colleague’s now.",
            services.hand_over,
            {"hand over": "Handed over"},
            forms.HandOverForm,
            is_folded=True,
        ),
        Action(
            "release",
            "Give it back",
            "It is back in the queue.",
            services.release,
            {"release": "Given back"},
            is_folded=True,
        ),
        Action(
            "close",
            "Close it",
            "It is closed.",
            services.close,
            dict.fromkeys(("close", "turn away"), "Closed"),
            forms.CloseForm,
            is_folded=True,
        ),
        Action(
            "admit",
            "Close as admitted",
            "It is closed as admitted.",
            partial(services.close, outcome="admitted"),
            {"close as admitted": "Closed"},
            is_folded=True,
        ),
        Action(
            "reopen",
            "Reopen it",
            "It is open again, and yours.",
            services.reopen,
            {"reopen": "Reopened"},
            forms.ReopenForm,
            is_folded=True,
        ),
        Action(
            "attempt",
            "Record the attempt",
            "The attempt is recorded.",
            services.record_attempt,
            {"attempt": "Attempt recorded"},
            forms.AttemptForm,
            "record an attempt",
            ATTEMPTS,
            title="Record an attempt",
        ),
        Action(
            "new-way",
            "Set it",
            "The new way to reach them is in the file.",
            services.set_ways,
            {
                "new phone": "New phone number set",
                "new email": "New e-mail address set",
                "new professional_contact": "New contact of the professional set",
            },
            forms.NewWayForm,
            "set a new way",
            ATTEMPTS,
            title="Set a new number or address",
            is_folded=True,
        ),
        Action(
            "note",
            "Add the note",
            "The note is in the file.",
            services.add_note,
            {"note": "Note added"},
            forms.NoteForm,
            "add a note",
            NOTES,
            title="Add a note",
            style="plain",
        ),
    )
}


def offered(submission: Submission, actor: Any) -> list[Action]:
    """Return the actions that this person could take now."""
    moves = {move.name for move in services.offered(submission, actor)}
    return [
        action
        for action in ACTIONS.values()
        if moves.intersection(action.events)
        or (action.permission and services.may(actor, action.permission, submission))
    ]
