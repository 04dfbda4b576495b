"""Correcting a request while looking at the card: every value in a form, and what stood there before."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from alter_site.delivery.client_address import address_of

from ... import services
from ...choices import Answer, Channel, Days, InsuranceRoute, PlanType, Rank, Relationship, Voicemail
from ...contact_plan import ZONES
from ...custody import access
from ...models import Correction, Submission
from ...services.corrections import PLAIN
from ...time_words import clock
from .. import groups, refused_forms, state
from ..fields import DeskForm, one_of, time_of
from ..guard import allowed, desk, screen, sent, user_of
from .correct_fields import field_of

FORM = "correct"
Values = dict[str, str]  # by the name that a value has in the form
Texts = dict[str, str]  # of one row, by column
PERSONAL = {
    **groups.WORDS["about"],
    "message_words": "Words a message may say",
    **groups.WORDS["way"],
    **groups.WORDS["person"],
    **groups.WORDS["help"],
}
PLAN_WORDS = {
    "channel": "Reach them by",
    "voicemail": "Message",
    "window_days": "Days",
    "window_from": "Not before",
    "window_until": "Not after",
    "time_zone": "Their time zone",
    "interpreter": "An interpreter is wanted",
    "safe_to_call": "Safe to ring their number",
    "plan_type": "Plan type",
    "insurance_route": "Insurance",
    "relation": "Who asks",
    "person_knows": "The person knows",
    "may_contact_person": "We may contact the person themselves",
    "consent_on_file": "A professional has a written consent",
}
WORDS = {
    **PERSONAL,
    **PLAN_WORDS,
    **{
        f"{rank}.{name}": f"{words}, {Rank(rank).label.lower()}"
        for rank in Rank.values
        for name, words in groups.WORDS["policy"].items()
    },
}


def shown(path: str, text: str) -> str:
    """Return a value as somebody reads it, by its name in the form."""
    name = path.rpartition(".")[2]
    if name == "concerns" or name.endswith("birth_date"):
        return groups.as_read(name, text)
    if name in PLAIN:
        column: Any = Submission._meta.get_field(name)
        return str(dict(column.choices or ()).get(text, text))
    return text


class CorrectForm(DeskForm):
    """Every value of a request, as it stands now."""

    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)

    channel = one_of(PLAN_WORDS["channel"], Channel.choices)
    voicemail = one_of(PLAN_WORDS["voicemail"], Voicemail.choices)
    window_days = one_of(PLAN_WORDS["window_days"], Days.choices)
    window_from = time_of(PLAN_WORDS["window_from"])
    window_until = time_of(PLAN_WORDS["window_until"])
    time_zone = one_of(PLAN_WORDS["time_zone"], [(key, f"{name} time") for key, name in ZONES.items()])
    interpreter = forms.BooleanField(label=PLAN_WORDS["interpreter"], required=False)
    safe_to_call = one_of(PLAN_WORDS["safe_to_call"], Answer.choices, "Not asked", required=False)
    plan_type = one_of(PLAN_WORDS["plan_type"], PlanType.choices, "Not asked", required=False)
    insurance_route = one_of(PLAN_WORDS["insurance_route"], InsuranceRoute.choices)
    relation = one_of(PLAN_WORDS["relation"], Relationship.choices)
    person_knows = one_of(PLAN_WORDS["person_knows"], Answer.choices, "Not asked", required=False)
    may_contact_person = forms.BooleanField(label=PLAN_WORDS["may_contact_person"], required=False)
    consent_on_file = one_of(PLAN_WORDS["consent_on_file"], Answer.choices, "Not asked", required=False)

    def __init__(
        self, data: Any = None, *, submission: Submission, opened: dict[str, str], seen: int
    ) -> None:
        initial = {name: getattr(submission, name) for name in PLAIN} | {"seen": seen}
        super().__init__(data, initial=initial)
        self.opened = opened
        zone = submission.time_zone
        if zone not in ZONES:
            self.fields["time_zone"].choices.append((zone, zone.replace("_", " ")))  # type: ignore[attr-defined]
        for name, text in opened.items():
            bare = name.rpartition(".")[2]
            field = field_of(bare, WORDS[name], text)
            field.widget.attrs |= self.ATTRS
            field.initial = shown(bare, text)
            self.fields[name] = field

    def clean(self) -> dict[str, Any]:
        found = self.cleaned_data
        way = "email" if found.get("channel") == Channel.EMAIL else "phone"
        if way in self.fields and not found.get(way) and way not in self.errors:
            self.add_error(way, "This is how they want to be reached. Without it nobody can.")
        is_news = found.get("person_knows") == Answer.NO and found.get("may_contact_person")
        if is_news and {"person_knows", "may_contact_person"} & set(self.changed_data):
            self.add_error(
                "may_contact_person", "They do not know that somebody asked: it would come as news to them."
            )
        begins, ends = found.get("window_from"), found.get("window_until")
        if begins and ends and begins >= ends:
            self.add_error("window_until", "Give both times, the later one here, or neither.")
        return found

    def typed(self, prefix: str = "") -> dict[str, str]:
        """Return the sealed values of the request, or of the plan of this rank, as they are to be kept."""
        found = {}
        for name, before in self.opened.items():
            rank, _, bare = name.rpartition(".")
            if rank == prefix:
                typed = self.cleaned_data[name]
                found[bare] = before if typed == self[name].initial else _as_kept(bare, typed)
        return found

    def sections(self) -> list[tuple[str, list[forms.BoundField]]]:
        """Return the fields under headings, in the order of the screen of a request."""
        headings = {
            "Contact plan": [*groups.WORDS["about"], "message_words", *groups.WORDS["way"], *PLAN_WORDS],
            "Person": [*groups.WORDS["person"]],
            **{
                Rank(rank).label: [f"{rank}.{name}" for name in groups.WORDS["policy"]]
                for rank in Rank.values
            },
            "What would help": [*groups.WORDS["help"]],
        }
        return [
            (heading, [self[name] for name in names if name in self.fields])
            for heading, names in headings.items()
        ]


def _as_kept(name: str, typed: str) -> str:
    if name == "concerns":
        codes = {str(words): code for code, words in groups.CODES[name].choices}
        return "\n".join(codes.get(line, line) for line in typed.split("\n"))
    return typed


@desk("see the queue", WORDS)
def correct(request: HttpRequest, reference: str) -> HttpResponse:
    """Log the look and show every value in a form, or change what was typed."""
    actor = user_of(request)
    submission = allowed(actor, reference, "correct the record")
    services.touch(submission, actor)
    waiting = refused_forms.find(request, submission.id, FORM)
    seen = submission.corrections.count()
    if request.method == "POST":
        return _save(request, submission)
    rows = list(submission.corrections.select_related("by"))
    opened, kept = looked_at(request, submission, *(access.Look(row, ["before", "after"]) for row in rows))
    data = waiting and {**waiting.data.dict(), "seen": str(seen)}
    form = CorrectForm(data, submission=submission, opened=opened, seen=seen)
    form.is_valid()
    context = {
        "submission": submission,
        "form": form,
        "problem": waiting.problem if waiting else "",
        "mark": state.mark(submission, actor),
        "cards": submission.card_images.defer("image"),
        "corrections": _corrections(rows, kept),
    }
    return screen(request, "correct", f"Correct {reference}", context)


def rows_of(submission: Submission) -> list[tuple[str, Any, list[str]]]:
    """Return the rows whose values are shown, each with the names of its sealed columns."""
    names = [name for name in PERSONAL if name not in groups.hidden_ways(submission)]
    plans = {policy.rank: policy for policy in submission.policies.all()}
    policies = [(f"{rank}.", plans.get(rank), list(groups.WORDS["policy"])) for rank in Rank.values]
    return [("", submission, names), *policies]


def looked_at(request: HttpRequest, submission: Submission, *more: access.Look) -> tuple[Values, list[Texts]]:
    """Log one look at every value of a request, and at what else is named, and return both opened."""
    rows = rows_of(submission)
    looks = [access.Look(row, names) for _, row, names in rows if row is not None]
    found = access.reveal(user_of(request), submission, [*looks, *more], address=address_of(request))
    values = [found.pop(0) if row is not None else {} for _, row, _ in rows]
    return _by_name(rows, values), found


def opened_for_change(submission: Submission) -> Values:
    """Open every value of a request for the software, which compares it with what was typed."""
    rows = rows_of(submission)
    purpose = access.Purpose.CORRECT
    values = [access.open_for(purpose, row, *names) if row is not None else {} for _, row, names in rows]
    return _by_name(rows, values)


def _by_name(rows: list[tuple[str, Any, list[str]]], values: list[Texts]) -> Values:
    """Return values by the names of the form; a plan that is not there has empty ones."""
    return {
        f"{prefix}{name}": texts.get(name, "")
        for (prefix, _, names), texts in zip(rows, values, strict=True)
        for name in names
    }


def _corrections(rows: list[Correction], texts: list[Texts]) -> list[dict[str, Any]]:
    return [
        {
            "when": clock(row.at),
            "by": row.by or "the person",
            "words": WORDS.get(row.column, row.column),
            "before": shown(row.column, found["before"]),
            "after": shown(row.column, found["after"]),
        }
        for row, found in zip(rows, texts, strict=True)
    ]


def _save(request: HttpRequest, submission: Submission) -> HttpResponse:
    actor, page = user_of(request), reverse("desk:correct", args=[submission.reference])
    opened = opened_for_change(submission)
    form = CorrectForm(sent(request), submission=submission, opened=opened, seen=0)
    if not form.is_valid():
        return refused_forms.answer(request, FORM, submission.id, page, "Nothing was changed yet.")
    try:
        done = services.correct(
            submission,
            actor,
            seen=form.cleaned_data["seen"],
            plain={name: form.cleaned_data[name] for name in PLAIN},
            personal=form.typed(),
            plans={rank: form.typed(rank) for rank in Rank.values},
            words=WORDS,
        )
    except services.IllegalMove as refusal:
        return refused_forms.answer(request, FORM, submission.id, page, str(refusal))
    refused_forms.forget(request)
    words = f"corrected: {', '.join(done)}" if done else "this is how it stands already"
    messages.success(request, f"{submission.reference}: {words}.")
    return redirect("desk:detail", submission.reference)
