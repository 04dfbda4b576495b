"""How a person may be reached: an object of its own, because everybody who calls has to obey it."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from alter_site.content.facts.coverage import DAY, Span, moment

from .choices import Answer, Channel, Days, Voicemail
from .models import Submission
from .time_words import MINUTE, brief

OUR_NAME = "Alter"
OF_A_NUMBER = frozenset({Channel.PHONE, Channel.TEXT})
# The columns that hold contact details, and the channels that each serves.
CONTACT_COLUMNS: dict[str, frozenset[str]] = {
    "phone": OF_A_NUMBER,
    "email": frozenset({Channel.EMAIL}),
    "professional_contact": frozenset(Channel),
}


@dataclass(frozen=True)
class ContactPlan:
    """Channel, days and hours in the person's own time zone, and what may be left on a machine."""

    channel: str
    voicemail: str
    days: str
    earliest: datetime.time | None
    latest: datetime.time | None
    zone: ZoneInfo
    is_safe: bool = True  # to ring or text their number

    @classmethod
    def of(cls, submission: Submission) -> ContactPlan:
        return cls(
            channel=submission.channel,
            voicemail=submission.voicemail,
            days=submission.window_days,
            earliest=submission.window_from,
            latest=submission.window_until,
            zone=ZoneInfo(submission.time_zone),
            is_safe=submission.safe_to_call != Answer.NO,
        )

    @property
    def has_window(self) -> bool:
        has_hours = self.earliest is not None or self.latest is not None
        return has_hours or self.days != Days.ANY or not self.can_be_reached

    @property
    def can_be_reached(self) -> bool:
        """Is there any moment at which they may be reached as they asked? Otherwise they call us."""
        return self.is_safe or self.channel not in OF_A_NUMBER

    def windows(self, since: datetime.datetime, days: int = 15) -> list[Span]:
        """Return the windows that end after ``since``, for some days ahead."""
        if not self.can_be_reached:
            return []
        first = since.astimezone(self.zone).date() - DAY
        found = []
        for offset in range(days + 1):
            day = first + offset * DAY
            if not self._is_welcome(day):
                continue
            opens, closes = self.earliest or datetime.time.min, self.latest or datetime.time.min
            start = _shown(day, opens, self.zone)
            end = _shown(day if closes > opens else day + DAY, closes, self.zone)
            # A window within the hour that the clock skips does not open on that night.
            if end > max(since, start):
                found.append(Span(start, end))
        return found

    def is_open(self, now: datetime.datetime) -> bool:
        """May somebody reach out at this moment?"""
        return any(window.start <= now < window.end for window in self.windows(now, days=1))

    def next_opening(self, now: datetime.datetime) -> datetime.datetime | None:
        """Return when the next window opens; None while one is open."""
        if self.is_open(now):
            return None
        return next((window.start for window in self.windows(now) if window.start > now), None)

    def objections(self, channel: str, now: datetime.datetime) -> list[str]:
        """Return what speaks against reaching out now by ``channel``, in words; nothing if it is planned."""
        found = []
        if channel != self.channel:
            asked_for = Channel(self.channel).label.lower()
            found.append(
                f"They asked for a {asked_for}." if asked_for != "e-mail" else "They asked for e-mail."
            )
        if not self.is_safe and channel in OF_A_NUMBER:
            found.append("They said that a call or a text to this number is not safe for them.")
        elif not self.is_open(now):
            found.append("This is outside the hours they gave.")
        return found

    def hours_in_words(self) -> str:
        """Return days and hours as the person gave them, with the zone."""
        if not self.can_be_reached:
            return "Never by phone or text: they call us"
        days = Days(self.days).label
        if self.earliest and self.latest:
            hours = f"{brief(self.earliest)} to {brief(self.latest)}"
        elif self.earliest:
            hours = f"from {brief(self.earliest)}"
        elif self.latest:
            hours = f"until {brief(self.latest)}"
        else:
            return "As soon as possible" if self.days == Days.ANY else f"{days}, any time"
        return f"{days}, {hours} ({zone_name(self.zone)})"

    def _is_welcome(self, day: datetime.date) -> bool:
        is_weekend = day.weekday() >= 5
        return self.days == Days.ANY or (self.days == Days.WEEKENDS) == is_weekend


def _shown(day: datetime.date, time: datetime.time, zone: ZoneInfo) -> datetime.datetime:
    """Return when their clock shows a time; of one that it skips in spring, when it skips it.

    Nobody is reached later by the clock than they said.
    """
    found = moment(day, time, zone)
    local = found.astimezone(zone)
    if local.time() == time:
        return found
    while (found - MINUTE).astimezone(zone).utcoffset() == local.utcoffset():
        found -= MINUTE
    return found


def voicemail_words(voicemail: str, *, caller_name: str, words: str, phone: str) -> str:
    """Return exactly what a message would say; nothing when none may be left.

    A message never names care, treatment or insurance: whoever plays it may not be the person.
    """
    if voicemail == Voicemail.NO:
        return ""
    if voicemail == Voicemail.LIMITED:
        return words
    who = caller_name or OUR_NAME
    return f"Hello, this is {who}, returning your call. You can reach us at {phone}. Thank you."


ZONES = {
    "America/Los_Angeles": "Pacific",
    "America/Denver": "Mountain",
    "America/Phoenix": "Arizona",
    "America/Chicago": "Central",
    "America/New_York": "Eastern",
    "America/Anchorage": "Alaska",
    "Pacific/Honolulu": "Hawaii",
}


def zone_name(zone: ZoneInfo) -> str:
    """Return a zone as people here call it."""
    return f"{ZONES[zone.key]} time" if zone.key in ZONES else zone.key.replace("_", " ")
