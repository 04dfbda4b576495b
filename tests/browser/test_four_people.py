"""Two requests from the form to their answer: through four people, and by whoever pays without insurance."""

from __future__ import annotations

import datetime
import re

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from admissions.choices import Outcome, Status
from admissions.models import Submission
from admissions.verification import guards
from alter_site.staff.groups import BENEFITS_VERIFIER, COORDINATOR, LEAD
from alter_site.staff.models import User
from tests.browser.test_request import fill, go_on, send, walk
from tests.browser.test_worksheet import act, fill_in, is_as_wide_as_the_screen
from tests.factories import StaffFactory
from tests.support.axe import accessibility_problems
from tests.support.chromium import DESKTOP, PHONE

QUICK = {"slot": "soon", "channel": "call", "needs": []}
STATUS = "/request/status/"


@pytest.fixture(autouse=True)
def _a_fast_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guards, "SOONEST", -1)
    monkeypatch.setattr(guards, "LIMITS", {name: guards.Limit(10_000, 60) for name in guards.LIMITS})


@pytest.fixture
def coordinator(demo: None) -> User:
    """The demo's own requests make way for the test's."""
    Submission.objects.all().delete()
    return StaffFactory(group=COORDINATOR)


def sent(page: Page, route: str) -> Submission:
    """Answer the form and send it; the page that follows is open."""
    walk(page, {"who": {"insurance_route": route}, "contact": QUICK})
    return Submission.objects.get(reference=send(page))


def let_in(page: Page) -> None:
    """Go from the confirmation to the page about the request, with the secret that is shown once."""
    reference, secret = page.locator(".reference").all_inner_texts()
    page.get_by_role("link", name="see how your request stands").click()
    page.get_by_label("Your reference").fill(reference)
    page.get_by_label("Your secret").fill(secret)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("How your request stands")


def reads(page: Page, line: str) -> None:
    page.reload()
    expect(page.locator(".sent strong")).to_have_text(line)


def is_good_on_a_phone(page: Page) -> None:
    assert is_as_wide_as_the_screen(page)
    assert accessibility_problems(page) == []


def take_next(page: Page) -> None:
    page.get_by_role("button", name="Take next").click()
    expect(page.get_by_text("It is yours. Read the contact plan")).to_be_visible()


def spoke(page: Page) -> None:
    page.locator("#attempt-result").select_option("spoke")
    page.locator("#attempt-direction").select_option("in")
    act(page, "Record the attempt")


def tomorrow() -> str:
    return f"{timezone.localtime() + datetime.timedelta(days=1):%Y-%m-%dT%H:%M}"


