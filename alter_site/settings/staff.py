"""Who signs in, and how."""

import re

from django.core.exceptions import ImproperlyConfigured

from .environment import SITE_ENV, env

AUTH_USER_MODEL = "staff.User"
ADMIN_PATH = (env.str("ADMIN_PATH", default="").strip("/") or "admin") + "/"
if not re.fullmatch(r"([a-z0-9_-]+/)+", ADMIN_PATH, re.IGNORECASE):
    raise ImproperlyConfigured("ADMIN_PATH must read as a path such as admin/ or staff/admin/.")
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "admin:index"
# Refuses whoever is not active staff, also in a session that is already there.
AUTHENTICATION_BACKENDS = ["alter_site.staff.backends.StaffBackend"]
# What new demo accounts get; load_demo prints it, and refuses to run in production.
DEMO_PASSWORD = env.str("DEMO_PASSWORD", default="only-for-this-demo")
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}Validator"}
    for name in ("UserAttributeSimilarity", "MinimumLength", "CommonPassword", "NumericPassword")
]

# Nobody who works at the desk gets in with a password alone. The demo's .env says "optional".
STAFF_SECOND_FACTOR = env.str("STAFF_SECOND_FACTOR", default="required")
if STAFF_SECOND_FACTOR not in {"required", "optional"}:
    raise ImproperlyConfigured("STAFF_SECOND_FACTOR is required or optional.")
if STAFF_SECOND_FACTOR == "optional" and SITE_ENV == "production":
    raise ImproperlyConfigured("STAFF_SECOND_FACTOR may be optional in the demo only.")

SESSION_ENGINE = "alter_site.staff.session_store"
# Nobody stays signed in for longer; alter_site.staff.sessions ends a session sooner when nothing is done.
SESSION_COOKIE_AGE = 10 * 3600
# How long the link works with which somebody sets their password.
PASSWORD_RESET_TIMEOUT = 24 * 3600

ACCOUNT_ADAPTER = "alter_site.sign_in.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]  # nobody signs up; allauth's checks want the two to agree
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
# alter_site.staff.login_limits counts, for all processes together.
ACCOUNT_RATE_LIMITS = MFA_RATE_LIMITS = False
MFA_ADAPTER = "alter_site.sign_in.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_USER_VERIFICATION = "required"
MFA_TOTP_ISSUER = "Alter"
MFA_TOTP_TOLERANCE = 1  # codes of 30 seconds; clocks differ
MFA_RECOVERY_CODES_SHOW_ONCE = True
