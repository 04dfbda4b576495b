"""The estimate's screens: writing it, what is done with it, and the sheet for the person."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from alter_site.content.printed_time import day
from alter_site.delivery.client_address import address_of
from alter_site.selfhelp.templatetags.amounts import dollars

from ... import services
from ...choices import WorksheetState
from ...custody import access
from ...estimates import content as contents
from ...estimates import words
from ...estimates.content import Content
from ...models import Estimate, Submission
from ...time_words import clock
from .. import press, refused_forms
from ..fields import day_as_typed, labels_of
from ..guard import Refused, allowed, desk, is_autosave, screen, sent, user_of
from . import estimate_steps
from .estimate_form import EstimateForm, born_on

FORM = "estimate"
READERS = ("write the estimate", "sign the estimate", "give the estimate", "reveal insurance")
WRITABLE = frozenset(WorksheetState) - {WorksheetState.READY}


@desk("see the queue", labels_of(EstimateForm(content=Content(), saves=0).fields))
def estimate(request: HttpRequest, reference: str) -> HttpResponse:
    """Log the look and show the newest version, or save what was typed into it."""
    actor = user_of(request)
    submission = allowed(actor, reference, *READERS)
    if request.method == "POST":
        return _save(request, submission)
    current = services.newest_estimate(submission)
    content, comment = _looked_at(request, submission, current)
    forms = (f"{FORM}-{slug}" for slug in estimate_steps.STEPS)
    waiting = refused_forms.find(request, submission.id, FORM, *forms)
    saves = current.saves if current else 0
    is_content = waiting is not None and waiting.form == FORM
    data = refused_forms.seen(waiting, saves) if waiting is not None and is_content else None
    form = EstimateForm(data, content=content, saves=saves)
    form.is_valid()
    may_write = services.may(actor, "write the estimate", submission) and not submission.is_closed
    may_write = may_write and (current is None or current.state in WRITABLE)
    if not may_write and not is_content:
        form.only_shows()
    context = {
        "submission": submission,
        "current": current,
        "content": content,
        "total": dollars(content.total),
        "form": form,
        "may_write": may_write,
        "problem": waiting.problem if waiting else "",
        "missing": contents.problems(content) if current else [],
        "comment": comment,
        "steps": _steps(submission, actor, waiting),
        "versions": submission.estimates.select_related("author", "signed_by", "given_by"),
        **clocks(submission),
    }
    return screen(request, "estimate", f"Estimate for {reference}", context)


def clocks(submission: Submission) -> dict[str, Any]:
    """Return the clocks of a request in words, the newest first."""
    now = timezone.now()
    found = [
        words.of_clock(one, now) if one.ended_at is None else words.of_ended(one, services.WAIVED)
        for one in submission.estimate_clocks.all()
        if one.ended_at is not None or not submission.is_closed
    ]
    return {"estimate_clocks": [{"kind": kind, "words": text} for kind, text in found]}


def _steps(submission: Submission, actor: Any, waiting: Any) -> list[Any]:
    pairs = estimate_steps.offered(submission, actor)
    if waiting is None:
        return pairs
    return [
        (step, estimate_steps.form_of(step, submission, actor, waiting.data))
        if waiting.form == f"{FORM}-{step.slug}"
        else (step, form)
        for step, form in pairs
    ]


def _looked_at(request: HttpRequest, submission: Submission, current: Estimate | None) -> tuple[Content, str]:
    """Log the look at an estimate; where none is begun, at the name and birth date it begins with."""
    actor, address = user_of(request), address_of(request)
    if current is not None:
        names = ["content", *(["comment"] if current.state == WorksheetState.SENT_BACK else [])]
        found = access.reveal(actor, submission, [access.Look(current, names)], address=address)[0]
        return Content.from_json(found["content"]), found.get("comment", "")
    if not services.may(actor, "write the estimate", submission):
        return Content(), ""
    person = ("first_name", "last_name", "birth_date")
    found = access.reveal(actor, submission, [access.Look(submission, person)], address=address)[0]
    name = " ".join(part for part in (found["first_name"], found["last_name"]) if part)
    return Content(name=name, birth_date=born_on(found["birth_date"])), ""


def _save(request: HttpRequest, submission: Submission) -> HttpResponse:
    actor, page = user_of(request), reverse("desk:estimate", args=[submission.reference])
    autosaved = is_autosave(request)
    kept = services.content_of(services.newest_estimate(submission))
    form = EstimateForm(sent(request), content=kept, saves=0)
    is_whole = form.is_valid()
    if "saves" in form.errors:
        return refused_forms.answer(request, FORM, submission.id, page, "Nothing was saved yet.")
    try:
        saved = services.save_estimate(
            submission,
            actor,
            saves=form.cleaned_data["saves"],
            typed=form.typed,
            beside=form.cleaned_data["beside"],
        )
    except services.IllegalMove as refusal:
        if autosaved:
            return JsonResponse({"problem": str(refusal)}, status=409)
        return refused_forms.answer(request, FORM, submission.id, page, str(refusal))
    services.touch(submission, actor)
    if autosaved:
        return JsonResponse({"saves": saved.saves, "words": f"Saved {clock(saved.saved_at)}, sealed."})
    if not is_whole:
        problem = "What could be read is saved. What is marked is not."
        return refused_forms.answer(request, FORM, submission.id, page, problem)
    refused_forms.forget(request)
    messages.success(request, f"{submission.reference}: the estimate is saved, sealed.")
    return redirect(page)


@desk("see the queue")
def estimate_step(request: HttpRequest, reference: str, step: str) -> HttpResponse:
    """Do one thing with an estimate. Refused, or too late, it says so and keeps what was typed."""
    actor, row = user_of(request), estimate_steps.STEPS.get(step)
    if row is None:
        raise Refused
    page = reverse("desk:estimate", args=[reference])
    if request.method == "POST" and press.is_done(request):
        return press.done_already(request, reference, page)
    submission = allowed(actor, reference, row.permission)
    if request.method != "POST":
        return redirect(page)
    form = estimate_steps.form_of(row, submission, actor, sent(request))
    problem = "" if form.is_valid() else "Nothing was changed yet."
    if not problem:
        try:
            with press.once(request):
                row.run(submission, actor, **form.given())
        except press.DoneAlready:
            return press.done_already(request, reference, page)
        except services.IllegalMove as refusal:
            problem = str(refusal)
    if problem:
        services.touch(submission, actor)
        return refused_forms.answer(request, f"{FORM}-{step}", submission.id, page, problem)
    refused_forms.forget(request)
    messages.success(request, f"{reference}: {row.done}")
    return redirect(page)


@desk("see the queue")
def estimate_sheet(request: HttpRequest, reference: str) -> HttpResponse:
    """Log the look and show the newest signed version as the person gets it, to print."""
    actor = user_of(request)
    submission = allowed(actor, reference, "give the estimate", "reveal insurance")
    signed = submission.estimates.filter(state=WorksheetState.SIGNED).select_related("signed_by").first()
    if signed is None or signed.signed_at is None:
        messages.info(request, "There is no signed estimate yet, so there is none to give.")
        return redirect("desk:estimate", reference)
    looks = [access.Look(signed, ["content"])]
    found = access.reveal(actor, submission, looks, address=address_of(request))[0]
    content = Content.from_json(found["content"])
    context = {
        "submission": submission,
        "estimate": signed,
        "content": content,
        "born_on": day_as_typed(content.birth_date),
        "starts": day_as_typed(content.starts),
        "ends": day_as_typed(content.ends),
        "providers": [
            (name, [(line, dollars(line.rate), dollars(line.charge)) for line in lines], _sum(lines))
            for name, lines in content.by_provider.items()
        ],
        "total": dollars(content.total),
        "made_on": day(timezone.localdate(signed.signed_at)),
        "separate": contents.SEPARATE,
        "disclaimers": contents.DISCLAIMERS,
        "dispute": contents.DISPUTE,
    }
    return screen(request, "estimate_sheet", f"Good-faith estimate {reference}", context)


def _sum(lines: list[contents.Line]) -> str:
    return dollars(sum(line.charge for line in lines))
