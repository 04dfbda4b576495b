"""The registry of rules: each has an id, a level, a reason, the law behind it, and two examples.

A rule on words is a function that says whether one use of them, found by the patterns in :mod:`.wording` or
added by an administrator, is wrong where it stands. A rule on pages yields what is wrong with a whole page.
"""

from __future__ import annotations

import enum
import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

from .meaning import Meaning
from .passages import Passage, Sentence
from .use import Context, Use

if TYPE_CHECKING:
    from .page_reading import Reading


class Level(enum.StrEnum):
    """What a finding does: keep a page from going live, or only say something."""

    BLOCK = "block"
    WARN = "warn"


@dataclass(frozen=True)
class Law:
    """The law or guidance that a rule follows, and where it can be read."""

    name: str
    url: str


@dataclass(frozen=True)
class Finding:
    """Something a rule says about a text or a page."""

    rule: Rule
    field: str  # its name in the page's form; "" for the page as a whole
    words: str
    sentence: str
    advice: str = ""

    @property
    def is_blocking(self) -> bool:
        return self.rule.level is Level.BLOCK

    @property
    def why(self) -> str:
        return " ".join(filter(None, (self.rule.reason, self.advice)))

    @property
    def sentence_hash(self) -> str:
        """What an exception is bound to: this rule and exactly this sentence."""
        return sentence_hash(self.rule.id, self.sentence)


def sentence_hash(rule_id: str, sentence: str) -> str:
    """Return the hash of a sentence under a rule; spaces do not count."""
    return hashlib.sha256(f"{rule_id}\n{' '.join(sentence.split())}".encode()).hexdigest()


IsWrong = Callable[[Use], bool | str]
InPassage = Callable[[Passage, Context], Iterator[Sentence]]
Check = Callable[["Reading"], Iterator[tuple[str, str]]]
Judge = TypeVar("Judge", IsWrong, InPassage, Check)


@dataclass(frozen=True)
class Rule:
    """One rule. ``is_wrong`` judges words, ``in_passage`` sentences, ``check`` a page: one of them is set."""

    id: str
    level: Level
    reason: str
    law: Law
    bad: str
    good: str
    is_wrong: IsWrong | None = field(default=None, repr=False)
    in_passage: InPassage | None = field(default=None, repr=False)
    check: Check | None = field(default=None, repr=False)

    @property
    def is_about_words(self) -> bool:
        return self.is_wrong is not None

    @property
    def may_be_excepted(self) -> bool:
        """May two people let a sentence pass? What a page lacks is to be added instead."""
        return self.is_about_words and self.level is Level.BLOCK


@dataclass(frozen=True)
class Frame:
    """A meaning that a rule looks for, and the function that says what else has to stand there."""

    name: str
    meaning: Meaning
    is_wrong: IsWrong


RULES: dict[str, Rule] = {}
FRAMES: dict[str, list[Frame]] = defaultdict(list)


def _rules_by(judge: str) -> Callable[..., Callable[[Judge], Judge]]:
    """Return a decorator that registers a function as a rule; it fills the field ``judge`` of it."""

    def on(
        rule_id: str, level: Level, reason: str, law: Law, *, bad: str, good: str
    ) -> Callable[[Judge], Judge]:
        def register(function: Judge) -> Judge:
            judged_by: Any = {judge: function}
            RULES[rule_id] = Rule(rule_id, level, reason, law, bad, good, **judged_by)
            return function

        return register

    return on


# The function judges one use of words, yields each sentence of a passage that is wrong, or yields fields of
# a whole page, each with what is wrong there.
on_words = _rules_by("is_wrong")
on_passages = _rules_by("in_passage")
on_pages = _rules_by("check")


def on_meaning(rule_id: str, meaning: Meaning) -> Callable[[IsWrong], IsWrong]:
    """Let the decorated function judge each place where ``meaning`` is said, as a part of the rule."""

    def register(is_wrong: IsWrong) -> IsWrong:
        FRAMES[rule_id].append(Frame(is_wrong.__name__, meaning, is_wrong))
        return is_wrong

    return register
