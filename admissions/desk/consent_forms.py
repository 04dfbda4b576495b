"""The forms in which a consent is recorded, taken back, and used for the answer."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.contrib.auth import get_user_model
from django.utils import timezone

from .. import services
from ..choices import SpokenTo
from ..consents import TELL_READ_OUT
from ..models import Consent, Scope
from ..verification.fields import Text
from .fields import CalendarDay, colleague, one_of
from .forms import ActionForm
from .moments import PastMomentField
from .told import ToldFields, in_a_list

BY_DATE = "date"
LONGEST_AHEAD = datetime.timedelta(days=5 * 366)


class ConsentForm(ActionForm):
    """Whom the person lets us tell, what, and until when. Nothing of it is changed later."""

    who = Text(
        "Their name",
        error="Write who may be told.",
        hint="A person or an organization",
        at_most=120,
    )
    relation = Text(
        "Who they are to the person",
        error="Write who they are to the person.",
        hint="For example: mother, attorney, employer’s assistance program",
        at_most=80,
    )
    scope = one_of("What may be told", Scope.choices, "Choose")
    how = one_of(
        "How the consent was given",
        [
            (Consent.How.WRITING.value, Consent.How.WRITING.label),
            (Consent.How.PHONE.value, "On the phone, and a second one of us listened"),
        ],
        "Choose",
        help_text=f"The person reads or hears: “{TELL_READ_OUT.text}”",
    )
    witness = colleague("On the phone: who of us listened", required=False, empty_label="Nobody")
    given_at = PastMomentField(
        datetime.timedelta(days=365),
        "Write a time of the last year.",
        label="When it was given (Pacific time)",
    )
    ends = one_of("Until when", [(BY_DATE, "A day"), *Consent.Ends.choices], "Choose")
    last_day = CalendarDay("If a day, its last day")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        could = get_user_model().objects.who_may("see the queue").exclude(pk=self.actor.pk)
        self.fields["witness"].queryset = could  # type: ignore[attr-defined]

    def clean_last_day(self) -> datetime.date | None:
        last: datetime.date | None = self.cleaned_data["last_day"]
        if last is None and self.cleaned_data.get("ends") == BY_DATE:
            raise forms.ValidationError(CalendarDay.INVALID)
        today = timezone.localdate()
        if last is not None and not today <= last <= today + LONGEST_AHEAD:
            raise forms.ValidationError("Choose a day from today, within five years.")
        return last

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        is_alone = given.get("how") == Consent.How.PHONE and not given.get("witness")
        if is_alone and "witness" not in self.errors:
            self.add_error("witness", "On the phone a second one of us listens. Choose who did.")
        if self.errors:
            return given
        ends, last = given["ends"], given["last_day"]
        return {
            "who": f"{given['who']}, {given['relation']}",
            "scope": given["scope"],
            "how": given["how"],
            "witness": given["witness"] if given["how"] == Consent.How.PHONE else None,
            "given_at": given["given_at"],
            "ends_at": _end_of(last) if ends == BY_DATE and last else None,
            "ends_with": "" if ends == BY_DATE else ends,
        }


def _end_of(last: datetime.date) -> datetime.datetime:
    following = datetime.datetime.combine(last + datetime.timedelta(days=1), datetime.time())
    return timezone.make_aware(following) - datetime.timedelta(seconds=1)


class TakeBackForm(ActionForm):
    """Ends a consent because the person said so. What was told before stays on record."""

    consent = one_of("Which consent", (), "Choose")
    how = one_of(
        "How they took it back",
        [(how.value, how.label) for how in Consent.How if how != Consent.How.FORM],
        "Choose",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        given = services.who_may_be_told(self.submission)
        self.is_pointless = not given.filter(revoked_at=None).exists() and not self.is_bound
        # One that a colleague has just ended stays in a form that was sent: the refusal names it.
        listed = given if self.is_bound else given.filter(revoked_at=None)
        self.fields["consent"].choices = [  # type: ignore[attr-defined]
            ("", "Choose"),
            *((str(consent.pk), in_a_list(consent)) for consent in listed),
        ]


class ShareForm(ToldFields, ActionForm):
    """How the answer was given, and to whom: to somebody else only under a consent."""

    field_order = ["version", "how", "to", "told", "why"]

    how = one_of("How they were given it", services.WAYS_TO_SHARE.items(), "Choose")
    to = one_of("Who was given it", SpokenTo.choices, "The person", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer_consents(without=False)
