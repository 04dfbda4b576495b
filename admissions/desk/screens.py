"""What was asked about safety, on the screen of a request."""

from __future__ import annotations

from dataclasses import dataclass

from .. import safety
from ..models import SafetyScreen, Submission
from ..time_words import clock
from . import groups


@dataclass(frozen=True)
class Screen:
    """The answers of one call, and what they take once they are open."""

    row: SafetyScreen
    when: str
    values: list[groups.Value]
    words: list[str]


def screens_of(submission: Submission, texts: groups.Opened) -> list[Screen]:
    """Return every safety screen of a request, the newest first."""
    return [
        Screen(
            row,
            clock(row.at),
            groups.values(row, "screen", texts, gaps=False),
            [
                safety.ESCALATIONS[reason]
                for reason in safety.escalations(
                    {name: texts.get((row.pk, name), "") for name in safety.ASKED}
                )
            ],
        )
        for row in submission.safety_screens.select_related("by")
    ]
