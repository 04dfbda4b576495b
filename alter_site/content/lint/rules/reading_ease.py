"""How easy a page is to read and to find: warnings only."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from django.utils import timezone

from ... import facts
from ...models import EditionLink, FixedPage, IndexPage, MenuItem
from ..laws import EDITORIAL, PLAIN_LANGUAGE, SEARCH
from ..page_reading import OPENINGS, Reading
from ..passages import Passage, Sentence
from ..reading import count, grade
from ..registry import Level, on_pages, on_passages
from ..sections import HARDEST, NAME, SHORTEST
from ..use import Context

LONGEST = 25  # words of a sentence
TITLE = (10, 60)  # characters
DESCRIPTION = (50, 155)
_ABBREVIATION = re.compile(r"\b[A-Z]{2,6}s?\b")
# What a reader knows without being told, and what stands for itself.
_KNOWN = re.compile(
    r"USA?|UK|TV|ID|AM|PM|OK|ZIP|PIN|DNA|FAQS?|PDF|CA|DVD|GPS|ATM|CEO|HIV|AIDS|COVID|IV|ER|SMS|MD|PHD|RN|III?"
)

Problems = Iterator[tuple[str, str]]


@on_pages(
    "reading-grade",
    Level.WARN,
    f"This section reads above grade {HARDEST:g}. Shorter words and sentences reach people who are tired"
    f" or afraid.",
    PLAIN_LANGUAGE,
    bad="Interdisciplinary considerations operationalize individualized treatment.",
    good="We plan your care together.",
)
def is_hard_to_read(read: Reading) -> Problems:
    """Name each section that is harder than an eighth grader reads with ease."""
    if getattr(read.content, "is_for_counsel", False):
        return
    title = re.compile(rf"\b{re.escape(read.content.title)}\b", re.I)
    for text in read.texts:
        said = [title.sub(NAME, passage.text) for passage in text.passages] if text.is_rich else []
        if sum(map(count, said)) >= SHORTEST and (found := grade(said)) > HARDEST:
            yield text.field, f"grade {found:.1f}: {said[0][:80]}"


@on_passages(
    "long-sentence",
    Level.WARN,
    f"The sentence has more than {LONGEST} words. Two are easier.",
    PLAIN_LANGUAGE,
    bad="If you call us on a day on which nobody can come to the phone, you can leave your name and your"
    " number and say "
    "when you would like to be called back.",
    good="You can leave your name and your number. Say when we should call.",
)
def long_sentences(passage: Passage, context: Context) -> Iterator[Sentence]:
    """Yield each sentence that is too long."""
    if not context.is_law:
        yield from (sentence for sentence in passage.sentences if count(sentence.text) > LONGEST)


@on_pages(
    "abbreviation",
    Level.WARN,
    "An abbreviation is not explained where it first stands. Write the whole name and the short one in"
    " brackets after it.",
    PLAIN_LANGUAGE,
    bad="PHP runs five days a week.",
    good="A partial hospitalization program (PHP) runs five days a week.",
)
def uses_unexplained_abbreviations(read: Reading) -> Problems:
    """Name each abbreviation where it first stands without its meaning."""
    glossary = " ".join(term.name + term.spellings for term in facts.current(timezone.now()).glossary or ())
    whole = " ".join(passage.text for text in read.texts for passage in text.passages)
    named = {word for word in (read.content.title, getattr(read.content, "abbreviation", "")) if word}
    # What a link leads to is explained there.
    linked = " ".join(
        link.words for text in read.texts for passage in text.passages for link in passage.links
    )
    seen: set[str] = set()
    for text in read.texts:
        for passage in text.passages:
            for match in _ABBREVIATION.finditer(passage.text):
                word = match[0].removesuffix("s")
                if word in seen or _KNOWN.fullmatch(word) or passage.text.isupper():
                    continue
                seen.add(word)
                explained = rf"\({word}s?\)|\b{word}s?(?:,)? (?:\(|stands for|means|is short for)"
                if not (
                    re.search(explained, whole)
                    or word in glossary
                    or word in linked
                    or any(word in name for name in named)
                ):
                    yield text.field, word


@on_pages(
    "title-length",
    Level.WARN,
    f"Search engines show about {TITLE[1]} characters of a title.",
    SEARCH,
    bad="A title of a hundred characters, of which half is cut.",
    good="Attachment-based therapy: what it is and how it helps",
)
def has_a_title_of_wrong_length(read: Reading) -> Problems:
    """Say that search engines will cut the title."""
    field = "seo_title" if read.content.seo_title else "title"
    title = read.content.seo_title or read.content.title
    if len(title) > TITLE[1] or len(title) < TITLE[0] / 2:
        yield field, title


@on_pages(
    "description-length",
    Level.WARN,
    f"A description has between {DESCRIPTION[0]} and {DESCRIPTION[1]} characters; search engines cut the"
    f" rest, or choose another text.",
    SEARCH,
    bad="“Therapy.”",
    good="“What it is, how a session goes, who it can help, and what we do not know yet.”",
)
def has_a_description_of_wrong_length(read: Reading) -> Problems:
    """Say that search engines will cut the description, or choose their own."""
    field = "seo_description" if read.content.seo_description else "summary"
    words = read.content.seo_description or read.content.summary
    if words and not DESCRIPTION[0] <= len(words) <= DESCRIPTION[1]:
        yield field, words


def shingles(html: str) -> set[tuple[str, ...]]:
    """Return each run of four words of a text."""
    words = re.findall(r"\w+", re.sub(r"<[^>]*>", " ", html).lower())
    return {tuple(words[start : start + 4]) for start in range(len(words) - 3)}


@on_pages(
    "near-duplicate",
    Level.WARN,
    "Another page begins with nearly the same text. Search engines show one of the two, and readers"
    " wonder which is right.",
    EDITORIAL,
    bad="Two pages whose introductions differ in the name of the town.",
    good="Each page begins with what it alone says.",
)
def is_nearly_another_page(read: Reading) -> Problems:
    """Name each page of the kind that begins alike."""
    ours = shingles(read.opening)
    if not read.is_thorough or len(ours) < 15:
        return
    model: Any = type(read.page)
    fields = {field.name for field in model._meta.get_fields()}
    names = [name for name in OPENINGS if name in fields]
    if not names:
        return
    rows = model._default_manager.exclude(pk=read.page.pk).values_list("title", *names)
    for title, *texts in rows.iterator():
        theirs = shingles(next(filter(None, texts), ""))
        if len(ours & theirs) > 0.6 * min(len(ours), len(theirs) or 1):
            yield names[0], f"“{title}”"


@on_pages(
    "orphan",
    Level.WARN,
    "No live page, list or menu leads here. Link to it from where its readers are.",
    EDITORIAL,
    bad="A page that only somebody who knows its address can find.",
    good="A link from the page above it.",
)
def is_an_orphan(read: Reading) -> Problems:
    """Say that nothing leads to the page."""
    if not read.is_thorough or isinstance(read.page, FixedPage | IndexPage):
        return
    listed = bool(read.content.INDEX_URL_NAME) and read.content.IN_INDEX and read.content.is_in_index
    if listed or getattr(read.content, "above", None):
        return
    links = EditionLink.objects.filter(edition__publication__isnull=False)
    # By the column: the page it leads to need not be live.
    linked = links.filter(target_id=read.page.pk).exclude(edition__page_id=read.page.pk)  # type: ignore[misc]
    in_menu = MenuItem.objects.filter(destination__startswith=f"page:{read.page.pk}")
    if not (linked.exists() or in_menu.exists()):
        yield "", read.content.title
