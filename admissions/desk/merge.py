"""Two requests side by side that may be from one person, and making one of them."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from .. import services
from ..choices import Rank
from ..models import Submission
from .correct import WORDS, looked_at, opened_for_change, shown
from .guard import Refused, allowed, desk, screen, user_of
from .next_step import clock_of

OTHER = "other"


@dataclass(frozen=True)
class Difference:
    """One value that the two requests do not share."""

    name: str
    words: str
    kept: str
    other: str

    @property
    def takes_other(self) -> bool:
        """What only the other request has is taken, unless somebody says otherwise."""
        return not self.kept


@desk("see the queue")
def merge(request: HttpRequest, reference: str, other: str) -> HttpResponse:
    """Log the look at both and show what differs, or make one of them."""
    actor = user_of(request)
    kept, same = allowed(actor, reference, "correct the record"), allowed(actor, other, "close", "turn away")
    if not services.may_merge(kept, same, actor):
        raise Refused
    if request.method == "POST":
        return _merge(request, kept, same)
    (mine, _), (theirs, _) = looked_at(request, kept), looked_at(request, same)
    context = {
        "kept": kept,
        "other": same,
        "clocks": [clock_of(one, timezone.now()) for one in (kept, same)],
        "differences": [
            Difference(name, WORDS[name], shown(name, text), shown(name, theirs.get(name, "")))
            for name, text in mine.items()
            if text != theirs.get(name, "")
        ],
        "seen": kept.corrections.count(),
    }
    return screen(request, "merge", f"Merge {other} into {reference}", context)


def _merge(request: HttpRequest, kept: Submission, other: Submission) -> HttpResponse:
    mine, theirs = opened_for_change(kept), opened_for_change(other)
    taken: dict[str, dict[str, str]] = {"": {}, **{rank: {} for rank in Rank.values}}
    for name, text in mine.items():
        rank, _, bare = name.rpartition(".")
        taken[rank][bare] = theirs.get(name, "") if request.POST.get(f"take.{name}") == OTHER else text
    seen = request.POST.get("seen", "")
    try:
        services.merge(
            kept,
            other,
            user_of(request),
            seen=int(seen) if seen.isdecimal() and len(seen) < 6 else -1,
            personal=taken.pop(""),
            plans=taken,
            words=WORDS,
        )
    except services.IllegalMove as refusal:
        messages.error(request, f"Not merged. {refusal}")
        return redirect("desk:merge", kept.reference, other.reference)
    messages.success(request, f"{other.reference} is merged into {kept.reference}, and closed.")
    return redirect("desk:detail", kept.reference)
