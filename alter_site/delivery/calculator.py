"""Pages that compute something from what is typed and keep none of it.

They set no cookie, so they have no CSRF token either: there is nothing of the visitor's that another site
could change. A form sent from another site is refused all the same, because nobody meant to send it.
"""

import functools
from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from .encodings import gzipped
from .headers import CALCULATOR, mark

View = Callable[[HttpRequest], HttpResponse]


def calculator(view: View) -> View:
    """Let a view take a form of ours by POST; the answer is for one person and is stored nowhere.

    It is compressed: its length can tell about no token, because there is none.
    """

    @functools.wraps(view)
    def guarded(request: HttpRequest) -> HttpResponse:
        if request.method == "POST":
            if is_foreign(request):
                raise PermissionDenied("The form was sent from another site.")
            # Any other kind of body could carry a file, and Django would write it to disk.
            if request.content_type != "application/x-www-form-urlencoded":
                return HttpResponse(status=415)
        return mark(view(request), CALCULATOR)

    return csrf_exempt(require_http_methods(["GET", "HEAD", "POST"])(gzipped(guarded)))


def is_foreign(request: HttpRequest) -> bool:
    """Does the browser say that another site sent this? One that says nothing is believed."""
    origin = request.headers.get("Origin", settings.SITE_URL)
    sent_from = request.headers.get("Sec-Fetch-Site", "same-origin")
    own = {settings.SITE_URL, f"{request.scheme}://{request.get_host()}"}
    return origin not in own or sent_from not in {"same-origin", "none"}
