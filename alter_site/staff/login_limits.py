"""Rate limits on passwords and codes, and the known devices that are exempt from some of them.

What is counted are guesses: a try counts before it is looked at, and no longer once it was right. Which are
counted together, and why, stands in docs/decisions/limits.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from allauth.account.adapter import get_adapter
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import get_random_string

from alter_site.limits import counts
from alter_site.limits.counts import Limit

from . import cookies
from .models import User

MINUTE, HOUR, DAY = 60, 3600, 24 * 3600  # seconds
KNOWN_FOR = 90 * DAY  # since the device signed in last
MOST_ACCOUNTS = 5  # of one device that several people use
COOKIE = "staff_device"

PASSWORD, CODE, PASSKEY = "password", "code", "passkey"
OF_A_DEVICE = {
    PASSWORD: Limit(10, 5 * MINUTE),
    CODE: Limit(5, 5 * MINUTE),
    PASSKEY: Limit(20, 5 * MINUTE),
}
# By account and address, for a while and for a day; by account and neighborhood; by account from anywhere.
# The last is more than one neighborhood can use up. Of a million codes three are right: fewer tries a day.
OF_AN_ADDRESS = {**OF_A_DEVICE, PASSWORD: Limit(5, 5 * MINUTE)}
OF_AN_ADDRESS_A_DAY = {PASSWORD: Limit(20, DAY), CODE: Limit(15, DAY), PASSKEY: Limit(60, DAY)}
OF_A_NEIGHBORHOOD = {PASSWORD: Limit(30, HOUR), CODE: Limit(20, DAY), PASSKEY: Limit(60, DAY)}
OF_AN_ACCOUNT = {PASSWORD: Limit(60, HOUR), CODE: Limit(50, DAY), PASSKEY: Limit(200, DAY)}
# At any account.
ANY_ACCOUNT, ANY_ACCOUNT_AROUND = Limit(30, 5 * MINUTE), Limit(300, HOUR)


@dataclass(frozen=True)
class Guess:
    """One attempt, and the limits it counts under."""

    limits: dict[str, Limit]

    def is_allowed(self) -> bool:
        """Count the attempt; return whether it is within its limits."""
        return counts.count(self.limits)

    def was_right(self) -> None:
        """Take the count back: the password or code was right."""
        counts.give_back(self.limits)


def at_password(request: HttpRequest, email: str) -> Guess:
    """Return an attempt at the password for an e-mail address, whether there is such an account or not."""
    # By account, not by what was typed: case differs. One query also where there is no account.
    found = User.objects.filter(email__iexact=email).values_list("pk", flat=True).first()
    return _guess(request, PASSWORD, str(found) if found is not None else f"no account {email.casefold()}")


def at_second_step(request: HttpRequest, kind: str, user: Any) -> Guess:
    """Return an attempt with a code of the app, a recovery code or a passkey."""
    return _guess(request, kind, str(user.pk))


def _guess(request: HttpRequest, kind: str, account: str) -> Guess:
    device, accounts = _device(request)
    if account in accounts:
        return Guess({f"{kind} {account} on {device}": OF_A_DEVICE[kind]})
    address, around = get_adapter(request).networks_of(request)
    limits = {
        f"{kind} {account} at {address}": OF_AN_ADDRESS[kind],
        f"{kind} {account} at {address} today": OF_AN_ADDRESS_A_DAY[kind],
        f"{kind} {account} around {around}": OF_A_NEIGHBORHOOD[kind],
        f"{kind} {account}": OF_AN_ACCOUNT[kind],
    }
    return Guess(limits | _any_account(address, around) if kind == PASSWORD else limits)


def _any_account(address: str, around: str) -> dict[str, Limit]:
    return {f"passwords at {address}": ANY_ACCOUNT, f"passwords around {around}": ANY_ACCOUNT_AROUND}


def may_ask(request: HttpRequest) -> bool:
    """May this IP address try passwords at all? Known devices always may."""
    return bool(_device(request)[1]) or not counts.is_full(
        _any_account(*get_adapter(request).networks_of(request))
    )


# --- devices ------------------------------------------------------------------------------------------


def _device(request: HttpRequest) -> tuple[str, list[str]]:
    """Return a device's id and the accounts that have signed in on it, the latest first."""
    name, accounts = cookies.read(request, COOKIE, KNOWN_FOR) or ("", [])
    return name, accounts


def remember_device(request: HttpRequest, response: HttpResponse, user: Any) -> None:
    """Set the cookie of a known device: somebody has signed in on it, second step included."""
    name, accounts = _device(request)
    accounts = [str(user.pk), *(pk for pk in accounts if pk != str(user.pk))][:MOST_ACCOUNTS]
    cookies.give(response, COOKIE, [name or get_random_string(22), accounts], KNOWN_FOR)
