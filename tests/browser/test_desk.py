"""The desk as a coordinator uses it: by keyboard, with and without script, and nothing left on a screen."""

from __future__ import annotations

import re

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse
from playwright.sync_api import Page, expect

from admissions import services
from admissions.custody import access
from admissions.models import ContactAttempt, PhiAccess, Submission
from admissions.services import holds
from alter_site.staff.groups import COORDINATOR, LEAD, PRIVACY_OFFICER
from alter_site.staff.models import User
from tests.factories import StaffFactory
from tests.support.axe import accessibility_problems
from tests.support.chromium import DESKTOP, NARROW, PHONE
from tests.support.passes import SCHEMES, SCRIPT_OR_NOT, at_night
from tests.support.requests import PERSON, received
from tests.support.waiting import wait_until

QUEUE = reverse("desk:queue")
NUMBER = PERSON["phone"]


@pytest.fixture
def coordinator(demo: None) -> User:
    """The demo's own requests make way for the test's."""
    Submission.objects.all().delete()
    return StaffFactory(group=COORDINATOR)


@pytest.fixture
def mine(coordinator: User) -> Submission:
    return services.claim(received(), coordinator)


def detail(submission: Submission) -> str:
    return reverse("desk:detail", args=[submission.reference])


def press(page: Page, role: str, name: str, key: str = "Enter") -> None:
    """Go to something by keyboard and press it; it has to be reachable."""
    target = page.get_by_role(role, name=name, exact=True)  # type: ignore[arg-type]
    for _ in range(120):
        page.keyboard.press("Tab")
        if target.evaluate("node => node === document.activeElement"):
            page.keyboard.press(key)
            return
    raise AssertionError(f"The keyboard does not reach {name!r}.")


def choose(page: Page, label: str, option: str) -> None:
    page.get_by_label(label, exact=True).select_option(label=option)


def take_call_and_close(page: Page, submission: Submission, coordinator: User) -> None:
    """Do by keyboard what a coordinator does with a request, from the queue to its end."""
    press(page, "button", "Take next")
    expect(page.get_by_role("heading", level=1)).to_have_text(submission.reference)
    expect(page.get_by_text(NUMBER)).to_have_count(0)

    press(page, "button", "Reveal contact")
    expect(page.get_by_text(NUMBER)).to_be_visible()
    expect(page.get_by_role("link", name="Call", exact=True)).to_have_attribute("href", "tel:+1-949-555-0142")
    looks = PhiAccess.objects.filter(actor=coordinator, reference=submission.reference)
    assert looks.exclude(action="open page").count() == 1

    choose(page, "What happened", "Spoke to the person")
    press(page, "button", "Record the attempt")
    expect(page.get_by_text("The attempt is recorded.")).to_be_visible()
    assert ContactAttempt.objects.get().result == "spoke"

    page.get_by_text("Close it", exact=True).first.focus()
    page.keyboard.press("Enter")
    choose(page, "How it ended", "Decided against it")
    press(page, "button", "Close it")
    expect(page).to_have_url(re.compile(f"{QUEUE}$"))
    expect(page.get_by_text("It is closed.")).to_be_visible()
    submission.refresh_from_db()
    assert submission.outcome == "declined"


@SCRIPT_OR_NOT
@pytest.mark.parametrize("screen", [PHONE, at_night(DESKTOP)])
def test_a_request_is_taken_called_and_closed_by_keyboard(open_page, coordinator, javascript, screen):
    submission = received()
    page = open_page(QUEUE, user=coordinator, javascript=javascript, screen=screen)
    take_call_and_close(page, submission, coordinator)


def test_what_was_revealed_hides_itself_after_a_minute(open_page, mine, coordinator):
    page = open_page("/", user=coordinator)
    page.clock.install()
    page.goto(detail(mine))
    page.get_by_role("button", name="Reveal contact").click()
    expect(page.get_by_text(NUMBER)).to_be_visible()
    page.clock.run_for(59_000)
    expect(page.get_by_text(NUMBER)).to_be_visible()
    page.clock.run_for(2_000)
    expect(page.get_by_text(NUMBER)).to_have_count(0)
    assert NUMBER not in page.content()
    assert "tel:" not in page.content()
    expect(page.locator("[data-reveal-status]")).to_have_text("Hidden again.")


def test_a_look_keeps_what_is_being_typed_and_what_was_opened_before(open_page, mine, coordinator):
    page = open_page(detail(mine), user=coordinator)
    page.locator("#attempt-note").fill("Rang at ten")
    page.get_by_role("button", name="Reveal contact").click()
    page.get_by_role("button", name="Reveal insurance").click()
    expect(page.get_by_text("xyz 123-456")).to_be_visible()
    expect(page.get_by_text(NUMBER)).to_be_visible()
    expect(page.locator("#attempt-note")).to_have_value("Rang at ten")
    expect(page.locator("#group-insurance")).to_be_focused()
    expect(page).to_have_url(re.compile(f"{detail(mine)}$"))


