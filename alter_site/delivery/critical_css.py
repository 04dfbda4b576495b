"""Critical CSS: the style of the first view stands in every public page, so nothing is fetched for it.

One text for every page, so that one hash in the policy allows it, in baked pages and nginx's headers too.
A page links to ``css/site.css`` where its opening ends (``components/rest_of_style.html``).
"""

from __future__ import annotations

import base64
import functools
import hashlib
import re
from pathlib import Path

from csp.constants import HEADER
from csp.middleware import CSPMiddleware, PolicyParts
from django import template
from django.conf import settings
from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponseBase
from django.templatetags.static import static
from django.utils.safestring import SafeString, mark_safe

from .headers import is_html
from .static import minified

SOURCES = ("css/tokens.css", "css/first.css")
# A style sheet names files from where it lies, a page from the root of the site.
_FROM_A_STYLE_SHEET = re.compile(r'url\("\.\./(.+?)"\)')

register = template.Library()


@register.simple_tag
def critical_css() -> SafeString:
    """Return the content of the ``<style>`` element."""
    made = _made.__wrapped__ if settings.DEBUG else _made
    return made(tuple(map(static, SOURCES)))


def allowed_by_policy() -> str:
    """Return the hash that names the style in ``style-src``."""
    digest = hashlib.sha256(critical_css().encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


class PolicyMiddleware(CSPMiddleware):
    """The policy of the settings, which also allows the one style that stands in every page."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Write the policy in one order: django-csp iterates over a set, so each process has its own."""
        super().process_response(request, response)
        if HEADER in response:
            response[HEADER] = "; ".join(sorted(response[HEADER].split("; ")))
        return response

    def get_policy_parts(
        self, request: HttpRequest, response: HttpResponseBase, report_only: bool = False
    ) -> PolicyParts:
        """Return what the policy of a response is made of; what is no page holds no style."""
        parts = super().get_policy_parts(request, response, report_only)
        if is_html(response):
            parts.update = {**(parts.update or {}), "style-src": [allowed_by_policy()]}
        return parts


@functools.lru_cache(maxsize=2)
def _made(addresses: tuple[str, ...]) -> SafeString:
    """Put the sources together; ``addresses`` change with what is in them."""
    sources = (Path(finders.find(name) or "").read_text(encoding="utf-8") for name in SOURCES)
    style = "".join(map(minified, sources))
    linked = _FROM_A_STYLE_SHEET.sub(lambda found: f'url("{static(found[1])}")', style)
    return mark_safe(linked)  # noqa: S308 (files of ours, and no end tag in them)
