"""Mail: notices to staff only."""

from django.core.exceptions import ImproperlyConfigured

from .environment import env

try:
    vars().update(env.email_url("EMAIL_URL", default="consolemail://"))
except (ImproperlyConfigured, ValueError) as problem:
    message = "EMAIL_URL must read smtp+tls://user:password@host:587, or smtp+ssl:// with port 465."
    raise ImproperlyConfigured(message) from problem
EMAIL_TIMEOUT = 15  # seconds; the worker has other things to do
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="Alter website <website@example.com>")
