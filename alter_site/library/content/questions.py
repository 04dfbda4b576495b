"""Content objects of questions by group."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from alter_site.content import seo
from alter_site.content.kinds import content_of
from alter_site.content.objects import EMPTY, PageContent, RichText
from alter_site.content.parts import Question, faq

from ..models import FaqGroup


@content_of(FaqGroup)
@dataclass(frozen=True, kw_only=True)
class FaqGroupContent(PageContent):
    """Questions about one thing, with their answers."""

    KIND: ClassVar = "faq_group"
    TEMPLATE: ClassVar = "library/faq_group_detail.html"
    INDEX_LABEL: ClassVar = "Questions"
    INDEX_URL_NAME: ClassVar = "library:faq_index"
    LISTED_WHOLE: ClassVar = True
    LIST_TEMPLATE: ClassVar = "library/question_groups.html"

    stands_alone: bool = False
    lede: str = ""
    introduction: RichText = EMPTY
    questions: tuple[Question, ...] = ()

    questions_heading: ClassVar = "Questions and answers"

    @property
    def is_in_index(self) -> bool:
        return not self.stands_alone

    def schema(self, site: seo.Site) -> list[dict[str, Any]]:
        return faq(self.questions, site)
