"""What somebody typed into the search, and which texts answer it. Works the same on every database."""

from __future__ import annotations

import functools
import operator
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.db.models import Case, F, IntegerField, Q, QuerySet, Value, When
from django.db.models.functions import Lower, StrIndex
from django.db.models.lookups import GreaterThan

from ..models.search import SearchText, SearchWord
from .spelling import near
from .words import folded, words_in

LONGEST = 200  # characters
MOST_WORDS = 12
MOST_TEXTS = 500  # that are ranked for one word
SHORT = 3  # letters: “the” is not “therapy”, while there is such a word
_QUOTED = re.compile(r"[\"“”„«»]([^\"“”„«»]+)[\"“”„«»]")


@dataclass(frozen=True)
class Asked:
    """One word of a question: how the word of a text begins, and what else may have been meant."""

    beginning: str  # with a space behind it where only the whole word counts
    meant: tuple[str, ...] = ()  # words that it may be a slip for

    @property
    def word(self) -> str:
        return self.beginning.rstrip()

    def is_in(self, words: str) -> bool:
        """Does a folded text have it?"""
        return any(part in words for part in self.parts)

    def fits(self, word: str) -> bool:
        """Is this the word, for whoever marks it?"""
        return word in self.meant or f"{word} ".startswith(self.beginning)

    @property
    def parts(self) -> tuple[str, ...]:
        """What a folded text has where it has the word."""
        return f" {self.beginning}", *(f" {word} " for word in self.meant)

    @property
    def condition(self) -> Q:
        return functools.reduce(operator.or_, (Q(_has(part)) for part in self.parts))


@dataclass(frozen=True)
class Question:
    """The words of a search, and the phrases that stood in quotes."""

    words: tuple[Asked, ...]
    phrases: tuple[str, ...] = ()
    whole: str = ""  # all of it in its order, as a text would have it
    is_cut: bool = False  # only its beginning is looked for
    needed: int = 0  # so many of the words have to be there

    def __bool__(self) -> bool:
        return bool(self.words)

    def is_answered_by(self, words: str) -> bool:
        """Does a folded text answer it?"""
        if not all(phrase in words for phrase in self.phrases):
            return False
        return sum(asked.is_in(words) for asked in self.words) >= self.needed


def read(typed: str) -> Question:
    """Read what somebody typed, without knowing yet which of its words there are."""
    typed = typed.replace("\0", " ")
    cut = typed[:LONGEST]
    words = [word for word, _, _ in words_in(cut)]
    different = tuple(dict.fromkeys(words))
    phrases = tuple(filter(str.strip, (folded(quoted) for quoted in _QUOTED.findall(cut))))
    kept = different[:MOST_WORDS]
    return Question(
        tuple(map(Asked, kept)),
        phrases,
        f" {' '.join(words[: 2 * MOST_WORDS])}",
        is_cut=len(typed.strip()) > LONGEST or len(kept) < len(different),
        needed=len(kept),
    )


def readings(question: Question, more: Iterable[str] = ()) -> list[Question]:
    """Return how a question may be meant, the likeliest first: as typed, with slips, with a word less.

    One query. ``more`` are words that no page needs to have, such as those of facts.
    """
    known = {*SearchWord.objects.values_list("word", flat=True), *more}
    # A slip may have made another word that there is: “form” for “from”.
    slips = tuple(
        replace(asked, meant=tuple(near(asked.word, known - {asked.word}))) for asked in question.words
    )
    typed = [_typed(asked, loose, known) for asked, loose in zip(question.words, slips, strict=True)]
    found = [replace(question, words=tuple(typed))]
    loose = replace(
        question,
        words=tuple(
            replace(word, meant=word.meant or slip.meant) for word, slip in zip(typed, slips, strict=True)
        ),
    )
    found.append(loose)
    if len(question.words) > 2:
        found.append(replace(loose, needed=len(question.words) - 1))
    return [reading for reading in dict.fromkeys(found) if _can_be_answered(reading, known)]


def _can_be_answered(reading: Question, known: set[str]) -> bool:
    """Is every word that has to be there one that some page or fact has? Otherwise no text is read for it."""
    there = sum(any(map(asked.fits, known)) for asked in reading.words)
    return there >= reading.needed


def _typed(asked: Asked, loose: Asked, known: set[str]) -> Asked:
    """Return a word as it is known: short ones whole, long ones by their beginning, others as slips."""
    if asked.word in known and len(asked.word) <= SHORT:
        return Asked(f"{asked.word} ")
    if len(asked.word) > 1 and any(word.startswith(asked.word) for word in known):
        return asked
    return loose


def texts(question: Question, kinds: Iterable[int]) -> QuerySet[SearchText]:
    """Return the texts that answer one reading, the best first: whole phrase, then what stands early."""
    rows = SearchText.objects.filter(content_type__in=list(kinds))
    if len(question.words) == 1 and not question.phrases:
        rows = _bounded(rows, question.words[0])
    for phrase in question.phrases:
        rows = rows.filter(_has(phrase))
    if question.needed == len(question.words):
        # Long words are rare: most texts are passed over before the short ones are looked for.
        for asked in sorted(question.words, key=lambda asked: -len(asked.word)):
            rows = rows.filter(asked.condition)
    else:
        counted = [
            Case(When(asked.condition, then=1), default=0, output_field=IntegerField())
            for asked in question.words
        ]
        rows = rows.alias(number=functools.reduce(operator.add, counted)).filter(number__gte=question.needed)
    whole = StrIndex("folded", Value(question.whole))
    return rows.annotate(
        place=Case(
            When(GreaterThan(whole, 0), then=whole),
            default=_AFTER + StrIndex("folded", Value(question.words[0].parts[0])),
            output_field=IntegerField(),
        )
    ).order_by("place", F("is_live").asc(), "title", "page_id")


def _bounded(rows: QuerySet[SearchText], asked: Asked) -> QuerySet[SearchText]:
    """Keep to so many of the texts that have one word: nearly all may have “the”, or a word with “a”.

    Those with it in their title come along, so that the best are among them. Of several words the texts stay
    all: a phrase that stands once is made of words that stand everywhere.
    """
    in_title = functools.reduce(
        operator.or_,
        (Q(GreaterThan(StrIndex(Lower("title"), Value(part.strip())), 0)) for part in asked.parts),
    )
    found = (
        rows.filter(chosen).order_by("pk").values("pk")[:MOST_TEXTS] for chosen in (asked.condition, in_title)
    )
    return rows.filter(functools.reduce(operator.or_, (Q(pk__in=chosen) for chosen in found)))


_AFTER = 10_000_000  # behind every place where the whole phrase could stand


def _has(words: str) -> GreaterThan:
    # Not LIKE: that reads “%” and “_” as something else, and SQLite’s is slower.
    return GreaterThan(StrIndex("folded", Value(words)), 0)
