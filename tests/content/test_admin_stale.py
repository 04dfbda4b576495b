"""Two people edit one page: the second save is refused in words, and nothing typed is lost."""

from __future__ import annotations

import datetime
from unittest import mock

import pytest
import time_machine
from django.contrib import admin
from django.urls import reverse

from alter_site.content.admin.saves.stale_views import StaleViews
from alter_site.content.editions import publishing
from alter_site.content.models import Edition, Save
from tests.factories import MarketerFactory, TherapyFactory, changed
from tests.support.document import Document, words
from tests.support.forms import typed
from tests.support.markup import check_admin
from tests.support.screens import saved, screen
from tests.support.sign_in import StaffClient
from tests.support.undone import undone
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
        clock.move_to(TWO_TWENTY)
        if by_ana:
            anas = opened_by(ana, therapy)
            assert anas.save(typed(anas.document, **by_ana)).status_code == 302
        else:
            saved(changed(Therapy.objects.get(), summary="Ana was here."), ana)
        return bens, bens.save(values)

    return saving


class opened_by:  # noqa: N801 (reads as a phrase)
    """A page's form in somebody's browser."""

    def __init__(self, person, page):
        self.client = StaffClient()
        self.client.force_login(person)
        self.address = screen(page) if page else reverse("admin:therapies_therapy_add")
        self.document = Document(self.client.get(self.address))

    def save(self, values):
        return self.client.post(self.address, values)


def test_a_stale_save_is_refused_with_both_names_and_both_times(refused, therapy):
    _, response = refused(by_ana={"summary": "Ana was here."}, title="From Ben")
    assert response.status_code == 200
    document = Document(response)
    check_admin(document)
    said = document.text(".stale")
    assert "You, Ben Demo, opened this page at 2:14 pm. Ana Demo saved it at 2:20 pm." in said
    therapy.refresh_from_db()
    assert therapy.title == "Attachment"
    assert therapy.summary == "Ana was here."


def default_button(document):
    """What Enter presses in any field of a form, by the rules of HTML: the first that sends it."""
    found = document.all("#content-main form :is(button:not([type=button]), input[type=submit])")
    return found[0].attributes


def choose(client, document, **values):
    """Choose sides on the screen with both texts, and save what is chosen."""
    sent = typed(document, "#together_form", _together="1", **values)
    address = document.one("#together_form").attributes["action"]
    return client.post(address, sent)


def test_each_section_shows_both_texts_with_their_words_marked(refused):
    _, response = refused(
        by_ana={"summary": "One plain phrase about it."}, summary="One very plain sentence about it."
    )
    document = Document(response)
    theirs, mine = document.all(".together-sides > div")
    assert [words(node) for node in theirs.css("ins, del")] == ["Removed: sentence", "Added: phrase"]
    assert [words(node) for node in mine.css("ins, del")] == ["Added: very"]
    assert "What Ana Demo saved" in words(theirs)


def test_what_both_changed_stays_as_it_is_saved_unless_somebody_says_otherwise(refused, therapy):
    bens, response = refused(summary="From Ben.", title="Ben's title")
    document = Document(response)
    assert typed(document, "#together_form")["choice-summary"] == ["theirs"]
    assert typed(document, "#together_form")["choice-title"] == ["mine"]
    assert choose(bens.client, document).status_code == 302
    therapy.refresh_from_db()
    assert (therapy.title, therapy.summary) == ("Ben's title", "Ana was here.")


def test_mine_is_saved_where_it_is_chosen_and_theirs_stays_among_the_saves(refused, therapy, ana, ben):
    bens, response = refused(summary="From Ben.")
    choose(bens.client, Document(response), **{"choice-summary": "mine"})
    therapy.refresh_from_db()
    assert (therapy.summary, therapy.saved_by) == ("From Ben.", ben)
    kept = Save.objects.of(therapy.pk).get(author=ana)
    assert kept.body["summary"] == "Ana was here."
    assert not Edition.objects.exists()


def test_a_section_can_be_written_anew(refused, therapy):
    bens, response = refused(summary="From Ben.", introduction="<p>Mine.</p>")
    document = Document(response)
    assert document.one("textarea[name=anew-summary]").text() == "From Ben."
    values = {"choice-summary": "edited", "anew-summary": "From both.", "choice-introduction": "edited"}
    choose(bens.client, document, **values, **{"anew-introduction": "<p>Better.</p><script>x</script>"})
    therapy.refresh_from_db()
    assert therapy.summary == "From both."
    assert therapy.introduction == "<p>Better.</p>"


