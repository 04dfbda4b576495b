"""Accounts: made by an administrator, opened by their owner with a link, reset when a phone is lost.

Nobody ever types a password for somebody else. Everything here is written into the log of accounts.
"""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.db import transaction
from django.urls import reverse
from django.utils.http import urlsafe_base64_decode, urlsafe_base64_encode

from .groups import BENEFITS_VERIFIER, COORDINATOR, LEAD, SITE_ADMIN
from .models import AccountEvent, User

What = AccountEvent.What


class LinkTokens(PasswordResetTokenGenerator):
    """Tokens of links: signed against the account's state, so that nothing about them is stored.

    They end with PASSWORD_RESET_TIMEOUT, with the password they set, and with the account's sessions.
    """

    key_salt = "staff.accounts.LinkTokens"

    def _make_hash_value(self, user: User, timestamp: int) -> str:
        return f"{super()._make_hash_value(user, timestamp)}{user.session_epoch}{user.is_active}"


tokens = LinkTokens()


# --- who may do what to whom --------------------------------------------------------------------------


def is_administrator(actor: User) -> bool:
    """May this person manage accounts?"""
    return actor.is_superuser or SITE_ADMIN in actor.group_names


def may_look_after(actor: User, account: User) -> bool:
    """May ``actor`` change this account? Nobody their own; a superuser's only a superuser."""
    if actor.pk == account.pk or not (actor.is_active and is_administrator(actor)):
        return False
    return actor.is_superuser or not account.is_superuser


def may_reset(actor: User, account: User) -> bool:
    """May ``actor`` reset this account's second factor? A lead may for coordinators and verifiers."""
    if may_look_after(actor, account):
        return True
    groups = account.group_names
    is_colleague = bool(groups) and groups <= {COORDINATOR, BENEFITS_VERIFIER}
    return LEAD in actor.group_names and is_colleague and not account.is_superuser and actor.pk != account.pk


# --- what is done -------------------------------------------------------------------------------------


def taking_turns(actor: User, account: User) -> User:
    """Hold both accounts until the transaction ends; return ``actor`` as they are by then."""
    both = User.objects.select_for_update().filter(pk__in=[actor.pk, account.pk])
    return both.order_by("pk").in_bulk()[actor.pk]


def note(actor: User, account: User, what: str, group: str = "") -> None:
    """Add a row to the log of changes to accounts."""
    AccountEvent.objects.create(by=actor, account=account, what=what, group=group)


@transaction.atomic
def make_link(actor: User, account: User) -> str:
    """Return the path with which the account's owner sets a password; earlier links and sessions end."""
    account.end_sessions()
    note(actor, account, What.LINK)
    key = urlsafe_base64_encode(str(account.pk).encode())
    return reverse("staff_link", args=[key, tokens.make_token(account)])


def owner_of(key: str, token: str) -> User | None:
    """Return whose link this is, if it still works."""
    try:
        account = User.objects.get(pk=int(urlsafe_base64_decode(key)))
    except (ValueError, OverflowError, User.DoesNotExist):
        return None
    return account if account.is_active and tokens.check_token(account, token) else None


@transaction.atomic
def use_link(key: str, token: str, password: str) -> User | None:
    """Set the password of the link's owner; of two requests at the same time one gets None."""
    account = owner_of(key, token)
    if account is None:
        return None
    before = account.password
    account.set_password(password)
    if not User.objects.filter(pk=account.pk, password=before).update(password=account.password):
        return None
    account.end_sessions()
    note(account, account, What.PASSWORD)
    return account


@transaction.atomic
def reset_second_factor(actor: User, account: User) -> None:
    """Take away every second factor and recovery code; the next sign-in sets up new ones."""
    account.end_sessions()  # first: one that is being set up in them is refused, or there to be deleted
    Authenticator.objects.filter(user=account).delete()
    note(actor, account, What.RESET)
