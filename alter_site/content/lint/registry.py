"""The registry of rules: each has an id, a level, a reason, the law behind it, and two examples.

A rule on words is a function that says whether one use of them, found by the patterns in :mod:`.wording` or
added by an administrator, is wrong where it stands. A rule on pages yields what is wrong with a whole page.
"""

from __future__ import annotations

import enum
import functools
import hashlib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from . import wording
from .passages import Passage, Sentence

if TYPE_CHECKING:
    from .page_reading import Reading

_NOT = re.compile(
    r"\b(?:not(?! (?:only|just|merely|simply)\b)|no(?! (?:other|matter|doubt|question|reason|longer|more"
    r"|one else"
    r"|exceptions?|better)\b)|never(?! again)|nobody(?! else)|no one(?! else)|none|nothing|nor|neither"
    r"|cannot"
    r"|without(?! (?:a )?(?:doubt|question|fail)\b)|hardly|rarely|few|instead of|rather than|far from"
    r"|unable to"
    r"|impossible to|stop short of|too early to)\b|n't\b(?! (?:only|just|merely|simply)\b)",
    re.I,
)
_CONTRAST = re.compile(
    r"\b(?:another|other|else|anywhere|like (?:ours|us)|regret|miss|until|unless|without)\b", re.I
)
_ASKS = re.compile(
    r"^\W*(?!(?:how|when|where|who|what) (?:do|did|can|will|are|have) (?:we|our)\b|did you know\b|are you"
    r" (?:ready|looking"
    r"|tired|searching|struggling|sick)\b|do you (?:want|need|dream|wish)\b|would you (?:like|love)\b"
    r"|have you"
    r" (?:heard|been)\b|can you imagine\b)(?:is|are|am|was|were|can|could|do|does|did|will|would|should"
    r"|may|has|have"
    r"|what|which|who|whose|when|where|how|if|and if)\b",
    re.I,
)
_WARNS = re.compile(
    r"\b(?:be wary|beware|be careful|careful with|cautious|skeptical|suspicious|watch out|red flags?|ask"
    r" (?:any|a|the|how"
    r"|every|each|them)\b|not telling|not (?:be )?honest|dishonest|misleading|illegal|against the law"
    r"|unlawful|says? more"
    r" than|stay away|walk away|worry you|make you wary|(?:do not|don't|never) (?:trust|believe)|selling"
    r"|scams?"
    r"|false claims?|honest (?:program|center|clinic|place))",
    re.I,
)
_SAYS_THE_WORD = re.compile(
    r"\b(?:words?|terms?|phrases?|slogans?|claims?|claimed|say|says|said|saying|called?|calls|means?"
    r"|sentences?|write|writes)\b",
    re.I,
)
SELF = re.compile(r"\b(?:we|we're|we've|we'll|our|ours|us|alter(?:'s)?)\b", re.I)


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
class Context:
    """What a rule has to know besides the words."""

    hours_cover_everything: bool = False
    page_has_sources: bool = False
    is_law: bool = False  # its wording is prescribed, so it is not held to be easy
    words: tuple[wording.OwnWord, ...] = ()


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


@dataclass
class Use:
    """One use of words that a rule looks for, and what stands around it."""

    match: re.Match[str]
    group: str
    passage: Passage
    context: Context

    @functools.cached_property
    def sentence(self) -> Sentence:
        return self.passage.sentence_at(self.match.start())

    @property
    def words(self) -> str:
        return self.match[0].lower()

    @functools.cached_property
    def clause(self) -> str:
        return self.passage.text[slice(*self._clause)]

    @functools.cached_property
    def _clause(self) -> tuple[int, int]:
        return self.passage.clause_at(self.match.start(), self.match.end())

    @property
    def as_written(self) -> str:
        return self.passage.text[slice(*self.match.span())]

    @property
    def before(self) -> str:
        """What stands in the same clause before the words."""
        return self.passage.text[self._clause[0] : self.match.start()]

    @property
    def after(self) -> str:
        """What stands in the same sentence after the words."""
        return self.passage.text[self.match.end() : self.sentence.end]

    @functools.cached_property
    def is_negated(self) -> bool:
        """Does the clause deny these words before, or right after them?"""
        denials = list(_NOT.finditer(self.before))
        if denials:
            between = self.before[denials[-1].end() :]
            if not _CONTRAST.search(between) and len(between.split()) <= 9:
                return True
        return bool(
            re.match(
                r" (?:nothing|nobody|no one|(?:is|are|was|does|do|can|will|has|have|had)(?: not|n't"
                r"|not)(?! (?:only"
                r"|just)))\b",
                self.after,
                re.I,
            )
        )

    @functools.cached_property
    def is_asked(self) -> bool:
        """Is this a question that somebody might put to us, not one that only decorates a claim?"""
        return self.sentence.text.rstrip("\"' ").endswith("?") and bool(_ASKS.match(self.sentence.text))

    @functools.cached_property
    def is_quoted(self) -> bool:
        """Do the words stand in quotation marks, in a sentence about words or about what others say?"""
        text = self.passage.text
        inside = text.count('"', self.sentence.start, self.match.start()) % 2 == 1
        return inside and bool(_SAYS_THE_WORD.search(self.sentence.text))

    @functools.cached_property
    def is_warning(self) -> bool:
        """Does the sentence warn of others who say such a thing?"""
        text = self.sentence.text
        return bool(_WARNS.search(text)) and not SELF.search(text[: self.match.start() - self.sentence.start])

    @property
    def is_ours(self) -> bool:
        """Does the sentence speak of us?"""
        return bool(SELF.search(self.sentence.text))

    @property
    def is_not_claimed(self) -> bool:
        """Is it denied, asked, quoted, or said of others as a warning?"""
        return self.is_negated or self.is_asked or self.is_quoted or self.is_warning

    def has(self, pattern: re.Pattern[str]) -> bool:
        """Does the sentence match ``pattern``?"""
        return bool(pattern.search(self.sentence.text))


IsWrong = Callable[[Use], bool | str]
InPassage = Callable[[Passage, Context], Iterator[Sentence]]
Check = Callable[["Reading"], Iterator[tuple[str, str]]]


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


RULES: dict[str, Rule] = {}


def on_words(
    rule_id: str, level: Level, reason: str, law: Law, *, bad: str, good: str
) -> Callable[[IsWrong], IsWrong]:
    """Register the decorated function as the rule on uses of ``wording.WORDS[rule_id]``."""

    def register(is_wrong: IsWrong) -> IsWrong:
        RULES[rule_id] = Rule(rule_id, level, reason, law, bad, good, is_wrong=is_wrong)
        return is_wrong

    return register


def on_passages(
    rule_id: str, level: Level, reason: str, law: Law, *, bad: str, good: str
) -> Callable[[InPassage], InPassage]:
    """Register the decorated function as a rule on passages: it yields each sentence that is wrong."""

    def register(in_passage: InPassage) -> InPassage:
        RULES[rule_id] = Rule(rule_id, level, reason, law, bad, good, in_passage=in_passage)
        return in_passage

    return register


def on_pages(
    rule_id: str, level: Level, reason: str, law: Law, *, bad: str, good: str
) -> Callable[[Check], Check]:
    """Register the decorated function as a rule on whole pages: it yields a field and what is wrong there."""

    def register(check: Check) -> Check:
        RULES[rule_id] = Rule(rule_id, level, reason, law, bad, good, check=check)
        return check

    return register
