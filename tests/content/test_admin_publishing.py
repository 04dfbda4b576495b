"""Preview, publish, unpublish, history: what an editor does with a page apart from writing it."""

from __future__ import annotations

import pytest

from alter_site.content.editions import approvals, publishing
from alter_site.content.models import Edition, Publication
from tests.factories import (
    PictureFactory,
    ReviewerFactory,
    TherapyFactory,
    UserFactory,
    approved,
    changed,
    editions_of,
    published,
)
from tests.support.document import Document
from tests.support.screens import saved, screen
from tests.support.sign_in import StaffClient

pytestmark = pytest.mark.django_db


@pytest.fixture
def therapy(marketer, client):
    client.force_login(marketer)
    return saved(TherapyFactory(title="Attachment", benefits_heading="Before", benefits=["Rest"]))


@pytest.fixture
def twice(therapy, marketer):
    """A page with two editions, the second of them live."""
    published(therapy, marketer)
    return saved(published(saved(changed(therapy, benefits_heading="After")), marketer))


@pytest.fixture
def press(client, django_capture_on_commit_callbacks):
    """Press the button at an address; return what is shown then."""

    def pressing(address, **values):
        with django_capture_on_commit_callbacks(execute=True):
            return Document(client.post(address, values, follow=True))

    return pressing


# --- preview ------------------------------------------------------------------------------------------


def test_the_preview_shows_what_was_saved_last(client, therapy):
    published(therapy)
    saved(changed(therapy, benefits_heading="Only saved"))
    assert "Only saved" in Document(client.get(screen(therapy, "preview"))).texts("h2")


def test_the_preview_is_marked_kept_by_nobody_and_leads_back(client, therapy):
    response = client.get(screen(therapy, "preview"))
    assert "no-store" in response.headers["Cache-Control"]
    assert "noindex" in response.headers["X-Robots-Tag"]
    document = Document(response)
    assert "Preview of the working copy" in document.text("aside.preview")
    assert document.hrefs("aside.preview a") == [screen(therapy)]


def test_the_preview_changes_nothing(client, therapy):
    client.get(screen(therapy, "preview"))
    therapy.refresh_from_db()
    assert therapy.revision == 1
    assert not Edition.objects.exists()


def test_an_edition_is_previewed_as_it_was_frozen(client, twice):
    document = Document(client.get(screen(twice, "edition", 1)))
    assert "Before" in document.texts("h2")
    assert "Preview of edition 1" in document.text("aside.preview")
    assert "no-store" in document.response.headers["Cache-Control"]


def test_an_edition_of_another_release_says_so(client, twice):
    Edition.objects.filter(page_id=twice.pk, number=1).update(schema_version=99)
    response = client.get(screen(twice, "edition", 1), follow=True)
    assert "was made by another version of this site" in response.content.decode()


# --- publish and unpublish ----------------------------------------------------------------------------


def test_publishing_is_asked_for_on_the_history(press, visit, therapy):
    document = press(screen(approved(therapy), "publish"))
    assert "Edition 1 of “Attachment” is live at /therapies/" in document.text(".messagelist")
    visit(therapy.path)


def test_what_cannot_be_published_says_why(press, therapy):
    saved(changed(therapy, featured_picture=PictureFactory(title="The garden", ready_widths=[])))
    document = press(screen(therapy, "publish"))
    assert "Not published. These pictures are still being prepared: The garden." in document.text(
        ".messagelist"
    )
    assert not Publication.objects.exists()


def test_an_address_that_another_page_holds_says_so(press, therapy):
    other = published(TherapyFactory(title="Squatter", slug="squatter"))
    changed(other, slug="moved-away")
    approved(saved(changed(therapy, slug="squatter")))
    assert "“Squatter” is live at /therapies/squatter/" in press(screen(therapy, "publish")).text(
        ".messagelist"
    )


def test_unpublishing_asks_first(client, visit, twice):
    document = Document(client.get(screen(twice, "unpublish")))
    assert document.text("h1") == "Unpublish Attachment?"
    visit(twice.path)


def test_unpublishing_takes_the_page_off_the_site_and_keeps_everything(press, visit, twice):
    document = press(screen(twice, "unpublish"), leads="nowhere")
    assert "is off the site" in document.text(".messagelist")
    visit(twice.path, status=404)
    assert len(editions_of(twice)) == 2


def test_a_page_that_is_not_live_cannot_be_unpublished(press, therapy):
    assert "is not on the site" in press(screen(therapy, "unpublish")).text(".messagelist")


# --- history ------------------------------------------------------------------------------------------


def test_the_history_lists_every_edition_and_marks_the_live_one(visit_admin, twice, marketer):
    document = visit_admin(screen(twice, "history"))
    assert document.text("h1") == "History of Attachment"
    assert document.texts("tbody th") == ["2 Live", "1"]
    assert str(marketer) in document.text("tbody tr.is-live")


