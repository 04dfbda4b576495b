"""One request: the contact plan first and enforced, everything sealed until a logged look."""

from __future__ import annotations

import datetime
import os
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from admissions import handoff, services
from admissions.choices import Channel, Relationship, Status, Voicemail
from admissions.custody.access import Look, log, reveal
from admissions.custody.chain import verify_chain
from admissions.desk import groups
from admissions.desk.actions import ACTIONS
from admissions.models import CardImage, ContactAttempt, Note, PhiAccess, Policy, Submission
from admissions.services import holds
from alter_site.staff.groups import BENEFITS_VERIFIER, COORDINATOR, MARKETER, PRIVACY_OFFICER
from tests.factories import StaffFactory
from tests.support.document import Document
from tests.support.forms import after
from tests.support.markup import check_admin
from tests.support.requests import PERSON, TOLD, received
from tests.support.undone import undone

pytestmark = pytest.mark.django_db

HOUR = datetime.timedelta(hours=1)


@pytest.fixture
def mine(coordinator) -> Submission:
    """A request in the coordinator's hands."""
    return services.claim(received(), coordinator)


@pytest.fixture
def post(client, coordinator):
    """Send a form of the desk: ``post("reveal", request, "contact")``; the answer's markup is checked."""

    def sent(route: str, submission: Submission, *arguments: Any, by: Any = None, **data: Any) -> Document:
        client.force_login(by or coordinator)
        response = after(client.post(reverse(f"desk:{route}", args=[submission.reference, *arguments]), data))
        document = Document(response)
        if response.status_code != 302:
            check_admin(document)
        return document

    return sent


@pytest.fixture
def look(visit_admin, coordinator):
    """Open a request's screen."""
    return lambda submission, by=None, **options: visit_admin(
        reverse("desk:detail", args=[submission.reference]), by=by or coordinator, **options
    )


def outside_hours(submission: Submission) -> Submission:
    """Leave a window that was open an hour ago and is not now."""
    local = timezone.localtime()
    Submission.objects.filter(pk=submission.pk).update(
        window_from=(local - 3 * HOUR).time().replace(microsecond=0, tzinfo=None),
        window_until=(local - 2 * HOUR).time().replace(microsecond=0, tzinfo=None),
    )
    submission.refresh_from_db()
    return submission


def changed(submission: Submission, **values: Any) -> Submission:
    Submission.objects.filter(pk=submission.pk).update(**values)
    submission.refresh_from_db()
    return submission


GROUPS_OF_A_REQUEST = ("way", "about", "person", "help")

# --- looking ------------------------------------------------------------------------------------------


def looks_inside():
    """Return the looks at what is sealed, without those at the page."""
    return PhiAccess.objects.exclude(action="open page")


def test_everything_sealed_is_hidden_and_only_the_page_is_logged(look, mine, coordinator):
    page = look(mine)
    for secret in TOLD:
        assert secret not in page.fixed_html
    assert page.texts(".mask")
    logged = PhiAccess.objects.get()
    assert (logged.actor, logged.action, logged.reference) == (coordinator, "open page", mine.reference)
    assert "Looked at" not in page.text("main")


def test_whatever_is_stored_of_an_answer_can_be_opened_at_the_desk_and_is_handed_on():
    at_the_desk = {"message_words", *(name for part in GROUPS_OF_A_REQUEST for name in groups.WORDS[part])}
    handed_on = {*handoff.PERSON, *handoff.CONTACT, *handoff.ASKED_BY, *handoff.CARE}
    assert set(Submission.sealed_fields()) == at_the_desk == handed_on
    assert set(Policy.sealed_fields()) == set(groups.WORDS["policy"]) == set(handoff.PLAN)


def test_the_contact_plan_comes_first(look, mine):
    assert look(mine).all("section h2")[0].text() == "Contact plan: read before you reach out"


