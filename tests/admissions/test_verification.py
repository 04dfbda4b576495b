"""The visitor's steps: each branch to a reference, errors that keep every answer, one request however sent."""

from __future__ import annotations

import pytest

from admissions.models import Consent, Draft, Submission
from admissions.phi.access import Look, reveal
from tests.factories import StandardPageFactory, published
from tests.support.visitor import ANSWERS, Visitor, card_photo, step_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def visitor() -> Visitor:
    return Visitor()


def opened(lead, row, *names: str) -> dict[str, str]:
    (values,) = reveal(lead, getattr(row, "submission", row), [Look(row, names)])
    return values


# --- branches -----------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_somebody_asks_for_themselves_and_types_the_card(visitor, lead):
    submission = visitor.sent()
    assert submission.relation == "self"
    assert (submission.source, submission.insurance_route, submission.plan_type) == ("form", "typed", "ppo")
    assert (submission.voicemail, submission.window_days) == ("limited", "weekdays")
    assert f"{submission.window_from:%H} {submission.window_until:%H}" == "17 20"
    assert set(submission.consents.values_list("kind", flat=True)) == set(Consent.Kind.values)
    assert opened(lead, submission, "birth_date", "concerns", "phone", "language", "how_soon") == {
        "birth_date": "1988-02-29",
        "concerns": "Anxiety or panic\nSleep",
        "phone": "(949) 555-0142",
        "language": "Spanish",
        "how_soon": "This week",
    }
    assert opened(lead, submission.policies.get(), "member_id")["member_id"] == "xyz 123-456"
