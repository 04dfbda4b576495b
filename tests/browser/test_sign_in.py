"""Signing in as people do it: by keyboard, with an app, with a passkey, with a code from a drawer."""

from __future__ import annotations

import re
import time
from typing import Literal

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.conf import settings
from playwright.sync_api import Page, expect

from admissions.models import Submission
from alter_site.content.models import Redirect
from alter_site.staff import accounts
from alter_site.staff.groups import COORDINATOR, SITE_ADMIN
from alter_site.staff.models import User
from alter_site.staff.session_store import SessionStore
from alter_site.staff.sessions import ACTIVE, STARTED
from tests.factories import MarketerFactory, StaffFactory
from tests.support.axe import accessibility_problems
from tests.support.chromium import DESKTOP, NARROW, PHONE
from tests.support.layout import enlarge
from tests.support.passes import SCHEMES, SCRIPT_OR_NOT, at_night
from tests.support.requests import received

from .test_desk import QUEUE, take_call_and_close

PASSWORD = "a-lantern-by-the-harbor"
LOGIN = "/admin/login/"
SECRET = generate_totp_secret()


@pytest.fixture
def ana(demo) -> User:
    person = StaffFactory(group=COORDINATOR, email="ana@example.org", first_name="Ana")
    person.set_password(PASSWORD)
    person.save()
    return person


def code_of(secret: str, steps: int = 0) -> str:
    """The digits an authenticator app shows; ``steps`` half minutes from now."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps))


def type_password(page: Page) -> None:
    """Sign in by keyboard, from the top of the page."""
    page.get_by_label("E-mail address").focus()
    page.keyboard.type("ana@example.org")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")


def press(page: Page, name: str, role: Literal["button", "link"] = "button") -> None:
    """Press something by keyboard."""
    page.get_by_role(role, name=name, exact=True).focus()
    page.keyboard.press("Enter")


def expect_heading(page: Page, words: str | re.Pattern[str]) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(words)


def sign_out(page: Page) -> None:
    press(page, "Sign out")
    expect_heading(page, "You are signed out")


def virtual_authenticator(page: Page) -> None:
    """Plug in a key that checks its holder and answers by itself."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    devtools.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )


def set_up_app(page: Page) -> tuple[str, list[str]]:
    """Set up an authenticator app; return its key and the recovery codes."""
    press(page, "Authenticator app", "link")
    secret = page.locator(".key").text_content() or ""
    page.get_by_label("Code from the app").focus()
    page.keyboard.type(code_of(secret))
    page.keyboard.press("Enter")
    expect_heading(page, "Your recovery codes")
    expect(page.get_by_role("link", name="I have kept them")).to_be_attached()  # it stands below the codes
    codes = page.locator(".codes li").all_inner_texts()
    press(page, "I have kept them", "link")
    return secret, codes


def set_up_passkey(page: Page) -> None:
    press(page, "Passkey", "link")
    page.get_by_label("Name").fill("Work phone")
    press(page, "Make a passkey")
    expect_heading(page, "Your recovery codes")
    press(page, "I have kept them", "link")


@SCRIPT_OR_NOT
def test_somebody_sets_up_an_app_and_signs_in_with_it_and_with_a_recovery_code(open_page, ana, javascript):
    page = open_page(LOGIN, screen=PHONE, javascript=javascript)
    type_password(page)
    expect_heading(page, "Your second step")
    secret, codes = set_up_app(page)
    expect_heading(page, "What would you like to do?")

    for code in (code_of(secret, 1), codes[0]):
        sign_out(page)
        page.goto(LOGIN)
        type_password(page)
        expect_heading(page, "Second step")
        page.get_by_label("Code").focus()
        page.keyboard.type(code)
        page.keyboard.press("Enter")
        expect_heading(page, "What would you like to do?")


@pytest.mark.parametrize("way", ["app", at_night("passkey")])
def test_a_coordinator_signs_in_and_does_the_work_of_a_shift(open_page, ana, way):
    Submission.objects.all().delete()
    submission = received()
    page = open_page(QUEUE, screen=PHONE)
    virtual_authenticator(page)
    type_password(page)
    if way == "app":
        secret, _ = set_up_app(page)
    else:
        set_up_passkey(page)
    sign_out(page)

    page.goto(QUEUE)
    if way == "app":
        type_password(page)
        page.get_by_label("Code").focus()
        page.keyboard.type(code_of(secret, 1))
        page.keyboard.press("Enter")
    else:
        press(page, "Sign in with a passkey")
    expect_heading(page, "Queue")
    take_call_and_close(page, submission, ana)