def test_of_two_looks_at_once_the_later_one_keeps_the_focus(open_page, mine, coordinator):
    page, held = open_page(detail(mine), user=coordinator), []
    page.route("**/reveal/contact/", lambda route: held.append(route))
    page.get_by_role("button", name="Reveal contact").click()
    page.get_by_role("button", name="Reveal insurance").click()
    expect(page.locator("#group-insurance")).to_be_focused()
    held[0].continue_()
    expect(page.get_by_text(NUMBER)).to_be_visible()
    expect(page.locator("#group-insurance")).to_be_focused()


def test_a_reason_makes_links_and_is_carried_to_the_record(open_page, mine, coordinator):
    Submission.objects.update(channel="email")
    page = open_page(detail(mine), user=coordinator)
    page.get_by_role("button", name="Reveal contact").click()
    expect(page.get_by_text(NUMBER)).to_be_visible()
    expect(page.get_by_role("link", name="Call", exact=True)).to_have_count(0)
    choose(page, "Reach out all the same, because", "It cannot wait")
    page.get_by_role("button", name="Make links, and log why").click()
    expect(page.get_by_role("link", name="Call", exact=True)).to_be_visible()
    expect(page.locator("#attempt-departure")).to_have_value("urgent")


def test_a_look_that_fails_sends_the_form_as_usual(open_page, mine, coordinator, complaints):
    page = open_page(detail(mine), user=coordinator)
    page.context.clear_cookies()
    page.get_by_role("button", name="Reveal contact").click()
    expect(page.get_by_text(NUMBER)).to_have_count(0)
    expect(page).not_to_have_title(re.compile("^Request"))
    assert not PhiAccess.objects.exclude(action="open page").exists()
    complaints.clear()


def test_a_look_after_the_end_of_the_session_waits_and_loses_nothing_typed(open_page, mine, coordinator):
    page = open_page(detail(mine), user=coordinator)
    page.locator("#attempt-note").fill("Rang at ten")
    Session.objects.all().delete()
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    sign_in = page.get_by_role("link", name="Sign in, in a new tab")
    expect(sign_in).to_be_visible()
    page.get_by_role("button", name="Reveal contact").click()
    expect(sign_in).to_be_focused()
    page.wait_for_load_state("networkidle")
    expect(page.locator("#attempt-note")).to_have_value("Rang at ten")


def test_going_back_shows_nothing_opened(open_page, mine, coordinator):
    page = open_page(detail(mine), user=coordinator)
    page.get_by_role("button", name="Reveal contact").click()
    expect(page.get_by_text(NUMBER)).to_be_visible()
    page.goto(QUEUE)
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text(mine.reference)
    expect(page.get_by_text(NUMBER)).to_have_count(0)


def test_the_queue_refreshes_itself_passively_and_keeps_the_focus(open_page, coordinator):
    page = open_page("/", user=coordinator)
    page.clock.install()
    page.goto(f"{QUEUE}?view=unclaimed")
    expect(page.locator(".ref")).to_have_count(0)
    page.get_by_role("link", name="Mine").focus()
    new = received()
    with page.expect_request(lambda request: "/desk/" in request.url) as asked:
        page.clock.run_for(31_000)
    assert asked.value.headers["x-passive"] == "1"
    expect(page.locator(".ref")).to_have_text([new.reference])
    expect(page.get_by_role("link", name="Mine")).to_be_focused()


def test_when_a_colleague_takes_the_request_at_hand_the_next_one_has_the_focus(open_page, coordinator):
    requests = [received() for _ in range(3)]
    page = open_page("/", user=coordinator)
    page.clock.install()
    page.goto(f"{QUEUE}?view=unclaimed")
    first, second, third = page.locator(".ref").all_inner_texts()
    page.get_by_role("link", name=second, exact=True).focus()
    taken = {request.reference: request for request in requests}[second]
    services.claim(taken, StaffFactory(group=COORDINATOR))
    page.clock.run_for(31_000)
    expect(page.locator(".ref")).to_have_text([first, third])
    expect(page.get_by_role("link", name=third, exact=True)).to_be_focused()
    expect(page.locator("[data-refresh-status]")).to_contain_text("has left this list")


def test_a_queue_that_was_left_open_ends_quietly_with_its_session(open_page, coordinator):
    page = open_page("/", user=coordinator)
    page.clock.install()
    page.goto(QUEUE)
    Session.objects.all().delete()
    page.clock.run_for(31_000)
    expect(page).to_have_url(re.compile("/admin/login/"))


