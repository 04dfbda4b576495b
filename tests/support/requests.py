"""Makes the requests a test needs, through `services.receive`."""

from __future__ import annotations

from typing import Any

from admissions import services
from admissions.choices import InsuranceRoute, PlanType, Relationship
from admissions.models import Consent, Submission

PERSON = {
    "preferred_name": "Sam",
    "first_name": "Samira",
    "last_name": "Example",
    "birth_date": "1990-02-28",
    "phone": "(949) 555-0142",
    "email": "",
    "state": "CA",
    "zip_code": "92629",
    "caller_name": "a friend",
    "warning": "Shift work; sleeps in the mornings",
    "concerns": "Anxiety",
    "note": "Please be patient",
}
PLAN = {
    "payer": "Example Health Plan",
    "member_id": "xyz 123-456",
    "group_number": "G-1",
    "plan_name": "Gold",
}
# What may stand nowhere. Shorter words stand in a random reference such as AB4-K7M2Q now and then.
TOLD = [value for value in (*PERSON.values(), *PLAN.values()) if len(value) > 3]


def intake(
    *, plan: dict[str, str] | None = None, plain: dict[str, Any] | None = None, **personal: str
) -> Any:
    """Return what a person told us: an invented adult with one plan, changed as a test wants it."""
    return services.Intake(
        plain={
            "relation": Relationship.SELF,
            "insurance_route": InsuranceRoute.TYPED,
            "plan_type": PlanType.PPO,
            **(plain or {}),
        },
        personal={**PERSON, **personal},
        plans=(services.Plan(PLAN if plan is None else plan),),
        consents=(Consent.Kind.USE_DETAILS, Consent.Kind.CONTACT),
    )


def received(**changes: Any) -> Submission:
    """Return a stored request."""
    return services.receive(intake(**changes)).submission
