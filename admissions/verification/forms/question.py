"""What every question page is: a form with a heading, a reason, and errors that say where they are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from django import forms
from django.forms.boundfield import BoundField
from django.forms.utils import ErrorDict

from ...choices import Side
from ...models import Draft
from ..answers import Answers, Attempt
from ..dates import DateInputs
from ..fields import Renderer, Text, scrub

LONGEST = 20_000  # characters of one refused value
MOST = 100  # values of one field


@dataclass(frozen=True)
class Mistake:
    """What is wrong, in the words that stand at the field, and where."""

    words: str
    target: str


@dataclass(frozen=True)
class CheckedAnswer:
    """One answer on the page where they are checked."""

    label: str
    value: str
    is_typed: bool = True


class Question(forms.Form):
    """A group of fields under one question.

    Headings, reasons, labels and choices name the person by ``{you}`` and ``{your}``: see
    :attr:`Answers.speech`.
    """

    default_renderer = Renderer
    use_required_attribute = False

    heading: str = ""
    title: str = ""  # when the heading would say too much in a browser's history
    why: str = ""
    can_be_skipped = False
    takes_photos = False
    MASKED: ClassVar[frozenset[str]] = frozenset()  # all but the last four characters
    HIDDEN: ClassVar[frozenset[str]] = frozenset()

    def __init__(
        self, answers: Answers, data: Any = None, files: Any = None, draft: Draft | None = None
    ) -> None:
        super().__init__(data, files)
        self.answers = answers
        self.draft = draft
        self.tailor(answers)
        speech = answers.speech
        self.heading = self.heading.format(**speech)
        self.title = (self.title or self.heading).format(**speech)
        self.why = self.why.format(**speech)
        fields: Any = self.fields.values()
        for field in fields:
            field.label = str(field.label).format(**speech)
            field.help_text = str(field.help_text).format(**speech)
            if hasattr(field, "choices"):
                field.choices = [(value, str(said).format(**speech)) for value, said in field.choices]

    def tailor(self, answers: Answers) -> None:
        """Remove or change fields according to earlier answers."""

    def sides(self) -> list[str]:
        """Return the sides of a card of which this takes photos."""
        return [name for name in self.fields if name in Side.values]

    def keep(self) -> None:
        """Store what is kept outside the answers, such as a photo, even when another field is wrong."""

    @property
    def ends_here(self) -> str:
        """The URL name of the page that these answers end the form with; empty if it goes on."""
        return ""

    @property
    def only_field(self) -> str:
        """The field that is the question itself: its legend is the heading of the page."""
        names = list(self.fields)
        return names[0] if len(names) == 1 and self[names[0]].use_fieldset else ""

    def typed(self) -> dict[str, list[str]]:
        """Return what was typed into this form's fields, and nothing else that was sent along.

        Words are among it that are not asked for any more since an answer changed in another window.
        """
        sent: Any = self.data
        names: list[str] = []
        for name, field in self.base_fields.items():
            if name not in self.fields and not isinstance(field, Text):
                continue  # a box that was not shown is no answer
            parts = [f"{name}_{part}" for part in DateInputs.PARTS]
            names += parts if isinstance(field.widget, DateInputs) else [name]
        return {name: [scrub(value) for value in sent.getlist(name)] for name in names if name in sent}

    def attempt(self, step: str) -> Attempt:
        """Return what was typed with what is wrong with it. Far more than fits anywhere is cut off."""
        typed = {name: [value[:LONGEST] for value in values[:MOST]] for name, values in self.typed().items()}
        problems = [
            [name, error.code or "", words]
            for name, errors in self.errors.as_data().items()
            for error in errors
            for words in error.messages
        ]
        return Attempt(step, typed, problems)

    def recall(self, attempt: Attempt) -> None:
        """Show an attempt's errors as they were: a photo is not kept, so it cannot be validated again."""
        self.full_clean()
        self._errors = ErrorDict(renderer=self.renderer)
        for name, code, words in attempt.problems:
            if name in self.fields:
                self.add_error(name, forms.ValidationError(words, code=code))

    def mistakes(self) -> list[Mistake]:
        """Return every error with the id of the input it is about, in the order of the page."""
        return [
            Mistake(words, _target(self[name]))
            for name, field_errors in sorted(
                self.errors.as_data().items(), key=lambda item: list(self.fields).index(item[0])
            )
            for error in field_errors
            for words in error.messages
        ]

    def checked_answers(self) -> list[CheckedAnswer]:
        """Return the answers as they are shown for checking. Call it on a valid form."""
        return [
            CheckedAnswer(
                str(bound.label), shown, not isinstance(bound.field, forms.ChoiceField | forms.BooleanField)
            )
            for bound in self
            if (shown := self.shown(bound.name, self.cleaned_data.get(bound.name)))
        ]

    def shown(self, name: str, value: Any) -> str:
        if not value:
            return ""
        if name in self.HIDDEN:
            return "Entered, hidden here"
        if name in self.MASKED:
            return f"•••• {value[-4:]}" if len(value) > 4 else "Entered, hidden here"
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            labels = dict(field.choices)  # type: ignore[arg-type]
            chosen = value if isinstance(value, list) else [value]
            return ", ".join(str(labels[item]) for item in chosen)
        return "Yes" if value is True else str(value)


def _target(bound: BoundField) -> str:
    if isinstance(widget := bound.field.widget, DateInputs):
        return f"{bound.auto_id}_{widget.wrong or 'month'}"
    return f"{bound.auto_id}_0" if bound.use_fieldset else bound.auto_id
