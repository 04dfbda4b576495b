"""Pages in the admin: the list, the form, what saving and deleting do."""

from __future__ import annotations

import datetime

import pytest
import time_machine
from django.contrib.contenttypes.models import ContentType
from django.urls import reverse

from alter_site.content.editions import publishing
from alter_site.content.models import Edition, HomePage, Picture, Publication, Source
from tests.factories import (
    ArticleFactory,
    ConditionFactory,
    FacilityFactory,
    FaqGroupFactory,
    GlossaryPageFactory,
    HomePageFactory,
    IndexPageFactory,
    LevelOfCareFactory,
    OutcomesPageFactory,
    PictureFactory,
    StandardPageFactory,
    StoryFactory,
    TeamPageFactory,
    TherapyFactory,
    TopicFactory,
    UserFactory,
    editions_of,
    published,
)
from tests.support.forms import typed
from tests.support.screens import saved, screen
from therapies.models import Therapy

pytestmark = pytest.mark.django_db

LIST = "/admin/therapies/therapy/"
ONE_MOMENT = datetime.datetime(2026, 11, 23, 22, 14, tzinfo=datetime.UTC)
ADD = "/admin/therapies/therapy/add/"


ANY_NUMBER = (
    ArticleFactory,
    ConditionFactory,
    FacilityFactory,
    FaqGroupFactory,
    LevelOfCareFactory,
    StandardPageFactory,
    StoryFactory,
    TherapyFactory,
    TopicFactory,
)
ONE_OF_EACH = (
    GlossaryPageFactory,
    HomePageFactory,
    IndexPageFactory,
    OutcomesPageFactory,
    TeamPageFactory,
)


# --- the first screen and the lists -------------------------------------------------------------------


def test_the_first_screen_groups_what_people_come_to_do(visit_admin):
    document = visit_admin("/admin/")
    assert document.texts("h2") == ["What now?", "Pages", "Pictures", "Facts", "Admissions desk"]
    assert "Therapies" in document.texts("h3")


def test_an_administrator_also_sees_people(visit_admin, administrator):
    assert "People" in visit_admin("/admin/", by=administrator).texts("h2")


def test_an_app_has_no_screen_of_its_own(client, marketer):
    client.force_login(marketer)
    assert client.get("/admin/therapies/").headers["Location"] == "/admin/"


def test_the_list_says_where_each_page_stands(visit_admin, marketer):
    saved(TherapyFactory(title="A draft"))
    saved(published(saved(TherapyFactory(title="A live one"))))
    changed = published(saved(TherapyFactory(title="A changed one")))
    changed.summary = "Another sentence."
    changed.save()
    saved(changed, marketer)
    rows = {
        row.css_first("th").text(strip=True): row.css_first(".status").text()
        for row in visit_admin(LIST).all("#result_list tbody tr")
    }
    assert rows == {"A draft": "Draft", "A live one": "Live", "A changed one": "Live with changes"}


@pytest.mark.parametrize("status", ["draft", "live", "changed"])
def test_the_list_can_be_narrowed_to_one_status(visit_admin, status):
    saved(TherapyFactory(title="draft"))
    published(saved(TherapyFactory(title="live")))
    changed = published(saved(TherapyFactory(title="changed")))
    Therapy.objects.filter(pk=changed.pk).update(summary="Another sentence.")
    saved(changed)
    assert visit_admin(f"{LIST}?status={status}").texts("#result_list tbody th") == [status]


def test_an_unknown_status_in_the_address_narrows_nothing(visit_admin):
    TherapyFactory()
    assert len(visit_admin(f"{LIST}?status=lost").all("#result_list tbody tr")) == 1


def test_no_column_is_marked_as_sorted_while_the_list_is_in_the_order_of_the_site(visit_admin):
    TherapyFactory(title="Attachment", position=1)
    TherapyFactory(title="Zen", position=0)
    as_on_the_site = visit_admin(LIST)
    assert as_on_the_site.texts("#result_list tbody th") == ["Zen", "Attachment"]
    assert as_on_the_site.all("[aria-sort]") == []
    by_title = visit_admin(LIST + as_on_the_site.hrefs("#result_list thead a")[0])
    assert by_title.texts("#result_list tbody th") == ["Attachment", "Zen"]
    assert by_title.texts("[aria-sort=ascending]") == ["Title ↑"]


def test_the_list_can_be_searched(visit_admin):
    TherapyFactory(title="Attachment")
    TherapyFactory(title="Family")
    assert visit_admin(f"{LIST}?q=attach").texts("#result_list tbody th") == ["Attachment"]


