"""Beside the worksheet: the payer's lines from our directory, and what it answered electronically, as chips.

A person accepts a chip, one by one or all that are clear and whose fields are empty. A field that holds
anything is never written to from here.
"""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.contrib.auth import get_user_model
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from alter_site.delivery.client_address import address_of

from ... import services
from ...benefits.questions import NO, QUESTIONS, YES
from ...benefits.worksheet import ACCEPTED_WORDS, Given, Source
from ...custody import access
from ...eligibility import client
from ...eligibility.outcomes import CODE_WORDS, WRONG_WORDS, EligibilityOutcome
from ...eligibility.suggestions import Reading, Suggestion, together
from ...eligibility.values import Unreadable, clean, load
from ...models import EligibilityCheck, Payer, Submission
from ...payers.matching import suggested
from ...services import eligibility
from ...time_words import clock
from ..guard import Refused, allowed, desk, screen, user_of
from .worksheet_form import WorksheetForm, shown

ACCEPT, ASK, ALL, PRESS, PAYER = "accept", "ask", "*", "press", "ask_payer"
READERS = ("write the worksheet", "sign the worksheet", "reveal insurance")
CORRECTED = (
    "Something about the person or this plan was corrected after the payer was asked. Nothing of this answer "
    "is accepted: ask again."
)
NEWER = "A newer electronic answer has come in. Nothing was accepted: look at it first."
LONGEST_RAW = 200_000  # characters of an answer that a screen shows
# Where staff correct what the payer does not know, beside the photo of the card.
FIELDS = {"birth_date": "birth_date", "name": "last_name", "member_id": "{rank}.member_id"}


@dataclass(frozen=True)
class Chip:
    """One suggestion beside its field."""

    key: str
    words: str
    detail: str
    is_offered: bool
    is_same: bool


@dataclass(frozen=True)
class Checked:
    """One check as the screen says it."""

    check: EligibilityCheck
    next_try: str
    codes: list[str]
    when: str


@dataclass
class Electronic:
    """All that the worksheet shows of it."""

    is_on: bool = False
    hindrance: str = ""
    typed: str = ""
    matches: list[Payer] = field(default_factory=list)
    asked: str = ""  # what stands in the field for the payer
    checks: list[Checked] = field(default_factory=list)
    press: str = ""
    reading: Reading | None = None
    is_waiting: bool = False
    is_simulated: bool = False
    outdated: str = ""  # why nothing of the answer is accepted any more
    to_accept: int = 0
    fixes: list[tuple[str, str]] = field(default_factory=list)
    may_correct: bool = False

    @property
    def must_call(self) -> bool:
        """Has the payer to be called, because no answer can be had this way?"""
        ends = {EligibilityOutcome.UNAVAILABLE, EligibilityOutcome.UNREADABLE, EligibilityOutcome.CONFIG}
        return any(checked.check.outcome in ends for checked in self.checks)


class Beside:
    """What is to be opened together with a worksheet, so that one look is logged for all of it."""

    def __init__(self, submission: Submission, rank: str) -> None:
        self.submission, self.rank = submission, rank
        self.checks = eligibility.last_press(submission, rank)
        self.policy = submission.policies.filter(rank=rank).exclude(payer=None).first()
        self.has_payers = Payer.objects.exists()

    @property
    def looks(self) -> list[access.Look]:
        """The rows and columns, in the order in which :meth:`opened` expects their texts."""
        read = [check for check in self.checks if check.answered_at]
        found = [access.Look(check, ["reading"]) for check in read]
        return [*found, *([access.Look(self.policy, ["payer"])] if self.policy and self.has_payers else [])]

    def opened(self, texts: list[dict[str, str]], actor: Any) -> Electronic:
        """Return what the screen shows, from the opened texts of :attr:`looks`."""
        typed = next((found["payer"] for found in texts if "payer" in found), "")
        readings = [Reading.from_json(found["reading"]) for found in texts if found.get("reading")]
        payers = Payer.objects.select_related("administrator", "checked_by").order_by("pk")
        matches = suggested(typed, payers) if typed else []
        reading = together(readings) if readings else None
        return Electronic(
            is_on=client.is_on(),
            hindrance=eligibility.hindrance(self.submission, actor),
            typed=typed,
            matches=matches,
            asked=matches[0].name if len(matches) == 1 else "",
            checks=[_checked(check) for check in self.checks],
            press=str(self.checks[0].press) if self.checks else "",
            reading=reading,
            is_waiting=any(check.next_try_at for check in self.checks),
            is_simulated=any(check.is_simulated for check in self.checks),
            outdated=CORRECTED if _is_outdated(self.submission, self.rank, self.checks) else "",
            fixes=[
                (WRONG_WORDS[fix], FIELDS[fix].format(rank=self.rank))
                for fix in (reading.fixes if reading else ())
            ],
            may_correct=services.may(actor, "correct the record", self.submission),
        )


def _is_outdated(submission: Submission, rank: str, checks: list[EligibilityCheck]) -> bool:
    return bool(checks) and eligibility.was_corrected_since(submission, rank, checks[0].asked_at)


def _checked(check: EligibilityCheck) -> Checked:
    return Checked(
        check,
        clock(check.next_try_at) if check.next_try_at and check.tries else "",
        [CODE_WORDS.get(code, f"Code {code}") for code in check.codes.split()],
        clock(check.answered_at or check.asked_at),
    )


# --- chips ----------------------------------------------------------------------------------------------


