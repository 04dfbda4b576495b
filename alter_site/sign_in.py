"""What sign-in takes from elsewhere: the visitor's address from delivery, the sealing keys from admissions.

``alter_site.staff`` stands alone, so the settings name these classes.
"""

from __future__ import annotations

import uuid
from collections import Counter

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.http import HttpRequest

from admissions.phi.keyring import keyring
from admissions.phi.seal import Sealed, seal, unseal
from alter_site.delivery.client_address import address_of
from alter_site.staff.adapters import StaffAccountAdapter, StaffSecondFactorAdapter

LABEL = "staff.second_factor"
# allauth encrypts a text without saying whose it is: these values are bound to their label alone.
NO_ROW = uuid.UUID(int=0)
# Where in an authenticator's data a secret stands.
SECRETS = ("secret", "seed")


class AccountAdapter(StaffAccountAdapter):
    """Limits count by the address that our own proxies vouch for."""

    def get_client_ip(self, request: HttpRequest) -> str:
        return address_of(request) or "unknown"


class SecondFactorAdapter(StaffSecondFactorAdapter):
    """Secrets of authenticator apps and recovery codes are sealed with the site's keys."""

    def encrypt(self, text: str) -> str:
        return seal(LABEL, NO_ROW, text.encode()).token

    def decrypt(self, encrypted_text: str) -> str:
        return unseal(LABEL, NO_ROW, Sealed(encrypted_text)).decode()


class SealedSecondFactors:
    """The second factors as ``rotate_keys`` sees them; alter_site.apps registers it."""

    def counts(self) -> Counter[str]:
        """Return how many secrets each key seals."""
        return Counter(
            Sealed(factor.data[name]).key_id
            for factor in Authenticator.objects.iterator()
            for name in SECRETS
            if name in factor.data
        )

    def rotate(self) -> int:
        """Seal with the active key what another one sealed; return how many secrets that were."""
        adapter, active, done = SecondFactorAdapter(), keyring().active, 0
        for pk in Authenticator.objects.values_list("pk", flat=True):
            with transaction.atomic():
                # Locked: a recovery code used meanwhile writes the same column.
                factor = Authenticator.objects.select_for_update().filter(pk=pk).first()
                names = [name for name in SECRETS if factor and name in factor.data]
                for name in names:
                    if factor and Sealed(factor.data[name]).key_id != active:
                        factor.data[name] = adapter.encrypt(adapter.decrypt(factor.data[name]))
                        factor.save(update_fields=["data"])
                        done += 1
        return done
