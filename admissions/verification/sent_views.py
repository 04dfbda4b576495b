"""Pages about a request that was sent: what happens next, and taking it back.

It is taken back right after it was sent, or later and anywhere by reference and secret.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from alter_site.content import facts
from alter_site.content.facts import coverage
from alter_site.content.printed_time import day_and_time

from .. import consents, forget, reference, services, slots
from ..choices import Channel, InsuranceRoute
from ..contact_plan import ContactPlan, voicemail_words
from ..custody.access import Purpose, open_for
from ..estimates import words
from ..models import Submission
from ..promise import in_words
from . import draft_cookie, drafts, guards
from .forms.question import Mistake
from .pages import START, STOPPED, TOO_LATE, page


@dataclass(frozen=True)
class Way:
    """What reference and secret are asked for, in words."""

    route: str
    heading: str
    hint: str
    button: str
    leaving: str


WITHDRAW = Way(
    "admissions:withdraw",
    "Withdraw a request",
    "We stop working on it, and we delete what you told us. You need not say why.",
    "Withdraw it",
    "Your request stays with us until you press “Withdraw it”.",
)
STATUS = Way(
    "admissions:status",
    "See how your request stands",
    "The page that follows names no person, no insurer and no treatment.",
    "Show it",
    "Nothing of it is kept in this browser.",
)
NO_MATCH = "This reference and this secret do not belong together. Check both, or call us"


@require_safe
def done(request: HttpRequest) -> HttpResponse:
    """Show the reference and what happens next; what is shown once is shown the first time only."""
    kept = drafts.find(request)
    if kept is None or kept.submission is None:
        return redirect(START)
    submission = kept.submission
    # A HEAD request does not use up the first view.
    shown = drafts.first_view(drafts.settle(kept)) if request.method == "GET" else {}
    now = timezone.now()
    known = facts.current(now)
    plan = ContactPlan.of(submission)
    due = submission.due_first_contact
    first = slots.first(coverage.in_force(known), now)
    running = services.running_clocks([submission]).get(submission.pk)
    context = {
        "is_urgent": submission.clinician_first and not submission.is_closed,
        "first": slots.in_words(first) if first else "",
        "is_first_sooner": bool(first and due and first.end < due),
        "submission": submission,
        "secret": shown.get("secret", ""),
        "promise": in_words(due, plan.zone, now=now) if due else "",
        "is_late": bool(due and due < now),
        "is_demo": coverage.in_force(known).is_demo,
        "channel": submission.channel,
        "estimate_by": words.by_when(running.due) if running else "",
        "is_too_late": TOO_LATE in request.GET,
        "has_no_insurance": submission.insurance_route == InsuranceRoute.NONE,
    }
    # Compared with the sealed id: somebody who can write rows may have pointed a draft at another's request.
    if shown.get("of") == str(submission.pk):
        context |= _first_view(submission, known)
    return page(request, "done", **context)


def _first_view(submission: Submission, known: facts.Facts) -> dict[str, object]:
    told = open_for(Purpose.OWN_DRAFT, submission, "caller_name", "message_words")
    return {
        "voicemail": voicemail_words(
            submission.voicemail,
            caller_name=told["caller_name"],
            words=told["message_words"],
            phone=known.phone.display,
        ),
        "is_by_phone": submission.channel == Channel.PHONE,
        "has_card": submission.insurance_route != InsuranceRoute.NONE,
        "hours": ContactPlan.of(submission).hours_in_words(),
        "consents": [
            (consents.IN_FORCE[consent.kind], day_and_time(timezone.localtime(consent.given_at)))
            for consent in submission.consents.all()
        ],
    }


# --- taking it back ------------------------------------------------------------------------------------


def withdraw(request: HttpRequest) -> HttpResponse:
    """Ask once more, then take the request back and forget the draft."""
    kept = drafts.find(request)
    # After a while it may be somebody else who sits there: the cookie alone takes nothing back then.
    if kept is None or kept.submission is None or kept.was_away or "reference" in request.POST:
        found = named(request, WITHDRAW)
        return found if isinstance(found, HttpResponse) else take_back(found)
    if request.method != "POST":
        return page(request, "withdraw", submission=kept.submission)
    response = take_back(kept.submission)
    forget.forget_draft(kept.draft)
    draft_cookie.end(response)
    return response


def asked_for(request: HttpRequest, way: Way) -> HttpResponse:
    """Return the page that asks for reference and secret. There is one wording for all that is wrong."""
    return page(
        request,
        "by_secret",
        way=way,
        mistakes=[Mistake(NO_MATCH, "reference")] if "wrong" in request.GET else [],
        guards=guards.fields(again="wrong" in request.GET),
    )


def named(request: HttpRequest, way: Way) -> Submission | HttpResponse:
    """Return the request that reference and secret name together, or the page that asks for both."""
    here = reverse(way.route)
    if request.method != "POST":
        return asked_for(request, way)
    typed = reference.read_reference(request.POST.get("reference", "")[:200])
    if not guards.passes(request, "secret") or not guards.may_try(typed):
        return redirect(f"{here}?{STOPPED}=1")
    found = Submission.objects.filter(reference=typed).first()
    if not reference.is_secret_of(found, request.POST.get("secret", "")[:200]) or found is None:
        services.secret_was_wrong(typed)
        return redirect(f"{here}?wrong=1")
    return found


# What the page says besides, by the word in its address, which tells a bystander nothing.
BESIDES = {services.Withdrawn.JOINED: "joined", services.Withdrawn.KEPT: "kept"}


def take_back(submission: Submission) -> HttpResponse:
    """Take a request back, and lead to the page that says what becomes of it."""
    word = BESIDES.get(services.withdraw(submission), "")
    return redirect(f"{reverse('admissions:withdrawn')}{f'?{word}' if word else ''}")


@require_safe
def withdrawn(request: HttpRequest) -> HttpResponse:
    """Say that the request is taken back, and what of it is not deleted yet."""
    besides = next((word for word in BESIDES.values() if word in request.GET), "")
    return page(request, "withdrawn", besides=besides)
