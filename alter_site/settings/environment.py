"""Which site this is, and where it finds and writes things."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

from alter_site.delivery import public_files

BASE_DIR = Path(__file__).resolve().parents[2]


YES_OR_NO = {*environ.Env.BOOLEAN_TRUE_STRINGS, "false", "off", "no", "n", "0"}


class Environment(environ.Env):
    """Takes an empty variable for one that is not set: files of settings often name all of them."""

    def get_value(
        self, var: str, cast: Any = None, default: Any = environ.Env.NOTSET, parse_default: bool = False
    ) -> Any:
        value = self.ENVIRON.get(var, "").strip()
        if value:
            # The library would take a value that begins with a dollar sign for the name of another variable.
            if cast is bool and value.lower() not in YES_OR_NO:
                raise ImproperlyConfigured(f"{var} must read true or false.")
            if cast is int and not (value.isascii() and value.isdigit()):
                raise ImproperlyConfigured(f"{var} must read as a whole number from 0.")
            return self.parse_value(value, cast)
        if default is self.NOTSET:
            raise ImproperlyConfigured(f"{var} must be set in the environment.")
        return default


env = Environment()
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


@contextmanager
def refused_with(words: str) -> Iterator[None]:
    """Say what a setting must read where something breaks at its value, which may hold a password."""
    try:
        yield
    except (ImproperlyConfigured, OSError, ValueError):
        raise ImproperlyConfigured(words) from None


# As Django compares them: with any other name it would refuse every page.
HOST = r"[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*"


def origin(address: str) -> str:
    """Return an address as the origin it is; canonical links would carry along whatever else stood in it."""
    with refused_with("SITE_URL must read https://host and nothing more; http outside production."):
        parts = urlsplit(address.rstrip("/"))
        schemes = {"https"} if IN_PRODUCTION else {"https", "http"}
        is_sound = re.fullmatch(HOST, parts.hostname or "") and parts.port != 0
        if not is_sound or parts.scheme not in schemes or "@" in parts.netloc or parts[2:] != ("", "", ""):
            raise ValueError
        return f"{parts.scheme}://{parts.netloc.lower()}"


DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = required_in_production("SECRET_KEY", otherwise="only-for-tests-and-demo-" + "0" * 40)

# The one public origin: canonical links, sitemap and Open Graph are built from it, never from a request.
SITE_URL = origin(required_in_production("SITE_URL", otherwise="http://localhost:8000"))
# A machine asks itself whether it is well.
ALLOWED_HOSTS = [
    *env.list("ALLOWED_HOSTS", cast=str.strip, default=[urlsplit(SITE_URL).hostname]),
    "127.0.0.1",
]
if not all(re.fullmatch(rf"\*|\.?{HOST}|\[[0-9A-Fa-f:.]+\]", host) for host in ALLOWED_HOSTS):
    raise ImproperlyConfigured(
        "ALLOWED_HOSTS must read host,host: names without https:// and without a port."
    )
CSRF_TRUSTED_ORIGINS = [SITE_URL]

# Everything the site writes when no database server or object store is configured.
with refused_with("VAR_DIR must read as a folder, or as a place where one can be made."):
    VAR_DIR = public_files.passable(BASE_DIR / env.str("VAR_DIR", default="var"))
GENERATION_FILE = VAR_DIR / "generation"
FACTS_FILE = VAR_DIR / "facts.json"
BAKED_DIR = VAR_DIR / "baked"
ADDRESS_JOURNAL = VAR_DIR / "asked"
PAGE_CACHE_BYTES = 32_000_000  # in each process; some 1,100 pages
SERVER_PROCESSES = env.int("WEB_CONCURRENCY", default=2)
if not SERVER_PROCESSES:
    raise ImproperlyConfigured("WEB_CONCURRENCY must read as a whole number from 1.")
# Where to report a weakness: mailto:, tel: or https:; otherwise our number.
SECURITY_CONTACT = env.str("SECURITY_CONTACT", default="")
if SECURITY_CONTACT and not re.match(r"(mailto:|tel:|https://)\S+\Z", SECURITY_CONTACT):
    raise ImproperlyConfigured(
        "SECURITY_CONTACT must read mailto:name@host, tel:+18005550100 or https://host."
    )
LAST_RESORT_PHONE = "+18669893395"  # printed by error pages when even the facts file is gone
