"""Pages about the draft as a whole: starting, carrying on, saving, coming back and leaving."""

from __future__ import annotations

import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from alter_site.content import facts
from alter_site.content.views import EditionView
from alter_site.delivery.headers import EDITION, mark

from ..promise import in_words
from . import draft_cookie, drafts, guards, steps
from .fields import scrub
from .forms.question import Mistake
from .pages import DONE, START, address, ask_whether_to_carry_on, page, where

WRONG_WORDS = "These words lead nowhere. Check them, or start again: words work once, for 72 hours."
RESUME_MISTAKES = {"wrong": WRONG_WORDS, "empty": "Enter the words you wrote down"}


class InsuranceCheck(EditionView):
    """The public page of the ways to ask. While none is live, the address leads to the private one.

    Buttons on every page lead here, so an editor cannot lead the address anywhere else.
    """

    looks_for_moved = False
    without_page = "leads to the form itself"  # in words to editors, see content.editions.unpublishing

    def not_live(self, request: HttpRequest, now: datetime.datetime) -> HttpResponse:
        return mark(redirect(START), EDITION)


@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """Offer every way to begin or to come back; a visitor with a draft is led back to it."""
    kept = drafts.find(request)
    if kept is not None:
        return redirect(DONE) if kept.submission else ask_whether_to_carry_on()
    return page(request, "start")


def again(request: HttpRequest) -> HttpResponse:
    """Ask somebody who comes back whether to carry on or to start anew; nothing of the answers is shown."""
    kept = drafts.find(request)
    if kept is None or kept.submission is not None:
        return redirect(START)
    sent = request.POST if request.method == "POST" else request.GET
    step = steps.BY_SLUG.get(sent.get("to", ""))
    if request.method != "POST":
        return page(request, "again", to=step.slug if step else "")
    if "anew" in request.POST:
        drafts.let_go(kept.draft)
        response = redirect(START)
        draft_cookie.end(response)
        return response
    if kept.needs_words:
        return redirect("admissions:resume")
    drafts.touch(kept.draft)
    return redirect(address(step) if step else where(kept))


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
        return ask_whether_to_carry_on()
    if request.method == "POST":
        if not drafts.save_for_later(kept.draft):
            return redirect(DONE)  # redirects to the start where nothing was sent
        return redirect("admissions:save")
    return page(
        request,
        "save",
        words=kept.shown_once.get("words", ""),
        until=in_words(kept.draft.expires_at, now=timezone.now()),
        back=where(kept),
    )


def resume(request: HttpRequest) -> HttpResponse:
    """Open a saved draft with its five words, once. Wrong, used and expired words get the same answer."""
    typed = ""
    if request.method == "POST":
        typed = scrub(request.POST.get("words", ""))[:200].strip()
        if guards.passes(request, "resume") and (not typed or guards.may_try_words()):
            token = drafts.resume(typed, guards.stamp_of(request)) if typed else None
            if token:
                guards.words_were_right()
                found = drafts.of_token(token)
                response = redirect(where(found) if found else START)
                draft_cookie.give(response, token)
                return response
            # Wrong words are not shown again, so that none of them stay in this browser.
            return redirect(f"{reverse('admissions:resume')}?{'wrong' if typed else 'empty'}=1")
    return page(
        request,
        "resume",
        typed=typed,
        mistakes=[Mistake(words, "words") for code, words in RESUME_MISTAKES.items() if code in request.GET],
        is_stopped=request.method == "POST",
        guards=guards.fields(),
    )


@csrf_exempt  # leaving always works; from another site the cookie is not sent
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
    draft_cookie.end_all(response)
    return response
