"""What an action of the desk is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from .. import services
from ..models import Submission
from . import forms

# The panels of the request’s screen that an action can stand in.
NEXT, ATTEMPTS, NOTES, PAYER, TOLD = "next", "attempts", "notes", "payer", "told"


@dataclass(frozen=True)
class Action:
    """One thing to do. The order of the table is the order on the screen.

    ``run`` is called with the request, in the version that the screen showed, the actor and what the form
    holds.
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
    fits: Callable[[Submission], object] = bool  # can it be done at all, whatever is filled in?

    @property
    def permissions(self) -> set[str]:
        """The rows of the permission matrix that let somebody do this; one of them is enough."""
        of_moves = {services.MOVES[name].permission or "" for name in self.events if name in services.MOVES}
        return of_moves or {self.permission}

    @property
    def heading(self) -> str:
        """What stands above its form, or on the fold."""
        return self.title or self.button
