"""Whether payers are asked electronically, and how. Without a key and a signed agreement it stays manual."""

import re
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from .environment import IN_PRODUCTION, env, refused_with

# The clearinghouses that personal data may be sent to, and this machine, where the simulator listens.
ELIGIBILITY_HOSTS = ("healthcare.us.stedi.com",)
ELIGIBILITY_LOOPBACK = () if IN_PRODUCTION else ("127.0.0.1", "localhost")

ELIGIBILITY_BACKEND = env.str("ELIGIBILITY_BACKEND", default="manual")
ELIGIBILITY_BAA_SIGNED = env.str("ELIGIBILITY_BAA_SIGNED", default="").lower() == "true"
ELIGIBILITY_KEY = env.str("ELIGIBILITY_KEY", default="")
ELIGIBILITY_URL = env.str(
    "ELIGIBILITY_URL", default="https://healthcare.us.stedi.com/2026-06-01/eligibility-check"
)
# How payers know us: the organization's name as it is enrolled, and its National Provider Identifier.
ELIGIBILITY_ORGANIZATION = env.str("ELIGIBILITY_ORGANIZATION", default="")
ELIGIBILITY_NPI = env.str("ELIGIBILITY_NPI", default="")

if ELIGIBILITY_BACKEND not in {"manual", "stedi"}:
    raise ImproperlyConfigured("ELIGIBILITY_BACKEND is manual or stedi.")
if ELIGIBILITY_BACKEND == "stedi":
    _needed = {
        "ELIGIBILITY_KEY.": ELIGIBILITY_KEY.isascii() and ELIGIBILITY_KEY.isprintable() and ELIGIBILITY_KEY,
        "ELIGIBILITY_BAA_SIGNED=true: without a signed agreement nothing personal may be sent.": (
            ELIGIBILITY_BAA_SIGNED
        ),
        "ELIGIBILITY_ORGANIZATION, of at most 60 letters.": 1 <= len(ELIGIBILITY_ORGANIZATION) <= 60,
        "ELIGIBILITY_NPI, of ten digits.": re.fullmatch(r"[0-9]{10}", ELIGIBILITY_NPI),
    }
    for _words, _is_there in _needed.items():
        if not _is_there:
            raise ImproperlyConfigured(f"ELIGIBILITY_BACKEND=stedi needs {_words}")
    with refused_with(
        "ELIGIBILITY_BACKEND=stedi needs an ELIGIBILITY_URL with https and a host that is on the list."
    ):
        _address = urlsplit(ELIGIBILITY_URL)
        _is_ours = _address.scheme == "http" and _address.hostname in ELIGIBILITY_LOOPBACK
        _is_theirs = _address.scheme == "https" and _address.hostname in ELIGIBILITY_HOSTS
        if not (_is_ours or _is_theirs) or _address.username or _address.port == 0:
            raise ValueError
