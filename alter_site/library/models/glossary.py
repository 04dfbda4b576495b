"""Words explained: on a page of their own, and wherever one first appears in a text."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from alter_site.content.models import FixedPage
from alter_site.content.models.rich_text_field import RichTextField


class GlossaryPage(FixedPage):
    """The page that explains all words; there is one."""

    URL_NAME = "library:glossary"

    lede = models.TextField("opening paragraph", max_length=400, blank=True, help_text="Under the heading.")
    introduction = RichTextField(blank=True, help_text="Before the words. Optional.")

    class Meta(FixedPage.Meta):
        verbose_name = "glossary page"


class GlossaryTerm(models.Model):
    """A word that readers may not know. While the glossary is live, the first use on a page leads here."""

    NOT_OUR_WORDS: ClassVar = ("term", "spellings")  # words that others use are explained, not claimed

    term = models.CharField(max_length=80, unique=True, help_text="As it reads inside a sentence: “craving”.")
    anchor = models.SlugField(
        max_length=80, unique=True, help_text="The end of its address: /glossary/#term-craving."
    )
    spellings = models.CharField(
        "other spellings",
        max_length=200,
        blank=True,
        help_text="Found in texts too, separated by commas: “cravings, to crave”. "
        "One in capitals, such as ACT, is found in capitals only.",
    )
    short = models.TextField("explanation", max_length=300, help_text="In plain words: two short sentences.")
    longer = RichTextField("more about it", blank=True, help_text="Shown in the glossary. Optional.")
    is_demo = models.BooleanField(
        "demo text", default=False, help_text="Not yet reviewed by a clinician; the glossary says so."
    )

    class Meta:
        ordering: ClassVar = ["anchor"]

    def __str__(self) -> str:
        return self.term