def test_a_queue_goes_on_by_itself_after_the_site_could_not_answer(open_page, coordinator, complaints):
    page = open_page("/", user=coordinator)
    page.clock.install()
    page.goto(f"{QUEUE}?view=unclaimed")
    page.route("**/desk/**", lambda route: route.fulfill(status=503, body="Back in a moment"))
    page.clock.run_for(31_000)
    expect(page.locator("[data-refresh-status]")).to_contain_text("tried again by itself")
    page.unroute("**/desk/**")
    new = received()
    page.clock.run_for(31_000)
    expect(page.locator(".ref")).to_have_text([new.reference])
    complaints[:] = [one for one in complaints if "503" not in one]


def test_a_card_is_zoomed_and_turned_without_a_script(open_page, mine, coordinator):
    from admissions.demo import _add_card

    _add_card(mine)
    page = open_page(detail(mine), user=coordinator, javascript=False)
    page.get_by_role("link", name="First plan, front").click()
    image = page.get_by_role("img", name="Photo of the insurance card, front")
    expect(image).to_be_visible()
    before = image.bounding_box()
    page.get_by_label("Twice as large").check()
    after = image.bounding_box()
    assert before
    assert after
    assert after["width"] == pytest.approx(before["width"] * 2, rel=0.05)
    page.get_by_label("Right", exact=True).check()
    expect(image).to_have_css("rotate", "90deg")


@pytest.mark.parametrize("size", ["Whole", "Twice as large", "Three times"])
def test_every_corner_of_a_large_card_can_be_scrolled_to(open_page, mine, coordinator, size):
    from admissions.demo import _add_card

    _add_card(mine)
    page = open_page(detail(mine), user=coordinator, javascript=False)
    page.get_by_role("link", name="First plan, front").click()
    page.get_by_label(size).check()
    image, frame = page.locator(".card-frame img"), page.get_by_role("region", name="The photo")
    left = image.evaluate("node => node.getBoundingClientRect().left")
    assert left >= frame.evaluate("node => node.getBoundingClientRect().left"), "cut off at the left"
    frame.focus()
    page.keyboard.press("End")
    frame.evaluate("node => node.scrollLeft = node.scrollWidth")
    right = image.evaluate("node => node.getBoundingClientRect().right")
    assert right <= frame.evaluate("node => node.getBoundingClientRect().right") + 1
    if size != "Whole":
        before = frame.evaluate("node => node.scrollLeft")

        def has_scrolled() -> bool:
            page.keyboard.press("ArrowLeft")  # again: the End key may still be on its way
            return bool(frame.evaluate("node => node.scrollLeft") < before)

        wait_until(has_scrolled, "the keyboard scrolls it")


def test_an_error_takes_the_focus_and_leads_to_its_field(open_page, mine, coordinator):
    page = open_page(detail(mine), user=coordinator)
    page.get_by_role("button", name="Record the attempt").click()
    summary = page.get_by_role("alert")
    expect(summary).to_be_focused()
    summary.get_by_role("link").first.click()
    expect(page.get_by_label("What happened", exact=True)).to_be_focused()


def test_back_after_a_corrected_mistake_shows_the_request_and_sends_nothing(open_page, mine, coordinator):
    page = open_page(detail(mine), user=coordinator)
    page.get_by_role("button", name="Record the attempt").click()
    expect(page.get_by_role("alert")).to_be_visible()
    choose(page, "What happened", "Spoke to the person")
    page.get_by_role("button", name="Record the attempt").click()
    expect(page.get_by_text("The attempt is recorded.")).to_be_visible()
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text(mine.reference)
    expect(page.get_by_role("alert")).to_have_count(0)
    assert ContactAttempt.objects.count() == 1


def test_a_call_is_taken_on_a_phone_and_found_again(open_page, coordinator):
    page = open_page(reverse("desk:call"), user=coordinator, screen=PHONE)
    page.get_by_label("Number to ring back").fill("949 555 0142")
    choose(page, "Who is it for?", "Self")
    page.get_by_role("button", name="Save the call and take it").click()
    expect(page.get_by_role("alert")).to_be_focused()
    expect(page.get_by_label("Number to ring back")).to_have_value("949 555 0142")
    page.get_by_label("They said yes", exact=True).check()
    page.get_by_role("button", name="Save the call and take it").click()
    expect(page).to_have_title(re.compile("^Request"))
    reference = Submission.objects.get().reference
    expect(page.get_by_role("heading", level=1)).to_have_text(reference)
    page.goto(reverse("desk:find"))
    page.get_by_label("Phone number").fill("(949) 555-0142")
    page.get_by_role("button", name="Find", exact=True).click()
    expect(page.locator("#found")).to_be_focused()
    page.get_by_role("link", name=reference).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(reference)
    page.go_back()
    expect(page.get_by_role("link", name=reference)).to_be_visible()


