"""Everything we use of allauth that it does not document, and that a release of it may change.

``tests/staff/test_allauth_internals.py`` says what we expect of each name.
"""

from allauth.account.internal.flows.login import perform_password_login
from allauth.core.internal.cryptokit import normalize_user_code
from allauth.mfa.base.internal.flows import delete_and_cleanup, post_authentication
from allauth.mfa.recovery_codes.internal.flows import can_generate_recovery_codes
from allauth.mfa.totp.internal.auth import SECRET_SESSION_KEY, generate_totp_secret
from allauth.mfa.webauthn.internal.auth import STATE_SESSION_KEY, begin_registration
from allauth.mfa.webauthn.internal.flows import perform_passwordless_login

__all__ = [
    "SECRET_SESSION_KEY",
    "STATE_SESSION_KEY",
    "begin_registration",
    "can_generate_recovery_codes",
    "delete_and_cleanup",
    "generate_totp_secret",
    "normalize_user_code",
    "perform_password_login",
    "perform_passwordless_login",
    "post_authentication",
]
