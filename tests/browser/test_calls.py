"""Days at the desk: a long call that drops, and a request taken back while somebody is typing."""

from __future__ import annotations

import datetime
import re

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from admissions import services
from admissions.models import KeptCall, Note, Submission
from alter_site.staff.groups import COORDINATOR
from alter_site.staff.models import User
from tests.factories import StaffFactory
from tests.support.axe import accessibility_problems
from tests.support.chromium import DESKTOP, PHONE
from tests.support.passes import SCRIPT_OR_NOT
from tests.support.requests import received
from tests.support.waiting import wait_until

CALL, QUEUE = reverse("desk:call"), reverse("desk:queue")
NUMBER = "949 555 0142"


@pytest.fixture
def coordinator(demo: None) -> User:
    """The demo's own requests make way for the test's."""
    Submission.objects.all().delete()
    return StaffFactory(group=COORDINATOR)


def detail(submission: Submission) -> str:
    return reverse("desk:detail", args=[submission.reference])


def is_as_wide_as_the_screen(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


def seconds(page: Page) -> float:
    return float(page.evaluate("performance.now()")) / 1000


def test_a_call_of_fifty_minutes_drops_and_is_rung_back(open_page, coordinator):
    with time_machine.travel(timezone.now()) as clock:
        page = open_page(CALL, user=coordinator, screen=PHONE, scheme="dark")
        began = seconds(page)
        page.locator("#id_phone").focus()
        page.keyboard.type(NUMBER)
        expect(page.locator("[data-kept]")).to_contain_text("sealed")
        for typed in ("Sam", "Y", "Drinks every day", "T"):  # name, safe, what is going on, how soon
            page.keyboard.press("Tab")
            page.keyboard.type(typed)
        print(f"phone intake: 5 fields, no click, {seconds(page) - began:.1f} s of at most 60 s")  # noqa: T201 (read by people)
        wait_until(lambda: "Drinks" in services.typed_of(KeptCall.objects.get()), "all of it is kept")
        assert is_as_wide_as_the_screen(page)
        page.get_by_text("Detox and safety", exact=True).click()
        expect(page.locator("[data-escalation=suicide]")).to_be_hidden()
        page.locator("#id_suicide").select_option("unsure")
        page.get_by_label("Alcohol", exact=True).check()
        page.locator("#id_last_use").select_option("today")
        expect(page.locator("[data-escalation=suicide]")).to_contain_text("988")
        expect(page.locator("[data-escalation=withdrawal]")).to_be_visible()
        assert accessibility_problems(page) == []
        expect(page.locator("[data-kept]")).to_contain_text("sealed")
        wait_until(
            lambda: "suicide=unsure" in services.typed_of(KeptCall.objects.get()), "the answers are kept"
        )
        page.close()  # the browser has crashed, and the line is dead

        clock.shift(datetime.timedelta(minutes=50))
        page = open_page(QUEUE, user=coordinator)
        page.get_by_role("link", name="Carry on with it").click()
        expect(page.locator("#id_concerns")).to_have_value("Drinks every day")
        expect(page.locator("#id_suicide")).to_have_value("unsure")
        page.get_by_label("Who is it for?").select_option("self")
        page.get_by_label("The call ended before they could be asked").check()
        page.get_by_role("button", name="Save the call and take it").click()
        expect(page.get_by_text("Nobody has asked yet whether we may contact them.")).to_be_visible()
        expect(page.get_by_text("Speak to a clinician first.")).to_be_visible()
        assert not KeptCall.objects.exists()

        clock.shift(datetime.timedelta(minutes=10))
        page.get_by_role("button", name="Reveal contact").click()
        expect(page.get_by_role("link", name="Call", exact=True)).to_be_visible()
        page.get_by_text("Ask for their permission", exact=True).click()
        page.get_by_label("They said yes to being contacted").check()
        page.get_by_role("button", name="They said yes", exact=True).click()
        expect(page.get_by_text("What they said yes to is in the file.")).to_be_visible()
        page.get_by_label("What happened", exact=True).select_option("spoke")
        page.get_by_role("button", name="Record the attempt").click()
        expect(page.get_by_text("The attempt is recorded.")).to_be_visible()

        clock.shift(datetime.timedelta(hours=2))
        assert services.release_untouched(timezone.now()) == 0
        submission = Submission.objects.get()
        assert submission.owner == coordinator
        assert [attempt.direction for attempt in submission.attempts.all()] == ["in", "out"]
        assert submission.consents.get().kind == "contact"


def test_a_person_takes_a_request_back_while_somebody_is_typing(open_page, coordinator):
    submission = received()
    page = open_page("/", user=coordinator, screen=DESKTOP)
    page.clock.install()
    page.goto(QUEUE)
    actions = 0
    for role, name in (("button", "Take next"), ("button", "Reveal contact")):
        page.get_by_role(role, name=name, exact=True).click()
        actions += 1
    expect(page.get_by_role("link", name="Call", exact=True)).to_be_visible()
    page.get_by_label("What happened", exact=True).select_option("no_answer")
    page.get_by_role("button", name="Record the attempt").click()
    actions += 2
    expect(page.get_by_text("The attempt is recorded.")).to_be_visible()
    print(f"take, reveal, record: {actions} actions of at most 5")  # noqa: T201 (read by people)
    assert actions <= 5

    page.locator("#note-text").fill("Her sister picks up at")
    services.withdraw(Submission.objects.get())
    with page.expect_request(lambda request: request.url.endswith("/state/")) as asked:
        page.clock.run_for(21_000)
    assert asked.value.headers["x-passive"] == "1"
    expect(page.get_by_text("The person took this request back. Do not reach out.")).to_be_visible()
    expect(page.locator("#note-text")).to_have_value("Her sister picks up at")
    assert accessibility_problems(page) == []
    page.get_by_role("button", name="Load it anew and keep what I typed").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Record what came of it")
    expect(page.locator(".typed")).to_have_text("Her sister picks up at")
    assert submission.reference in page.url


@SCRIPT_OR_NOT
def test_one_press_loses_nothing_typed_elsewhere(open_page, coordinator, javascript):
    submission = services.claim(received(), coordinator)
    page = open_page(detail(submission), user=coordinator, screen=PHONE, javascript=javascript)
    page.locator("#note-text").fill("Half a note")
    page.get_by_role("button", name="Reveal contact").click()
    expect(page.get_by_role("link", name="Call", exact=True)).to_be_visible()
    expect(page.locator("#note-text")).to_have_value("Half a note")
    page.get_by_label("What happened", exact=True).select_option("no_answer")
    page.get_by_role("button", name="Record the attempt").click()
    expect(page.get_by_text("The attempt is recorded.")).to_be_visible()
    expect(page.locator("#note-text")).to_have_value("Half a note")
    page.get_by_text("Check the secret on the phone", exact=True).click()
    page.locator("#secret-secret").fill("wrong")
    page.locator("#secret-secret").press("Enter")
    expect(page.get_by_role("alert")).to_be_focused() if javascript else expect(
        page.get_by_role("alert")
    ).to_contain_text("Press the button")
    expect(page.locator("#note-text")).to_have_value("Half a note")
    expect(page.locator("#secret-secret")).to_have_value("wrong")
    page.get_by_role("button", name="Add the note").click()
    expect(page.get_by_text("The note is in the file.")).to_be_visible()
    assert Note.objects.get()
    expect(page).to_have_url(re.compile(submission.reference))
