"""The lead gives requests to people, looks through closed ones, and takes them up again."""

from __future__ import annotations

import datetime
import html

import pytest
import time_machine
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from admissions import notifications, services
from admissions.choices import AttemptResult, Outcome
from admissions.desk.duty import go_on
from admissions.models import Event, Note, Outbox, Submission
from alter_site.staff.groups import BENEFITS_VERIFIER, COORDINATOR, LEAD
from tests.factories import StaffFactory
from tests.support.document import Document
from tests.support.forms import typed
from tests.support.requests import received
from tests.support.together import together

pytestmark = pytest.mark.django_db

WORKLOAD, CLOSED, QUEUE = (reverse(f"desk:{name}") for name in ("workload", "closed", "queue"))
NOW = datetime.datetime(2026, 11, 23, 18, tzinfo=datetime.UTC)  # Monday, 10 in the morning
HOUR = datetime.timedelta(hours=1)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


@pytest.fixture
def kim():
    return StaffFactory(group=COORDINATOR, first_name="Kim", last_name="Example")


def ticked(*submissions):
    return [f"{one.reference}:{one.version}" for one in submissions]


def give(client, lead, to, *submissions, **data):
    client.force_login(lead)
    return client.post(
        WORKLOAD, {"chosen": ticked(*submissions), "to": to.pk, "word": "first_thing", **data}, follow=True
    )


def words(response):
    return html.unescape(" ".join(response.content.decode().split()))


# --- giving -----------------------------------------------------------------------------------------------


def test_several_are_given_at_once_with_a_note_that_only_the_receiver_is_told_of(client, lead, kim):
    first, second = received(), services.claim(received(), StaffFactory(group=COORDINATOR))
    answer = give(client, lead, kim, first, second, note="Brother Quillon rings at ten")
    for one in (first, second):
        one.refresh_from_db()
        assert (one.owner, one.status) == (kim, "claimed")
        assert one.reference in words(answer)
    assert Note.objects.count() == 2
    assert not Event.objects.filter(detail__contains="Quillon").exists()
    client.force_login(kim)
    page = client.get(QUEUE, {"view": "mine"}).content.decode()
    assert page.count("Please call first") == 2
    assert page.count("Note to read") == 2
    assert "Quillon" not in page
    detail = reverse("desk:detail", args=[first.reference])
    assert "A note for you waits" in client.get(detail).content.decode()


@pytest.mark.django_db(transaction=True)
def test_a_note_is_read_once_the_receiver_has_opened_the_notes(client, lead, kim):
    submission = received()
    services.assign(submission, lead, to=kim, note="They are shy")
    client.force_login(lead)
    client.post(reverse("desk:reveal", args=[submission.reference, "note"]))  # somebody else's look
    assert services.given_to(kim, [submission])[submission.pk].has_unread_note
    client.force_login(kim)
    shown = client.post(reverse("desk:reveal", args=[submission.reference, "note"])).content.decode()
    assert "They are shy" in shown
    assert not services.given_to(kim, [submission])[submission.pk].has_unread_note


def test_a_note_for_requests_that_could_not_be_given_is_still_there_to_be_sent_again(client, lead, kim):
    given, moved = received(), received()
    chosen = ticked(given, moved)
    services.set_flags(moved, lead, today=True, clinician_first=False)
    client.force_login(lead)
    sent = {"chosen": chosen, "to": kim.pk, "note": "They like mornings"}
    page = Document(client.post(WORKLOAD, sent, follow=True))
    assert page.one("[name=note]").text() == "They like mornings"
    assert page.one("[name=to] [selected]").attributes["value"] == str(kim.pk)
    (box,) = page.all("[name=chosen][checked]")
    client.post(WORKLOAD, typed(page, "main form", chosen=[box.attributes["value"]]))
    assert [note.by for note in moved.notes.all()] == [note.by for note in given.notes.all()] == [lead]


