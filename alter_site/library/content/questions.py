"""Content objects of questions by group."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from alter_site.content import seo
from alter_site.content.content import Question, faq, questions
from alter_site.content.objects import EMPTY, PageContent, RichText, Undecodable, decode_page

if TYPE_CHECKING:
    from alter_site.content.models import Edition

    from ..models import FaqGroup

logger = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class FaqGroupContent(PageContent):
    """Questions about one thing, with their answers."""

    KIND: ClassVar = "faq_group"
    TEMPLATE: ClassVar = "library/faq_group_detail.html"
    INDEX_LABEL: ClassVar = "Questions"
    INDEX_URL_NAME: ClassVar = "library:faq_index"

    stands_alone: bool = False
    lede: str = ""
    introduction: RichText = EMPTY
    questions: tuple[Question, ...] = ()

    questions_heading: ClassVar = "Questions and answers"

    @classmethod
    def from_page(cls, page: FaqGroup) -> FaqGroupContent:
        return cls(
            **page.shared_content(),
            stands_alone=page.stands_alone,
            lede=page.lede,
            introduction=RichText(page.introduction),
            questions=questions(page.questions),
        )

    def schema(self, site: seo.Site) -> list[dict[str, Any]]:
        return faq(self.questions, site)


@dataclass(frozen=True, slots=True)
class ListedGroup:
    """A group of questions as the page of all questions lists it."""

    path: str
    title: str
    summary: str
    questions: tuple[Question, ...]

    @classmethod
    def of(cls, edition: Edition) -> ListedGroup | None:
        """Return the group that an edition shows; None if it stands alone or cannot be read."""
        try:
            content = decode_page(FaqGroupContent, edition.body, edition.schema_version)
        except Undecodable:
            logger.exception("Edition %s cannot be read; its questions are not listed.", edition.pk)
            return None
        if content.stands_alone:
            return None
        return cls(edition.path, content.title, content.summary, content.questions)
