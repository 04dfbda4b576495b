"""Publishing: the public sees an edition, and only publishing, unpublishing and the clock change which."""

from __future__ import annotations

import datetime

import pytest
import time_machine
from django.contrib.auth import get_user_model
from django.db import IntegrityError, transaction
from django.utils import timezone

from alter_site.content import facts
from alter_site.content.admin import status
from alter_site.content.editions import publishing
from alter_site.content.editions.publishing import CannotPublish, Status
from alter_site.content.models import Edition, EditionLink, HomePoint, Publication, Redirect
from alter_site.delivery import generation
from alter_site.delivery.headers import BY_KIND, EDITION
from tests.factories import (
    ConditionFactory,
    HomePageFactory,
    IndexPageFactory,
    PictureFactory,
    SafetyCardFactory,
    StandardPageFactory,
    TherapyFactory,
    approved,
    changed,
    committed,
    editions_of,
    overdue,
    published,
)
from tests.support.together import together

pytestmark = pytest.mark.django_db

NOON = datetime.datetime(2026, 11, 23, 20, tzinfo=datetime.UTC)  # in Dana Point


def unpublished(page):
    with committed():
        publishing.unpublish(page, None)


def made_live(edition):
    with committed():
        publishing.make_live(edition, None)


# --- publish ------------------------------------------------------------------------------------------


def test_a_saved_page_is_not_public_until_it_is_published(visit):
    therapy = TherapyFactory()
    visit(therapy.path, status=404)
    published(therapy)
    assert therapy.title in visit(therapy.path).text("h1")


def test_a_saved_change_is_not_public_until_it_is_published(visit):
    therapy = published(TherapyFactory(benefits_heading="Before", benefits=["Rest"]))
    changed(therapy, benefits_heading="After")
    assert "Before" in visit(therapy.path).texts("h2")
    published(therapy)
    assert "After" in visit(therapy.path).texts("h2")


def test_what_was_never_saved_is_not_published(visit):
    therapy = TherapyFactory(title="Saved")
    therapy.title = "Only in memory"
    published(therapy)
    assert "Saved" in visit(therapy.path).title


def test_the_same_content_makes_no_second_edition():
    therapy = published(TherapyFactory())
    published(therapy)
    assert [edition.number for edition in editions_of(therapy)] == [1]


def test_what_an_earlier_release_froze_is_frozen_anew_although_nothing_was_changed():
    therapy = published(TherapyFactory())
    Edition.objects.update(schema_version=0)
    published(therapy)
    assert [edition.number for edition in editions_of(therapy)] == [1, 2]


def test_each_change_that_is_published_makes_the_next_edition():
    therapy = published(TherapyFactory())
    published(changed(therapy, summary="Another sentence."))
    assert [edition.number for edition in editions_of(therapy)] == [1, 2]


def test_going_back_to_an_earlier_text_is_an_edition_of_its_own():
    therapy = published(TherapyFactory(summary="First."))
    published(changed(therapy, summary="Second."))
    published(changed(therapy, summary="First."))
    assert [edition.summary for edition in editions_of(therapy)] == ["First.", "Second.", "First."]


def test_two_pages_that_take_one_address_at_one_moment_are_told_in_words(monkeypatch):
    """The other page goes live after this one has looked whether its address is free."""
    other, page = published(TherapyFactory(slug="other")), approved(TherapyFactory(slug="one"))
    write = type(Publication.objects).update_or_create

    def overtaken(manager, **values):
        Publication.objects.filter(page_id=other.pk).update(path=page.path)
        return write(manager, **values)

    monkeypatch.setattr(type(Publication.objects), "update_or_create", overtaken)
    with pytest.raises(CannotPublish, match=f"just gone live at {page.path}"), transaction.atomic():
        publishing.publish(page, None)
    assert not Publication.objects.filter(page_id=page.pk).exists()


def test_an_edition_keeps_who_froze_it_and_when(marketer):
    with time_machine.travel(NOON, tick=False):
        therapy = published(TherapyFactory(), author=marketer)
    (edition,) = editions_of(therapy)
    assert (edition.author, edition.frozen_at) == (marketer, NOON)


def test_an_editor_who_published_cannot_be_deleted_with_the_history():
    author = get_user_model().objects.create_user("author@example.org")
    published(TherapyFactory(), author=author)
    with pytest.raises(IntegrityError), transaction.atomic():
        author.delete()
    assert Edition.objects.get().author == author


def test_deleting_a_working_copy_leaves_what_is_live(visit):
    therapy = published(TherapyFactory())
    path, title = therapy.path, therapy.title
    therapy.delete()
    assert title in visit(path).text("h1")


