"""Verification of benefits at the desk: from the worksheet to the answer, and who may do what on the way."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core import mail
from django.urls import reverse

from admissions import notifications, services
from admissions.choices import Status, WorksheetState
from admissions.models import BenefitsWorksheet, Event, PayerCall, PhiAccess, Submission
from admissions.services.benefits import answers_of
from alter_site.staff.groups import BENEFITS_VERIFIER, COORDINATOR, LEAD
from tests.admissions.test_worksheet import IN_NETWORK_PPO
from tests.factories import StaffFactory
from tests.support.forms import after, typed
from tests.support.requests import received

pytestmark = pytest.mark.django_db

# What somebody types for the answers of test_worksheet.IN_NETWORK_PPO.
TYPED = {name: str(value) for name, value in IN_NETWORK_PPO.items()} | {
    "effective": "1/1/2026",
    "in_deductible": "$1,500",
    "in_deductible_met": "500",
    "in_maximum": "6000.00",
    "in_maximum_met": "1,000",
    "in_coinsurance": "20%",
    "levels": ["residential"],
    "source": "call",
}


@pytest.fixture
def verifier(db) -> Any:
    return StaffFactory(group=BENEFITS_VERIFIER)


@pytest.fixture
def second(db) -> Any:
    """Somebody who may sign."""
    return StaffFactory(group=BENEFITS_VERIFIER)


@pytest.fixture
def verifying(coordinator) -> Submission:
    """A request that its owner has sent to be verified."""
    submission = services.claim(received(), coordinator)
    return services.start_verifying(submission, coordinator)


def page(submission: Submission, rank: str = "primary") -> str:
    return reverse("desk:worksheet", args=[submission.reference, rank])


@pytest.fixture
def fill_in(client):
    """Send a worksheet as somebody has typed it, ``saves`` as their screen knew it."""

    def fill_in(
        submission: Submission,
        by: Any,
        *,
        rank: str = "primary",
        saves: int = 0,
        headers: Any = None,
        **data: Any,
    ) -> Any:
        client.force_login(by)
        values = {**TYPED, "saves": saves, **data}
        return client.post(page(submission, rank), values, headers=headers or {})

    return fill_in


@pytest.fixture
def act(client):
    def act(submission: Submission, by: Any, slug: str, **data: Any) -> Any:
        client.force_login(by)
        submission.refresh_from_db()
        address = reverse("desk:act", args=[submission.reference, slug])
        response = client.post(address, {"version": submission.version, **data})
        submission.refresh_from_db()
        return response

    return act


def correct(submission: Submission, by: Any, rank: str = "primary", **plan: str) -> None:
    seen = submission.corrections.count()
    services.correct(submission, by, seen=seen, plain={}, personal={}, plans={rank: plan}, words={})
    submission.refresh_from_db()


def answers(submission: Submission) -> Any:
    return answers_of(services.newest(submission))


# --- the whole way ----------------------------------------------------------------------------------------


def test_a_request_goes_from_the_worksheet_to_the_shared_answer_through_four_people(
    client, verifying, coordinator, verifier, second, fill_in, act, visit_admin
):
    assert fill_in(verifying, verifier).status_code == 302
    act(
        verifying,
        verifier,
        "payer-call",
        outcome="answered",
        representative="Ana",
        reference="C-77",
        minutes="35",
    )
    act(verifying, verifier, "ready")
    assert verifying.status == Status.WORKSHEET_READY
    act(verifying, second, "sign")
    assert verifying.status == Status.VERIFIED
    sheet = services.newest(verifying)
    assert (sheet.state, sheet.signed_by) == (WorksheetState.SIGNED, second)
    answer = visit_admin(reverse("desk:answer", args=[verifying.reference]), by=coordinator)
    assert "$1,000 of your deductible is left" in answer.text("main")
    assert "Samira" not in answer.html
    assert "1990" not in answer.html
    act(
        verifying,
        coordinator,
        "attempt",
        channel="phone",
        direction="out",
        result="spoke",
        departure="they_asked",
    )
    act(verifying, coordinator, "share", how="phone")
    assert verifying.status == Status.SHARED
    detail = visit_admin(reverse("desk:detail", args=[verifying.reference]), by=coordinator)
    assert "Results shared: read out on the phone" in detail.text("main")


def test_every_answer_is_sealed_and_stands_in_the_worksheet_again(verifying, verifier, fill_in, visit_admin):
    fill_in(verifying, verifier, notes="Ask for the supervisor", administrator="Zebra Behavioral")
    document = visit_admin(page(verifying), by=verifier)
    assert document.one("#id_in_deductible").attributes["value"] == "1,500"
    assert document.one("#id_effective").attributes["value"] == "1/1/2026"
    assert document.one("#id_in_coinsurance").attributes["value"] == "20"
    row = BenefitsWorksheet.objects.get()
    assert "Zebra" not in str(BenefitsWorksheet.objects.values_list().get())
    assert answers_of(row)["administrator"] == "Zebra Behavioral"


def test_a_look_at_a_worksheet_is_logged(verifying, verifier, fill_in, visit_admin):
    fill_in(verifying, verifier)
    before = PhiAccess.objects.count()
    visit_admin(page(verifying), by=verifier)
    look = PhiAccess.objects.latest("sequence")
    assert PhiAccess.objects.count() == before + 1
    assert (look.actor, look.fields) == (verifier, "worksheet.answers")


# --- what is missing --------------------------------------------------------------------------------------


def test_a_worksheet_with_gaps_is_not_sent_and_says_which(verifying, verifier, fill_in, act, client):
    fill_in(verifying, verifier, network="")
    act(verifying, verifier, "payer-call", outcome="answered", representative="Ana")
    answer = after(act(verifying, verifier, "ready"))
    assert "Network status of this facility is not answered." in answer.content.decode()
    assert verifying.status == Status.VERIFYING


def test_a_contradiction_keeps_a_worksheet_from_being_sent(verifying, verifier, fill_in, act):
    fill_in(verifying, verifier, in_deductible_met="2,000")
    act(verifying, verifier, "payer-call", outcome="answered", representative="Ana")
    answer = after(act(verifying, verifier, "ready"))
    assert "more of the deductible is met than there is" in answer.content.decode()


def test_without_a_call_or_a_portal_on_record_nothing_is_sent_to_be_signed(verifying, verifier, fill_in, act):
    fill_in(verifying, verifier)
    act(verifying, verifier, "payer-call", outcome="no_answer")
    assert "is written down" in after(act(verifying, verifier, "ready")).content.decode()
    act(verifying, verifier, "payer-call", outcome="portal")
    act(verifying, verifier, "ready")
    assert verifying.status == Status.WORKSHEET_READY


def test_answers_from_the_card_alone_are_no_evidence(verifying, verifier, fill_in, act):
    fill_in(verifying, verifier, source="card")
    act(verifying, verifier, "payer-call", outcome="answered", representative="Ana")
    assert (
        "No answer comes from the payer itself." in after(act(verifying, verifier, "ready")).content.decode()
    )


def test_a_call_that_was_answered_names_who_answered_or_its_reference(verifying, verifier, act):
    answer = after(act(verifying, verifier, "payer-call", outcome="answered", note="All good"))
    assert "Write down who answered" in answer.content.decode()
    assert "All good" in answer.content.decode()
    assert not PayerCall.objects.exists()


# --- the second person ------------------------------------------------------------------------------------


@pytest.fixture
def ready(verifying, verifier, fill_in, act) -> Submission:
    fill_in(verifying, verifier)
    act(verifying, verifier, "payer-call", outcome="answered", representative="Ana")
    act(verifying, verifier, "ready")
    return verifying


def test_the_button_to_sign_is_there_for_a_second_person_alone(ready, verifier, second, visit_admin):
    page = reverse("desk:detail", args=[ready.reference])
    for person, is_offered in ((verifier, False), (second, True)):
        shown = visit_admin(page, by=person)
        assert bool(shown.all("[formaction$='/sign/']")) is is_offered
        said = "You wrote this worksheet. A second person signs it." in shown.text("main")
        assert said is not is_offered


def test_whoever_wrote_an_answer_does_not_sign_it(ready, verifier, act):
    assert "A second person signs it" in after(act(ready, verifier, "sign")).content.decode()
    assert ready.status == Status.WORKSHEET_READY


def test_whoever_wrote_one_answer_of_an_earlier_save_does_not_sign_either(
    verifying, verifier, second, fill_in, act
):
    fill_in(verifying, second)
    fill_in(verifying, verifier, saves=1, notes="And this")
    act(verifying, verifier, "payer-call", outcome="answered", representative="Ana")
    act(verifying, verifier, "ready")
    assert "A second person signs it" in after(act(verifying, second, "sign")).content.decode()


def test_a_worksheet_that_is_sent_back_shows_the_comment_and_becomes_a_new_version(
    ready, verifier, second, fill_in, act, visit_admin
):
    act(ready, second, "send-back", comment="Ask about the carve-out")
    assert ready.status == Status.VERIFYING
    document = visit_admin(page(ready), by=verifier)
    assert "Ask about the carve-out" in document.text("main")
    fill_in(ready, verifier, saves=1, exclusions="yes", exclusions_which="Carve-out for detox")
    first, new = BenefitsWorksheet.objects.order_by("number")
    assert (first.state, new.state) == (WorksheetState.SENT_BACK, WorksheetState.DRAFT)
    assert answers_of(first)["exclusions"] == "no"
    assert answers_of(new)["exclusions"] == "yes"


def test_sending_back_takes_a_comment(ready, second, act):
    assert "Say what is to be done." in after(act(ready, second, "send-back", comment=" ")).content.decode()
    assert ready.status == Status.WORKSHEET_READY


def test_while_it_waits_for_a_signature_nothing_is_written_to_it(ready, verifier, fill_in):
    answer = after(fill_in(ready, verifier, saves=1, notes="Too late"))
    assert "its worksheet is not written to" in answer.content.decode()
    assert "Too late" in answer.content.decode()
    assert answers(ready)["notes"] is None


def test_what_is_given_back_before_it_is_signed_waits_for_no_signature(ready, lead, coordinator):
    services.release(ready, lead)
    assert services.newest(ready).state == WorksheetState.DRAFT
    services.start_verifying(services.claim(ready, coordinator), coordinator)
    services.ready(ready, coordinator)
    assert services.newest(ready).state == WorksheetState.READY


def test_a_signed_worksheet_can_be_checked_again_and_the_signed_one_stays(
    ready, verifier, second, fill_in, act
):
    act(ready, second, "sign")
    act(ready, verifier, "verify-again")
    assert ready.status == Status.VERIFYING
    fill_in(ready, verifier, saves=1, in_deductible_met="1500")
    assert [sheet.state for sheet in BenefitsWorksheet.objects.order_by("number")] == ["signed", "draft"]


def test_nothing_is_written_over_a_signed_version(ready, verifier, second, act, fill_in):
    act(ready, second, "sign")
    act(ready, verifier, "verify-again")
    with pytest.raises(services.IllegalMove, match="Nothing was written since it was signed"):
        services.ready(ready, verifier)
    third = StaffFactory(group=BENEFITS_VERIFIER)
    fill_in(ready, third, rank="secondary")
    services.ready(ready, third)
    services.send_back(ready, second, comment="Which group?")
    services.ready(ready, third)
    services.sign(ready, verifier)  # who wrote the other one, which stays as it was signed
    signed_by = {sheet.rank: sheet.signed_by for sheet in ready.worksheets.all()}
    assert signed_by == {"primary": second, "secondary": verifier}


def test_a_plan_corrected_after_the_signature_is_asked_and_signed_again(
    ready, coordinator, verifier, second, act, fill_in, visit_admin, client
):
    act(ready, second, "sign")
    correct(ready, coordinator, member_id="XYZ123456")
    assert ready.status == Status.VERIFIED  # the same, written in another way
    correct(ready, coordinator, member_id="XYZ 999")
    assert (ready.status, services.newest(ready).state) == (Status.VERIFYING, WorksheetState.OUTDATED)
    client.force_login(coordinator)
    answer = client.get(reverse("desk:answer", args=[ready.reference]), follow=True)
    assert "no answer to give" in answer.content.decode()
    with pytest.raises(services.IllegalMove, match=r"corrected after it was signed. Ask that plan"):
        services.ready(ready, verifier)
    fill_in(ready, verifier, saves=1)
    services.ready(ready, verifier)
    services.sign(ready, second)
    assert [sheet.state for sheet in ready.worksheets.order_by("number")] == ["outdated", "signed"]


def test_another_plan_is_named_in_the_answer_as_not_asked(ready, coordinator, second, act, visit_admin):
    act(ready, second, "sign")
    correct(ready, coordinator, rank="secondary", payer="Another", member_id="A-1")
    assert ready.status == Status.VERIFIED
    answer = visit_admin(reverse("desk:answer", args=[ready.reference]), by=coordinator)
    assert "another plan. We have not asked that one." in answer.text("main")
    correct(ready, coordinator, rank="secondary", payer="", member_id="")
    answer = visit_admin(reverse("desk:answer", args=[ready.reference]), by=coordinator)
    assert "another plan" not in answer.text("main")


def test_the_answer_is_closed_until_a_worksheet_is_signed(client, ready, coordinator):
    client.force_login(coordinator)
    answer = client.get(reverse("desk:answer", args=[ready.reference]), follow=True)
    assert "There is no signed worksheet yet" in answer.content.decode()


# --- two at once, mistakes, autosave ----------------------------------------------------------------------


def test_an_overtaken_save_keeps_what_was_typed_and_both_versions(
    verifying, verifier, second, fill_in, visit_admin
):
    fill_in(verifying, verifier, administrator="First Behavioral")
    answer = after(fill_in(verifying, second, administrator="Second Behavioral"))
    text = answer.content.decode()
    assert "has saved this worksheet since you opened it" in text
    assert "Second Behavioral" in text
    assert answers(verifying)["administrator"] == "First Behavioral"
    document = visit_admin(answer.wsgi_request.get_full_path(), by=second)
    answer = after(fill_in(verifying, second, **typed(document, "[data-worksheet]")))
    assert answers(verifying)["administrator"] == "Second Behavioral"
    kept = BenefitsWorksheet.objects.order_by("number").first()
    assert answers_of(kept)["administrator"] == "First Behavioral"


def test_a_mistake_is_marked_and_everything_else_is_saved(verifying, verifier, fill_in):
    answer = after(fill_in(verifying, verifier, in_deductible="about 1500", effective="31/31/2026"))
    text = answer.content.decode()
    assert "What could be read is saved" in text
    assert "about 1500" in text
    assert "Write a day such as 1/31/2027." in text
    assert answers(verifying)["in_maximum"] == 6000_00
    assert not answers(verifying).is_asked("in_deductible")


def test_after_a_mistake_the_same_form_is_saved_without_being_called_overtaken(
    verifying, verifier, fill_in, visit_admin
):
    answer = after(fill_in(verifying, verifier, in_deductible="about 1500"))
    document = visit_admin(answer.wsgi_request.get_full_path(), by=verifier)
    data = typed(document, "[data-worksheet]", in_deductible="1500")
    assert fill_in(verifying, verifier, **data).status_code == 302
    assert answers(verifying)["in_deductible"] == 1500_00
    assert BenefitsWorksheet.objects.count() == 1


@pytest.mark.parametrize("text", ["?", " ? ", "unknown", "Unknown"])
def test_a_question_mark_is_asked_and_unknown(text, verifying, verifier, fill_in):
    fill_in(verifying, verifier, in_deductible=text, effective=text, administrator=text)
    found = answers(verifying)
    assert found.is_asked("in_deductible", "effective", "administrator")
    assert found["in_deductible"] is found["effective"] is found["administrator"] is None


@pytest.mark.parametrize("text", ["1/1/2026", "2026-01-01", "01/01/26", "Jan 1, 2026", "January 1 2026"])
def test_a_day_is_read_as_people_write_it(text, verifying, verifier, fill_in):
    fill_in(verifying, verifier, effective=text)
    assert answers(verifying)["effective"] == "2026-01-01"


def test_an_autosave_is_answered_with_the_number_that_the_next_one_needs(verifying, verifier, fill_in):
    headers = {"x-autosave": "1", "x-passive": "1"}
    first = fill_in(verifying, verifier, headers=headers).json()
    assert first["saves"] == 1
    assert fill_in(verifying, verifier, headers=headers, saves=1, notes="More").json()["saves"] == 2
    late = fill_in(verifying, verifier, headers=headers, saves=1, notes="Late")
    assert late.status_code == 409
    assert answers(verifying)["notes"] == "More"
    assert BenefitsWorksheet.objects.count() == 1


def test_an_autosave_keeps_an_answer_whose_new_text_cannot_be_read_yet(verifying, verifier, fill_in):
    fill_in(verifying, verifier)
    fill_in(verifying, verifier, saves=1, in_deductible="15o", headers={"x-autosave": "1"})
    assert answers(verifying)["in_deductible"] == 1500_00


def test_the_second_plan_has_a_worksheet_of_its_own_that_has_to_be_whole_as_well(
    verifying, verifier, fill_in, act
):
    fill_in(verifying, verifier)
    fill_in(verifying, verifier, rank="secondary", network="")
    act(verifying, verifier, "payer-call", outcome="answered", reference="C-1")
    answer = after(act(verifying, verifier, "ready"))
    assert "Second plan: Network status of this facility is not answered." in answer.content.decode()


def test_a_worksheet_that_was_emptied_again_is_none(verifying, verifier, fill_in, act):
    fill_in(verifying, verifier)
    nothing = dict.fromkeys(TYPED, "") | {"levels": [], "source": "call"}
    fill_in(verifying, verifier, rank="secondary", **nothing | {"active": "yes"})
    fill_in(verifying, verifier, rank="secondary", saves=1, **nothing)
    act(verifying, verifier, "payer-call", outcome="answered", reference="C-1")
    act(verifying, verifier, "ready")
    assert verifying.status == Status.WORKSHEET_READY
    assert services.newest(verifying, "secondary").state == WorksheetState.DRAFT


# --- waiting, telling, endings ----------------------------------------------------------------------------


def test_a_request_waits_for_the_payer_until_a_time_and_comes_back(verifying, verifier, act, visit_admin):
    act(verifying, verifier, "payer-wait", reason="closed_now", next_at="2099-01-01T09:00")
    assert verifying.status == Status.VERIFYING  # more than a year ahead is refused
    act(verifying, verifier, "payer-wait", reason="closed_now", next_at="2027-01-04T09:00")
    assert verifying.status == Status.PAYER_WAIT
    queue = visit_admin("/admin/desk/?view=payer", by=verifier)
    assert "Ask the payer again" in queue.text(".queue")
    act(verifying, verifier, "payer-back")
    assert verifying.status == Status.VERIFYING


def test_verifiers_are_told_of_what_comes_to_be_verified_and_of_what_waits_for_a_signature(
    ready, second, verifier, lead
):
    notifications.send_due()
    told = {message.subject: set(message.bcc) for message in mail.outbox}
    assert told[f"To verify: {ready.reference}"] == {verifier.email, second.email}
    assert second.email in told[f"To sign: {ready.reference}"]
    assert all(re.search(r"Samira|555|Example Health", str(message.body)) is None for message in mail.outbox)


def test_the_tabs_lead_to_what_a_verifier_can_do(ready, second, visit_admin):
    assert ready.reference in visit_admin("/admin/desk/?view=sign", by=second).text(".queue")
    assert "Sign the worksheet" in visit_admin("/admin/desk/?view=sign", by=second).text(".queue")


def test_not_covered_takes_a_conversation_and_a_signed_worksheet(verifying, coordinator, act):
    assert (
        "takes a conversation"
        in after(act(verifying, coordinator, "close", outcome="not_covered")).content.decode()
    )
    act(verifying, coordinator, "attempt", channel="phone", direction="in", result="spoke")
    answer = after(act(verifying, coordinator, "close", outcome="not_covered"))
    assert "takes a signed worksheet" in answer.content.decode()
    assert verifying.status == Status.VERIFYING


@pytest.mark.parametrize("outcome", ["referred_out", "not_covered", "unreachable"])
def test_a_lead_ends_a_request_without_its_evidence_for_a_reason(verifying, lead, act, outcome):
    act(verifying, lead, "close", outcome=outcome)
    assert verifying.status == Status.VERIFYING
    act(verifying, lead, "close", outcome=outcome, override="recorded_elsewhere")
    assert verifying.outcome == outcome
    assert "recorded elsewhere" in Event.objects.latest("pk").detail


def test_nobody_else_ends_a_request_without_its_evidence(verifying, coordinator, act):
    act(verifying, coordinator, "close", outcome="referred_out", override="recorded_elsewhere")
    assert verifying.status == Status.VERIFYING
    with pytest.raises(services.IllegalMove):
        services.close(verifying, coordinator, outcome="referred_out", override="recorded_elsewhere")


def test_admitted_takes_a_conversation(verifying, lead, act):
    assert "takes a conversation" in after(act(verifying, lead, "admit")).content.decode()
    act(verifying, lead, "admit", override="told_by_colleague")
    assert verifying.outcome == "admitted"


def test_a_verifier_takes_a_hand_over_with_everything_as_it_was(
    verifying, coordinator, verifier, act, visit_admin
):
    act(verifying, coordinator, "hand-over", to=verifier.pk, note="Please go on")
    assert (verifying.owner, verifying.status) == (verifier, Status.VERIFYING)
    detail = visit_admin(reverse("desk:detail", args=[verifying.reference]), by=verifier)
    assert "Reveal contact" in detail.text("main")


def test_the_answer_is_shared_only_after_somebody_spoke_to_the_person(ready, second, coordinator, act):
    act(ready, second, "sign")
    assert (
        "Nobody has spoken to the person yet"
        in after(act(ready, coordinator, "share", how="phone")).content.decode()
    )
    assert ready.status == Status.VERIFIED


@pytest.mark.parametrize("group", [COORDINATOR, LEAD, BENEFITS_VERIFIER])
def test_who_may_write_sees_the_script_and_a_button_and_others_do_not(verifying, group, visit_admin):
    somebody = StaffFactory(group=group)
    client_sees = group != COORDINATOR  # this request belongs to another coordinator
    document = visit_admin(page(verifying), by=somebody, status=200 if client_sees else 403)
    if client_sees:
        assert "Save the worksheet" in document.texts("button")
        assert "Is the plan active today?" in document.text("aside")