def add_chips(form: WorksheetForm, electronic: Electronic, *, may_write: bool) -> None:
    """Put what is suggested beside each field, and say of each accepted answer who accepted it and when."""
    reading = electronic.reading
    may_accept = may_write and not electronic.outdated
    names = _names(one.by for one in form.answers.given.values() if one.source in ACCEPTED_WORDS)
    for name, question in QUESTIONS.items():
        given = form.answers.given.get(name)
        if given and given.source in ACCEPTED_WORDS:
            form.fields[name].help_text = _accepted_words(given, names)
        holds = form[name].value() not in (None, "")
        chips = [
            Chip(
                f"{name}:{number}",
                _words(one),
                one.detail,
                may_accept and not holds,
                holds and form[name].value() == shown(question, Given(one.value)),
            )
            for number, one in enumerate(reading.of(name) if reading else [])
        ]
        form.fields[name].chips = chips  # type: ignore[attr-defined]
        if may_accept and reading and reading.clear(name) and not holds:
            electronic.to_accept += 1


def _words(one: Suggestion) -> str:
    question = QUESTIONS[one.name]
    known = dict(question.choices or ((YES, "Yes"), (NO, "No")))
    return known.get(str(one.value)) or shown(question, Given(one.value))


def _names(keys: Iterable[int | None]) -> Mapping[int, str]:
    people = get_user_model()._default_manager.in_bulk([key for key in set(keys) if key])
    return {key: str(person) for key, person in people.items()}


def _accepted_words(given: Given, names: Mapping[int, str]) -> str:
    at = datetime.datetime.fromisoformat(given.at)
    by = names.get(given.by or 0, "somebody")
    return f"{ACCEPTED_WORDS[Source(given.source)]}, {clock(at)}, accepted by {by}"


def accepted(submission: Submission, rank: str, form: WorksheetForm, actor: Any) -> dict[str, Given]:
    """Return what the pressed chip accepts, for empty fields. Raises IllegalMove if it is outdated."""
    pressed = form.data.get(ACCEPT, "")
    if not pressed:
        return {}
    checks = eligibility.last_press(submission, rank)
    if not checks or str(checks[0].press) != form.data.get(PRESS, ""):
        raise services.IllegalMove(NEWER)
    if _is_outdated(submission, rank, checks):
        raise services.IllegalMove(CORRECTED)
    reading = _reading(checks)
    name, _, number = pressed.partition(":")
    if pressed == ALL:
        chosen = [one for one in map(reading.clear, QUESTIONS) if one]
    else:
        chosen = [one for place, one in enumerate(reading.of(name)) if str(place) == number]
    is_simulated = any(check.is_simulated for check in checks)
    source = Source.SIMULATED if is_simulated else Source.ELECTRONIC
    now = timezone.now().isoformat()
    return {
        one.name: Given(one.value, source, actor.pk, now, str(checks[0].press))
        for one in chosen
        if one.name not in form.typed and one.name not in form.errors
    }


def _reading(checks: list[EligibilityCheck]) -> Reading:
    texts = [
        access.open_for(access.Purpose.ELIGIBILITY, check, "reading")["reading"]
        for check in checks
        if check.answered_at
    ]
    return together(Reading.from_json(text) for text in texts)


def place(request: HttpRequest) -> str:
    """Return the part of the page to lead back to: the field whose chip was pressed."""
    name = request.POST.get(ACCEPT, "").partition(":")[0]
    if name in QUESTIONS:
        return f"#id_{name}"
    return "#electronic" if name == ALL else ""


# --- asking, and the answer as it came ------------------------------------------------------------------


def ask(request: HttpRequest, submission: Submission, rank: str) -> str:
    """Ask the payer that is named; return why not, in words."""
    typed = request.POST.get(PAYER, "").strip()
    payers = list(Payer.objects.order_by("pk"))
    found = [payer for payer in payers if payer.payer_id and payer.payer_id == typed] or suggested(
        typed, payers
    )
    if not typed:
        return "Write which payer of our directory is asked: its name, another name of it, or its payer ID."
    if not found:
        return "This payer is not in our directory. Add it there, with its payer ID, or call."
    if len(found) > 1:
        return f"This may be several: {', '.join(payer.name for payer in found)}. Write one of them."
    try:
        checks, is_new = eligibility.ask(
            submission, user_of(request), rank=rank, payer=found[0], address=address_of(request)
        )
    except services.IllegalMove as refusal:
        return str(refusal)
    if is_new:
        messages.success(request, f"{found[0]} is asked electronically. The answer appears here.")
    else:
        when = clock(min(check.asked_at for check in checks))
        messages.info(request, f"The same was asked at {when}. That answer is below; it is not asked twice.")
    return ""


@desk("see the queue")
def raw(request: HttpRequest, reference: str, check: Any) -> HttpResponse:
    """Log the look and show an answer as it came."""
    submission = allowed(user_of(request), reference, *READERS)
    found = submission.eligibility_checks.filter(pk=check).first()
    if found is None:
        raise Refused
    looks = [access.Look(found, ["response"])]
    text = access.reveal(user_of(request), submission, looks, address=address_of(request))[0]["response"]
    context = {"submission": submission, "check": found, "text": _pretty(text)}
    return screen(request, "electronic_answer", f"Electronic answer for {reference}", context)


def _pretty(text: str) -> str:
    try:
        text = json.dumps(load(text), indent=2, ensure_ascii=False)
    except (Unreadable, RecursionError):
        text = "\n".join(clean(line) for line in text.splitlines())
    cleaned = "".join(sign for sign in text if sign.isprintable() or sign == "\n")
    return cleaned[:LONGEST_RAW]
