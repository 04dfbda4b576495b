"""A page comes and goes by the clock, and a new number waits for a second person: one marketer's weeks."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.utils import timezone
from playwright.sync_api import Page, expect

from alter_site.content.editions import scheduled
from alter_site.content.models import Organization
from alter_site.staff.models import User
from tests.browser.test_admin import LIST, PUBLIC, problems, save, therapy
from tests.factories import MarketerFactory
from tests.support.chromium import PHONE
from tests.support.screens import screen
from therapies.models import Therapy

__all__ = ["therapy"]  # the fixture

PACIFIC = ZoneInfo("America/Los_Angeles")
TITLE = "Attachment work, as it is done here"


def in_days(days: int) -> datetime.datetime:
    """Return nine in the morning of a day to come, and never one on which the clocks are changed."""
    day = timezone.localtime(timezone=PACIFIC).date() + datetime.timedelta(days=days)
    return datetime.datetime.combine(day, datetime.time(9), PACIFIC)


def colleague() -> User:
    return MarketerFactory(date_joined=timezone.now() - datetime.timedelta(days=90))


def type_moment(page: Page, button: str, moment: datetime.datetime, time: str) -> None:
    """Fill in one of the two forms of the schedule; the Enter key sends it."""
    form = page.locator("form", has=page.get_by_role("button", name=button))
    form.get_by_label("Day").fill(f"{moment:%Y-%m-%d}")
    form.get_by_label("Time").fill(time)
    form.get_by_label("Time").press("Enter")


@pytest.mark.usefixtures("unsigned")
def test_a_page_comes_and_goes_by_the_clock(open_page: Callable[..., Page], therapy: Therapy) -> None:
    marketer, moment = MarketerFactory(), in_days(20)
    reader = open_page(PUBLIC)
    page = open_page(screen(therapy), user=marketer, screen=PHONE)
    page.locator("#id_title").fill(TITLE)
    save(page)
    page.get_by_role("link", name="Schedule", exact=True).click()
    type_moment(page, "Schedule publishing", moment, "at nine")
    expect(page.get_by_role("alert")).to_contain_text("Write a time such as")
    type_moment(page, "Schedule publishing", moment, "9am")
    expect(page.get_by_text("9:00 am Pacific").first).to_be_visible()

    # A second entry is undone with one press; the first one stays.
    page.get_by_label("To another page, which you choose").check()
    page.get_by_label("Which page?").fill("/therapies/")
    type_moment(page, "Schedule taking it off", moment + datetime.timedelta(days=1), "21:00")
    expect(page.locator(".coming")).to_have_count(2)
    wrong = problems(page)
    page.set_viewport_size(PHONE)
    page.get_by_role("button", name="Undo “Take off the site”").click()
    expect(page.locator(".coming")).to_have_count(1)
    page.goto(f"{LIST}?status=scheduled")
    expect(page.locator(".status")).to_contain_text("Scheduled for")
    reader.reload()
    expect(reader.get_by_role("heading", level=1)).not_to_contain_text(TITLE)

    with time_machine.travel(moment):
        scheduled.perform_due()
        reader.reload()
        expect(reader.get_by_role("heading", level=1)).to_contain_text(TITLE)
        page = open_page(screen(therapy, "unpublish"), user=marketer, screen=PHONE)
        wrong += problems(page)
        page.get_by_label("To another page, which you choose").check()
        page.get_by_label("Which page?").fill("No such page")
        page.get_by_role("button", name="Take it off the site").click()
        expect(page.get_by_role("alert")).to_contain_text("No live page is called “No such page”")
        page.get_by_label("Which page?").fill("/therapies/")
        page.get_by_role("button", name="Take it off the site").click()
        expect(page.get_by_text("is off the site")).to_be_visible()
        reader.goto(PUBLIC)
        assert reader.url.endswith("/therapies/")
    assert wrong == []


@pytest.mark.nightly
def test_a_new_number_is_public_once_a_second_person_has_confirmed_it(
    open_page: Callable[..., Page], demo: None
) -> None:
    reader = open_page(PUBLIC)
    page = open_page(screen(Organization.objects.get()), user=MarketerFactory())
    page.get_by_label("Phone").fill("949 555 2368")
    save(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Check what changes")
    wrong = problems(page)
    page.get_by_role("button", name="Send to a second person").click()
    expect(page.get_by_text("Nobody but staff sees it")).to_be_visible()
    reader.reload()
    expect(reader.locator('a[href="tel:+19495552368"]')).to_have_count(0)

    page = open_page("/admin/", user=colleague(), screen=PHONE, scheme="dark")
    wrong += problems(page)
    page.get_by_role("link", name="See what changes").click()
    expect(page.get_by_role("link", name="Confirm", exact=True)).to_be_visible()
    wrong += problems(page)
    page.get_by_role("link", name="Confirm", exact=True).click()
    expect(page.get_by_role("button", name="I have checked it: confirm")).to_be_visible()
    wrong += problems(page)
    page.get_by_role("button", name="I have checked it: confirm").click()
    expect(page.get_by_text("Visitors read it now.")).to_be_visible()
    reader.reload()
    expect(reader.locator('a[href="tel:+19495552368"]').first).to_be_attached()
    assert wrong == []
