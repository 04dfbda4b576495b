"""Text that was taken back never comes back by accident: not by the next publication, and not in silence."""

from __future__ import annotations

from typing import Any

import pytest

from alter_site.content.editions import publishing
from alter_site.content.editions.restoring import put_form_back
from alter_site.content.models import Edition, Save
from alter_site.library.models import Person, TeamPage
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
    SafetyCardFactory,
    StandardPageFactory,
    StoryFactory,
    TeamPageFactory,
    TherapyFactory,
    TopicFactory,
    approved,
    changed,
    committed,
    editions_of,
    published,
)
from tests.support.document import Document
from tests.support.forms import typed
from tests.support.markup import check_admin
from tests.support.screens import saved, screen
from therapies.models import Therapy

pytestmark = pytest.mark.django_db

WRONG = "A claim that is not true"


@pytest.fixture
def therapy(marketer, client):
    """A page whose second edition made a claim that has to be taken back."""
    client.force_login(marketer)
    page = TherapyFactory(title="Attachment", techniques=[{"title": "Breathing", "text": "<p>Slowly.</p>"}])
    published(saved(page), marketer)
    page.techniques.update(text=f"<p>Slowly.</p><p>{WRONG}.</p>")
    return saved(published(saved(changed(page, benefits_heading="Painless")), marketer))


@pytest.fixture
def send(client, django_capture_on_commit_callbacks):
    """Send a form of an editor's; return the screen that is shown then."""

    def sending(address, values=None):
        with django_capture_on_commit_callbacks(execute=True):
            document = Document(client.post(address, values or {}, follow=True))
        check_admin(document)
        return document

    return sending


@pytest.fixture
def take_back(client, send, therapy):
    """Make edition 1 live again; ``keep`` the later text in the form, as where it cannot be put back."""

    def taking(*, keep):
        if keep:
            with committed():
                publishing.make_live(editions_of(therapy)[0], None)
            return None
        address = screen(therapy, "make_live", 1)
        return send(address, typed(Document(client.get(address))))

    return taking


def edited(client, send, page, **values):
    """Change something else in the form, have it approved and publish it."""
    form = Document(client.get(screen(page)))
    send(screen(page), typed(form, summary="A new summary.", _save="Save", **values))
    return send(screen(approved(page), "publish"))


def public(client, page):
    return client.get(page.path).content.decode()


# --- the form is put back, which is what the screen proposes ------------------------------------------


def test_the_screen_says_what_becomes_of_the_form_before_anything_is_done(visit_admin, client, therapy):
    document = visit_admin(screen(therapy, "make_live", 1))
    assert document.text("h1") == "Make edition 1 live again?"
    assert "It is set aside in Saves, and the form starts from edition 1" in document.text("#content-main")
    assert publishing.live_edition(therapy).number == 2
    assert screen(therapy, "make_live", 1) in visit_admin(screen(therapy, "history")).hrefs("tbody a")


def test_where_the_form_holds_that_text_already_nothing_is_set_aside(visit_admin, client, send, therapy):
    publishing.unpublish(therapy, None)
    before = Save.objects.count()
    assert "set aside" not in visit_admin(screen(therapy, "make_live", 2)).text("#content-main")
    send(screen(therapy, "make_live", 2))
    assert Save.objects.count() == before
    assert not publishing.is_as_taken_back(therapy)


def test_the_form_says_that_text_was_taken_back_until_somebody_edits_it(
    visit_admin, client, send, take_back, therapy
):
    take_back(keep=False)
    for name in ("change", "history"):
        assert "Taken back" in visit_admin(screen(therapy, name)).texts(".status")
    send(screen(therapy), typed(Document(client.get(screen(therapy))), summary="A new summary."))
    for name in ("change", "history"):
        assert "Taken back" not in visit_admin(screen(therapy, name)).texts(".status")


def test_a_button_pressed_twice_takes_back_once(client, send, therapy):
    for _ in range(2):
        send(screen(therapy, "make_live", 1))
    therapy.refresh_from_db()
    assert publishing.is_as_taken_back(therapy)
    assert Save.objects.filter(why=Save.Why.SET_ASIDE).count() == 1


def test_a_form_opened_before_the_text_was_taken_back_does_not_bring_it_back(
    client, send, take_back, therapy
):
    opened = typed(Document(client.get(screen(therapy))))
    take_back(keep=False)
    asked = send(screen(therapy), opened | {"_publish": ["1"]})
    assert "This page was saved after you opened it" in asked.text(".stale")
    edited(client, send, therapy)
    assert WRONG not in public(client, therapy)


def test_the_text_does_not_come_back_with_the_next_publication(client, send, take_back, therapy):
    assert "The form starts from edition 1." in take_back(keep=False).text(".messagelist")
    assert WRONG not in client.get(screen(therapy)).content.decode()
    edited(client, send, therapy)
    said = public(client, therapy)
    assert WRONG not in said
    assert "Painless" not in said
    assert publishing.live_edition(therapy).summary == "A new summary."


