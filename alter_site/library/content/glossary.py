"""The content object of the glossary."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from alter_site.content import seo
from alter_site.content.kinds import content_of
from alter_site.content.objects import EMPTY, PageContent, RichText

from ..models import GlossaryPage


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
