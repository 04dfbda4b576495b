"""Questions and answers, as rows of whatever page they stand on."""

from __future__ import annotations

from django.db import models

from .page import PagePart
from .rich_text_field import RichTextField


class Question(PagePart):
    """A question and its answer."""

    question = models.CharField(max_length=200)
    answer = RichTextField(help_text="Paragraphs, lists and links. Write [phone] where the number goes.")

    class Meta(PagePart.Meta):
        abstract = True
