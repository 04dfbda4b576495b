"""What staff do with an estimate: one row for each step, and when it is offered.

A new step is a row here, its form in :mod:`.estimate_form` if it asks anything, and its service.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ... import services
from ...choices import WorksheetState
from ...models import Estimate, EstimateClock, Submission
from ..forms import ActionForm
from . import estimate_form

When = Callable[["EstimateClock | None", "Estimate | None"], bool]


@dataclass(frozen=True)
class Step:
    """One thing to do with an estimate; ``when`` says whether it can be done in this state."""

    slug: str
    button: str
    done: str
    run: Callable[..., object]
    permission: str
    when: When
    form: type[ActionForm] = ActionForm
    is_folded: bool = True


def _in(*states: str) -> When:
    return lambda running, estimate: estimate is not None and estimate.state in states


STEPS = {
    step.slug: step
    for step in (
        Step(
            "ready",
            "Send the estimate to be signed",
            "The estimate waits for a second person.",
            services.estimate_ready,
            "write the estimate",
            _in(WorksheetState.DRAFT),
            is_folded=False,
        ),
        Step(
            "sign",
            "Sign the estimate",
            "The estimate is signed.",
            services.sign_estimate,
            "sign the estimate",
            _in(WorksheetState.READY),
            estimate_form.EstimateSignForm,
            is_folded=False,
        ),
        Step(
            "back",
            "Send the estimate back",
            "The estimate is back with whoever writes it.",
            services.estimate_back,
            "sign the estimate",
            _in(WorksheetState.READY),
            estimate_form.BackForm,
        ),
        Step(
            "given",
            "The person has the estimate",
            "It is recorded that the person has the estimate.",
            services.give_estimate,
            "give the estimate",
            lambda running, estimate: (
                estimate is not None and estimate.state == WorksheetState.SIGNED and not estimate.given_at
            ),
            estimate_form.GiveForm,
            is_folded=False,
        ),
        Step(
            "asked",
            "They ask for an estimate, or pay themselves",
            "The clock of the estimate runs.",
            services.ask_for_estimate,
            "write the estimate",
            lambda running, estimate: running is None,
            estimate_form.AskedForm,
        ),
        Step(
            "planned",
            "Care is planned for a day",
            "The clock of the estimate is set.",
            services.schedule_care,
            "write the estimate",
            lambda running, estimate: True,
            estimate_form.PlannedForm,
        ),
        Step(
            "waive",
            "No estimate is given",
            "It is recorded why no estimate is given.",
            services.waive,
            "write the estimate",
            lambda running, estimate: running is not None,
            estimate_form.WaiveForm,
        ),
    )
}


def form_of(step: Step, submission: Submission, actor: Any, data: Any = None) -> ActionForm:
    """Return a step's form. It is one of its own: on this page no other action shares it."""
    form = step.form(data, slug=f"estimate-{step.slug}", submission=submission, actor=actor)
    for field in form.fields.values():
        del field.widget.attrs["form"]
    return form


def offered(submission: Submission, actor: Any) -> list[tuple[Step, ActionForm]]:
    """Return the steps that this person could take now, each with its form."""
    if submission.is_closed:
        return []
    running = services.running_clocks([submission]).get(submission.pk)
    estimate = services.newest_estimate(submission)
    return [
        (step, form_of(step, submission, actor))
        for step in STEPS.values()
        if services.may(actor, step.permission, submission) and step.when(running, estimate)
    ]
