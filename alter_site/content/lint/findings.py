"""What the linter says about a page: asked while typing, at preview, at submission and at publishing."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from django.utils import timezone

from .. import facts
from ..facts import coverage
from ..models import LintException, LintWord, Page
from ..objects import PageContent
from .page_reading import Reading, Text
from .registry import RULES, Finding
from .rules.reviewed import REVIEWED
from .texts import lint_passage, lint_passages
from .use import Context
from .wording import OwnWord

# Long enough for every weekday, midnight and exception of the next days.
_A_WEEK = datetime.timedelta(days=8)


def findings_for(page: Page, content: PageContent, *, is_thorough: bool = True) -> list[Finding]:
    """Return what the rules say about ``content`` as a text of ``page``, what blocks first.

    Args:
        page: the working copy, which may not be saved yet.
        content: what it says, or would say.
        is_thorough: also compare with other pages. Left out while somebody types.
    """
    read = Reading(page, content, is_thorough)
    return sorted(_all(read, context_of(content)), key=lambda finding: not finding.is_blocking)


def _all(read: Reading, context: Context) -> Iterator[Finding]:
    for rule in RULES.values():
        if rule.check is not None:
            for field, words in rule.check(read):
                yield Finding(rule, field, words, words)
    yield from lint_passages([passage for text in read.texts for passage in text.passages], context)
    for text in read.beside:
        for passage in text.passages:
            yield from (found for found in lint_passage(passage, context) if _counts_beside(text, found))


def _counts_beside(text: Text, finding: Finding) -> bool:
    """What others called their work is theirs to word; nowhere does anybody type that a page was reviewed."""
    return finding.is_blocking and (not text.is_source or finding.rule.id == REVIEWED)


def unexcused(page: Page, findings: list[Finding]) -> list[Finding]:
    """Return those findings that keep the page from going live: they block, and nobody let them pass."""
    blocking = [finding for finding in findings if finding.is_blocking]
    if not any(finding.rule.may_be_excepted for finding in blocking):
        return blocking
    exceptions = LintException.objects.agreed().filter(page_id=page.pk)
    agreed = set(exceptions.values_list("rule", "sentence_hash"))
    return [finding for finding in blocking if (finding.rule.id, finding.sentence_hash) not in agreed]


def said_at_preview(page: Page) -> str:
    """Return one sentence on how far what is saved may go live."""
    return blocked(page) or "The linter lets it go live."


def blocked(page: Page) -> str:
    """Return one sentence on what keeps the saved text from going live; empty if nothing does."""
    left = len(unexcused(page, findings_for(page, page.content(), is_thorough=False)))
    if not left:
        return ""
    return f"{left} {'thing keeps' if left == 1 else 'things keep'} it from going live: see Check."


def context_of(content: PageContent | None = None) -> Context:
    """Return what the rules on words have to know besides the words. Two queries at most."""
    return Context(
        hours_cover_everything=hours_cover_everything(),
        page_has_sources=bool(content and content.sources),
        is_law=getattr(content, "is_for_counsel", False),
        words=tuple(OwnWord(row.rule, row.phrase, row.passes) for row in LintWord.objects.all()),
    )


def hours_cover_everything() -> bool:
    """Does a person answer at every hour of the days to come, by the hours that staff keep?"""
    now = timezone.now()
    first = next(coverage.in_force(facts.current(now)).spans(now), None)
    return first is not None and first.start <= now and first.end >= now + _A_WEEK
