"""Sealing one value: AES-256-GCM, bound to the column and the row it belongs to.

A sealed value reads ``v2.<key id>.<base64(nonce | ciphertext | tag)>``. Its associated data is
``2:<label>:<row's id>``: moved to another row or column it does not open. Before it is sealed a value is
padded (:mod:`admissions.phi.padding`), so that its length tells nothing. Values of the form ``v1``, which
were not, open as before; ``rotate_keys`` seals them anew.
"""

from __future__ import annotations

import base64
import binascii
import os
import re
import uuid

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from . import padding
from .keyring import keyring

FORM = "v2"  # of what is sealed now
NONCE_BYTES = 12  # what AES-GCM is specified for
TOKEN = re.compile(r"v[12]\.([a-z0-9]{1,16})\.([A-Za-z0-9+/]+={0,2})\Z")


class Unreadable(Exception):
    """A sealed value that does not open: a wrong key, a changed byte, or a value moved to another row."""


class Sealed:
    """A value nobody has opened. Its text is dots, wherever it ends up by mistake."""

    __slots__ = ("token",)

    def __init__(self, token: str) -> None:
        if not TOKEN.match(token):
            raise ValueError("Not a sealed value.")
        self.token = token

    @classmethod
    def as_stored(cls, token: str) -> Sealed:
        """Return what a column holds, rubbish as well: a damaged value must not break the list it is in."""
        sealed = cls.__new__(cls)
        sealed.token = token
        return sealed

    @property
    def key_id(self) -> str:
        """The name of the key that sealed it; empty for rubbish."""
        match = TOKEN.match(self.token)
        return match[1] if match else ""

    @property
    def is_current(self) -> bool:
        """Is it padded, and sealed with the key that seals now?"""
        return self.token.startswith(current_form())

    def __str__(self) -> str:
        return "••••••"

    def __repr__(self) -> str:
        return "<Sealed>"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sealed) and other.token == self.token

    def __hash__(self) -> int:
        return hash(self.token)


def current_form() -> str:
    """Return how every value begins that is sealed now."""
    return f"{FORM}.{keyring().active}."


def _bound_to(label: str, row: uuid.UUID) -> bytes:
    return f"{label}:{row}".encode()


def seal(label: str, row: uuid.UUID, value: bytes, *, size: int = 0) -> Sealed:
    """Seal ``value`` for the column ``label`` of the row with the id ``row``.

    ``size`` is how many bytes it is at least padded to: all answers to one question take the same.
    """
    ring = keyring()
    nonce = os.urandom(NONCE_BYTES)
    bound = b"2:" + _bound_to(label, row)
    ciphertext = AESGCM(ring.keys[ring.active]).encrypt(nonce, padding.padded(value, size), bound)
    return Sealed(current_form() + base64.b64encode(nonce + ciphertext).decode())


def unseal(label: str, row: uuid.UUID, sealed: Sealed) -> bytes:
    """Open a sealed value. Raises :class:`Unreadable`.

    For a row's values only :mod:`admissions.custody.access` calls this: whoever opens says for whom or for
    what. The others open what waits in its owner's own session.
    """
    if not sealed.key_id:
        raise Unreadable(f"{label}: what is stored is not a sealed value.")
    key = keyring().keys.get(sealed.key_id)
    if key is None:
        raise Unreadable(f"{label}: sealed with the key {sealed.key_id!r}, which is not in PHI_KEYS.")
    is_padded = sealed.token.startswith(f"{FORM}.")
    bound = b"2:" * is_padded + _bound_to(label, row)
    try:
        raw = base64.b64decode(sealed.token.split(".", 2)[2], validate=True)
        value = AESGCM(key).decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], bound)
        return padding.without(value) if is_padded else value
    except (InvalidTag, ValueError, binascii.Error):
        raise Unreadable(f"{label}: the value does not belong to this row, or was changed.") from None