def test_what_the_form_held_is_set_aside_as_a_save(client, send, take_back, therapy, marketer):
    therapy.techniques.update(text="<p>Typed since, past the form.</p>")
    take_back(keep=False)
    (aside,) = Save.objects.of(therapy.pk).filter(why=Save.Why.SET_ASIDE)
    assert "Typed since, past the form." in str(aside.body)
    assert (aside.author, aside.note) == (marketer, "Edition 1 took its place")
    assert "Set aside" in Document(client.get(screen(therapy, "saves"))).text("tbody")
    assert len(editions_of(therapy)) == 2


def test_the_form_is_as_it_was_when_the_edition_was_made(take_back, therapy):
    take_back(keep=False)
    therapy.refresh_from_db()
    first = editions_of(therapy)[0]
    assert publishing.working_hash(therapy) == first.content_hash
    assert therapy.heading_pattern == "{name} for Mental Health and Addiction Treatment"
    assert [row.text for row in therapy.techniques.all()] == ["<p>Slowly.</p>"]


# --- the later text stays in the form -----------------------------------------------------------------


def test_the_form_says_that_it_holds_text_that_was_taken_back(visit_admin, take_back, therapy):
    take_back(keep=True)
    for name in ("change", "history"):
        document = visit_admin(screen(therapy, name))
        said = document.text(".taken-back")
        assert "Live is edition 1; this form still holds the later text that was taken back on" in said
        assert screen(therapy, "make_live", 1) in document.hrefs(".taken-back a")


def test_publishing_it_asks_first_and_says_which_words_come_back(client, send, take_back, therapy):
    take_back(keep=True)
    document = edited(client, send, therapy)
    assert document.text("h1") == "Publish Attachment?"
    shown = " ".join(document.texts(".difference :is(ins, del)"))
    assert WRONG in shown
    assert "Painless" in shown
    assert "Slowly." not in shown
    assert publishing.live_edition(therapy).number == 1
    assert WRONG not in public(client, therapy)


def test_without_the_tick_nothing_is_published(client, send, take_back, therapy):
    take_back(keep=True)
    for values in ({}, {"_brings_back": "1"}, {"_brings_back": ""}):
        document = send(screen(therapy, "publish"), values)
        assert "Not published" in document.text(".error-summary"), values
        assert WRONG not in public(client, therapy), values


def test_with_the_tick_it_is_public_again_and_the_next_publication_asks_nothing(
    client, send, take_back, therapy
):
    take_back(keep=True)
    document = Document(client.get(screen(therapy, "publish")))
    agreed = document.one("input[name=_brings_back]").attributes["value"]
    send(screen(therapy, "publish"), typed(document, _brings_back=agreed))
    assert WRONG in public(client, therapy)
    assert "is live at" in edited(client, send, therapy).text(".messagelist")


def test_a_tick_for_a_text_that_has_changed_meanwhile_is_asked_again(client, send, take_back, therapy):
    take_back(keep=True)
    document = Document(client.get(screen(therapy, "publish")))
    agreed = document.one("input[name=_brings_back]").attributes["value"]
    saved(changed(therapy, use_subtitle="Since then"))
    again = send(screen(therapy, "publish"), typed(document, _brings_back=agreed))
    assert "The form was saved again meanwhile." in again.text(".error-summary")
    assert WRONG not in public(client, therapy)


def test_publishing_still_asks_after_the_page_was_off_the_site_or_saved_in_between(
    client, send, take_back, therapy
):
    take_back(keep=True)
    send(screen(therapy, "unpublish"), {"leads": "nowhere"})
    send(screen(therapy), typed(Document(client.get(screen(therapy))), summary="Saved.", _save="Save"))
    assert edited(client, send, therapy).text("h1") == "Publish Attachment?"
    assert publishing.live_edition(therapy) is None


def test_whoever_publishes_past_the_screens_is_refused_too(take_back, therapy):
    take_back(keep=True)
    with pytest.raises(publishing.BringsBack):
        publishing.publish(approved(therapy), None)


def test_the_form_can_start_from_what_is_live_afterwards(client, send, take_back, therapy):
    take_back(keep=True)
    address = screen(therapy, "make_live", 1)
    document = Document(client.get(address))
    assert document.text("h1") == "Put the form back to edition 1?"
    send(address, typed(document))
    assert publishing.taken_back(therapy) is None
    edited(client, send, therapy)
    assert WRONG not in public(client, therapy)


def test_a_form_that_says_what_is_live_asks_nothing(take_back, therapy):
    take_back(keep=True)
    put_form_back(therapy, editions_of(therapy)[0], None)
    assert publishing.taken_back(therapy) is None


def test_an_edition_of_another_version_leaves_the_form_and_says_so(client, send, therapy):
    first = editions_of(therapy)[0]
    with committed():
        publishing.unpublish(therapy, None)
    Edition.objects.filter(pk=first.pk).update(schema_version=99)
    document = send(screen(therapy, "make_live", 1))
    assert "The form could not be put back to edition 1" in document.text(".messagelist")
    assert WRONG in client.get(screen(therapy)).content.decode()
    assert edited(client, send, therapy).text("h1") == "Publish Attachment?"