def test_a_page_waits_for_its_pictures_and_says_which():
    picture = PictureFactory(title="Main room", ready_widths=[])
    with pytest.raises(CannotPublish, match="still being prepared: Main room"):
        published(TherapyFactory(featured_picture=picture))
    assert not Edition.objects.exists()


def test_a_page_waits_for_the_night_picture_too():
    picture = PictureFactory(night=PictureFactory(title="Main room at night", ready_widths=[]))
    with pytest.raises(CannotPublish, match="Main room at night"):
        published(TherapyFactory(featured_picture=picture))


def test_a_page_about_substances_waits_for_its_safety_card():
    with pytest.raises(CannotPublish, match="there is none yet"):
        published(ConditionFactory(involves_substances=True))


def test_a_page_about_substances_waits_for_an_overdue_review():
    SafetyCardFactory()
    overdue()
    with pytest.raises(CannotPublish, match="review is overdue"):
        published(ConditionFactory(involves_substances=True))


def test_a_page_about_substances_goes_live_with_a_reviewed_card():
    SafetyCardFactory()
    assert editions_of(published(ConditionFactory(involves_substances=True)))


def test_publishing_starts_a_new_generation_after_the_commit():
    before = generation.current()
    therapy = approved(TherapyFactory())
    with committed():
        publishing.publish(therapy, None)
        assert generation.current() == before
    assert generation.current() != before


def test_a_publish_that_fails_starts_no_generation():
    before = generation.current()
    with pytest.raises(CannotPublish):
        published(ConditionFactory(involves_substances=True))
    assert generation.current() == before


def test_pages_that_are_published_together_are_live_and_the_facts_are_frozen_once(visit, monkeypatch):
    frozen: list[None] = []
    monkeypatch.setattr(facts, "freeze", frozen.append)
    pages = [TherapyFactory(slug="one"), TherapyFactory(slug="two")]
    for page in pages:
        approved(page)
    with committed():
        publishing.publish_all(pages, None)
    assert frozen == [None]
    for page in pages:
        assert page.title in visit(page.path).text("h1")


def test_of_pages_published_together_none_goes_live_when_one_cannot():
    fine, refused = approved(TherapyFactory()), ConditionFactory(involves_substances=True)
    before = generation.current()
    with pytest.raises(CannotPublish), committed():
        publishing.publish_all([fine, refused], None)
    assert not Publication.objects.exists()
    assert editions_of(fine) == []
    assert generation.current() == before


# --- addresses ----------------------------------------------------------------------------------------


def test_publishing_under_a_new_slug_moves_the_page_and_leads_the_old_address_there(client, visit):
    therapy = published(TherapyFactory(slug="old"))
    changed(therapy, slug="new")
    visit("/therapies/new/", status=404)
    published(therapy)

    response = client.get("/therapies/old/")

    assert (response.status_code, response.url) == (301, "/therapies/new/")
    visit("/therapies/new/")


def test_a_page_that_moves_again_is_reached_in_one_hop_from_every_old_address(client, visit):
    therapy = published(TherapyFactory(slug="first"))
    for slug in ("second", "third", "fourth"):
        published(changed(therapy, slug=slug))
    for old in ("first", "second", "third"):
        assert client.get(f"/therapies/{old}/").url == "/therapies/fourth/"
    visit("/therapies/fourth/")


def test_a_page_that_moves_back_is_no_longer_led_away_from_its_address(client, visit):
    therapy = published(TherapyFactory(slug="first"))
    published(changed(therapy, slug="second"))
    published(changed(therapy, slug="first"))
    visit("/therapies/first/")
    assert client.get("/therapies/second/").url == "/therapies/first/"
    assert Redirect.objects.filter(old_path__startswith="/therapies/").count() == 1


def test_another_page_may_take_an_address_that_was_left(visit, client):
    mover = published(TherapyFactory(slug="shared"))
    published(changed(mover, slug="moved"))
    newcomer = published(TherapyFactory(slug="shared"))
    assert newcomer.title in visit("/therapies/shared/").text("h1")
    assert not Redirect.objects.filter(old_path__startswith="/therapies/").exists()


def test_a_redirect_keeps_its_place_in_a_cache_no_longer_than_a_page(client):
    therapy = published(TherapyFactory(slug="old"))
    published(changed(therapy, slug="new"))
    answer = client.get("/therapies/old/")
    assert answer.status_code == 301
    assert answer.headers["Cache-Control"] == BY_KIND[EDITION]["Cache-Control"]


