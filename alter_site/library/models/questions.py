"""Questions and answers by group."""

from __future__ import annotations

from django.db import models
from django.urls import ResolverMatch, reverse

from alter_site.content.models import Page, Question
from alter_site.content.models.rich_text_field import RichTextField


class FaqGroup(Page):
    """Questions about one thing, and the page that answers them."""

    URL_NAME = "library:faq_group"
    OWN_URL_NAME = "content:standard_page"
    MAKES_ADDRESS = frozenset({"stands_alone"})

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


class Faq(Question):
    """One question of a group."""

    page = models.ForeignKey(FaqGroup, on_delete=models.CASCADE, related_name="questions")

    class Meta(Question.Meta):
        verbose_name = "question"
