"""One search over everything that editors write: by any word, with slips, as saved and as live."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from hypothesis import given
from hypothesis import strategies as st

from alter_site.content.admin.pictures import picture_use
from alter_site.content.models import Redirect, SearchText, SearchWord
from alter_site.content.search import index, question, spelling
from alter_site.content.search.snippets import LONGEST, Marker
from alter_site.content.search.spelling import near
from alter_site.content.search.words import flattened, folded
from alter_site.staff.groups import COORDINATOR, SITE_ADMIN
from tests.factories import (
    ConditionFactory,
    GlossaryTermFactory,
    PictureFactory,
    StaffFactory,
    StandardPageFactory,
    TherapyFactory,
    changed,
    published,
)
from tests.support.document import Document
from tests.support.screens import saved, screen

pytestmark = pytest.mark.django_db


@pytest.fixture
def therapy():
    return saved(
        TherapyFactory(
            title="Attachment",
            techniques=[
                {
                    "title": "Breathing",
                    "text": "<p>First words.</p><p>Many guests find that <em>trust</em> grows slowly.</p>",
                }
            ],
        )
    )


@pytest.fixture
def search(visit_admin):
    def searching(typed, by=None, **more):
        return visit_admin("/admin/search/", by=by, query_params={"q": typed, **more})

    return searching


def found(document: Document) -> list[str]:
    return document.texts(".found-title a")


# --- words --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Don’t  STOP", " dont stop "),
        ("Résumé, naïve—Straße", " resume naive strasse "),
        ("re\u0301sume\u0301 cafe\u0301", " resume cafe "),
        ("thera\u00adpy ther\u200bapist \ufeffcare", " therapy therapist care "),
        ("Łukasz, Søren, ÆTHER, O‘Brien", " lukasz soren aether obrien "),
        ("in-network (100%)", " in network 100 "),
        ("a_b % _", " a b "),
        ("", "  "),
    ],
)
def test_words_are_compared_without_accents_capitals_and_apostrophes(text, words):
    assert folded(text) == words
    assert all(word in flattened(text) for word in words.split())


@pytest.mark.parametrize(
    ("slip", "meant"),
    [
        ("attachmnet", ["attachment"]),
        ("insurrance", ["insurance"]),
        ("terapy", ["therapy"]),
        ("gorw", ["grow"]),
        ("abc", []),
        ("xylophone", []),
    ],
)
def test_a_slip_leads_to_the_word_that_was_meant(slip, meant):
    assert near(slip, ["attachment", "insurance", "therapy", "grow", "abd", "breathing"]) == meant


LETTERS = st.text("abcd", min_size=4, max_size=9)


@given(LETTERS, st.lists(st.text("abcd", min_size=1, max_size=10), max_size=30), st.integers(0, 8))
def test_what_is_meant_does_not_depend_on_how_it_is_looked_for(word, known, at):
    swapped = word[:at] + word[at : at + 2][::-1] + word[at + 2 :]
    known = {*known, swapped, swapped[1:], f"{swapped}a", word[:at] + word[at + 1 :]} - {"", word}
    most = 1 if len(word) < 7 else 2
    far = {other: spelling._distance(word, other, most) for other in known}
    right = sorted((far[other], other[0] != word[0], other) for other in known if far[other] <= most)
    assert near(word, known) == [other for *_, other in right][: spelling.MOST]


def test_no_text_is_read_for_words_that_no_page_has(therapy, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert question.readings(question.read("zyxwvuts qqqqqqqq")) == []
    assert question.readings(question.read("zyxwvuts qqqqqqqq"), ["zyxwvuts", "qqqqqqqq"])


def test_a_marked_sentence_is_escaped_and_neighbors_are_one_mark():
    marker = Marker(question.readings(question.read("trust grows"), ["trust", "grows"])[0])
    assert marker.marked("<b>Trust grows</b> & more") == (
        "&lt;b&gt;<mark>Trust grows</mark>&lt;/b&gt; &amp; more"
    )


def test_a_sentence_without_end_is_cut_around_what_was_found():
    marker = Marker(question.readings(question.read("needle"), ["needle"])[0])
    sentence = marker.best_sentence("word " * 400 + "needle " + "word " * 400)
    assert "<mark>needle</mark>" in sentence
    assert sentence.startswith("…")
    assert len(sentence) < LONGEST + 30


# --- finding ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "typed",
    [
        "trust grows slowly",
        "trsut grows slowly",
        "TRUST  grows, slow",
        '"grows slowly"',
        "“grows slowly”",
        "grows trust xyzzyq",
        "attachment",
        "atachment",
    ],
)
def test_a_page_is_found_by_words_of_its_text(search, therapy, typed):
    saved(ConditionFactory(title="Grief"))
    document = search(typed)
    assert found(document) == ["Attachment"]
    assert document.hrefs(".found-title a") == [screen(therapy)]


@pytest.mark.parametrize(
    "typed", ['"slowly grows"', "xyzzyq", "%", "_", "trust%slowly", "'", '"', "—", "\0", "x" * 5_000]
)
def test_what_no_page_says_is_not_found(search, therapy, typed):
    if typed == "trust%slowly":
        assert found(search(typed)) == ["Attachment"]  # two words, and no sign that stands for any text
    else:
        assert found(search(typed)) == []


def test_the_sentence_is_shown_with_the_phrase_marked(search, therapy):
    document = search("trsut grows")
    assert document.text(".found p[data-typed]") == "Many guests find that trust grows slowly."
    assert document.texts("mark") == ["trust grows"]
    assert "words much like them: trust" in document.text("[role=status]")


def test_a_page_says_its_kind_and_where_it_stands(search, therapy):
    assert "Therapy" in search("slowly").text(".found-title")
    assert "Draft" in search("slowly").text(".found-title")
    published(therapy)
    assert "Live" in search("slowly").text(".found-title")


def test_what_visitors_read_is_found_though_the_form_says_something_else(search, therapy):
    published(therapy)
    technique = therapy.techniques.get()
    technique.text = "<p>Something new.</p>"
    technique.save()
    saved(therapy)
    document = search("grows slowly")
    assert found(document) == ["Attachment"]
    assert "Visitors read this" in document.text(".found")
    assert found(search("something new")) == ["Attachment"]
    published(therapy)
    assert found(search("grows slowly")) == []


def test_a_word_that_very_many_pages_have_reads_no_more_of_them_and_still_finds_titles(search, monkeypatch):
    monkeypatch.setattr(question, "MOST_TEXTS", 3)
    for number in range(8):
        text = f"<p>Calm comes. The calm {number} stays.</p>"
        parts = [{"heading": "On", "text": text}]
        saved(StandardPageFactory(title=f"Page {number}", slug=f"p-{number}", sections=parts))
    saved(ConditionFactory(title="Zzz calm"))
    assert found(search("calm")) == ["Zzz calm", "Page 0", "Page 1", "Page 2"]
    assert found(search('"calm 6"')) == ["Page 6"]
    assert found(search("calm stays")) == [f"Page {number}" for number in range(8)]


def test_the_first_sentence_that_can_be_no_better_is_shown_and_no_other_is_read(monkeypatch):
    marker = Marker(question.readings(question.read("calm"), ["calm"])[0])
    judged = []
    monkeypatch.setattr(
        marker, "_worth", lambda sentence: judged.append(sentence) or Marker._worth(marker, sentence)
    )
    assert marker.best_sentence("No. The calm. " * 500) == "The <mark>calm</mark>."
    assert judged == ["The calm."]


def test_a_title_comes_before_a_text(search):
    saved(StandardPageFactory(title="Aaa", sections=[{"heading": "On", "text": "<p>About grief.</p>"}]))
    saved(ConditionFactory(title="Zzz grief"))
    assert found(search("grief")) == ["Zzz grief", "Aaa"]


def test_a_deleted_page_is_forgotten(search, therapy):
    therapy.delete()
    assert found(search("slowly")) == []
    assert not SearchText.objects.exists()


def test_facts_pictures_and_redirects_are_found(search):
    GlossaryTermFactory(term="craving", short="A strong wish.")
    PictureFactory(title="Terrace", alt="Two chairs at dusk")
    Redirect.objects.create(old_path="/what-we-had/", new_path="/contact/")
    assert found(search("crving")) == ["craving"]
    assert found(search("chairs dusk")) == ["Terrace"]
    assert found(search("/what-we-had")) == ["/what-we-had/ → /contact/"]
    assert found(search("%")) == []


def test_a_page_is_found_by_what_is_said_of_its_pictures_now(search):
    picture = PictureFactory(title="Terrace", alt="Two chairs")
    saved(TherapyFactory(title="Attachment", featured_picture=picture))
    picture_use.note_saved(changed(picture, alt="A bench"))
    assert found(search("bench")) == ["Attachment", "Terrace"]
    assert found(search("chairs")) == []


def test_many_matches_are_shown_in_parts(search):
    for number in range(23):
        saved(StandardPageFactory(title=f"Needle {number:02}", slug=f"needle-{number}"))
    first, second = search("needle"), search("needle", p="2")
    assert len(found(first)) == 20
    assert found(second) == ["Needle 20", "Needle 21", "Needle 22"]
    assert "Nothing was found" in search("needle", p="99").text("#content")
    assert len(found(search("needle", p="²"))) == 20


def test_a_search_costs_the_same_on_a_small_and_a_large_site(search, django_assert_max_num_queries):
    def needles(*numbers):
        for number in numbers:
            saved(StandardPageFactory(title=f"Needle {number}", slug=f"needle-{number}"))
            GlossaryTermFactory(term=f"needle{number}", anchor=f"needle-{number}")

    needles(1)
    search("needle")
    with django_assert_max_num_queries(45) as few:
        search("needle")
    needles(*range(2, 12))
    with django_assert_max_num_queries(len(few.captured_queries)):
        search("needle")


# --- who ----------------------------------------------------------------------------------------------


def test_somebody_finds_only_what_they_may_open(search, therapy):
    Redirect.objects.create(old_path="/slowly-gone/", new_path="/contact/")
    assert found(search("slowly", by=StaffFactory(group=SITE_ADMIN))) == ["/slowly-gone/ → /contact/"]


def test_who_may_open_nothing_is_refused_and_sees_no_search(client):
    client.force_login(StaffFactory(group=COORDINATOR))
    assert client.get("/admin/search/", {"q": "slowly"}).status_code == 403
    assert b"site-search" not in client.get("/admin/").content


def test_every_screen_of_an_editor_leads_to_the_search(visit_admin, therapy):
    for path in ("/admin/", screen(therapy), "/admin/therapies/therapy/"):
        assert visit_admin(path).one("#site-search").attributes["action"] == "/admin/search/"


# --- keeping up ---------------------------------------------------------------------------------------


def test_pages_from_before_are_read_by_the_worker_and_by_a_command(therapy, capsys):
    SearchText.objects.all().delete()
    assert index.note_missing() == 1
    assert index.note_missing() == 0
    SearchWord.objects.create(word="nobodysaysthis")
    call_command("index_pages")
    assert "1 pages read" in capsys.readouterr().out
    assert not SearchWord.objects.filter(word="nobodysaysthis").exists()


def test_a_page_changed_and_published_by_a_script_is_found(search, therapy):
    published(changed(therapy, title="Renamed"))
    assert found(search("renamed")) == ["Renamed"]
