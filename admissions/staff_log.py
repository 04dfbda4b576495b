"""What happens to staff accounts joins the log of looks: who signed in, who failed to, and who changed whom.

``alter_site.staff`` imports nothing of this app, so everything here hears it by signal. An address that was
typed and is nobody's stands in the log as a keyed code: the same one can be seen to come again.
"""

from __future__ import annotations

from typing import Any

from allauth.account.signals import user_logged_in
from allauth.mfa.signals import (
    authentication_failed,
    authenticator_added,
    authenticator_removed,
    authenticator_reset,
)
from django.contrib.auth import get_user_model
from django.contrib.auth.signals import user_logged_out, user_login_failed
from django.db.models.signals import post_save
from django.http import HttpRequest

from alter_site.delivery.client_address import address_of

from .custody.access import network
from .custody.chain import append
from .phi import blind_index

SIGN_IN, SIGN_OUT, NO_SIGN_IN = "sign in", "sign out", "no sign-in"
ACCOUNT, SECOND_STEP = "account", "second step"
CODE = 16  # characters of a keyed code: enough to tell two apart


def account(user: Any) -> str:
    """Return how the log names an account that something was done to."""
    return f"account:{user.pk}"


def _from(request: HttpRequest | None) -> str:
    return network(address_of(request)) if request is not None else ""


def _signed_in(request: HttpRequest, user: Any, **kwargs: Any) -> None:
    append(action=SIGN_IN, actor=user, address=_from(request))


def _signed_out(request: HttpRequest, user: Any, **kwargs: Any) -> None:
    if user is not None:
        append(action=SIGN_OUT, actor=user, address=_from(request))


def _not_signed_in(credentials: dict[str, Any], request: HttpRequest | None = None, **kwargs: Any) -> None:
    typed = str(credentials.get("email") or credentials.get("username") or "")
    # Django's own lookup, however the address was written; NUL is nobody's, and PostgreSQL takes none.
    found = (
        get_user_model().objects.filter(email__iexact=typed).first() if typed and "\0" not in typed else None
    )
    named = account(found) if found is not None else f"address:{blind_index.email(typed)[:CODE]}"
    append(action=NO_SIGN_IN, fields=named, reason="password", address=_from(request))


def _wrong_second_step(request: HttpRequest, user: Any, **kwargs: Any) -> None:
    append(action=NO_SIGN_IN, fields=account(user), reason="second step", address=_from(request))


def passkey_refused(request: HttpRequest) -> None:
    """Write down that a passkey did not fit as the second step."""
    known = account(request.user) if request.user.is_authenticated else ""
    append(action=NO_SIGN_IN, fields=known, reason="passkey", address=_from(request))


def _second_step_changed(words: str) -> Any:
    def heard(request: HttpRequest, user: Any, authenticator: Any, **kwargs: Any) -> None:
        append(
            action=SECOND_STEP,
            actor=user,
            reason=f"{words} {authenticator.get_type_display()}",
            address=_from(request),
        )

    return heard


def _account_changed(instance: Any, created: bool, **kwargs: Any) -> None:
    if created:
        append(action=ACCOUNT, actor=instance.by, fields=account(instance.account), reason=str(instance))


def listen() -> None:
    """Hear of all of it; called once, when the app is ready."""
    # allauth's own: it is sent once somebody is in, with the second step behind them.
    user_logged_in.connect(_signed_in, dispatch_uid="admissions.signed_in")
    user_logged_out.connect(_signed_out, dispatch_uid="admissions.signed_out")
    user_login_failed.connect(_not_signed_in, dispatch_uid="admissions.not_signed_in")
    authentication_failed.connect(_wrong_second_step, dispatch_uid="admissions.wrong_second_step")
    for signal, words in (
        (authenticator_added, "added"),
        (authenticator_removed, "removed"),
        (authenticator_reset, "made anew"),
    ):
        signal.connect(
            _second_step_changed(words), weak=False, dispatch_uid=f"admissions.second_step.{words}"
        )
    post_save.connect(
        _account_changed, sender="staff.AccountEvent", dispatch_uid="admissions.account_changed"
    )
