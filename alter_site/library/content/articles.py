"""Content objects of articles and topics."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from alter_site.content import seo
from alter_site.content.content import Section
from alter_site.content.objects import EMPTY, PageContent, PageRef, PictureRef, RichText

if TYPE_CHECKING:
    from ..models import Article, Topic


@dataclass(frozen=True, kw_only=True)
class TopicContent(PageContent):
    """What several articles are about."""

    KIND: ClassVar = "topic"
    TEMPLATE: ClassVar = "library/topic_detail.html"
    INDEX_LABEL: ClassVar = "Articles"
    INDEX_URL_NAME: ClassVar = "library:article_index"
    SCHEMA_PAGE_TYPE: ClassVar = "CollectionPage"

    lede: str = ""
    introduction: RichText = EMPTY

    @classmethod
    def from_page(cls, page: Topic) -> TopicContent:
        return cls(**page.shared_content(), lede=page.lede, introduction=RichText(page.introduction))


@dataclass(frozen=True, kw_only=True)
class ArticleContent(PageContent):
    """An article."""

    KIND: ClassVar = "article"
    TEMPLATE: ClassVar = "library/article_detail.html"
    INDEX_LABEL: ClassVar = "Articles"
    INDEX_URL_NAME: ClassVar = "library:article_index"
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

    @property
    def picture(self) -> PictureRef | None:
        return self.share_picture or self.hero

    def shares_picture(self, path: str) -> bool:
        return not self.needs_safety_card

    @classmethod
    def from_page(cls, page: Article) -> ArticleContent:
        return cls(
            **page.shared_content(),
            published_on=page.published_on,
            topic=PageRef(str(page.topic_id)) if page.topic_id else None,
            lede=page.lede,
            introduction=RichText(page.introduction),
            hero=page.hero.frozen() if page.hero else None,
            hero_caption=page.hero_caption,
            involves_substances=page.involves_substances,
            sections=tuple(Section(row.heading, RichText(row.text)) for row in page.sections.all()),
        )

    def schema(self, site: seo.Site) -> list[dict[str, Any]]:
        node: dict[str, Any] = {
            "@type": "Article",
            "@id": f"{site.canonical}#article",
            "headline": self.title,
            "url": site.canonical,
            "datePublished": self.published_on.isoformat(),
            "publisher": {"@id": site.organisation_id},
        }
        if self.summary:
            node["description"] = self.summary
        if self.author:
            node["author"] = {"@type": "Person", "name": self.author}
        if topic := site.linked(self.topic):
            node["articleSection"] = topic.title
        return [node]
