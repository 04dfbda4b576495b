"""Every column of text that is not sealed is decided on: nothing that was written about a person is in it."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.apps import apps
from django.db import models

from admissions import services
from admissions.phi.field import BlindIndexField, SealedField
from alter_site.staff.groups import BENEFITS_VERIFIER
from tests.factories import StaffFactory
from tests.support.requests import TOLD, intake

pytestmark = pytest.mark.django_db

CODE = r"[0-9a-f]{64}|"
WORD = r"[\w-]*"
# A phrase of our own lists, which may name a request, a payer's answer or a column: never a sentence.
PHRASE = r"[\w.,:“”’()/ &-]*"
# Why a column of text may stand unsealed, what may stand in it, and which columns these are.
DECIDED: dict[str, tuple[str, str]] = {
    "A keyed code": (
        CODE,
        "PhiAccess.previous PhiAccess.code ChainHead.code Submission.status_secret Draft.cookie_code "
        "Draft.resume_code CardImage.image_code CardImage.network_code Consent.wording_hash",
    ),
    "A reference": (
        r"[0-9A-Z]{3}-[0-9A-Z]{5}|",
        "PhiAccess.reference Submission.reference GlassBreak.reference",
    ),
    "A name of ours for a key, a rule, a zone or a language": (
        r"[\w./:+ -]*",
        "Canary.key_id LastingKey.purpose Submission.indexed_with Policy.indexed_with Submission.time_zone "
        "Submission.locale",
    ),
    "A sealed token, or a keyed code": (r"v\d\..+|[0-9a-f]{64}", "Canary.token LastingKey.token"),
    "A word from a list of ours": (
        WORD,
        "Submission.reason EstimateClock.reason Estimate.given_how Disclosure.basis Event.from_status "
        "Event.to_status EligibilityCheck.service_code",
    ),
    "A phrase of ours": (
        PHRASE,
        "PhiAccess.action PhiAccess.purpose PhiAccess.reason Event.move Event.detail Correction.column",
    ),
    "Names of columns, keyed codes, references": (r"[\w.\-: ]*", "PhiAccess.fields"),
    "A network, not a machine": (r"[0-9a-f.:/]*", "PhiAccess.address"),
    "A payer’s error codes": (r"[\w ]*", "EligibilityCheck.codes"),
    "The kind of an error": (WORD, "Outbox.last_error RetentionRun.error"),
    "Periods in words of ours": (r"[\w;, ]*", "RetentionRun.policy"),
    "Numbers of many": (r"[\s\S]*", "Tally.counts Tally.gone Tally.summary"),
    "About a company; the form says: never about a person": (
        r"[\s\S]*",
        "Payer.name Payer.aliases Payer.payer_id Payer.behavioral_phone Payer.authorization_phone "
        "Payer.claims_address Payer.service_codes Payer.notes",
    ),
}
PLACES = {place: pattern for pattern, places in DECIDED.values() for place in places.split()}


def columns() -> dict[str, models.Field[Any, Any]]:
    """Return every column that can hold text and is not sealed, by its place."""
    kinds = (models.CharField, models.TextField, models.JSONField, models.BinaryField, models.FileField)
    return {
        f"{model.__name__}.{field.name}": field
        for model in apps.get_app_config("admissions").get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, kinds) and not isinstance(field, SealedField | BlindIndexField)
    }


def test_every_unsealed_column_of_text_holds_a_choice_or_is_decided_on():
    found = columns()
    chosen = {place for place, field in found.items() if field.choices}
    assert set(PLACES) == set(found) - chosen
    assert not any(isinstance(field, models.BinaryField | models.FileField) for field in found.values())


def work(actor: Any, second: Any) -> None:
    """Do with a request what writes text, wherever somebody can type."""
    submission = services.claim(services.receive(intake()).submission, actor)
    services.add_note(submission, actor, text="Canary Quixandra")
    services.record_attempt(
        submission, actor, channel="phone", direction="in", result="spoke", note="Canary Quixandra"
    )
    services.set_flags(submission, actor, today=True, clinician_first=True)
    services.record_screen(submission, actor, substance="Canary Quixandra", suicide="yes")
    told: Any = {"who": "Canary Quixandra", "scope": "plan", "how": "writing", "ends_with": "request"}
    consent = services.record_consent(submission, actor, **told)
    services.tell(submission, actor, told=str(consent.pk), why="Canary Quixandra")
    services.set_ways(submission, actor, phone="(714) 555-0158")
    services.correct(
        submission,
        actor,
        seen=submission.corrections.count(),
        plain={"voicemail": "no"},
        personal={"warning": "Canary Quixandra"},
        plans={"primary": {"payer": "Canary Quixandra"}},
        words={"warning": "Warning"},
    )
    services.start_verifying(submission, actor)
    services.record_payer_call(
        submission, actor, outcome="answered", representative="Canary Quixandra", note="Canary Quixandra"
    )
    services.save_answers(
        submission,
        actor,
        rank="primary",
        saves=0,
        typed={"notes": "Canary Quixandra"},
        levels=[],
        source="call",
    )
    services.hand_over(submission, actor, to=second, note="Canary Quixandra")
    services.break_glass(actor, submission.reference, reason="Canary Quixandra")


def test_what_was_typed_stands_in_no_unsealed_column_and_the_rest_is_as_decided(coordinator):
    work(coordinator, StaffFactory(group=BENEFITS_VERIFIER))
    wrong, seen = [], set()
    for place, field in columns().items():
        for value in map(str, field.model._default_manager.values_list(field.name, flat=True)):
            if value not in ("", "None"):
                seen.add(place)
            told = [text for text in [*TOLD, "Quixandra", "555-0158"] if text in value]
            is_odd = place in PLACES and value != "None" and not re.fullmatch(PLACES[place], value)
            if told or is_odd:
                wrong.append(f"{place}: {value!r}")
            if field.choices:
                known = {str(code) for code, _ in field.choices} | {"", "None"}
                wrong += [] if value in known else [f"{place} is no choice: {value!r}"]
    assert wrong == []
    assert {"Event.detail", "Correction.column", "Submission.reference"} <= seen
