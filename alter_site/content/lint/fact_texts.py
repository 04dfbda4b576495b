"""Facts under the linter: they are public as soon as they are saved, so the rules judge them before.

What is not ours to word is left out: the name of an insurer, of a crisis line, of whoever gave a license.
A model says which columns those are in ``NOT_OUR_WORDS``.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Iterator
from typing import Any

from django.db import models
from django.utils.html import escape

from .. import page_anchors
from ..facts.deciding import fact_gate
from ..models import CrisisLine, MenuItem
from ..models.facts import validate_phone
from ..models.rich_text_field import RichTextField
from .findings import context_of
from .registry import RULES, Finding
from .rules.reviewed import REVIEWED
from .text_links import links_in
from .texts import lint_text

IF_IT_IS_RIGHT = "If it is right, an administrator lets the words pass under Words of the linter."


def misleading(row: Any, names: Collection[str] | None = None) -> Iterator[tuple[str, Finding]]:
    """Yield column and finding for all that a rule blocks in a row, or in these columns of it."""
    context = context_of()
    if isinstance(row, CrisisLine):
        # Others answer there, at their own hours.
        context = dataclasses.replace(context, hours_cover_everything=True)
    others = getattr(type(row), "NOT_OUR_WORDS", ())
    for field in texts_of(type(row)):
        if names is not None and field.name not in names:
            continue
        value = getattr(row, field.attname) or ""
        is_rich = isinstance(field, RichTextField)
        for finding in lint_text(value if is_rich else escape(value), context):
            # Others word their own names; that a clinician has reviewed something, only a signature says.
            if finding.is_blocking and (field.name not in others or finding.rule.id == REVIEWED):
                yield field.name, finding
        for link in links_in(value) if is_rich else ():
            # A part of "this page" is another one on every page that prints the fact.
            if link.is_no_address or link.href.startswith("#"):
                yield field.name, Finding(RULES["dead-link"], field.name, link.words, f"“{link.words}”")

    if isinstance(row, MenuItem) and (names is None or "destination" in names):
        yield from _missing_anchor(row)


def _missing_anchor(row: MenuItem) -> Iterator[tuple[str, Finding]]:
    page_id, _, part = row.destination.removeprefix("page:").partition("#")
    anchors = page_anchors.of_page(page_id) if part else None
    if anchors is not None and part not in anchors:
        words = f"The page has no part #{part}."
        yield "destination", Finding(RULES["dead-link"], "destination", words, words)


def texts_of(model: type[models.Model]) -> list[Any]:
    """Return the columns of a fact that visitors read."""
    return [
        field
        for field in model._meta.concrete_fields
        if isinstance(field, models.CharField | models.TextField)
        and not isinstance(field, models.URLField | models.SlugField)
        and not field.choices
        and validate_phone not in field.validators
    ]


def in_words(finding: Finding) -> str:
    """Say to an editor what a rule has against a sentence of a fact, and what to do about it."""
    if finding.rule.is_about_words:
        return f"“{finding.sentence}” {finding.why} {IF_IT_IS_RIGHT}"
    return f"{finding.sentence} {finding.why}"


@fact_gate
def says_nothing_misleading(row: Any, names: Collection[str]) -> Iterator[str]:
    """Judge a change that has waited: the rules, or the hours, may be others by now."""
    for _, finding in misleading(row, names):
        yield in_words(finding)
