"""Several pictures at once, and the picker: one bad file stops no other, and each is described first."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from PIL import Image

from alter_site.content.editions import publishing
from alter_site.content.models import Picture
from alter_site.content.pictures import masters
from alter_site.delivery.body_limits import FILES, largest_body
from tests.factories import ConditionFactory, FacilityFactory, MarketerFactory, PictureFactory, published
from tests.support.document import Document
from tests.support.forms import typed
from tests.support.screens import saved, screen
from tests.support.sign_in import StaffClient

pytestmark = pytest.mark.django_db

UPLOAD = "/admin/content/picture/upload/"
CHOOSE = "/admin/content/picture/choose/"
# The beginning of what an iPhone sends.
HEIC = b"\x00\x00\x00\x28ftypheic\x00\x00\x00\x00mif1heic" + bytes(400)


@pytest.fixture(autouse=True)
def _small_pictures_are_allowed(monkeypatch):
    monkeypatch.setattr(masters, "MIN_WIDTH", 16)


def jpeg(name="terrace_at-noon.jpg"):
    buffer = io.BytesIO()
    Image.new("RGB", (24, 16), (254, 0, 0)).save(buffer, "JPEG")
    return SimpleUploadedFile(name, buffer.getvalue())


def sent(client, *files, script=False, **values):
    headers = {"Accept": "application/json"} if script else {}
    return client.post(UPLOAD, {"permission": "Ours, 2026", "pictures": files} | values, headers=headers)


def test_a_bad_file_is_named_and_the_others_are_taken(visit_admin, client):
    visit_admin(UPLOAD)
    broken = SimpleUploadedFile("broken.jpg", b"\xff\xd8\xff\xe0 cut off")
    sent(client, jpeg(), SimpleUploadedFile("phone.heic", HEIC), broken, SimpleUploadedFile("none.jpg", b""))
    said = visit_admin(UPLOAD).text(".messagelist")
    assert "“phone.heic” was not taken. This is a HEIC picture" in said
    assert "pick JPEG" in said
    assert "“broken.jpg” was not taken. " in said
    assert "“none.jpg” was not taken. This file is empty." in said
    picture = Picture.objects.get()
    assert (picture.title, picture.is_draft, picture.permission) == ("terrace at noon", True, "Ours, 2026")


def test_script_sends_one_file_and_hears_about_that_one(visit_admin, client):
    visit_admin(UPLOAD)
    assert "What somebody" not in sent(client, jpeg(), script=True).json()["html"]
    assert "HEIC" in sent(client, SimpleUploadedFile("a.heic", HEIC), script=True).json()["refused"]
    assert "required" in sent(client, jpeg(), script=True, permission=" ").json()["refused"]
    assert Picture.objects.count() == 1


def test_nothing_chosen_is_an_error_beside_the_files(visit_admin, client):
    visit_admin(UPLOAD)
    response = client.post(UPLOAD, {"permission": "Ours, 2026"})
    assert "Choose one picture or several." in Document(response).text("#upload")


def test_a_draft_becomes_a_picture_once_it_is_described(visit_admin, client):
    visit_admin(UPLOAD)
    sent(client, jpeg("a.jpg"), jpeg("b.jpg"), jpeg("c.jpg"))
    first, second, third = Picture.objects.order_by("title")
    described = {
        f"{first.pk}-title": "Terrace",
        f"{first.pk}-alt": "A terrace in the sun",
        f"{second.pk}-title": "Pattern",
        f"{second.pk}-is_decorative": "on",
        f"{third.pk}-title": "Later",
        f"{third.pk}-alt": "\u200b",  # nobody can hear it read
    }
    assert client.post(UPLOAD, described | {"_describe": "1"}).status_code == 302
    assert [*Picture.objects.usable().values_list("title", flat=True)] == ["Pattern", "Terrace"]
    third.refresh_from_db()
    assert (third.title, third.is_draft) == ("Later", True)

    # Both at once is said where it happened, and nothing typed is lost.
    both = {f"{third.pk}-title": "Later", f"{third.pk}-alt": "A view", f"{third.pk}-is_decorative": "on"}
    page = Document(client.post(UPLOAD, both | {"_describe": "1"}))
    assert "A decorative picture has no description." in page.text("#drafts")
    assert page.one("#drafts textarea").text() == "A view"


def test_a_draft_is_described_on_its_own_screen_too(visit_admin, client):
    visit_admin(UPLOAD)
    sent(client, jpeg())
    picture = Picture.objects.get()
    assert "Waits for a description" in visit_admin(screen(picture)).text("#picture_form")
    client.post(screen(picture), typed(visit_admin(screen(picture)), alt="A terrace"))
    assert Picture.objects.usable().get() == picture


def test_no_page_can_choose_or_publish_a_draft(visit_admin, client):
    draft = PictureFactory(is_draft=True, alt="", title="Not said yet")
    condition: Any = saved(ConditionFactory())
    assert "Not said yet" not in visit_admin(screen(condition)).html
    response = client.post(screen(condition), typed(visit_admin(screen(condition)), hero=str(draft.pk)))
    assert "Select a valid choice" in Document(response).text(".error-summary")
    condition.hero = draft
    condition.save()
    with pytest.raises(publishing.CannotPublish, match="Nobody has said yet what these pictures show"):
        publishing.freeze(condition, None)


def test_46_megabytes_without_script_get_a_page_in_words(visit_admin, client):
    visit_admin(UPLOAD)
    answer = client.generic(
        "POST", UPLOAD, b"", content_type="multipart/form-data", CONTENT_LENGTH=46_000_000
    )
    assert answer.status_code == 413
    assert "That was too large for us" in Document(answer).text("h1")


def test_only_who_may_add_pictures_uploads(client):
    reader = StaffClient()
    reader.force_login(MarketerFactory())
    assert reader.get(UPLOAD).status_code == 200
    assert largest_body(UPLOAD) == FILES
    stranger = StaffClient()
    assert stranger.post(UPLOAD, {"pictures": jpeg()}).status_code == 302
    assert not Picture.objects.exists()


# --- the picker ---------------------------------------------------------------------------------------


@pytest.fixture
def choose(client, visit_admin):
    """Ask the picker; return what it answers."""
    visit_admin("/admin/")
    return lambda **query: client.get(CHOOSE, query).json()


def test_pictures_are_found_by_words_with_a_letter_wrong_and_by_place(choose):
    home = FacilityFactory(title="Harbor House")
    terrace = PictureFactory(title="Terrace", alt="Chairs in the sun", facility=home)
    PictureFactory(title="Kitchen", alt="A long table")
    PictureFactory(title="Draft terrace", alt="", is_draft=True)

    def titles(**query):
        return [picture["title"] for picture in choose(**query)["pictures"]]

    assert titles() == ["Kitchen", "Terrace"]
    assert titles(q="terace") == ["Terrace"]
    assert titles(q="table") == ["Kitchen"]
    assert titles(facility=str(home.pk)) == ["Terrace"]
    assert titles(facility="none") == ["Kitchen"]
    assert titles(facility="x' or 1=1") == []
    assert choose(q="terrace")["pictures"][0]["place"] == str(terrace.facility)


def test_a_picture_says_where_it_is_used(choose):
    picture = PictureFactory()
    published(ConditionFactory(title="Grief", hero=picture))
    assert choose()["pictures"][0]["usedOn"] == ["Grief"]


def test_many_pictures_take_no_more_queries_than_one(choose, client, django_assert_num_queries):
    with_one = ConditionFactory(hero=PictureFactory())
    with CaptureQueriesContext(connection) as one:
        choose()
    for number in range(8):
        ConditionFactory(title=f"{with_one} {number}", hero=PictureFactory())
    with django_assert_num_queries(len(one)):
        choose()
