"""Words as the search compares them: without accents, capitals and apostrophes."""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Iterator
from html import unescape

from django.utils.html import strip_tags

from ..models.search import LONGEST_WORD
from ..objects import PageContent, PictureRef, RichText, walk

# What stands inside words and is no letter: accents apart from theirs, as PDF files have them, soft hyphens,
# and what nobody sees.
_INSIDE = "\u00ad\u0300-\u036f\u200b-\u200d\u2060\ufeff"
_WORD = re.compile(rf"[^\W_]+(?:['`\u2018\u2019\u02bc\u00b4{_INSIDE}]+[^\W_]+)*")
_MARKS = re.compile(f"[`\u2018\u2019\u02bc\u00b4{_INSIDE}]")
# Letters that come apart nowhere in Unicode, as people without them on their keyboard write them.
_WRITTEN = {"ł": "l", "ø": "o", "đ": "d", "ħ": "h", "\u0131": "i", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d"}
_AS_WRITTEN = str.maketrans(_WRITTEN)
_BLOCK_ENDS = re.compile(r"</(?:p|li|h\d|td|th|tr|blockquote)>|<br\s*/?>")


@functools.lru_cache(maxsize=50_000)
def folded_word(word: str) -> str:
    """Return one word as it is compared: “Résumé’s” as “resumes”."""
    if not word.isascii():
        word = unicodedata.normalize("NFKD", word.casefold()).translate(_AS_WRITTEN)
    return "".join(filter(str.isalnum, word.casefold()))[:LONGEST_WORD]


def flattened(text: str) -> str:
    """Return a text in which every folded word of it can be found, fast and with other things between."""
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text.casefold()).translate(_AS_WRITTEN)
        text = _MARKS.sub("", text)
    return text.replace("'", "").casefold()


def words_in(text: str) -> Iterator[tuple[str, int, int]]:
    """Yield each word of a text as it is compared, and where it stands."""
    for match in _WORD.finditer(text):
        if word := folded_word(match[0]):
            yield word, match.start(), match.end()


def folded(text: str) -> str:
    """Return a text's words with a space around each, so that a word is found by its beginning."""
    return f" {' '.join(word for word, _, _ in words_in(text))} "


def plain(html: str) -> str:
    """Return rich text as plain lines, a block to a line."""
    lines = (" ".join(unescape(strip_tags(block)).split()) for block in _BLOCK_ENDS.split(html))
    return "\n".join(filter(None, lines))


def text_of(content: PageContent) -> str:
    """Return all that a page says besides its title, a part to a line."""
    return "\n".join(filter(None, (_line(name, value) for name, value in _leaves(content))))


def _leaves(content: PageContent) -> Iterator[tuple[str, object]]:
    is_title = True
    for name, value in walk(content):
        if is_title and name == "title":
            is_title = False
            continue
        yield name, value


def _line(name: str, value: object) -> str:
    if isinstance(value, RichText):
        return plain(value.html)
    if isinstance(value, PictureRef):
        return value.alt
    return " ".join(value.split()) if isinstance(value, str) else ""
