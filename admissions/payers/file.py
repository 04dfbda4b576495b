"""Payers from a file: a dry run says of each line, in words, what would become of it."""

from __future__ import annotations

import enum
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from .matching import words

MOST_ROWS = 5_000
COLUMNS = {
    "name": ("name", "payer", "payername"),
    "aliases": ("aliases", "alias", "othernames"),
    "payer_id": ("payerid", "electronicpayerid", "edipayerid"),
    "behavioral_phone": ("behavioralhealthline", "behavioralhealthphone", "behavioralphone"),
    "authorization_phone": ("priorauthorizationline", "priorauthorizationphone", "authorizationphone"),
    "claims_address": ("claimsaddress",),
    "administrator": ("carveoutadministrator", "administrator", "carveout"),
    "service_codes": ("servicecodes", "servicetypes", "servicetypecodes"),
    "notes": ("notes", "note"),
}
HEADINGS = (
    "name, aliases, payer ID, behavioral-health line, prior-authorization line, claims address, "
    "carve-out administrator, service codes, notes"
)
LONGEST = {"name": 100, "payer_id": 80, "behavioral_phone": 40, "authorization_phone": 40}
LONGEST_TEXT = 2_000
PHONES = ("behavioral_phone", "authorization_phone")
# With these a spreadsheet calculates; a number may begin with its plus.
FORMULA = re.compile(r"[=@\t\r]|[+-](?![\d (])")
CODES = re.compile(r"[A-Z0-9]{1,2}(?:, [A-Z0-9]{1,2}){0,3}", re.ASCII)

Values = dict[str, str]


class NoNames(ValueError):
    """The file has no column for the payers' names, or too many lines; the message says so."""


class Verdict(enum.Enum):
    """What becomes of a line."""

    REFUSED = "Left out"
    NEW = "New"
    CHANGES = "Changes"
    SAME = "Same as now"


@dataclass(frozen=True)
class Planned:
    """One line and what it would do."""

    number: int
    verdict: Verdict
    words: str
    values: Values = field(default_factory=dict)
    key: int | None = None  # of the payer it changes

    @property
    def writes(self) -> bool:
        return self.verdict in (Verdict.NEW, Verdict.CHANGES)


@dataclass(frozen=True)
class Known:
    """A payer of the directory, as the import compares it."""

    key: int
    values: Values
    names: list[str]


def columns(cells: list[str]) -> tuple[dict[int, str], list[str]]:
    """Return which column holds what, and the headings that are not known. Raises NoNames."""
    found: dict[int, str] = {}
    unknown = []
    for number, cell in enumerate(cells):
        heading = "".join(filter(str.isalnum, cell.lower()))
        name = next((name for name, headings in COLUMNS.items() if heading in headings), "")
        if name and name not in found.values():
            found[number] = name
        elif cell:
            unknown.append(cell)
    if "name" not in found.values():
        raise NoNames(f"The first line has to hold headings, “name” among them. Known are: {HEADINGS}.")
    return found, unknown


def lines(rows: list[tuple[int, list[str]]]) -> tuple[list[tuple[int, Values]], list[str]]:
    """Return each line with what its known columns hold, and the unknown headings. Raises NoNames."""
    known, unknown = columns(rows[0][1])
    if len(rows) - 1 > MOST_ROWS:
        raise NoNames(f"This file has more than {MOST_ROWS:,} lines. Split it into several.")
    if len(rows) == 1:
        raise NoNames("This file has headings and no lines under them.")
    found = []
    for number, cells in rows[1:]:
        values = {name: cells[place].strip() for place, name in known.items() if place < len(cells)}
        found.append((number, {name: text for name, text in values.items() if text}))
    return found, unknown


def plan(found: Iterable[tuple[int, Values]], directory: Iterable[Known]) -> list[Planned]:
    """Say of each line what it would do. An empty cell changes nothing."""
    found = list(found)
    by_name: dict[tuple[str, ...], Known] = {}
    owner: dict[tuple[str, ...], str] = {}
    for payer in directory:
        by_name[words(payer.values["name"])] = payer
        for name in payer.names:
            owner.setdefault(words(name), payer.values["name"])
    administrators = {*owner, *(words(values.get("name", "")) for _, values in found)}
    seen: dict[tuple[str, ...], int] = {}
    planned = []
    for number, values in found:
        key = words(values.get("name", ""))
        problem = _problem(values, administrators)
        if not problem and key in seen:
            problem = f"“{values['name']}” stands in line {seen[key]} already."
        if not problem and key not in by_name and key in owner:
            problem = f"“{values['name']}” is another name of {owner[key]}."
        if problem:
            planned.append(Planned(number, Verdict.REFUSED, problem, values))
            continue
        seen[key] = number
        planned.append(_planned(number, _tidy(values), by_name.get(key)))
    return planned


def _tidy(values: Values) -> Values:
    found = dict(values)
    if "aliases" in found:
        parts = re.split(r"[|;\n]", found["aliases"])
        found["aliases"] = "\n".join(part.strip() for part in parts if part.strip())
    if "service_codes" in found:
        found["service_codes"] = ", ".join(re.findall(r"\w+", found["service_codes"].upper()))
    return found


def _planned(number: int, values: Values, known: Known | None) -> Planned:
    if known is None:
        return Planned(number, Verdict.NEW, values["name"], values)
    changed = [name for name, text in values.items() if name != "name" and known.values.get(name, "") != text]
    if not changed:
        return Planned(number, Verdict.SAME, known.values["name"], values, known.key)
    said = ", ".join(
        f"{name.replace('_', ' ')}: {_brief(known.values.get(name, ''))} → {_brief(values[name])}"
        for name in changed
    )
    return Planned(number, Verdict.CHANGES, f"{known.values['name']}: {said}", values, known.key)


def _brief(text: str) -> str:
    line = " · ".join(text.splitlines())
    return f"“{line[:60]}{'…' if len(line) > 60 else ''}”" if line else "nothing"


def _problem(values: Mapping[str, str], administrators: set[tuple[str, ...]]) -> str:
    if not words(values.get("name", "")):
        return "It has no name."
    for name, text in values.items():
        label = name.replace("_", " ")
        if FORMULA.match(text):
            return f"Its {label} begins like a formula of a spreadsheet: {_brief(text)}."
        if len(text) > LONGEST.get(name, LONGEST_TEXT):
            return f"Its {label} is longer than {LONGEST.get(name, LONGEST_TEXT)} letters."
        if name in PHONES and not 7 <= sum(sign.isdigit() for sign in text) <= 20:
            return f"Its {label} is no number: {_brief(text)}."
    codes = values.get("service_codes", "")
    if codes and not CODES.fullmatch(", ".join(re.findall(r"\w+", codes.upper()))):
        return f"Its service codes are not like “30, MH”: {_brief(codes)}."
    named = values.get("administrator")
    if named and words(named) not in administrators:
        return f"Its administrator is not in the directory or the file: {_brief(named)}."
    if named and words(named) == words(values["name"]):
        return "It would administer itself."
    return ""
