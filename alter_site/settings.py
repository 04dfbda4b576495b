"""Settings for every environment, read from environment variables (README lists them all).

``SITE_ENV`` says which rules apply: ``production`` (also when unset, so that a forgotten variable
fails closed), ``demo`` (one machine, plain http, demo content and sign-ins) or ``test``.
"""

import mimetypes
from pathlib import Path

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from alter_site import cache
from alter_site.delivery import body_limits, log_lines, public_files, static
from alter_site.postgresql import options as postgresql

BASE_DIR = Path(__file__).resolve().parent.parent

env = environ.Env()
# A developer's own .env never reaches the tests.
if env.str("SITE_ENV", default="") != "test":
    environ.Env.read_env(BASE_DIR / ".env")

SITE_ENV = env.str("SITE_ENV", default="production")
if SITE_ENV not in {"production", "demo", "test"}:
    raise ImproperlyConfigured(f"SITE_ENV is {SITE_ENV!r}; it must be production, demo or test.")
IN_PRODUCTION = SITE_ENV == "production"


def required_in_production(name: str, *, otherwise: str) -> str:
    """Return the variable ``name``; a production site refuses to start without it."""
    value: str = env.str(name, default="")
    if value:
        return value
    if IN_PRODUCTION:
        raise ImproperlyConfigured(f"{name} must be set in the environment when SITE_ENV is production.")
    return otherwise


DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = required_in_production("SECRET_KEY", otherwise="only-for-tests-and-demo-" + "0" * 40)

# The one public origin: canonical links, sitemap and Open Graph are built from it, never from a request.
SITE_URL = required_in_production("SITE_URL", otherwise="http://localhost:8000").rstrip("/")
# A machine asks itself whether it is well.
ALLOWED_HOSTS = [*env.list("ALLOWED_HOSTS", default=[environ.urlparse(SITE_URL).hostname]), "127.0.0.1"]
CSRF_TRUSTED_ORIGINS = [SITE_URL]

# Everything the site writes when no database server or object store is configured.
VAR_DIR = public_files.passable(Path(env.str("VAR_DIR", default=str(BASE_DIR / "var"))))
GENERATION_FILE = VAR_DIR / "generation"
FACTS_FILE = VAR_DIR / "facts.json"
BAKED_DIR = VAR_DIR / "baked"
PAGE_CACHE_BYTES = 32_000_000  # in each process; some 1,300 pages
# Where to report a weakness: mailto:, tel: or https:; otherwise our number.
SECURITY_CONTACT = env.str("SECURITY_CONTACT", default="")
LAST_RESORT_PHONE = "+18669893395"  # printed by error pages when even the facts file is gone

ROOT_URLCONF = "alter_site.urls"
WSGI_APPLICATION = "alter_site.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
    "csp",
    "js_asset",
    "django_prose_editor",
    "django_tasks",
    "django_tasks_db",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "alter_site.limits",
    "alter_site.postgresql",
    "alter_site.staff",
    "alter_site.content",
    "alter_site.library",
    "alter_site.selfhelp",
    "therapies",
    "facilities",
    "admissions",
    "alter_site.apps.AlterAdminConfig",
]

MIDDLEWARE = [
    "alter_site.delivery.request_id.RequestIdMiddleware",
    "alter_site.delivery.routes.RouteNameMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "alter_site.delivery.static.StaticFilesMiddleware",
    "alter_site.delivery.headers.HeadersMiddleware",
    "alter_site.delivery.first_view.PolicyMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "alter_site.delivery.requests.ReadableRequestMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "alter_site.staff.sessions.StaffSessionMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
            "libraries": {"first_view": "alter_site.delivery.first_view"},
        },
    },
]

# --- Data -----------------------------------------------------------------------------------------

DATABASES = {"default": env.db_url("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'db.sqlite3'}")}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = {
        # A write transaction takes its lock at BEGIN: waiting writers queue instead of failing half-way.
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
    }
# Connecting takes longer than the queries of a page.
DATABASES["default"] = {"CONN_HEALTH_CHECKS": True, "CONN_MAX_AGE": 60} | DATABASES["default"]
if DATABASES["default"]["ENGINE"] != "django.db.backends.sqlite3":
    shared = env.int("DATABASE_POOL", default=0)
    DATABASES["default"] = postgresql.configured(DATABASES["default"], shared=shared)

# Shared by several web nodes; without it the generation is a file that all processes of one machine see.
REDIS_URL = env.str("REDIS_URL", default="")
CACHES = {"default": cache.configured(REDIS_URL)}

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}

# --- People ---------------------------------------------------------------------------------------

