"""What a visitor has answered so far: what was typed, step by step, and the words to ask the next thing."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.datastructures import MultiValueDict

from ..choices import Relationship
from ..contact_plan import ZONES

FULL, SHORT, PHOTO, CALL_BACK = "full", "short", "photo", "call"
WAYS = (FULL, SHORT, PHOTO, CALL_BACK)


@dataclass(frozen=True)
class Attempt:
    """An answer that was refused, or saved unfinished: kept sealed until a valid one is given."""

    step: str
    typed: Mapping[str, list[str]]
    problems: list[list[str]]  # field, code and words of each


@dataclass(frozen=True)
class Answers:
    """Typed values by step and field, each a list as a form sends it; kept as typed, read by the forms."""

    way: str
    steps: Mapping[str, Mapping[str, list[str]]]
    source_page: str = ""
    attempts: tuple[Attempt, ...] = ()  # one of a step, the last one last

    @classmethod
    def none(cls, way: str = FULL, source_page: str = "") -> Answers:
        return cls(way, {}, source_page)

    @classmethod
    def read(cls, text: str) -> Answers:
        stored = json.loads(text) if text else {}
        # The release before kept one attempt only.
        tried = stored.get("attempts", [stored["tried"]] if stored.get("tried") else [])
        attempts = tuple(Attempt(**one) for one in tried)
        return cls(stored.get("way", FULL), stored.get("steps", {}), stored.get("source_page", ""), attempts)

    def written(self) -> str:
        return json.dumps(asdict(self))

    def having(self, step: str, typed: Mapping[str, list[str]], way: str = "") -> Answers:
        """Return these answers with those of one step added or replaced."""
        steps = {**self.steps, step: typed}
        return replace(self, way=way or self.way, steps=steps, attempts=self._attempts_elsewhere(step))

    def having_tried(self, attempt: Attempt, way: str = "") -> Answers:
        """Return these answers together with a refused or unfinished one."""
        attempts = (*self._attempts_elsewhere(attempt.step), attempt)
        return replace(self, way=way or self.way, attempts=attempts)

    def _attempts_elsewhere(self, step: str) -> tuple[Attempt, ...]:
        return tuple(attempt for attempt in self.attempts if attempt.step != step)

    def attempt(self, step: str) -> Attempt | None:
        """Return what was last typed on a step and refused, or saved unfinished."""
        return next((attempt for attempt in self.attempts if attempt.step == step), None)

    def on(self, way: str) -> Answers:
        return replace(self, way=way)

    def typed(self, step: str) -> MultiValueDict[str, Any] | None:
        """Return what was typed on a step, as a form reads it; None before it is answered."""
        return MultiValueDict(self.steps[step]) if step in self.steps else None

    def get(self, step: str, field: str) -> str:
        values = self.steps.get(step, {}).get(field) or [""]
        return values[-1]

    @property
    def relation(self) -> str:
        """Who asks for whom; a shorter way does not ask, and what the long one heard does not count there."""
        asked = self.get("who", "relation") if self.way == FULL else ""
        return asked or Relationship.UNSAID

    @property
    def zone(self) -> ZoneInfo:
        """The visitor's time zone; before they chose one, New York's, where a day begins first."""
        chosen = self.get("contact", "time_zone")
        return ZoneInfo(chosen if chosen in ZONES else "America/New_York")

    @property
    def speech(self) -> dict[str, str]:
        """The words for the person who needs care: somebody who asks for themselves is "you"."""
        return YOU if self.relation in {Relationship.SELF, Relationship.UNSAID} else THEY


YOU = {"you": "you", "your": "your", "Your": "Your", "yours": "yours", "are": "are you"}
THEY = {"you": "they", "your": "their", "Your": "Their", "yours": "theirs", "are": "are they"}
