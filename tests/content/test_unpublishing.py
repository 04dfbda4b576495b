"""A page leaves the site: its address leads where an editor chose, and who links to it is named first."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
from django.utils import timezone

from alter_site.content.editions import publishing, scheduled, unpublishing
from alter_site.content.editions.publishing import CannotPublish
from alter_site.content.editions.unpublishing import Destination, Leads, NoDestination, read_destination
from alter_site.content.models import Publication, Redirect
from tests.factories import (
    ConditionFactory,
    HomePageFactory,
    MenuItemFactory,
    StandardPageFactory,
    TherapyFactory,
    changed,
    committed,
    facts_saved,
    published,
)
from tests.support.document import Document
from tests.support.forms import typed
from tests.support.screens import saved, screen

pytestmark = pytest.mark.django_db


@pytest.fixture
def therapy():
    return saved(published(TherapyFactory(title="Attachment", slug="attachment")))


@pytest.fixture
def leave(client, visit_admin):
    """Fill in the question and press the button; return what is shown then."""

    def leaving(page, **values):
        address = screen(page, "unpublish")
        sent = typed(visit_admin(address), **values)
        with committed():
            return Document(client.post(address, sent, follow=True))

    return leaving


def answer(client, path):
    response = client.get(path)
    return response.status_code, response.headers.get("Location")


@pytest.mark.parametrize("written", ["/therapies/breathing/", "/therapies/breathing", " breathing "])
def test_the_address_leads_to_a_page_chosen_by_title_or_address(client, leave, therapy, written):
    published(TherapyFactory(title="Breathing", slug="breathing"))
    document = leave(therapy, leads="page", leads_to=written)
    assert "Its text and its editions are kept." in document.text(".messagelist")
    assert answer(client, therapy.path) == (301, "/therapies/breathing/")


def test_the_address_leads_to_a_part_of_a_page_that_is_there(client, leave, therapy):
    techniques = [{"title": "Slowly out", "text": "<p>Slowly.</p>"}]
    published(TherapyFactory(title="Breathing", slug="breathing", techniques=techniques))
    refused = leave(therapy, leads="page", leads_to="/therapies/breathing/#technique-slow-out")
    assert "has no part #technique-slow-out. Do you mean #technique-slowly-out?" in refused.text(
        ".error-summary"
    )
    assert publishing.live_edition(therapy)
    leave(therapy, leads="page", leads_to="/therapies/breathing/#technique-slowly-out")
    assert answer(client, therapy.path) == (301, "/therapies/breathing/#technique-slowly-out")


@pytest.mark.parametrize(("leads", "answered"), [("gone", (410, None)), ("nowhere", (404, None))])
def test_the_address_leads_nowhere(client, leave, therapy, leads, answered):
    leave(therapy, leads=leads)
    assert answer(client, therapy.path) == answered


@pytest.mark.parametrize(
    ("leads", "words"),
    [
        ("gone", "/therapies/attachment/ says that the page is gone for good."),
        ("nowhere", "/therapies/attachment/ says that there is no such page."),
    ],
)
def test_the_note_says_what_the_address_does_now(leave, therapy, leads, words):
    assert words in leave(therapy, leads=leads).text(".messagelist")


@pytest.fixture
def insurance():
    return saved(published(StandardPageFactory(slug="verify-insurance", title="Verify your insurance")))


def test_the_page_that_every_button_leads_to_leaves_and_its_address_leads_to_the_form(
    client, leave, insurance, visit_admin
):
    document = visit_admin(screen(insurance, "unpublish"))
    assert [radio.attributes["value"] for radio in document.all("[name=leads]")] == ["nowhere"]
    assert document.all("[name=leads_to]") == []

    note = leave(insurance).text(".messagelist")

    assert "/verify-insurance/ leads to the form itself." in note
    assert answer(client, "/verify-insurance/") == (302, "/request/")


@pytest.mark.parametrize("leads", ["gone", "list", "page"])
def test_the_address_that_every_button_leads_to_cannot_be_led_elsewhere(leads, insurance):
    with pytest.raises(NoDestination, match="This address always leads to the form itself"):
        read_destination(leads, "/therapies/", insurance.path)


def test_the_address_that_every_button_leads_to_leads_to_the_form_once_its_page_has_moved(client, insurance):
    published(changed(insurance, slug="check-insurance"))
    assert answer(client, "/verify-insurance/") == (302, "/request/")
    assert not Redirect.objects.filter(old_path="/verify-insurance/").exists()


def test_without_a_list_something_has_to_be_chosen(client, leave, therapy):
    document = leave(therapy)
    assert "Choose where the address shall lead." in document.text(".error-summary")
    assert publishing.live_edition(therapy)


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("", "Write the title or the address"),
        ("/lost/", "No page is live at /lost/"),
        ("No such title", "No live page is called “No such title”"),
        ("/therapies/attachment/", "That is this page itself"),
        ("https://example.org/", "No live page is called"),
        ("//example.org/", "No live page is called"),
        ("/\u200bx/", "No live page is called"),
    ],
)
def test_what_is_no_page_is_refused_in_words_and_the_page_stays(client, leave, therapy, written, words):
    document = leave(therapy, leads="page", leads_to=written)
    assert words in document.text(".error-summary")
    assert publishing.live_edition(therapy)
    assert not Redirect.objects.filter(old_path=therapy.path).exists()


def test_a_title_that_two_pages_have_is_asked_again(client, leave, therapy):
    for slug in ("one", "two"):
        published(TherapyFactory(title="Twins", slug=slug))
    document = leave(therapy, leads="page", leads_to="Twins")
    assert "Two pages are called “Twins”" in document.text(".error-summary")


def test_publishing_again_ends_the_redirect(client, leave, therapy):
    leave(therapy, leads="gone")
    published(therapy)
    assert answer(client, therapy.path)[0] == 200
    assert not Redirect.objects.filter(old_path=therapy.path).exists()


def test_readers_hop_once_through_pages_that_left_one_after_the_other(client, marketer):
    pages = [published(TherapyFactory(slug=name)) for name in ("one", "two", "three", "four")]
    moved = published(saved(changed(pages[0], slug="first")))
    chain: list[Any] = [moved, *pages[1:]]
    for page, then in itertools.pairwise(chain):
        with committed():
            unpublishing.unpublish_to(page, marketer, Destination(Leads.PAGE, then.path))
    for path in ("/therapies/one/", "/therapies/first/", "/therapies/two/"):
        assert answer(client, path) == (301, "/therapies/four/")
    published(pages[1])
    assert answer(client, "/therapies/one/") == (301, "/therapies/two/")


def test_the_question_names_the_pages_and_menus_that_lead_there(visit_admin, therapy):
    published(
        ConditionFactory(
            title="Grief", introduction=f'<p><a href="page:{therapy.pk}">What attachment means</a></p>'
        )
    )
    MenuItemFactory(page=therapy, label="Attachment work")
    facts_saved()
    words = visit_admin(screen(therapy, "unpublish")).text("#content-main")
    assert "Grief" in words
    assert "Main menu: Attachment work" in words


def test_a_second_press_says_that_the_page_has_left(client, leave, therapy):
    address = screen(therapy, "unpublish")
    leave(therapy, leads="gone")
    again = Document(client.post(address, {"leads": "nowhere"}, follow=True))
    assert "is not on the site" in again.text(".messagelist")
    assert Redirect.objects.get(old_path=therapy.path).is_gone


def test_a_page_leaves_and_its_address_leads_on_or_neither_happens(therapy, marketer, monkeypatch):
    def fails(*args):
        raise publishing.CannotPublish("No.")

    monkeypatch.setattr(publishing, "unpublish", fails)
    with pytest.raises(publishing.CannotPublish):
        unpublishing.unpublish_to(therapy, marketer, Destination(Leads.GONE))
    assert Publication.objects.filter(page_id=therapy.pk).exists()
    assert not Redirect.objects.filter(old_path=therapy.path).exists()


def test_the_home_page_stays_since_every_page_leads_to_it(client, visit_admin, visit, marketer):
    home = saved(published(HomePageFactory()))
    assert "Unpublish" not in visit_admin(screen(home)).texts(".page-panel a")
    assert "cannot be taken off the site" in visit_admin(screen(home, "schedule")).text("#content-main")
    refused = Document(client.post(screen(home, "unpublish"), {"leads": "gone"}, follow=True))
    assert "cannot be taken off the site" in refused.text(".messagelist")
    with pytest.raises(CannotPublish, match="cannot be taken off the site"):
        scheduled.schedule_take_down(home, marketer, timezone.now(), Destination(Leads.GONE))
    visit("/")
