"""Sessions in the database under a hash of their key: reading the table does not let anybody in.

Until somebody has signed in a session is short. The site is served by WSGI alone, so Django's asynchronous
methods, which would look for the key itself, are left as they are and find nothing.
"""

from __future__ import annotations

import base64
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends import db
from django.contrib.sessions.base_session import AbstractBaseSession
from django.utils import timezone
from django.utils.crypto import salted_hmac

NOT_SIGNED_IN = 3600  # seconds: for a password and the second step
HASH_BYTES = 30  # 40 characters of base64, which is what the column holds


def keyed_hash(key: str) -> str:
    """Return the keyed hash under which a session is stored."""
    digest = salted_hmac("staff.session_store", key, algorithm="sha256").digest()
    return base64.urlsafe_b64encode(digest[:HASH_BYTES]).decode()


class SessionStore(db.SessionStore):
    """Django's database sessions, with hashed keys."""

    @property
    def key_salt(self) -> str:
        """Bind the signature to the row: content copied into another row is invalid."""
        return f"staff.session_store {keyed_hash(self._get_or_create_session_key())}"  # type: ignore[attr-defined]

    def load(self) -> dict[str, Any]:
        # As Django's, but looked up by the hash.
        row = self.model.objects.filter(
            session_key=keyed_hash(self.session_key or ""), expire_date__gt=timezone.now()
        ).first()
        if row is None:
            self._session_key = None
            return {}
        return self.decode(row.session_data)

    def exists(self, session_key: str) -> bool:
        return super().exists(keyed_hash(session_key))

    def delete(self, session_key: str | None = None) -> None:
        key = session_key or self.session_key
        if key:
            super().delete(keyed_hash(key))

    def create_model_instance(self, data: dict[str, Any]) -> AbstractBaseSession:
        row = super().create_model_instance(data)
        row.session_key = keyed_hash(row.session_key)
        return row

    def get_session_cookie_age(self) -> int:
        return int(settings.SESSION_COOKIE_AGE) if SESSION_KEY in self else NOT_SIGNED_IN