def test_what_is_written_anew_is_checked_as_in_the_form_and_not_lost(refused, therapy):
    bens, response = refused(summary="From Ben.")
    document = Document(response)
    too_long = "x" * 301
    again = Document(choose(bens.client, document, **{"choice-summary": "edited", "anew-summary": too_long}))
    check_admin(again)
    assert "at most 300 characters" in again.text(".errornote")
    assert again.one("textarea[name=anew-summary]").text() == too_long
    therapy.refresh_from_db()
    assert therapy.summary == "Ana was here."


def test_what_was_typed_is_kept_before_anything_is_chosen_and_once_only(refused, therapy, ben):
    bens, _ = refused(title="From Ben", introduction="<p>Long work.</p>")
    bens.save(typed(bens.document, title="From Ben", introduction="<p>Long work.</p>"))
    kept = Save.objects.of(therapy.pk).get(why=Save.Why.OVERTAKEN)
    assert (kept.author, kept.title) == (ben, "From Ben")
    assert kept.body["introduction"] == {"html": "<p>Long work.</p>"}
    listed = Document(bens.client.get(screen(therapy, "saves")))
    assert "Typed while somebody else saved" in listed.text("tbody")
    assert screen(therapy, "together", kept.number) in listed.hrefs("tbody a")


def test_enter_in_any_field_never_saves_over_a_colleague(refused, therapy):
    bens, response = refused(title="From Ben", summary="From Ben.")
    document = Document(response)
    button = default_button(document)
    assert button["name"] == "_leave"
    sent = typed(document, "#together_form", **{button["name"]: button["value"], "choice-summary": "mine"})
    answer = bens.client.post(document.one("#together_form").attributes["action"], sent, follow=True)
    therapy.refresh_from_db()
    assert (therapy.title, therapy.summary) == ("Attachment", "Ana was here.")
    assert "is kept in Saves, as save" in Document(answer).text(".messagelist")
    assert typed(Document(answer))["summary"] == ["Ana was here."]


def test_no_button_under_the_form_saves_over_a_colleague(refused, therapy):
    bens, _ = refused(title="From Ben")
    for button in ("_save", "_preview", "_publish"):
        again = bens.save(typed(bens.document, title="From Ben", **{button: "Save"}))
        assert "Ana Demo saved it" in Document(again).text(".stale"), button
        therapy.refresh_from_db()
        assert therapy.title == "Attachment", button
    assert not Edition.objects.exists()


def test_a_save_that_comes_while_one_chooses_is_shown_before_anything_is_saved(refused, therapy, ana):
    bens, response = refused(summary="From Ben.")
    saved(changed(Therapy.objects.get(pk=therapy.pk), use_subtitle="Later, from Ana."), ana)
    again = Document(choose(bens.client, Document(response), **{"choice-summary": "mine"}))
    check_admin(again)
    assert "It was saved once more while you chose." in again.text(".stale")
    assert typed(again, "#together_form")["choice-summary"] == ["mine"]
    therapy.refresh_from_db()
    assert therapy.summary == "Ana was here."
    choose(bens.client, again, **{"choice-summary": "mine"})
    therapy.refresh_from_db()
    assert (therapy.summary, therapy.use_subtitle) == ("From Ben.", "Later, from Ana.")


@pytest.mark.parametrize(
    ("chosen", "then"),
    [
        ({"choice-summary": "mine"}, "What you wrote anew was not saved. Go back once to find it"),
        ({"choice-summary": "theirs"}, "It was saved once more while you chose."),
        (
            {"choice-summary": "edited", "anew-summary": "From both."},
            "It was saved once more while you chose.",
        ),
    ],
    ids=["mine", "theirs", "edited"],
)
def test_a_double_press_saves_once_and_another_choice_asks_again(refused, therapy, chosen, then):
    bens, response = refused(summary="From Ben.")
    document = Document(response)
    first = choose(bens.client, document, **chosen)
    numbers = Save.objects.of(therapy.pk).count()
    again = choose(bens.client, document, **chosen)
    assert (again.status_code, again.url) == (302, first.url)
    assert Save.objects.of(therapy.pk).count() == numbers
    otherwise = choose(bens.client, document, **{"choice-summary": "edited", "anew-summary": "Once more."})
    shown = bens.client.get(otherwise.url) if otherwise.status_code == 302 else otherwise
    assert then in shown.content.decode()


