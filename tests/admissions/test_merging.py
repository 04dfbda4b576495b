"""Two requests of one person become one: values are chosen side by side, and what happened goes on."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.urls import reverse

from admissions import services
from admissions.choices import Status
from admissions.custody.access import Look, reveal
from admissions.models import Consent, PhiAccess, Submission
from admissions.services import Stale
from alter_site.staff.groups import BENEFITS_VERIFIER, COORDINATOR, LEAD, PRIVACY_OFFICER
from tests.admissions.test_estimates import WHOLE
from tests.factories import StaffFactory
from tests.support.document import Document
from tests.support.forms import after, typed
from tests.support.requests import intake, received

pytestmark = pytest.mark.django_db


@pytest.fixture
def mine(coordinator) -> Submission:
    return services.claim(received(email="", zip_code=""), coordinator)


@pytest.fixture
def other(db) -> Submission:
    """What the same person sent once more, with an e-mail address and another first name."""
    return received(first_name="Samantha", email="sam@example.org", zip_code="")


def page(kept: Submission, other: Submission) -> str:
    return reverse("desk:merge", args=[kept.reference, other.reference])


@pytest.fixture
def merge(client, coordinator, visit_admin):
    """Open both side by side, choose, and send."""

    def merge(kept: Submission, other: Submission, **chosen: Any) -> Any:
        document = visit_admin(page(kept, other), by=coordinator)
        client.force_login(coordinator)
        return client.post(page(kept, other), typed(document, "form.step", **chosen))

    return merge


def joined(kept: Submission, other: Submission, actor: Any) -> Submission:
    values: dict[str, Any] = {"personal": {}, "plans": {}, "words": {}}
    return services.merge(kept, other, actor, seen=0, seen_other=0, **values)


def opened(submission: Submission, by: Any, *names: str) -> list[str]:
    submission.refresh_from_db()
    return [*reveal(by, submission, [Look(submission, names)])[0].values()]


def test_the_screen_shows_what_differs_and_takes_what_only_one_has(
    mine, other, merge, coordinator, visit_admin
):
    document = visit_admin(page(mine, other), by=coordinator)
    assert document.texts("fieldset h3") == ["E-mail", "First name on the card"]
    standing = document.texts("main p:has(> strong)")
    assert [line.split(" (")[0] for line in standing] == [mine.reference, other.reference]
    assert standing[1].endswith("(Received): No clock. First call.")
    merge(mine, other)
    assert opened(mine, coordinator, "first_name", "email") == ["Samira", "sam@example.org"]
    other.refresh_from_db()
    assert (other.status, other.outcome, other.merged_into) == (Status.CLOSED, "duplicate", mine)


def test_the_other_value_is_taken_where_it_is_chosen_and_both_are_kept(mine, other, merge, coordinator, lead):
    merge(mine, other, **{"take.first_name": "other"})
    assert opened(mine, coordinator, "first_name") == ["Samantha"]
    assert opened(other, lead, "first_name") == ["Samantha"]
    kept = mine.corrections.get(column="first_name")
    assert reveal(coordinator, mine, [Look(kept, ["before"])]) == [{"before": "Samira"}]


def test_what_happened_to_the_other_goes_on(mine, coordinator, merge):
    told = intake(phone="(949) 555-0142")
    other = services.receive(told).submission
    services.claim(other, coordinator)
    services.record_attempt(
        other, coordinator, channel="phone", direction="in", result="spoke", note="Rang back"
    )
    services.add_note(other, coordinator, text="Prefers mornings")
    Consent.objects.filter(submission=mine, kind="use_details").delete()
    merge(mine, other)
    mine.refresh_from_db()
    assert mine.attempts.count() == mine.notes.count() == 1
    assert mine.first_live_at is not None
    assert set(mine.consents.values_list("kind", flat=True)) == {"use_details", "contact"}
    note = mine.notes.get()
    assert reveal(coordinator, mine, [Look(note, ["text"])]) == [{"text": "Prefers mornings"}]


def test_the_detail_leads_to_the_comparison_and_says_afterwards_where_it_went(
    mine, other, merge, coordinator, lead, visit_admin
):
    detail = visit_admin(reverse("desk:detail", args=[mine.reference]), by=coordinator)
    assert page(mine, other) in detail.hrefs()
    merge(mine, other)
    gone = visit_admin(reverse("desk:detail", args=[other.reference]), by=lead)
    assert f"Closed as a duplicate of {mine.reference}: what is new is written there" in gone.text("main")


def test_the_timeline_names_a_request_by_its_reference(mine, other, coordinator, visit_admin):
    Submission.objects.filter(pk=other.pk).update(reference="AB4-K7M2Q")
    other.refresh_from_db()
    joined(mine, other, coordinator)
    detail = visit_admin(reverse("desk:detail", args=[mine.reference]), by=coordinator)
    assert "Merged with: AB4-K7M2Q" in detail.text("main")


def test_both_looks_are_logged(mine, other, coordinator, visit_admin):
    visit_admin(page(mine, other), by=coordinator)
    looked = PhiAccess.objects.filter(action="reveal").values_list("submission_id", flat=True)
    assert set(looked) == {mine.pk, other.pk}


def test_pressed_twice_it_is_merged_once(mine, other, coordinator, visit_admin, client):
    document = visit_admin(page(mine, other), by=coordinator)
    data = typed(document, "form.step")
    client.force_login(coordinator)
    client.post(page(mine, other), data)
    second = Document(client.post(page(mine, other), data, follow=True))
    assert "done already, by the press before" in second.text(".messagelist")
    assert mine.events.filter(move="merged").count() == 1


def test_back_after_a_merge_leads_to_what_goes_on(mine, other, merge, client):
    merge(mine, other)
    back = client.get(page(mine, other), follow=True)
    assert back.redirect_chain == [(reverse("desk:detail", args=[mine.reference]), 302)]
    assert f"{other.reference} is closed as a duplicate of {mine.reference} already" in back.content.decode()


def test_what_a_second_coordinator_wrote_about_a_merge_is_given_back(mine, other, merge, lead, client):
    """The lead looks at the same two; the owner merges them first."""
    merge(mine, other)
    client.force_login(lead)
    refused = client.post(page(mine, other), {"why": "They asked for mornings on the phone", "page": "x"})
    assert refused.status_code == 403
    assert Document(refused).text(".typed") == "They asked for mornings on the phone"


def test_a_correction_made_meanwhile_is_not_overwritten(mine, other, coordinator, visit_admin, client):
    document = visit_admin(page(mine, other), by=coordinator)
    services.correct(
        mine, coordinator, seen=0, plain={}, personal={"first_name": "Samara"}, plans={}, words={}
    )
    client.force_login(coordinator)
    answer = after(client.post(page(mine, other), typed(document, "form.step"), follow=True))
    assert "Somebody else has just corrected this request." in answer.content.decode()
    other.refresh_from_db()
    assert other.status == Status.RECEIVED


@pytest.mark.parametrize(
    ("group", "may"),
    [(COORDINATOR, False), (BENEFITS_VERIFIER, False), (LEAD, True), (PRIVACY_OFFICER, False)],
)
def test_only_its_owner_and_a_lead_merge_a_request(mine, other, group, may, client):
    client.force_login(StaffFactory(group=group))
    for method in (client.get, client.post):
        assert (method(page(mine, other)).status_code != 403) is may


def test_a_request_is_not_merged_with_itself_or_with_one_that_is_not_there(mine, coordinator, client):
    client.force_login(coordinator)
    for address in (page(mine, mine), page(mine, mine).replace(f"merge/{mine.reference}", "merge/000-00000")):
        assert client.get(address).status_code == 403


def test_whoever_signs_an_estimate_has_to_have_seen_what_a_merge_put_in_its_place(mine, lead):
    other = services.claim(received(), lead)
    for request, lines in ((mine, WHOLE.lines), (other, WHOLE.lines[:1])):
        owner = request.owner
        services.save_estimate(request, owner, saves=0, typed=replace(WHOLE, lines=lines))
        services.estimate_ready(request, owner)
    seen = Submission.objects.get(pk=mine.pk)
    services.merge(mine, other, lead, seen=0, seen_other=0, personal={}, plans={}, words={})
    verifier = StaffFactory(group=BENEFITS_VERIFIER)
    with pytest.raises(Stale):
        services.sign_estimate(seen, verifier)


# --- a page that was opened before ----------------------------------------------------------------------


def pressed_late(client, by: Any, merged: Submission, slug: str, **fields: Any) -> Document:
    """Press a button on the page of a request that was merged meanwhile; return the page that follows."""
    client.force_login(by)
    sent = {f"{slug}-{name}": value for name, value in fields.items()} | {"version": merged.version}
    address = reverse("desk:act", args=[merged.reference, slug])
    return Document(after(client.post(address, sent)))


@pytest.mark.parametrize(
    ("slug", "fields"),
    [
        ("note", {"text": "Ring after six"}),
        ("attempt", {"channel": "phone", "direction": "in", "result": "declined", "note": "Ring after six"}),
        ("consent", {"who": "Ring after six", "scope": "asked", "how": "writing"}),
        ("hand-over", {"note": "Ring after six"}),
    ],
)
@pytest.mark.parametrize("by", ["coordinator", "lead"])
def test_a_page_opened_before_a_merge_leads_to_what_goes_on_with_what_was_typed(
    client, mine, coordinator, lead, by, slug, fields
):
    merged = services.claim(received(), coordinator)
    joined(mine, merged, coordinator)
    person = {"coordinator": coordinator, "lead": lead}[by]
    page = pressed_late(client, person, merged, slug, **fields)
    assert page.text("h1").endswith(mine.reference)
    assert f"Nothing was saved yet. {merged.reference} is a duplicate of this request." in page.text("main")
    assert "Ring after six" in (page.one("main").html or "")
    assert not merged.notes.exists()
    assert not merged.attempts.exists()
    assert not merged.consents.filter(kind=Consent.Kind.TELL).exists()


def test_whoever_had_the_number_of_a_merged_request_records_the_call_where_it_goes_on(
    client, mine, coordinator
):
    colleague = StaffFactory(group=COORDINATOR)
    merged = services.claim(received(), colleague)
    reveal(colleague, merged, [Look(merged, ["phone"])])
    services.hand_over(merged, colleague, to=coordinator, note="Please")
    joined(mine, merged, coordinator)
    called = {"channel": "phone", "direction": "in", "result": "declined"}
    page = pressed_late(client, colleague, merged, "attempt", **called)
    address = reverse("desk:act", args=[mine.reference, "attempt"])
    assert any(button.attributes.get("formaction") == address for button in page.all("button"))
    client.post(address, {f"attempt-{name}": value for name, value in called.items()})
    assert services.dead_ends([mine])[mine.pk].of_channel("phone") == "declined"


def test_who_opens_a_merged_request_is_led_to_the_one_that_goes_on_if_that_is_theirs(
    client, mine, coordinator
):
    merged = services.claim(received(), coordinator)
    joined(mine, merged, coordinator)
    address = reverse("desk:reveal", args=[merged.reference, "contact"])
    for person, leads in ((coordinator, True), (StaffFactory(group=COORDINATOR), False)):
        client.force_login(person)
        page = Document(client.post(address))
        assert (reverse("desk:detail", args=[mine.reference]) in page.hrefs()) is leads
        assert (mine.reference in page.text()) is leads


def test_a_plain_duplicate_is_never_said_to_be_merged(client, mine, lead, coordinator, visit_admin):
    again = services.close(received(), coordinator, outcome="duplicate", duplicate_of=mine)
    services.add_note(mine, coordinator, text="Asked twice")
    address = reverse("desk:detail", args=[again.reference])
    shown = visit_admin(address, by=lead)
    pressed = pressed_late(client, coordinator, again, "note", text="Prefers mornings")
    client.force_login(coordinator)
    refused = Document(client.get(address))
    for page in (shown, pressed, refused):
        assert "erged" not in page.text("main")
        assert "goes on" not in page.text("main")
    assert f"It was closed as a duplicate of {mine.reference}" in refused.text("main")


def test_a_consent_that_stayed_with_a_duplicate_is_taken_back_there(client, mine, lead, coordinator):
    other = services.claim(received(), coordinator)
    told = services.record_consent(
        other, coordinator, who="Noor", scope="asked", how="writing", ends_with="treatment"
    )
    Submission.objects.filter(pk=mine.pk).update(first_attempt_at=other.received_at)
    services.close(other, coordinator, outcome="duplicate", duplicate_of=Submission.objects.get(pk=mine.pk))
    pressed_late(client, lead, other, "take-back", consent=told.pk, how="phone")
    told.refresh_from_db()
    assert told.revoked_at
