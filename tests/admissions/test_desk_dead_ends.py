"""A number that was wrong, and somebody who declined: no link leads there until a new one is set."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
import time_machine
from django.contrib.auth import HASH_SESSION_KEY
from django.urls import reverse
from django.utils import timezone

from admissions import services
from admissions.choices import Channel, Relationship
from admissions.custody.access import Look, reveal
from admissions.models import PhiAccess, Submission
from admissions.phi import blind_index
from alter_site.staff.groups import BENEFITS_VERIFIER
from tests.admissions.test_desk_claims import MINUTE
from tests.factories import StaffFactory
from tests.support.document import Document
from tests.support.forms import after
from tests.support.markup import check_admin
from tests.support.requests import received

pytestmark = pytest.mark.django_db

WRONG, DECLINED = "wrong_number", "declined"
ANY_LINK = "a[href^='tel:'], a[href^='sms:'], a[href^='mailto:']"


@pytest.fixture
def clock():
    with time_machine.travel("2026-11-23 20:00:00+00:00", tick=False) as now:
        yield now


@pytest.fixture
def mine(clock, coordinator) -> Submission:
    return services.claim(received(email="sam@example.org"), coordinator)


@pytest.fixture
def post(client, coordinator):
    def sent(route: str, submission: Submission, *arguments: Any, by: Any = None, **data: Any) -> Document:
        client.force_login(by or coordinator)
        path = reverse(f"desk:{route}", args=[submission.reference, *arguments])
        document = Document(after(client.post(path, data)))
        if document.response.status_code == 200:
            check_admin(document)
        return document

    return sent


def attempted(submission: Submission, by: Any, result: str, channel: str = "phone", **values: Any) -> None:
    services.record_attempt(submission, by, channel=channel, result=result, departure="they_asked", **values)


def links(page: Document) -> list[str]:
    return [link for link in page.hrefs(ANY_LINK) if "989-3395" not in link]


@pytest.mark.parametrize("departure", ["", "urgent"])
@pytest.mark.parametrize("result", [WRONG, DECLINED])
def test_a_number_found_wrong_is_no_link_for_any_reason(mine, post, coordinator, result, departure):
    attempted(mine, coordinator, result)
    page = post("reveal", mine, "contact", departure=departure)
    assert "(949) 555-0142" in page.texts("[data-opened]")
    assert not [link for link in links(page) if not link.startswith("mailto:")]
    assert ("mailto:sam@example.org" in links(page)) == (result == WRONG and bool(departure))
    why = {WRONG: "Recorded as wrong", DECLINED: "They declined"}[result]
    assert why in page.texts("#group-contact .clock-late")[0]


@pytest.mark.parametrize(
    ("channel", "left"),
    [
        (Channel.PHONE, ["mailto:sam@example.org"]),
        (Channel.TEXT, ["mailto:sam@example.org"]),
        (Channel.EMAIL, ["tel:+1-949-555-0142", "sms:+19495550142"]),
    ],
)
def test_a_wrong_number_closes_only_the_number_and_a_wrong_address_only_the_address(
    mine, post, coordinator, channel, left
):
    attempted(mine, coordinator, WRONG, channel)
    assert links(post("reveal", mine, "contact", departure="urgent")) == left


def test_whoever_called_us_to_decline_is_called_no_more(mine, post, coordinator):
    attempted(mine, coordinator, DECLINED, direction="in")
    assert not links(post("reveal", mine, "contact", departure="urgent"))


@pytest.mark.parametrize(("result", "words"), [(WRONG, "Find the right number"), (DECLINED, "They declined")])
def test_the_queue_never_asks_to_call_a_closed_number_again(
    mine, post, visit_admin, client, coordinator, lead, result, words
):
    attempted(mine, coordinator, result)
    queue = visit_admin(reverse("desk:queue"), by=coordinator)
    assert queue.texts("tbody td")[5].startswith(words)
    client.force_login(lead)
    found = Document(client.post(reverse("desk:find"), {"phone": "949 555 0142"}, follow=True))
    assert found.texts("tbody td")[5].startswith(words)
    page = visit_admin(reverse("desk:detail", args=[mine.reference]), by=coordinator)
    assert words in page.text("[aria-labelledby=next-title]")
    for shown in (queue, found, page):
        assert "Call again" not in shown.html
        assert not links(shown)


def test_closed_numbers_cost_the_queue_two_queries_however_many_there_are(
    mine, clock, coordinator, django_assert_num_queries
):
    def asked() -> None:
        services.dead_ends(Submission.objects.all())

    for _ in range(3):
        other = services.claim(received(), coordinator)
        attempted(other, coordinator, WRONG)
    with django_assert_num_queries(3):  # the requests themselves, their attempts, what was set since
        asked()


def test_a_new_number_is_a_link_and_the_old_one_is_gone(mine, clock, post, coordinator):
    attempted(mine, coordinator, WRONG)
    clock.shift(MINUTE)
    answer = post("act", mine, "new-way", phone="(714) 555-0120 x5")
    assert answer.response.headers["Location"] == reverse("desk:detail", args=[mine.reference])
    page = post("reveal", mine, "contact")
    assert links(page) == ["tel:+1-714-555-0120;ext=5"]
    assert "sam@example.org" in page.texts("[data-opened]")
    assert not page.all("#group-contact .clock-late")
    mine.refresh_from_db()
    assert mine.phone_index == blind_index.phone("714 555 0120")
    assert mine.events.filter(move="new phone", by=coordinator).exists()
    attempted(mine, coordinator, WRONG)
    clock.shift(MINUTE)
    attempted(mine, coordinator, WRONG)
    assert not links(post("reveal", mine, "contact")), "the new one was wrong as well"


def test_a_number_of_which_the_minute_is_typed_is_closed_by_what_came_of_it_afterwards(
    mine, clock, post, coordinator
):
    second = datetime.timedelta(seconds=1)
    clock.shift(20 * second)
    wrong = {"channel": "phone", "direction": "out", "result": WRONG, "departure": "they_asked", "at": "noon"}
    post("act", mine, "attempt", **wrong)
    clock.shift(20 * second)
    post("act", mine, "new-way", phone="(714) 555-0120")
    assert links(post("reveal", mine, "contact")), "the number before it was wrong"
    clock.shift(MINUTE)
    post("act", mine, "attempt", **wrong)
    assert not links(post("reveal", mine, "contact"))


def test_after_declining_only_what_is_set_anew_is_a_link(mine, clock, post, coordinator):
    attempted(mine, coordinator, DECLINED)
    clock.shift(MINUTE)
    post("act", mine, "new-way", email="new@example.org")
    assert links(post("reveal", mine, "contact", departure="they_asked")) == ["mailto:new@example.org"]
    mine.refresh_from_db()
    assert mine.email_index == blind_index.email("NEW@example.org")


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({}, "Write the new number or address."),
        ({"phone": "\u200b"}, "Write the new number or address."),
        ({"phone": "555-0142 mom"}, "Check the phone number."),
        ({"email": "sam@example.com?bcc=eve%40evil.example"}, "Leave out what stands after"),
    ],
)
def test_what_is_no_number_or_address_is_refused_and_kept(mine, post, typed, words):
    page = post("act", mine, "new-way", **typed)
    assert page.title.startswith("Error: ")
    assert words in page.text("[role=alert]")
    for name, value in typed.items():
        assert page.one(f"#new-way-{name}").attributes["value"] == value
    mine.refresh_from_db()
    assert mine.phone_index == blind_index.phone("949 555 0142")


def duplicate_of(kept: Submission, lead: Any, result: str, **changes: Any) -> Submission:
    """Return what the same person sent once more, with what came of it, closed as a plain duplicate."""
    again = services.claim(received(**changes), lead)
    attempted(again, lead, result)
    again.refresh_from_db()
    return services.close(again, lead, outcome="duplicate", duplicate_of=kept)


@pytest.mark.parametrize("changes", [{}, {"phone": "714 555 0120"}])
def test_whoever_declined_by_a_duplicate_is_reached_by_no_way_of_the_request_that_goes_on(
    mine, post, lead, changes
):
    again = duplicate_of(mine, lead, DECLINED, **changes)
    page = post("reveal", mine, "contact", departure="urgent")
    assert not links(page)
    assert "They declined" in page.text("[aria-labelledby=next-title]")
    assert not links(post("reveal", again, "contact", by=lead, departure="urgent"))


def test_whoever_declined_afterwards_is_reached_by_no_way_of_the_duplicate(mine, post, coordinator, lead):
    again = duplicate_of(mine, lead, "no_answer")
    attempted(mine, coordinator, DECLINED)
    assert not links(post("reveal", again, "contact", by=lead, departure="urgent"))


@pytest.mark.parametrize(
    ("number", "is_link"), [("949.555.0142", False), ("714 555 0120", True)], ids=["same", "another"]
)
def test_a_number_found_wrong_by_a_duplicate_is_no_link_of_the_request_that_goes_on(
    mine, post, lead, number, is_link
):
    duplicate_of(mine, lead, WRONG, phone=number, email="sam@example.org")
    found = links(post("reveal", mine, "contact", departure="urgent"))
    assert ("tel:+1-949-555-0142" in found) is is_link
    assert "mailto:sam@example.org" in found


def test_what_is_set_anew_after_a_duplicate_declined_is_a_link(mine, clock, post, lead):
    duplicate_of(mine, lead, DECLINED)
    clock.shift(MINUTE)
    post("act", mine, "new-way", phone="(714) 555-0120")
    assert links(post("reveal", mine, "contact")) == ["tel:+1-714-555-0120"]


def test_a_number_set_in_a_duplicate_after_the_wrong_one_is_a_link_where_it_goes_on(mine, clock, post, lead):
    again = services.claim(received(phone="714 555 0120"), lead)
    attempted(again, lead, WRONG)
    clock.shift(MINUTE)
    services.set_ways(again, lead, phone="949 555 0142")
    services.close(again, lead, outcome="duplicate", duplicate_of=mine)
    assert "tel:+1-949-555-0142" in links(post("reveal", mine, "contact", departure="urgent"))


def test_a_request_whose_duplicate_declined_leaves_the_calls_of_the_queue_at_once(mine, lead):
    Submission.objects.filter(pk=mine.pk).update(due_first_contact=timezone.now() + MINUTE)
    services.settle(timezone.now())
    duplicate_of(Submission.objects.get(pk=mine.pk), lead, DECLINED)
    services.settle(timezone.now())
    mine.refresh_from_db()
    assert mine.stage == "decision"


def test_a_request_whose_duplicate_is_reopened_is_among_the_calls_of_the_queue_again(mine, lead):
    Submission.objects.filter(pk=mine.pk).update(due_first_contact=timezone.now() + MINUTE)
    again = duplicate_of(mine, lead, DECLINED)
    services.settle(timezone.now())
    services.reopen(again, lead, reason="called_back")
    services.settle(timezone.now())
    mine.refresh_from_db()
    assert mine.stage != "decision"


def test_nobody_sets_a_number_of_a_person_whom_we_may_not_contact(clock, post, visit_admin, coordinator):
    submission = received(
        plain={"relation": Relationship.CLIENT, "may_contact_person": False},
        professional_contact="714 555 0120",
    )
    services.claim(submission, coordinator)
    page = visit_admin(reverse("desk:detail", args=[submission.reference]), by=coordinator)
    assert page.all("#new-way-professional_contact")
    assert not page.all("#new-way-phone, #new-way-email")
    attempted(submission, coordinator, WRONG)
    clock.shift(MINUTE)
    post("act", submission, "new-way", phone="949 555 0199", professional_contact="pat@example.org")
    opened = reveal(coordinator, submission, [Look(submission, ["phone"])])
    assert opened == [{"phone": "(949) 555-0142"}]
    page = post("reveal", submission, "contact", departure="urgent")
    assert links(page) == ["mailto:pat@example.org"]


def test_a_benefits_verifier_cannot_set_a_number(mine, post):
    verifier = StaffFactory(group=BENEFITS_VERIFIER)
    assert post("act", mine, "new-way", by=verifier, phone="714 555 0120").response.status_code == 403
    with pytest.raises(services.IllegalMove):
        services.set_ways(mine, verifier, phone="714 555 0120")


def test_a_new_number_is_in_no_log_and_no_session(mine, post, client):
    post("act", mine, "new-way", phone="12", email="new@example.org")
    post("act", mine, "new-way", phone="714 555 0120", email="new@example.org")
    said = [*mine.events.values_list("move", "detail"), *PhiAccess.objects.values_list("fields", "reason")]
    # The hash of the account's password is hexadecimal and may hold three fives in a row.
    kept = {name: value for name, value in client.session.items() if name != HASH_SESSION_KEY}
    assert "555" not in f"{said}{kept}"
    assert timezone.now() >= mine.events.latest("at").at
