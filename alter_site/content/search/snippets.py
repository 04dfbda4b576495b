"""The sentence of a text that answers a search, with its words marked."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from .question import Question
from .words import flattened, words_in

LONGEST = 240  # characters
_PHRASE, _WORD, _BESIDE = 1_000, 100, 99  # what a sentence is worth: the phrase, a word, words side by side
_SENTENCE_ENDS = re.compile(r"(?<=[.!?…])\s+|\n+")


class Marker:
    """Finds and marks the words of one question. Words repeat, so each is compared once."""

    def __init__(self, question: Question) -> None:
        self.question = question
        self._parts = [[part.strip() for part in asked.parts] for asked in question.words]
        self._fitting: dict[str, frozenset[int]] = {}

    def best_sentence(self, text: str) -> SafeString:
        """Return the sentence that has most of what was asked for, marked; nothing if none has any."""
        best, most = "", 0
        for sentence in _SENTENCE_ENDS.split(text):
            # Most sentences have none of it, or no more than the best so far, and are passed over without
            # reading their words.
            flat = flattened(sentence)
            likely = sum(any(part in flat for part in parts) for parts in self._parts)
            if likely and self._at_most(likely) > most and (worth := self._worth(sentence)) > most:
                best, most = sentence, worth
        return self.marked(self._around(best)) if most else SafeString("")

    def _at_most(self, likely: int) -> int:
        """Return what a sentence is worth at most that may have so many of the words."""
        words = len(self.question.words)
        is_phrase = likely == words or bool(self.question.phrases)
        return _PHRASE * is_phrase + _WORD * likely + (_BESIDE if words > 1 else 0)

    def marked(self, text: str) -> SafeString:
        """Return a text with what was asked for in a ``mark``; neighbors are marked as one."""
        parts: list[str] = []
        at = 0
        for start, end in self._stretches(text):
            parts.append(format_html("{}<mark>{}</mark>", text[at:start], text[start:end]))
            at = end
        return format_html_join("", "{}", ((part,) for part in [*parts, text[at:]]))

    def _fits(self, word: str) -> frozenset[int]:
        """Return which of the words that were asked for this one is."""
        if word not in self._fitting:
            words = self.question.words
            self._fitting[word] = frozenset(n for n, asked in enumerate(words) if asked.fits(word))
        return self._fitting[word]

    def _worth(self, sentence: str) -> int:
        words = [word for word, _, _ in words_in(sentence)]
        fitting = [self._fits(word) for word in words]
        found: frozenset[int] = frozenset().union(*fitting)
        if not found:
            return 0
        flat = f" {' '.join(words)} "
        is_phrase = self.question.whole in flat or any(phrase in flat for phrase in self.question.phrases)
        # Words that stand beside one another tell more than the same words far apart.
        beside = sum(bool(one and other) for one, other in pairwise(fitting))
        beside = min(beside, _BESIDE) if len(self.question.words) > 1 else 0
        return _PHRASE * is_phrase + _WORD * len(found) + beside

    def _stretches(self, text: str) -> Iterator[tuple[int, int]]:
        begun: tuple[int, int] | None = None
        for word, start, end in words_in(text):
            if self._fits(word):
                begun = (begun[0] if begun else start, end)
            elif begun:
                yield begun
                begun = None
        if begun:
            yield begun

    def _around(self, sentence: str) -> str:
        """Cut a very long sentence around its first marked word."""
        if len(sentence) <= LONGEST:
            return sentence
        first = next(self._stretches(sentence), (0, 0))[0]
        start = max(0, first - LONGEST // 3)
        cut = sentence[start : start + LONGEST]
        return f"{'…' if start else ''}{cut.strip()}{'…' if start + LONGEST < len(sentence) else ''}"