@pytest.mark.parametrize(
    ("group", "shown", "hidden"),
    [
        ("contact", ["Sam", "(949) 555-0142", "a friend"], ["Samira", "xyz 123-456", "Please be patient"]),
        ("insurance", ["Samira", "2/28/1990", "xyz 123-456"], ["555-0142", "Please be patient"]),
        ("note", ["Anxiety", "Please be patient"], ["555-0142", "xyz 123-456"]),
    ],
)
def test_a_group_opens_alone_and_is_logged(post, mine, coordinator, group, shown, hidden):
    page = post("reveal", mine, group)
    opened = " ".join(page.texts("[data-opened]"))
    assert all(secret in opened for secret in shown)
    assert not [secret for secret in hidden if secret in page.html]
    logged = PhiAccess.objects.get()
    assert (logged.actor, logged.reference, logged.action) == (coordinator, mine.reference, "reveal")
    assert not list(verify_chain([]))
    assert "no-store" in page.response.headers["Cache-Control"]
    assert page.one("[data-hides-after]").attributes["data-hides-after"] == "60"


def test_without_a_log_nothing_is_shown(client, mine, coordinator, monkeypatch):
    def broken(*args: Any, **kwargs: Any) -> None:
        raise RuntimeError("no log")

    monkeypatch.setattr("admissions.custody.access.append", broken)
    client.force_login(coordinator)
    client.raise_request_exception = False
    response = client.post(reverse("desk:reveal", args=[mine.reference, "contact"]))
    assert response.status_code == 500
    assert PERSON["phone"] not in response.content.decode()


def test_a_value_that_does_not_open_is_said_in_words(post, mine):
    other = received()
    changed(mine, phone=other.phone)
    page = post("reveal", mine, "contact")
    assert page.response.status_code == 503
    assert "This cannot be opened" in page.text("[role=alert]")


def test_a_get_to_reveal_opens_nothing(client, mine, coordinator):
    client.force_login(coordinator)
    address = reverse("desk:reveal", args=[mine.reference, "contact"])
    assert client.get(address).headers["Location"] == reverse("desk:detail", args=[mine.reference])
    assert not PhiAccess.objects.exists()


def test_notes_of_staff_open_with_the_notes(post, mine, coordinator):
    services.add_note(mine, coordinator, text="Rang while I was away")
    services.record_attempt(mine, coordinator, channel="phone", result="no_answer", note="Rang four times")
    opened = post("reveal", mine, "note").texts("[data-opened]")
    assert {"Rang while I was away", "Rang four times"} <= set(opened)


def test_the_timeline_tells_of_events_and_of_looks(post, look, mine, coordinator):
    post("reveal", mine, "contact", departure="urgent")
    lines = look(mine).texts("[aria-labelledby=timeline-title] li span:first-of-type")
    assert lines[0].startswith("Contact opened: it cannot wait")
    assert str(coordinator) in lines[0]
    assert lines[-1].startswith("Received: form")


def test_the_timeline_says_of_a_look_that_is_no_opening_what_it_was(look, mine, coordinator):
    officer = StaffFactory(group=PRIVACY_OFFICER)
    holds.set_hold(officer, mine.reference, reason="A subpoena is expected")
    services.break_glass(StaffFactory(group=COORDINATOR), mine.reference, reason="They stand on a bridge")
    for action in ("export", "ask payer", "emergency", "card photo"):
        log(coordinator, mine, action, fields="submission.phone")
    lines = look(mine).texts("[aria-labelledby=timeline-title] li span:first-of-type")
    for words in (
        "Legal hold: set",
        "Glass broken",
        "Exported for the record system",
        "Opened to ask the payer",
        "Told in an emergency",
        "Card photo opened",
    ):
        assert any(line.startswith(words) for line in lines), (words, lines)


# --- the contact plan is enforced -------------------------------------------------------------------


def links(page: Document) -> list[str]:
    return page.hrefs("a[data-opened-link]")


def test_the_number_is_no_link_before_it_is_revealed(look, mine):
    assert not look(mine).all("a[href^='tel:'], a[href^='sms:'], a[href^='mailto:']")


def test_inside_the_plan_the_chosen_channel_is_a_link_and_no_other(post, mine):
    assert links(post("reveal", mine, "contact")) == ["tel:+1-949-555-0142"]
    changed(mine, channel=Channel.TEXT)
    assert links(post("reveal", mine, "contact")) == ["sms:+19495550142"]


def test_an_email_is_a_link_where_email_was_chosen(post, coordinator):
    submission = received(email="sam@example.org", plain={"relation": "self", "channel": Channel.EMAIL})
    services.claim(submission, coordinator)
    assert links(post("reveal", submission, "contact")) == ["mailto:sam@example.org"]


