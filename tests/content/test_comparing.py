"""What differs between two texts, word by word: a pure function of two bodies."""

from __future__ import annotations

import uuid

import pytest

from alter_site.content.comparing.bodies import Reader
from alter_site.content.comparing.differences import Row, Section, compare, compare_lines, compare_rows
from alter_site.content.comparing.lines import Line, of_html
from alter_site.content.editions.restoring import Text
from alter_site.content.editions.saves import Said
from alter_site.content.models.identities import GONE
from tests.factories import ConditionFactory, FacilityFactory, PictureFactory, TherapyFactory, changed


def shown(lines):
    """Write marked lines down: ``[-went-]``, ``{+came+}``, with what became of the line."""

    def words(runs):
        marks = {"ins": ("{+", "+}"), "del": ("[-", "-]"), "": ("", "")}
        return " ".join(f"{marks[run.mark][0]}{run.text}{marks[run.mark][1]}" for run in runs)

    return [
        f"{line.change}: {f'({line.kind}) ' if line.kind else ''}{words(line.runs)}"
        for line in lines
        if line.change != "same"
    ]


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("<p>We go slowly.</p>", "<p>We go very slowly.</p>", ["changed: We go {+very+} slowly."]),
        ("<p>One two three.</p>", "<p>One three.</p>", ["changed: One [-two-] three."]),
        ("<p>Same.</p>", "<p>Same.</p>", []),
        ("", "<p>New.</p>", ["added: {+New.+}"]),
        ("<p>Gone.</p>", "", ["removed: [-Gone.-]"]),
        ("<p>Be calm</p>", "<p>Be <strong>calm</strong></p>", ["changed: Be [-calm-] {+calm+}"]),
        ("<p>A b c d</p>", "<h3>A b c d</h3>", ["changed: (Heading, was: Paragraph) A b c d"]),
        (
            "<ul><li><p>one</p><ul><li><p>two</p></li></ul></li></ul>",
            "<ul><li><p>one</p><ul><li><p>three</p></li></ul></li></ul>",
            ["removed: (List item, level 2) [-two-]", "added: (List item, level 2) {+three+}"],
        ),
        (
            "<table><tr><th><p>Day</p></th><th>Hours</th></tr><tr><td>Mon</td><td>9 to 5</td></tr></table>",
            "<table><tr><th><p>Day</p></th><th>Hours</th></tr><tr><td>Mon</td><td>9 to 6</td></tr></table>",
            ["changed: (Table row) Mon | 9 to [-5-] {+6+}"],
        ),
        (
            '<p>See <a href="https://a.example/">there</a>.</p>',
            '<p>See <a href="https://b.example/">there</a>.</p>',
            ["changed: See there [-(→ https://a.example/)-] {+(→ https://b.example/)+} ."],
        ),
        (
            "<p>First one here.</p><p>Second one there.</p><p>Third is the last.</p>",
            "<p>Third is the last.</p><p>First one here.</p><p>Second one there.</p>",
            ["moved: Third is the last."],
        ),
    ],
)
def test_added_and_removed_words_are_marked(before, after, expected):
    assert shown(compare_lines(of_html(before), of_html(after))) == expected


def test_a_block_that_was_moved_and_changed_is_one_block():
    lines = [f"<p>Paragraph number {n} says {n} things about {n} subjects.</p>" for n in range(6)]
    moved = [*lines[1:], lines[0].replace("things", "good things")]
    found = shown(compare_lines(of_html("".join(lines)), of_html("".join(moved))))
    assert found == ["moved: Paragraph number 0 says 0 {+good+} things about 0 subjects."]


def test_words_around_a_change_of_style_are_not_torn_apart():
    (line,) = of_html("<p>A <em>very</em>, <strong>very</strong>calm day.</p>")
    assert str(line) == "A very, verycalm day."


def test_only_the_lines_beside_a_change_are_shown():
    before = "".join(f"<p>Line {n}.</p>" for n in range(20))
    found = compare_lines(of_html(before), of_html(before.replace("Line 9.", "Line nine.")))
    assert [line.change for line in found] == ["same", "changed", "same"]


