"""The forms of sign-in, in our words."""

from __future__ import annotations

import unicodedata
from typing import Any

from allauth.account.adapter import get_adapter as get_account_adapter
from allauth.account.forms import LoginForm
from allauth.core import context
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    LoginWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from cryptography.exceptions import InvalidSignature
from django import forms
from django.conf import settings

from alter_site.limits import counts

from . import login_limits
from .allauth_internals import SECRET_SESSION_KEY, generate_totp_secret, normalize_user_code
from .backends import StaffBackend
from .names import as_seen

# How long a code that was used could still be right, clocks that differ included.
CODE_LIFE = 30 * (2 * settings.MFA_TOTP_TOLERANCE + 1)


class SignInForm(LoginForm):
    """Address and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        login, password = self.fields["login"], self.fields["password"]
        login.label, password.label, password.help_text = "E-mail address", "Password", ""
        login.widget.attrs = {"autocomplete": "username"}
        password.widget.attrs = {"autocomplete": "current-password"}


class _OneCode:
    """One field for a code, which can be used once."""

    user: Any
    fields: dict[str, forms.Field]
    cleaned_data: dict[str, Any]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        label_code(self.fields["code"], "Code")

    def clean_code(self) -> str:
        guess = counted(login_limits.CODE, self.user)
        self.cleaned_data["code"] = plain(self.cleaned_data["code"])
        code = str(super().clean_code())  # type: ignore[misc]
        use_up(self.user, code)
        guess.was_right()
        return code


def plain(code: str) -> str:
    """Return a code without spaces and unseen signs, its digits as 0 to 9 whatever their script or width."""
    seen = (sign for sign in code if not sign.isspace() and unicodedata.category(sign) != "Cf")
    return "".join(str(unicodedata.decimal(sign, sign)) for sign in seen)


def counted(kind: str, user: Any) -> login_limits.Guess:
    """Return an attempt at the second step, counted.

    Raises:
        ValidationError: there were too many attempts.
    """
    guess = login_limits.at_second_step(context.request, kind, user)
    if not guess.is_allowed():
        raise get_account_adapter().validation_error("too_many_login_attempts")
    return guess


def use_up(user: Any, code: str) -> None:
    """Mark a right code as used. allauth remembers it for 30 seconds; it would be accepted for longer.

    Raises:
        ValidationError: somebody has used it already.
    """
    if not counts.use_once(f"code of {user.pk}: {normalize_user_code(code)}", CODE_LIFE):
        raise get_adapter().validation_error("incorrect_code")


class CodeForm(_OneCode, AuthenticateForm):
    """The second step of signing in."""


class CodeAgainForm(_OneCode, ReauthenticateForm):
    """Reauthentication with a code."""


class AppForm(ActivateTOTPForm):
    """The first code of an authenticator app.

    The secret waits sealed in the session, and is the same when the page is loaded again: somebody may
    have scanned it already.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.user = kwargs.pop("user")
        # Not ActivateTOTPForm's own: that one keeps the secret in clear.
        super(ActivateTOTPForm, self).__init__(*args, **kwargs)
        session, adapter = context.request.session, get_adapter()
        if SECRET_SESSION_KEY not in session:
            session[SECRET_SESSION_KEY] = adapter.encrypt(generate_totp_secret())
        self.secret = adapter.decrypt(session[SECRET_SESSION_KEY])
        label_code(self.fields["code"], "Code from the app")

    def clean_code(self) -> str:
        self.cleaned_data["code"] = plain(self.cleaned_data["code"])
        code = str(super().clean_code())
        use_up(self.user, code)
        return code


class _Credential:
    """The browser's credential from a passkey. A malformed one is a wrong code, never a server error."""

    def _tried(self, clean: Any) -> Any:
        try:
            return clean()
        except (AttributeError, InvalidSignature, KeyError, TypeError, ValueError):
            raise get_adapter().validation_error("incorrect_code") from None


class PasskeyForm(_Credential, AddWebAuthnForm):
    """A passkey that was just made. Each can sign in by itself, so there is nothing to choose."""

    passwordless = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name = self.fields["name"]
        name.label, name.help_text = "Name", "So that you can tell it from another one, such as “Work phone”."
        name.widget.attrs = {"autocomplete": "off", "maxlength": "60"}

    def clean_name(self) -> str:
        self.cleaned_data["name"] = as_seen(self.cleaned_data["name"])
        return str(super().clean_name())

    def clean(self) -> dict[str, Any]:
        return self._tried(super().clean)


class PasskeySignInForm(_Credential, LoginWebAuthnForm):
    """Signing in with a passkey alone: no backend has checked for active staff, so the form does."""

    def clean_credential(self) -> Any:
        factor = self._tried(super().clean_credential)
        if not StaffBackend().user_can_authenticate(factor.user):
            raise get_adapter().validation_error("incorrect_code")
        return factor


class _CountedPasskey(_Credential):
    user: Any

    def clean_credential(self) -> Any:
        guess = counted(login_limits.PASSKEY, self.user)
        factor = self._tried(super().clean_credential)  # type: ignore[misc]
        guess.was_right()
        return factor


class PasskeySecondForm(_CountedPasskey, AuthenticateWebAuthnForm):
    """A passkey as the second step."""


class PasskeyAgainForm(_CountedPasskey, ReauthenticateWebAuthnForm):
    """Reauthentication with a passkey."""


def label_code(field: forms.Field, label: str) -> None:
    """Label a field for a one-time code and set its input attributes."""
    field.label = label
    field.widget.attrs = {"autocomplete": "one-time-code", "inputmode": "numeric", "spellcheck": "false"}
