"""Content objects of therapies and conditions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from alter_site.content import seo
from alter_site.content.content import Question, anchor, faq, page_refs, questions
from alter_site.content.objects import EMPTY, PageContent, PageRef, PictureRef, RichText

if TYPE_CHECKING:
    from .models import Condition, Therapy


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


@dataclass(frozen=True, kw_only=True)
class TherapyContent(PageContent):
    """A therapy page."""

    KIND: ClassVar = "therapy"
    TEMPLATE: ClassVar = "therapies/therapy_detail.html"
    INDEX_LABEL: ClassVar = "Therapies"
    INDEX_URL_NAME: ClassVar = "therapies:index"
    SCHEMA_PAGE_TYPE: ClassVar = "MedicalWebPage"
    SCHEMA_ABOUT: ClassVar = "therapy"

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
    def from_page(cls, page: Therapy) -> TherapyContent:
        name = page.title
        return cls(
            **page.shared_content(),
            page_heading=page.heading_pattern.replace("{name}", name),
            introduction=RichText(page.introduction),
            featured_facility=PageRef(str(page.featured_facility_id)) if page.featured_facility_id else None,
            featured_picture=page.featured_picture.frozen() if page.featured_picture else None,
            featured_caption=page.featured_caption,
            use_heading=page.use_heading.replace("{name}", in_a_sentence(name)),
            use_subtitle=page.use_subtitle,
            use_text=RichText(page.use_text),
            benefits_heading=page.benefits_heading.replace("{name}", in_a_sentence(name)),
            benefits_subtitle=page.benefits_subtitle,
            benefits=tuple(benefit.text for benefit in page.benefits.all()),
            indications_heading=page.indications_heading,
            indications=tuple(
                Indication(row.text, PageRef(str(row.condition_id)) if row.condition_id else None)
                for row in page.indications.all()
            ),
            techniques_heading=page.techniques_heading,
            techniques_subtitle=page.techniques_subtitle,
            techniques=tuple(
                Technique(row.title, RichText(row.text), row.in_a_session) for row in page.techniques.all()
            ),
            questions_heading=page.questions_heading,
            questions=questions(page.questions),
        )

    def schema(self, site: seo.Site) -> list[dict[str, Any]]:
        node: dict[str, Any] = {
            "@type": "MedicalTherapy",
            "@id": f"{site.canonical}#therapy",
            "name": self.title,
            "url": site.canonical,
        }
        if self.summary:
            node["description"] = self.summary
        return [node, *faq(self.questions, site)]


@dataclass(frozen=True, kw_only=True)
class ConditionContent(PageContent):
    """A page about a condition."""

    KIND: ClassVar = "condition"
    TEMPLATE: ClassVar = "therapies/condition_detail.html"
    INDEX_LABEL: ClassVar = "What we treat"
    INDEX_URL_NAME: ClassVar = "therapies:condition_index"
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

    @property
    def picture(self) -> PictureRef | None:
        return self.share_picture or self.hero

    @classmethod
    def from_page(cls, page: Condition) -> ConditionContent:
        return cls(
            **page.shared_content(),
            lede=page.lede,
            introduction=RichText(page.introduction),
            hero=page.hero.frozen() if page.hero else None,
            hero_caption=page.hero_caption,
            signs_heading=page.signs_heading,
            signs=tuple(sign.text for sign in page.signs.all()),
            signs_note=RichText(page.signs_note),
            help_heading=page.help_heading,
            help_text=RichText(page.help_text),
            involves_substances=page.involves_substances,
            levels_of_care=page_refs(page.levels_of_care),
            questions_heading=page.questions_heading,
            questions=questions(page.questions),
        )

    def schema(self, site: seo.Site) -> list[dict[str, Any]]:
        node: dict[str, Any] = {
            "@type": "MedicalCondition",
            "@id": f"{site.canonical}#condition",
            "name": self.title,
            "url": site.canonical,
        }
        if self.summary:
            node["description"] = self.summary
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
    return name if first.isupper() and len(first) > 1 else name.lower()
