"""The worksheet's screens: filling it in beside the script of the call, and the answer for the person."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from alter_site.content.printed_time import day
from alter_site.delivery.client_address import address_of

from ... import services
from ...benefits import plain_words
from ...benefits.questions import LEVELS, OF_PART, PARTS, QUESTIONS, SIDE_ROWS, SIDES
from ...benefits.worksheet import Answers, contradictions, gaps, unknown
from ...choices import Rank, WorksheetState
from ...custody import access
from ...models import BenefitsWorksheet, Submission
from ...services.benefits import WRITABLE, answers_of
from ...time_words import clock
from .. import groups, refused_forms, state
from ..fields import labels_of
from ..guard import allowed, desk, is_autosave, screen, sent, user_of
from . import payer_call, suggested
from .worksheet_form import WorksheetForm

FORM = "worksheet"
READERS = ("write the worksheet", "sign the worksheet", "reveal insurance")


@desk("see the queue", labels_of(WorksheetForm(answers=Answers(), saves=0).fields))
def worksheet(request: HttpRequest, reference: str, rank: str = Rank.PRIMARY) -> HttpResponse:
    """Log the look and show the worksheet of one plan, or save what was typed into it."""
    actor = user_of(request)
    submission = allowed(actor, reference, *READERS)
    if request.method == "POST":
        return _save(request, submission, rank)
    services.touch(submission, actor)  # an open form is work
    current = services.newest(submission, rank)
    answers, electronic = _opened(request, submission, current, rank)
    waiting = refused_forms.find(request, submission.id, f"{FORM}-{rank}")
    saves = current.saves if current else 0
    data = waiting and refused_forms.seen(waiting, saves)
    form = WorksheetForm(data, answers=answers, saves=saves)
    form.is_valid()
    context = _context(submission, current, answers, actor)
    typed = waiting.data if waiting else None
    call = payer_call.form_of(submission, actor, typed) if context["may_call"] else None
    suggested.add_chips(form, electronic, may_write=context["may_write"])
    if not context["may_write"] and waiting is None:  # what was typed and refused stays to be copied
        form.only_shows()
    if waiting is not None:
        electronic.asked = waiting.data.get(suggested.PAYER, electronic.asked)
    context |= {
        "rank": rank,
        "form": form,
        "call": call,
        "problem": waiting.problem if waiting else "",
        "errors": waiting is not None and bool(waiting.problem or form.errors),
        "comment": _comment(request, submission, current),
        "electronic": electronic,
    }
    return screen(request, "worksheet", f"Worksheet of {reference}", context)


def _looked_at(request: HttpRequest, submission: Submission, sheet: BenefitsWorksheet | None) -> Answers:
    if sheet is None:
        return Answers()
    looks = [access.Look(sheet, ["answers"])]
    found = access.reveal(user_of(request), submission, looks, address=address_of(request))
    return Answers.from_json(found[0]["answers"])


def _opened(
    request: HttpRequest, submission: Submission, sheet: BenefitsWorksheet | None, rank: str
) -> tuple[Answers, suggested.Electronic]:
    """Log one look, at the worksheet and at what a payer suggests for it, and return both."""
    actor, beside = user_of(request), suggested.Beside(submission, rank)
    looks = [*([access.Look(sheet, ["answers"])] if sheet else []), *beside.looks]
    found = access.reveal(actor, submission, looks, address=address_of(request)) if looks else []
    answers = Answers.from_json(found.pop(0)["answers"]) if sheet else Answers()
    return answers, beside.opened(found, actor)


def _comment(request: HttpRequest, submission: Submission, sheet: BenefitsWorksheet | None) -> str:
    """Open what was said when the worksheet was sent back, for as long as nobody has written on."""
    if sheet is None or sheet.state != WorksheetState.SENT_BACK:
        return ""
    look = [access.Look(sheet, ["comment"])]
    return access.reveal(user_of(request), submission, look, address=address_of(request))[0]["comment"]


def _save(request: HttpRequest, submission: Submission, rank: str) -> HttpResponse:
    actor, data = user_of(request), sent(request)
    autosaved = is_autosave(request)
    call = payer_call.Pressed(data) if autosaved else payer_call.press(request, submission, data)
    current = services.newest(submission, rank)
    form = WorksheetForm(data, answers=answers_of(current), saves=0)
    is_whole = form.is_valid()
    name, page = f"{FORM}-{rank}", reverse("desk:worksheet", args=[submission.reference, rank])
    if payer_call.PRESSED in data and (form.is_closed or not form.is_touched):
        return payer_call.settled(request, submission, call, rank, form=name)

    def once_more(words: str) -> HttpResponse:
        return refused_forms.answer(request, name, submission.id, page, call.with_call(words), call.data)

    if "saves" in form.errors or "source" in form.errors or "levels" in form.errors:
        return once_more("Nothing was saved yet.")
    try:
        kept = services.save_answers(
            submission,
            actor,
            rank=rank,
            saves=form.cleaned_data["saves"],
            typed=form.typed,
            levels=form.cleaned_data["levels"],
            source=form.cleaned_data["source"],
            beside=form.cleaned_data["beside"],
            accepted=suggested.accepted(submission, rank, form, actor),
        )
    except services.IllegalMove as refusal:
        if autosaved:
            return JsonResponse({"problem": str(refusal)}, status=409)
        return once_more(str(refusal))
    services.touch(submission, actor)
    if autosaved:
        return JsonResponse({"saves": kept.saves, "words": f"Saved {clock(kept.saved_at)}, sealed."})
    if not is_whole:
        return once_more("What could be read is saved. What is marked is not.")
    if suggested.ASK in request.POST:
        if problem := suggested.ask(request, submission, rank):
            return refused_forms.answer(request, name, submission.id, page, problem, call.data)
        return payer_call.settled(request, submission, call, rank, form=name, place="#electronic")
    words = "the worksheet is saved, sealed."
    place = suggested.place(request)
    return payer_call.settled(request, submission, call, rank, form=name, place=place, words=words)


def _context(
    submission: Submission, current: BenefitsWorksheet | None, answers: Answers, actor: Any
) -> dict[str, Any]:
    missing = gaps(answers)
    may_write = services.may(actor, "write the worksheet", submission) and submission.status in WRITABLE
    return {
        "submission": submission,
        "mark": state.mark(submission, actor),
        "current": current,
        "may_write": may_write,
        "gaps": missing,
        "contradictions": contradictions(answers, timezone.localdate()),
        "unknown": [QUESTIONS[name].words for name in unknown(answers)],
        "parts": PARTS,
        "sides": SIDES,
        "levels": LEVELS,
        "script": _script(),
        "calls": submission.payer_calls.select_related("by"),
        "may_call": services.may(actor, "write the worksheet", submission),
        "ranks": Rank.choices,
    }


def _script() -> list[tuple[str, list[tuple[str, str]]]]:
    """Return what is said on the call, part by part, each with the field it fills."""
    found = []
    for part, questions in OF_PART.items():
        lines = [(question.ask, question.name) for question in questions if question.ask]
        if part == "money":
            asked = ", ".join(row.ask for row in SIDE_ROWS if row.ask)
            lines.insert(0, (f"In network, and then out of network: {asked}?", "in_deductible"))
        found.append((PARTS[part], lines))
    return found


@desk("see the queue")
def answer(request: HttpRequest, reference: str) -> HttpResponse:
    """Show the signed answer in plain words, to read out and to print. No name or birth date is on it."""
    actor = user_of(request)
    submission = allowed(actor, reference, "share the answer", "reveal insurance")
    signed = services.that_count(submission)
    if {sheet.state for sheet in signed} != {WorksheetState.SIGNED}:
        messages.info(request, "There is no signed worksheet yet, so there is no answer to give.")
        return redirect("desk:detail", reference)
    sheets = [
        (
            sheet,
            plain_words.answer(_looked_at(request, submission, sheet), signed_on, timezone.localdate()),
            day(signed_on),
        )
        for sheet in signed
        for signed_on in [timezone.localdate(sheet.signed_at)]
    ]
    context = {
        "submission": submission,
        "sheets": sheets,
        "not_asked": submission.policies.exclude(rank__in=[sheet.rank for sheet in signed])
        .exclude(payer=None, member_id=None)
        .exists(),
        "not_a_promise": plain_words.NOT_A_PROMISE,
        "today": day(timezone.localdate()),
    }
    return screen(request, "answer", f"Answer for {reference}", context)


def benefits_of(submission: Submission, actor: Any, texts: groups.Opened) -> dict[str, Any]:
    """Return what the screen of a request says about its worksheets and the calls with its payer."""
    sheets = submission.worksheets.select_related("author", "signed_by").defer("answers", "comment")
    return {
        "sheets": [(sheet, clock(sheet.saved_at)) for sheet in sheets],
        "is_signed": any(sheet.state == WorksheetState.SIGNED for sheet in sheets),
        "may_write": services.may(actor, "write the worksheet", submission),
        "calls": [
            (call, clock(call.at), groups.values(call, "payer_call", texts, gaps=False))
            for call in submission.payer_calls.select_related("by")
        ],
    }
