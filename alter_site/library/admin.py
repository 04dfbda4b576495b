"""Admin screens of articles, questions, the glossary and who we are."""

from typing import Any, ClassVar

from django.contrib import admin
from django.utils import timezone

from alter_site.content.admin.facts.fact_admin import FactAdmin
from alter_site.content.admin.forms.rows import part_inline
from alter_site.content.admin.overview.where_used import WhereUsed
from alter_site.content.admin.pages import PageAdmin
from alter_site.content.admin.singleton import Singleton
from alter_site.content.search import uses
from alter_site.content.search.uses import Use

from .facts import load_glossary
from .models import (
    Article,
    ArticleSection,
    Faq,
    FaqGroup,
    GlossaryPage,
    GlossaryTerm,
    Outcome,
    OutcomesPage,
    Person,
    Story,
    TeamPage,
    Topic,
)


@admin.register(Article)
class ArticleAdmin(PageAdmin):
    """Longer reads: sections under headings, gathered by topic, newest first."""

    has_place = False
    columns = ("topic", "published_on")
    list_select_related = ("saved_by", "topic")
    parts = (part_inline(ArticleSection, after="Opening"),)
    content = {
        "Opening": (
            "topic",
            "published_on",
            "lede",
            "introduction",
            "hero",
            "hero_caption",
            "involves_substances",
        ),
    }


@admin.register(Topic)
class TopicAdmin(PageAdmin):
    """What several articles are about; its page lists them."""

    content = {
        "Opening": ("lede", "introduction"),
    }


@admin.register(FaqGroup)
class FaqGroupAdmin(PageAdmin):
    """Questions people ask, by what they are about."""

    columns = ("stands_alone",)
    parts = (part_inline(Faq, after="Opening"),)
    content = {
        "Opening": ("stands_alone", "lede", "introduction"),
    }


class FixedPageAdmin(Singleton, PageAdmin):
    """What pages have in common of which there is one."""

    has_address = False
    has_place = False
    content = {
        "Opening": ("lede", "introduction"),
    }


@admin.register(GlossaryPage)
class GlossaryPageAdmin(FixedPageAdmin):
    """The page that explains all words. The words themselves are facts."""


@admin.register(TeamPage)
class TeamPageAdmin(FixedPageAdmin):
    """The people who work here. Nobody is shown without their recorded permission."""

    parts = (part_inline(Person, after="Opening"),)


@admin.register(OutcomesPage)
class OutcomesPageAdmin(FixedPageAdmin):
    """How people do. A figure needs how many were asked, when and how."""

    parts = (part_inline(Outcome, after="Opening"),)


@admin.register(Story)
class StoryAdmin(PageAdmin):
    """What people tell of their time here, with their signed authorization and while it lasts."""

    columns = ("told_by", "expires")
    content = {
        "Story": ("told_by", "text"),
        "Authorization": ("authorization", "signed_on", "expires", "incentive"),
    }


@admin.register(GlossaryTerm)
class GlossaryTermAdmin(WhereUsed, FactAdmin):
    """Words that readers may not know. Their first use on each page leads to the glossary."""

    section_place = 80
    list_display = ("term", "short", "spellings", "is_demo")

    def uses_of(self, row: GlossaryTerm) -> list[Use]:
        return uses.of_words([row.term, *row.spellings.split(",")])

    def why_hidden(self, row: GlossaryTerm) -> str:
        """Say that the words need their page."""
        return "" if load_glossary(timezone.now()) else "The glossary is not live."

    search_fields = ("term", "spellings", "short")
    prepopulated_fields: ClassVar[dict[str, Any]] = {"anchor": ("term",)}
