"""What comes beside and after the questions: coming back, leaving, the reference."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from alter_site.content import facts
from alter_site.content.facts import coverage

from .. import consents, slots
from ..choices import Channel, InsuranceRoute
from ..contact_plan import ContactPlan, voicemail_words
from ..models import Submission
from ..phi.access import Purpose, open_for
from ..promise import in_words
from . import drafts, guards, steps
from .fields import scrub
from .guards import Verdict
from .views import DONE, START, address, asked_first, page, where

WRONG_WORDS = "These words lead nowhere. Check them, or start again: words work once, for 72 hours."
RESUME_MISTAKES = {"wrong": WRONG_WORDS, "empty": "Enter the words you wrote down"}


@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """Say that nothing is kept here, and offer every way on; who has answers is led back to them."""
    kept = drafts.find(request)
    if kept is not None:
        return redirect(DONE) if kept.submission else asked_first()
    return page(request, "start")


def again(request: HttpRequest) -> HttpResponse:
    """Ask somebody who comes back whether to carry on or to start anew; nothing of the answers is shown."""
    kept = drafts.find(request)
    if kept is None or kept.submission is not None:
        return redirect(START)
    if request.method != "POST":
        return page(request, "again", to=request.GET.get("to", "") if _is_step(request.GET) else "")
    if "anew" in request.POST:
        drafts.let_go(kept.draft)
        response = redirect(START)
        drafts.end_cookie(response)
        return response
    if kept.needs_words:
        return redirect("admissions:resume")
    drafts.touch(kept.draft)
    return redirect(address(steps.BY_SLUG[request.POST["to"]]) if _is_step(request.POST) else where(kept))


def _is_step(asked: QueryDict) -> bool:
    return asked.get("to", "") in steps.BY_SLUG


@require_safe
def under_18(request: HttpRequest) -> HttpResponse:
    """Say kindly where young people find help. Nothing of what was typed is kept."""
    return page(request, "under_18")


# --- save, come back, leave ---------------------------------------------------------------------------


def save(request: HttpRequest) -> HttpResponse:
    """Offer five words to come back with, and show them."""
    kept = drafts.find(request)
    if kept is None or kept.submission is not None:
        return redirect(START)
    if kept.was_away:
        return asked_first()
    if request.method == "POST":
        if not drafts.save_for_later(kept.draft):
            return redirect(DONE)  # which leads on to the start where nothing was sent
        return redirect("admissions:save")
    return page(
        request,
        "save",
        words=kept.shown_once.get("words", ""),
        until=in_words(kept.draft.expires_at, now=timezone.now()),
        back=where(kept),
    )


def resume(request: HttpRequest) -> HttpResponse:
    """Take five words and lead back to the answers, once. One wording for wrong, used up and expired."""
    typed, verdict = "", Verdict.PASS
    if request.method == "POST":
        typed = scrub(request.POST.get("words", ""))[:200].strip()
        verdict = guards.check(request, "resume")
        if verdict is Verdict.PASS and typed and not guards.may_try_words():
            verdict = Verdict.OFFER_PHONE
        if verdict is Verdict.PASS:
            token = drafts.resume(typed) if typed else None
            if token:
                guards.words_were_right()
                found = drafts.of_token(token)
                response = redirect(where(found) if found else START)
                drafts.give_cookie(response, token)
                return response
            # Words that lead nowhere are kept nowhere, so that nothing of them stays in this browser.
            return redirect(f"{reverse('admissions:resume')}?{'wrong' if typed else 'empty'}=1")
    return page(
        request,
        "resume",
        typed=typed,
        mistake=next((words for asked, words in RESUME_MISTAKES.items() if asked in request.GET), ""),
        verdict=verdict,
        guards=guards.fields(),
    )


@csrf_exempt  # nobody is ever kept from leaving; from another site the cookie does not come along
@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """End all cookies, forget the answers unless words lead back to them, and go somewhere harmless.

    Not a redirect: our policy lets a form lead to our own pages only, and browsers hold redirects to it.
    """
    kept = drafts.find(request)
    if kept is not None:
        drafts.let_go(kept.draft)
    elsewhere = facts.current(timezone.now()).leave_url
    response = page(request, "leave")
    response.headers["Refresh"] = f"0; url={elsewhere}"
    drafts.end_all_cookies(response)
    return response


# --- sent ---------------------------------------------------------------------------------------------


@require_safe
def done(request: HttpRequest) -> HttpResponse:
    """Show the reference and what happens next; what is shown once is shown the first time only."""
    kept = drafts.find(request)
    if kept is None or kept.submission is None:
        return redirect(START)
    submission = kept.submission
    # Only a page that somebody sees uses the first view up.
    shown = drafts.first_view(drafts.settle(kept)) if request.method == "GET" else {}
    now = timezone.now()
    known = facts.current(now)
    plan = ContactPlan.of(submission)
    due = submission.due_first_contact
    first = slots.first(coverage.in_force(known), now)
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
        "has_no_insurance": submission.insurance_route == InsuranceRoute.NONE,
    }
    # Named in what this cookie alone opens: whoever can write rows may have led a draft to another's request.
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
            (consents.IN_FORCE[consent.kind], timezone.localtime(consent.given_at))
            for consent in submission.consents.all()
        ],
    }