@time_machine.travel(ONE_MOMENT, tick=False)
def test_a_form_asks_as_much_for_many_links_and_rows_as_for_one_of_each(
    client, marketer, django_assert_max_num_queries
):
    client.force_login(marketer)
    conditions = [published(ConditionFactory()) for _ in range(4)]

    def form(number: int) -> str:
        links = "".join(f'<p><a href="page:{one.pk}">{one}</a></p>' for one in conditions[:number])
        rows = [{"text": "Grief", "condition": one} for one in conditions[:number]]
        return screen(saved(TherapyFactory(introduction=links, indications=rows), marketer))

    one, four = form(1), form(4)
    with django_assert_max_num_queries(40) as few:
        client.get(one)
    with django_assert_max_num_queries(len(few.captured_queries)):
        client.get(four)


@time_machine.travel(ONE_MOMENT, tick=False)  # later a session notes that somebody is still there
@pytest.mark.parametrize("factory", ANY_NUMBER)
def test_a_list_asks_as_much_for_one_page_more(factory, client, marketer, django_assert_max_num_queries):
    client.force_login(marketer)
    address = reverse(f"admin:{factory._meta.model._meta.label_lower.replace('.', '_')}_changelist")
    for _ in range(2):
        published(saved(factory(), marketer))
    with django_assert_max_num_queries(20) as few:
        client.get(address)
    published(saved(factory(), UserFactory()))
    with django_assert_max_num_queries(len(few.captured_queries)):
        client.get(address)


@pytest.mark.parametrize("factory", ANY_NUMBER + ONE_OF_EACH)
def test_every_kind_of_page_opens_and_saves_as_it_is(factory, visit_admin, client):
    page = published(saved(factory()))
    before = type(page)._default_manager.get(pk=page.pk).working_hash
    response = client.post(screen(page), typed(visit_admin(screen(page))))
    assert response.status_code == 302
    page.refresh_from_db()
    assert page.working_hash == before
    assert page.revision == 2


@pytest.mark.parametrize("factory", ANY_NUMBER)
def test_every_kind_of_page_has_a_screen_to_add_one(factory, visit_admin):
    address = reverse(f"admin:{factory._meta.model._meta.label_lower.replace('.', '_')}_add")
    assert visit_admin(address).text("h1").startswith("Add ")


def test_the_home_page_opens_at_once_because_there_is_only_one(visit_admin, client):
    page = HomePageFactory()
    visit_admin("/admin/")
    assert client.get("/admin/content/homepage/").headers["Location"] == screen(page)
    assert client.get("/admin/content/homepage/add/").status_code == 403
    assert client.post(screen(page, "delete"), {"post": "yes"}).status_code == 403
    assert HomePage.objects.count() == 1


# --- saving -------------------------------------------------------------------------------------------


def test_saving_changes_the_working_copy_alone(visit_admin, visit, client):
    page = published(saved(TherapyFactory(title="Before")))
    response = client.post(screen(page), typed(visit_admin(screen(page)), title="After"), follow=True)
    assert "Saved. Visitors will see it once you publish." in response.content.decode()
    assert "Before" in visit(page.path).text("h1")


def test_saving_notes_who_and_when(visit_admin, client, marketer):
    page = TherapyFactory()
    client.post(screen(page), typed(visit_admin(screen(page))))
    page.refresh_from_db()
    assert page.saved_by == marketer
    assert page.saved_at is not None
    assert page.working_hash == publishing.working_hash(page)


def test_a_new_page_is_a_draft_with_everything_that_was_typed(visit_admin, client, marketer):
    values = typed(
        visit_admin(ADD),
        title="Family Therapy",
        slug="family-therapy",
        **{
            "techniques-TOTAL_FORMS": "1",
            "techniques-0-title": "Listening",
            "techniques-0-text": "<p>How.</p>",
        },
    )
    response = client.post(ADD, values)
    page = Therapy.objects.get(slug="family-therapy")
    assert response.headers["Location"] == screen(page)
    assert [technique.title for technique in page.techniques.all()] == ["Listening"]
    assert page.saved_by == marketer
    assert not Edition.objects.exists()


def test_save_and_preview_leads_to_the_preview(visit_admin, client):
    page = TherapyFactory()
    response = client.post(screen(page), typed(visit_admin(screen(page)), title="Seen", _preview="1"))
    assert response.headers["Location"] == screen(page, "preview")
    assert "Seen" in client.get(screen(page, "preview")).content.decode()


def test_save_and_publish_makes_it_live(visit_admin, visit, client, django_capture_on_commit_callbacks):
    page = FacilityFactory()
    with django_capture_on_commit_callbacks(execute=True):
        client.post(screen(page), typed(visit_admin(screen(page)), title="Now live", _publish="1"))
    page.refresh_from_db()
    assert "Now live" in visit(page.path).text("h1")


