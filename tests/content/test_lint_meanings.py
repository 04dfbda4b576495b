"""Meanings that stand together, and what a claim hides behind."""

from __future__ import annotations

import pytest

from alter_site.content.lint.meaning import Meaning, compiled
from alter_site.content.lint.passages import Passage, passages
from alter_site.content.lint.texts import lint_text
from tests.support.lint_sentences import good_text
from tests.support.processor_time import shortest


def ids(text: str) -> set[str]:
    return {finding.rule.id for finding in lint_text(text)}


@pytest.mark.parametrize(
    ("phrases", "text", "found"),
    [
        ("heal/heals", "It heals.", ["heals"]),
        ("heal", "It healed.", []),
        ("eliminat*", "Eliminating fear", ["eliminating"]),
        ("put an? end to", "We put end to it, we put an end to it", ["put end to", "put an end to"]),
        ("take ... away", "We take all of it away", ["take all of it away"]),
        ("take ... away", "We take all of the other five things away", []),
        ("once and for all", "once-and-for-all", ["once-and-for-all"]),
        ("gone, goes\n away", "It goes away", ["goes away"]),
        ("you can", "You can't wait, but you can call", ["you can"]),
    ],
)
def test_a_meaning_is_found_in_each_of_its_words(phrases, text, found):
    assert [match[0] for match in Meaning(phrases).found_in(Passage(text))] == found


def test_a_meaning_that_begins_with_any_ending_is_a_mistake():
    with pytest.raises(ValueError, match="has to begin with"):
        Meaning("end*")


def test_only_what_a_text_may_say_is_compiled():
    known = compiled.cache_info().currsize
    meaning = Meaning("zither, zoetrope")
    assert not meaning.is_in(Passage("Nothing of the kind"))
    assert compiled.cache_info().currsize == known
    assert meaning.is_in(Passage("A zither"))
    assert compiled.cache_info().currsize == known + 1


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("Can we guarantee that you stay sober? Absolutely.", "guarantee"),
        ("“After thirty days I was cured,” says Dana.", "cure"),
        ("WE G U A R A N T E E RESULTS.", "guarantee"),
        ("There is a c-u-r-e for addiction, and it is ours.", "cure"),
        ("Walk in with an addiction, walk out without one.", "cure"),
    ],
)
def test_a_question_with_its_answer_a_testimony_and_letters_set_apart_are_claims(text, rule):
    assert rule in ids(text)


@pytest.mark.parametrize(
    "text",
    [
        "Can you guarantee that he stays sober? No.",
        "If a program offers a money-back guarantee, ask what it counts as success.",
        "“Act now” is how a salesman talks.",
        "Ask whether anybody answers at night.",
    ],
)
def test_a_question_answered_no_and_advice_about_others_are_none(text):
    assert ids(text) == set()


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("<ul><li><p>100%</p></li><li><p>confidential</p></li></ul>", "confidential"),
        ("<h2>The best</h2><p>rehab in California</p>", "superlative"),
        ("<h2>Addiction</h2><p>Gone in thirty days.</p>", "cure"),
        ("<h2>Our promise</h2><p>You leave sober.</p>", "guarantee"),
        ("<h3>Can addiction be cured?</h3><p>Yes, with us.</p>", "cure"),
        ("<table><tr><th>Aetna</th><td>in network</td></tr></table>", "network"),
        ("<table><tr><td>Admissions</td><td>24/7</td></tr></table>", "hours"),
    ],
)
def test_a_claim_that_two_passages_share_is_found(text, rule):
    assert rule in ids(text)


@pytest.mark.parametrize(
    "text",
    [
        "<h3>Can addiction be cured?</h3><p>No.</p>",
        "<h2>The best</h2><p>Bring shoes.</p>",
        "<ul><li><p>Depression</p></li><li><p>Anxiety</p></li></ul>",
        "<h2>In network</h2><p>A plan has a contract with some programs.</p>",
        "<h2>What a guarantee is</h2><p>The law guarantees that you may see your records.</p>",
        "<table><tr><td>988 Lifeline</td><td>Call or text</td><td>24/7</td></tr></table>",
        "<table><tr><td>Copay</td><td>20%</td></tr></table>",
        "<table><tr><th>Aetna</th><td>in network, checked May 3, 2026</td></tr></table>",
    ],
)
def test_passages_that_only_stand_together_are_no_claim(text):
    assert ids(text) == set()


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("We gu&shy;arantee results.", "guarantee"),
        ("We c<em>u</em>re addiction.", "cure"),
        ("We cur3 addiction, 100% c0nfidential.", "cure"),
        ("We cur3 addiction, 100% c0nfidential.", "confidential"),
        ("Nº 1 rehab", "superlative"),
        ("HIPPA certified", "certified"),
        ("Don\u00b4t wait, call", "urgency"),
        ("9 / 10 clients recommend us", "figure"),
        ("call 9 4 9 5 5 5 0 1 4 2", "phone"),
    ],
)
def test_a_claim_in_other_signs_is_found(text, rule):
    assert rule in ids(text)


def test_letters_are_put_together_as_they_are_read():
    (passage,) = passages("C u r e s and c.u.r.e, but not I am a U.S. citizen")
    assert passage.text == "Cures and cure, but not I am a U.S. citizen"


def test_a_text_four_times_as_long_takes_far_less_than_sixteen_times_as_long_to_read():
    long, short = good_text(3_000), good_text(750)
    assert shortest(lambda: lint_text(long)) < 10 * shortest(lambda: lint_text(short))


def test_nor_does_a_sentence_that_never_ends():
    """Before, one of 3,000 words took two minutes."""
    long, short = "100% " * 600, "100% " * 150
    assert shortest(lambda: lint_text(long), tries=2) < 10 * shortest(lambda: lint_text(short), tries=2)