def test_a_note_is_there_to_be_copied_when_no_request_is_left_to_give(client, lead, kim):
    submission = received()
    sent = {"chosen": ticked(submission), "to": kim.pk, "note": "They like mornings"}
    services.claim(submission, StaffFactory(group=COORDINATOR))
    client.force_login(lead)
    page = Document(client.post(WORKLOAD, sent, follow=True))
    assert "No open request." in page.text("main")
    assert page.text("blockquote[data-typed]") == "They like mornings"


def test_what_was_taken_closed_or_forgotten_meanwhile_is_told_and_the_rest_is_given(client, lead, kim):
    taken, closed, gone, free = received(), received(), received(), received()
    chosen = ticked(taken, closed, gone, free)
    other = StaffFactory(group=COORDINATOR, first_name="Lou", last_name="Quick")
    services.claim(taken, other)
    services.close(closed, lead, outcome=Outcome.INVALID)
    gone.delete()
    client.force_login(lead)
    answer = client.post(WORKLOAD, {"chosen": chosen, "to": kim.pk, "word": "verify"}, follow=True)
    told = words(answer)
    assert f"{taken.reference} was not given. It has changed meanwhile, and Lou Quick has it now." in told
    assert f"{closed.reference} was not given. It was closed meanwhile." in told
    assert f"{gone.reference} was not given. It is not there any more." in told
    assert f"Given to Kim Example: {free.reference}." in told
    assert Submission.objects.get(pk=taken.pk).owner == other


def test_what_is_theirs_already_is_not_given_twice(client, lead, kim):
    submission = received()
    give(client, lead, kim, submission)
    submission.refresh_from_db()
    assert "It is theirs already." in words(give(client, lead, kim, submission))
    assert Event.objects.filter(move="assign").count() == 1


def test_a_refused_form_keeps_what_was_ticked_and_typed(client, lead, kim):
    submission = received()
    client.force_login(lead)
    for data in (
        {"chosen": ticked(submission), "to": "", "note": "Kept words"},
        {"chosen": ticked(submission), "to": kim.pk, "note": " "},
        {"to": kim.pk, "word": "verify"},
        {"chosen": ["AB4-K7M2Q:x", "=1+1", "AB4-K7M2Q:²", ""], "to": kim.pk, "word": "verify"},
    ):
        answer = client.post(WORKLOAD, data, follow=True)
        page = answer.content.decode()
        assert "Nothing was given yet" in page
        assert "Kept words" in page or "note" not in data or not data["note"].strip()
        assert (f'value="{ticked(submission)[0]}" checked' in page) == (
            data.get("chosen") == ticked(submission)
        )
    submission.refresh_from_db()
    assert submission.owner is None


def test_nobody_is_given_a_request_who_takes_none(lead):
    from alter_site.staff.groups import MARKETER, PRIVACY_OFFICER

    submission = received()
    for group in (MARKETER, PRIVACY_OFFICER):
        with pytest.raises(services.IllegalMove, match="does not take requests"):
            services.assign(submission, lead, to=StaffFactory(group=group), word="verify")
    with pytest.raises(services.IllegalMove, match="does not take requests"):
        services.assign(submission, lead, to=StaffFactory(group=COORDINATOR, is_active=False), word="verify")
    with pytest.raises(services.IllegalMove, match="may not"):
        services.assign(submission, StaffFactory(group=COORDINATOR), to=lead, word="verify")


def test_what_was_given_is_not_given_back_by_itself(lead, kim, clock):
    submission = services.assign(received(), lead, to=kim, word="first_thing")
    clock.move_to(NOW + 8 * HOUR)
    assert services.release_untouched(NOW + 8 * HOUR) == 0
    submission.refresh_from_db()
    assert submission.owner == kim


def test_a_verifier_gets_what_is_in_hand_with_its_status_and_clock(lead):
    owner, verifier = StaffFactory(group=COORDINATOR), StaffFactory(group=BENEFITS_VERIFIER)
    submission = services.start_verifying(services.claim(received(), owner), owner)
    due = submission.due_first_contact
    services.assign(submission, lead, to=verifier, word="verify")
    assert (submission.status, submission.owner, submission.due_first_contact) == ("verifying", verifier, due)


