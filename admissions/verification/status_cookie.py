"""The short cookie of the page about a request: whoever gave reference and secret stays let in for a while.

It holds the request's random key and a part of the code of its secret, signed: a secret that has ended
opens nothing any more, and nothing in it tells anybody anything.
"""

from __future__ import annotations

import datetime

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

from ..models import Submission
from . import draft_cookie

LASTS = datetime.timedelta(minutes=15)
SALT = "admissions.verification.status_cookie"
PART = 16  # characters of the secret's code


def give(response: HttpResponse, submission: Submission) -> None:
    """Let this browser see the request for a quarter of an hour, or until it is closed."""
    signer = signing.TimestampSigner(salt=SALT)
    value = signer.sign(f"{submission.pk.hex}.{submission.status_secret[:PART]}")
    draft_cookie.put(response, settings.STATUS_COOKIE_NAME, value, LASTS, "Strict")


def end(response: HttpResponse) -> None:
    """Let the browser forget it."""
    draft_cookie.remove(response, settings.STATUS_COOKIE_NAME)


def find(request: HttpRequest) -> Submission | None:
    """Return the request that this browser was let in to, if its secret is still the same."""
    token = request.COOKIES.get(settings.STATUS_COOKIE_NAME, "")
    try:
        key, _, part = signing.TimestampSigner(salt=SALT).unsign(token, max_age=LASTS).partition(".")
    except signing.BadSignature:
        return None
    found = Submission.objects.filter(pk=key).first()
    is_theirs = found is not None and found.status_secret != "" and found.status_secret[:PART] == part
    return found if is_theirs else None