@SCHEMES
@pytest.mark.parametrize("screen", [PHONE, at_night(DESKTOP)])
def test_nothing_bars_the_way(open_page, mine, coordinator, screen, scheme):
    received()
    lead = StaffFactory(group=LEAD)
    services.record_attempt(mine, coordinator, channel="phone", result="no_answer", note="Nobody there")
    services.add_note(mine, coordinator, text="A note")
    page = open_page(QUEUE, user=lead, screen=screen, scheme=scheme)
    problems = accessibility_problems(page)
    for path in (detail(mine), reverse("desk:call"), reverse("desk:find")):
        page.goto(path)
        problems += accessibility_problems(page)
    page.goto(detail(mine))
    for name in ("Reveal contact", "Reveal insurance", "Reveal notes"):
        page.get_by_role("button", name=name).click()
        expect(page.get_by_role("button", name=name)).to_have_count(0)
    for more in page.locator("details").all():
        more.evaluate("node => { node.open = true; }")
    problems += accessibility_problems(page)
    page.get_by_role("button", name="Record the attempt").click()
    expect(page.get_by_role("alert")).to_be_visible()
    problems += accessibility_problems(page)
    assert not problems, "\n".join(problems)


@pytest.mark.parametrize("screen", [NARROW, PHONE])
def test_nothing_runs_over_the_edge_of_a_phone(open_page, mine, coordinator, screen):
    page = open_page(QUEUE, user=coordinator, screen=screen)
    for path in (QUEUE, detail(mine), reverse("desk:call"), reverse("desk:find")):
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= screen["width"], path


@pytest.mark.parametrize("screen", [NARROW, DESKTOP])
def test_the_privacy_officer_reads_the_log_on_any_screen(open_page, mine, coordinator, screen):
    access.reveal(
        coordinator, mine, [access.Look(mine, list(Submission.sealed_fields()))], address="203.0.113.9"
    )
    page = open_page("/admin/", user=StaffFactory(group=PRIVACY_OFFICER), screen=screen)
    page.get_by_role("link", name="Log of looks").click()
    expect(page.get_by_role("cell", name="Opened sealed values")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= screen["width"]
    page.get_by_label("Request").fill(mine.reference)
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_role("cell", name="Opened sealed values")).to_be_visible()
    assert not accessibility_problems(page)


ENTER = """() => {
  // Press Enter for real in each field; note whose button the browser takes, and send nothing.
  window.pressed = [];
  addEventListener("submit", event => {
    event.preventDefault();
    event.stopImmediatePropagation();
    const by = event.submitter;
    window.pressed.push((by?.formAction || event.target.action) + " " + (by?.textContent.trim() ?? ""));
  }, true);
  document.querySelectorAll("details").forEach(one => { one.open = true; });
}"""


def test_enter_in_a_field_presses_the_button_of_its_own_form(open_page, mine, coordinator):
    officer = StaffFactory(group=PRIVACY_OFFICER)
    holds.set_hold(officer, received().reference, reason="A court asks for it")
    other, wrong, seen = received(), [], 0
    lead = StaffFactory(group=LEAD)
    merge = reverse("desk:merge", args=[mine.reference, other.reference])
    for user, path in (
        *((coordinator, path) for path in (detail(mine), merge, QUEUE)),
        *((lead, path) for path in (detail(mine), detail(other), reverse("desk:find"))),
        (officer, reverse("desk:retention")),
    ):
        page = open_page(path, user=user, screen=PHONE)
        page.evaluate(ENTER)
        fields = page.locator("main input:not([type=hidden], [type=checkbox], [type=radio], [type=file])")
        for field in fields.all():
            own = field.evaluate(
                "node => [...(node.closest('form')?.querySelectorAll('button') ?? [])]"
                ".map(one => one.textContent.trim())[0] ?? ''"
            )
            field.press("Enter")
            pressed = page.evaluate("window.pressed.splice(0)")
            seen += 1
            if own and not (len(pressed) == 1 and pressed[0].endswith(own)):
                wrong.append(f"{path} {field.get_attribute('id')}: {pressed} instead of {own}")
    assert not wrong, "\n".join(wrong)
    assert seen > 10


def test_what_a_refused_page_gives_back_is_as_wide_as_its_text(open_page, mine, coordinator, complaints):
    page = open_page(detail(mine), user=coordinator, screen=DESKTOP)
    page.locator("#note-text").fill("Rang at noon. " * 40)
    coordinator.groups.clear()
    page.get_by_role("button", name="Add the note").click()
    wide = page.locator(".typed").evaluate("node => node.getBoundingClientRect().width")
    assert wide <= page.locator("main p").first.evaluate("node => node.getBoundingClientRect().width") + 1
    complaints.clear()  # the refusal
