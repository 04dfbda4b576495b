"""What a form proposes and refuses: a new row goes last, a picture of one place never stands for another."""

from __future__ import annotations

import pytest

from alter_site.content.editions import publishing
from alter_site.content.editions.publishing import CannotPublish
from alter_site.content.models import CrisisLine, Picture
from tests.factories import (
    FacilityFactory,
    InsurerFactory,
    MenuItemFactory,
    PictureFactory,
    StandardPageFactory,
    TeamPageFactory,
    TherapyFactory,
    approved,
    published,
)
from tests.support.document import Document
from tests.support.forms import typed
from tests.support.screens import saved, screen
from therapies.models import Therapy

pytestmark = pytest.mark.django_db


# --- last in the list ---------------------------------------------------------------------------------


def test_a_new_page_goes_last_in_its_list(visit_admin, client):
    TherapyFactory(title="Zen", position=3)
    address = "/admin/therapies/therapy/add/"
    client.post(address, typed(visit_admin(address), title="Attachment", slug="attachment"))
    assert [page.title for page in Therapy.objects.all()] == ["Zen", "Attachment"]


def test_the_first_page_stands_first_and_the_last_place_is_never_passed(visit_admin):
    address = "/admin/content/standardpage/add/"
    assert typed(visit_admin(address))["position"] == ["0"]
    StandardPageFactory(position=32_767)
    assert typed(visit_admin(address))["position"] == ["32767"]


def test_a_new_fact_goes_last_too(visit_admin):
    InsurerFactory(position=4)
    MenuItemFactory(page=TherapyFactory(), position=6)
    last = CrisisLine.objects.latest("position").position
    for kind, place in (("insurer", 5), ("menuitem", 7), ("crisisline", last + 1)):
        assert typed(visit_admin(f"/admin/content/{kind}/add/"))["position"] == [str(place)]


# --- spelling -----------------------------------------------------------------------------------------


def test_the_browser_looks_at_the_spelling_of_texts_and_not_of_addresses(visit_admin):
    document = visit_admin(screen(TherapyFactory(techniques=[{"title": "t", "text": "<p>x</p>"}])))
    for name in ("title", "summary", "introduction", "techniques-0-text", "techniques-0-title"):
        assert document.one(f'[name="{name}"]').attributes["spellcheck"] == "true"
    assert "spellcheck" not in document.one('[name="slug"]').attributes


# --- pictures -----------------------------------------------------------------------------------------


@pytest.fixture
def here():
    return saved(FacilityFactory(title="Dana Point"))


@pytest.fixture
def elsewhere():
    return PictureFactory(title="The terrace", facility=FacilityFactory(title="Laguna Beach"))


@pytest.fixture
def refusal(visit_admin, client):
    def sending(page, **values):
        answer = client.post(screen(page), typed(visit_admin(screen(page)), **values))
        assert answer.status_code == 200
        return Document(answer).text(".error-summary")

    return sending


WHY = "“The terrace” shows Laguna Beach. A picture of one place never stands for another."


def test_the_gallery_refuses_a_picture_of_another_place(refusal, here, elsewhere):
    new = {"photos-TOTAL_FORMS": "1", "photos-0-caption": "x", "photos-0-picture": str(elsewhere.pk)}
    assert f"Photo 1, picture: {WHY}" in refusal(here, **new)
    assert not here.photos.exists()


def test_a_home_is_not_shared_with_a_picture_of_another(refusal, here, elsewhere):
    assert WHY in refusal(here, share_picture=str(elsewhere.pk))


def test_a_new_home_takes_a_picture_of_no_place_and_not_of_another(visit_admin, client, elsewhere):
    address = "/admin/facilities/facility/add/"
    values = {"title": "New", "slug": "new", "city": "x", "photos-TOTAL_FORMS": "1", "photos-0-caption": "x"}
    form = typed(visit_admin(address), **values)
    picture = {"photos-0-picture": [str(elsewhere.pk)]}
    assert WHY in Document(client.post(address, form | picture)).text(".error-summary")
    assert client.post(address, form | {"photos-0-picture": [str(PictureFactory().pk)]}).status_code == 302


def test_a_home_takes_its_own_picture_and_one_of_no_place(visit_admin, client, here):
    own = PictureFactory(facility=here)
    for picture in (own, PictureFactory()):
        values = {"photos-TOTAL_FORMS": "1", "photos-0-caption": "x", "photos-0-picture": str(picture.pk)}
        assert client.post(screen(here), typed(visit_admin(screen(here)), **values)).status_code == 302
        here.photos.all().delete()


def test_a_therapy_does_not_name_one_place_under_a_picture_of_another(refusal, here, elsewhere):
    therapy = saved(TherapyFactory())
    values = {"featured_facility": str(here.pk), "featured_picture": str(elsewhere.pk)}
    assert WHY in refusal(therapy, **values)


def test_a_picture_is_not_given_to_another_place_than_the_one_that_shows_it(refusal, here, elsewhere):
    mine = PictureFactory(facility=here)
    here.photos.create(picture=mine, caption="x")
    TherapyFactory(featured_facility=elsewhere.facility, featured_picture=elsewhere)
    for picture, other in ((mine, elsewhere.facility), (elsewhere, here)):
        said = refusal(picture, facility=str(other.pk))
        assert f"It stands for {picture.facility} now. Take it off that page first." in said
    assert Picture.objects.get(pk=mine.pk).facility == here


def test_a_night_picture_shows_the_same_place(refusal, here, elsewhere):
    mine = PictureFactory(facility=here)
    assert WHY in refusal(mine, night=str(elsewhere.pk))


def test_what_was_chosen_before_is_not_published(here, elsewhere):
    here.photos.create(picture=elsewhere, caption="x")
    with pytest.raises(CannotPublish, match="shows Laguna Beach"):
        publishing.publish(approved(here), None)
    therapy = TherapyFactory(featured_facility=here, featured_picture=elsewhere)
    with pytest.raises(CannotPublish, match="shows Laguna Beach"):
        published(therapy)


def test_a_person_is_shown_with_a_portrait_of_their_own(refusal, elsewhere):
    portrait = PictureFactory(title="Ana")
    people = [{"name": "Ana", "role": "x", "picture": portrait}, {"name": "Ben", "role": "x"}]
    team = saved(TeamPageFactory(people=people))
    assert "This is the portrait of Ana." in refusal(team, **{"people-1-picture": str(portrait.pk)})
    assert "This picture shows Laguna Beach." in refusal(team, **{"people-1-picture": str(elsewhere.pk)})
