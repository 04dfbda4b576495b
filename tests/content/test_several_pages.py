"""Copies of a page, and several at once: what will happen is shown first, then happens to all or none."""

from __future__ import annotations

import pytest
from django.urls import reverse

from alter_site.content.editions import duplicating, gates, publishing
from alter_site.content.models import Edition, Publication, Redirect
from alter_site.library.models import Story
from alter_site.staff.groups import CLINICAL_REVIEWER
from facilities.models import Facility
from tests.factories import (
    ConditionFactory,
    FacilityFactory,
    IndexPageFactory,
    MenuItemFactory,
    PictureFactory,
    StaffFactory,
    StoryFactory,
    TherapyFactory,
    approved,
    changed,
    published,
)
from tests.support.document import Document
from tests.support.forms import typed
from tests.support.screens import saved, screen
from therapies.models import Therapy

pytestmark = pytest.mark.django_db

LIST = "/admin/therapies/therapy/"


@pytest.fixture
def therapies():
    titles = ("Alpha", "Beta", "Gamma")
    return [approved(saved(TherapyFactory(title=title, slug=title.lower()))) for title in titles]


@pytest.fixture
def choose(client, marketer):
    """Choose pages in their list and an action; return the screen that says what will happen."""

    def choosing(action, pages, by=None):
        client.force_login(by or marketer)
        data = {"action": f"{action}_several", "_selected_action": [page.pk for page in pages]}
        return Document(client.post(LIST, data, follow=True))

    return choosing


@pytest.fixture
def go(client, django_capture_on_commit_callbacks):
    """Press the button of that screen."""

    def going(document, **how):
        form = document.one('form[action*="/several/"]')
        pages = [field.attributes["value"] for field in form.css("input[name=page]")]
        with django_capture_on_commit_callbacks(execute=True):
            return Document(client.post(form.attributes["action"], {"page": pages, **how}, follow=True))

    return going


def foreseen(document):
    return dict(zip(document.texts("tbody th"), document.texts("tbody td:last-child"), strict=True))


def live():
    return set(Publication.objects.values_list("edition__title", flat=True))


# --- a copy -------------------------------------------------------------------------------------------


def test_a_copy_says_all_that_the_page_says_and_nothing_that_was_said_of_it(marketer):
    condition = ConditionFactory()
    picture = PictureFactory()
    therapy = TherapyFactory(
        title="Attachment",
        slug="attachment",
        introduction="<p>Words.</p>",
        featured_picture=picture,
        techniques=[{"title": "Breathing", "text": "<p>In.</p>"}, {"title": "Out", "text": "<p>Out.</p>"}],
        questions=[{"question": "How long?", "answer": "<p>Weeks.</p>"}],
    )
    therapy.sources.create(label="Somebody, 2020", url="https://example.org/")
    published(saved(therapy))
    copy = duplicating.duplicate(therapy, marketer)
    assert (copy.title, copy.slug, copy.saved_by) == ("Attachment (copy)", "attachment-copy", marketer)
    before, after = therapy.content(), copy.content()
    assert after.techniques == before.techniques
    assert after.sources == before.sources
    assert after.featured_picture == before.featured_picture
    assert getattr(after, "reviewer", "") == ""
    assert publishing.live_edition(copy) is None
    assert not Edition.objects.filter(page_id=copy.pk).exists()
    assert Therapy.objects.get(pk=therapy.pk).techniques.count() == 2
    assert duplicating.duplicate(therapy, marketer).title == "Attachment (copy 2)"
    assert condition.pk


def test_a_copy_of_a_long_name_fits(marketer):
    long = TherapyFactory(title="x" * 160, slug="y" * 120)
    copy = duplicating.duplicate(long, marketer)
    copy.full_clean()
    assert copy.title.endswith("x (copy)")