def test_a_request_goes_from_the_form_to_a_shared_answer_through_four_people(open_page, coordinator):
    verifier, second = StaffFactory(group=BENEFITS_VERIFIER), StaffFactory(group=LEAD)
    person = open_page("/request/who/?way=full", screen=PHONE)
    request = sent(person, "typed")
    let_in(person)
    reads(person, "We have your form.")
    is_good_on_a_phone(person)

    desk = open_page(reverse("desk:queue"), screen=DESKTOP, user=coordinator)
    take_next(desk)
    reads(person, "A person is checking.")
    desk.locator("summary").filter(has_text="Wait for information").click()
    desk.locator("#ask-missing").select_option("card_photo")
    desk.locator("#ask-next_at").fill(tomorrow())
    act(desk, "Wait for information")
    reads(person, "We need one thing, please call.")
    act(desk, "Go on with it")
    act(desk, "Start verifying", fold="Start verifying")

    sheet = reverse("desk:worksheet", args=[request.reference, "primary"])
    page = open_page(sheet, screen=DESKTOP, user=verifier)
    fill_in(page)
    expect(page.locator("[data-saved]")).to_contain_text("sealed")
    act(page, "Save the worksheet")
    expect(page.locator("#state")).to_contain_text("Everything that a signature needs is answered")
    assert accessibility_problems(page) == []
    page.goto(page.url.replace("worksheet/primary/", ""))
    page.locator("summary").filter(has_text="Wait for the payer").click()
    page.locator("#payer-wait-reason").select_option("call_back")
    page.locator("#payer-wait-next_at").fill(tomorrow())
    act(page, "Wait for the payer")
    reads(person, "A person is checking.")
    act(page, "Go on verifying")
    page.locator("summary").filter(has_text="Record a call with the payer").click()
    page.locator("#payer-call-outcome").select_option("answered")
    page.locator("#payer-call-representative").fill("Ana")
    act(page, "Record the call")
    act(page, "Send the worksheet to be signed")

    phone = open_page(sheet, screen=PHONE, user=second, scheme="dark")
    is_good_on_a_phone(phone)
    phone.goto(phone.url.replace("worksheet/primary/", ""))
    act(phone, "Sign the worksheet")
    reads(person, "Checked, we will call.")

    mine = open_page(reverse("desk:answer", args=[request.reference]), screen=PHONE, user=coordinator)
    expect(mine.get_by_text("$1,000 of your deductible is left to pay this plan year.")).to_be_visible()
    assert "Samira" not in mine.locator("main").inner_text(), "nor is any name on it"
    is_good_on_a_phone(mine)
    mine.goto(mine.url.replace("answer/", ""))
    spoke(mine)
    mine.locator("#share-how").select_option("phone")
    act(mine, "The person has the answer")
    reads(person, "Finished.")
    request.refresh_from_db()
    assert request.status == Status.SHARED

    person.get_by_role("link", name="Change the times").click()
    fill(person, {"slot": "other", "window_days": "any", "window_from": "07:00", "window_until": "22:00"})
    is_good_on_a_phone(person)
    person.get_by_role("button", name="Change the times").click()
    expect(person.get_by_role("status")).to_contain_text("Your times are changed.")
    person.get_by_role("link", name="Stop contact").click()
    person.get_by_role("button", name="Stop contact").click()
    expect(person.get_by_role("link", name="Change the times")).to_have_count(0)
    reached = set(request.events.values_list("to_status", flat=True))
    assert set(Status) <= reached, "a status that no browser reaches is a room without a door"
    with person.expect_event("load"):
        person.get_by_role("button", name="Close this page").click()
    person.go_back()
    person.reload()
    expect(person.get_by_label("Your secret")).to_be_visible()


WRITTEN = {
    "name": "Samira Example",
    "birth_date": "2/28/1990",
    "service": "Residential treatment",
    "facility": "Example House",
    "place": "1 Example Street, Dana Point, CA",
    "npi": "1234567893",
    "tin": "00-0000000",
    "line0_service": "A day of residential care",
    "line0_code": "H0018",
    "line0_number": "30",
    "line0_rate": "1,200",
}


@pytest.mark.nightly
def test_whoever_pays_without_insurance_gets_an_estimate_before_its_time(open_page, coordinator):
    second = StaffFactory(group=LEAD)
    person = open_page("/request/who/?way=full", screen=PHONE, javascript=False)
    fill(person, {"relation": "self", "insurance_route": "none"})
    go_on(person)
    expect(person.get_by_text(re.compile("You have it by 5:00 pm Pacific time"))).to_be_visible()
    request = sent(person, "none")
    expect(person.get_by_text(re.compile("estimate of the cost in writing, by 5:00 pm"))).to_be_visible()
    let_in(person)

    desk = open_page(reverse("desk:queue"), screen=PHONE, user=coordinator)
    expect(desk.get_by_text(re.compile("Estimate due"))).to_be_visible()
    take_next(desk)
    spoke(desk)
    desk.get_by_role("link", name="Open the estimate").click()
    for name, text in WRITTEN.items():
        desk.locator(f"#id_{name}").fill(text)
    expect(desk.locator("[data-saved]")).to_contain_text("sealed")
    act(desk, "Save the estimate")
    is_good_on_a_phone(desk)
    act(desk, "Send the estimate to be signed")

    page = open_page(
        reverse("desk:estimate", args=[request.reference]), screen=PHONE, user=second, scheme="dark"
    )
    is_good_on_a_phone(page)
    act(page, "Sign the estimate")
    page.get_by_role("link", name="The sheet for the person").click()
    expect(page.get_by_text("In all: $36,000")).to_be_visible()
    is_good_on_a_phone(page)

    desk.reload()
    desk.locator("#estimate-given-how").select_option("handed")
    act(desk, "The person has the estimate")
    expect(desk.get_by_text(re.compile("Estimate given in time"))).to_be_visible()
    desk.goto(reverse("desk:detail", args=[request.reference]))
    desk.locator("summary").filter(has_text="Close it").click()
    desk.locator("#close-outcome").select_option("self_pay")
    act(desk, "Close it")
    reads(person, "Finished.")
    request.refresh_from_db()
    assert request.outcome == Outcome.SELF_PAY
