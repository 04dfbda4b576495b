"""Two requests side by side that may be from one person, and making one of them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from ... import services, stricter
from ...choices import Rank
from ...contact_plan import ContactPlan
from ...models import Submission
from ...services import carrying
from ...services.corrections import in_text
from .. import press, refused_forms
from ..forms import LONGEST_NOTE as LONGEST_WHY
from ..guard import Refused, allowed, desk, screen, sent, user_of
from ..next_step import clock_of, next_action
from .correct import PLAN_WORDS, WORDS, looked_at, opened_for_change, shown
from .correct_fields import LONGEST, LONGEST_NOTE

FORM = "merge"
KEPT, OTHER, BOTH = "kept", "other", "both"
# Words of which neither may get lost, with how long they may be together.
JOINED = {"warning": LONGEST, "access_need": LONGEST, "note": LONGEST_NOTE}


@dataclass(frozen=True)
class Difference:
    """One value that the two requests do not share, with what is taken unless somebody says otherwise."""

    name: str
    words: str
    kept: str
    other: str
    taken: str
    may_be_both: bool = False
    freer: str = ""

    @property
    def takes_other(self) -> bool:
        return self.taken == OTHER


def _values(mine: dict[str, str], theirs: dict[str, str]) -> list[Difference]:
    found = []
    for name, text in mine.items():
        other = theirs.get(name, "")
        if text != other:
            both = bool(text and other) and len(f"{text}; {other}") <= JOINED.get(name, 0)
            taken = BOTH if both else KEPT if text else OTHER
            one, another = shown(name, text), shown(name, other)
            found.append(Difference(f"take.{name}", WORDS[name], one, another, taken, both))
    return found


def _plan(kept: Submission, other: Submission) -> list[Difference]:
    return [
        Difference(
            f"plan.{one.name}",
            "Days and hours" if one.name == "window" else PLAN_WORDS[one.name],
            _in_words(one.name, kept),
            _in_words(one.name, other),
            OTHER if one.takes_other else KEPT,
            freer=one.freer,
        )
        for one in stricter.choices(kept, other)
    ]


def _in_words(name: str, submission: Submission) -> str:
    if name == "window":
        return ContactPlan.of(submission).hours_in_words()
    value = getattr(submission, name)
    return in_text(value).capitalize() if isinstance(value, bool) else shown(name, value)


def _chosen(difference: Difference, data: Any) -> Difference:
    """Return a value as somebody has chosen it; what is no choice leaves it as it was."""
    choices = {KEPT, OTHER, *([BOTH] if difference.may_be_both else [])}
    found = data.get(difference.name, "")
    return replace(difference, taken=found) if found in choices else difference


@desk("see the queue")
def merge(request: HttpRequest, reference: str, other: str) -> HttpResponse:
    """Log the look at both and show what differs, or make one of them."""
    actor, page = user_of(request), reverse("desk:detail", args=[reference])
    if request.method == "POST" and press.is_done(request):
        return press.done_already(request, other, page)
    kept = allowed(actor, reference, "correct the record")
    is_merged = Submission.objects.filter(reference=other, merged_into=kept).exists()
    if request.method == "GET" and is_merged:  # Back, or a reload
        messages.info(request, f"{other} is closed as a duplicate of {reference} already.")
        return redirect(page)
    same = allowed(actor, other, "close", "turn away")
    if not services.may_merge(kept, same, actor):
        raise Refused
    if request.method == "POST":
        return _merge(request, kept, same)
    waiting = refused_forms.find(request, kept.id, f"{FORM}-{other}")
    typed = waiting.data if waiting else {}
    now, ends = timezone.now(), services.dead_ends([kept, same])
    (mine, _), (theirs, _) = looked_at(request, kept), looked_at(request, same)
    context = {
        "kept": kept,
        "other": same,
        "standing": [
            (one, clock_of(one, now), next_action(one, now, ends.get(one.pk, services.NO_DEAD_ENDS)))
            for one in (kept, same)
        ],
        "plan": [_chosen(one, typed) for one in _plan(kept, same)],
        "differences": [_chosen(one, typed) for one in _values(mine, theirs)],
        "belongings": carrying.held(same),
        "seen": kept.corrections.count(),
        "seen_other": same.corrections.count(),
        "why": typed.get("why", ""),
        "problem": waiting.problem if waiting else "",
    }
    return screen(request, "merge", f"Merge {other} into {reference}", context)


def _merge(request: HttpRequest, kept: Submission, other: Submission) -> HttpResponse:
    data, page = sent(request), reverse("desk:merge", args=[kept.reference, other.reference])
    kept_page = reverse("desk:detail", args=[kept.reference])
    mine, theirs = opened_for_change(kept), opened_for_change(other)
    taken: dict[str, dict[str, str]] = {"": {}, **{rank: {} for rank in Rank.values}}
    for name, text in mine.items():
        rank, _, bare = name.rpartition(".")
        taken[rank][bare] = text
    for one in (_chosen(one, data) for one in _values(mine, theirs)):
        name = one.name.removeprefix("take.")
        rank, _, bare = name.rpartition(".")
        text = theirs.get(name, "")
        taken[rank][bare] = {KEPT: mine[name], OTHER: text, BOTH: f"{mine[name]}; {text}"}[one.taken]
    chosen = [_chosen(one, data) for one in _plan(kept, other)]
    why = data.get("why", "").strip()
    try:
        if len(why) > LONGEST_WHY:
            raise services.IllegalMove(f"Say why in at most {LONGEST_WHY:,} characters.")
        with press.once(request):
            services.merge(
                kept,
                other,
                user_of(request),
                seen=_number(request, "seen"),
                seen_other=_number(request, "seen_other"),
                personal=taken.pop(""),
                plans=taken,
                words=WORDS,
                others=[one.name.removeprefix("plan.") for one in chosen if one.takes_other],
                why=why,
            )
    except press.DoneAlready:
        return press.done_already(request, other.reference, kept_page)
    except services.IllegalMove as refusal:
        return refused_forms.answer(
            request, f"{FORM}-{other.reference}", kept.id, page, f"Not merged. {refusal}"
        )
    refused_forms.forget(request)
    messages.success(request, f"{other.reference} is merged into {kept.reference}, and closed.")
    return redirect(kept_page)


def _number(request: HttpRequest, name: str) -> int:
    """Return a number that the page has sent; one that no page sends agrees with nothing."""
    typed = request.POST.get(name, "")
    return int(typed) if typed.isdecimal() and len(typed) < 6 else -1
