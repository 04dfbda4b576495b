"""Blind indexes: keyed codes by which an exact value is found again without anything being readable.

Each kind has a key of its own. Values are normalized first, so that a number is found however it was
written, and a name without its marks. A birth date or a ZIP code alone has no index: there are too few of
them to hide in. While PHI_INDEX_KEY is being changed, a row may have a code of either key;
:func:`known` returns both.
"""

from __future__ import annotations

import datetime
import functools
import hashlib
import hmac
import re
import unicodedata
from collections.abc import Callable
from typing import Any

from alter_site.content.plain_digits import plain

from .. import reach
from .keyring import keyring

FOLDING = 2  # of the rule in letters(): codes made under another are made anew by ``manage.py reindex``

# Letters that do not come apart in Unicode, as people without them on their keyboard write them.
WRITTEN = {"æ": "ae", "œ": "oe", "þ": "th", "ð": "d", "\u0131": "i", "ȷ": "j", "ŋ": "n", "ĸ": "k", "ə": "e"}
STROKED = re.compile(r"LATIN SMALL LETTER ([A-Z]{1,2}) WITH ")
# Letters to Unicode, marks to whoever writes them: apostrophes, and fillers that show nothing.
MARKS = re.compile("[\u02b0-\u02ff\ua78b\ua78c\u115f\u1160]")


def _code(kind: str, key: int, *parts: str) -> str:
    if not all(parts):
        return ""
    message = "\x1f".join(parts).encode()
    return hmac.digest(keyring().subkeys(f"blind index: {kind}")[key], message, hashlib.sha256).hex()


def known(index: Callable[..., str], *values: Any) -> list[str]:
    """Return every code that an index may have for these values, the present key's first."""
    codes = [index(*values, key=key) for key in range(len(keyring().index_keys))]
    return [code for code in codes if code]


def made_with() -> str:
    """Return what a row's codes are made with, the key and the rule of names, as a short keyed code."""
    return hmac.digest(keyring().subkey("blind indexes"), str(FOLDING).encode(), hashlib.sha256).hex()[:16]


@functools.lru_cache(maxsize=4096)
def _plain(character: str) -> str:
    if character in WRITTEN:
        return WRITTEN[character]
    stroked = STROKED.match(unicodedata.name(character, ""))
    return stroked[1].lower() if stroked else character


def letters(text: str) -> str:
    """Return the letters and digits of ``text`` alone: no case, accents, strokes, spaces or marks."""
    apart = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", plain(text)).casefold())
    return "".join(_plain(character) for character in MARKS.sub("", apart) if character.isalnum())


def phone(number: str, *, key: int = 0) -> str:
    """Return the code of a phone number, its extension left out."""
    parsed = reach.phone(number)
    return _code("phone", key, f"+{parsed.country_code}{parsed.national_number}") if parsed else ""


def email(address: str, *, key: int = 0) -> str:
    """Return the code of an e-mail address; case does not matter to any provider in use."""
    return _code("email", key, reach.email(address).casefold())


def member(payer: str, member_id: str, *, key: int = 0) -> str:
    """Return the code of an insurance membership: payer and ID together."""
    return _code("member", key, letters(payer), letters(member_id))


def person(surname: str, born_on: datetime.date | None, *, key: int = 0) -> str:
    """Return the code of surname and birth date together, never of one alone."""
    return _code("person", key, letters(surname), born_on.isoformat() if born_on else "")
