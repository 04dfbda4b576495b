"""The key of a draft, which only its owner's cookie or words can unwrap.

What waits in a draft is sealed twice: inside with a random key of its own, outside with the site's keys like
every value. The draft's key lies beside it, wrapped with a key that is derived from the cookie's token, and
once more from the words that lead back. So whoever can write rows and writes the code of their own cookie
onto another's draft opens nothing, and ``rotate_keys`` moves all of it without opening what is inside.
"""

from __future__ import annotations

import os
import uuid

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from .keyring import KEY_BYTES
from .seal import NONCE_BYTES, Unreadable


class DraftKey:
    """The key of one draft, in memory for as long as a request lasts."""

    def __init__(self, key: bytes) -> None:
        self._cipher, self._key = AESGCM(key), key

    @classmethod
    def new(cls) -> DraftKey:
        return cls(os.urandom(KEY_BYTES))

    @classmethod
    def unwrapped(cls, wrapped: bytes, secret: str, row: uuid.UUID) -> DraftKey:
        """Return the key that was wrapped for this secret and row. Raises Unreadable for any other."""
        return cls(_open(_wrapping(secret, row), wrapped, b"draft key"))

    def wrapped(self, secret: str, row: uuid.UUID) -> bytes:
        """Return this key so that the secret opens it again."""
        return _close(_wrapping(secret, row), self._key, b"draft key")

    def close(self, name: str, value: bytes) -> bytes:
        """Seal a value of the column ``name``."""
        return _close(self._cipher, value, name.encode())

    def open(self, name: str, value: bytes) -> bytes:
        """Open a value of the column ``name``. Raises Unreadable."""
        return _open(self._cipher, value, name.encode())


def _wrapping(secret: str, row: uuid.UUID) -> AESGCM:
    derived = HKDF(SHA256(), KEY_BYTES, salt=row.bytes, info=b"alter: the key of a draft").derive(
        secret.encode()
    )
    return AESGCM(derived)


def _close(cipher: AESGCM, value: bytes, bound_to: bytes) -> bytes:
    nonce = os.urandom(NONCE_BYTES)
    return nonce + cipher.encrypt(nonce, value, bound_to)


def _open(cipher: AESGCM, value: bytes, bound_to: bytes) -> bytes:
    try:
        return cipher.decrypt(value[:NONCE_BYTES], value[NONCE_BYTES:], bound_to)
    except (InvalidTag, ValueError):
        raise Unreadable("This key or this secret belongs to another draft.") from None