AUTH_USER_MODEL = "staff.User"
ADMIN_PATH = env.str("ADMIN_PATH", default="admin/").strip("/") + "/"
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
# alter_site.staff.guessing counts, for all processes together.
ACCOUNT_RATE_LIMITS = MFA_RATE_LIMITS = False
MFA_ADAPTER = "alter_site.sign_in.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_USER_VERIFICATION = "required"
MFA_TOTP_ISSUER = "Alter"
MFA_TOTP_TOLERANCE = 1  # codes of 30 seconds; clocks differ
MFA_RECOVERY_CODES_SHOW_ONCE = True

# --- Personal data --------------------------------------------------------------------------------

# Keys that seal, name:base64 of 32 random bytes, or a file that holds them: admissions.phi.keyring.
PHI_KEYS_FILE = env.str("PHI_KEYS_FILE", default="")
PHI_KEYS = (
    env.str("PHI_KEYS", default="") if PHI_KEYS_FILE else required_in_production("PHI_KEYS", otherwise="")
)
PHI_ACTIVE = env.str("PHI_ACTIVE", default="")
PHI_INDEX_KEY = required_in_production("PHI_INDEX_KEY", otherwise="")
# The one before, while it is being changed; where the end of the log of looks is told: docs/operations.md.
PHI_INDEX_KEY_OLD = env.str("PHI_INDEX_KEY_OLD", default="")
LOOK_ANCHORS = env.str("LOOK_ANCHORS", default="")
CARD_PHOTO_BUDGET = env.int("CARD_PHOTO_MEGABYTES", default=2000) * 1_000_000  # bytes, until they are sent
# Proxies of ours, as addresses or networks: only what they say about a visitor's address is believed.
TRUSTED_PROXIES = env.list("TRUSTED_PROXIES", default=[])

# --- Language and time ----------------------------------------------------------------------------

LANGUAGE_CODE = "en-us"
LANGUAGES = [("en-us", "English")]
USE_I18N = USE_TZ = True
TIME_ZONE = "America/Los_Angeles"

# --- Files ----------------------------------------------------------------------------------------

STATIC_URL, MEDIA_URL = "/static/", "/media/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = VAR_DIR / "static"
MEDIA_ROOT = Path(env.str("MEDIA_ROOT", default=str(VAR_DIR / "media")))
STORAGES = {
    "default": {
        "BACKEND": "alter_site.object_store.ObjectStore",
        "OPTIONS": {
            "bucket_name": env.str("S3_MEDIA_BUCKET"),
            "endpoint_url": env.str("S3_ENDPOINT_URL", default=None),
            "file_overwrite": False,
        },
    }
    if env.str("S3_MEDIA_BUCKET", default="")
    else {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG or SITE_ENV == "test"
        else "alter_site.delivery.static.HashedStaticFilesStorage",
    },
}
FILE_UPLOAD_PERMISSIONS, FILE_UPLOAD_DIRECTORY_PERMISSIONS = public_files.FILE, public_files.FOLDER
WHITENOISE_USE_FINDERS = DEBUG or SITE_ENV == "test"
WHITENOISE_AUTOREFRESH = DEBUG
WHITENOISE_ADD_HEADERS_FUNCTION = static.add_headers
# For whoever serves static files: WhiteNoise, runserver, a test’s live server.
mimetypes.add_type("application/speculationrules+json", ".speculationrules")
WHITENOISE_MIMETYPES = {".speculationrules": "application/speculationrules+json"}
# What a form's fields may hold together, without its files. For all that is sent each route has a limit.
DATA_UPLOAD_MAX_MEMORY_SIZE = body_limits.STAFF_FORM
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000

# --- Mail (staff notices only) --------------------------------------------------------------------

vars().update(env.email_url("EMAIL_URL", default="consolemail://"))
EMAIL_TIMEOUT = 15  # seconds; the worker has other things to do
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="Alter website <website@example.com>")

# --- Safety ---------------------------------------------------------------------------------------

# Also tells other sites nothing about which condition somebody read about. "no-referrer" would make
# browsers send "Origin: null", which fails CSRF checks.
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "alter_site.views.csrf_failure"
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
CSRF_COOKIE_AGE = None  # until the browser is closed: a year would tell whoever looks that somebody was here
if SITE_ENV != "demo":
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SESSION_COOKIE_NAME = "__Secure-session"
    CSRF_COOKIE_NAME = "__Secure-csrf"
# Leads to what a visitor has answered so far: admissions.verification.drafts.
DRAFT_COOKIE_NAME = "request" if SITE_ENV == "demo" else "__Host-request"
if IN_PRODUCTION:
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = ["^healthz$", "^readyz$"]  # asked by machines, from beside the server
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 2 * 365 * 24 * 3600
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True

# One policy for every page, the admin included. The admin adds a nonce for the editor's import map.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],  # audits fetch robots.txt from inside the page
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    },
}

LOGGING = log_lines.configuration(is_for_developers=DEBUG)