def test_outside_the_hours_nothing_is_a_link_and_a_reason_is_asked_for(post, mine):
    page = post("reveal", outside_hours(mine), "contact")
    assert not links(page)
    assert "This is outside the hours they gave." in page.text(".depart")
    assert [option.attributes["value"] for option in page.all("#departure option")] == list(
        services.DEPARTURES
    )


def test_with_a_reason_there_are_links_and_the_reason_is_logged(post, mine):
    page = post("reveal", outside_hours(mine), "contact", departure="they_asked")
    assert links(page) == ["tel:+1-949-555-0142", "sms:+19495550142"]
    assert PhiAccess.objects.get().reason == "They asked for it just now"


def test_a_reason_given_once_need_not_be_given_again(post, mine):
    page = post("reveal", outside_hours(mine), "contact", departure="urgent")
    assert page.one("#attempt-departure option[selected]").attributes["value"] == "urgent"


def test_there_is_no_button_where_nothing_is_sealed(look, coordinator):
    nothing = dict.fromkeys([name for name in PERSON if name != "phone"], "")
    submission = services.claim(received(plan={}, **nothing), coordinator)
    assert look(submission).texts(".reveal button") == ["Reveal contact"]


def test_a_reason_that_is_not_on_the_list_opens_no_links(post, mine):
    assert not links(post("reveal", outside_hours(mine), "contact", departure="because"))


def test_the_hours_are_shown_with_when_they_open(look, mine):
    assert "Not now: from" in look(outside_hours(mine)).text("#group-contact")


@pytest.mark.parametrize("relation", [Relationship.CLIENT, Relationship.SELF])
@pytest.mark.parametrize("who", ["coordinator", "lead"])
def test_a_person_whom_we_may_not_contact_has_no_number_for_anybody(post, look, request, relation, who):
    actor = request.getfixturevalue(who)
    submission = received(
        plain={"relation": relation, "may_contact_person": False},
        email="person@example.org",
        professional_contact="(714) 555-0120",
    )
    services.claim(submission, actor)
    page = post("reveal", submission, "contact", by=actor, departure="urgent")
    assert page.texts(".plan .notice strong")[0] == "Do not contact the person."
    assert PERSON["phone"] not in page.html
    assert "person@example.org" not in page.html
    assert links(page) == ["tel:+1-714-555-0120", "sms:+17145550120"]
    assert "submission.phone" not in PhiAccess.objects.get().fields


def test_a_relatives_own_number_is_shown_when_the_person_must_be_spared(post, coordinator):
    submission = received(plain={"relation": Relationship.LOVED_ONE, "may_contact_person": False})
    services.claim(submission, coordinator)
    page = post("reveal", submission, "contact")
    assert links(page) == ["tel:+1-949-555-0142"]
    assert "leads to the relative" in page.text(".plan .notice")


def test_a_message_is_spelled_out_only_where_one_may_be_left(post, mine):
    assert "No message: hang up" in post("reveal", mine, "contact").text("#group-contact")
    changed(mine, voicemail=Voicemail.YES)
    script = post("reveal", mine, "contact").text("q")
    assert script.startswith("Hello, this is a friend, returning your call.")


def test_a_left_message_is_refused_where_none_may_be_left(post, mine):
    page = post(
        "act", mine, "attempt", channel="phone", direction="out", result="left_message", note="Beeped twice"
    )
    assert page.title.startswith("Error: ")
    assert "They asked for no messages." in page.text("[role=alert]")
    assert page.text("#attempt-note") == "Beeped twice"
    assert not ContactAttempt.objects.exists()


def test_an_attempt_outside_the_plan_takes_a_reason(post, mine):
    outside_hours(mine)
    call = {"channel": "phone", "direction": "out", "result": "no_answer"}
    refusal = post("act", mine, "attempt", **call)
    assert "This is outside the hours they gave." in refusal.text("[role=alert]")
    post("act", mine, "attempt", **call, departure="only_way")
    assert ContactAttempt.objects.get().departed_from_plan


# --- card photos --------------------------------------------------------------------------------------


