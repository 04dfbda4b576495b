"""What staff can do with a request: a form and a call into :mod:`admissions.services` for each step.

The table is what the one view of steps reads. Which of them a person sees is for the state machine and the
permission matrix to say; a step that neither offers is not a button.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from .. import services
from ..models import Submission
from .forms import (
    AskForm,
    AttemptForm,
    CloseForm,
    HandOverForm,
    NewWayForm,
    NoteForm,
    ReopenForm,
    StepForm,
    VerifyForm,
)

Run = Callable[[Submission, Any, int | None, dict[str, Any]], object]


@dataclass(frozen=True)
class Step:
    """One thing to do: ``moves`` are rows of the state machine, ``action`` is for what moves nothing."""

    slug: str
    label: str
    done: str
    run: Run
    form: type[StepForm] = StepForm
    moves: tuple[str, ...] = ()
    action: str = ""

    @property
    def actions(self) -> tuple[str, ...]:
        """What the permission matrix calls it; one of them is enough."""
        named = tuple(services.MOVES[name].action or "" for name in self.moves)
        return named or (self.action,)


def _move(name: str) -> Run:
    def run(submission: Submission, actor: Any, version: int | None, data: dict[str, Any]) -> object:
        return services.move(submission, name, actor=actor, version=version, details=data)

    return run


def _attempt(submission: Submission, actor: Any, version: int | None, data: dict[str, Any]) -> object:
    # A call that took place is written down whatever has changed since the screen was opened.
    return services.record_attempt(submission, actor, **data)


def _close(submission: Submission, actor: Any, version: int | None, data: dict[str, Any]) -> object:
    return services.close(
        submission, actor, data["outcome"], merged_into=data["duplicate_of"], version=version
    )


STEPS = {
    step.slug: step
    for step in (
        Step(
            "claim", "Take it", "It is yours.", lambda s, a, v, d: services.claim(s, a, v), moves=("claim",)
        ),
        Step(
            "attempt",
            "Record the attempt",
            "The attempt is recorded.",
            _attempt,
            AttemptForm,
            action="record an attempt",
        ),
        Step(
            "new-way",
            "Set it",
            "The new way to reach them is in the file.",
            lambda s, a, v, d: services.set_ways(s, a, d),
            NewWayForm,
            action="set a new way",
        ),
        Step(
            "note",
            "Add the note",
            "The note is in the file.",
            lambda s, a, v, d: services.add_note(s, a, d["text"]),
            NoteForm,
            action="add a note",
        ),
        Step(
            "verify",
            "Start verifying",
            "Verifying has begun.",
            _move("start verifying"),
            VerifyForm,
            ("start verifying",),
        ),
        Step(
            "ask",
            "Wait for information",
            "The request waits for the person.",
            lambda s, a, v, d: services.ask_for_information(s, a, d["missing"], d["next_at"], v),
            AskForm,
            ("ask for information",),
        ),
        Step("resume", "Go on with it", "Back to work.", _move("back to work"), moves=("back to work",)),
        Step(
            "resume-verifying",
            "Go on verifying",
            "Back to verifying.",
            _move("back to verifying"),
            moves=("back to verifying",),
        ),
        Step(
            "release",
            "Give it back",
            "It is back in the queue.",
            lambda s, a, v, d: services.release(s, a, v),
            moves=("release",),
        ),
        Step(
            "hand-over",
            "Hand it over",
            "It is your colleague’s now.",
            lambda s, a, v, d: services.hand_over(s, a, d["to"], d["note"], v),
            HandOverForm,
            ("hand over",),
        ),
        Step("close", "Close it", "It is closed.", _close, CloseForm, ("close", "turn away")),
        Step(
            "admit",
            "Close as admitted",
            "It is closed as admitted.",
            lambda s, a, v, d: services.close(s, a, "admitted", version=v),
            moves=("close as admitted",),
        ),
        Step(
            "reopen",
            "Reopen it",
            "It is open again, and yours.",
            lambda s, a, v, d: services.reopen(s, a, d["reason"], v),
            ReopenForm,
            ("reopen",),
        ),
    )
}


def offered(submission: Submission, actor: Any) -> list[Step]:
    """Return the steps that this person could take now."""
    moves = {move.name for move in services.offered(submission, actor)}
    return [
        step
        for step in STEPS.values()
        if moves.intersection(step.moves) or (step.action and services.may(actor, step.action, submission))
    ]
