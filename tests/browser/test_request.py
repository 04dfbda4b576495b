"""The visitor’s steps in a real browser, as wide as a phone; with and without script, by keyboard alone."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import FilePayload, Page, expect

from admissions.models import CardImage, Draft, Submission
from admissions.verification import guards
from alter_site.content.pictures import decoding
from tests.support.axe import accessibility_problems
from tests.support.chromium import PHONE
from tests.support.passes import SCHEMES, SCRIPT_OR_NOT, at_night
from tests.support.visitor import ANSWERS, card_photo
from tests.support.waiting import wait_until

pytestmark = pytest.mark.usefixtures("demo")

REFERENCE = re.compile(r"^[0-9A-Z]{3}-[0-9A-Z]{5}$")
TYPED_WAYS = {
    "myself": {},
    "someone I love": {"who": {"relation": "loved_one"}},
    "my client": {"who": {"relation": "client"}},
    "rather not say": {"who": {"relation": "unsaid"}},
    "no insurance": {"who": {"insurance_route": "none"}},
    "not sure": {"who": {"insurance_route": "call"}},
    "a photo": {"who": {"insurance_route": "photo"}},
    "a second plan": {"card": {"has_second_plan": "yes"}},
    "it cannot wait": {"help": {"how_soon": "today"}},
}


@pytest.fixture(autouse=True)
def _a_fast_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guards, "SOONEST", -1)
    monkeypatch.setattr(guards, "LIMITS", {name: guards.Limit(10_000, 60) for name in guards.LIMITS})


def step(page: Page) -> str:
    return re.split("[?#]", page.url)[0].split("/request/")[1].strip("/")


def fill(page: Page, answers: dict[str, Any]) -> None:
    """Put answers into the fields of the page, as far as it has them."""
    for name, value in answers.items():
        for each in value if isinstance(value, list) else [value]:
            field = page.locator(f'main [name="{name}"]')
            if not field.count():
                continue
            kind = field.first.get_attribute("type")
            if kind in {"radio", "checkbox"}:
                chosen = page.locator(f'main [name="{name}"][value="{each}"]') if each != "on" else field
                chosen.check()
            elif field.evaluate("field => field.tagName") == "SELECT":
                field.select_option(each)
            else:
                field.fill(each)
    if step(page).endswith("photo"):
        choose(page, "front")


PHOTO: FilePayload = {"name": "card.jpg", "mimeType": "image/jpeg", "buffer": card_photo().read()}


def choose(page: Page, side: str, content: bytes | None = None) -> None:
    page.set_input_files(f"#id_{side}", {**PHOTO, "buffer": content or PHOTO["buffer"]})


def go_on(page: Page) -> None:
    page.get_by_role("button", name="Continue").click()


def walk(
    page: Page,
    changes: dict[str, dict[str, Any]] | None = None,
    until: str = "check",
    *,
    by_keyboard: bool = False,
) -> None:
    if by_keyboard:
        # From the start: the browser may open a chooser before it has heard that one is expected.
        page.on("filechooser", lambda chooser: chooser.set_files(PHOTO))
    while (now := step(page)) != until:
        said = {**ANSWERS.get(now, {}), **(changes or {}).get(now, {})}
        if by_keyboard:
            type_in(page, said)
        else:
            fill(page, said)
            go_on(page)
        expect(page).not_to_have_url(re.compile(f"/request/{now}/"))
        page.wait_for_load_state("domcontentloaded")  # a new address is shown before its page is there


FOCUSED = """() => {
    const {name, type, value, checked, textContent} = document.activeElement;
    return {name, type, value, checked, text: textContent.trim()};
}"""


def type_in(page: Page, answers: dict[str, Any]) -> None:
    """Answer a page by keyboard alone, in the order in which Tab comes to its fields, and go on."""
    for _ in range(120):
        page.keyboard.press("Tab")
        at = page.evaluate(FOCUSED)
        wanted = answers.get(at["name"], "")
        match at["type"]:
            case "submit" if at["text"] == "Continue":
                return page.keyboard.press("Enter")
            case "file" if at["name"] == "front":
                page.keyboard.press("Space")
                expect(page.locator(":focus")).not_to_have_value("")
            case "checkbox" if at["value"] in wanted:
                page.keyboard.press("Space")
            case "radio" if wanted:
                press_until(page, "ArrowDown", "value", wanted)
                press_until(page, "Space", "checked", True)
            case "select-one" if wanted:
                press_until(page, "ArrowDown", "value", wanted)
            case "text" | "tel" | "email" | "textarea" if wanted:
                page.keyboard.type(wanted)
    raise AssertionError("Tab does not reach Continue")


def press_until(page: Page, key: str, state: str, wanted: Any) -> None:
    for _ in range(70):
        if page.evaluate(FOCUSED)[state] == wanted:
            return
        page.keyboard.press(key)
    raise AssertionError(f"{key} does not lead there: {page.evaluate(FOCUSED)}")


def press(page: Page, name: str) -> None:
    for _ in range(120):
        page.keyboard.press("Tab")
        if page.evaluate(FOCUSED)["text"] == name:
            return page.keyboard.press("Enter")
    raise AssertionError(f"Tab does not reach {name}")


def send(page: Page, *, by_keyboard: bool = False) -> str:
    if by_keyboard:
        press_until(page, "Tab", "name", "agreed")
        page.keyboard.press("Space")
        press(page, "Send")
    else:
        page.get_by_label("I allow this").check()
        page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("We have your request")
    shown = page.locator(".sent .reference").inner_text()
    assert REFERENCE.match(shown)
    assert Submission.objects.filter(reference=shown).count() == 1
    return shown


# --- each branch to a reference, by keyboard alone -----------------------------------------------------


FIRST_BRANCH, *OTHER_BRANCHES = TYPED_WAYS
# The others differ from these by a field or by the words on the way: tests/admissions walks each of them.
DIFFERENT = {"someone I love", "no insurance", "a second plan"}


@pytest.mark.parametrize(
    ("branch", "javascript"),
    [
        *((branch, True) if branch in DIFFERENT else at_night(branch, True) for branch in TYPED_WAYS),
        (FIRST_BRANCH, False),
        *(at_night(branch, False) for branch in OTHER_BRANCHES),
    ],
)
def test_each_branch_leads_to_a_reference(
    open_page: Callable[..., Page], branch: str, javascript: bool
) -> None:
    page = open_page("/request/who/?way=full", screen=PHONE, javascript=javascript)
    walk(page, TYPED_WAYS[branch], by_keyboard=True)
    send(page, by_keyboard=True)


@SCRIPT_OR_NOT
@pytest.mark.parametrize(
    "name", [at_night("Give three short answers"), "Send a photo of the card and three short answers"]
)
def test_the_short_ways_begin_on_the_public_page(
    open_page: Callable[..., Page], name: str, javascript: bool
) -> None:
    page = open_page("/verify-insurance/", screen=PHONE, javascript=javascript)
    assert page.context.cookies() == []
    press(page, name)
    expect(page).to_have_url(re.compile("/request/(contact|photo)/"))
    walk(page, by_keyboard=True)
    shown = send(page, by_keyboard=True)
    assert Submission.objects.get(reference=shown).source_page == "insurance"


# --- mistakes -----------------------------------------------------------------------------------------

MISTAKES: dict[str, dict[str, Any]] = {
    "who": {},
    "someone": {},
    "work": {},
    "contact": {"reach": "12"},
    "times": {"window_from": "20:00", "window_until": "08:00"},
    "safety": {"message_words": ""},
    "language": {"language": "x" * 61},
    "person": {"birth_date_year": "88"},
    "card": {"payer": ""},
    "photo": {},
    "holder": {"holder_first_name": ""},
    "second-card": {"payer": ""},
    "second-photo": {},
    "second-holder": {"holder_first_name": ""},
    "help": {"note": "x" * 1_001},
}
A_SECOND_PLAN = {"has_second_plan": "yes", "holder_relation": "parent"}
# Between them they lead through every step that can be mistaken.
TYPED, BY_PHOTO = "someone I love, typed", "my client, by photo"
MISTAKEN_WAYS: dict[str, dict[str, dict[str, Any]]] = {
    TYPED: {"who": {"relation": "loved_one"}, "card": A_SECOND_PLAN},
    BY_PHOTO: {
        "who": {"relation": "client", "insurance_route": "photo"},
        "photo": A_SECOND_PLAN,
    },
}


@SCRIPT_OR_NOT
@pytest.mark.parametrize("branch", [BY_PHOTO, at_night(TYPED)])
def test_a_mistake_on_every_step_can_be_seen_reached_and_mended(
    open_page: Callable[..., Page], branch: str, javascript: bool
) -> None:
    page = open_page("/request/who/?way=full", screen=PHONE, javascript=javascript)
    while (name := step(page)) != "check":
        said = {**ANSWERS.get(name, {}), **MISTAKEN_WAYS[branch].get(name, {})}
        if name in MISTAKES:
            if wrong := MISTAKES[name]:
                fill(page, {**said, **wrong})
            summary = page.locator(".error-summary")
            # Twice: where a link of the first summary led must not decide what the second page shows.
            for _ in range(2):
                go_on(page)
                expect(summary).to_be_focused()
                assert page.title().startswith("Error: ")
                assert "#" not in page.url
                summary.get_by_role("link").first.click()
                expect(page.locator(":is(input, select, textarea):focus")).to_be_visible()
        fill(page, said)
        go_on(page)
        expect(page).not_to_have_url(re.compile(f"/request/{name}/"))


def test_a_photo_that_cannot_be_read_does_not_cost_the_one_that_can(open_page: Callable[..., Page]) -> None:
    page = open_page("/request/who/?way=full", screen=PHONE)
    walk(page, {"who": {"insurance_route": "photo"}}, until="photo")
    fill(page, ANSWERS["photo"])
    choose(page, "front")
    choose(page, "back", b"not a picture at all")
    go_on(page)
    expect(page.locator(".error-summary")).to_contain_text("This is not a photo that we can open.")
    expect(page.locator(".kept")).to_have_count(1)
    choose(page, "back")
    go_on(page)
    expect(page).to_have_url(re.compile("/request/person/"))


# --- coming back and leaving --------------------------------------------------------------------------


def test_four_words_lead_back_on_a_clean_browser(open_page: Callable[..., Page]) -> None:
    page = open_page("/request/who/?way=full", screen=PHONE)
    walk(page, until="contact")
    page.get_by_role("button", name="Save and come back later").click()
    words = page.locator(".reference").inner_text()
    elsewhere = open_page("/request/resume/", screen=PHONE)
    elsewhere.get_by_label("Your five words").fill(words.upper())
    go_on(elsewhere)
    walk(elsewhere)
    send(elsewhere)


def test_back_after_a_corrected_mistake_shows_the_question_with_its_answers(
    open_page: Callable[..., Page],
) -> None:
    page = open_page("/request/contact/?way=short", screen=PHONE)
    go_on(page)
    expect(page.locator(".error-summary")).to_be_visible()
    fill(page, ANSWERS["contact"])
    go_on(page)
    expect(page).to_have_url(re.compile("/request/times/"))
    page.go_back()
    expect(page.locator("[name=preferred_name]")).to_have_value("Sam")
    expect(page.locator(".error-summary")).to_have_count(0)


def test_back_and_forward_never_send_again(open_page: Callable[..., Page]) -> None:
    page = open_page("/request/contact/?way=short", screen=PHONE)
    walk(page)
    before = Submission.objects.count()
    shown = send(page)
    page.go_back()
    page.go_forward()
    page.reload()
    expect(page.locator(".reference")).to_have_text(shown)
    assert Submission.objects.count() == before + 1


@pytest.mark.parametrize("how", ["button", "escape", "no script", "from a public page"])
def test_leaving_forgets_the_answers(open_page: Callable[..., Page], complaints: list[str], how: str) -> None:
    page = open_page("/request/who/?way=full", screen=PHONE, javascript=how != "no script")
    walk(page, until="times")
    assert Draft.objects.count() == 1
    page.route(
        "https://www.weather.gov/**", lambda route: route.fulfill(body="Sunny", content_type="text/plain")
    )
    if how == "escape":
        for _ in range(3):
            page.keyboard.press("Escape")
    elif how == "from a public page":
        page.locator("header a").first.click()
        page.locator("a.leave:visible").click()
    else:
        page.get_by_role("button", name="Leave this site").click()
    page.wait_for_url("https://www.weather.gov/**")
    wait_until(lambda: not Draft.objects.exists(), "the answers are forgotten")
    wait_until(
        lambda: not any("request" in cookie["name"] for cookie in page.context.cookies()),
        "the browser keeps no cookie of the form",
    )
    complaints.clear()  # the page that was left for is on another host


# --- everybody ----------------------------------------------------------------------------------------


@SCHEMES
def test_every_step_can_be_used_by_everybody(open_page: Callable[..., Page], scheme: str) -> None:
    page = open_page("/request/who/?way=full", screen=PHONE, scheme=scheme)
    problems: list[str] = []
    changes = {
        "who": {"relation": "loved_one"},
        "card": A_SECOND_PLAN,
        "help": {"how_soon": "today"},
    }

    def look(at: str) -> None:
        problems.extend(f"{at}: {problem}" for problem in accessibility_problems(page))
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            problems.append(f"{at}: wider than the screen")

    while (now := step(page)) != "check":
        look(now)
        if now in MISTAKES and not MISTAKES[now]:
            go_on(page)
            expect(page.locator(".error-summary")).to_be_visible()
            look(f"{now} with a mistake")
        fill(page, {**ANSWERS.get(now, {}), **changes.get(now, {})})
        go_on(page)
        expect(page).not_to_have_url(re.compile(f"/request/{now}/"))
    look("check")
    send(page)
    look("done")
    for path in ("/request/withdraw/", "/request/withdrawn/", "/request/resume/", "/request/other-help/"):
        page.goto(path)
        look(path)
    assert problems == []


@SCRIPT_OR_NOT
def test_a_photo_is_sent_again_by_the_browser_itself_while_others_are_looked_at(
    open_page: Callable[..., Page], monkeypatch: pytest.MonkeyPatch, javascript: bool
) -> None:
    draw, tries = decoding.draw, []

    def busy_three_times(*args: Any) -> Any:
        tries.append(args)
        if len(tries) <= 3:
            raise decoding.Busy
        return draw(*args)

    monkeypatch.setattr(decoding, "draw", busy_three_times)
    page = open_page("/request/photo/?way=photo", screen=PHONE, javascript=javascript)
    choose(page, "front")
    go_on(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("How can we reach you?")
    assert len(tries) == 4
    assert CardImage.objects.get(submission=None).side == "front"
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text("A photo of the card")
