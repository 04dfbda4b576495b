"""A payer's answer as rows, whatever was sent: what is not built as the contract says is :class:`Unreadable`.

The contract is the clearinghouse's of 2026-06-01. Numbers are kept as the text they were written in, so that
none is rounded, too large or not a number.
"""

from __future__ import annotations

import datetime
import json
import re
import unicodedata
from typing import Any, NoReturn

LONGEST = 200  # characters of a text that is shown
MOST_CENTS = 10_000_000_00
NO_END = 2100  # payers write years such as 9999 for "no end"
# A number of X12 leaves out a zero before its point: ".2".
AMOUNT = re.compile(r"(\d{1,9}|(?=\.))(?:\.(\d{1,2})0*)?", re.ASCII)
SHARE = re.compile(r"([01]|(?=\.))(?:\.(\d{1,4})0*)?", re.ASCII)
HUNDREDTHS = re.compile(r"(\d{1,3})(?:\.(\d{1,2})0*)?( ?%)?", re.ASCII)
DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


class Unreadable(ValueError):
    """This is no answer that we can read."""


def load(text: str | bytes) -> dict[str, Any]:
    """Parse the text of an answer. Raises Unreadable."""
    try:
        if isinstance(text, bytes):
            text = text.decode("utf-8-sig")
        found = json.loads(text, parse_int=str, parse_float=str, parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        raise Unreadable(type(error).__name__) from None
    if not isinstance(found, dict):
        raise Unreadable("It is no object.")
    return found


def _refuse(name: str) -> NoReturn:
    raise Unreadable(f"{name} is no number.")


def clean(text: str) -> str:
    """Return a text as a screen may show it: in one line, without what is not drawn, and not too long."""
    shown = "".join(
        " " if unicodedata.category(letter) in {"Cc", "Zl", "Zp"} else letter
        for letter in text
        if unicodedata.category(letter) not in {"Cf", "Cs", "Co", "Cn"}
    )
    shown = " ".join(shown.split())
    return shown if len(shown) <= LONGEST else f"{shown[: LONGEST - 1]}…"


def _found(found: dict[str, Any], name: str, kind: type, words: str) -> Any:
    value = found.get(name)
    if value is not None and not isinstance(value, kind):
        raise Unreadable(f"{name} is no {words}.")
    return kind() if value is None else value


def _all_found(found: dict[str, Any], name: str, kind: type, words: str) -> list[Any]:
    values: list[Any] = _found(found, name, list, words)
    if not all(isinstance(value, kind) for value in values):
        raise Unreadable(f"{name} is no {words}.")
    return values


def text_of(found: dict[str, Any], name: str) -> str:
    """Return a text, empty where there is none. Raises Unreadable for anything else."""
    return clean(_found(found, name, str, "text"))


def object_of(found: dict[str, Any], name: str) -> dict[str, Any]:
    """Return an object, empty where there is none. Raises Unreadable."""
    value: dict[str, Any] = _found(found, name, dict, "object")
    return value


def objects_of(found: dict[str, Any], name: str) -> list[dict[str, Any]]:
    """Return a list of objects, empty where there is none. Raises Unreadable."""
    return _all_found(found, name, dict, "list of objects")


def texts_of(found: dict[str, Any], name: str) -> list[str]:
    """Return a list of texts, empty where there is none. Raises Unreadable."""
    return [shown for text in _all_found(found, name, str, "list of texts") if (shown := clean(text))]


def cents(text: str) -> int | None:
    """Return an amount in cents; None for what is no plain amount, such as one below nothing."""
    found = AMOUNT.fullmatch(text)
    if found is None:
        return None
    amount = int(found[1] or 0) * 100 + int((found[2] or "").ljust(2, "0"))
    return amount if amount <= MOST_CENTS else None


def share(text: str) -> tuple[int | None, bool]:
    """Return a share in hundredths of a percent, and whether that is sure: "0.2" and "20%" are 2,000.

    "20" is that too, but not as agreed. None is what is no share at all.
    """
    if found := SHARE.fullmatch(text):
        hundredths, is_sure = int(found[1] or 0) * 10_000 + int((found[2] or "").ljust(4, "0")), True
    elif found := HUNDREDTHS.fullmatch(text):
        hundredths, is_sure = int(found[1]) * 100 + int((found[2] or "").ljust(2, "0")), bool(found[3])
    if not found or hundredths > 10_000:
        return None, False
    return hundredths, is_sure


def day_of(found: dict[str, Any], name: str) -> datetime.date | None:
    """Return one end of a span of days; None where there is none, or one without end."""
    text = text_of(found, name)
    if not DAY.fullmatch(text):
        return None
    try:
        day = datetime.date.fromisoformat(text)
    except ValueError:
        return None
    return day if 1900 <= day.year < NO_END else None


def span_of(found: dict[str, Any], name: str) -> tuple[datetime.date | None, datetime.date | None]:
    """Return when a span of days begins and ends."""
    span = object_of(found, name)
    return day_of(span, "start"), day_of(span, "end")
