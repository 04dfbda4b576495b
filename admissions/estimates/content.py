"""What stands in an estimate, what it lacks, and the words that the rule asks for.

45 CFR 149.610(c)(1) lists the content: (i) name and birth date, (ii) the primary service and its date,
(iii) an itemized list by provider, (iv) diagnosis and service codes with expected charges, (v) name, NPI, TIN
and place of each provider, (vi) what is scheduled separately, (vii)-(x) the disclaimers. Nothing is filled in
by itself: a rate is typed by whoever knows it.
"""

from __future__ import annotations

import datetime
import json
from dataclasses import asdict, dataclass
from typing import Any

LINES = 8
LONGEST = datetime.timedelta(days=366)  # (b)(1)(x): one estimate covers recurring care for up to 12 months
NPI_DIGITS = 10


@dataclass(frozen=True)
class Line:
    """One service: how many days or sessions, and what one costs in cents."""

    service: str
    code: str = ""
    number: int = 0
    rate: int = 0
    provider: str = ""  # empty: the facility itself

    @property
    def charge(self) -> int:
        """The expected charge in cents."""
        return self.number * self.rate


@dataclass(frozen=True)
class Content:
    """An estimate as typed; dates are ISO, money is in cents."""

    name: str = ""
    birth_date: str = ""
    service: str = ""
    starts: str = ""
    ends: str = ""
    diagnosis: str = ""
    facility: str = ""
    place: str = ""
    npi: str = ""
    tin: str = ""
    others: str = ""  # NPI, TIN and place of providers that are not the facility
    separate: str = ""
    lines: tuple[Line, ...] = ()
    writers: tuple[int, ...] = ()  # whoever wrote any version of it

    @property
    def total(self) -> int:
        """All expected charges, in cents."""
        return sum(line.charge for line in self.lines)

    @property
    def by_provider(self) -> dict[str, list[Line]]:
        """The services under whoever provides them, the facility first: (c)(1)(iii)."""
        found: dict[str, list[Line]] = {}
        for line in sorted(self.lines, key=lambda line: bool(line.provider)):
            found.setdefault(line.provider or self.facility, []).append(line)
        return found

    def as_json(self) -> str:
        """Return it as it is sealed."""
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> Content:
        """Read what :meth:`as_json` wrote; nothing is an empty estimate."""
        kept: dict[str, Any] = json.loads(text) if text else {}
        lines = tuple(Line(**line) for line in kept.pop("lines", []))
        return cls(**kept | {"lines": lines, "writers": tuple(kept.get("writers", ()))})


WANTED = {
    "name": "The person’s name",
    "birth_date": "Their birth date",
    "service": "What the care is",
    "facility": "Who gives it",
    "place": "Where it is given",
    "npi": "The facility’s NPI",
    "tin": "The facility’s tax ID",
}


def problems(content: Content) -> list[str]:
    """Return, in words, what keeps an estimate from being signed."""
    found = [f"{words} is missing." for name, words in WANTED.items() if not getattr(content, name)]
    if content.npi and not (content.npi.isdecimal() and len(content.npi) == NPI_DIGITS):
        found.append("An NPI has ten digits.")
    if not content.lines:
        found.append("There is no service in it yet.")
    for number, line in enumerate(content.lines, 1):
        lacks = [
            words
            for words, value in (
                ("what it is", line.service),
                ("its service code", line.code),
                ("how many days or sessions", line.number),
                ("what one costs", line.rate),
            )
            if not value
        ]
        if lacks:
            found.append(f"Service {number} lacks {', '.join(lacks)}.")
    if any(line.provider for line in content.lines) and not content.others:
        found.append("Somebody else provides part of it: their NPI, tax ID and place are missing.")
    return found + _wrong_dates(content)


def _wrong_dates(content: Content) -> list[str]:
    if not (content.starts and content.ends):
        return []
    starts, ends = (datetime.date.fromisoformat(text) for text in (content.starts, content.ends))
    if ends < starts:
        return ["It ends before it begins."]
    return ["One estimate covers twelve months at most."] if ends - starts > LONGEST else []


# 149.610(c)(1)(vi), above the list of what is scheduled separately.
SEPARATE = (
    "We expect these services before or after this care. They are scheduled separately, and you get separate "
    "good-faith estimates for them when they are scheduled or when you ask. For these services this page "
    "need not name codes, charges or providers. To ask for an estimate, call us."
)
# (vii), (viii) and (x); what stands for (ix) names a telephone number and a page of CMS.
DISCLAIMERS = (
    "There may be other services that we recommend as part of your care. They have to be scheduled or asked "
    "for separately, and are not in this estimate.",
    "This is only an estimate of what we expected when it was made. The actual services and charges may "
    "differ.",
    "This estimate is not a contract. You need not get any of these services from anybody named here.",
)
# (ix) with 149.620(b): substantially in excess is $400 or more, and the process begins within 120 days.
DISPUTE = (
    "If the bill of anybody named here is at least $400 more than their part of this estimate, you have the "
    "right to dispute it. You can start the patient-provider dispute resolution process within 120 calendar "
    "days of the first bill. How to start it is explained at www.cms.gov/nosurprises/consumers and on "
    "1-800-985-3059. Starting it does not make the care you get any worse."
)
