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

LASTS = datetime.timedelta(minutes=15)
SALT = "admissions.verification.status_cookie"
PART = 16  # characters of the secret's code


def give(response: HttpResponse, submission: Submission) -> None:
    """Let this browser see the request for a quarter of an hour, or until it is closed."""
    signer = signing.TimestampSigner(salt=SALT)
    _set(response, signer.sign(f"{submission.pk.hex}.{submission.status_secret[:PART]}"), LASTS)


def end(response: HttpResponse) -> None:
    """Let the browser forget it."""
    _set(response, "", datetime.timedelta(0))


def _set(response: HttpResponse, value: str, lasts: datetime.timedelta) -> None:
    response.set_cookie(
        settings.STATUS_COOKIE_NAME,
        value,
        max_age=lasts,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Strict",
    )


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