def test_an_address_that_another_live_page_holds_is_refused_in_words():
    holder = published(TherapyFactory(slug="shared", title="The holder"))
    changed(holder, slug="moved")  # saved, not published: the address is still in use
    with pytest.raises(CannotPublish, match="“The holder” is live at /therapies/shared/"):
        published(TherapyFactory(slug="shared"))


def test_a_refused_publish_leaves_nothing_behind():
    holder = published(TherapyFactory(slug="shared"))
    changed(holder, slug="moved")
    newcomer = TherapyFactory(slug="shared")
    with pytest.raises(CannotPublish):
        published(newcomer)
    assert editions_of(newcomer) == []
    assert Publication.objects.get().page_id == holder.pk


def test_the_home_page_says_which_heading_is_missing_above_what_it_shows():
    home = HomePageFactory(steps_heading="")
    HomePoint.objects.create(page=home, heading="You call", text="A person answers.")
    home.therapies.add(published(TherapyFactory()))
    with pytest.raises(CannotPublish) as refusal:
        published(home)
    assert str(refusal.value) == "“Steps heading” is empty. Write it, or take out what stands under it."
    published(changed(home, steps_heading="When you call"))


def test_an_address_whose_page_has_ended_can_be_taken(visit):
    ended = published(TherapyFactory(slug="shared"))
    Publication.objects.update(live_until=timezone.now() - datetime.timedelta(minutes=1))
    changed(ended, slug="moved")
    newcomer = published(TherapyFactory(slug="shared"))
    assert newcomer.title in visit("/therapies/shared/").text("h1")


@pytest.mark.parametrize(
    ("factory", "path"),
    [(HomePageFactory, "/"), (IndexPageFactory, "/therapies/"), (StandardPageFactory, "/about-us/")],
)
def test_pages_of_the_site_itself_are_published_at_their_address(factory, path, visit):
    page = published(factory(slug="about-us"))
    assert page.path == path
    visit(path)


def test_a_standard_page_may_stand_at_a_route_another_app_names(visit):
    published(StandardPageFactory(slug="verify-insurance", title="Verify your insurance"))
    visit("/verify-insurance/")


# --- unpublish, make live again -----------------------------------------------------------------------


def test_an_unpublished_page_is_gone_and_keeps_its_editions(visit):
    therapy = published(TherapyFactory())
    unpublished(therapy)
    visit(therapy.path, status=404)
    assert len(editions_of(therapy)) == 1


def test_unpublishing_what_is_not_live_changes_nothing():
    therapy = TherapyFactory()
    unpublished(therapy)
    assert not Publication.objects.exists()


def test_an_unpublished_page_can_be_published_again_without_a_second_edition(visit):
    therapy = published(TherapyFactory())
    unpublished(therapy)
    published(therapy)
    visit(therapy.path)
    assert len(editions_of(therapy)) == 1


def test_an_older_edition_can_be_made_live_again(visit):
    therapy = published(TherapyFactory(summary="First.", benefits_heading="First", benefits=["Rest"]))
    published(changed(therapy, benefits_heading="Second"))
    made_live(editions_of(therapy)[0])
    assert "First" in visit(therapy.path).texts("h2")


def test_making_an_older_edition_live_leaves_the_working_copy_alone():
    therapy = published(TherapyFactory(summary="First."))
    published(changed(therapy, summary="Second."))
    made_live(editions_of(therapy)[0])
    therapy.refresh_from_db()
    assert therapy.summary == "Second."
    assert len(editions_of(therapy)) == 2


def test_an_older_edition_comes_back_at_the_address_it_had(client, visit):
    therapy = published(TherapyFactory(slug="first"))
    published(changed(therapy, slug="second"))
    made_live(editions_of(therapy)[0])
    visit("/therapies/first/")
    assert client.get("/therapies/second/").url == "/therapies/first/"


def test_an_older_edition_whose_address_is_taken_is_refused_in_words():
    therapy = published(TherapyFactory(slug="first"))
    published(changed(therapy, slug="second"))
    published(TherapyFactory(slug="first", title="The newcomer"))
    with pytest.raises(CannotPublish, match="“The newcomer” is live at /therapies/first/"):
        made_live(editions_of(therapy)[0])


# --- the clock ----------------------------------------------------------------------------------------