def test_a_page_that_was_never_published_says_so(visit_admin, therapy):
    assert "never been published" in visit_admin(screen(therapy, "history")).text("#content-main")


def test_an_edition_before_can_be_made_live_again(press, visit, twice):
    document = press(screen(twice, "make_live", 1))
    assert "Edition 1 of “Attachment” is live" in document.text(".messagelist")
    assert "Before" in visit(twice.path).texts("h2")
    assert document.texts("tbody th") == ["2", "1 Live"]


def test_an_edition_that_was_signed_anew_is_named_by_the_number_it_goes_live_with(press, twice):
    approvals.sign(twice.pk, editions_of(twice)[0].content_hash, ReviewerFactory())
    for _ in range(2):
        document = press(screen(twice, "make_live", 1))
        assert "Edition 3 of “Attachment” is live" in document.text(".messagelist")
        assert document.texts("tbody th") == ["3 Live", "2", "1"]


def test_making_an_edition_live_puts_the_form_back_to_it(press, visit_admin, twice):
    press(screen(twice, "make_live", 1))
    twice.refresh_from_db()
    assert twice.benefits_heading == "Before"
    assert visit_admin(screen(twice)).texts(".page-panel .status") == ["Live", "Taken back"]


def test_an_edition_whose_address_is_taken_is_not_made_live_and_says_why(press, twice, marketer):
    publishing.unpublish(twice, marketer)
    published(TherapyFactory(title="Squatter", slug="other"))
    Publication.objects.update(path=twice.path)
    assert "Edition 1 is not live. “Squatter” is live at" in press(screen(twice, "make_live", 1)).text(
        ".messagelist"
    )


def test_a_long_history_is_shown_in_parts(visit_admin, client, marketer, therapy):
    for number in range(55):
        publishing.publish(approved(changed(therapy, summary=f"Sentence {number}.")), marketer)
    document = visit_admin(screen(therapy, "history"))
    assert len(document.all("tbody tr")) == 50
    assert document.texts(".paginator a") == ["Older"]
    assert len(visit_admin(screen(therapy, "history") + "?p=2").all("tbody tr")) == 5
    assert visit_admin(screen(therapy, "history") + "?p=lost").all("tbody tr")


def test_every_save_and_publication_is_listed_with_who_did_it(visit_admin, press, twice, marketer):
    press(screen(twice, "make_live", 1))
    document = visit_admin(screen(twice, "log"))
    assert document.text("h1") == "Log of Attachment"
    assert "Made edition 1 live again." in document.text("#content-main")


# --- who may ------------------------------------------------------------------------------------------

ACTIONS = [("publish",), ("unpublish",), ("schedule",), ("make_live", 1)]
SCREENS = [("preview",), ("history",), ("saves",), ("edition", 1), *ACTIONS]


@pytest.mark.parametrize("name", SCREENS)
def test_a_visitor_is_led_to_the_sign_in(client, twice, name):
    client.logout()
    for response in (client.get(screen(twice, *name)), client.post(screen(twice, *name))):
        assert response.headers["Location"].startswith("/admin/login/?next=")
    assert Publication.objects.get().edition.number == 2


@pytest.mark.parametrize("name", SCREENS)
def test_staff_without_content_rights_are_refused(client, twice, name):
    client.force_login(UserFactory())
    assert client.get(screen(twice, *name)).status_code == 403
    assert client.post(screen(twice, *name)).status_code == 403


@pytest.mark.parametrize("name", ACTIONS)
def test_whoever_may_only_look_cannot_publish(client, twice, name):
    client.force_login(viewer())
    assert client.post(screen(twice, *name)).status_code == 403
    assert Publication.objects.get().edition.number == 2


def test_whoever_may_only_look_sees_the_page_without_buttons(visit_admin, twice):
    for name in ("change", "history"):
        document = visit_admin(screen(twice, name), by=viewer())
        assert not document.all("#content-main input[type=submit], #content-main form button:not([hidden])")


@pytest.mark.parametrize("name", ACTIONS)
def test_looking_at_the_address_of_a_button_changes_nothing(client, twice, name):
    client.get(screen(twice, *name))
    assert Publication.objects.get().edition.number == 2


@pytest.mark.parametrize("name", ACTIONS)
def test_a_button_needs_the_forms_token(twice, marketer, name):
    strict = StaffClient(enforce_csrf_checks=True)
    strict.force_login(marketer)
    assert strict.post(screen(twice, *name)).status_code == 403
    assert Publication.objects.get().edition.number == 2


def viewer():
    from django.contrib.auth.models import Permission

    person = UserFactory()
    person.user_permissions.set(Permission.objects.filter(codename__startswith="view_"))
    return person