def test_somebody_sets_up_a_passkey_and_signs_in_with_it_alone(open_page, ana):
    page = open_page(LOGIN, screen=PHONE)
    virtual_authenticator(page)
    type_password(page)
    set_up_passkey(page)
    assert Authenticator.objects.get(type="webauthn").wrap().name == "Work phone"

    sign_out(page)
    page.goto(LOGIN)
    press(page, "Sign in with a passkey")
    expect_heading(page, "What would you like to do?")

    sign_out(page)
    page.goto(LOGIN)
    type_password(page)
    press(page, "Use a passkey")
    expect_heading(page, "What would you like to do?")


def test_a_passkey_that_is_not_used_is_no_dead_end(open_page, ana):
    page = open_page(LOGIN)
    page.evaluate(
        "() => { navigator.credentials.get = () => Promise.reject(new DOMException('', 'NotAllowedError')) }"
    )
    press(page, "Sign in with a passkey")
    expect(page.get_by_role("alert")).to_have_text(
        "The passkey was not used. Try again, or sign in another way."
    )


def test_a_new_account_is_opened_with_its_link(open_page, demo):
    admin = StaffFactory(group=SITE_ADMIN)
    page = open_page("/admin/staff/user/add/", user=admin)
    page.get_by_label("E-mail address").fill("ben@example.org")
    press(page, "Save")
    link = page.get_by_label("Link").input_value()
    path = "/" + link.split("/", 3)[3]
    theirs = open_page(path, screen=PHONE)
    expect(theirs).to_have_url(re.compile("/admin/welcome/$"))
    theirs.get_by_label("New password").fill(PASSWORD)
    theirs.get_by_label("The same once more").fill(PASSWORD)
    press(theirs, "Set password")
    expect_heading(theirs, "Your second step")
    set_up_app(theirs)
    expect_heading(theirs, "What would you like to do?")


# --- the end of a session -----------------------------------------------------------------------------


def age_session(page: Page, seconds: int, mark: str = ACTIVE) -> None:
    """Let time pass on the server since anything was done in this browser."""
    cookies = {cookie["name"]: cookie["value"] for cookie in page.context.cookies()}
    store = SessionStore(cookies[settings.SESSION_COOKIE_NAME])
    store[mark] -= seconds
    store.save()


@pytest.fixture
def writer(demo) -> User:
    """Somebody who edits pages, with a password and an authenticator app."""
    person = MarketerFactory(email="ana@example.org")
    person.set_password(PASSWORD)
    person.save()
    TOTP.activate(person, SECRET)
    return person


@pytest.fixture
def form(open_page, writer):
    """A form in which somebody has typed."""
    page = open_page("/admin/content/redirect/add/", user=writer)
    page.wait_for_load_state("networkidle")
    page.get_by_label("Old address").fill("/typed/")
    return page


def look(page: Page) -> None:
    """Let the page look at the clock, as it does when its tab is shown."""
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")


def test_two_minutes_before_the_end_one_press_stays_signed_in(form):
    age_session(form, 13 * 60 + 5)
    look(form)
    bar = form.get_by_role("alert")
    expect(bar).to_contain_text("You will be signed out in two minutes")
    assert not accessibility_problems(form)
    press(form, "Stay signed in")
    expect(bar).to_have_count(0)
    assert form.request.get("/admin/session/", headers={"X-Passive": "1"}).json()["seconds"] > 14 * 60
    expect(form.get_by_label("Old address")).to_have_value("/typed/")


@pytest.mark.parametrize(
    ("mark", "seconds", "words"),
    [
        (ACTIVE, 13 * 60 + 5, "What you typed stays here"),
        (STARTED, 10 * 3600 - 100, "after ten hours"),
        (ACTIVE, 16 * 60, "You were signed out"),
    ],
    ids=["soon", "ten-hours", "over"],
)
def test_with_large_letters_the_end_of_a_session_leaves_the_field_and_most_of_a_phone(
    open_page, mark, seconds, words
):
    page = open_page(
        "/admin/desk/call/", user=StaffFactory(group=COORDINATOR), screen={"width": 390, "height": 844}
    )
    page.wait_for_load_state("networkidle")
    enlarge(page, 200)
    field = page.get_by_label("In their words")
    field.evaluate("one => { one.scrollIntoView({block: 'end'}); one.focus({preventScroll: true}) }")
    age_session(page, seconds, mark)
    look(page)
    expect(page.get_by_role("alert")).to_contain_text(words)
    page.wait_for_function(
        """() => document.activeElement.getBoundingClientRect().bottom
             <= document.querySelector(".session-bar").getBoundingClientRect().top"""
    )
    bar = page.locator(".session-bar")
    height = bar.evaluate("bar => bar.getBoundingClientRect().height")
    assert height <= 844 * 2 / 5
    assert bar.evaluate("bar => bar.scrollHeight <= bar.clientHeight + 1"), "none of it has to be scrolled to"


