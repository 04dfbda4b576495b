"""What every page of the form shares: how it is rendered, and the redirects that lead somebody on."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from alter_site.content import facts

from . import drafts, steps

START = "admissions:request"
CHECK = "admissions:check"
DONE = "admissions:done"
# In a query string: the page offers the phone, names a question that is set aside, or says what came late.
STOPPED, SET_ASIDE, TOO_LATE = "stopped", "aside", "late"


def sent_before(request: HttpRequest) -> HttpResponse:
    """Redirect to the page about what was sent; it says that an answer which came after that is not in it."""
    return redirect(f"{reverse(DONE)}{f'?{TOO_LATE}=1' if request.method == 'POST' else ''}")


def page(request: HttpRequest, template: str, **context: object) -> HttpResponse:
    """Return a private page. Nothing of the session is touched."""
    known = facts.current(timezone.now())
    shared = {"facts": known, "is_stopped": STOPPED in request.GET}
    return render(request, f"admissions/{template}.html", shared | context)


def address(step: steps.Step | None) -> str:
    """Return the path of a step; without one, of the page where everything is checked."""
    return reverse("admissions:question", args=[step.slug]) if step else reverse(CHECK)


def where(kept: drafts.Kept) -> str:
    """Return where somebody goes on: the page they were on, or the first that has no answer."""
    tried = kept.answers.attempts[-1].step if kept.answers.attempts else ""
    return address(steps.BY_SLUG.get(tried) or steps.first_unanswered(kept.answers))


def ask_whether_to_carry_on(step: steps.Step | None = None) -> HttpResponse:
    """Redirect to the page that asks whether to carry on, before any answer is shown."""
    return redirect(f"{reverse('admissions:again')}{f'?to={step.slug}' if step else ''}")
