"""When contact is welcome: the slots that the form offers, or days and hours of one's own."""

from __future__ import annotations

import datetime
import itertools
from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils import timezone

from alter_site.content import facts
from alter_site.content.facts import coverage

from ... import slots
from ...choices import Days
from ...contact_plan import ContactPlan
from ...promise import promise
from ...time_words import brief
from ..answers import Answers
from ..fields import OneOf, Several, Tick
from .question import Question

SOON, OTHER, NEVER = "soon", "other", "never"
OFFERED = 4  # slots
WINDOW = ("window_days", "window_from", "window_until")
ANY_TIME = {"window_days": Days.ANY, "window_from": None, "window_until": None}
HOURS = [(f"{hour:02}:00", brief(datetime.time(hour))) for hour in range(7, 23)]


def in_force() -> coverage.Coverage:
    """Return the hours in which somebody of ours is here."""
    return coverage.in_force(facts.current(timezone.now()))


def offered(chosen: list[str], zone: ZoneInfo) -> list[tuple[str, str]]:
    """Return when somebody can be contacted, soonest first, as choices.

    What was ``chosen`` on an older page stays one: whether it can still be kept is asked when it is read.
    """
    ours, now = in_force(), timezone.now()
    coming = list(itertools.islice(slots.slots(ours, now), OFFERED))
    soon = f"As soon as you can. First: {slots.in_words(coming[0])}" if coming else "As soon as you can"
    named = [
        (slots.written(slot), slots.in_words(slot))
        for slot in coming[1:]
        if slots.comes_first(slot, zone, ours, now)
    ]
    known = {value for value, _ in named}
    older = [
        (value, slots.in_words(slot))
        for value in chosen
        if value not in known and (slot := slots.parse(value)) is not None
    ]
    return [(SOON, soon), *older, *named, (OTHER, "Other days or hours. The next page asks which")]


def window_of(slot: coverage.Span, zone: ZoneInfo) -> dict[str, Any]:
    """Return days and hours of a slot as a contact plan keeps them."""
    return dict(zip(WINDOW, slots.window(slot, zone), strict=True))


def _hour(label: str) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        choices=[("", "Any time"), *HOURS],
        required=False,
        error_messages={"invalid_choice": "Choose a time from the list"},
    )


class Times(Question):
    """Days and hours of one's own, for whom none of the slots is right."""

    heading = "When is a good time?"
    why = "On the clocks of the time zone you chose."

    window_days = OneOf("Which days?", Days.choices, error="Choose which days", initial=Days.ANY)
    window_from = _hour("Not before")
    window_until = _hour("Not after")
    nearest = Several("Or a time when somebody is here", ())
    keep_window = Tick("Keep these days and hours. Somebody will look for a way")

    def tailor(self, answers: Answers) -> None:
        attempt = answers.attempt("times")
        is_asked = attempt is not None and any(code == NEVER for _, code, _ in attempt.problems)
        if not is_asked and "keep_window" not in answers.steps.get("times", {}):
            del self.fields["keep_window"]
        sent: Any = self.data
        # What was chosen on an older page stays a choice: whether it can still be kept is asked below.
        taken = [
            slot for text in (sent.getlist("nearest") if self.is_bound else []) if (slot := slots.parse(text))
        ]
        offered_now = [near] if is_asked and attempt and (near := self._nearest(attempt.typed)) else []
        named = {slots.written(slot): f"Take {slots.in_words(slot)}" for slot in [*taken, *offered_now]}
        field: Any = self.fields["nearest"]
        field.choices = list(named.items())
        if not named:
            del self.fields["nearest"]

    def _nearest(self, typed: Mapping[str, list[str]]) -> coverage.Span | None:
        """Return the slot closest to the hours that were typed and refused."""
        days, start, end = ((typed.get(name) or [""])[-1] for name in WINDOW)
        known = {"", *dict(HOURS)}
        if days not in Days.values or not {start, end} <= known:
            return None
        return slots.nearest(self._plan(_both_ends(days, start, end)), in_force(), timezone.now())

    def _plan(self, window: Mapping[str, Any]) -> ContactPlan:
        days, start, end = (window[name] for name in WINDOW)
        return ContactPlan("", "", days, start, end, self.answers.zone)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("nearest"):
            if slots.read(given["nearest"][-1], in_force(), timezone.now()) is None:
                self.add_error("nearest", "This time has passed. Choose another one.")
            return given
        start, end = given.get("window_from"), given.get("window_until")
        if start and end and end <= start:
            self.add_error("window_until", f"“Not after” must be later than {dict(HOURS)[start]}")
        elif not self.errors and not given.get("keep_window"):
            self._ask_whether_hours_meet()
        return given

    def _ask_whether_hours_meet(self) -> None:
        """Say at once that nobody is here at the times they gave, and when somebody is."""
        ours, now, plan = in_force(), timezone.now(), self._plan(self.window)
        if not ours.is_known or promise(plan, ours, now) is not None:
            return
        if near := slots.nearest(plan, ours, now):
            problem = (
                f"Nobody is here at these times. The nearest is {slots.in_words(near)}. "
                "Take it, change the times, or keep yours: tick a box below."
            )
            self.add_error("window_until", forms.ValidationError(problem, code=NEVER))

    @property
    def window(self) -> dict[str, Any]:
        """The days and hours that were given: both ends, or neither. Of a valid form."""
        given = self.cleaned_data
        slot = slots.parse(given["nearest"][-1]) if given.get("nearest") else None
        if slot is not None:
            return window_of(slot, self.answers.zone)
        return _both_ends(*(given[name] for name in WINDOW))

    def shown(self, name: str, value: Any) -> str:
        chosen = self.cleaned_data.get("nearest")
        if not chosen:
            return super().shown(name, value)
        slot = slots.parse(chosen[-1])
        return slots.in_words(slot) if name == "nearest" and slot is not None else ""


def _both_ends(days: str, start: str, end: str) -> dict[str, Any]:
    """Return days and hours as a contact plan keeps them: of one end alone, the day’s is the other."""
    if not (start or end):
        return dict(zip(WINDOW, (days, None, None), strict=True))
    hours = (start or "00:00", end or "23:59")
    return dict(zip(WINDOW, (days, *map(datetime.time.fromisoformat, hours)), strict=True))
