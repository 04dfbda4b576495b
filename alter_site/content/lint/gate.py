"""The linter's gate: nothing that a rule blocks goes live, unless two people have let that sentence pass."""

from __future__ import annotations

from collections.abc import Iterator

from ..editions.gates import gate
from ..models import Page
from ..objects import PageContent
from .findings import findings_for, unexcused

SAID_AT_ONCE = 6


@gate
def misleads_nobody(page: Page, content: PageContent, digest: str) -> Iterator[str]:
    """Say of each sentence, and of what the page lacks, why it keeps the page from going live."""
    findings = unexcused(page, findings_for(page, content, is_thorough=False))
    for finding in findings[:SAID_AT_ONCE]:
        yield (
            f"“{finding.sentence}” {finding.why}"
            if finding.rule.is_about_words
            else f"{finding.why} ({finding.words}.)"
        )
    if (more := len(findings) - SAID_AT_ONCE) > 0:
        yield f"And {more} more. Check lists all of them."
