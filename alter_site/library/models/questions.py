"""Questions and answers by group."""

from __future__ import annotations

import datetime

from django.db import models
from django.urls import ResolverMatch, reverse

from alter_site.content.models import Edition, Page, Question
from alter_site.content.richtext import RichTextField

from ..content import FaqGroupContent, ListedGroup


class FaqGroup(Page):
    """Questions about one thing, and the page that answers them."""

    CONTENT = FaqGroupContent
    URL_NAME = "library:faq_group"
    OWN_URL_NAME = "content:standard_page"
    MAKES_ADDRESS = frozenset({"stands_alone"})
    FROZEN = Page.FROZEN | {"stands_alone", "lede", "introduction", "questions"}

    stands_alone = models.BooleanField(
        default=False,
        help_text="Gives it an address of its own, such as /afraid-to-ask/, and leaves it out of /faqs/.",
    )
    lede = models.TextField("opening paragraph", max_length=400, blank=True, help_text="Under the heading.")
    introduction = RichTextField(blank=True, help_text="Before the questions. Optional.")

    class Meta(Page.Meta):
        verbose_name = "group of questions"
        verbose_name_plural = "groups of questions"

    @property
    def path(self) -> str:
        name = self.OWN_URL_NAME if self.stands_alone else self.URL_NAME
        return reverse(name, kwargs={"slug": self.slug})

    @classmethod
    def at(cls, path: str, match: ResolverMatch) -> Page | None:
        stands_alone = match.view_name == cls.OWN_URL_NAME
        if not stands_alone and match.view_name != cls.URL_NAME:
            return None
        return cls._default_manager.filter(slug=match.kwargs["slug"], stands_alone=stands_alone).first()

    @classmethod
    def listed(cls, now: datetime.datetime, start: int = 0, stop: int | None = None) -> list[ListedGroup]:
        """Return the live groups with their questions. One query."""
        editions = Edition.objects.live(now).filter(kind=FaqGroupContent.KIND).order_by("position", "title")
        groups = (ListedGroup.of(edition) for edition in editions)
        return [group for group in groups if group is not None][start:stop]


class Faq(Question):
    """One question of a group."""

    page = models.ForeignKey(FaqGroup, on_delete=models.CASCADE, related_name="questions")

    class Meta(Question.Meta):
        verbose_name = "question"