def test_a_form_waits_for_its_writer_to_sign_in_again(form, writer):
    age_session(form, 16 * 60)
    look(form)
    expect(form.get_by_role("alert")).to_contain_text("What you typed is still on this page")
    press(form, "Save")
    expect(form.get_by_role("link", name="Sign in, in a new tab")).to_be_focused()

    with form.context.expect_page() as opened:
        form.keyboard.press("Enter")
    sign_in_again(opened.value)
    look(form)
    expect(form.get_by_role("alert")).to_contain_text("You are signed in again")
    form.get_by_label("New address").fill("/therapies/")
    press(form, "Save")
    expect(form.get_by_text("was added")).to_be_visible()
    assert Redirect.objects.filter(old_path="/typed/").exists()


def test_a_form_that_waits_for_its_writer_is_not_left_without_a_question(form):
    age_session(form, 16 * 60)
    look(form)
    expect(form.get_by_role("alert")).to_be_visible()
    press(form, "Save")
    expect(form.get_by_role("link", name="Sign in, in a new tab")).to_be_focused()
    asked: list[str] = []
    form.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    form.get_by_role("link", name="Redirects").first.click()
    expect(form.get_by_label("Old address")).to_have_value("/typed/")
    assert asked == ["beforeunload"]


def sign_in_again(tab: Page) -> None:
    """Sign in in another tab, both steps of it."""
    type_password(tab)
    expect_heading(tab, "Second step")
    tab.get_by_label("Code").fill(code_of(SECRET))
    press(tab, "Sign in")
    expect_heading(tab, "You are signed in")


def test_without_script_a_form_sent_after_the_end_comes_back_and_is_saved(open_page, writer, complaints):
    page = open_page("/admin/content/redirect/add/", user=writer, javascript=False)
    page.get_by_label("Old address").fill("/typed/")
    page.get_by_label("New address").fill("/therapies/")
    age_session(page, 16 * 60)
    press(page, "Save")
    expect_heading(page, "Your form was not saved yet")
    with page.context.expect_page() as opened:
        press(page, "Sign in, in a new tab", "link")
    sign_in_again(opened.value)
    # Signing in renewed the token that forms carry: the page comes back once more, with the new one.
    press(page, "Send again")
    expect(page.get_by_text("You have signed in since you opened this form.")).to_be_visible()
    press(page, "Send again")
    expect(page.get_by_text("was added")).to_be_visible()
    assert Redirect.objects.filter(old_path="/typed/").exists()
    # The browser notes the answers that gave the form back.
    complaints[:] = [line for line in complaints if "403" not in line]


# --- every screen, every width, both schemes ----------------------------------------------------------


def problems(page: Page) -> list[str]:
    page.evaluate("document.querySelectorAll('details').forEach(part => { part.open = true })")
    found = []
    for size in (NARROW, DESKTOP):
        page.set_viewport_size(size)
        found += [f"{size['width']}: {problem}" for problem in accessibility_problems(page)]
        if page.evaluate("document.documentElement.scrollWidth") > size["width"]:
            found.append(f"{size['width']}: wider than the screen")
    return found


@pytest.mark.nightly
@SCHEMES
def test_axe_finds_nothing_on_the_screens_of_sign_in(open_page, ana, scheme):
    page = open_page(LOGIN, scheme=scheme)
    found = {"sign-in": problems(page)}
    page.get_by_label("E-mail address").fill("ana@example.org")
    page.get_by_label("Password").fill("wrong")
    press(page, "Continue")
    expect(page.get_by_role("alert").first).to_contain_text("do not go together")
    found["refused"] = problems(page)
    page.goto(LOGIN)
    type_password(page)
    expect_heading(page, "Your second step")
    found["no second step"] = problems(page)
    for path in ("app/", "passkey/"):
        page.goto(f"/admin/second-step/{path}")
        found[path] = problems(page)
    page.goto("/admin/second-step/")
    press(page, "Authenticator app", "link")
    secret = page.locator(".key").text_content() or ""
    page.get_by_label("Code from the app").fill(code_of(secret))
    press(page, "Set up")
    expect_heading(page, "Your recovery codes")
    found["codes"] = problems(page)
    for path in ("", "codes/", "codes/new/"):
        page.goto(f"/admin/second-step/{path}")
        found[f"second-step/{path}"] = problems(page)
    sign_out(page)
    page.goto(LOGIN)
    type_password(page)
    expect_heading(page, "Second step")
    found["second step"] = problems(page)
    link = open_page(accounts.make_link(StaffFactory(group=SITE_ADMIN), ana), scheme=scheme)
    found["link"] = problems(link)
    admin = open_page("/admin/", scheme=scheme, user=StaffFactory(group=SITE_ADMIN))
    for path in (f"{ana.pk}/change/", f"{ana.pk}/link/", f"{ana.pk}/reset/", "add/", ""):
        admin.goto(f"/admin/staff/user/{path}")
        found[path] = problems(admin)
    admin.goto("/admin/staff/accountevent/")
    found["log"] = problems(admin)
    assert not {name: lines for name, lines in found.items() if lines}
