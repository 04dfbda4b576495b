"""What of a saved fact has to wait: for a second person, or for the day from which it is to hold."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from ... import facts
from ...facts import moments, waiting
from ...lint.fact_texts import in_words, misleading
from ...models.fact_change import stored

STARTS_ON = "starts_on"
FROM_A_DAY = "Leave this empty to change it at once. With a day, everything above holds from its first minute"
LAST_DAY = datetime.timedelta(days=2 * 366)


def first_moment(day: datetime.date | None) -> datetime.datetime | None:
    """Return the moment at which a change holds that begins with a day; None for at once.

    Raises:
        ValidationError: the day has begun, or is years away.
    """
    if day is None:
        return None
    today = moments.today(timezone.now())
    if day <= today:
        raise ValidationError("That day has begun already. Leave this empty to change it at once.")
    if day - today > LAST_DAY:
        raise ValidationError("That is more than two years away. Check the year.")
    return moments.midnight(day)


class FactForm(forms.ModelForm):
    """The form of one fact, and the day from which it is to say so."""

    starts_on = forms.DateField(
        label="From",
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        help_text=f"{FROM_A_DAY}, Pacific time, and nothing changes before.",
    )

    def clean_starts_on(self) -> datetime.date | None:
        """Refuse a day that has begun."""
        day: datetime.date | None = self.cleaned_data[STARTS_ON]
        first_moment(day)
        return day

    def _post_clean(self) -> None:
        """Refuse what misleads in any text that was changed: it would be public at once."""
        super()._post_clean()  # type: ignore[misc]
        if self.errors:
            return
        is_new = self.instance._state.adding
        for name, finding in misleading(self.instance, None if is_new else self.changed_data):
            self.add_error(name if name in self.fields else None, in_words(finding))


class ForetoldForm(FactForm):
    """For hours: pages tell beforehand when somebody answers on a day to come."""

    foretold = "Pages that tell when somebody answers name the days from then on at once, as they will be."

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if field := self.fields.get(STARTS_ON):
            field.help_text = f"{FROM_A_DAY}, Pacific time. {self.foretold}"


@dataclass(frozen=True)
class Held:
    """What of a save waits, and for what."""

    before: dict[str, Any] | None
    after: dict[str, Any] | None
    at: datetime.datetime | None

    @property
    def words(self) -> str:
        """Say what this waits for."""
        if self.at is None:
            return "once a second person has confirmed it"
        return f"from {moments.words(self.at)}"


def hold(row: Any, was: dict[str, Any] | None, day: datetime.date | None) -> Held | None:
    """Take out of a row that has just been saved what has to wait, and return that; None where nothing does.

    ``was`` is what the row held before, or None for a new one. A new row that has to wait is not there then.
    """
    at, dangerous = first_moment(day), waiting.dangerous_fields(row)
    now = stored(row)
    if was is None:
        if at is None and not dangerous:
            return None
        row.delete()
        return Held(None, now, at)
    names = [name for name in now if now[name] != was[name] and (at or name in dangerous)]
    if not names:
        return None
    typed = facts.body_now()
    _set(row, {name: was[name] for name in names})
    if at is None and facts.body_now() == typed:
        # Written in another way, and the same to every reader: "(866) 989-3395".
        _set(row, {name: now[name] for name in names})
        return None
    return Held({name: was[name] for name in names}, {name: now[name] for name in names}, at)


def _set(row: Any, values: dict[str, Any]) -> None:
    for name, value in values.items():
        setattr(row, name, value)
    row.save()
