"""Cookies, transport and the content security policy."""

from csp.constants import NONE, SELF

from .environment import IN_PRODUCTION, SITE_ENV

# Also tells other sites nothing about which condition somebody read about. "no-referrer" would make
# browsers send "Origin: null", which fails CSRF checks.
SECURE_REFERRER_POLICY = "same-origin"
CSRF_FAILURE_VIEW = "alter_site.views.csrf_failure"
CSRF_COOKIE_HTTPONLY = True
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
CSRF_COOKIE_AGE = None  # until the browser is closed: a year would tell whoever looks that somebody was here
if SITE_ENV != "demo":
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SESSION_COOKIE_NAME = "__Secure-session"
    CSRF_COOKIE_NAME = "__Secure-csrf"
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
