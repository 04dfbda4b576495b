"""Names for requests and secrets for people: short enough to say on the phone, too many to guess."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from itertools import islice

from alter_site.content.plain_digits import numeral, plain

from .code_words import WORDS
from .custody import lasting_keys
from .models import Submission
from .phi.keyring import keyring

# Crockford's base32: no I, L, O or U, so that what is heard is what was meant.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
HEARD_AS = str.maketrans("ILO", "110")
REFERENCE = (3, 5)  # characters of each group: AB4-K7M2Q
SECRET = (4, 4, 4)


def new_reference() -> str:
    """Return a random reference such as AB4-K7M2Q: 40 bits, unique by the database."""
    return _random(REFERENCE)


def read_reference(typed: str) -> str:
    """Return a typed or dictated reference as we write it, or nothing if it cannot be one."""
    return _read(typed, REFERENCE)


def new_secret() -> str:
    """Return twelve random characters, 60 bits, in groups of four."""
    return _random(SECRET)


def secret_from(seed: str) -> str:
    """Return the secret that follows from what nobody else knows: the same each time."""
    characters = "".join(ALPHABET[byte % len(ALPHABET)] for byte in bytes.fromhex(code("status", seed)))
    return _read(characters[: sum(SECRET)], SECRET)


def read_secret(typed: str) -> str:
    """Return a typed or dictated secret as we write it, or nothing if it cannot be one."""
    return _read(typed, SECRET)


def _random(groups: tuple[int, ...]) -> str:
    return "-".join("".join(secrets.choice(ALPHABET) for _ in range(length)) for length in groups)


def _read(typed: str, groups: tuple[int, ...]) -> str:
    characters = "".join(filter(str.isalnum, plain(typed).upper())).translate(HEARD_AS)
    if len(characters) != sum(groups) or set(characters) - set(ALPHABET):
        return ""
    rest = iter(characters)
    return "-".join("".join(islice(rest, length)) for length in groups)


def new_words() -> str:
    """Return five everyday words, 44 bits: a code for three days that is good once, behind a rate limit."""
    return " ".join(secrets.choice(WORDS) for _ in range(5))


def read_words(typed: str) -> str:
    """Return words as we write them, however they were separated or capitalized."""
    letters = "".join(character if character.isalpha() else " " for character in numeral(typed).lower())
    return " ".join(letters.split())


def code(kind: str, secret: str) -> str:
    """Return the keyed code under which a secret is stored; the secret itself never is."""
    return codes(kind, secret)[0]


def codes(kind: str, secret: str) -> list[str]:
    """Return every code that a secret may be stored under: two while PHI_INDEX_KEY is being changed."""
    return [_code(key, secret) for key in keyring().subkeys(f"secret: {kind}")]


def status_code(secret: str) -> str:
    """Return the code of the secret that takes a request back. Its key outlives PHI_INDEX_KEY."""
    return _code(lasting_keys.key(lasting_keys.STATUS), secret)


def is_secret_of(submission: Submission | None, typed: str) -> bool:
    """Is this the secret of a request? Compared even without one, so that the time taken tells nothing."""
    known = submission.status_secret if submission is not None else status_code("nobody")
    return hmac.compare_digest(status_code(read_secret(typed)), known)


def _code(key: bytes, secret: str) -> str:
    return hmac.digest(key, secret.encode(), hashlib.sha256).hex()
