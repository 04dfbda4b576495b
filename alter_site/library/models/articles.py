"""Articles, and the topics that gather them."""

from __future__ import annotations

import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone

from alter_site.content.models import Page, PagePart
from alter_site.content.models.picture import picture_field
from alter_site.content.models.rich_text_field import RichTextField

# Lists go by place, and a place is a small number: it counts the days back from here.
LAST_DAY = datetime.date(2089, 9, 18)
LAST_PLACE = 32_767


class Topic(Page):
    """What several articles are about, and the page that lists them."""

    URL_NAME = "library:topic"

    lede = models.TextField("opening paragraph", max_length=400, blank=True, help_text="Under the heading.")
    introduction = RichTextField(blank=True, help_text="Between the opening and the list. Optional.")


class Article(Page):
    """Something worth reading that belongs to no one therapy or condition."""

    URL_NAME = "library:article"
    PER_PAGE = 12

    topic = models.ForeignKey(
        Topic, on_delete=models.SET_NULL, null=True, blank=True, help_text="Its page lists this article."
    )
    published_on = models.DateField(
        default=timezone.localdate, help_text="Printed. The newest article stands first in every list."
    )
    lede = models.TextField("opening paragraph", max_length=500, blank=True, help_text="Under the heading.")
    introduction = RichTextField(blank=True, help_text="What a reader can expect. Optional.")
    hero = picture_field("Beside the heading.")
    hero_caption = models.CharField(max_length=120, blank=True, help_text="Names the place in the picture.")
    involves_substances = models.BooleanField(
        default=False, help_text="Shows the safety card on withdrawal and overdose."
    )

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.position = min(max((LAST_DAY - self.published_on).days, 0), LAST_PLACE)
        super().save(*args, **kwargs)

    def clean(self) -> None:
        """Leave the feed its address."""
        super().clean()
        if self.slug == "feed":
            raise ValidationError({"slug": "The feed has this address. Choose another one."})


class ArticleSection(PagePart):
    """A heading and the text under it."""

    page = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="sections")
    heading = models.CharField(max_length=120)
    text = RichTextField()

    class Meta(PagePart.Meta):
        verbose_name = "section"

    def __str__(self) -> str:
        return self.heading
