"""Blind indexes: keyed codes by which an exact value is found again without anything being readable.

Each kind has a key of its own. Values are normalized first, so that a number is found however it was
written. A birth date or a ZIP code alone has no index: there are too few of them to hide in.
"""

from __future__ import annotations

import datetime
import hashlib
import hmac
import unicodedata

from alter_site.content.plain_digits import plain

from .. import reach
from .keyring import keyring


def _code(kind: str, *parts: str) -> str:
    if not all(parts):
        return ""
    message = "\x1f".join(parts).encode()
    return hmac.digest(keyring().subkey(f"blind index: {kind}"), message, hashlib.sha256).hex()


def letters(text: str) -> str:
    """Return the letters and digits of ``text`` alone, without case, accents, spaces or marks."""
    apart = unicodedata.normalize("NFKD", plain(text)).casefold()
    return "".join(character for character in apart if character.isalnum())


def phone(number: str) -> str:
    """Return the code of a phone number, its extension left out."""
    parsed = reach.phone(number)
    return _code("phone", f"+{parsed.country_code}{parsed.national_number}") if parsed else ""


def email(address: str) -> str:
    """Return the code of an e-mail address; case does not matter to any provider in use."""
    return _code("email", reach.email(address).casefold())


def member(payer: str, member_id: str) -> str:
    """Return the code of an insurance membership: payer and ID together."""
    return _code("member", letters(payer), letters(member_id))


def person(surname: str, born_on: datetime.date | None) -> str:
    """Return the code of surname and birth date together, never of one alone."""
    return _code("person", letters(surname), born_on.isoformat() if born_on else "")