# --- putting a form back, for every kind of page ------------------------------------------------------


def everything():
    SafetyCardFactory()
    picture, level = PictureFactory(night=PictureFactory(is_night=True)), LevelOfCareFactory()
    condition = ConditionFactory(signs=["a", "b"], questions=[{"question": "q?", "answer": "<p>a</p>"}])
    condition.levels_of_care.add(level)
    figure = {"figure": "1 of 2", "measures": "x", "n": 2, "period": "x", "method": "x", "source": "x"}
    facility = FacilityFactory(gallery=[picture, picture], levels=[level], amenities=["A garden"], beds=6)
    therapy = TherapyFactory(
        featured_facility=facility,
        featured_picture=picture,
        use_heading="Our way with {name}",
        introduction=f'<p>See <a href="{condition.path}">how it goes</a>.</p>',
        indications=[{"text": "Grief", "condition": condition}, {"text": "Loss"}],
        techniques=[{"title": "t", "text": "<p>x</p>", "in_a_session": "y"}],
    )
    therapy.sources.create(label="Bowlby, 1969", url="https://example.org/")
    home = HomePageFactory(hero=picture)
    home.therapies.add(therapy)
    team: list[dict[str, Any]] = [
        {"name": "Ana", "role": "x", "permission": "Signed", "picture": picture},
        {"name": "B", "role": "y"},
    ]
    team[1]["is_demo"] = True
    section = {"heading": "h", "text": "<p>x</p>", "shows": "map", "picture": picture, "caption": "c"}
    return [
        therapy,
        condition,
        facility,
        changed(level, step_down=LevelOfCareFactory(), lives_here=True),
        home,
        IndexPageFactory(hero=picture),
        StandardPageFactory(slug="about/us", sections=[section]),
        ArticleFactory(topic=TopicFactory(), sections=[{"heading": "h", "text": "<p>x</p>"}]),
        FaqGroupFactory(stands_alone=True, questions=[{"question": "q?", "answer": "<p>a</p>"}]),
        GlossaryPageFactory(),
        TeamPageFactory(people=team),
        OutcomesPageFactory(outcomes=[figure]),
        StoryFactory(),
    ]


def test_the_form_of_every_kind_of_page_is_put_back_whole(subtests):
    for page in everything():
        with subtests.test(kind=page._meta.model_name):
            published(saved(page))
            first = editions_of(page)[0]
            change_everything(page)
            assert publishing.working_hash(page) != first.content_hash
            assert put_form_back(page, first, None) == []
            assert publishing.working_hash(page) == first.content_hash


def change_everything(page):
    page.refresh_from_db()
    for field in page._meta.concrete_fields:
        if field.name not in page.INTERNAL and field.get_internal_type() in {"TextField", "RichTextField"}:
            setattr(page, field.attname, "<p>Other</p>")
    changed(page, title="Other", slug="other", is_demo=True, position=7)
    for relation in page._meta.related_objects:
        if relation.remote_field.name == "page" and hasattr(relation.related_model, "position"):
            getattr(page, relation.get_accessor_name()).all().delete()
    for field in page._meta.many_to_many:
        getattr(page, field.name).clear()
    page.sources.all().delete()


def test_what_is_never_printed_of_a_person_stays_with_them():
    page = saved(published(TeamPageFactory(people=[{"name": "Ana", "role": "x", "permission": "Signed"}])))
    Person.objects.update(role="y")
    put_form_back(page, editions_of(page)[0], None)
    person = TeamPage.objects.get().people.get()
    assert (person.role, person.permission) == ("x", "Signed")


def test_a_picture_that_is_gone_is_named_and_the_rest_is_put_back(client, send, take_back, therapy):
    picture = PictureFactory()
    page = saved(published(saved(TherapyFactory(featured_picture=picture, use_subtitle="Then"))))
    saved(published(changed(page, featured_picture=None, use_subtitle="Now")))
    picture.delete()
    client.get(screen(page))
    document = send(screen(page, "make_live", 1))
    said = document.text(".messagelist")
    assert "Not put back, because it is gone: Featured picture." in said
    assert Therapy.objects.get(pk=page.pk).use_subtitle == "Then"
    assert publishing.taken_back(page)


def test_an_address_that_another_page_has_taken_stays_as_it_is():
    page = published(TherapyFactory(slug="first"))
    published(changed(page, slug="second"))
    TherapyFactory(slug="first")
    put_form_back(page, editions_of(page)[0], None)
    assert Therapy.objects.get(pk=page.pk).slug == "second"


def test_an_edition_of_another_version_leaves_the_form_as_it_is(send, therapy):
    Edition.objects.filter(page_id=therapy.pk, number=1).update(schema_version=99)
    document = send(screen(therapy, "make_live", 1), {"form": "back"})
    assert "could not be put back" in document.text(".messagelist")
    assert Therapy.objects.get(pk=therapy.pk).benefits_heading == "Painless"
    assert publishing.taken_back(therapy)