def test_the_notice_goes_to_the_receiver_and_names_nobody(lead, kim):
    submission = services.assign(received(), lead, to=kim, note="Brother Quillon")
    Outbox.objects.exclude(kind=Outbox.Kind.ASSIGNED).delete()
    notifications.send_due()
    (sent,) = mail.outbox
    assert sent.bcc == [kim.email]
    assert sent.subject == f"Given to you: {submission.reference}"
    assert "Quillon" not in sent.body
    assert "Samira" not in sent.body


@pytest.mark.django_db(transaction=True)
def test_of_two_leads_who_give_the_same_request_one_is_told(kim):
    submission, lou = received(), StaffFactory(group=COORDINATOR)
    leads = [StaffFactory(group=LEAD), StaffFactory(group=LEAD)]
    chosen = [(submission.reference, submission.version)]
    told = []

    def by(lead, to):
        return lambda: told.extend(services.assign_several(lead, chosen, to=to, word="verify"))

    assert together(by(leads[0], kim), by(leads[1], lou)) == [None, None]
    assert sorted(bool(result.problem) for result in told) == [False, True]
    assert Event.objects.filter(move="assign").count() == 1


def test_the_workload_says_who_has_what(client, lead, kim):
    go_on(kim, NOW)
    late, waiting, today, _ = (services.claim(received(), kim) for _ in range(4))
    Submission.objects.filter(pk=late.pk).update(due_first_contact=NOW - HOUR)
    Submission.objects.filter(pk=waiting.pk).update(status="needs_info", first_attempt_at=NOW)
    Submission.objects.filter(pk=today.pk).update(due_first_contact=NOW + HOUR)
    Submission.objects.exclude(pk__in=[late.pk, waiting.pk, today.pk]).update(
        due_first_contact=NOW + 20 * HOUR
    )
    free = received()
    client.force_login(lead)
    answer = client.get(WORKLOAD, {"who": kim.pk})
    people = {
        row.css_first("th").text(strip=True): [cell.text(strip=True) for cell in row.css("td")]
        for row in Document(answer).all(".loads tbody tr")
    }
    on_duty, number, late_ones, _, waiting_ones, of_today, _ = people["Kim Example"]
    assert on_duty.startswith("Yes, until")
    assert (number, late_ones, waiting_ones, of_today) == ("4", "1 late", "1", "1")
    assert people["Nobody yet"][:2] == ["—", "1"]
    assert free.reference not in answer.content.decode()
    assert free.reference in client.get(WORKLOAD).content.decode()


def test_the_workload_says_of_whose_requests_their_owner_has_left(client, lead, kim):
    services.claim(received(), kim)
    kim.groups.clear()
    client.force_login(lead)
    assert f"{kim} (no longer at the desk)" in client.get(WORKLOAD, {"who": kim.pk}).content.decode()


def test_whose_account_is_switched_off_is_named_as_such_wherever_they_own_a_request(client, lead, kim):
    submission = services.claim(received(), kim)
    kim.is_active = False
    kim.save()
    client.force_login(lead)
    for page in (WORKLOAD, reverse("desk:queue"), reverse("desk:detail", args=[submission.reference])):
        assert "Kim Example (may not sign in)" in client.get(page, {"view": "all"}).content.decode()


@pytest.mark.parametrize("how", ["switched off", "out of the group"])
def test_the_queue_lists_what_waits_for_somebody_who_will_not_come(client, lead, kim, how):
    left, stays = services.claim(received(), kim), services.claim(received(), lead)
    if how == "switched off":
        kim.is_active = False
        kim.save()
    else:
        kim.groups.clear()
    client.force_login(StaffFactory(group=COORDINATOR))
    page = Document(client.get(reverse("desk:queue"), {"view": "left"}))
    assert page.text(".desk-tabs [aria-current=page]") == "Owner has left 1"
    assert left.reference in page.text("main")
    assert stays.reference not in page.text("main")


