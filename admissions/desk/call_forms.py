"""The forms for what a call left open: the permissions, and what is asked about safety."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms

from .. import consents, safety, services
from ..choices import Answer
from .fields import one_of
from .forms import ActionForm


class AgreeForm(ActionForm):
    """The permissions that nobody was asked for yet, each read aloud."""

    may_contact = forms.BooleanField(
        label="They said yes to being contacted",
        required=False,
        help_text=f"Read aloud: “{consents.CONTACT.text}”",
    )
    may_use_details = forms.BooleanField(
        label="They said yes to their insurer being asked",
        required=False,
        help_text=f"Read aloud: “{consents.USE_DETAILS.text}”",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        still = services.still_to_ask(self.submission)
        for kind, name in services.ASKED_ALOUD.items():
            if kind not in still:
                del self.fields[name]


class ScreenForm(ActionForm):
    """Substances, withdrawal and thoughts of suicide."""

    escalations: ClassVar = safety.ESCALATIONS

    substance = forms.MultipleChoiceField(
        label=safety.ASKED["substance"],
        choices=safety.Substance.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    last_use = one_of(safety.ASKED["last_use"], safety.LastUse.choices, "Not asked", required=False)
    seizures = one_of(safety.ASKED["seizures"], Answer.choices, "Not asked", required=False)
    suicide = one_of(safety.ASKED["suicide"], Answer.choices, "Not asked", required=False)

    def clean_substance(self) -> str:
        return "\n".join(self.cleaned_data["substance"])
