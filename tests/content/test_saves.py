"""Every save of a page is kept whole; any two are compared, and one is put back in whole or in part."""

from __future__ import annotations

import datetime

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from alter_site.content.editions import publishing, saves
from alter_site.content.models import Edition, Save
from alter_site.library.models import Person, Story
from alter_site.staff.groups import CLINICAL_REVIEWER
from tests.factories import (
    MarketerFactory,
    PictureFactory,
    StaffFactory,
    StoryFactory,
    TeamPageFactory,
    TherapyFactory,
    approved,
    changed,
    published,
)
from tests.support.document import Document
from tests.support.forms import typed
from tests.support.markup import check_admin
from tests.support.screens import saved, screen
from therapies.models import Therapy

pytestmark = pytest.mark.django_db

TECHNIQUES = [{"title": title, "text": f"<p>{title}.</p>"} for title in ("First", "Second")]


@pytest.fixture
def therapy():
    return saved(TherapyFactory(title="Attachment", summary="One.", techniques=TECHNIQUES))


@pytest.fixture
def save(client, marketer):
    """Save the page's form with other values."""
    client.force_login(marketer)

    def saving(page, **values):
        form = typed(Document(client.get(screen(page))))
        assert (
            client.post(
                screen(page), {**form, **{name: [value] for name, value in values.items()}}
            ).status_code
            == 302
        )

    return saving


@pytest.fixture
def put_back(client):
    """Press a button of the screen that compares: the whole, a section or a row."""

    def putting(page, name, **what):
        page.refresh_from_db()
        values = {"revision": str(page.revision)} | what
        document = Document(client.post(screen(page, "restore", name), values, follow=True))
        check_admin(document)
        return document

    return putting


def compared(client, page, before, after="form"):
    document = Document(client.get(f"{screen(page, 'compare')}?a={before}&b={after}"))
    check_admin(document)
    return document


# --- kept ---------------------------------------------------------------------------------------------


def test_each_save_is_kept_whole_with_who_and_when(save, therapy, marketer):
    save(therapy, summary="Two.", **{"techniques-0-title": "First, said better"})
    newest = Save.objects.of(therapy.pk).first()
    assert (newest.number, newest.author, newest.why) == (2, marketer, "saved")
    assert newest.body["summary"] == "Two."
    assert newest.body["techniques"][0]["title"] == "First, said better"
    therapy.refresh_from_db()
    assert (newest.revision, newest.content_hash) == (therapy.revision, therapy.working_hash)


def test_the_same_text_saved_twice_is_one_save(save, therapy):
    for _ in range(2):
        save(therapy)
    assert Save.objects.of(therapy.pk).count() == 1


def test_what_was_changed_past_the_form_is_kept_before_the_next_save(save, therapy):
    therapy.techniques.update(text="<p>Written by a program.</p>")
    save(therapy, **{"techniques-0-text": "<p>Mine.</p>", "techniques-1-text": "<p>Mine.</p>"})
    texts = [one.body["techniques"][0]["text"]["html"] for one in Save.objects.of(therapy.pk)]
    assert texts == ["<p>Mine.</p>", "<p>Written by a program.</p>", "<p>First.</p>"]


def test_what_is_never_printed_is_kept_and_put_back_too(client, marketer, put_back):
    client.force_login(marketer)
    team = saved(TeamPageFactory(people=[{"name": "Ana", "role": "x", "permission": "Paper 7"}]))
    story = StoryFactory(authorization="Folder 9")
    saved(story)
    Person.objects.update(permission="")
    saved(changed(story, authorization=""))
    saved(team)
    assert "Paper 7" in compared(client, team, "save-1").text("#content-main")
    put_back(team, "save-1")
    put_back(story, "save-1")
    assert Person.objects.get().permission == "Paper 7"
    assert Story.objects.get().authorization == "Folder 9"
    assert Story.objects.get().signed_on == story.signed_on


# --- listed -------------------------------------------------------------------------------------------


def test_saves_and_editions_stand_in_one_list_newest_first(client, marketer, therapy):
    client.force_login(marketer)
    publishing.publish(approved(therapy), marketer)
    saved(changed(therapy, summary="Two."), marketer)
    document = Document(client.get(screen(therapy, "saves")))
    check_admin(document)
    assert document.texts("tbody th") == ["The form now", "Save 2", "Edition 1 Live", "Save 1"]