@pytest.fixture
def card(mine) -> CardImage:
    image = CardImage(submission=mine, side="front", width=4, height=3, image_code="0")
    image.seal(image=b"\xff\xd8 a photo")
    image.save(force_insert=True)
    return image


def test_a_card_photo_is_logged_and_kept_nowhere(client, mine, card, coordinator):
    client.force_login(coordinator)
    response = client.get(reverse("desk:photo", args=[mine.reference, card.pk]))
    assert response.content == b"\xff\xd8 a photo"
    assert response.headers["Content-Type"] == "image/jpeg"
    assert "no-store" in response.headers["Cache-Control"]
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Content-Security-Policy"] == "default-src 'none'"
    assert (PhiAccess.objects.get().action, PhiAccess.objects.get().actor) == ("card photo", coordinator)


def test_a_card_photo_is_zoomed_and_turned_on_a_page_of_its_own(visit_admin, look, mine, card, coordinator):
    (address,) = look(mine).hrefs("#group-insurance .tools a")
    page = visit_admin(address, by=coordinator)
    assert page.one(".card-frame img").attributes["src"] == f"{address}photo/"
    assert len(page.all("[name=zoom]")) == 3
    assert len(page.all("[name=turn]")) == 4
    assert not looks_inside().exists()


def test_a_photo_of_another_request_is_not_served(client, card, coordinator):
    other = services.claim(received(), coordinator)
    client.force_login(coordinator)
    for route in ("card", "photo"):
        response = client.get(reverse(f"desk:{route}", args=[other.reference, card.pk]))
        assert response.status_code == 403
    assert not PhiAccess.objects.exists()


# --- steps --------------------------------------------------------------------------------------------


def buttons(page: Document) -> set[str]:
    return set(page.texts("form.step button"))


def test_only_what_can_be_done_is_a_button(look, lead, coordinator):
    submission = received()
    assert buttons(look(submission)) == {"Take it", "Add the note", "Set the flags", "Close it"}
    services.claim(submission, coordinator)
    assert buttons(look(submission)) == {
        *("Start verifying", "Wait for information", "Hand it over", "Give it back", "Close it"),
        *("Record the attempt", "Record the call", "Check the secret", "Set it", "Add the note"),
        "Record what they said",
        "Record the consent",
        *("Set the flags", "Set a reminder", "Put it off"),
    }
    assert "Close as admitted" in buttons(look(submission, by=lead))
    services.close(submission, lead, outcome="admitted", override="told_by_colleague")
    assert buttons(look(submission, by=lead)) == {"Reopen it", "Add the note", "Record the consent"}


def test_a_claim_makes_it_mine(post, coordinator):
    submission = received()
    answer = post("act", submission, "claim", version=submission.version)
    assert answer.response.headers["Location"] == reverse("desk:detail", args=[submission.reference])
    submission.refresh_from_db()
    assert (submission.owner, submission.status) == (coordinator, Status.CLAIMED)


def test_whoever_comes_second_is_told_and_sees_the_request_as_it_is(post, lead):
    submission = received()
    seen = submission.version
    services.claim(submission, lead)
    page = post("act", submission, "close", by=lead, version=seen, outcome="declined")
    assert page.title.startswith("Error: ")
    assert "Somebody else has just changed this request." in page.text("[role=alert]")
    chosen = page.one("#close-outcome option[selected]")
    assert chosen.attributes["value"] == "declined"
    again = page.one("#close-version").attributes["value"]
    post("act", submission, "close", by=lead, version=again, outcome="declined")
    submission.refresh_from_db()
    assert submission.outcome == "declined"


def test_what_was_typed_comes_back_when_the_request_has_gone_to_a_colleague(post, mine, coordinator):
    seen = mine.version
    colleague = StaffFactory(group=COORDINATOR)
    services.hand_over(mine, coordinator, to=colleague, note="Please take it")
    page = post("act", mine, "hand-over", version=seen, to=colleague.pk, note="Speaks Spanish")
    assert page.response.status_code == 403
    assert page.text(".typed") == "Speaks Spanish"
    assert Note.objects.count() == 1


