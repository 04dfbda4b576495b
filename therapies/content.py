"""Content objects of therapies and conditions."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, ClassVar

from alter_site.content import seo
from alter_site.content.kinds import content_of
from alter_site.content.objects import EMPTY, PageContent, PageRef, PictureRef, RichText
from alter_site.content.parts import Question, anchor, faq

from .models import Condition, Therapy

_WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Technique:
    """One technique of a therapy; its number is its place."""

    title: str
    text: RichText
    in_a_session: str = ""

    @property
    def anchor(self) -> str:
        return anchor(self.title)


@dataclass(frozen=True, slots=True)
class Indication:
    """What a therapy is useful for: words, with a condition's page where there is one."""

    text: str
    condition: PageRef | None = None


@content_of(Therapy)
@dataclass(frozen=True, kw_only=True)
class TherapyContent(PageContent):
    """A therapy page."""

    KIND: ClassVar = "therapy"
    IS_CLINICAL: ClassVar = True
    TEMPLATE: ClassVar = "therapies/therapy_detail.html"
    INDEX_LABEL: ClassVar = "Therapies"
    INDEX_URL_NAME: ClassVar = "therapies:index"
    LIST_HEADING: ClassVar = "All our therapies"
    SCHEMA_PAGE_TYPE: ClassVar = "MedicalWebPage"
    SCHEMA_ABOUT: ClassVar = "therapy"
    FROZEN_AS: ClassVar = {"heading_pattern": "page_heading"}

    page_heading: str
    introduction: RichText = EMPTY
    featured_facility: PageRef | None = None
    featured_picture: PictureRef | None = None
    featured_caption: str = ""
    use_heading: str = ""
    use_subtitle: str = ""
    use_text: RichText = EMPTY
    benefits_heading: str = ""
    benefits_subtitle: str = ""
    benefits: tuple[str, ...] = ()
    indications_heading: str = ""
    indications: tuple[Indication, ...] = ()
    techniques_heading: str = ""
    techniques_subtitle: str = ""
    techniques: tuple[Technique, ...] = ()
    questions_heading: str = ""
    questions: tuple[Question, ...] = ()

    @property
    def heading(self) -> str:
        return self.page_heading

    @property
    def picture(self) -> PictureRef | None:
        return self.share_picture or self.featured_picture

    @classmethod
    def freeze_page_heading(cls, page: Therapy) -> str:
        return page.heading_pattern.replace("{name}", page.title)

    @classmethod
    def freeze_use_heading(cls, page: Therapy) -> str:
        return page.use_heading.replace("{name}", in_a_sentence(page.title))

    @classmethod
    def freeze_benefits_heading(cls, page: Therapy) -> str:
        return page.benefits_heading.replace("{name}", in_a_sentence(page.title))

    def columns(self, page: Any) -> dict[str, Any]:
        """Keep each pattern that still gives the heading of then; otherwise write that heading itself."""
        name, inside = self.title, in_a_sentence(self.title)
        return {
            pattern: getattr(page, pattern)
            if getattr(page, pattern).replace("{name}", called) == heading
            else heading
            for pattern, called, heading in (
                ("heading_pattern", name, self.page_heading),
                ("use_heading", inside, self.use_heading),
                ("benefits_heading", inside, self.benefits_heading),
            )
        }

    def schema(self, site: seo.Site) -> list[dict[str, Any]]:
        return [self.about(site, "MedicalTherapy"), *faq(self.questions, site)]


@content_of(Condition)
@dataclass(frozen=True, kw_only=True)
class ConditionContent(PageContent):
    """A page about a condition."""

    KIND: ClassVar = "condition"
    IS_CLINICAL: ClassVar = True
    TEMPLATE: ClassVar = "therapies/condition_detail.html"
    INDEX_LABEL: ClassVar = "What we treat"
    INDEX_URL_NAME: ClassVar = "therapies:condition_index"
    LIST_HEADING: ClassVar = "All conditions"
    SCHEMA_PAGE_TYPE: ClassVar = "MedicalWebPage"
    SCHEMA_ABOUT: ClassVar = "condition"

    lede: str = ""
    introduction: RichText = EMPTY
    hero: PictureRef | None = None
    hero_caption: str = ""
    signs_heading: str = ""
    signs: tuple[str, ...] = ()
    signs_note: RichText = EMPTY
    help_heading: str = ""
    help_text: RichText = EMPTY
    involves_substances: bool = False
    levels_of_care: tuple[PageRef, ...] = ()
    questions_heading: str = ""
    questions: tuple[Question, ...] = ()

    def schema(self, site: seo.Site) -> list[dict[str, Any]]:
        node = self.about(site, "MedicalCondition")
        if self.signs:
            node["signOrSymptom"] = [{"@type": "MedicalSignOrSymptom", "name": sign} for sign in self.signs]
        therapies = site.links.incoming.get("therapy", {}).get("condition", [])
        if therapies:
            node["possibleTreatment"] = [
                {"@type": "MedicalTherapy", "@id": site.page_id(page.path, "therapy"), "name": page.title}
                for page in therapies
            ]
        return [node, *faq(self.questions, site)]


def in_a_sentence(name: str) -> str:
    """Return a therapy's name as it reads inside a sentence; "DBT" and "EMDR" keep their capitals."""
    first = name.split(" ", 1)[0]
    return name if first.isupper() and len(first) > 1 else _WORD.sub(_small, name)


def _small(word: re.Match[str]) -> str:
    return word[0] if word[0].isupper() and len(word[0]) > 1 else word[0].lower()