def test_of_two_presses_at_one_moment_the_second_is_answered_like_the_first(refused, therapy, monkeypatch):
    bens, response = refused(summary="From Ben.")
    document = Document(response)
    chosen = {"choice-summary": "edited", "anew-summary": "From both."}
    written_anew = StaleViews._written_anew

    def after_the_other_press(*args):
        monkeypatch.setattr(StaleViews, "_written_anew", written_anew)
        assert choose(bens.client, document, **chosen).status_code == 302
        return written_anew(*args)

    monkeypatch.setattr(StaleViews, "_written_anew", after_the_other_press)
    again = choose(bens.client, document, **chosen)
    assert (again.status_code, again.url) == (302, screen(therapy))


def test_the_same_text_sent_once_more_meets_no_other_text(therapy, ben):
    bens = opened_by(ben, therapy)
    for button in ("_save", "_continue", "_preview"):
        with undone():
            values = typed(bens.document, summary="From Ben.", **{button: "1"})
            first = bens.save(values)
            numbers = Save.objects.of(therapy.pk).count()
            second = bens.save(values)
            assert (second.status_code, second.url) == (302, first.url), button
            assert Save.objects.of(therapy.pk).count() == numbers, button
            assert Therapy.objects.get().summary == "From Ben.", button


ROWS_CHANGED = (
    {"techniques-TOTAL_FORMS": "3", "techniques-2-title": "Third", "techniques-2-text": "<p>Third.</p>"},
    {"techniques-0-DELETE": "on"},
)


def test_a_form_whose_rows_changed_is_its_own_save_when_it_is_sent_once_more(therapy, ben):
    bens = opened_by(ben, therapy)
    for rows in ROWS_CHANGED:
        with undone():
            values = typed(bens.document, summary="From Ben.", _save="1", **rows)
            first = bens.save(values)
            kept = [row.title for row in therapy.techniques.all()]
            numbers = Save.objects.of(therapy.pk).count()
            second = bens.save(values)
            assert (second.status_code, second.url) == (302, first.url)
            assert [row.title for row in therapy.techniques.all()] == kept != ["First", "Second"]
            assert Save.objects.of(therapy.pk).count() == numbers


def test_a_form_sent_once_more_after_somebody_else_saved_shows_both_texts(therapy, ana, ben):
    bens = opened_by(ben, therapy)
    values = typed(bens.document, summary="From Ben.")
    bens.save(values)
    anas = opened_by(ana, therapy)
    anas.save(typed(anas.document, summary="From Ana."))
    again = bens.save(values)
    assert Document(again).text("h1") == "Attachment: two texts"
    therapy.refresh_from_db()
    assert therapy.summary == "From Ana."


@pytest.fixture
def new_page(ben):
    """Ben fills in the form of a new page: his browser, and what it sends."""
    bens = opened_by(ben, None)
    row = {"techniques-TOTAL_FORMS": "1", "techniques-0-title": "First", "techniques-0-text": "<p>First.</p>"}
    return bens, typed(bens.document, title="New", slug="new", introduction="<p>Words.</p>", _save="1", **row)


def test_the_form_of_a_new_page_sent_once_more_opens_the_page_that_it_made(new_page):
    bens, values = new_page
    first, second = bens.save(values), bens.save(values)
    assert (second.status_code, second.url) == (302, first.url)
    assert Therapy.objects.count() == 1


def test_the_form_of_a_new_page_makes_no_second_after_that_page_was_renamed(new_page):
    bens, values = new_page
    bens.save(values)
    made = Therapy.objects.get()
    saved(changed(made, title="Renamed", slug="renamed", summary="Half a sentence"))
    with mock.patch.object(publishing, "publish") as publish:
        again = bens.save(values | {"_publish": "1"})
    publish.assert_not_called()  # what came later is not published by a second press
    assert (again.status_code, again.url) == (302, screen(made))
    assert "has made “Renamed” already" in Document(bens.client.get(again.url)).text(".messagelist")
    assert Therapy.objects.get().title == "Renamed"


@pytest.mark.parametrize("slug", ["new", "another"])
def test_what_was_typed_after_back_in_the_form_of_a_new_page_meets_the_page_that_it_made(new_page, ben, slug):
    bens, values = new_page
    bens.save(values)
    # A script gives a form that was saved a new draft.
    late = {"summary": ["Typed after Back."], "slug": [slug], "_draft": ["B" * 24]}
    other = Document(bens.save(values | late))
    assert other.text("h1") == "New: two texts"
    assert "Typed after Back." in other.text("#together_form")
    assert Therapy.objects.get().summary == ""
    chosen = typed(other, "#together_form", _together="1", **{"choice-summary": "mine"})
    page = Therapy.objects.get()
    bens.client.post(other.one("#together_form").attributes["action"], chosen)
    page.refresh_from_db()
    assert (page.summary, page.techniques.count()) == ("Typed after Back.", 1)


