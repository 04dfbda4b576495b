"""Content objects of who we are and how it goes: the team, outcomes, stories."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from alter_site.content import seo
from alter_site.content.objects import EMPTY, PageContent, PictureRef, RichText

if TYPE_CHECKING:
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
    def from_page(cls, page: TeamPage) -> TeamContent:
        people = tuple(
            Person(
                row.name,
                row.role,
                row.credentials,
                row.text,
                row.picture.frozen() if row.picture else None,
                row.is_demo,
            )
            for row in page.people.select_related("picture")
        )
        return cls(
            **demo_if_any(page, people),
            lede=page.lede,
            introduction=RichText(page.introduction),
            people=people,
        )

    def schema(self, site: seo.Site) -> list[dict[str, Any]]:
        return [
            {
                "@type": "Person",
                "name": person.name,
                "jobTitle": person.role,
                "worksFor": {"@id": site.organisation_id},
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
    def from_page(cls, page: OutcomesPage) -> OutcomesContent:
        outcomes = tuple(
            Outcome(row.figure, row.measures, row.n, row.period, row.method, row.source, row.is_demo)
            for row in page.outcomes.all()
            if row.n and row.period and row.method
        )
        return cls(
            **demo_if_any(page, outcomes),
            lede=page.lede,
            introduction=RichText(page.introduction),
            outcomes=outcomes,
        )


@dataclass(frozen=True, kw_only=True)
class StoryContent(PageContent):
    """What somebody tells of their time here."""

    KIND: ClassVar = "story"
    TEMPLATE: ClassVar = "library/story_detail.html"
    INDEX_LABEL: ClassVar = "Stories"
    INDEX_URL_NAME: ClassVar = "library:story_index"

    told_by: str
    text: RichText
    incentive: str = ""
    expires: datetime.date | None = None

    @classmethod
    def from_page(cls, page: Story) -> StoryContent:
        return cls(
            **page.shared_content(),
            told_by=page.told_by,
            text=RichText(page.text),
            incentive=page.incentive,
            expires=page.expires,
        )


def demo_if_any(page: Any, rows: tuple[Any, ...]) -> dict[str, Any]:
    """Return the page's shared content; it is demo as soon as one of its rows is."""
    shared: dict[str, Any] = page.shared_content()
    return shared | {"is_demo": page.is_demo or any(row.is_demo for row in rows)}
