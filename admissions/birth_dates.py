"""Birth dates: how they are read from what was typed, how they are sealed, and the age that follows.

They are sealed as ISO dates, so that an age can be told and an index computed.
"""

from __future__ import annotations

import calendar
import datetime
from zoneinfo import ZoneInfo

from django.utils import timezone

from alter_site.content.plain_digits import numeral

ADULT = 18  # years
OLDEST = 130  # years
LONGEST = 20  # characters of a month, a day or a year
MOST_DIGITS = 4  # of a year; of far more Python makes no date, and says so by another error
# The months by name, and by the three or four letters they are cut to.
MONTHS = {name.lower(): number for number, name in enumerate(calendar.month_name) if name}
MONTHS |= {name[:length]: number for name, number in list(MONTHS.items()) for length in (3, 4)}
SEPARATORS = str.maketrans(",./-", "    ")


class NotABirthDate(ValueError):
    """What was typed is no day somebody can be born on: why, in words, and which ``part`` is wrong."""

    def __init__(self, words: str, part: str) -> None:
        super().__init__(words)
        self.part = part


def of_parts(month: str, day: str, year: str) -> datetime.date:
    """Return the date that three typed parts name; digits may be of any script. Raises NotABirthDate.

    A whole date may stand in one of the three, and the name of the month in the place of the day.
    """
    month, day, year = _told_apart(month, day, year)
    number = _month(month) or _number(month)
    if not 1 <= number <= 12:
        raise NotABirthDate("The month must be a number from 1 to 12, or its name.", "month")
    in_year = _number(year)
    if len(year) != 4 or not in_year:
        raise NotABirthDate("The year must have four digits, such as 1984.", "year")
    if not day.isdecimal():
        raise NotABirthDate("The day must be a number from 1 to 31.", "day")
    try:
        born_on = datetime.date(in_year, number, _number(day))
    except ValueError:
        leap = f" in {in_year}" if (number, _number(day)) == (2, 29) else ""
        words = f"{calendar.month_name[number]} has no day {day}{leap}. Check the day and the month."
        raise NotABirthDate(words, "day") from None
    # In the zone where a day begins first: which one the person lives in may not be known yet.
    today = timezone.localdate(timezone=ZoneInfo("America/New_York"))
    if born_on > today:
        raise NotABirthDate("The birth date must be in the past. Check the year.", "year")
    if in_year < today.year - OLDEST:
        raise NotABirthDate(f"Check the year: {in_year} is more than {OLDEST} years ago.", "year")
    return born_on


def _told_apart(*parts: str) -> list[str]:
    typed = [part for part in parts if part]
    whole = _split(typed[0]) if len(typed) == 1 else []
    month, day, year = found = [numeral(part).strip() for part in (whole if len(whole) == 3 else parts)]
    for name, part in zip(("month", "day", "year"), found, strict=True):
        if not part:
            raise NotABirthDate(f"The birth date must include a {name}.", name)
        if len(part) > LONGEST:
            raise NotABirthDate(f"Check the {name} of the birth date.", name)
    return [day, month, year] if _month(day) else found


def box_of(part: str, **typed: str) -> str:
    """Return in which of three boxes a part was typed: a whole date in one, day and month the other way."""
    filled = [box for box, text in typed.items() if text]
    if len(filled) == 1 and len(_split(typed[filled[0]])) == 3:
        return filled[0]
    return {"day": "month", "month": "day"}.get(part, part) if _month(typed["day"].strip()) else part


def of_line(typed: str) -> datetime.date:
    """Return the date in one typed line, month or year first: 2/28/1990. Raises NotABirthDate."""
    parts = _split(typed)
    if len(parts) != 3:
        raise NotABirthDate("Write the birth date as month, day, year: 2/28/1990.", "")
    return of_parts(*parts)


def _split(typed: str) -> list[str]:
    """Return what stands between the separators of a line, a year that comes first as the last."""
    parts = numeral(typed).translate(SEPARATORS).split()
    is_year_first = bool(parts) and len(parts[0]) == 4 and parts[0].isdecimal()
    return [*parts[1:], parts[0]] if is_year_first else parts


def _month(name: str) -> int:
    return MONTHS.get(name.casefold().rstrip("."), 0)


def _number(digits: str) -> int:
    return int(digits) if digits.isdecimal() and len(digits) <= MOST_DIGITS else 0


def sealed_text(born_on: datetime.date | None) -> str:
    """Return a date as it is sealed; empty for none."""
    return born_on.isoformat() if born_on else ""


def read(sealed_text: str) -> datetime.date | None:
    """Return the date that an opened value holds; None when there is none."""
    try:
        return datetime.date.fromisoformat(sealed_text)
    except ValueError:
        return None


def age(born_on: datetime.date, today: datetime.date) -> int:
    """Return full years; somebody born on February 29 grows older on March 1 in other years."""
    return today.year - born_on.year - ((today.month, today.day) < (born_on.month, born_on.day))


def is_child(born_on: datetime.date, zone: ZoneInfo) -> bool:
    """Is somebody under 18 where they live? It is their birthday when it is there."""
    return age(born_on, timezone.localdate(timezone=zone)) < ADULT
