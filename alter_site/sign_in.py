"""What sign-in takes from elsewhere: the visitor's address from delivery, the sealing keys from admissions.

``alter_site.staff`` stands alone, so the settings name these classes.
"""

from __future__ import annotations

import logging
import uuid
from collections import Counter

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.http import HttpRequest

from admissions.phi.access import network as neighborhood_of
from admissions.phi.keyring import keyring
from admissions.phi.seal import Sealed, Unreadable, seal, unseal
from alter_site.delivery.client_address import address_of, network_of
from alter_site.staff.adapters import StaffAccountAdapter, StaffSecondFactorAdapter

logger = logging.getLogger(__name__)

LABEL = "staff.second_factor"
# allauth encrypts a text without saying whose it is: these values are bound to their label alone.
NO_ROW = uuid.UUID(int=0)
# Where in an authenticator's data a secret stands.
SECRETS = {"secret", "seed"}


class AccountAdapter(StaffAccountAdapter):
    """Limits count by the address that our own proxies vouch for."""

    def networks_of(self, request: HttpRequest) -> tuple[str, str]:
        address = address_of(request)
        return network_of(address), neighborhood_of(address)


class SecondFactorAdapter(StaffSecondFactorAdapter):
    """Secrets of authenticator apps and recovery codes are sealed with the site's keys."""

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
    """The second factors as ``rotate_keys`` sees them; :mod:`alter_site.apps` puts them in."""

    def counts(self) -> Counter[str]:
        """Return how many secrets each key seals."""
        return Counter(
            Sealed.as_stored(factor.data[name]).key_id
            for factor in Authenticator.objects.iterator()
            for name in SECRETS & factor.data.keys()
        )

    def rotate(self) -> tuple[int, int]:
        """Seal with the active key what another sealed; return how many were, and how many do not open."""
        adapter, active, done, unreadable = SecondFactorAdapter(), keyring().active, 0, 0
        for pk in Authenticator.objects.values_list("pk", flat=True):
            with transaction.atomic():
                # Locked: a recovery code that is used meanwhile writes the same column.
                for factor in Authenticator.objects.select_for_update().filter(pk=pk):
                    for name in SECRETS & factor.data.keys():
                        if Sealed.as_stored(factor.data[name]).key_id == active:
                            continue
                        try:
                            factor.data[name] = adapter.encrypt(_open(factor.data[name]))
                        except Unreadable:
                            unreadable += 1
                            continue
                        factor.save(update_fields=["data"])
                        done += 1
        return done, unreadable
