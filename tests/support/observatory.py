"""The scoring rules that Mozilla's HTTP Observatory publishes, as far as a response's headers decide them.

Each rule takes points off, or gives some on top when nothing was taken off. What it judges by asking the
network (a redirect from http, the preload list) is not in here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

TOP_GRADE = 100  # A+ begins here
HALF_A_YEAR = 15_768_000  # seconds
SAFE_REFERRERS = {"no-referrer", "same-origin", "strict-origin", "strict-origin-when-cross-origin"}

Headers = Mapping[str, str]


def policy(headers: Headers) -> dict[str, set[str]]:
    """Return the content security policy by directive."""
    parts = [part.split() for part in headers.get("Content-Security-Policy", "").split(";") if part.strip()]
    return {name: set(values) for name, *values in parts}


def csp(headers: Headers) -> int:
    """Nothing may be loaded from anywhere unless it is named, and no script may stand in a page."""
    directives = policy(headers)
    if not directives:
        return -25
    default = directives.get("default-src", {"*"})
    scripts = directives.get("script-src", default)
    styles = directives.get("style-src", default)
    nonces = {source for source in scripts if source.startswith(("'nonce-", "'sha"))}
    broad = {"*", "http:", "https:", "data:"}
    if scripts & broad or ("'unsafe-inline'" in scripts and not nonces):
        return -20
    if "'unsafe-eval'" in scripts:
        return -10
    if any(source.startswith("http:") for sources in directives.values() for source in sources):
        return -20
    if "'unsafe-inline'" in styles or styles & broad:
        return 0
    return 10 if default == {"'none'"} else 5


def cookies(headers: Headers) -> int:
    cookie = headers.get("Set-Cookie", "")
    if not cookie:
        return 0
    has = {word.strip().lower() for word in cookie.split(";")}
    if "secure" not in has:
        return -20
    return 0 if "httponly" in has else -30


def sharing(headers: Headers) -> int:
    return -50 if headers.get("Access-Control-Allow-Origin") == "*" else 0


def transport(headers: Headers) -> int:
    match = re.search(r"max-age=(\d+)", headers.get("Strict-Transport-Security", ""))
    if match is None:
        return -20
    return 0 if int(match[1]) >= HALF_A_YEAR else -10


def referrer(headers: Headers) -> int:
    value = headers.get("Referrer-Policy")
    if value is None:
        return 0
    return 5 if value in SAFE_REFERRERS else -5


def content_type(headers: Headers) -> int:
    return 0 if headers.get("X-Content-Type-Options") == "nosniff" else -5


def frames(headers: Headers) -> int:
    ancestors = policy(headers).get("frame-ancestors")
    if ancestors is not None:
        return 5 if ancestors <= {"'none'", "'self'"} else 0
    return 0 if headers.get("X-Frame-Options", "").upper() in {"DENY", "SAMEORIGIN"} else -20


def resources(headers: Headers) -> int:
    value = headers.get("Cross-Origin-Resource-Policy")
    return 10 if value in {"same-origin", "same-site"} else 0


RULES: tuple[Callable[[Headers], int], ...] = (
    csp,
    cookies,
    sharing,
    transport,
    referrer,
    content_type,
    frames,
    resources,
)


def deductions(headers: Headers) -> dict[str, int]:
    """Return what each rule takes off."""
    return {rule.__name__: points for rule in RULES if (points := rule(headers)) < 0}


def score(headers: Headers) -> int:
    """Return the score: what is given on top counts only from 90 on, as it does there."""
    base = 100 + sum(deductions(headers).values())
    return base + sum(max(rule(headers), 0) for rule in RULES) if base >= 90 else base