@time_machine.travel(datetime.datetime(2026, 11, 23, 22, tzinfo=datetime.UTC), tick=False)  # within one act
def test_a_history_of_a_thousand_saves_takes_as_many_queries_as_a_short_one(client, marketer, therapy):
    client.force_login(marketer)
    published(therapy, marketer)
    address = screen(therapy, "saves")
    client.get(address)
    with CaptureQueriesContext(connection) as few:
        client.get(address)
    first, edition = Save.objects.get(), Edition.objects.get()
    for number in range(2, 1002):
        first.pk, first.number, first.author = None, number, marketer
        first.content_hash = f"{number:064}"
        Save.objects.bulk_create([first])
    for number in range(2, 202):
        edition.pk, edition.number = None, number
        Edition.objects.bulk_create([edition])
    client.get(address)  # the session is written when it is a while old, as after making so many rows
    with CaptureQueriesContext(connection) as many:
        document = Document(client.get(address))
    assert len(many) == len(few)
    assert not [query for query in many if '."body"' in query["sql"]]
    assert len(document.all("tbody tr")) == 51
    assert document.texts(".paginator a") == ["Older"]
    assert len(Document(client.get(f"{address}?p=25")).all("tbody tr")) == 3
    form = screen(therapy)
    with CaptureQueriesContext(connection) as opening:
        client.get(form)
    assert not [query for query in opening if "content_save" in query["sql"]]


def test_a_save_is_shown_as_visitors_would_read_it(client, marketer, therapy):
    client.force_login(marketer)
    saved(changed(therapy, benefits_heading="Later"), marketer)
    first = Document(client.get(screen(therapy, "save", 1)))
    assert "Later" not in first.html
    assert "First" in first.html
    assert client.get(screen(therapy, "save", 9)).status_code == 404


def test_a_save_of_another_version_says_so_and_is_not_put_back(client, marketer, therapy, put_back):
    client.force_login(marketer)
    Save.objects.update(schema_version=99)
    answer = Document(client.get(screen(therapy, "save", 1), follow=True))
    assert "was made by another version" in answer.text(".messagelist")
    changed(therapy, summary="Two.")
    assert not compared(client, therapy, "save-1").all("form[action*=restore]")
    assert "cannot read save 1" in put_back(therapy, "save-1").text(".messagelist")


# --- compared -----------------------------------------------------------------------------------------


def test_any_two_texts_are_compared_word_by_word(client, marketer, therapy):
    client.force_login(marketer)
    published(therapy, marketer)
    saved(changed(therapy, summary="One more."), marketer)
    for before, after in (
        ("save-1", "save-2"),
        ("edition-1", "form"),
        ("live", "form"),
        ("edition-1", "save-2"),
    ):
        document = compared(client, therapy, before, after)
        assert document.texts(".difference ins, .difference del") == ["Removed: One.", "Added: One more."]
    assert "Both say the same." in compared(client, therapy, "live", "save-1").text("#content-main")


@pytest.mark.parametrize("name", ["save-9", "edition-1", "live", "nonsense", "save-", "save-99999999999"])
def test_a_text_that_never_was_is_not_found(client, marketer, therapy, name):
    client.force_login(marketer)
    assert client.get(f"{screen(therapy, 'compare')}?a={name}").status_code == 404


# --- put back -----------------------------------------------------------------------------------------


def test_the_whole_of_a_save_is_put_back_as_a_save_of_its_own(save, client, therapy, put_back, marketer):
    save(therapy, summary="Two.", **{"techniques-0-DELETE": "on"})
    document = put_back(therapy, "save-1")
    assert "The form holds what save 1 said." in document.text(".messagelist")
    therapy.refresh_from_db()
    assert therapy.summary == "One."
    assert [row.title for row in therapy.techniques.all()] == ["First", "Second"]
    newest, before = Save.objects.of(therapy.pk)[:2]
    assert (newest.why, newest.note, newest.author) == ("restored", "Save 1", marketer)
    assert before.body["summary"] == "Two."