def test_pictures_of_a_house_stay_with_it(marketer):
    house = FacilityFactory(title="Shore")
    its = PictureFactory(facility=house)
    house.photos.create(position=0, picture=its, caption="The house")
    copy = duplicating.duplicate(house, marketer)
    assert isinstance(copy, Facility)
    assert its.pk not in copy.photos.values_list("picture", flat=True)
    assert house.photos.get().picture == its


def test_a_story_is_copied_without_its_authorization(marketer):
    story = StoryFactory(authorization="Folder 3", told_by="A guest")
    copy = duplicating.duplicate(story, marketer)
    assert isinstance(copy, Story)
    assert (copy.told_by, copy.authorization, copy.signed_on, copy.expires) == ("A guest", "", None, None)


def test_the_form_offers_a_copy_and_two_presses_make_one(client, visit_admin, therapies):
    address = screen(therapies[0], "duplicate")
    assert address in visit_admin(screen(therapies[0])).hrefs(".page-panel a")
    slug = visit_admin(address).one("input[name=slug]").attributes["value"]
    responses = [client.post(address, {"slug": slug}) for _ in range(2)]
    copy = Therapy.objects.get(slug="alpha-copy")
    assert {response.url for response in responses} == {screen(copy)}
    assert "This is a draft" in visit_admin(screen(copy)).text(".messagelist")


def test_a_page_of_which_there_is_one_is_not_copied(visit_admin):
    index = saved(IndexPageFactory())
    assert "Duplicate" not in visit_admin(screen(index)).text(".page-panel")
    visit_admin(screen(index, "duplicate"), status=404)


def test_who_may_only_look_copies_nothing(visit_admin, choose, therapies):
    reviewer = StaffFactory(group=CLINICAL_REVIEWER)
    visit_admin(screen(therapies[0], "duplicate"), by=reviewer, status=403)
    assert "Duplicate" not in visit_admin(screen(therapies[0]), by=reviewer).text(".page-panel")
    assert not visit_admin(LIST, by=reviewer).all("select[name=action]")


# --- several ------------------------------------------------------------------------------------------


def test_the_list_offers_what_can_be_done_and_never_to_delete(visit_admin, therapies):
    options = visit_admin(LIST).texts("select[name=action] option")
    assert options[1:] == ["Publish", "Submit for review", "Unpublish", "Duplicate as drafts"]


def test_publishing_says_what_will_happen_to_each_page_before_it_does(choose, go, therapies, monkeypatch):
    alpha, beta, gamma = therapies
    saved(published(alpha))
    approved(saved(changed(published(beta), summary="Anew.")))
    document = choose("publish", therapies)
    assert foreseen(document) == {
        "Alpha": "Nothing: it is live as it is, at /therapies/alpha/.",
        "Beta": "Visitors will read what is saved now in place of edition 1.",
        "Gamma": "Visitors will find it at /therapies/gamma/.",
    }
    assert live() == {"Alpha", "Beta"}
    assert Edition.objects.count() == 2
    assert "2 pages: live" in go(document).text(".messagelist")
    assert live() == {"Alpha", "Beta", "Gamma"}
    assert not publishing.why_not(gamma, None)


def test_a_page_that_a_gate_refuses_is_named_with_the_reason_and_the_others_go(
    choose, go, therapies, monkeypatch
):
    def no_beta(page, content, digest):
        if content.title == "Beta":
            yield "It promises a cure."

    monkeypatch.setattr(gates, "_gates", [no_beta])
    document = choose("publish", therapies[1:])
    assert foreseen(document)["Beta"] == "Refused. It promises a cure."
    go(document)
    assert live() == {"Gamma"}


def test_a_page_that_is_refused_meanwhile_keeps_all_from_going_live(choose, go, therapies, monkeypatch):
    monkeypatch.setattr(publishing, "why_not", lambda page, author: "")
    changed(therapies[0], slug="beta-old")
    document = choose("publish", therapies)

    def no_gamma(page, content, digest):
        if content.title == "Gamma":
            yield "It promises a cure."

    monkeypatch.setattr(gates, "_gates", [no_gamma])
    document = go(document)
    assert "It promises a cure." in document.text("[role=alert]")
    assert live() == set()


