"""Birth dates as they are sealed: ISO dates, so that an age can be told and an index computed."""

from __future__ import annotations

import datetime

ADULT = 18


def read(sealed_text: str) -> datetime.date | None:
    """Return the date that an opened value holds; None when there is none."""
    try:
        return datetime.date.fromisoformat(sealed_text)
    except ValueError:
        return None


def age(born_on: datetime.date, today: datetime.date) -> int:
    """Return full years; somebody born on February 29 grows older on March 1 in other years."""
    return today.year - born_on.year - ((today.month, today.day) < (born_on.month, born_on.day))
