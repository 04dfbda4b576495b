"""Two people at once: consents, breaks of the glass, holds. What one of them ends, the other does not use."""

from __future__ import annotations

from typing import Any

import pytest

from admissions import services
from admissions.models import Disclosure, GlassBreak, LegalHold
from admissions.services import holds
from alter_site.staff.groups import COORDINATOR, LEAD, PRIVACY_OFFICER
from tests.factories import StaffFactory
from tests.support.requests import received
from tests.support.together import together

pytestmark = pytest.mark.django_db(transaction=True)


def test_of_two_at_once_each_is_counted_once():
    lead, officer = StaffFactory(group=LEAD), StaffFactory(group=PRIVACY_OFFICER)
    somebody = StaffFactory(group=COORDINATOR)
    submission = services.claim(received(), lead)
    values: Any = {"who": "Pat, sister", "scope": "plan", "how": "writing", "ends_with": "request"}
    given = [lambda: services.record_consent(submission, lead, **values)] * 2
    assert together(*given) == [None, None]
    assert [row.number for row in services.in_force(submission)] == [1, 2]

    key = services.in_force(submission)[0].pk
    told, ended = together(
        lambda: services.tell(submission, lead, told=str(key)),
        lambda: services.take_back(submission, lead, consent=key, how="phone"),
    )
    assert ended is None
    assert Disclosure.objects.count() == (1 if told is None else 0)
    assert [row.number for row in services.in_force(submission)] == [2]

    broken = [lambda: services.break_glass(somebody, submission.reference, reason="An emergency")] * 2
    assert together(*broken) == [None, None]
    assert GlassBreak.objects.count() == 1

    held = together(*[lambda: holds.set_hold(officer, submission.reference, reason="Letter")] * 2)
    assert [str(one).endswith("Lift that hold first.") for one in held].count(True) == 1
    assert LegalHold.objects.count() == 1
