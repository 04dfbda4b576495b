"""Whether payers are asked electronically, and how. Without a key and a signed agreement it stays manual."""

import re
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from .environment import IN_PRODUCTION, env, refused_with

# The clearinghouses that personal data may be sent to, and this machine, where the simulator listens.
ELIGIBILITY_HOSTS = ("healthcare.us.stedi.com",)
ELIGIBILITY_LOOPBACK = () if IN_PRODUCTION else ("127.0.0.1", "localhost")

ELIGIBILITY_BACKEND = env.str("ELIGIBILITY_BACKEND", default="") or "manual"
ELIGIBILITY_BAA_SIGNED = env.str("ELIGIBILITY_BAA_SIGNED", default="").strip().lower() == "true"
ELIGIBILITY_KEY = env.str("ELIGIBILITY_KEY", default="").strip()
ELIGIBILITY_URL = (
    env.str("ELIGIBILITY_URL", default="") or "https://healthcare.us.stedi.com/2026-06-01/eligibility-check"
)
# How payers know us: the organization's name as it is enrolled, and its National Provider Identifier.
ELIGIBILITY_ORGANIZATION = env.str("ELIGIBILITY_ORGANIZATION", default="").strip()
ELIGIBILITY_NPI = env.str("ELIGIBILITY_NPI", default="").strip()


WITHOUT_ADDRESS = "needs an ELIGIBILITY_URL with https and a host that is on the list."


def _problem() -> str:
    """Return why payers cannot be asked with these settings; empty if they can."""
    address = urlsplit(ELIGIBILITY_URL)
    is_ours = address.scheme == "http" and address.hostname in ELIGIBILITY_LOOPBACK
    is_theirs = address.scheme == "https" and address.hostname in ELIGIBILITY_HOSTS
    if not ELIGIBILITY_KEY.isprintable() or not ELIGIBILITY_KEY.isascii() or not ELIGIBILITY_KEY:
        return "needs ELIGIBILITY_KEY."
    if not ELIGIBILITY_BAA_SIGNED:
        return "needs ELIGIBILITY_BAA_SIGNED=true: without a signed agreement nothing personal may be sent."
    if not (is_ours or is_theirs) or address.username or address.port == 0:
        return WITHOUT_ADDRESS
    if not ELIGIBILITY_ORGANIZATION or len(ELIGIBILITY_ORGANIZATION) > 60:
        return "needs ELIGIBILITY_ORGANIZATION, of at most 60 letters."
    if not re.fullmatch(r"[0-9]{10}", ELIGIBILITY_NPI):
        return "needs ELIGIBILITY_NPI, of ten digits."
    return ""


if ELIGIBILITY_BACKEND not in {"manual", "stedi"}:
    raise ImproperlyConfigured("ELIGIBILITY_BACKEND is manual or stedi.")
if ELIGIBILITY_BACKEND == "stedi":
    with refused_with(f"ELIGIBILITY_BACKEND=stedi {WITHOUT_ADDRESS}"):
        _missing = _problem()
    if _missing:
        raise ImproperlyConfigured(f"ELIGIBILITY_BACKEND=stedi {_missing}")
