"""What came of asking a payer electronically: by its error codes, and by how its server answered."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import TextChoices


class EligibilityOutcome(TextChoices):
    """How an electronic check ended. An answer of HTTP 200 can be any of these."""

    ACTIVE = "active", "Active"
    INACTIVE = "inactive", "Not active"
    NOT_FOUND = "not_found", "The payer does not find this person"
    FIX_INPUT = "fix_input", "Something we sent is not as the payer has it"
    UNAVAILABLE = "unavailable", "The payer does not answer: call"
    CONFIG = "config", "Needs set-up by the lead"
    REVIEW = "review", "To be read by a person"
    UNREADABLE = "unreadable", "The answer cannot be read: call"


# Codes of X12 271 AAA03, sorted by who can do something about them; what is on no list is read by a person.
PAYER_IS_UNAVAILABLE = frozenset({"42", "80"})
NOT_FOUND = frozenset({"75", "67", "77"})
NEEDS_SET_UP = frozenset({"41", "43", "44", "45", "50", "51", "79", "97", "T4"})
# The code, and what is to be corrected: beside the photo of the card.
WRONG = {
    "58": "birth_date",
    "71": "birth_date",
    "64": "member_id",
    "72": "member_id",
    "65": "name",
    "73": "name",
}
WRONG_WORDS = {"birth_date": "the birth date", "member_id": "the member ID", "name": "the name"}
CODE_WORDS = {
    "41": "We may not ask this payer: access restrictions",
    "42": "The payer cannot answer at the moment",
    "43": "Our provider number is missing or not known to the payer",
    "44": "Our name is missing or not as the payer has it",
    "45": "Our specialty is missing or not as the payer has it",
    "50": "We are not eligible to ask this payer",
    "51": "The payer does not have us on file",
    "58": "The birth date is missing or wrong",
    "64": "The patient’s ID is missing or wrong",
    "65": "The patient’s name is missing or wrong",
    "67": "The payer does not find the patient",
    "71": "The birth date is not the one on file",
    "72": "The member ID is missing or wrong",
    "73": "The policyholder’s name is missing or wrong",
    "75": "The payer does not find the policyholder",
    "77": "The payer finds the policyholder and not the patient",
    "79": "The payer ID is not one that can be asked",
    "80": "The payer did not answer in time",
    "97": "The address of the provider is missing or wrong",
    "T4": "The payer’s name or ID is missing",
}


def of_codes(codes: Collection[str]) -> EligibilityOutcome:
    """Sort a rejection. Of several codes, what only the lead can mend comes first, then what staff can."""
    kinds = (
        (NEEDS_SET_UP, EligibilityOutcome.CONFIG),
        (WRONG.keys(), EligibilityOutcome.FIX_INPUT),
        (NOT_FOUND, EligibilityOutcome.NOT_FOUND),
        (PAYER_IS_UNAVAILABLE, EligibilityOutcome.UNAVAILABLE),
    )
    found = (outcome for among, outcome in kinds if any(code in among for code in codes))
    return next(found, EligibilityOutcome.REVIEW)


def of_status(status: int) -> EligibilityOutcome | None:
    """Sort an HTTP status; None where the body is to be read. Nothing is followed to another address."""
    if status == 200:
        return None
    if status in {408, 429} or 500 <= status < 600:
        return EligibilityOutcome.UNAVAILABLE
    return EligibilityOutcome.CONFIG
