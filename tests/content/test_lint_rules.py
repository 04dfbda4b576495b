"""The rules on words: each finds what misleads and leaves what only looks like it."""

from __future__ import annotations

import calendar
import datetime
from collections import Counter
from io import StringIO
from typing import Any

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection
from django.utils import timezone

from alter_site.content import facts
from alter_site.content.facts import coverage
from alter_site.content.facts.coverage import Coverage, ExceptionDay, Hours
from alter_site.content.lint import findings, wording
from alter_site.content.lint.passages import passages
from alter_site.content.lint.registry import FRAMES, RULES, Level
from alter_site.content.lint.texts import lint_text, unwanted
from alter_site.content.lint.use import Context
from tests.support.lint_sentences import labeled

BLOCKING = [rule.id for rule in RULES.values() if rule.may_be_excepted]


EVERY = labeled("build") + labeled("closed") + labeled("later")


def ids(text: str, **known: Any) -> set[str]:
    return {finding.rule.id for finding in lint_text(text, Context(**known))}


def test_there_are_hundreds_of_labeled_sentences_and_half_of_them_are_good():
    rows = labeled("build") + labeled("closed")
    good = sum(not broken for broken, _ in rows)
    assert len({text for _, text in rows}) == len(rows) >= 1100
    assert 0.45 <= good / len(rows) <= 0.55


@pytest.mark.parametrize("half", ["build", "closed", "later"])
def test_every_blocking_rule_finds_nine_of_ten_and_is_right_nine_times_of_ten(half):
    found: Counter[str] = Counter()
    missed: Counter[str] = Counter()
    wrong: Counter[str] = Counter()
    for broken, text in labeled(half):
        said = ids(text)
        found.update(broken & said)
        missed.update(broken - said)
        wrong.update(said - broken)
    figures = {
        rule: (found[rule] / (found[rule] + wrong[rule]), found[rule] / (found[rule] + missed[rule]))
        for rule in BLOCKING
        if found[rule]
    }
    assert figures.keys() == set(BLOCKING)
    assert {rule: both for rule, both in figures.items() if min(both) < 0.9} == {}


def test_no_good_sentence_is_called_bad_by_more_than_a_few():
    wrong = [text for broken, text in EVERY if not broken and ids(text)]
    assert len(wrong) <= 5, wrong


@pytest.mark.parametrize(
    "rule", [rule for rule in RULES.values() if rule.check is None], ids=lambda rule: rule.id
)
def test_each_rule_finds_its_bad_example_and_leaves_its_good_one(rule):
    assert rule.id in ids(rule.bad)
    assert rule.id not in ids(rule.good)


@pytest.mark.parametrize("rule", RULES.values(), ids=lambda rule: rule.id)
def test_each_rule_has_a_reason_in_a_sentence_and_a_law_to_read(rule):
    assert rule.reason.endswith((".", ")"))
    assert rule.law.url.startswith("https://")
    assert rule.law.name
    assert rule.bad
    assert rule.good


def test_every_group_of_words_and_every_meaning_belongs_to_a_rule_and_no_rule_looks_for_nothing():
    looked_for = wording.WORDS.keys() | {rule for rule, frames in FRAMES.items() if frames}
    assert looked_for == {rule.id for rule in RULES.values() if rule.is_about_words}


# --- what surrounds a word ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "We do not promise results, and no honest program does.",
        "“You will be cured” is a sentence that nobody should believe.",
        "Be wary of any center that guarantees success.",
        "Can you cure depression?",
        "No website is 100% confidential.",
        "We answer until 8 pm; after that, 988 answers 24/7.",
        "Outside those hours, call 988, which is open around the clock.",
        "We are not the best center for everybody.",
        "In 2022, about one in five adults had a mental illness, according to SAMHSA.",
        "Not every study shows the same (Cochrane, 2013).",
        "There is never only one bed left for your worries.",
    ],
)
def test_a_denial_a_question_a_quotation_and_a_warning_pass(text):
    assert ids(text) == set()


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("We do not just treat addiction, we cure it.", "cure"),
        ("There is no doubt that you will recover with us.", "guarantee"),
        ("You will not regret choosing our world-class team.", "superlative"),
        ("Are you looking for the best rehab in California?", "superlative"),
        ("Did you know that our program cures addiction?", "cure"),
        ("Unlike 988, we answer 24/7.", "hours"),
        ("<p>We <strong>guarantee</strong> your recovery.</p>", "guarantee"),
        ("We’re the nation’s leading treatment center.", "superlative"),
        ("WE GUARANTEE RESULTS.", "guarantee"),
        ("We guaran\u00adtee results.", "guarantee"),
    ],
)
def test_a_claim_dressed_up_is_found(text, rule):
    assert rule in ids(text)


@pytest.mark.parametrize("given", ["You have our word.", "You can count on it.", "Rely on that."])
def test_a_word_given_alone_is_refused_with_what_to_do_and_passes_beside_what_is_promised(given):
    [finding] = lint_text(given)
    assert "name that in the same paragraph" in finding.why
    assert not lint_text(f"We call back before noon. {given}")


