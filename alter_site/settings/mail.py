"""Mail: notices to staff only."""

from django.core.mail.message import sanitize_address

from .environment import env, refused_with

with refused_with("EMAIL_URL must read smtp+tls://user:password@host:587, or smtp+ssl:// with port 465."):
    vars().update(env.email_url("EMAIL_URL", default="consolemail://"))
EMAIL_TIMEOUT = 15  # seconds; the worker has other things to do
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="Alter website <website@example.com>")
# What Django cannot send from holds up every notice.
with refused_with(
    'DEFAULT_FROM_EMAIL must read website@host or Name <website@host>; a name with a comma stands in ".'
):
    if "@" not in sanitize_address(DEFAULT_FROM_EMAIL, "utf-8"):
        raise ValueError