def row(title, text, identity=None):
    lines = {"Title": title, "Text": text}
    parts = tuple(Section(name, name, tuple(of_html(f"<p>{words}</p>"))) for name, words in lines.items())
    return Row(title, parts, identity)


def test_rows_come_go_move_and_change():
    before = [row("Breathing", "Slowly."), row("Walking", "Outside."), row("Resting", "Inside.")]
    after = [row("Resting", "Inside."), row("Breathing", "Very slowly."), row("Singing", "Aloud.")]
    found = {one.title: (one.change, one.was, one.now, one.has_moved) for one in compare_rows(before, after)}
    assert found == {
        "Resting": ("moved", 3, 1, True),
        "Breathing": ("changed", 1, 2, False),
        "Singing": ("added", None, 3, False),
        "Walking": ("removed", 2, None, False),
    }


def test_a_row_with_another_title_is_known_by_its_words_or_its_identity():
    before = [row("What is it?", "A long answer about the same thing as before.")]
    after = [row("And what is that?", "A long answer about the same thing as before.")]
    assert [one.change for one in compare_rows(before, after)] == ["changed"]
    assert [one.change for one in compare_rows([row("a", "b", "7")], [row("c", "d", "7")])] == ["changed"]


@pytest.mark.django_db
def test_every_kind_of_value_is_told_in_words():
    picture, other = PictureFactory(title="Garden", alt="A bench"), PictureFactory(title="Sea", alt="Waves")
    condition = ConditionFactory(title="Grief")
    page = TherapyFactory(featured_picture=picture, indications=[{"text": "Loss", "condition": None}])
    before = text_of(page)
    page.indications.update(condition=condition)
    page.sources.create(label="Bowlby, 1969")
    after = text_of(changed(page, featured_picture=other, is_demo=True, position=4, slug="elsewhere"))
    reader = Reader(page)
    found = {one.key: one for one in compare(reader.sections(before), reader.sections(after))}
    assert shown(found["featured_picture"].lines) == [
        "removed: (Picture) [-“Garden”: A bench-]",
        "added: (Picture) {+“Sea”: Waves+}",
    ]
    assert shown(found["is_demo"].lines) == ["removed: [-no-]", "added: {+yes+}"]
    assert shown(found["path"].lines)[1] == "added: {+/therapies/elsewhere/+}"
    assert shown(found["position"].lines) == ["removed: [-0-]", "added: {+4+}"]
    (indication,) = found["indications"].rows
    assert shown(indication.sections[0].lines) == ["added: (Page) {+Grief+}"]
    assert [one.change for one in found["sources"].rows] == ["added"]
    assert found["featured_picture"].label == "Featured picture"


@pytest.mark.django_db
def test_a_gallery_is_compared_picture_by_picture():
    first, second = PictureFactory(title="Garden"), PictureFactory(title="Sea")
    page = FacilityFactory(gallery=[first, second])
    before = text_of(page)
    page.photos.first().delete()
    reader = Reader(page)
    (gallery,) = compare(reader.sections(before), reader.sections(text_of(page)))
    assert [one.change for one in gallery.rows] == ["removed"]
    assert "Garden" in gallery.rows[0].title


def text_of(page):
    said = Said.of(type(page).objects.get(pk=page.pk))
    return Text(said.body, said.path, said.position, said.content.VERSION)


def test_a_page_of_three_thousand_words_is_compared_at_once():
    words = [f"word{n % 700}" for n in range(3000)]
    before = "".join(f"<p>{' '.join(words[at : at + 60])}</p>" for at in range(0, 3000, 60))
    after = before.replace("word123 ", "other ").replace("word50 ", "")
    found = compare_lines(of_html(before), of_html(after))
    whole = [Line(line.words) for line in of_html(f"<p>{' '.join(words)}</p>")]
    compare_lines(whole, [Line(line.words[::-1]) for line in whole])
    assert len([line for line in found if line.change == "changed"]) == 10


@pytest.mark.django_db
def test_a_link_to_a_page_that_is_gone_is_shown_in_words():
    said = str(of_html(f'<p><a href="page:{uuid.uuid4()}">here</a></p>'))
    assert GONE in said
    assert "page:" not in said
