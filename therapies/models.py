"""Therapies, what they are used for, and the conditions they help with."""

from __future__ import annotations

import datetime
import uuid
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models

from alter_site.content.models import Approval, Page, PagePart, Question
from alter_site.content.models.picture import picture_field
from alter_site.content.models.rich_text_field import RichTextField
from alter_site.content.objects import content_hash


def validate_pattern(pattern: str) -> None:
    """Accept a heading in which ``{name}`` stands for the therapy's name and nothing else is in braces."""
    rest = pattern.replace("{name}", "")
    if "{" in rest or "}" in rest:
        raise ValidationError("Write {name} where the therapy’s name goes, and no other braces.")


class Therapy(Page):
    """A way of treating people, and the page about it."""

    URL_NAME = "therapies:detail"

    heading_pattern = models.CharField(
        "heading",
        max_length=160,
        default="{name} for Mental Health and Addiction Treatment",
        validators=[validate_pattern],
        help_text="The page’s main heading. {name} stands for the therapy’s name.",
    )
    introduction = RichTextField(blank=True, help_text="Two short paragraphs under the heading.")
    featured_facility = models.ForeignKey(
        "facilities.Facility",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text="Named and linked under the picture.",
    )
    featured_picture = picture_field("Beside the heading: a room at the featured facility.")
    featured_caption = models.CharField(
        max_length=120, blank=True, help_text="Names the room: “Main room with the staircase”."
    )
    use_heading = models.CharField(
        max_length=160,
        default="How does Alter use {name}?",
        validators=[validate_pattern],
        help_text="{name} stands for the therapy’s name.",
    )
    use_subtitle = models.CharField(max_length=160, blank=True, help_text="One line under that heading.")
    use_text = RichTextField(blank=True, help_text="How we work with it here.")
    benefits_heading = models.CharField(
        max_length=160,
        default="Benefits of {name}",
        validators=[validate_pattern],
        help_text="{name} stands for the therapy’s name.",
    )
    benefits_subtitle = models.CharField(max_length=160, blank=True, help_text="One line under that heading.")
    indications_heading = models.CharField(
        max_length=160, default="Useful for", help_text="Above the conditions."
    )
    techniques_heading = models.CharField(
        max_length=160, default="Techniques and their uses", help_text="Above the techniques."
    )
    techniques_subtitle = models.CharField(
        max_length=160, blank=True, help_text="One line under that heading."
    )
    questions_heading = models.CharField(
        max_length=160, default="Frequently asked questions", help_text="Above the questions."
    )

    class Meta(Page.Meta):
        verbose_name_plural = "therapies"

    def clean(self) -> None:
        """Refuse a picture of another place than the one that is named under it."""
        super().clean()
        if self.featured_picture and self.featured_facility_id:
            self.featured_picture.refuse_elsewhere(self.featured_facility_id, "featured_picture")

    def blockers(self) -> list[str]:
        """The picture may have been given to another place after it was chosen here."""
        picture, place = self.featured_picture, self.featured_facility_id
        return (
            [picture.why_not_elsewhere()]
            if picture and place and picture.facility_id not in (None, place)
            else []
        )


class Technique(PagePart):
    """One technique of a therapy, printed as "Technique #1 - Emotional Regulation"."""

    page = models.ForeignKey(Therapy, on_delete=models.CASCADE, related_name="techniques")
    title = models.CharField(max_length=120, help_text="The number in front of it is its place in this list.")
    text = RichTextField(help_text="Two paragraphs.")
    in_a_session = models.TextField(max_length=400, blank=True, help_text="What it can look like. Optional.")


class Benefit(PagePart):
    """One thing a therapy can help with."""

    page = models.ForeignKey(Therapy, on_delete=models.CASCADE, related_name="benefits")
    text = models.CharField(max_length=160)