@pytest.mark.parametrize("word", ["certfied", "cirtified", "aproved", "acredited"])
def test_a_certificate_is_found_however_it_is_spelled(word):
    assert ids(f"Our portal is HIPAA {word}.") == {"certified"}


def test_a_question_that_a_reader_asks_passes_and_its_answer_does_not():
    assert ids("Will I be cured?") == set()
    assert ids("Yes. You will be cured.") == {"cure"}


def test_a_figure_or_study_needs_its_source_beside_it():
    assert ids("95% of our clients stay sober.", page_has_sources=True) == {"figure"}
    assert ids("Studies show that it helps.", page_has_sources=True) == set()
    assert ids("Studies show that our method helps.", page_has_sources=True) == {"study"}
    assert ids('One in five does (<a href="https://www.samhsa.gov/data">SAMHSA</a>).') == set()


def test_a_number_of_another_line_may_stand_as_a_link_that_dials():
    assert ids('Call the county at <a href="tel:+19495550142">949-555-0142</a>.') == set()
    assert ids("Call the county at 949-555-0142.") == {"phone"}


def test_hours_that_cover_everything_may_be_called_so():
    assert ids("We answer 24/7.", hours_cover_everything=True) == set()


def test_words_that_blame_come_with_kinder_ones():
    (finding,) = lint_text("He committed suicide.")
    assert (finding.rule.level, finding.advice) == (Level.WARN, "Kinder: “died by suicide”.")


def test_the_words_of_an_administrator_are_found_or_let_pass():
    assert ids("Our miracle method.", words=(wording.OwnWord("cure", "miracle method"),)) == {"cure"}
    assert (
        ids("A world-class view.", words=(wording.OwnWord("superlative", "world-class view", passes=True),))
        == set()
    )
    assert ids("Rejuvenating care.", words=(wording.OwnWord("superlative", "rejuvenat*"),)) == {"superlative"}


def test_a_finding_names_the_sentence_as_it_was_written():
    (finding,) = lint_text("<p>We sit with you. It’s the world’s <em>best</em> rehab. Come.</p>")
    assert finding.sentence == "It’s the world’s best rehab."


def test_passages_keep_links_whole():
    (first, second) = passages('<p>Read <a href="/a/">how it goes</a>.</p><ul><li><p>Two</p></li></ul>')
    assert [(link.words, link.href) for link in first.links] == [("how it goes", "/a/")]
    assert first.text[first.links[0].start : first.links[0].end] == "how it goes"
    assert second.text == "Two"


def test_printed_pages_may_show_our_number_and_lean_on_their_sources():
    assert unwanted(["Call (866) 989-3395.", "Studies show that it helps."]) == []


# --- the command ----------------------------------------------------------------------------------------


def printed(text: str, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    monkeypatch.setattr("sys.stdin", StringIO(text))
    out = StringIO()
    call_command("lint_text", stdout=out)
    return out.getvalue().split("\n")


@pytest.mark.django_db
def test_the_command_answers_each_line_with_one(monkeypatch):
    sent = (
        "We are the leading rehab and guarantee recovery.\n\nThe best time to call is noon.\r\nAn addict.\n"
    )
    assert printed(sent, monkeypatch) == ["block guarantee,superlative", "", "ok", "warn stigma", ""]


def test_the_command_needs_no_database(monkeypatch):
    """Without one, nobody answers around the clock and the rules have their own words."""

    def refuse(**options: Any) -> None:
        raise OperationalError("no such table")

    monkeypatch.setattr(connection, "cursor", refuse)
    monkeypatch.setattr("alter_site.content.management.commands.lint_text.context_of", refuse)
    assert printed("We answer 24/7.\n", monkeypatch) == ["block hours", ""]


@pytest.mark.django_db
def test_the_command_reads_a_file_and_says_when_it_cannot(tmp_path):
    file = tmp_path / "sentences.txt"
    file.write_text("Only 3 beds left.\n", encoding="utf-8")
    out = StringIO()
    call_command("lint_text", str(file), stdout=out)
    assert out.getvalue() == "block scarcity\n"
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("lint_text", str(tmp_path / "none.txt"))


def test_the_command_lists_the_rules():
    out = StringIO()
    call_command("lint_text", "--rules", stdout=out)
    assert all(f" {rule.id}: {rule.reason}" in out.getvalue() for rule in RULES.values())


@pytest.mark.parametrize(
    ("closes", "exceptions", "covered"),
    [("00:00", (), True), ("23:00", (), False), ("00:00", "tomorrow", False)],
)
def test_hours_cover_everything_only_without_a_gap_or_a_day_off(monkeypatch, closes, exceptions, covered):
    hours = tuple(Hours(day, "00:00", closes) for day in calendar.day_name)
    with time_machine.travel("2026-11-23 12:00 -0800", tick=False):
        day = timezone.localdate() + datetime.timedelta(days=1)
        days = (ExceptionDay(day),) if exceptions else ()
        monkeypatch.setattr(coverage, "in_force", lambda facts: Coverage(hours, days))
        monkeypatch.setattr(facts, "current", lambda now: None)
        assert findings.hours_cover_everything() is covered
