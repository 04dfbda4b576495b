"""The forms for what comes back by itself, and for the two flags."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.utils import timezone

from .. import services
from ..choices import Reminder
from ..services.reminders import NEXT_DAY, NOT_ANY_MORE, STEPS, comes_back_at
from ..time_words import clock
from .fields import one_of
from .forms import ActionForm
from .moments import MomentField


class RemindForm(ActionForm):
    """A time at which the request comes back, and what about. Neutral words: the list shows them."""

    next_at = MomentField(label="When (Pacific time)", errors={"required": "Say when it is to come back."})
    reason = one_of("What about", Reminder.choices, "Choose")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        closed = services.dead_ends([self.submission]).get(self.submission.pk, services.NO_DEAD_ENDS)
        if closed.of_channel(self.submission.channel):
            reason: Any = self.fields["reason"]
            reason.choices = [choice for choice in reason.choices if choice[0] != Reminder.CALL]


class SnoozeForm(ActionForm):
    """A step of the clock, each with the moment it comes to for this request."""

    step = one_of("Until when", (), "Choose")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        now = timezone.now()
        named = {name: words for name, (words, _) in STEPS.items()} | {NEXT_DAY: "The next day we are here"}
        choices = [("", "Choose")]
        for name, words in named.items():
            moment = comes_back_at(self.submission, name, now)
            choices.append((name, f"{words}: {clock(moment)}" if moment else words))
        if self.submission.snoozed_until is not None:
            choices.append((NOT_ANY_MORE, "Not any more: back in its place"))
        self.fields["step"].choices = choices  # type: ignore[attr-defined]


class FlagsForm(ActionForm):
    """Two flags that say what to do and never why."""

    FLAGS: ClassVar = ("today", "clinician_first")
    was = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)  # as the page showed them
    today = forms.BooleanField(label="Reach them today", required=False)
    clinician_first = forms.BooleanField(label="A clinician is the first to speak with them", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in self.FLAGS:
            self.initial[name] = getattr(self.submission, name)
        self.initial["was"] = ",".join(name for name in self.FLAGS if self.initial[name])

    def shown(self, data: Mapping[str, Any]) -> dict[str, Any]:
        sent = data.get(self.add_prefix("was"))
        was = "" if sent is None else sent.split(",")
        return {} if sent is None else {"was": sent} | {name: name in was for name in self.FLAGS}

    def clean(self) -> dict[str, Any]:
        """Change only what was changed here: a flag that was set in another place meanwhile stays."""
        found = super().clean() or {}
        shown = self.shown(self.data)
        for name in self.FLAGS:
            if name in shown and found[name] == shown[name]:
                found[name] = getattr(self.submission, name)
        found.pop("was", None)
        return found
