"""A request is corrected by its owner or a lead, beside the card, and what stood there is kept."""

from __future__ import annotations

import datetime
from typing import Any
from unittest.mock import patch

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from admissions import services
from admissions.choices import Status
from admissions.custody.access import Look, reveal
from admissions.models import Correction, PhiAccess, Submission
from alter_site.content.facts import coverage
from alter_site.content.facts.coverage import ZONE, Coverage, Hours, moment
from alter_site.staff.groups import BENEFITS_VERIFIER
from tests.factories import StaffFactory
from tests.support.document import Document
from tests.support.forms import after, typed
from tests.support.requests import received

pytestmark = pytest.mark.django_db
HOUR = datetime.timedelta(hours=1)


@pytest.fixture
def mine(coordinator) -> Submission:
    return services.claim(received(), coordinator)


def page(submission: Submission) -> str:
    return reverse("desk:correct", args=[submission.reference])


@pytest.fixture
def save(client, coordinator, visit_admin):
    """Open the form, type something over it and send it; return the answer."""

    def save(submission: Submission, by: Any = None, document: Document | None = None, **changes: Any) -> Any:
        by = by or coordinator
        document = document or visit_admin(page(submission), by=by)
        client.force_login(by)
        return client.post(page(submission), typed(document, "form.step", **changes))

    return save


def opened(submission: Submission, *names: str, by: Any) -> list[str]:
    submission.refresh_from_db()
    return [*reveal(by, submission, [Look(submission, names)])[0].values()]


def test_a_name_and_a_birth_date_are_corrected_and_both_values_are_kept(mine, save, coordinator, visit_admin):
    save(mine, first_name="Samara", birth_date="3/1/1990")
    assert opened(mine, "first_name", "birth_date", by=coordinator) == ["Samara", "1990-03-01"]
    rows = {row.column: row for row in Correction.objects.all()}
    assert set(rows) == {"first_name", "birth_date"}
    kept = reveal(coordinator, mine, [Look(rows["first_name"], ["before", "after"])])
    assert kept == [{"before": "Samira", "after": "Samara"}]
    document = visit_admin(page(mine), by=coordinator)
    assert "2/28/1990" in document.text("aside")
    detail = visit_admin(reverse("desk:detail", args=[mine.reference]), by=coordinator)
    assert "Corrected: birth date" in detail.text("main")


def test_saving_without_a_change_changes_nothing(mine, save):
    before = Submission.objects.filter(pk=mine.pk).values().get()
    save(mine)
    assert Submission.objects.filter(pk=mine.pk).values().get() | {"touched_at": None} == before | {
        "touched_at": None
    }
    assert not Correction.objects.exists()


def test_a_corrected_number_is_found_and_the_old_one_no_longer(mine, save, client, coordinator):
    save(mine, phone="(714) 555-0158")
    client.force_login(coordinator)

    def found(number: str) -> bool:
        answer = after(client.post(reverse("desk:find"), {"kind": "phone", "phone": number}))
        return mine.reference in answer.content.decode()

    assert found("714 555 0158")
    assert not found("949 555 0142")


def test_a_member_id_is_kept_as_typed_and_matched_without_spaces_and_dashes(mine, save, coordinator):
    save(mine, **{"primary.member_id": "abc 99-77"})
    policy = mine.policies.get()
    assert reveal(coordinator, mine, [Look(policy, ["member_id"])]) == [{"member_id": "abc 99-77"}]
    other = received(plan={"payer": "Example Health Plan", "member_id": "ABC9977"}, phone="(714) 555-0199")
    assert mine in [item.submission for item in services.duplicates(other)]


def test_a_plan_that_was_never_typed_is_added_from_the_card(mine, save, coordinator):
    save(mine, **{"secondary.payer": "Second Mutual", "secondary.holder_birth_date": "1/2/1960"})
    second = mine.policies.get(rank="secondary")
    assert reveal(coordinator, mine, [Look(second, ["payer"])]) == [{"payer": "Second Mutual"}]


