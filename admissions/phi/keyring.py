"""The keys that seal personal data: refused unless they are sound, and never derived from SECRET_KEY."""

from __future__ import annotations

import base64
import binascii
import functools
import hashlib
import hmac
import re
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.signals import setting_changed

KEY_BYTES = 32
KEY_ID = re.compile(r"[a-z0-9]{1,16}\Z")
INDEX_KEY = "index"  # what the canary of PHI_INDEX_KEY is called, so no other key can be


@dataclass(frozen=True)
class KeyRing:
    """Every key that may open a value, and the one that seals new ones."""

    keys: dict[str, bytes] = field(repr=False)
    active: str
    index_key: bytes = field(repr=False)
    old_index_key: bytes | None = field(default=None, repr=False)  # while the index key is being changed

    def __post_init__(self) -> None:
        if self.active not in self.keys:
            raise ImproperlyConfigured(f"PHI_ACTIVE names {self.active!r}, which is not in PHI_KEYS.")
        every = [*self.keys.values(), *self.index_keys]
        if len(set(every)) != len(every):
            raise ImproperlyConfigured(
                "PHI_KEYS, PHI_INDEX_KEY and PHI_INDEX_KEY_OLD must all differ; one stands there twice."
            )

    @property
    def index_keys(self) -> tuple[bytes, ...]:
        """The index key and, while it is being changed, the one before."""
        return (self.index_key,) if self.old_index_key is None else (self.index_key, self.old_index_key)

    def subkey(self, purpose: str) -> bytes:
        """Return a key for HMACs of one purpose only, so that no two kinds of code can be compared."""
        return self.subkeys(purpose)[0]

    def subkeys(self, purpose: str) -> list[bytes]:
        """Return the keys under which a code of this purpose may have been written, the present one first."""
        return [hmac.digest(key, purpose.encode(), hashlib.sha256) for key in self.index_keys]


def _decode(name: str, text: str) -> bytes:
    try:
        key = base64.b64decode(text.strip(), validate=True)
    except (binascii.Error, ValueError):
        raise ImproperlyConfigured(f"{name} is not base64.") from None
    if len(key) != KEY_BYTES:
        raise ImproperlyConfigured(f"{name} must be {KEY_BYTES} random bytes in base64; it has {len(key)}.")
    if len(set(key)) < KEY_BYTES // 4:
        raise ImproperlyConfigured(f"{name} is not random: it repeats the same few bytes.")
    return key


def _entries(text: str) -> dict[str, bytes]:
    keys: dict[str, bytes] = {}
    for entry in filter(None, re.split(r"[\s,]+", text)):
        name, separator, value = entry.partition(":")
        if not separator or not KEY_ID.match(name):
            raise ImproperlyConfigured("Each entry of PHI_KEYS must read name:key, the name in a-z and 0-9.")
        if name == INDEX_KEY:
            raise ImproperlyConfigured(f"No key of PHI_KEYS can be called “{INDEX_KEY}”.")
        if name in keys:
            raise ImproperlyConfigured(f"PHI_KEYS names {name!r} twice.")
        keys[name] = _decode(f"The key {name!r} of PHI_KEYS", value)
    if not keys:
        raise ImproperlyConfigured("PHI_KEYS (or the file PHI_KEYS_FILE) holds no key.")
    return keys


@functools.cache
def keyring() -> KeyRing:
    """Return the key ring of the settings. Raises ImproperlyConfigured, which never quotes a key."""
    text = settings.PHI_KEYS
    if settings.PHI_KEYS_FILE:
        if text:
            raise ImproperlyConfigured("Set PHI_KEYS or PHI_KEYS_FILE, not both.")
        try:
            text = Path(settings.PHI_KEYS_FILE).read_text(encoding="ascii")
        except (OSError, UnicodeDecodeError):
            raise ImproperlyConfigured("The file PHI_KEYS_FILE cannot be read.") from None
    if not settings.PHI_INDEX_KEY:
        raise ImproperlyConfigured("PHI_INDEX_KEY is not set.")
    keys = _entries(text)
    if not settings.PHI_ACTIVE and len(keys) > 1:
        raise ImproperlyConfigured("PHI_KEYS holds several keys. Name in PHI_ACTIVE which of them seals.")
    active = settings.PHI_ACTIVE or next(iter(keys))
    old = settings.PHI_INDEX_KEY_OLD
    return KeyRing(
        keys,
        active,
        _decode("PHI_INDEX_KEY", settings.PHI_INDEX_KEY),
        _decode("PHI_INDEX_KEY_OLD", old) if old else None,
    )


def _forget(setting: str, **kwargs: object) -> None:
    if setting.startswith("PHI_"):
        keyring.cache_clear()


setting_changed.connect(_forget, dispatch_uid="admissions.phi.keyring")
