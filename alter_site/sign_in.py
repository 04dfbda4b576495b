"""Sign-in's adapters, with the visitor's address from delivery and the sealing keys from admissions.

``alter_site.staff`` stands alone, so the settings name these classes.
"""

from __future__ import annotations

import logging
import uuid
from collections import Counter
from typing import Any

from allauth.core import context
from allauth.mfa.models import Authenticator
from django.db import transaction
from django.http import HttpRequest

from admissions import staff_log
from admissions.custody.access import network as neighborhood_of
from admissions.phi.seal import Sealed, Unreadable, seal, unseal
from alter_site.delivery.client_address import address_of, network_of
from alter_site.staff.adapters import StaffAccountAdapter, StaffSecondFactorAdapter

logger = logging.getLogger(__name__)

LABEL = "staff.second_factor"
# allauth encrypts a text without saying whose it is: these values are bound to their label alone.
NO_ROW = uuid.UUID(int=0)
# Where a passkey is the second step.
SECOND_STEPS = {"mfa_authenticate", "mfa_reauthenticate_webauthn"}
# Where in an authenticator's data a secret stands.
SECRETS = {"secret", "seed"}


class AccountAdapter(StaffAccountAdapter):
    """Limits count by the address that our own proxies vouch for."""

    def networks_of(self, request: HttpRequest) -> tuple[str, str]:
        address = address_of(request)
        return network_of(address), neighborhood_of(address)


class SecondFactorAdapter(StaffSecondFactorAdapter):
    """Secrets of authenticator apps and recovery codes are sealed with the site's keys."""

    def validation_error(self, code: str, *args: Any) -> Any:
        """Return the words for a refusal, and have it logged where allauth sends no signal: for a passkey.

        Only as a second step, which has a limit: anybody can send nonsense instead of a passkey alone, and
        the log of looks is never cut.
        """
        request = context.request
        route = getattr(getattr(request, "resolver_match", None), "url_name", "")
        if code == "incorrect_code" and route in SECOND_STEPS and "credential" in request.POST:
            staff_log.passkey_refused(request)
        return super().validation_error(code, *args)

    def encrypt(self, text: str) -> str:
        return seal(LABEL, NO_ROW, text.encode()).token

    def decrypt(self, encrypted_text: str) -> str:
        try:
            return _open(encrypted_text)
        except Unreadable as error:
            logger.error("A second factor does not open: %s", error)
            raise self.validation_error("incorrect_code") from None


def _open(token: str) -> str:
    return unseal(LABEL, NO_ROW, Sealed.as_stored(token)).decode()


class SealedSecondFactors:
    """The second factors for ``rotate_keys``; :mod:`alter_site.apps` registers them."""

    def counts(self) -> Counter[str]:
        """Return how many secrets each key seals."""
        return Counter(
            Sealed.as_stored(factor.data[name]).key_id
            for factor in Authenticator.objects.iterator()
            for name in SECRETS & factor.data.keys()
        )

    def rotate(self) -> tuple[int, int]:
        """Seal with the active key what another key sealed; return how many, and how many do not open."""
        adapter, done, unreadable = SecondFactorAdapter(), 0, 0
        for pk in Authenticator.objects.values_list("pk", flat=True):
            with transaction.atomic():
                # Locked: a recovery code that is used meanwhile writes the same column.
                for factor in Authenticator.objects.select_for_update().filter(pk=pk):
                    for name in SECRETS & factor.data.keys():
                        if Sealed.as_stored(factor.data[name]).is_current:
                            continue
                        try:
                            factor.data[name] = adapter.encrypt(_open(factor.data[name]))
                        except Unreadable:
                            unreadable += 1
                            continue
                        factor.save(update_fields=["data"])
                        done += 1
        return done, unreadable
