"""Content objects of articles, questions, the glossary and who we are."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any, ClassVar

from alter_site.content import seo
from alter_site.content.kinds import content_of
from alter_site.content.objects import EMPTY, PageContent, PageRef, PictureRef, RichText, frozen
from alter_site.content.parts import Question, Section, faq

from .models import Article, FaqGroup, GlossaryPage, OutcomesPage, Story, TeamPage, Topic


@content_of(Topic)
@dataclass(frozen=True, kw_only=True)
class TopicContent(PageContent):
    """What several articles are about."""

    KIND: ClassVar = "topic"
    TEMPLATE: ClassVar = "library/topic_detail.html"
    INDEX_LABEL: ClassVar = "Articles"
    INDEX_URL_NAME: ClassVar = "library:article_index"
    IN_INDEX: ClassVar = False
    SCHEMA_PAGE_TYPE: ClassVar = "CollectionPage"

    lede: str = ""
    introduction: RichText = EMPTY


@content_of(Article)
@dataclass(frozen=True, kw_only=True)
class ArticleContent(PageContent):
    """An article."""

    KIND: ClassVar = "article"
    IS_CLINICAL: ClassVar = True
    TEMPLATE: ClassVar = "library/article_detail.html"
    INDEX_LABEL: ClassVar = "Articles"
    INDEX_URL_NAME: ClassVar = "library:article_index"
    LIST_HEADING: ClassVar = "Newest first"
    FEED_URL_NAME: ClassVar = "library:feed"
    SCHEMA_PAGE_TYPE: ClassVar = "MedicalWebPage"
    SCHEMA_ABOUT: ClassVar = "article"

    published_on: datetime.date
    topic: PageRef | None = None
    lede: str = ""
    introduction: RichText = EMPTY
    hero: PictureRef | None = None
    hero_caption: str = ""
    involves_substances: bool = False
    sections: tuple[Section, ...] = ()

    def shares_picture(self, path: str) -> bool:
        return not self.needs_safety_card

    def schema(self, site: seo.Site) -> list[dict[str, Any]]:
        node: dict[str, Any] = {
            "@type": "Article",
            "@id": f"{site.canonical}#article",
            "headline": self.title,
            "url": site.canonical,
            "datePublished": self.published_on.isoformat(),
            "publisher": {"@id": site.organization_id},
        }
        if self.summary:
            node["description"] = self.summary
        if self.author:
            node["author"] = {"@type": "Person", "name": self.author}
        if topic := site.linked(self.topic):
            node["articleSection"] = topic.title
        return [node]


@content_of(GlossaryPage)
@dataclass(frozen=True, kw_only=True)
class GlossaryContent(PageContent):
    """The page that explains all words. The words themselves are facts."""

    KIND: ClassVar = "glossary"
    TEMPLATE: ClassVar = "library/glossary_page_detail.html"
    EXPLAINS_TERMS: ClassVar = False

    lede: str = ""
    introduction: RichText = EMPTY

    def schema(self, site: seo.Site) -> list[dict[str, Any]]:
        terms = [
            {
                "@type": "DefinedTerm",
                "@id": seo.absolute(term.path),
                "name": term.name,
                "description": term.short,
            }
            for term in site.facts.glossary
        ]
        if not terms:
            return []
        identity = f"{site.canonical}#glossary"
        return [{"@type": "DefinedTermSet", "@id": identity, "name": self.title, "hasDefinedTerm": terms}]


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who works here."""

    name: str
    role: str
    credentials: str = ""
    text: str = ""
    picture: PictureRef | None = None
    is_demo: bool = False


@content_of(TeamPage)
@dataclass(frozen=True, kw_only=True)
class TeamContent(PageContent):
    """The team."""

    KIND: ClassVar = "team"
    TEMPLATE: ClassVar = "library/team_page_detail.html"
    SHARES_PICTURE_BELOW: ClassVar = "/"
    SCHEMA_PAGE_TYPE: ClassVar = "AboutPage"

    lede: str = ""
    introduction: RichText = EMPTY
    people: tuple[Person, ...] = ()

    @classmethod
    def freeze_is_demo(cls, page: TeamPage) -> bool:
        """An invented person makes the whole page demo."""
        return page.is_demo or page.people.filter(is_demo=True).exists()

    def schema(self, site: seo.Site) -> list[dict[str, Any]]:
        return [
            {
                "@type": "Person",
                "name": person.name,
                "jobTitle": person.role,
                "worksFor": {"@id": site.organization_id},
            }
            for person in self.people
            if not person.is_demo
        ]


@dataclass(frozen=True, slots=True)
class Outcome:
    """One figure with what makes it a fact."""

    figure: str
    measures: str
    n: int
    period: str
    method: str
    source: str = ""
    is_demo: bool = False


@content_of(OutcomesPage)
@dataclass(frozen=True, kw_only=True)
class OutcomesContent(PageContent):
    """How people do."""

    KIND: ClassVar = "outcomes"
    TEMPLATE: ClassVar = "library/outcomes_page_detail.html"
    SCHEMA_PAGE_TYPE: ClassVar = "AboutPage"

    lede: str = ""
    introduction: RichText = EMPTY
    outcomes: tuple[Outcome, ...] = ()

    @classmethod
    def freeze_outcomes(cls, page: OutcomesPage) -> tuple[Outcome, ...]:
        """Leave out a figure without what makes it a fact."""
        rows = page.outcomes.all()
        return tuple(frozen(Outcome, row) for row in rows if row.n and row.period and row.method)

    @classmethod
    def freeze_is_demo(cls, page: OutcomesPage) -> bool:
        """An invented figure makes the whole page demo."""
        return page.is_demo or any(row.is_demo for row in cls.freeze_outcomes(page))


@content_of(Story)
@dataclass(frozen=True, kw_only=True)
class StoryContent(PageContent):
    """What somebody tells of their time here."""

    KIND: ClassVar = "story"
    TEMPLATE: ClassVar = "library/story_detail.html"
    INDEX_LABEL: ClassVar = "Stories"
    INDEX_URL_NAME: ClassVar = "library:story_index"
    LIST_HEADING: ClassVar = "All stories"

    told_by: str
    text: RichText
    incentive: str = ""
    expires: datetime.date | None = None


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