def test_what_was_typed_comes_back_when_the_action_is_no_longer_offered(post, mine, lead):
    services.close(mine, lead, outcome="declined")
    page = post("act", mine, "attempt", by=lead, channel="phone", result="spoke", note="Rang back")
    assert page.response.status_code == 403
    assert page.text(".typed") == "Rang back"


def test_a_request_is_handed_over_with_a_sealed_note(post, look, mine, coordinator):
    colleague = StaffFactory(group=COORDINATOR)
    verifier = StaffFactory(group=BENEFITS_VERIFIER)
    StaffFactory(group=MARKETER)
    offered = [option.text() for option in look(mine).all("#hand-over-to option")]
    assert offered == ["Choose", str(colleague), str(verifier)]
    answer = post("act", mine, "hand-over", version=mine.version, to=colleague.pk, note="Speaks Spanish")
    assert answer.response.headers["Location"] == reverse("desk:queue")
    mine.refresh_from_db()
    assert mine.owner == colleague
    note = Note.objects.get()
    assert reveal(colleague, mine, [Look(note, ["text"])]) == [{"text": "Speaks Spanish"}]


def test_a_request_waits_for_information_and_goes_on(post, mine):
    tomorrow = timezone.localtime() + 24 * HOUR
    post("act", mine, "ask", version=mine.version, missing="member_id", next_at=f"{tomorrow:%Y-%m-%dT%H:%M}")
    mine.refresh_from_db()
    assert (mine.status, mine.reason) == (Status.NEEDS_INFO, "member_id")
    post("act", mine, "resume", version=mine.version)
    mine.refresh_from_db()
    assert mine.status == Status.CLAIMED


@pytest.mark.parametrize(
    ("moment", "words"), [("", "Say when you will ask again."), ("2001-01-01T10:00", "still to come")]
)
def test_waiting_needs_a_time_to_come(post, mine, moment, words):
    page = post("act", mine, "ask", version=mine.version, missing="other", next_at=moment)
    assert page.title.startswith("Error: ")
    assert words in page.text("[role=alert] li")
    assert words in page.text("#ask-next_at_error")


HOSTILE = [
    "\x00",
    "9" * 40,
    "-1",
    "9999-12-31T23:59",
    "0001-01-01T00:00",
    "<script>x</script>",
    "\u202e",
    "é" * 3000,
]


def test_no_action_breaks_on_or_prints_hostile_input(client, lead, subtests):
    submission = services.claim(received(), lead)
    names = {name for action in ACTIONS.values() for name in action.form.base_fields} - {
        "direction",
        "result",
    }
    client.force_login(lead)
    tried = []
    for place, (step, action) in enumerate(ACTIONS.items()):
        # An action that asks nothing reads the version alone.
        texts = HOSTILE if len(action.form.base_fields) > 1 else HOSTILE[:2]
        # Each step is sent one of them, and all at night.
        apart = 1 if "NIGHTLY" in os.environ else len(texts)
        tried += [(step, text) for text in texts[place % apart :: apart]]
    for step, text in tried:
        with subtests.test(step=step, text=text[:20]), undone():
            response = client.post(
                reverse("desk:act", args=[submission.reference, step]),
                {"missing": "other", "direction": "out", "result": "spoke"} | dict.fromkeys(names, text),
            )
            response = after(response)
            assert response.status_code < 500
            assert "<script>x" not in response.content.decode()


def test_verifying_starts_with_a_member_id_or_a_decision_to_call(post, coordinator):
    submission = services.claim(received(plan={}), coordinator)
    page = post("act", submission, "verify", version=submission.version)
    assert "There is no payer and member ID yet." in page.text("[role=alert]")
    post("act", submission, "verify", version=submission.version, call_the_payer="on")
    submission.refresh_from_db()
    assert submission.status == Status.VERIFYING


def test_a_duplicate_names_the_other(post, look, mine):
    other = received()
    assert "the same phone number" in look(mine).text(".notice li")
    close = {"version": mine.version, "outcome": "duplicate"}
    page = post("act", mine, "close", **close, duplicate_of="nonsense")
    assert "Write the reference of the other request" in page.text("[role=alert] li")
    assert page.one("#close-duplicate_of").attributes["value"] == "nonsense"
    post("act", mine, "close", **close, duplicate_of=other.reference.lower().replace("-", " "))
    mine.refresh_from_db()
    assert mine.merged_into == other


