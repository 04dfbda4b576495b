"""Two people edit one page: the second save is refused in words, and nothing typed is lost."""

from __future__ import annotations

import datetime
from unittest import mock

import pytest
import time_machine
from django.contrib import admin

from alter_site.content.editions import publishing
from alter_site.content.models import Edition, Publication
from tests.factories import MarketerFactory, PictureFactory, TherapyFactory, editions_of
from tests.support.document import Document
from tests.support.forms import typed
from tests.support.markup import check_admin
from tests.support.screens import saved, screen
from tests.support.sign_in import StaffClient
from therapies.admin import TherapyAdmin
from therapies.models import Therapy

pytestmark = pytest.mark.django_db

TWO_FOURTEEN = datetime.datetime(2026, 11, 23, 22, 14, tzinfo=datetime.UTC)  # in Dana Point: 2:14 pm
TWO_TWENTY = TWO_FOURTEEN + datetime.timedelta(minutes=6)
TECHNIQUES = [{"title": title, "text": f"<p>{title}.</p>"} for title in ("First", "Second")]


@pytest.fixture
def ana():
    return MarketerFactory(first_name="Ana", last_name="Demo")


@pytest.fixture
def ben():
    return MarketerFactory(first_name="Ben", last_name="Demo")


@pytest.fixture
def therapy():
    return saved(TherapyFactory(title="Attachment", techniques=TECHNIQUES))


@pytest.fixture(autouse=True)
def clock():
    """All happens within one session, whatever the day on which the test runs."""
    with time_machine.travel(TWO_FOURTEEN, tick=False) as clock:
        yield clock


@pytest.fixture
def refused(therapy, ana, ben, clock):
    """Ben opens the page, Ana saves it, Ben saves: what Ben sees, and how he goes on."""

    def saving(by_ana=None, **by_ben):
        bens = opened_by(ben, therapy)
        values = typed(bens.document, **by_ben)
        anas = opened_by(ana, therapy)
        clock.move_to(TWO_TWENTY)
        response = anas.save(typed(anas.document, **(by_ana or {"summary": "Ana was here."})))
        assert response.status_code == 302
        return bens, bens.save(values)

    return saving


class opened_by:  # noqa: N801 (reads as a phrase)
    """A page's form in somebody's browser."""

    def __init__(self, person, page):
        self.client = StaffClient()
        self.client.force_login(person)
        self.address = screen(page)
        self.document = Document(self.client.get(self.address))

    def save(self, values):
        return self.client.post(self.address, values)


def test_a_stale_save_is_refused_with_both_names_and_both_times(refused, therapy):
    _, response = refused(title="From Ben")
    assert response.status_code == 200
    document = Document(response)
    check_admin(document)
    said = document.text(".stale")
    assert "You, Ben Demo, opened this page at 2:14 pm. Ana Demo saved it at 2:20 pm." in said
    therapy.refresh_from_db()
    assert therapy.title == "Attachment"
    assert therapy.summary == "Ana was here."


def test_everything_typed_is_still_in_the_form(refused):
    _, response = refused(
        title="From Ben",
        **{
            "techniques-0-title": "First, said better",
            "techniques-0-ORDER": "2",
            "techniques-1-ORDER": "1",
            "techniques-TOTAL_FORMS": "3",
            "techniques-2-title": "A third",
            "techniques-2-text": "<p>Its text.</p>",
        },
    )
    values = typed(Document(response))
    assert values["title"] == ["From Ben"]
    assert values["techniques-0-title"] == ["First, said better"]
    assert values["techniques-0-ORDER"] == ["2"]
    assert values["techniques-2-title"] == ["A third"]
    assert values["techniques-2-text"] == ["<p>Its text.</p>"]


def test_rows_stand_in_the_order_that_was_typed(refused):
    _, response = refused(**{"techniques-0-ORDER": "2", "techniques-1-ORDER": "1"})
    assert Document(response).texts("#techniques-group [data-title]") == ["Second", "First"]


