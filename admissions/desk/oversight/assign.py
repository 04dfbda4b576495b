"""The forms by which a lead gives requests to people: one from its screen, several from the workload."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms

from ... import services
from ...reference import read_reference
from ...verification.fields import Story
from ..fields import DeskForm, colleague, one_of
from ..forms import LONGEST_NOTE, HandOverForm, takers

AT_MOST = 60  # requests given at once: more than one screen of them
SAY_SOMETHING = "Choose a word for them, or write a note."


def _word() -> forms.ChoiceField:
    return one_of("A word for them", services.ASSIGNING_WORDS.items(), "None of these", required=False)


def _note() -> Story:
    return Story("A note for them, sealed", at_most=LONGEST_NOTE, rows=3)


class AssignForm(HandOverForm):
    """Gives one request that nobody has to somebody."""

    word = _word()
    note = _note()
    field_order = ["to", "word", "note"]

    def clean(self) -> dict[str, Any]:
        return _with_something_said(self)


class AssignSeveralForm(DeskForm):
    """Gives all that were ticked to one person. What was ticked names the version that the screen showed."""

    ATTRS: ClassVar = {"autocomplete": "off"}

    to = colleague("To")
    word = _word()
    note = _note()

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, auto_id="assign-%s")
        self.fields["to"].queryset = takers()  # type: ignore[attr-defined]

    @property
    def ticked(self) -> dict[str, int]:
        """Return what was ticked: the version shown of each, by reference; nonsense is left out."""
        found: dict[str, int] = {}
        ticked = self.data.getlist("chosen") if self.is_bound else []  # type: ignore[attr-defined]
        for text in ticked[:AT_MOST]:
            reference, _, version = text.partition(":")
            is_number = version.isascii() and version.isdecimal() and len(version) < 10
            if is_number and read_reference(reference) == reference:
                found[reference] = int(version)
        return found

    def clean(self) -> dict[str, Any]:
        found = _with_something_said(self)
        if not self.ticked:
            self.add_error(None, "Tick the requests that you want to give.")
        return found


def _with_something_said(form: Any) -> dict[str, Any]:
    found: dict[str, Any] = form.cleaned_data
    if "note" in found and not found.get("word") and not found["note"].strip():
        form.add_error("note", SAY_SOMETHING)
    return found