def test_hours_that_meet_ours_bring_the_clock_back(mine, save):
    Submission.objects.filter(pk=mine.pk).update(
        due_first_contact=None, window_from=datetime.time(2), window_until=datetime.time(3)
    )
    mine.refresh_from_db()
    save(mine, window_from="", window_until="")
    mine.refresh_from_db()
    assert (mine.window_from, mine.window_until) == (None, None)


@pytest.mark.parametrize(
    ("hours", "due"), [(("14:00", "15:00"), "11-23 15:00"), (("09:00", "15:00"), "11-23 12:30")]
)
def test_a_promise_that_corrected_hours_leave_no_time_for_is_made_anew(mine, coordinator, hours, due):
    hours = dict(zip(("window_from", "window_until"), map(datetime.time.fromisoformat, hours), strict=True))
    desk = Coverage((Hours("Monday", "08:00", "20:00"),))
    with time_machine.travel(moment(datetime.date(2026, 11, 23), "10:00"), tick=False):
        Submission.objects.filter(pk=mine.pk).update(due_first_contact=timezone.now() + 2.5 * HOUR)
        with patch.object(coverage, "in_force", lambda known: desk):
            services.correct(mine, coordinator, seen=0, plain=hours, personal={}, plans={}, words={})
        mine.refresh_from_db()
    assert f"{mine.due_first_contact.astimezone(ZONE):%m-%d %H:%M}" == due


def test_a_mistake_is_named_and_nothing_typed_is_lost(mine, save, coordinator):
    text = after(save(mine, birth_date="31/31/1990", warning="Only mornings now")).content.decode()
    assert "The month must be a number from 1 to 12" in text
    assert "Only mornings now" in text
    assert not Correction.objects.exists()


def test_the_way_they_want_to_be_reached_by_cannot_be_emptied(mine, save):
    assert "Without it nobody can." in after(save(mine, phone="")).content.decode()


def test_of_two_who_correct_at_once_the_second_is_told_and_keeps_what_was_typed(
    mine, save, lead, visit_admin
):
    seen = visit_admin(page(mine), by=lead)
    save(mine, first_name="Samara")
    answer = after(save(mine, by=lead, document=seen, last_name="Specimen"))
    text = answer.content.decode()
    assert "Somebody else has just corrected this request." in text
    assert "Specimen" in text
    assert Correction.objects.count() == 1
    again = visit_admin(answer.wsgi_request.get_full_path(), by=lead)
    save(mine, by=lead, document=again, first_name="Samara")
    assert set(Correction.objects.values_list("column", flat=True)) == {"first_name", "last_name"}


def test_whoever_signs_has_to_have_seen_what_was_corrected_since(mine, save):
    Submission.objects.filter(pk=mine.pk).update(status=Status.WORKSHEET_READY)
    seen = Submission.objects.get(pk=mine.pk)
    save(mine, **{"primary.member_id": "NEW1"})
    with pytest.raises(services.Stale):
        services.sign(seen, StaffFactory(group=BENEFITS_VERIFIER))


def test_every_look_at_the_form_is_logged(mine, visit_admin, coordinator):
    visit_admin(page(mine), by=coordinator)
    look = PhiAccess.objects.latest("sequence")
    assert {"submission.phone", "policy.member_id", "submission.note"} <= set(look.fields.split())


def test_contact_details_of_somebody_whom_nobody_may_contact_stay_closed(coordinator, visit_admin):
    plain = {"relation": "client", "may_contact_person": False}
    submission = services.claim(received(plain=plain, professional_contact="(714) 555-0111"), coordinator)
    document = visit_admin(page(submission), by=coordinator)
    assert not document.all("#id_phone")
    assert "555-0142" not in document.html


def test_a_verifier_corrects_only_what_was_handed_over(mine, visit_admin):
    visit_admin(page(mine), by=StaffFactory(group=BENEFITS_VERIFIER), status=403)


def test_what_is_corrected_stands_sealed_only(mine, save):
    save(mine, first_name="Quixotica")
    tables = [Correction.objects.values_list(), Submission.objects.values_list()]
    assert "Quixotica" not in str([list(rows) for rows in tables])