def test_saving_again_without_a_decision_is_refused_again(refused):
    bens, response = refused(title="From Ben")
    again = bens.save(typed(Document(response)))
    assert "Ana Demo saved it at 2:20 pm" in Document(again).text(".stale")


def test_save_mine_over_it_saves_what_was_typed(refused, therapy):
    bens, response = refused(title="From Ben")
    document = Document(response)
    assert document.one(".stale button").attributes["name"] == "_over"
    values = typed(document, _over=document.one(".stale button").attributes["value"])
    assert bens.save(values).status_code == 302
    therapy.refresh_from_db()
    assert therapy.title == "From Ben"
    assert therapy.summary == "One plain sentence about it."


def default_button(document):
    """What Enter presses in any field of a form, by the rules of HTML: the first that sends it."""
    found = document.all("#content-main form :is(button:not([type=button]), input[type=submit])")
    return found[0].attributes


def test_enter_in_any_field_never_saves_over_a_colleague(refused, therapy):
    bens, response = refused(title="From Ben")
    for _ in range(3):
        document = Document(response)
        button = default_button(document)
        assert button["name"] != "_over"
        response = bens.save(typed(document, **{button["name"]: button["value"]}))
        assert response.status_code == 200
    therapy.refresh_from_db()
    assert (therapy.title, therapy.summary) == ("Attachment", "Ana was here.")
    assert typed(Document(response))["title"] == ["From Ben"]


@pytest.mark.parametrize("button", ["_save", "_preview", "_publish"])
def test_no_button_under_the_form_saves_over_a_colleague(refused, therapy, button):
    bens, response = refused(title="From Ben")
    again = bens.save(typed(Document(response), **{button: "Save"}))
    assert "Ana Demo saved it" in Document(again).text(".stale")
    assert not Edition.objects.exists()


def test_what_was_saved_over_is_kept_in_the_history(refused, therapy, ana):
    bens, response = refused(title="From Ben")
    button = Document(response).one(".stale button").attributes["value"]
    bens.save(typed(Document(response), _over=button))
    (kept,) = editions_of(therapy)
    assert (kept.author, kept.title, kept.summary) == (ana, "Attachment", "Ana was here.")
    said = Document(bens.client.get(bens.address)).text(".messagelist")
    assert "What Ana Demo had saved is kept in the history as edition 1." in said
    assert not Publication.objects.exists()
    assert "Attachment" in Document(bens.client.get(screen(therapy, "history"))).text("tbody")
    assert "Saved over another save." in bens.client.get(screen(therapy, "saves")).content.decode()


def test_a_text_that_could_not_be_published_is_kept_all_the_same(refused, therapy):
    picture = PictureFactory(ready_widths=[])
    bens, response = refused(by_ana={"featured_picture": str(picture.pk)}, title="From Ben")
    bens.save(typed(Document(response), _over=str(therapy.revision + 1)))
    (kept,) = editions_of(therapy)
    assert kept.body["featured_picture"]
    answer = bens.client.post(screen(therapy, "make_live", 1), follow=True)
    assert "still being prepared" in Document(answer).text(".messagelist")


def test_save_mine_over_it_is_refused_when_yet_another_save_came_in_between(refused, therapy, ana):
    bens, response = refused(title="From Ben")
    values = typed(Document(response), _over=str(therapy.revision + 1))
    saved(therapy, ana)
    assert "Ana Demo saved it" in Document(bens.save(values)).text(".stale")


def test_a_row_that_the_other_person_deleted_is_kept_for_the_one_who_typed_in_it(refused, therapy):
    bens, response = refused(
        by_ana={"techniques-1-DELETE": "on"}, **{"techniques-1-title": "Second, said better"}
    )
    document = Document(response)
    assert document.texts("#techniques-group [data-title]")[1:] != []
    values = typed(document, _over=str(therapy.revision + 1))
    assert values["techniques-1-title"] == ["Second, said better"]
    answer = bens.save(values)
    assert answer.status_code == 302, Document(answer).texts(".error-summary, .stale")
    assert [row.title for row in therapy.techniques.all()] == ["First", "Second, said better"]