def test_one_section_is_put_back_and_the_others_stay(save, client, therapy, put_back):
    save(therapy, summary="Two.", title="Changed", **{"techniques-0-title": "Other"})
    assert compared(client, therapy, "save-1").all("input[name=section][value=summary]")
    put_back(therapy, "save-1", section="summary")
    therapy.refresh_from_db()
    assert (therapy.summary, therapy.title) == ("One.", "Changed")
    assert therapy.techniques.first().title == "Other"


def test_one_row_is_put_back_in_its_place_or_where_it_stood(save, therapy, put_back):
    save(therapy, **{"techniques-0-DELETE": "on", "techniques-1-text": "<p>Second, and wrong.</p>"})
    put_back(therapy, "save-1", section="techniques", row="1")
    assert [row.text for row in therapy.techniques.all()] == ["<p>First.</p>", "<p>Second, and wrong.</p>"]
    put_back(therapy, "save-1", section="techniques", row="2")
    assert [row.text for row in therapy.techniques.all()] == ["<p>First.</p>", "<p>Second.</p>"]


def test_a_row_keeps_the_number_by_which_an_open_form_knows_it(save, therapy, put_back):
    before = list(therapy.techniques.values_list("pk", flat=True))
    save(therapy, summary="Two.")
    put_back(therapy, "save-1")
    assert list(therapy.techniques.values_list("pk", flat=True)) == before


def test_an_address_is_put_back_alone(save, therapy, put_back):
    was = therapy.slug
    save(therapy, slug="elsewhere", summary="Two.")
    put_back(therapy, "save-1", section="path")
    therapy.refresh_from_db()
    assert (therapy.slug, therapy.summary) == (was, "Two.")


@pytest.mark.parametrize(
    "what",
    [{"section": "nonsense"}, {"section": "techniques", "row": "9"}, {"section": "techniques", "row": "x"}],
)
def test_a_section_or_row_that_the_save_does_not_have_is_not_put_back(save, therapy, put_back, what):
    save(therapy, summary="Two.")
    assert "Nothing was put back" in put_back(therapy, "save-1", **what).text(".messagelist")
    therapy.refresh_from_db()
    assert therapy.summary == "Two."


def test_a_save_that_came_meanwhile_is_not_put_away_unseen(save, therapy, put_back):
    save(therapy, summary="Two.")
    said = put_back(therapy, "save-1", revision="1").text(".messagelist")
    assert "saved this page meanwhile" in said
    therapy.refresh_from_db()
    assert therapy.summary == "Two."


@pytest.mark.parametrize("what", [{}, {"section": "summary"}])
def test_what_is_put_back_by_two_presses_is_put_back_once(save, therapy, put_back, what):
    save(therapy, summary="Two.")
    seen = str(Therapy.objects.get().revision)
    put_back(therapy, "save-1", **what)
    numbers = Save.objects.of(therapy.pk).count()
    said = put_back(therapy, "save-1", revision=seen, **what).text(".messagelist")
    assert "The form holds what save 1 said already." in said
    assert "meanwhile" not in said
    assert Save.objects.of(therapy.pk).count() == numbers


def test_a_picture_that_is_gone_is_named(save, therapy, put_back):
    picture = PictureFactory()
    saved(changed(therapy, featured_picture=picture))
    save(therapy, featured_picture="")
    picture.delete()
    assert "because it is gone: Featured picture" in put_back(therapy, "save-2").text(".messagelist")


def test_whoever_may_only_look_compares_and_puts_nothing_back(client, therapy):
    client.force_login(StaffFactory(group=CLINICAL_REVIEWER))
    saved(changed(therapy, summary="Two."))
    assert client.get(screen(therapy, "saves")).status_code == 200
    assert not compared(client, therapy, "save-1").all("form[action*=restore]")
    values = {"revision": str(Therapy.objects.get().revision)}
    assert client.post(screen(therapy, "restore", "save-1"), values).status_code == 403


def test_two_people_never_take_the_same_number(therapy):
    first, second = MarketerFactory(), MarketerFactory()
    publishing.note_saved(changed(therapy, summary="Two."), first)
    publishing.note_saved(changed(therapy, summary="Three."), second)
    assert [one.number for one in Save.objects.of(therapy.pk)] == [3, 2, 1]
    assert saves.at_revision(therapy.pk, therapy.revision).at <= timezone.now()
