"""What belongs to a merged request goes on, stays readable or is chosen: one table says it of everything."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
import time_machine
from django.apps import apps
from django.db import models
from django.urls import reverse
from django.utils import timezone

from admissions import services
from admissions.choices import WorksheetState
from admissions.contact_plan import ContactPlan
from admissions.custody.access import Look, reveal
from admissions.forget import forget
from admissions.models import (
    BenefitsWorksheet,
    CardImage,
    EligibilityCheck,
    GlassBreak,
    LegalHold,
    SafetyScreen,
    Submission,
)
from admissions.services import holds
from admissions.services.carrying import TABLE, Fate
from alter_site.staff.groups import PRIVACY_OFFICER
from tests.factories import StaffFactory
from tests.support.forms import typed
from tests.support.requests import received

pytestmark = pytest.mark.django_db

HOUR = datetime.timedelta(hours=1)


@pytest.fixture
def mine(coordinator) -> Submission:
    return services.claim(received(), coordinator)


@pytest.fixture
def other(coordinator) -> Submission:
    return services.claim(received(), coordinator)


def merge(kept: Submission, other: Submission, actor: Any, **changes: Any) -> Submission:
    values = {"seen": 0, "seen_other": 0, "personal": {}, "plans": {}, "words": {}, **changes}
    return services.merge(kept, other, actor, **values)


def close_as_duplicate(other: Submission, kept: Submission, actor: Any) -> Submission:
    Submission.objects.update(first_attempt_at=timezone.now())
    other.refresh_from_db()
    return services.close(other, actor, outcome="duplicate", duplicate_of=kept)


def test_the_table_decides_about_every_table_that_names_a_request():
    named = set()
    for model in apps.get_app_config("admissions").get_models():
        for field in model._meta.concrete_fields:
            is_relation = field.related_model is Submission
            by_value = isinstance(field, models.UUIDField) and field.name == "submission_id"
            if is_relation or by_value:
                named.add((model, field.name))
    assert {(one.model, one.column) for one in TABLE} == named
    assert all(one.why and one.words for one in TABLE)
    without = {one.model.__name__ for one in TABLE if one.carry is None}
    stays = {one.model.__name__ for one in TABLE if one.fate is Fate.STAYS}
    # Its estimates and its closing take these along.
    assert without - stays == {"EstimateClock", "LegalHold", "Submission"}


@pytest.mark.parametrize("kind", [one for one in TABLE if one.carry is None], ids=lambda one: one.words)
def test_what_stays_is_no_part_of_the_request_that_is_kept(kind, mine, other, coordinator):
    before = set(kind.rows(other).values_list("pk", flat=True))
    merge(mine, other, coordinator)
    if kind.fate is Fate.STAYS:
        assert before <= set(kind.rows(other).values_list("pk", flat=True))
    assert not before & set(kind.rows(mine).values_list("pk", flat=True))


def test_talks_notes_and_answers_about_safety_go_on(mine, other, coordinator):
    services.record_attempt(other, coordinator, channel="phone", direction="in", result="spoke", note="Hm")
    services.add_note(other, coordinator, text="Prefers mornings")
    services.record_screen(other, coordinator, suicide="yes")
    services.set_flags(other, coordinator, today=True, clinician_first=True)
    kept = merge(mine, other, coordinator)
    screen = SafetyScreen.objects.get(submission=kept)
    note = kept.notes.get()
    assert reveal(coordinator, kept, [Look(screen, ["suicide"]), Look(note, ["text"])]) == [
        {"suicide": "yes"},
        {"text": "Prefers mornings"},
    ]
    assert kept.attempts.get().result == "spoke"
    assert kept.today
    assert kept.clinician_first


def photo(submission: Submission, side: str, image_code: str) -> CardImage:
    row = CardImage(submission=submission, side=side, width=1, height=1, image_code=image_code)
    row.seal(image=b"jpeg")
    row.save(force_insert=True)
    return row


def test_of_two_photos_of_one_side_the_other_stays_to_be_read(mine, other, coordinator):
    front, second = photo(mine, "front", "a"), photo(other, "front", "b")
    back = photo(other, "back", "c")
    merge(mine, other, coordinator)
    assert set(mine.card_images.all()) == {front, back}
    assert other.card_images.get() == second


def worksheet(submission: Submission, author: Any, state: str = WorksheetState.DRAFT) -> BenefitsWorksheet:
    row = BenefitsWorksheet(
        submission=submission, number=1, saves=1, author=author, saved_at=timezone.now(), state=state
    )
    row.seal(answers="{}")
    row.save(force_insert=True)
    return row


def check(submission: Submission, actor: Any) -> EligibilityCheck:
    now = timezone.now()
    row = EligibilityCheck(
        submission=submission,
        press=submission.pk,
        service_code="MH",
        source="simulator",
        asked_by=actor,
        asked_at=now,
        outcome="active",
        answered_at=now,
    )
    row.seal(request="{}")
    row.save(force_insert=True)
    return row


def test_a_worksheet_and_a_check_of_the_same_plan_go_on_and_wait_for_no_signature(mine, other, coordinator):
    sheet, asked = worksheet(other, coordinator, WorksheetState.READY), check(other, coordinator)
    services.record_payer_call(other, coordinator, outcome="answered", representative="Lee")
    merge(mine, other, coordinator)
    found = mine.worksheets.get()
    assert (found, found.state) == (sheet, WorksheetState.DRAFT)
    assert mine.eligibility_checks.get() == asked
    assert mine.payer_calls.count() == 1


def test_a_worksheet_of_another_plan_and_a_second_one_stay(mine, coordinator):
    elsewhere = services.claim(received(plan={"payer": "Other Plan", "member_id": "OTHER-1"}), coordinator)
    worksheet(elsewhere, coordinator)
    check(elsewhere, coordinator)
    merge(mine, elsewhere, coordinator)
    assert elsewhere.worksheets.count() == elsewhere.eligibility_checks.count() == 1
    own, second = worksheet(mine, coordinator), services.claim(received(), coordinator)
    worksheet(second, coordinator)
    merge(mine, second, coordinator)
    assert mine.worksheets.get() == own
    assert second.worksheets.count() == 1


def test_what_goes_on_from_a_held_request_is_held_as_long(mine, other, coordinator):
    officer = StaffFactory(group=PRIVACY_OFFICER)
    today = timezone.localdate()
    holds.set_hold(officer, other.reference, reason="Letter of a court", until=today + 30 * 24 * HOUR)
    merge(mine, other, coordinator)
    mine.refresh_from_db()
    copy = mine.holds.get()
    assert mine.legal_hold
    assert (copy.set_by, copy.until) == (officer, today + 30 * 24 * HOUR)
    assert reveal(officer, mine, [Look(copy, ["reason"])]) == [{"reason": "Letter of a court"}]
    second = services.claim(received(), coordinator)
    holds.set_hold(officer, second.reference, reason="Another letter")
    merge(mine, second, coordinator)
    assert LegalHold.objects.get(submission=mine).until is None
    assert other.holds.count() == second.holds.count() == 1


@pytest.mark.parametrize("held", ["mine", "other"])
@pytest.mark.parametrize("joins", [merge, lambda kept, other, actor: close_as_duplicate(other, kept, actor)])
@pytest.mark.parametrize("is_held_first", [True, False])
def test_a_hold_on_one_of_two_merged_requests_keeps_both(
    mine, other, coordinator, held, joins, is_held_first
):
    officer = StaffFactory(group=PRIVACY_OFFICER)
    named = {"mine": mine, "other": other}[held].reference
    steps = [
        lambda: holds.set_hold(officer, named, reason="A letter"),
        lambda: joins(mine, other, coordinator),
    ]
    for step in steps if is_held_first else reversed(steps):
        step()
    for one in (mine, other):
        one.refresh_from_db()
        assert one.legal_hold, one.reference
        assert reveal(officer, one, [Look(one.holds.get(), ["reason"])]) == [{"reason": "A letter"}]
    Submission.objects.filter(pk=mine.pk).update(
        outcome="declined", status="closed", closed_at=timezone.now()
    )
    Submission.objects.update(forget_after=timezone.now())
    forget(timezone.now())
    assert Submission.objects.count() == 2


def test_a_request_merged_before_leads_to_the_one_that_is_kept(mine, other, coordinator):
    first = services.claim(received(), coordinator)
    merge(other, first, coordinator)
    merge(mine, other, coordinator)
    first.refresh_from_db()
    assert first.merged_into == mine


def test_the_nearest_promise_and_the_earlier_time_to_come_back_hold(mine, other, coordinator):
    now = timezone.now()
    Submission.objects.filter(pk=mine.pk).update(
        due_first_contact=now + 9 * HOUR, snoozed_until=now + 8 * HOUR
    )
    Submission.objects.filter(pk=other.pk).update(due_first_contact=now + 2 * HOUR, snoozed_until=now + HOUR)
    Submission.objects.filter(pk=other.pk).update(reminder="call")
    for one in (mine, other):
        one.refresh_from_db()
    kept = merge(mine, other, coordinator)
    kept.refresh_from_db()
    assert (kept.due_first_contact, kept.snoozed_until) == (now + 2 * HOUR, now + HOUR)
    assert kept.reminder == "call"


def test_a_promise_before_the_hours_that_hold_is_not_taken_over(mine, other, coordinator):
    now = datetime.datetime(2026, 11, 23, 18, tzinfo=datetime.UTC)  # 10 am where they are
    theirs = {"window_from": datetime.time(13), "window_until": datetime.time(14)}
    with time_machine.travel(now, tick=False):
        Submission.objects.filter(pk=mine.pk).update(due_first_contact=now + 4 * HOUR, **theirs)
        Submission.objects.filter(pk=other.pk).update(due_first_contact=now + 2 * HOUR)
        for one in (mine, other):
            one.refresh_from_db()
        assert merge(mine, other, coordinator).due_first_contact == now + 4 * HOUR


@pytest.mark.parametrize(
    ("is_tried", "status", "goes_on"),
    [(True, "claimed", True), (False, "claimed", False), (True, "payer_wait", False)],
)
def test_a_time_to_call_that_only_the_other_has_goes_on_unless_the_first_call_is_to_come(
    mine, other, coordinator, is_tried, status, goes_on
):
    now = timezone.now()
    Submission.objects.filter(pk=other.pk).update(
        snoozed_until=now + 2 * HOUR,
        first_attempt_at=now if is_tried else None,
        status=status,
        owner=coordinator,
    )
    other.refresh_from_db()
    kept = merge(mine, other, coordinator)
    kept.refresh_from_db()
    assert kept.snoozed_until == (now + 2 * HOUR if goes_on else None)


def test_whoever_asks_again_waits_now_even_where_the_first_request_was_put_off(mine, other, coordinator):
    Submission.objects.filter(pk=mine.pk).update(snoozed_until=timezone.now() + 8 * HOUR)
    mine.refresh_from_db()
    merge(mine, other, coordinator)
    mine.refresh_from_db()
    assert mine.snoozed_until is not None
    assert mine.snoozed_until <= timezone.now()


def closes(submission: Submission) -> str:
    return services.dead_ends([submission]).get(submission.pk, services.NO_DEAD_ENDS).of_channel("phone")


def test_a_wrong_number_of_the_other_closes_no_other_number(mine, coordinator):
    elsewhere = services.claim(received(phone="(949) 555-0177"), coordinator)
    services.record_attempt(elsewhere, coordinator, channel="phone", result="wrong_number")
    merge(mine, elsewhere, coordinator)
    assert closes(mine) == ""
    same = services.claim(received(), coordinator)
    services.record_attempt(same, coordinator, channel="phone", result="wrong_number")
    merge(mine, same, coordinator)
    assert closes(mine) == "wrong_number"


def test_a_right_number_of_the_other_opens_what_a_wrong_one_had_closed(mine, coordinator):
    services.record_attempt(mine, coordinator, channel="phone", result="wrong_number")
    elsewhere = services.claim(received(phone="(949) 555-0177"), coordinator)
    merge(mine, elsewhere, coordinator, personal={"phone": "(949) 555-0177"})
    assert closes(mine) == ""


def test_whoever_declined_is_reached_by_no_number_of_either(mine, coordinator):
    elsewhere = services.claim(received(phone="(949) 555-0177"), coordinator)
    services.record_attempt(elsewhere, coordinator, channel="phone", result="declined")
    merge(mine, elsewhere, coordinator)
    assert closes(mine) == "declined"


# --- the contact plan -----------------------------------------------------------------------------------

FREE = {"channel": "phone", "voicemail": "yes", "window_days": "any", "safe_to_call": "yes"}
NARROW = {
    "channel": "text",
    "voicemail": "no",
    "window_days": "weekdays",
    "window_from": datetime.time(9),
    "window_until": datetime.time(11),
    "safe_to_call": "no",
}


def plan_of(submission: Submission) -> dict[str, Any]:
    submission.refresh_from_db()
    return {name: getattr(submission, name) for name in NARROW}


@pytest.mark.parametrize("is_kept_free", [True, False])
def test_of_two_contact_plans_what_leaves_us_less_free_holds(is_kept_free, coordinator):
    mine = services.claim(received(plain=FREE if is_kept_free else NARROW), coordinator)
    other = services.claim(received(plain=NARROW if is_kept_free else FREE), coordinator)
    merge(mine, other, coordinator)
    assert plan_of(mine) == NARROW


@pytest.fixture
def both(coordinator) -> tuple[Submission, Submission]:
    """What a coordinator has in hand, freely to be reached, and one that asks for more care."""
    return (
        services.claim(received(plain=FREE, warning="Sleeps in the mornings"), coordinator),
        services.claim(received(plain=NARROW, warning="Her husband reads her mail"), coordinator),
    )


def page(kept: Submission, other: Submission) -> str:
    return reverse("desk:merge", args=[kept.reference, other.reference])


def test_the_screen_chooses_the_stricter_plan_and_says_what_becomes_of_the_rest(
    both, coordinator, visit_admin, client
):
    mine, other = both
    services.add_note(other, coordinator, text="Prefers mornings")
    document = visit_admin(page(mine, other), by=coordinator)
    assert ContactPlan.of(other).hours_in_words() in document.text("form.step")
    assert "Notes" in document.texts(".belongings strong")
    chosen = typed(document, "form.step")
    assert {name: value for name, value in chosen.items() if name.startswith("plan.")} == {
        f"plan.{name}": ["other"] for name in ("channel", "voicemail", "window", "safe_to_call")
    }
    client.force_login(coordinator)
    client.post(page(mine, other), chosen)
    assert plan_of(mine) == NARROW
    words = reveal(coordinator, mine, [Look(mine, ["warning"])])[0]["warning"]
    assert words == "Sleeps in the mornings; Her husband reads her mail"


def test_a_freer_plan_takes_words_and_what_was_chosen_is_not_lost(both, coordinator, visit_admin, client):
    mine, other = both
    document = visit_admin(page(mine, other), by=coordinator)
    chosen = {"plan.channel": "kept", "take.warning": "other"}
    client.force_login(coordinator)
    answer = client.post(page(mine, other), typed(document, "form.step", **chosen))
    document = visit_admin(answer.url, by=coordinator)
    assert "Say in words why" in document.text("[role=alert]")
    again = typed(document, "form.step", why="She says so on the phone")
    assert (again["plan.channel"], again["take.warning"]) == (["kept"], ["other"])
    other.refresh_from_db()
    assert not other.is_closed
    client.post(page(mine, other), again)
    assert plan_of(mine) == NARROW | {"channel": "phone"}
    note = mine.notes.get()
    assert reveal(coordinator, mine, [Look(note, ["text"])]) == [{"text": "She says so on the phone"}]


def test_a_choice_that_is_none_leaves_what_was_chosen_for_them(both, coordinator, visit_admin, client):
    mine, other = both
    document = visit_admin(page(mine, other), by=coordinator)
    client.force_login(coordinator)
    strange = {"plan.channel": "x", "take.warning": "", "plan.owner": "other", "take.owner": "other"}
    client.post(page(mine, other), typed(document, "form.step", **strange))
    assert plan_of(mine) == NARROW


def test_a_break_of_the_glass_stays_with_the_request_it_opened(mine, other, coordinator, lead):
    now = timezone.now()
    GlassBreak.objects.create(
        submission_id=other.pk, reference=other.reference, by=lead, at=now, ends_at=now + HOUR
    )
    merge(mine, other, coordinator)
    assert GlassBreak.objects.get().reference == other.reference