def test_a_closed_duplicate_is_for_those_who_may_open_closed_ones(look, mine, lead):
    services.close(received(), lead, outcome="invalid")
    assert "may be the same person" not in look(mine).html
    assert "may be the same person" in look(mine, by=lead).html


def test_the_lead_closes_as_admitted_and_reopens_with_a_reason(post, mine, lead):
    post("act", mine, "attempt", by=lead, channel="phone", direction="in", result="spoke")
    post("act", mine, "admit", by=lead, version=mine.version)
    mine.refresh_from_db()
    assert mine.outcome == "admitted"
    page = post("act", mine, "reopen", by=lead, version=mine.version)
    assert page.title.startswith("Error: ")
    post("act", mine, "reopen", by=lead, version=mine.version, reason="called_back")
    mine.refresh_from_db()
    assert (mine.status, mine.owner) == (Status.CLAIMED, lead)


def test_after_closing_the_coordinator_is_back_at_the_queue(post, mine):
    answer = post("act", mine, "close", version=mine.version, outcome="declined")
    assert answer.response.headers["Location"] == reverse("desk:queue")


def test_a_get_to_an_action_does_nothing(client, coordinator):
    submission = received()
    client.force_login(coordinator)
    client.get(reverse("desk:act", args=[submission.reference, "claim"]))
    submission.refresh_from_db()
    assert submission.owner is None


@pytest.mark.parametrize("text", ["", "   ", "x" * 2001])
def test_a_note_that_cannot_be_kept_is_refused_in_words(post, mine, text):
    page = post("act", mine, "note", text=text)
    assert page.title.startswith("Error: ")
    assert page.text("[role=alert] li").startswith("Note, sealed: ")


def test_the_number_of_queries_does_not_grow(client, mine, coordinator):
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(reverse("desk:detail", args=[mine.reference])).status_code == 200
        return len(queries)

    client.force_login(coordinator)
    StaffFactory(group=COORDINATOR)
    services.add_note(mine, coordinator, text="One")
    services.record_attempt(mine, coordinator, channel="phone", result="no_answer", note="One")
    received()
    few = cost()
    for _ in range(6):
        StaffFactory(group=COORDINATOR)
        services.add_note(mine, coordinator, text="More")
        services.record_attempt(mine, coordinator, channel="phone", result="no_answer", note="More")
        reveal(coordinator, mine, [Look(mine, ["phone"])])
    assert cost() == few


# --- mistakes -----------------------------------------------------------------------------------------


def test_a_mistake_is_answered_with_a_redirect_that_keeps_what_was_typed_sealed(client, coordinator, mine):
    client.force_login(coordinator)
    page, other = (reverse("desk:detail", args=[each.reference]) for each in (mine, received()))
    address = reverse("desk:act", args=[mine.reference, "attempt"])
    typed = {"version": mine.version, "channel": mine.channel, "note": "Her sister picked up"}
    response = client.post(address, typed)
    assert (response.status_code, response.url) == (302, f"{page}?again")
    assert "sister" not in str(dict(client.session.items()))

    for _ in range(2):  # loaded again, nothing is lost
        shown = Document(client.get(response.url))
        check_admin(shown)
        assert shown.text("#attempt-note") == "Her sister picked up"
        assert "Nothing was changed yet." in shown.text("[role=alert]")
    for elsewhere in (page, f"{other}?again"):
        assert "Her sister picked up" not in client.get(elsewhere).text

    assert client.post(address, typed | {"direction": "out", "result": "spoke"}).url == page
    assert "Her sister picked up" not in client.get(response.url).text, "it was taken"


def test_what_somebody_typed_does_not_open_for_somebody_else(client, coordinator, lead, mine):
    client.force_login(coordinator)
    address = reverse("desk:act", args=[mine.reference, "note"])
    client.post(address, {"text": "", "version": mine.version, "channel": "Her sister picked up"})
    token = client.session["desk_mistake"]
    client.logout()
    client.force_login(lead)
    session = client.session
    session["desk_mistake"] = token
    session.save()
    shown = client.get(f"{reverse('desk:detail', args=[mine.reference])}?again")
    assert shown.status_code == 200
    assert "Nothing was changed yet." not in shown.text