@pytest.mark.parametrize(
    "query", [{"who": "x"}, {"who": "9" * 30}, {"who": "-1"}, {"who": "²", "page": "²"}, {"page": "0"}]
)
def test_an_odd_address_of_the_workload_is_answered(client, lead, query):
    client.force_login(lead)
    assert client.get(WORKLOAD, query).status_code == 200


# --- closed, and open again -------------------------------------------------------------------------------


def closed(lead, outcome=Outcome.DECLINED, **changes):
    submission = services.close(services.claim(received(), lead), lead, outcome=outcome, override="")
    Submission.objects.filter(pk=submission.pk).update(**changes)
    return submission


def listed(client, **query):
    return [row.reference for row, _ in client.get(CLOSED, query).context_data["rows"]]


def test_closed_requests_are_found_by_what_the_lead_remembers(client, lead, kim):
    client.force_login(lead)
    october = datetime.datetime(2026, 10, 31, 23, 30, tzinfo=datetime.UTC)
    old = closed(lead, closed_at=october, source_page="condition")
    new = closed(lead, Outcome.SELF_PAY, owner=kim)
    received()
    assert listed(client) == [new.reference, old.reference]
    assert listed(client, reference=f" {old.reference.lower()} ") == [old.reference]
    assert listed(client, outcome="self_pay") == [new.reference]
    assert listed(client, month="2026-10") == [old.reference]
    assert listed(client, owner=kim.pk) == [new.reference]
    assert listed(client, page="condition") == [old.reference]
    assert listed(client, page="condition", outcome="self_pay") == []
    for wrong in (
        {"month": "2026-13"},
        {"month": "9999-12"},
        {"reference": "x"},
        {"owner": "0"},
        {"outcome": "x"},
    ):
        answer = client.get(CLOSED, wrong)
        assert (answer.status_code, "Nothing was looked up yet" in answer.content.decode()) == (200, True)


def test_paging_shows_each_once_and_asks_as_much_on_every_page(client, lead, monkeypatch):
    monkeypatch.setattr("admissions.desk.queue.closed.PAGE", 2)
    same = NOW - HOUR  # closed at the same moment, which no page may lose or show twice
    references = {closed(lead, closed_at=same).reference for _ in range(5)}
    client.force_login(lead)
    client.get(CLOSED)
    address, seen, asked = CLOSED, [], []
    while address:
        with CaptureQueriesContext(connection) as queries:
            answer = client.get(address)
        seen += [row.reference for row, _ in answer.context_data["rows"]]
        asked.append(len(queries))
        address = answer.context_data["older"] and f"{CLOSED}{answer.context_data['older']}"
    assert (len(seen), set(seen)) == (5, references)
    assert len(set(asked)) == 1
    for odd in ("x", "1~x", f"{'9' * 40}~", "²~²"):
        assert client.get(CLOSED, {"after": odd}).status_code == 200


def test_reopening_promises_anew_and_takes_evidence_anew(lead, clock):
    submission = services.claim(received(), lead)
    for hours in (0, 1, 25):
        clock.move_to(NOW + hours * HOUR)
        services.record_attempt(submission, lead, channel="phone", result=AttemptResult.NO_ANSWER)
    services.close(submission, lead, outcome=Outcome.UNREACHABLE)
    clock.move_to(NOW + 48 * HOUR)
    services.reopen(submission, lead, reason="called_back")
    assert submission.first_attempt_at is None
    assert submission.due_first_contact is None or submission.due_first_contact > NOW + 48 * HOUR
    assert submission.events.filter(move="reopen", by=lead, detail="They called back").exists()
    with pytest.raises(services.IllegalMove, match="three attempts"):
        services.close(submission, lead, outcome=Outcome.UNREACHABLE)


def test_reopening_asks_the_coverage_hours_for_its_promise(lead, monkeypatch):
    submission = closed(lead)
    monkeypatch.setattr("admissions.services.work.promise", lambda plan, hours, now: now + 3 * HOUR)
    submission.refresh_from_db()
    services.reopen(submission, lead, reason="new_information")
    assert submission.due_first_contact == NOW + 3 * HOUR
    assert submission.promise_rule is not None
