"""What people type into the calculator. Every refusal says in words what to write instead."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from alter_site.content.plain_digits import numeral

from .money import Plan

CENTS = 100
MOST = 1_000_000  # dollars: more than any stay
LONGEST_STAY = 365  # days

# Digits as Americans group them, with up to two after the point.
_NUMBER = re.compile(r"([0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.([0-9]{1,2}))?\Z")
_HUGE = 20  # characters; longer ones are refused unread


class PlainInput(forms.TextInput):
    """An input that shows what was typed, without control characters and invalid code points."""

    def format_value(self, value: Any) -> str | None:
        shown = super().format_value(value)
        return None if shown is None else "".join(filter(_may_be_shown, str(shown)))


def _may_be_shown(character: str) -> bool:
    """Is this no control character, surrogate or unassigned code point?"""
    return unicodedata.category(character) not in {"Cc", "Cs", "Cn"}


class Typed(forms.CharField):
    """A number as people write it; the field keeps it as typed."""

    sign = ""
    example = ""
    most = MOST
    too_much = f"Write an amount up to ${MOST:,}."

    def __init__(self, label: str, hint: str, empty: str = "", **attrs: Any) -> None:
        """``empty`` is the error for a blank field; without it the field is optional."""
        super().__init__(
            label=label,
            help_text=hint,
            required=bool(empty),
            error_messages={"required": empty},
            widget=PlainInput(attrs={"inputmode": "decimal", "autocomplete": "off", **attrs}),
        )
        # Without Django's message about null characters, which is for engineers: ``read`` refuses them too.
        self.validators = []

    def to_python(self, value: Any) -> str:
        return str(super().to_python(value))

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        return self.read(text) if text else None

    def read(self, text: str) -> int:
        """Return the number in hundredths.

        Raises:
            ValidationError: it is no number, negative or too large.
        """
        bare = numeral(text).strip().strip(self.sign).strip()
        if bare.startswith(("-", "\N{MINUS SIGN}", "\N{EN DASH}", "(")):
            raise ValidationError("This cannot be less than zero.")
        match = _NUMBER.match(bare) if len(bare) <= _HUGE else None
        if match is None:
            is_long = len(bare) > _HUGE and bare.isdecimal()
            raise ValidationError(self.too_much if is_long else f"Write a number, such as {self.example}.")
        hundredths = int(match[1].replace(",", "")) * CENTS + int((match[2] or "").ljust(2, "0"))
        if hundredths > self.most * CENTS:
            raise ValidationError(self.too_much)
        return hundredths


class Dollars(Typed):
    """An amount, in cents."""

    sign = "$"
    example = "1,500 or 1500.50"


class Percent(Typed):
    """A share of a hundred, in hundredths of a percent."""

    sign = "%"
    example = "20"
    most = 100
    too_much = "A share cannot be more than 100%."


class Days(Typed):
    """A whole number of days."""

    example = "30"
    most = LONGEST_STAY
    too_much = f"Write a number of days up to {LONGEST_STAY}."

    def read(self, text: str) -> int:
        days, rest = divmod(super().read(text), CENTS)
        if rest or not days:
            raise ValidationError("Write a whole number of days, 1 or more.")
        return days


class MoneyForm(forms.Form):
    """Three numbers of a plan, and what else somebody knows. Nothing of it is stored."""

    use_required_attribute = False

    deductible = Dollars(
        "What is left of your deductible",
        "What you still pay this plan year before the plan begins to. Write 0 if nothing.",
        "Write what is left of your deductible, or 0.",
    )
    coinsurance = Percent(
        "Your coinsurance",
        "Your share after the deductible, in percent. If the plan pays 80%, write 20.",
        "Write your share in percent, such as 20.",
    )
    maximum = Dollars(
        "What is left of your out-of-pocket maximum",
        "The most you still pay this plan year. After that the plan pays everything it covers.",
        "Write what is left of your out-of-pocket maximum.",
    )
    deductible_met = Dollars(
        "How much of the deductible you have paid",
        "Only if you wrote the whole deductible above.",
    )
    maximum_met = Dollars(
        "How much of the maximum you have paid",
        "Only if you wrote the whole maximum above. What you paid toward the deductible usually counts.",
    )
    price_low = Dollars(
        "Lowest allowed price for one day",
        "The allowed price is what your plan agrees to for a service. Ask us or your plan. If you have one "
        "price for the whole stay, write it here and write 1 for the days.",
    )
    price_high = Dollars(
        "Highest allowed price for one day",
        "Leave it out if you have only one price.",
    )
    days = Days(
        "Number of days",
        "A guess is fine.",
        inputmode="numeric",
    )

    def clean(self) -> dict[str, Any]:
        typed = self.cleaned_data

        def refuse_above(name: str, limit: str, words: str) -> None:
            value, most = typed.get(name), typed.get(limit)
            if value is not None and most is not None and value > most:
                self.add_error(name, words)

        refuse_above("price_low", "price_high", "The lowest price is above the highest. Swap the two.")
        refuse_above(
            "deductible_met", "deductible", "You cannot have paid more of the deductible than there is."
        )
        refuse_above("maximum_met", "maximum", "You cannot have paid more of the maximum than there is.")
        refuse_above(
            "deductible_met",
            "maximum",
            "You cannot have paid more toward the deductible than the out-of-pocket maximum.",
        )
        return typed

    @property
    def plan(self) -> Plan:
        typed = self.cleaned_data
        return Plan(
            deductible=typed["deductible"],
            deductible_met=typed["deductible_met"] or 0,
            coinsurance=typed["coinsurance"],
            maximum=typed["maximum"],
            maximum_met=typed["maximum_met"] or 0,
        )

    @property
    def prices(self) -> list[int]:
        """The lowest and the highest price of a day; empty while the bill is not known."""
        typed = self.cleaned_data
        known = [price for price in (typed["price_low"], typed["price_high"]) if price is not None]
        return [known[0], known[-1]] if known and typed["days"] else []

    @property
    def asked(self) -> list[forms.BoundField]:
        """The three numbers that everybody is asked for."""
        return [field for field in self if field.field.required]

    @property
    def further(self) -> list[forms.BoundField]:
        """What may stay blank."""
        return [field for field in self if not field.field.required]

    @property
    def has_further(self) -> bool:
        """Was anything typed that may stay blank?"""
        return any(field.value() for field in self.further)

    @property
    def mistakes(self) -> list[dict[str, str]]:
        """What is wrong, each with the id of its field, in the order of the page."""
        return [
            {"words": str(words), "target": field.id_for_label} for field in self for words in field.errors
        ]
