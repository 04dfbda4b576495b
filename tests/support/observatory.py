"""The scoring of the HTTP Observatory, as Mozilla publishes it: what it tests in a page, and the points.

A rule takes points off a hundred, or gives some on top. Being on the preload list of browsers is not judged.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from selectolax.lexbor import LexborHTMLParser

TOP_GRADE = 100  # A+ begins here
ENOUGH_FOR_MORE = 90  # what is given on top counts from here on
HALF_A_YEAR = 15_552_000  # seconds, as they count it

BROAD = {"ftp:", "http:", "https:", "*", "http://*", "http://*.*", "https://*", "https://*.*"}
INLINE = {"'unsafe-inline'", "data:"}
SAFE_REFERRERS = {"no-referrer", "same-origin", "strict-origin", "strict-origin-when-cross-origin"}
UNSAFE_REFERRERS = {"origin", "origin-when-cross-origin", "unsafe-url", "no-referrer-when-downgrade"}

Policy = Mapping[str, set[str]]


@dataclass(frozen=True)
class Page:
    """A response over TLS: what the rules look at."""

    headers: Mapping[str, str]
    cookies: Sequence[str] = ()  # each as its Set-Cookie line
    html: str = ""

    def says(self, name: str) -> str:
        return self.headers.get(name, "").strip()

    @property
    def policy(self) -> Policy | None:
        """The content security policy by directive; nothing when it is missing or names one twice."""
        parts = [part.split() for part in self.says("Content-Security-Policy").lower().split(";")]
        named = [(name, set(values)) for name, *values in filter(None, parts)]
        return dict(named) if named and len(named) == len(dict(named)) else None


# --- the rules ------------------------------------------------------------------------------------------


def csp(page: Page) -> int:
    """Content-Security-Policy: sources are named, and inline scripts are not allowed."""
    policy = page.policy
    if policy is None:
        return -25
    default = policy.get("default-src", {"*"})
    scripts, styles = (_without_inline(policy.get(name, default)) for name in ("script-src", "style-src"))
    if "'strict-dynamic'" in scripts:
        if not _is_signed(scripts):
            return -25
        scripts = {source for source in scripts if not source.startswith((*BROAD, "'self'"))}
    passive = policy.get("img-src", default) | policy.get("media-src", default)
    others = policy.keys() - {"img-src", "media-src", "script-src"}
    active = scripts.union(*(policy[name] for name in others))
    for points, is_so in (
        (-20, scripts & (BROAD | INLINE) or policy.get("object-src", default) & BROAD),
        (-20, _in_clear(active)),
        (-10, "'unsafe-eval'" in scripts | styles),
        (-10, _in_clear(passive)),
        (0, styles & (BROAD | INLINE)),
    ):
        if is_so:
            return points
    return 10 if policy.get("default-src") == {"'none'"} else 5


def _is_signed(sources: Iterable[str]) -> bool:
    return any(source.startswith(("'nonce-", "'sha256-", "'sha384-", "'sha512-")) for source in sources)


def _without_inline(sources: set[str]) -> set[str]:
    return sources - {"'unsafe-inline'"} if _is_signed(sources) else sources


def _in_clear(sources: Iterable[str]) -> bool:
    return any(source.startswith(("http:", "ftp:")) for source in sources)


def cookies(page: Page) -> int:
    """Every cookie is for TLS alone, for this site alone, and a session's is out of reach of scripts."""
    if not page.cookies:
        return 0
    each = [_cookie(line) for line in page.cookies]
    if faults := [points for cookie in each for points in _faults_of(cookie, page)]:
        return min(faults)
    return 5 if all("samesite" in attributes for _, attributes in each) else 0


def _cookie(line: str) -> tuple[str, dict[str, str]]:
    (name, _, _), *attributes = (part.strip().partition("=") for part in line.split(";"))
    return name.lower(), {key.lower(): value.strip().lower() for key, _, value in attributes}