def test_a_row_that_both_deleted_is_gone(refused, therapy):
    bens, response = refused(by_ana={"techniques-1-DELETE": "on"}, title="From Ben")
    values = typed(Document(response), _over=str(therapy.revision + 1), **{"techniques-1-DELETE": "on"})
    assert Document(response).all("#techniques-1 input[name=techniques-1-DELETE]")
    bens.save(values)
    assert [row.title for row in therapy.techniques.all()] == ["First"]


def test_a_row_that_the_other_person_added_is_not_lost(refused, therapy):
    added = {
        "techniques-TOTAL_FORMS": "3",
        "techniques-2-title": "From Ana",
        "techniques-2-text": "<p>Hers.</p>",
    }
    bens, response = refused(by_ana=added, title="From Ben")
    bens.save(typed(Document(response), _over=str(therapy.revision + 1)))
    assert "From Ana" in [row.title for row in therapy.techniques.all()]


def test_ones_own_save_in_another_window_is_named_as_such(therapy, ben):
    with time_machine.travel(TWO_FOURTEEN, tick=False):
        first, second = opened_by(ben, therapy), opened_by(ben, therapy)
    with time_machine.travel(TWO_TWENTY, tick=False):
        first.save(typed(first.document))
        said = Document(second.save(typed(second.document))).text(".stale")
    assert "You, Ben Demo, opened this page at 2:14 pm and saved it in another window at 2:20 pm." in said


def test_a_save_on_another_day_is_told_with_its_day(therapy, ana, ben):
    with time_machine.travel(TWO_FOURTEEN - datetime.timedelta(days=1), tick=False):
        bens = opened_by(ben, therapy)
    with time_machine.travel(TWO_TWENTY, tick=False):
        saved(therapy, ana)
        bens.client.force_login(ben)
        said = Document(bens.save(typed(bens.document))).text(".stale")
    assert "2:14 pm on November 22, 2026" in said


def test_two_saves_by_the_same_person_one_after_the_other_are_no_conflict(therapy, ben):
    for title in ("Once", "Twice"):
        bens = opened_by(ben, therapy)
        assert bens.save(typed(bens.document, title=title)).status_code == 302
    therapy.refresh_from_db()
    assert therapy.title == "Twice"


def test_the_row_is_written_only_at_the_revision_that_was_checked(therapy, ana):
    checked = Therapy.objects.get(pk=therapy.pk)
    assert TherapyAdmin(Therapy, admin.site).is_still_at(checked)
    publishing.note_saved(therapy, ana)
    assert not TherapyAdmin(Therapy, admin.site).is_still_at(checked)


def test_a_save_that_was_overtaken_after_its_check_reads_the_page_again(therapy, ben):
    bens = opened_by(ben, therapy)
    with mock.patch.object(TherapyAdmin, "is_still_at", side_effect=[False, True]) as asked:
        response = bens.save(typed(bens.document, title="From Ben"))
    assert response.status_code == 302
    assert asked.call_count == 2
    therapy.refresh_from_db()
    assert therapy.revision == 2


@pytest.mark.parametrize("revision", ["", "-1", "many", "1" * 5000, "0\0"])
def test_a_form_without_a_readable_revision_saves_nothing_and_says_so(therapy, ben, revision):
    bens = opened_by(ben, therapy)
    response = bens.save(typed(bens.document, title="From Ben", revision=revision))
    assert response.status_code == 200
    assert "does not say which save it was opened from" in response.content.decode()
    assert not Therapy.objects.filter(title="From Ben").exists()


def test_a_strange_opening_time_is_left_out(therapy, ana, ben):
    bens = opened_by(ben, therapy)
    saved(therapy, ana)
    response = bens.save(typed(bens.document, opened_at="long ago"))
    assert "does not say" in response.content.decode() or "before that" in response.content.decode()
