"""The kinds of answers: text, choices, phone numbers, all kept as typed."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.renderers import TemplatesSetting

from alter_site.content.plain_digits import numeral, plain
from alter_site.content.visible_text import is_visible

from .. import reach

# Bidi control characters and the byte order mark: they could make a page say what nobody typed.
BIDI_CONTROLS = set("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff")


class Renderer(TemplatesSetting):
    """Draws the fields of these forms with the site's own templates."""

    field_template_name = "components/field.html"


def scrub(text: str) -> str:
    """Return ``text`` without control characters, noncharacters and bidi controls, which nobody types."""
    kept = (
        character
        for character in text.replace("\r\n", "\n")
        if character in "\n\t"
        or (
            unicodedata.category(character) not in {"Cc", "Cs"}
            and character not in BIDI_CONTROLS
            and not _is_noncharacter(character)
        )
    )
    return "".join(kept)


def _is_noncharacter(character: str) -> bool:
    """Is this one of the 66 places that Unicode keeps empty for ever? No page may hold them."""
    return ord(character) & 0xFFFE == 0xFFFE or "\ufdd0" <= character <= "\ufdef"


# --- text ---------------------------------------------------------------------------------------------


class Text(forms.CharField):
    """Words of any script. Too many are refused with the number there may be."""

    judge: Callable[[str], str] | None = None  # says in words what is wrong with a value; empty if nothing

    def __init__(
        self,
        label: str,
        *,
        error: str = "",
        at_most: int = 100,
        hint: str = "",
        depends: bool = False,
        **attrs: Any,
    ) -> None:
        widget = attrs.pop("widget", forms.TextInput)
        super().__init__(
            label=label,
            required=bool(error),
            help_text=hint,
            error_messages={"required": error},
            widget=widget(attrs={"spellcheck": "false", "autocomplete": "off", **attrs}),
        )
        self.at_most = at_most
        self.depends = depends  # on another answer: neither required nor "optional"

    def to_python(self, value: Any) -> str:
        text = str(super().to_python(scrub(str(value or ""))) or "")
        return text if is_visible(text) else ""

    def validate(self, value: str) -> None:
        super().validate(value)
        if len(value) > self.at_most:
            raise ValidationError(f"Please shorten this: {len(value):,} characters, and {self.at_most} fit.")
        if value and self.judge and (problem := self.judge(value)):
            raise ValidationError(problem)


class Story(Text):
    """Several lines of text."""

    def __init__(self, label: str, **options: Any) -> None:
        super().__init__(label, **{"widget": forms.Textarea, "rows": 5, "spellcheck": "true", **options})


class Phone(Text):
    """A phone number in any usual format, with or without an extension; kept as typed."""

    judge = staticmethod(reach.what_is_wrong_with_phone)

    def __init__(self, label: str, **options: Any) -> None:
        super().__init__(label, **{"at_most": 40, "type": "tel", "autocomplete": "tel", **options})


class Email(Text):
    """An e-mail address; kept as typed."""

    judge = staticmethod(reach.what_is_wrong_with_email)

    def __init__(self, label: str, **options: Any) -> None:
        super().__init__(label, **{"at_most": 254, "type": "email", "autocomplete": "email", **options})


class Way(Text):
    """A phone number or an e-mail address; kept as typed."""

    @staticmethod
    def judge(value: str) -> str:
        is_email = "@" in plain(value)
        return (reach.what_is_wrong_with_email if is_email else reach.what_is_wrong_with_phone)(value)


class Zip(Text):
    """A ZIP code of five or nine digits."""

    @staticmethod
    def judge(value: str) -> str:
        is_code = re.fullmatch(r"\d{5}([-–\s]?\d{4})?", numeral(value).strip())
        return "" if is_code else "A ZIP code has five digits, such as 92629. You can leave it empty."


# --- choices ------------------------------------------------------------------------------------------


class Radios(forms.RadioSelect):
    """One of several answers; some explain themselves in a second line."""

    template_name = "components/choices.html"
    hints: Mapping[str, str] = {}

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        return {**super().create_option(name, value, *args, **kwargs), "hint": self.hints.get(str(value), "")}


class Boxes(forms.CheckboxSelectMultiple):
    """Any of several answers."""

    template_name = "components/choices.html"


class OneOf(forms.ChoiceField):
    """One answer of several, each in sight. Without ``error`` it need not be given."""

    def __init__(
        self,
        label: str,
        choices: Iterable[Any],
        *,
        error: str = "",
        hint: str = "",
        hints: Mapping[str, str] | None = None,
        **options: Any,
    ) -> None:
        super().__init__(
            label=label,
            choices=choices,
            required=bool(error),
            help_text=hint,
            error_messages={"required": error, "invalid_choice": error or "Choose one of the answers below."},
            **{"widget": Radios, **options},
        )
        self.widget.hints = hints or {}


class Several(forms.MultipleChoiceField):
    """Any number of answers, none among them."""

    def __init__(self, label: str, choices: Iterable[Any], *, hint: str = "") -> None:
        super().__init__(
            label=label,
            choices=choices,
            required=False,
            help_text=hint,
            widget=Boxes,
            error_messages={"invalid_choice": "Choose from the answers below."},
        )


class Tick(forms.BooleanField):
    """A box to tick. With ``error`` it has to be."""

    def __init__(self, label: str, *, error: str = "") -> None:
        super().__init__(label=label, required=bool(error), error_messages={"required": error})
