"""The forms of the desk's actions. What is typed stays in them when an action is refused."""

from __future__ import annotations

import datetime
from typing import Any, ClassVar

from django import forms
from django.contrib.auth import get_user_model
from django.utils import timezone

from alter_site.content.plain_digits import plain

from .. import services
from ..choices import AttemptResult, Channel, Direction, Outcome, Relation, Status
from ..models import Submission
from ..reference import read_reference
from ..verification.fields import Email, Phone, Story, Way
from . import groups
from .fields import DeskForm, one_of
from .guard import visible

LONGEST_NOTE = 2000
FURTHEST = datetime.timedelta(days=366)
NOT_A_TIME = "Write day and time, such as 2026-11-24 10:30."


class ActionForm(DeskForm):
    """An action that asks nothing; ``version`` is the state of the request that the screen showed."""

    ATTRS: ClassVar = {"autocomplete": "off"}  # notes keep the browser's spelling check

    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0, max_value=2**31 - 1)

    def __init__(self, data: Any = None, *, slug: str, submission: Submission, actor: Any) -> None:
        super().__init__(data, auto_id=f"{slug}-%s", initial={"version": submission.version})
        self.submission, self.actor = submission, actor


def _text(label: str, error: str = "") -> Story:
    return Story(label, error=error, at_most=LONGEST_NOTE, rows=3)


class MomentField(forms.DateTimeField):
    """A time to come, on the center's clock."""

    def __init__(self, **options: Any) -> None:
        widget = forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
        super().__init__(
            widget=widget,
            error_messages={"invalid": NOT_A_TIME, **options.pop("errors", {})},
            **options,
        )

    def clean(self, value: Any) -> datetime.datetime | None:
        moment: datetime.datetime | None = super().clean(plain(value) if isinstance(value, str) else value)
        if moment is not None and moment <= timezone.now():
            raise forms.ValidationError("Choose a time that is still to come.")
        if moment is not None and moment > timezone.now() + FURTHEST:
            raise forms.ValidationError("Choose a time within a year.")
        return moment


class AttemptForm(ActionForm):
    """What came of reaching out, or of their call."""

    channel = one_of("How", Channel.choices)
    direction = one_of("Who reached whom", Direction.choices)
    result = one_of("What happened", AttemptResult.choices, "Choose")
    departure = one_of(
        "If it was outside the contact plan, why",
        services.DEPARTURES.items(),
        "It was as planned",
        required=False,
    )
    next_at = MomentField(
        label="Next try (Pacific time)", required=False, help_text="Leave empty if there is none."
    )
    note = _text("Note, sealed")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["channel"] = self.submission.channel


class NewWayForm(ActionForm):
    """A number or an address in the place of one that leads nowhere. What stays empty stays as it is."""

    phone = Phone("New number", autocomplete="off")
    email = Email("New e-mail", autocomplete="off")
    professional_contact = Way("New contact of the professional", at_most=254)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in set(self.fields) - {"version", *groups.ways(self.submission)}:
            del self.fields[name]
        if self.submission.relation != Relation.CLIENT:
            self.fields.pop("professional_contact", None)


class NoteForm(ActionForm):
    """Something worth knowing; only whoever may open notes can read it."""

    text = _text("Note, sealed", "The note is empty.")


class HandOverForm(ActionForm):
    """Gives a request to a colleague, with a word about it."""

    to: forms.ModelChoiceField[Any] = forms.ModelChoiceField(
        None,
        label="To",
        empty_label="Choose",
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Choose a colleague."),
    )
    note = _text("A word for them, sealed", "Write a note for your colleague.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        staff = get_user_model()._default_manager.filter(is_active=True, groups__isnull=False)
        takers = [
            person.pk
            for person in staff.distinct().prefetch_related("groups")
            if person.pk != self.submission.owner_id and person.may("claim", "unassigned")
        ]
        self.fields["to"].queryset = staff.filter(pk__in=takers).distinct()  # type: ignore[attr-defined]


class VerifyForm(ActionForm):
    """Starts the check with the payer."""

    call_the_payer = forms.BooleanField(
        label="There is no payer and member ID yet: call the payer", required=False
    )


class AskForm(ActionForm):
    """Waits for something that only the person has."""

    missing = one_of("What is missing", services.MISSING.items(), "Choose")
    next_at = MomentField(
        label="Ask again (Pacific time)", errors={"required": "Say when you will ask again."}
    )


class CloseForm(ActionForm):
    """How a request ended. Admitted has a button of its own, and only the person can withdraw."""

    outcome = one_of("How it ended", (), "Choose")
    duplicate_of = forms.CharField(
        label="If it is a duplicate, of which request", required=False, max_length=20
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fitting = [Outcome.DUPLICATE, Outcome.INVALID]
        if self.submission.status != Status.RECEIVED:
            fitting = [end for end in Outcome if end not in {Outcome.ADMITTED, Outcome.WITHDRAWN}]
        self.fields["outcome"].choices = [("", "Choose"), *((end.value, end.label) for end in fitting)]  # type: ignore[attr-defined]

    def clean_duplicate_of(self) -> Submission | None:
        typed = self.cleaned_data["duplicate_of"]
        if self.cleaned_data.get("outcome") != Outcome.DUPLICATE:
            return None
        other = visible(self.actor).filter(reference=read_reference(typed)).first() if typed else None
        if other is None:
            raise forms.ValidationError("Write the reference of the other request, such as AB4-K7M2Q.")
        return other


class ReopenForm(ActionForm):
    """Takes a closed request up again."""

    reason = one_of("Why", services.REOPEN_REASONS.items(), "Choose")
