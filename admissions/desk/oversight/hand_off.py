"""The packet for the record system (EHR): asked for with a reason, opened through the log, and sent once."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from alter_site.content.admin.facts.fresh_factor import where_asked
from alter_site.delivery.client_address import address_of

from ... import handoff, services, spreadsheet
from ...benefits.worksheet import Answers
from ...choices import Rank, WorksheetState
from ...contact_plan import ContactPlan
from ...custody import access
from ...models import Consent, Submission
from ...services import handoffs
from ...verification.fields import Story
from .. import groups, press, refused_forms
from ..fields import DeskForm, labels_of, one_of
from ..guard import UNREADABLE, allowed, desk, screen, sent, user_of
from ..told import until
from .glass import STALE

FORM, HAND_OFF, ACTION = "hand-off", "hand off", "export"
JSON, CSV, SHEET = "json", "csv", "sheet"
FORMATS = {JSON: "A JSON file", CSV: "A CSV file", SHEET: "A sheet to print"}


class HandOffForm(DeskForm):
    """What allows it, what for, and in which form it leaves."""

    basis = one_of("What allows it", (), "Choose")
    reason = Story("What it is needed for, sealed", error="Say what it is needed for.", at_most=1000, rows=2)
    form = one_of("As", FORMATS.items())

    def __init__(self, data: Any = None, *, submission: Submission) -> None:
        super().__init__(data)
        known = handoffs.bases(submission)
        if data:  # a consent that was taken back meanwhile: the service says so
            chosen = data.get("basis", "")
            known = {**({chosen: chosen} if chosen else {}), **known}
        self.fields["basis"].choices = [("", "Choose"), *known.items()]  # type: ignore[attr-defined]


@desk("see the queue", labels_of(HandOffForm.base_fields))
def hand_off(request: HttpRequest, reference: str) -> HttpResponse:
    """Say what would leave and ask what for; or log the opening of every field, and send the packet."""
    submission = allowed(user_of(request), reference, HAND_OFF)
    page = reverse("desk:hand_off", args=[reference])
    asked = where_asked(request, page)
    if request.method == "POST":
        return _send(request, submission, page, asked)
    waiting = refused_forms.find(request, submission.pk, FORM)
    refusal = handoffs.why_no_packet(submission)
    if asked and waiting is None and not refusal:
        return redirect(asked)
    form = HandOffForm(waiting and waiting.data, submission=submission)
    form.is_valid()
    context = {
        "submission": submission,
        "refusal": refusal,
        "form": form,
        "problem": waiting.problem if waiting else "",
        "asked": asked,
        "version": handoff.VERSION,
    }
    return screen(request, "hand_off", f"Hand off {reference}", context)


def _send(request: HttpRequest, submission: Submission, page: str, asked: str) -> HttpResponse:
    actor, form = user_of(request), HandOffForm(sent(request), submission=submission)

    def once_more(problem: str) -> HttpResponse:
        return refused_forms.answer(request, FORM, submission.pk, page, problem)

    if not form.is_valid():
        return once_more("Nothing has left yet.")
    if asked:
        return once_more(STALE)
    basis, reason, wanted = (form.cleaned_data[name] for name in ("basis", "reason", "form"))
    try:
        handoffs.check_hand_off(submission, actor, basis=basis, reason=reason)
        made = _packet(request, submission, basis)
        # Pressed twice, it is one packet that left.
        with contextlib.suppress(press.DoneAlready), press.once(request):
            handoffs.record_hand_off(submission, actor, basis=basis, reason=reason, form=FORMATS[wanted])
    except services.IllegalMove as refusal:
        return once_more(str(refusal))
    except access.Unreadable:
        return once_more(UNREADABLE)
    refused_forms.forget(request)
    return _answer(request, submission, made, wanted)


def _packet(request: HttpRequest, submission: Submission, basis: str) -> dict[str, Any]:
    """Open all that leaves, in one line of the log, and return the packet."""
    hidden = groups.hidden_ways(submission)
    policies = {policy.rank: policy for policy in submission.policies.all()}
    sheets = {
        rank: sheet
        for rank in Rank.values
        if (sheet := services.newest(submission, rank)) and sheet.state == WorksheetState.SIGNED
    }
    consents = [one for one in services.in_force(submission) if one.detail is not None]
    names = [*handoff.PERSON, *handoff.CONTACT, *handoff.ASKED_BY, *handoff.CARE]
    looks = [
        access.Look(submission, [name for name in names if name not in hidden and getattr(submission, name)]),
        *(access.Look(row, [n for n in handoff.PLAN if getattr(row, n)]) for row in policies.values()),
        *(access.Look(sheet, ["answers"]) for sheet in sheets.values()),
        *(access.Look(one, ["detail"]) for one in consents),
    ]
    opened = access.reveal(
        user_of(request),
        submission,
        looks,
        action=ACTION,
        reason=handoffs.bases(submission)[basis],
        address=address_of(request),
    )
    texts = {look.row.pk: found for look, found in zip(looks, opened, strict=True)}
    own = {name: groups.in_words(name, text) for name, text in texts[submission.pk].items()}
    plan = ContactPlan.of(submission)
    return handoff.packet(
        made_at=timezone.now(),
        reference=submission.reference,
        received_on=timezone.localdate(submission.received_at).isoformat(),
        status=submission.outcome or submission.status,
        basis=_basis(submission, basis),
        person={**handoff.given(own, handoff.PERSON), "interpreter": submission.interpreter},
        contact={
            **handoff.given(own, handoff.CONTACT),
            "may_contact_person": submission.may_contact_person,
            "channel": submission.get_channel_display(),
            "hours": plan.hours_in_words(),
            "time_zone": submission.time_zone,
            "messages": submission.get_voicemail_display(),
        },
        asked_by={"relation": submission.relation, **handoff.given(own, handoff.ASKED_BY)},
        care={
            "clinician_first": submission.clinician_first,
            **handoff.given(own, handoff.CARE),
        },
        insurance=[
            {
                "rank": rank,
                **handoff.given(_in_words(texts, policies.get(rank)), handoff.PLAN),
                "benefits": _benefits(texts, sheets.get(rank)),
            }
            for rank in Rank.values
            if rank in policies or rank in sheets
        ],
        may_be_told=[
            {
                "number": one.number,
                "who": texts[one.pk]["detail"].split("\n")[0],
                "scope": one.get_scope_display() or "As written on the form",
                "until": until(one),
            }
            for one in consents
        ],
    )


def _basis(submission: Submission, basis: str) -> dict[str, Any]:
    """Return what allows it; 42 CFR 2.32(b) asks for the scope of a consent beside the notice."""
    if basis in handoffs.LAWS:
        return {"kind": basis, "words": handoffs.LAWS[basis], "scope": None}
    consent = Consent.objects.get(pk=basis, submission=submission)
    words = f"Consent No. {consent.number}, {until(consent)}"
    return {"kind": "consent", "words": words, "scope": consent.get_scope_display()}


def _in_words(texts: Mapping[Any, Mapping[str, str]], row: Any) -> dict[str, str]:
    found = texts.get(row.pk, {}) if row is not None else {}
    return {name: groups.in_words(name, text) for name, text in found.items()}


def _benefits(texts: Mapping[Any, Mapping[str, str]], sheet: Any) -> dict[str, Any] | None:
    if sheet is None:
        return None
    return handoff.benefits(
        Answers.from_json(texts[sheet.pk]["answers"]), timezone.localdate(sheet.signed_at)
    )


def _answer(request: HttpRequest, submission: Submission, made: dict[str, Any], wanted: str) -> HttpResponse:
    if wanted == SHEET:
        sections: dict[str, list[tuple[str, Any]]] = {}
        for section, item, value in handoff.rows(made):
            sections.setdefault(section, []).append((_label(item), value))
        shown = [(WORDS[name], sections[name]) for name in WORDS if name in sections]
        context = {"submission": submission, "sections": shown, "made": made}
        return screen(request, "hand_off_sheet", "Packet for the record system", context)
    if wanted == JSON:
        body, kind = json.dumps(made, ensure_ascii=False, indent=2), "application/json"
    else:
        body, kind = "".join(spreadsheet.lines(handoff.COLUMNS, handoff.rows(made))), spreadsheet.CONTENT_TYPE
    name = f"hand-off-{submission.reference}.{wanted}"
    return HttpResponse(
        body,
        content_type=kind,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


LABELS = {name: label for part in groups.WORDS.values() for name, label in part.items()}
LABELS |= {rank.value: f"{rank.label}:" for rank in Rank} | {"benefits": "Benefits:", "kind": "By"}


def _label(item: str) -> str:
    """Return the words for what a row of the packet holds."""
    words = " ".join(LABELS.get(name, name.replace("_", " ")) for name in item.split(" "))
    return words[:1].upper() + words[1:]


WORDS = {
    "basis": "What allows it",
    "person": "Person",
    "contact": "How to reach them",
    "asked_by": "Who asked",
    "care": "What would help",
    "insurance": "Insurance",
    "may_be_told": "Who else may be told",
}
