"""What allauth asks this site: no sign-up, no mail, no messages, one wording for every refusal."""

from __future__ import annotations

import time
from typing import Any, ClassVar

import qrcode
from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from qrcode.image.svg import SvgPathImage

from . import login_limits, second_factor

PASSKEY_AGAIN = "mfa_reauthenticate_webauthn"
TOO_OFTEN = (
    "That was tried too often. Wait a while, sign in with a passkey, or use a device on which you did before."
)
WRONG_CODE = "That did not work. Check the code, or try once more with a new one."


class StaffAccountAdapter(DefaultAccountAdapter):
    """Sign-in for people whose account an administrator made."""

    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": "This address and password do not go together.",
        "too_many_login_attempts": TOO_OFTEN,
        "incorrect_code": WRONG_CODE,
    }

    def networks_of(self, request: HttpRequest) -> tuple[str, str]:
        """Return the network of a visitor's address and the wider one around it: see ``sign_in.py``."""
        raise NotImplementedError

    def authenticate(self, request: HttpRequest, **credentials: Any) -> AbstractBaseUser | None:
        """Check a password, within our own rate limits: allauth's are off."""
        guess = login_limits.at_password(request, credentials["email"])
        if not guess.is_allowed():
            raise self.validation_error("too_many_login_attempts")
        user: AbstractBaseUser | None = super().authenticate(request, **credentials)
        if user is not None:
            guess.was_right()
        return user

    def post_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> HttpResponse:
        response = super().post_login(request, user, **kwargs)
        if second_factor.is_enough(request):
            login_limits.remember_device(request, response, user)
        return response

    def is_safe_url(self, url: str) -> bool:
        try:
            return bool(super().is_safe_url(url))
        except ValueError:  # no address at all, such as http://[
            return False

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_login_stages(self) -> list[str]:
        return ["alter_site.staff.second_factor.SecondStep"]

    def add_message(self, request: HttpRequest, level: int, *args: Any, **kwargs: Any) -> None:
        """Add no message: the screens themselves say what happened."""

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send nothing: what happens to an account stands in its log."""

    def respond_user_inactive(self, request: HttpRequest, user: AbstractBaseUser) -> HttpResponse:
        return redirect("account_login")

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Ask again unless the second factor was used just now; somebody who has none can only set one up."""
        if not second_factor.of(self.request.user):
            return False
        age = time.time() - second_factor.last_used_at(self.request)
        return age > app_settings.REAUTHENTICATION_TIMEOUT

    def get_reauthentication_methods(self, user: AbstractBaseUser | AnonymousUser) -> list[dict[str, Any]]:
        """Offer second factors only: a password alone does not reauthenticate."""
        if not user.is_authenticated:
            return []
        kinds = [factor.type for factor in second_factor.of(user)]
        ways = {Authenticator.Type.TOTP: "mfa_reauthenticate", Authenticator.Type.WEBAUTHN: PASSKEY_AGAIN}
        found = list(dict.fromkeys(ways[kind] for kind in sorted(kinds)))
        if found == [PASSKEY_AGAIN]:
            found.append("mfa_reauthenticate")  # with a recovery code
        return [{"id": name, "description": name, "url": reverse(name)} for name in found]


class StaffSecondFactorAdapter(DefaultMFAAdapter):
    """Second factors under the site's name; ``alter_site.sign_in`` seals their secrets."""

    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": WRONG_CODE,
    }

    def build_totp_svg(self, url: str) -> str:
        """Draw the code as a picture that can stand inside the page: the policy allows no data addresses."""
        return str(qrcode.make(url, image_factory=SvgPathImage, border=2).to_string(encoding="unicode"))

    def generate_authenticator_name(self, *args: Any) -> str:
        return "Passkey"

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return {**super().get_public_key_credential_rp_entity(), "name": str(settings.MFA_TOTP_ISSUER)}