# What a page has to have before it goes live, as its form sends it.
SOURCES = "content-source-content_type-object_id"
NEEDED = {
    "summary": "What it is.",
    "introduction": "<p>How it begins.</p>",
    f"{SOURCES}-TOTAL_FORMS": "1",
    f"{SOURCES}-0-label": "A Guideline (2025)",
}


def test_a_new_page_can_be_published_at_once(visit_admin, visit, client, django_capture_on_commit_callbacks):
    add = "/admin/content/standardpage/add/"
    values = typed(
        visit_admin(add),
        title="For families",
        slug="for-families",
        **{**NEEDED, "lede": "How it begins."},
        _publish="1",
    )
    with django_capture_on_commit_callbacks(execute=True):
        client.post(add, values)
    assert "For families" in visit("/for-families/").text("h1")


def test_what_cannot_be_published_is_saved_and_says_why(visit_admin, client):
    picture = PictureFactory(title="The garden", ready_widths=[])
    page = TherapyFactory()
    values = typed(visit_admin(screen(page)), featured_picture=str(picture.pk), _publish="1")
    response = client.post(screen(page), values, follow=True)
    assert "Not published. These pictures are still being prepared: The garden." in response.content.decode()
    page.refresh_from_db()
    assert page.featured_picture == picture
    assert not Publication.objects.exists()


def test_the_form_shows_where_the_page_stands_and_where_to_go(visit_admin):
    page = published(saved(TherapyFactory()))
    document = visit_admin(screen(page))
    assert document.text(".page-panel .status") == "Live"
    assert document.texts(".page-panel a") == [
        "Preview",
        "Check",
        "View live page",
        "History",
        "Saves",
        "Schedule",
        "Where used",
        "Duplicate",
        "Unpublish",
    ]


def test_a_draft_has_nothing_live_to_view(visit_admin):
    document = visit_admin(screen(TherapyFactory()))
    links = ["Preview", "Check", "History", "Saves", "Schedule", "Where used", "Duplicate"]
    assert document.texts(".page-panel a") == links


def test_rows_stand_after_the_fields_they_belong_to(visit_admin):
    headings = visit_admin(screen(TherapyFactory())).texts("#content-main h2")
    at = headings.index("Techniques")
    assert headings[at : at + 3] == ["Techniques", "Techniques", "Questions"]


def test_sources_are_saved_with_the_page(visit_admin, client):
    page = TherapyFactory()
    kind = "content-source-content_type-object_id"
    values = typed(
        visit_admin(screen(page)),
        **{f"{kind}-TOTAL_FORMS": "1", f"{kind}-0-label": "Bowlby, 1969", f"{kind}-0-url": ""},
    )
    client.post(screen(page), values)
    source = Source.objects.get()
    assert source.label == "Bowlby, 1969"
    assert source.content_type == ContentType.objects.get_for_model(Therapy)
    assert list(page.sources.all()) == [source]


def test_pictures_can_be_added_on_the_way_and_pages_cannot(visit_admin):
    document = visit_admin(screen(TherapyFactory()))
    assert document.all("#add_id_featured_picture")
    assert not document.all("#add_id_featured_facility")


# --- deleting -----------------------------------------------------------------------------------------


def test_a_live_page_cannot_be_deleted_and_says_why(client, marketer):
    page = published(TherapyFactory())
    client.force_login(marketer)
    response = client.post(screen(page, "delete"), {"post": "yes"}, follow=True)
    assert "is live. Unpublish it first" in response.content.decode()
    assert Therapy.objects.filter(pk=page.pk).exists()


def test_a_page_that_is_not_live_can_be_deleted_and_its_editions_stay(visit_admin, client, marketer):
    page = published(TherapyFactory(title="Short-lived"))
    publishing.unpublish(page, marketer)
    assert visit_admin(screen(page, "delete")).text("h1") == "Delete Short-lived?"
    client.post(screen(page, "delete"), {"post": "yes"})
    assert not Therapy.objects.exists()
    assert len(editions_of(page)) == 1


def test_pages_are_not_deleted_in_bulk(visit_admin, client):
    page = TherapyFactory()
    assert not [words for words in visit_admin(LIST).texts("select[name=action] option") if "elete" in words]
    client.post(LIST, {"action": "delete_selected", "_selected_action": str(page.pk), "post": "yes"})
    assert Therapy.objects.exists()


def test_a_picture_in_use_says_where_it_is_used_instead_of_being_deleted(visit_admin, client):
    picture = PictureFactory()
    TherapyFactory(title="Attachment", featured_picture=picture)
    address = f"/admin/content/picture/{picture.pk}/delete/"
    document = visit_admin(address)
    assert document.text("h1") == "This cannot be deleted"
    assert "Attachment" in document.text("#content-main")
    client.post(address, {"post": "yes"})
    assert Picture.objects.exists()