def test_a_page_ends_at_its_moment_everywhere(visit):
    with time_machine.travel(NOON, tick=False) as clock:
        condition = published(ConditionFactory())
        therapy = published(TherapyFactory(indications=[{"text": "Grief", "condition": condition}]))
        published(IndexPageFactory())
        Publication.objects.filter(page_id=therapy.pk).update(live_until=NOON + datetime.timedelta(hours=1))
        visit(therapy.path)
        clock.move_to(NOON + datetime.timedelta(hours=1))
        visit(therapy.path, status=404)
        assert therapy.title not in visit("/therapies/").text("main")
        assert therapy.title not in visit(condition.path).text("main")


def test_nothing_leads_to_a_page_that_has_ended(visit):
    with time_machine.travel(NOON, tick=False) as clock:
        condition = published(ConditionFactory())
        therapy = published(TherapyFactory(indications=[{"text": "Grief", "condition": condition}]))
        Publication.objects.filter(page_id=condition.pk).update(live_until=NOON + datetime.timedelta(hours=1))
        assert condition.path in visit(therapy.path).hrefs("main a")
        clock.move_to(NOON + datetime.timedelta(hours=1))
        assert "Grief" in visit(therapy.path).text("main")
        assert condition.path not in visit(therapy.path).hrefs("main a")


# --- status -------------------------------------------------------------------------------------------


def status_of(page):
    return status.of(type(page).objects.get(pk=page.pk)).status


def test_the_status_of_a_page_follows_its_life(marketer):
    therapy = TherapyFactory(summary="First.")
    publishing.note_saved(therapy, marketer)
    assert status_of(therapy) is Status.DRAFT

    published(therapy)
    assert status_of(therapy) is Status.LIVE

    changed(therapy, summary="Second.")
    publishing.note_saved(therapy, marketer)
    assert status_of(therapy) is Status.CHANGED

    changed(therapy, summary="First.")
    publishing.note_saved(therapy, marketer)
    assert status_of(therapy) is Status.LIVE

    unpublished(therapy)
    assert status_of(therapy) is Status.TAKEN_BACK


@pytest.mark.parametrize("values", [{"slug": "elsewhere"}, {"position": 7}, {"is_demo": True}])
def test_a_change_that_only_shows_elsewhere_is_a_change(values, marketer):
    therapy = published(TherapyFactory())
    publishing.note_saved(changed(therapy, **values), marketer)
    assert status_of(therapy) is Status.CHANGED


def test_a_change_to_a_part_is_a_change(marketer):
    therapy = published(TherapyFactory(techniques=[{"title": "Breathing", "text": "<p>Slowly.</p>"}]))
    therapy.techniques.update(title="Breathing out")
    publishing.note_saved(therapy, marketer)
    assert status_of(therapy) is Status.CHANGED


def test_saving_counts_revisions_and_names_who_saved(marketer):
    therapy = TherapyFactory()
    for _ in range(2):
        publishing.note_saved(therapy, marketer)
    therapy.refresh_from_db()
    assert (therapy.revision, therapy.saved_by) == (2, marketer)


# --- at the same time ---------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_people_who_publish_the_same_text_at_once_make_one_edition():
    therapy = approved(TherapyFactory(techniques=[{"title": "Breathing", "text": "<p>Slowly.</p>"}]))
    assert together(*[lambda: publishing.publish(therapy, None)] * 4) == [None] * 4
    assert [edition.number for edition in editions_of(therapy)] == [1]


@pytest.mark.django_db(transaction=True)
def test_people_who_publish_different_texts_at_once_never_share_a_number():
    page = StandardPageFactory()

    def save_and_publish(summary):
        type(page).objects.filter(pk=page.pk).update(summary=summary)
        publishing.publish(page, None)

    outcomes = together(*[lambda text=f"Text {n}.": save_and_publish(text) for n in range(6)])

    assert outcomes == [None] * 6
    numbers = [edition.number for edition in editions_of(page)]
    assert numbers == list(range(1, len(numbers) + 1))
    assert Publication.objects.get().edition.summary.startswith("Text ")


@pytest.mark.django_db(transaction=True)
def test_publishing_and_taking_back_at_once_end_in_one_of_the_two():
    therapy = published(TherapyFactory())
    outcomes = together(
        lambda: publishing.unpublish(therapy, None), lambda: publishing.publish(therapy, None)
    )
    assert outcomes == [None, None]
    assert Publication.objects.count() in {0, 1}


@pytest.mark.django_db(transaction=True)
def test_links_are_written_once_for_each_edition():
    condition = ConditionFactory()
    therapy = approved(TherapyFactory(indications=[{"text": "Grief", "condition": condition}]))
    together(*[lambda: publishing.publish(therapy, None)] * 3)
    assert EditionLink.objects.filter(relation="condition").count() == 1
