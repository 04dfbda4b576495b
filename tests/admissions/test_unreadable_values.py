"""A sealed value that does not open: the desk says so in words, whatever screen it stands on."""

from __future__ import annotations

import pytest
from django.urls import reverse

from admissions import services
from admissions.models import BenefitsWorksheet, Estimate, GlassBreak, LegalHold, Submission
from admissions.services import holds
from alter_site.staff.groups import COORDINATOR, PRIVACY_OFFICER
from tests.admissions.test_estimates import WHOLE
from tests.factories import StaffFactory
from tests.support.document import Document
from tests.support.markup import check_admin
from tests.support.requests import received

pytestmark = pytest.mark.django_db


@pytest.fixture
def moved(lead):
    """A request of the lead's in which every sealed value is one that was moved there from another row."""
    submission = services.start_verifying(services.claim(received(), lead), lead)
    other = services.claim(received(), lead)
    services.save_estimate(submission, lead, saves=0, typed=WHOLE)
    typed = {"active": "yes"}
    services.save_answers(submission, lead, rank="primary", saves=0, typed=typed, levels=[], source="call")
    holds.set_hold(StaffFactory(group=PRIVACY_OFFICER), submission.reference, reason="A letter of a court")
    breaks = StaffFactory(group=COORDINATOR)
    services.break_glass(breaks, submission.reference, reason="They stand on a bridge")
    Submission.objects.filter(pk=submission.pk).update(phone=other.phone)
    for model, column in (
        (BenefitsWorksheet, "answers"),
        (Estimate, "content"),
        (LegalHold, "reason"),
        (GlassBreak, "reason"),
    ):
        model.objects.update(**{column: other.phone})
    return submission, other


def test_a_screen_with_a_value_that_does_not_open_says_so_and_is_no_server_error(client, moved, lead):
    submission, other = moved
    officer = StaffFactory(group=PRIVACY_OFFICER)
    about = [submission.reference]
    for by, address in (
        (lead, reverse("desk:worksheet", args=[*about, "primary"])),
        (lead, reverse("desk:estimate", args=about)),
        (lead, reverse("desk:correct", args=about)),
        (lead, reverse("desk:merge", args=[*about, other.reference])),
        (officer, reverse("desk:break", args=[GlassBreak.objects.get().pk])),
    ):
        client.force_login(by)
        answer = client.get(address)
        assert answer.status_code == 503, address
        page = Document(answer)
        check_admin(page)
        assert "the key does not fit" in page.text("main"), address
    client.force_login(lead)
    sent = {"saves": "1", "source": "call", "notes": "They call back at noon"}
    refused = client.post(reverse("desk:worksheet", args=[*about, "primary"]), sent)
    assert refused.status_code == 503
    assert "Notes about the benefits: They call back at noon" in Document(refused).text(".typed")


def test_a_hold_whose_reason_does_not_open_hides_no_other(client, moved):
    officer, held = StaffFactory(group=PRIVACY_OFFICER), received()
    holds.set_hold(officer, held.reference, reason="Another letter")
    client.force_login(officer)
    page = Document(client.get(reverse("desk:retention"))).text("main")
    assert "the key does not fit" in page
    assert "Another letter" in page
