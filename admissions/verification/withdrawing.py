"""Taking a request back: right after it was sent, or later and anywhere by reference and secret."""

from __future__ import annotations

import contextlib
import hmac

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from .. import forget, reference, services
from ..models import Submission
from . import drafts, guards
from .guards import Verdict
from .views import STOPPED, page

NO_MATCH = "This reference and this secret do not belong together. Check both, or call us"


def withdraw(request: HttpRequest) -> HttpResponse:
    """Ask once more, then take the request back and forget the draft."""
    kept = drafts.find(request)
    # After a while it may be somebody else who sits there: the cookie alone takes nothing back then.
    if kept is None or kept.submission is None or kept.was_away or "reference" in request.POST:
        return _by_secret(request)
    if request.method != "POST":
        return page(request, "withdraw", submission=kept.submission)
    _take_back(kept.submission)
    forget.forget_draft(kept.draft)
    response = redirect("admissions:withdrawn")
    drafts.end_cookie(response)
    return response


def _by_secret(request: HttpRequest) -> HttpResponse:
    """Take back the request that reference and secret name together; one wording for all that is wrong."""
    here = reverse("admissions:withdraw")
    if request.method != "POST":
        return page(
            request,
            "withdraw_by_secret",
            mistake=NO_MATCH if "wrong" in request.GET else "",
            verdict=Verdict.OFFER_PHONE if STOPPED in request.GET else Verdict.PASS,
            guards=guards.fields(again="wrong" in request.GET),
        )
    typed = reference.read_reference(request.POST.get("reference", "")[:200])
    if guards.check(request, "secret") is not Verdict.PASS or not guards.may_try(typed):
        return redirect(f"{here}?{STOPPED}=1")
    found = Submission.objects.filter(reference=typed).first()
    given = reference.status_code(reference.read_secret(request.POST.get("secret", "")[:200]))
    # Compared also where there is no such request: whoever asks learns nothing from how long it takes.
    known = found.status_secret if found is not None else reference.status_code("nobody")
    if not hmac.compare_digest(given, known) or found is None:
        return redirect(f"{here}?wrong=1")
    _take_back(found)
    return redirect("admissions:withdrawn")


def _take_back(submission: Submission) -> None:
    # Finished or forgotten already: there is nothing left to take back.
    with contextlib.suppress(services.IllegalMove, Submission.DoesNotExist):
        services.withdraw(submission)


@require_safe
def withdrawn(request: HttpRequest) -> HttpResponse:
    """Say that the request is taken back."""
    return page(request, "withdrawn")
