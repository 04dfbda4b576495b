"""Whether a second factor was used in this session."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from allauth.mfa.stages import AuthenticateStage
from django.conf import settings
from django.contrib.sessions.exceptions import SessionInterrupted
from django.db import transaction
from django.http import HttpRequest

from .models import User

# A recovery code stands in for one of these; codes alone are no second factor.
KINDS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


class SecondStep(AuthenticateStage):
    """The second step of a sign-in. What ends the account's sessions ends a sign-in that waits here, too."""

    def handle(self) -> tuple[Any, bool]:
        self.state["account"] = self.login.user.get_session_auth_hash()
        return super().handle()

    def is_resumable(self, request: HttpRequest) -> bool:
        user = self.login.user
        return user.is_active and bool(of(user)) and self.state.get("account") == user.get_session_auth_hash()


@contextmanager
def changing(request: HttpRequest) -> Iterator[None]:
    """Let nobody else change the same person's second factors, or end their sessions, until this is done.

    Raises:
        SessionInterrupted: their sessions were ended meanwhile: whoever asks here may be somebody else.
    """
    user: Any = request.user
    with transaction.atomic():
        account = User.objects.select_for_update().get(pk=user.pk)
        if not account.is_active or account.get_session_auth_hash() != user.get_session_auth_hash():
            raise SessionInterrupted
        yield


def is_enough(request: HttpRequest) -> bool:
    """May this session see staff screens? Having a second factor is not enough: it was used here."""
    return settings.STAFF_SECOND_FACTOR == "optional" or last_used_at(request) > 0


def last_used_at(request: HttpRequest) -> float:
    """Return when the second factor was last used in this session, as a time stamp; 0 if never."""
    user = request.user if request.user.is_authenticated else None
    records = get_authentication_records(request, user)
    return max((record["at"] for record in records if record["method"] == "mfa"), default=0.0)


def of(user: Any) -> list[Authenticator]:
    """Return a user's second factors, oldest first, without recovery codes; none for an anonymous user."""
    if not user.is_authenticated:
        return []
    return list(Authenticator.objects.filter(user=user, type__in=KINDS).order_by("created_at", "pk"))
