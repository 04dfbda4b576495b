"""Lanterns: a kind of page that exists for one test."""

from django.db import models

from alter_site.content.models import Page, PagePart
from alter_site.content.models.picture import picture_field
from alter_site.content.models.rich_text_field import RichTextField


class Lantern(Page):
    """A lantern, and the page about it."""

    URL_NAME = "lanterns:detail"

    lede = models.TextField(blank=True)
    text = RichTextField(blank=True)
    hero = picture_field("Beside the heading.")
    neighbor = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")


class Ray(PagePart):
    """One ray of a lantern."""

    page = models.ForeignKey(Lantern, on_delete=models.CASCADE, related_name="rays")
    color = models.CharField(max_length=40)
    text = RichTextField()
