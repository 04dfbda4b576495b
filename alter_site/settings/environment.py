"""Which site this is, and where it finds and writes things."""

from pathlib import Path

import environ
from django.core.exceptions import ImproperlyConfigured

from alter_site.delivery import public_files

BASE_DIR = Path(__file__).resolve().parents[2]

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
ADDRESS_JOURNAL = VAR_DIR / "asked"
PAGE_CACHE_BYTES = 32_000_000  # in each process; some 1,100 pages
# Where to report a weakness: mailto:, tel: or https:; otherwise our number.
SECURITY_CONTACT = env.str("SECURITY_CONTACT", default="")
LAST_RESORT_PHONE = "+18669893395"  # printed by error pages when even the facts file is gone