class Indication(PagePart):
    """What a therapy is useful for."""

    page = models.ForeignKey(Therapy, on_delete=models.CASCADE, related_name="indications")
    text = models.CharField(max_length=120)
    condition = models.ForeignKey(
        "therapies.Condition",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text="Its page, if we have one; otherwise the words stand alone.",
    )


class Faq(Question):
    """A frequently asked question about a therapy."""

    page = models.ForeignKey(Therapy, on_delete=models.CASCADE, related_name="questions")

    class Meta(Question.Meta):
        verbose_name = "question"


class Condition(Page):
    """Something people live with that we treat, and the page about it."""

    URL_NAME = "therapies:condition_detail"

    lede = models.TextField("opening paragraph", max_length=500, blank=True, help_text="Under the heading.")
    introduction = RichTextField(blank=True, help_text="What it is, in plain words.")
    hero = picture_field("Beside the heading.")
    hero_caption = models.CharField(max_length=120, blank=True, help_text="Names the place in the picture.")
    signs_heading = models.CharField(
        max_length=160, default="Signs people notice", help_text="Above the signs."
    )
    signs_note = RichTextField(blank=True, help_text="Under the signs: a list is not a diagnosis.")
    help_heading = models.CharField(max_length=160, default="What can help", help_text="Above what helps.")
    help_text = RichTextField(blank=True, help_text="What helps, and what a stay here adds.")
    involves_substances = models.BooleanField(
        default=False, help_text="Shows the safety card on withdrawal and overdose."
    )
    levels_of_care = models.ManyToManyField(
        "facilities.LevelOfCare", blank=True, related_name="+", help_text="Where we treat it."
    )
    questions_heading = models.CharField(
        max_length=160, default="Frequently asked questions", help_text="Above the questions."
    )


class Sign(PagePart):
    """A sign of a condition that people notice."""

    page = models.ForeignKey(Condition, on_delete=models.CASCADE, related_name="signs")
    text = models.CharField(max_length=160)


class ConditionFaq(Question):
    """A frequently asked question about a condition."""

    page = models.ForeignKey(Condition, on_delete=models.CASCADE, related_name="questions")

    class Meta(Question.Meta):
        verbose_name = "question"


class SafetyCard(models.Model):
    """What everybody should know about withdrawal and overdose; one text for every page that needs it."""

    ONLY = 1
    # What its reviews and signatures call it; pages have an identity of their own.
    TEXT_ID = uuid.UUID("5afe7c4d-0000-4000-8000-000000000001")

    heading = models.CharField(max_length=120, default="Before you stop, and in an emergency")
    text = RichTextField(help_text="Stopping safely, signs of an overdose, naloxone, when to call 911.")
    is_demo = models.BooleanField("demo text", default=False, help_text="Printed with the word demo.")
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, editable=False, related_name="+"
    )

    def __str__(self) -> str:
        return self.heading

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.pk = self.ONLY
        super().save(*args, **kwargs)

    @property
    def digest(self) -> str:
        """The hash of what the card says: what a reviewer signs."""
        return content_hash({"heading": self.heading, "text": self.text, "is_demo": self.is_demo})

    @classmethod
    def blockers(cls, day: datetime.date) -> list[str]:
        """Return, in words for an editor, what keeps pages that show the card from being published."""
        card = cls._default_manager.first()
        if card is None:
            return ["This page shows the safety card, and there is none yet. Write it under Safety card."]
        if card.is_demo and settings.SITE_ENV == "production":
            return ["The safety card is demo text. Write the real one, and have it reviewed first."]
        signed = Approval.objects.filter(page_id=cls.TEXT_ID)
        # A text that waits for its review leaves the one that visitors read, signed last, as it is.
        found = signed.filter(content_hash=card.digest).first() or signed.first()
        if found is None:
            return ["No clinical reviewer has approved the safety card yet. Submit it for review first."]
        if not found.is_in_date(day):
            return ["The safety card’s clinical review is overdue. Have it reviewed first."]
        return []