def test_what_was_saved_since_is_shown_again_and_nothing_is_done(choose, go, therapies):
    document = choose("publish", therapies)
    approved(saved(changed(therapies[1], summary="Saved meanwhile.")))
    document = go(document)
    assert "Something has changed since you looked" in document.text("[role=alert]")
    assert live() == set()
    assert "3 pages: live" in go(document).text(".messagelist")


def test_a_page_deleted_since_is_noticed(choose, go, therapies):
    document = choose("publish", therapies)
    therapies[2].delete()
    assert "Something has changed" in go(document).text("[role=alert]")
    assert live() == set()


def test_two_presses_do_it_once(choose, go, therapies):
    document = choose("duplicate", therapies[:1])
    assert foreseen(document) == {"Alpha": "A draft “Alpha (copy)” at /therapies/alpha-copy/."}
    go(document)
    assert "Something has changed" in go(document).text("[role=alert]")
    assert Therapy.objects.filter(slug__startswith="alpha").count() == 2


def test_unpublishing_names_what_leads_there_and_asks_where_the_addresses_lead(choose, go, therapies):
    alpha, beta, gamma = therapies
    published(alpha)
    published(saved(changed(beta, introduction=f'<p><a href="page:{alpha.pk}">Alpha</a></p>')))
    MenuItemFactory(menu="care", label="Care", destination=f"page:{beta.pk}")
    document = choose("unpublish", therapies)
    assert "link to it, and keep the words alone: “Beta” (/therapies/beta/)." in foreseen(document)["Alpha"]
    assert "Footer: Getting care: Care" in foreseen(document)["Beta"]
    assert foreseen(document)["Gamma"] == "Nothing: it is not on the site."
    document = go(document)
    assert "Say first where the addresses of these pages shall lead." in document.text("[role=alert]")
    document = go(document, leads="page", leads_to="/nowhere/")
    assert typed(document, "form[action*=several]")["leads_to"] == ["/nowhere/"]
    assert "No page is live at /nowhere/" in document.text(".errorlist")
    assert live() == {"Alpha", "Beta"}
    saved(published(gamma))
    go(choose("unpublish", therapies[:2]), leads="page", leads_to="/therapies/gamma/")
    assert live() == {"Gamma"}
    leads = dict(Redirect.objects.values_list("old_path", "new_path"))
    assert leads["/therapies/alpha/"] == leads["/therapies/beta/"] == "/therapies/gamma/"


def test_an_address_never_leads_to_a_page_that_leaves_with_it(choose, go, therapies):
    for page in therapies[:2]:
        published(page)
    document = go(choose("unpublish", therapies), leads="page", leads_to="/therapies/beta/")
    assert "would lead to /therapies/beta/, which leaves as well" in document.text(".errorlist")
    assert live() == {"Alpha", "Beta"}
    go(document, leads="gone")
    assert set(Redirect.objects.filter(is_gone=True).values_list("old_path", flat=True)) >= {
        "/therapies/alpha/",
        "/therapies/beta/",
    }


def test_sent_without_right_or_sense_it_does_nothing(client, therapies, marketer):
    address = reverse("admin:therapies_therapy_several", args=["publish_several"])
    client.force_login(StaffFactory(group=CLINICAL_REVIEWER))
    assert client.post(address, {"page": f"{therapies[0].pk}:x"}).status_code == 403
    client.force_login(marketer)
    assert client.post(address, {"page": ["x", "\0", ":"]}).status_code == 302
    assert client.get(address).status_code == 302
    assert client.post(address.replace("publish_", "x"), {}).status_code == 404
    assert live() == set()


def test_what_is_no_page_cannot_be_chosen(client, marketer):
    client.force_login(marketer)
    data = {"action": "publish_several", "_selected_action": ["no-page"]}
    shown = Document(client.post(LIST, data, follow=True))
    assert "Choose the pages in the list. Nothing was done." in shown.text(".messagelist")
