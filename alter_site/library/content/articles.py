"""Content objects of articles and topics."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any, ClassVar

from alter_site.content import seo
from alter_site.content.kinds import content_of
from alter_site.content.objects import EMPTY, PageContent, PageRef, PictureRef, RichText
from alter_site.content.parts import Section

from ..models import Article, Topic


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