def test_a_faulty_form_of_a_new_page_is_mended_before_it_meets_the_page_that_it_made(new_page):
    bens, values = new_page
    bens.save(values)
    refused = Document(bens.save(values | {"title": [""], "summary": ["Typed after Back."]}))
    assert refused.text("textarea[name=summary]") == "Typed after Back."
    met = Document(bens.save(typed(refused, title="New", _save="1")))
    assert met.text("h1") == "New: two texts"
    assert Therapy.objects.count() == 1


def test_an_identity_that_no_form_was_given_makes_a_page_like_any_other(new_page):
    bens, values = new_page
    for identity in ("", "invented", "6a4f7f0c-0f0e-4c3b-9d1e-0d2d3c4b5a69"):
        with undone():
            assert bens.save(values | {"_identity": identity}).status_code == 302
            assert str(Therapy.objects.get().pk) != identity


def test_a_page_that_was_deleted_lends_its_identity_to_no_other(new_page):
    bens, values = new_page
    bens.save(values)
    gone = Therapy.objects.get().pk
    Therapy.objects.all().delete()
    bens.save(values)
    assert Therapy.objects.get().pk != gone


def test_rows_are_put_together_one_by_one(refused, therapy):
    bens, response = refused(
        by_ana={
            "techniques-1-DELETE": "on",
            "techniques-TOTAL_FORMS": "3",
            "techniques-2-title": "From Ana",
            "techniques-2-text": "<p>Hers.</p>",
        },
        **{
            "techniques-0-text": "<p>First, said better.</p>",
            "techniques-TOTAL_FORMS": "3",
            "techniques-2-title": "From Ben",
            "techniques-2-text": "<p>His.</p>",
        },
    )
    choose(bens.client, Document(response))
    assert [(row.title, row.text) for row in therapy.techniques.all()] == [
        ("First", "<p>First, said better.</p>"),
        ("From Ana", "<p>Hers.</p>"),
        ("From Ben", "<p>His.</p>"),
    ]


def test_a_row_that_the_other_person_deleted_can_be_kept_by_the_one_who_typed_in_it(refused, therapy):
    bens, response = refused(
        by_ana={"techniques-1-DELETE": "on"}, **{"techniques-1-text": "<p>Second, said better.</p>"}
    )
    document = Document(response)
    (choice,) = [name for name in typed(document, "#together_form") if name.startswith("choice-techniques")]
    assert typed(document, "#together_form")[choice] == ["theirs"]
    choose(bens.client, document, **{choice: "mine"})
    assert [row.text for row in therapy.techniques.all()] == ["<p>First.</p>", "<p>Second, said better.</p>"]


def test_two_orders_of_the_same_rows_are_one_choice(refused, therapy):
    bens, response = refused(**{"techniques-0-ORDER": "2", "techniques-1-ORDER": "1"})
    document = Document(response)
    assert typed(document, "#together_form")["choice-techniques/order"] == ["mine"]
    choose(bens.client, document)
    assert [row.title for row in therapy.techniques.all()] == ["Second", "First"]


def test_a_form_with_faults_of_its_own_is_mended_first_and_keeps_what_was_typed(refused, therapy):
    bens, response = refused(title="", summary="From Ben.")
    document = Document(response)
    check_admin(document)
    assert "Ana Demo saved it at 2:20 pm." in document.text(".stale")
    assert "Title: This field is required." in document.text(".error-summary")
    assert typed(document)["summary"] == ["From Ben."]
    assert document.all("#together_form") == []
    mended = Document(bens.save(typed(document, title="Mended")))
    assert typed(mended, "#together_form")["choice-title"] == ["mine"]


def test_a_text_that_was_never_kept_at_its_opening_is_not_saved_over(refused, therapy):
    Save.objects.all().delete()
    _, response = refused(title="From Ben")
    assert typed(Document(response), "#together_form")["choice-summary"] == ["theirs"]


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


def test_a_form_without_a_readable_revision_saves_nothing_and_says_so(therapy, ben, subtests):
    bens = opened_by(ben, therapy)
    for revision in ("", "-1", "many", "1" * 5000, "0\0"):
        with subtests.test(revision=revision[:10]):
            response = bens.save(typed(bens.document, title="From Ben", revision=revision))
            assert response.status_code == 200
            assert "does not say which save it was opened from" in response.content.decode()
            assert not Therapy.objects.filter(title="From Ben").exists()


def test_a_strange_opening_time_is_left_out(therapy, ana, ben):
    bens = opened_by(ben, therapy)
    saved(therapy, ana)
    response = bens.save(typed(bens.document, opened_at="long ago"))
    assert "does not say" in response.content.decode() or "before that" in response.content.decode()
