"""A test client whose sign-in is complete: password and second factor, as the staff's is."""

from __future__ import annotations

from typing import Any

from allauth.account.internal.flows.login import record_authentication
from django.http import HttpRequest
from django.test import Client

from alter_site.staff.models import User


class StaffClient(Client):
    """Django's client; ``force_login`` also writes down that a second factor was used."""

    def force_login(self, user: Any, backend: str | None = None, *, second_factor: bool = True) -> None:
        super().force_login(user, backend)
        if second_factor:
            used_second_factor(self, user)


def used_second_factor(client: Client, user: User) -> None:
    """Write into the client's session what signing in with a second factor writes."""
    request = HttpRequest()
    request.session = client.session
    record_authentication(request, user, "mfa", type="totp")
    request.session.save()
