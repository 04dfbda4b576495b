"""Who besides the person may be told: the first thing on a request's screen, and what forms ask about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from django.utils import timezone

from alter_site.content.printed_time import day

from .. import services
from ..models import Consent, Disclosure, Submission
from ..time_words import clock
from ..verification.fields import Story
from . import groups
from .fields import DeskForm, one_of

LONGEST_WHY = 1000


class ToldFields(DeskForm):
    """What somebody else was told, and why they might be. Its form knows the request."""

    NOT_ASKED: ClassVar = "It was the person"

    told = one_of("If it was someone else, what they were told", (), required=False)
    why = Story(
        "In an emergency: to whom, where they work, and what happened; sealed",
        required=False,
        at_most=LONGEST_WHY,
        rows=2,
    )

    submission: Submission

    def offer_consents(self, *, without: bool = True) -> None:
        """List the consents in force; ``without`` one, that nothing was told may be chosen too."""
        other = dict(services.WITHOUT_CONSENT)
        if not without:
            other.pop(services.NOTHING)
        # One that ended since the form was shown stays in what was sent: the refusal names it.
        known = services.who_may_be_told if self.is_bound else services.in_force
        listed = [(str(consent.pk), in_a_list(consent)) for consent in known(self.submission)]
        self.fields["told"].choices = [("", self.NOT_ASKED), *listed, *other.items()]  # type: ignore[attr-defined]


def in_a_list(consent: Consent) -> str:
    """Return a consent as a list names it: without the name of anybody."""
    scope = consent.get_scope_display() or "As written on the form"
    return f"Consent No. {consent.number}: {scope[:1].lower()}{scope[1:]}, {until(consent)}"


def until(consent: Consent) -> str:
    """Return when a consent ends, in words."""
    if consent.ends_at is not None:
        return f"until {day(timezone.localdate(consent.ends_at))}"
    return f"until {consent.get_ends_with_display().removeprefix('When ')}"


@dataclass(frozen=True)
class Line:
    """One consent on the screen: to whom, what, until when, how it was given and taken back."""

    consent: Consent
    who: groups.Value
    until: str
    given: str
    revoked: str
    told: list[str]

    @property
    def scope(self) -> str:
        return self.consent.get_scope_display() or "As written on the form"


def shown(submission: Submission, texts: groups.Opened) -> dict[str, Any]:
    """Return who may be told now, who might be once, and what was told, for the screen."""
    now = timezone.now()
    told = list(submission.disclosures.select_related("by", "consent").defer("reason"))
    current: list[Line] = []
    ended: list[Line] = []
    for consent in services.who_may_be_told(submission):
        line = Line(
            consent,
            groups.value(consent, "detail", "Who", texts),
            until(consent),
            _given(consent),
            _revoked(consent),
            [_told(row) for row in told if row.consent_id == consent.pk],
        )
        (current if services.is_in_force(consent, submission, now) else ended).append(line)
    without = [_told(row) for row in told if row.consent_id is None]
    return {"current": current, "ended": ended, "all": [*current, *ended], "without": without}


def _given(consent: Consent) -> str:
    words = f"{consent.get_how_display()}, {clock(consent.given_at)}"
    if consent.recorded_by is not None:
        words += f"; recorded by {consent.recorded_by}"
    return f"{words}; {consent.witness} listened" if consent.witness is not None else words


def _revoked(consent: Consent) -> str:
    if consent.revoked_at is None:
        return ""
    how = consent.get_revoked_how_display()
    by = f"; recorded by {consent.revoked_by}" if consent.revoked_by else ""
    return f"Taken back {clock(consent.revoked_at)}, {how[:1].lower()}{how[1:]}{by}"


BASES = {
    services.EMERGENCY: "in a medical emergency (42 CFR 2.51)",
    "treatment": "for treatment (42 CFR 2.12(c)(3))",
    "service": "to the operator of our record system (42 CFR 2.12(c)(4))",
}


def _told(row: Disclosure) -> str:
    basis = f" {BASES[row.basis]}" if row.basis in BASES else ""
    return f"{row.get_what_display()}{basis}, {clock(row.at)}, by {row.by}"