def _faults_of(cookie: tuple[str, dict[str, str]], page: Page) -> Iterable[int]:
    name, attributes = cookie
    is_session = "login" in name or "sess" in name
    is_for_tls = transport(page) >= 0
    same_site = attributes.get("samesite")
    if same_site is not None and same_site not in {"lax", "strict", "none"}:
        yield -20
    if same_site == "none" and "secure" not in attributes:
        yield -20
    if "csrf" in name and same_site is None:
        yield -20
    if "secure" not in attributes:
        yield -5 if is_for_tls else -20
        if is_session:
            yield -10 if is_for_tls else -40
    if is_session and "httponly" not in attributes:
        yield -30


def sharing(page: Page) -> int:
    """CORS: no other origin may read responses with credentials."""
    is_for_others = page.says("Access-Control-Allow-Origin") not in {"", "*"}
    return -50 if is_for_others and page.says("Access-Control-Allow-Credentials").lower() == "true" else 0


def embedder(page: Page) -> int:
    return _token(page, "Cross-Origin-Embedder-Policy", {"require-corp", "credentialless"}, "unsafe-none")


def opener(page: Page) -> int:
    apart = {"same-origin", "same-origin-allow-popups", "noopener-allow-popups"}
    return _token(page, "Cross-Origin-Opener-Policy", apart, "unsafe-none")


def resources(page: Page) -> int:
    return _token(page, "Cross-Origin-Resource-Policy", {"same-origin", "same-site"}, "cross-origin")


def _token(page: Page, name: str, good: set[str], harmless: str) -> int:
    value = page.says(name).partition(";")[0].strip().lower()
    if value in good:
        return 10
    return 0 if value in {"", harmless} else -5


def referrer(page: Page) -> int:
    """Referrer-Policy: the last valid value counts."""
    if not (value := page.says("Referrer-Policy")):
        return 0
    known = [word for word in re.split(r"[,\s]+", value.lower()) if word in SAFE_REFERRERS | UNSAFE_REFERRERS]
    return 5 if known and known[-1] in SAFE_REFERRERS else -5


def transport(page: Page) -> int:
    value = page.says("Strict-Transport-Security").lower()
    match = re.search(r"(?:^|;)\s*max-age=(\d+)", value)
    if match is None or "," in value:
        return -20
    return 0 if int(match[1]) >= HALF_A_YEAR else -10


def integrity(page: Page) -> int:
    """A script from another host is loaded over TLS and has an integrity hash."""
    if not page.says("Content-Type").startswith("text/html"):
        return 0
    worst = 0
    for script in LexborHTMLParser(page.html).css("script[src]"):
        address, is_meant = script.attributes["src"] or "", bool(script.attributes.get("integrity"))
        if not urlsplit(address).netloc:
            continue
        is_over_tls = address.startswith("https:")
        worst = min(worst, {(1, 1): 0, (1, 0): -5, (0, 1): -20, (0, 0): -50}[is_over_tls, is_meant])
    return worst


def content_type(page: Page) -> int:
    return 0 if page.says("X-Content-Type-Options").lower() == "nosniff" else -5


def frames(page: Page) -> int:
    if "frame-ancestors" in (page.policy or {}):
        return 5
    value = page.says("X-Frame-Options").lower()
    if value in {"deny", "sameorigin"}:
        return 5
    return 0 if value.startswith("allow-from") else -20


RULES: tuple[Callable[[Page], int], ...] = (
    csp, cookies, embedder, opener, sharing, referrer, transport, integrity, content_type, frames, resources,
)  # fmt: skip


def redirection(addresses: Sequence[str]) -> int:
    """Judge the way from an address without TLS to the page: to TLS at once, on the same host."""
    way = [urlsplit(address) for address in addresses]
    if len(way) == 1 or way[-1].scheme != "https":
        return -20
    if way[1].scheme != "https":
        return -10
    return 0 if way[1].hostname == way[0].hostname else -5


# --- the sum --------------------------------------------------------------------------------------------


def deductions(page: Page) -> dict[str, int]:
    """Return what each rule takes off."""
    return {rule.__name__: points for rule in RULES if (points := rule(page)) < 0}


def score(page: Page) -> int:
    """Return the score; what is given on top counts for a page that is good without it."""
    base = max(100 + sum(deductions(page).values()), 0)
    return 100 + sum(rule(page) for rule in RULES) if base >= ENOUGH_FOR_MORE else base
