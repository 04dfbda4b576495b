"""Lints texts: passages against every rule on words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import cast

from . import rules  # noqa: F401 (registers them)
from .lookalikes import AS_OURS
from .passages import Passage, passages
from .registry import FRAMES, RULES, Finding, IsWrong, Rule
from .use import Context, Use
from .wording import CASED, patterns_of

# What a link may not say by itself.
_NO_WORDS = frozenset(
    re.findall(
        r"\w+",
        "a an and all at below above button check click clicking continue detail details discover do "
        "download explore file find follow for full get go going here in info information it its just "
        "learn learning link me more next now of on online open our out over page pdf please post press "
        "quick read reading see site some started start tap tapping text that the then there these this to "
        "today up us use via view visit we web website with you your available article",
    )
)
_A_FEW_WORDS = 6
_SHORT = 7  # words of a sentence that goes on with them
# A heading that says what its text is about, and claims nothing by itself.
_ASKS_OR_NAMES = re.compile(
    r"(?:what|which|who|why|how|when|where|whether|if|ask|is|are|can|do|does|will)\b", re.I
)
_ANSWER = 60  # signs of the next passage that may answer a question
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+|[\w.-]+\.\w{2,4}/\S*", re.I)


def lint_passage(passage: Passage, context: Context) -> Iterator[Finding]:
    """Yield what the rules on words say about one passage, each use of words once."""
    for rule in RULES.values():
        if rule.in_passage is not None:
            for sentence in rule.in_passage(passage, context):
                yield _finding(rule, passage, sentence.start, sentence.end, "")
        if not rule.is_about_words:
            continue
        seen: list[tuple[int, int]] = []
        allowed = [
            match.span()
            for word in context.words
            if word.rule == rule.id and word.passes
            for match in word.pattern.finditer(passage.text)
        ]
        for use, is_wrong in _uses(rule, passage, context):
            start, end = use.match.span()
            if any(start < last and first < end for first, last in (*seen, *allowed)):
                continue
            if verdict := is_wrong(use):
                seen.append((start, end))
                yield _finding(rule, passage, start, end, verdict if isinstance(verdict, str) else "")
    for link in passage.links:
        if _says_nothing(link.words):
            yield _finding(RULES["link"], passage, link.start, max(link.end, link.start + 1), "")


def _uses(rule: Rule, passage: Passage, context: Context) -> Iterator[tuple[Use, IsWrong]]:
    """Yield each use of words that the rule looks for, and the function that judges it."""
    judge = cast(IsWrong, rule.is_wrong)
    for group, pattern in patterns_of(rule.id).items():
        text = passage.text if (rule.id, group) in CASED else passage.lower
        for match in pattern.finditer(text):
            yield Use(match, group, passage, context), judge
    for frame in FRAMES[rule.id]:
        for match in frame.meaning.found_in(passage):
            yield Use(match, frame.name, passage, context), frame.is_wrong
    for word in context.words:
        if word.rule == rule.id and not word.passes:
            for match in word.pattern.finditer(passage.text):
                yield Use(match, "own", passage, context), judge


def _finding(rule: Rule, passage: Passage, start: int, end: int, advice: str) -> Finding:
    sentence = passage.sentence_at(start)
    return Finding(
        rule,
        passage.field,
        passage.as_written[start:end],
        passage.as_written[sentence.start : sentence.end].strip(),
        advice,
    )


def _says_nothing(words: str) -> bool:
    """Do the words of a link say nothing of where it leads, or only its address?"""
    said = words.lower().translate(AS_OURS)
    return set(re.findall(r"\w+", said)) <= _NO_WORDS or bool(_ADDRESS.fullmatch(said.strip()))


def lint_text(text: str, context: Context = Context()) -> list[Finding]:  # noqa: B008 (frozen)
    """Return what the rules on words say about a text, which may be HTML."""
    return list(lint_passages(passages(text), context))


def lint_passages(found: Sequence[Passage], context: Context) -> Iterator[Finding]:
    """Yield what the rules on words say about passages in a row, and what only two say together."""
    for passage, after in pairwise((*found, Passage(""))):
        passage.then = after.text[:_ANSWER]
    said = [list(lint_passage(passage, context)) for passage in found]
    for place, passage in enumerate(found):
        yield from said[place]
        if place + 1 == len(found) or not _is_begun(passage):
            continue
        known = {finding.rule.id for finding in (*said[place], *said[place + 1])}
        for finding in _said_together(passage, found[place + 1], context):
            if finding.is_blocking and finding.rule.id not in known:
                yield finding


def _is_begun(passage: Passage) -> bool:
    """Is this a heading, an item or a line of a few words that the next passage may go on with?"""
    few = passage.text.count(" ") < _A_FEW_WORDS and not passage.links
    return few and bool(re.search(r"[\w%]$", passage.text)) and not _ASKS_OR_NAMES.match(passage.text)


def _said_together(passage: Passage, after: Passage, context: Context) -> Iterator[Finding]:
    first = next(iter(after.sentences), None)
    if first is not None and first.text.count(" ") < _SHORT:
        both = f"{passage.as_written} {after.as_written[: first.end]}"
        yield from lint_passage(Passage(both, passage.field), context)


# On a page as visitors get it, our number stands where ``[phone]`` was, links are words, and a signature says
# who has reviewed it.
_ONLY_AS_TYPED = frozenset({"phone", "link", "reviewed"})


def unwanted(printed: Iterable[str], *, has_sources: bool = True) -> list[Finding]:
    """Return the uses of words that have no place in printed passages, which may lean on a page's sources."""
    context = Context(page_has_sources=has_sources)
    return [
        finding
        for text in printed
        for finding in lint_passage(Passage(text), context)
        if finding.rule.is_about_words and finding.rule.id not in _ONLY_AS_TYPED
    ]
