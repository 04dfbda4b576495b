"""How hard a text is to read, by the Flesch-Kincaid grade: the school year that reads it with ease.

The syllables are counted by rule; the rules were fitted to 133 words of our pages counted by hand.
:mod:`.sections` says which texts of a page are measured.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

_WORD = re.compile(r"[^\W\d_]+(?:[’'][^\W\d_]+)*|\d+")
_SENTENCE_END = re.compile(r"[.!?]+[”’)]*(?=\s|$)")
_VOWELS = re.compile(r"[aeiouy]+")
# Two vowels that are spoken apart, and endings that are written but not spoken.
_APART = re.compile(
    r"[iy]a(?!l\b)|io(?!n|us|r)|(?<!t)i[eu][mrtn](?!d\b)|eo(?!us|p)|ea\b|u[ao]|[aeiouy]ing|creat"
)
_SILENT = re.compile(
    r"(?:[^aeiouyl]|[aeiouyl]l)e$|(?<=[^tdi])ed$|(?<=[^aeioucgsxz])es$"
    r"|(?<=[aeiouy][fmrstv])e(?=ly|ment|less|ful|thing|times?\b|one\b)|(?<=\bev)e(?=r)"
)


def count(passage: str) -> int:
    """Return how many words a passage has."""
    return len(_WORD.findall(passage))


def grade(passages: Iterable[str]) -> float:
    """Return the grade of these passages together; each one ends a sentence, as a list item does."""
    words: list[str] = []
    sentences = 0
    for passage in passages:
        found = _WORD.findall(passage)
        words += found
        if found:
            ends = len(_SENTENCE_END.findall(passage.strip()))
            sentences += ends if passage.strip()[-1] in ".!?”’)" and ends else ends + 1
    per_sentence = len(words) / sentences
    per_word = sum(map(syllables, words)) / len(words)
    return 0.39 * per_sentence + 11.8 * per_word - 15.59


def syllables(word: str) -> int:
    """Return how many syllables a word has, near enough; initials such as OCD are spelled out."""
    if word.isupper() and len(word) > 1:
        return len(word) + 2 * word.count("W")
    word = re.sub(r"[’'].*", "", word.lower())
    if word.isdigit():
        return 2
    silent = len(_SILENT.findall(word))
    spoken = len(_VOWELS.findall(word)) + len(_APART.findall(word))
    return max(1, spoken - silent)
