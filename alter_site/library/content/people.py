"""Content objects of who we are and how it goes: the team, outcomes, stories."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any, ClassVar

from alter_site.content import seo
from alter_site.content.kinds import content_of
from alter_site.content.objects import EMPTY, PageContent, PictureRef, RichText, frozen

from ..models import OutcomesPage, Story, TeamPage


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
