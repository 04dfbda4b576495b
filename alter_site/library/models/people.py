"""Who we are and how it goes: the team, outcomes, stories."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone

from alter_site.content.models import FixedPage, Page, PagePart
from alter_site.content.models.picture import picture_field
from alter_site.content.models.rich_text_field import RichTextField


class TeamPage(FixedPage):
    """The page that introduces the team; there is one."""

    URL_NAME = "library:team"

    lede = models.TextField("opening paragraph", max_length=400, blank=True, help_text="Under the heading.")
    introduction = RichTextField(blank=True, help_text="Before the people. Optional.")

    class Meta(FixedPage.Meta):
        verbose_name = "team page"

    def blockers(self) -> list[str]:
        """Nobody is shown who has not agreed to it."""
        return [
            f"{person} has not agreed to be shown. Write down their permission, or take them off the page."
            for person in self.people.filter(is_demo=False, permission="")
        ]


class Person(PagePart):
    """Somebody who works here."""

    INTERNAL = PagePart.INTERNAL | {"permission"}

    page = models.ForeignKey(TeamPage, on_delete=models.CASCADE, related_name="people")
    name = models.CharField(max_length=120)
    text = models.TextField(max_length=400, blank=True, help_text="Two or three plain sentences.")
    role = models.CharField(max_length=120, help_text="What they do here: “therapist”.")
    credentials = models.CharField(
        max_length=160, blank=True, help_text="Degree and license, with its number where there is one."
    )
    picture = picture_field("A portrait they have agreed to.")
    permission = models.CharField(
        max_length=200, blank=True, help_text="Who agreed, when, and where the paper is. Never printed."
    )
    is_demo = models.BooleanField("demo", default=False, help_text="Invented; printed with the word demo.")

    class Meta(PagePart.Meta):
        verbose_name_plural = "people"

    def clean(self) -> None:
        """Refuse a picture of a place, and the portrait of somebody else."""
        if self.picture and self.picture.facility_id:
            raise ValidationError(
                {"picture": f"This picture shows {self.picture.facility}. Choose a portrait."}
            )
        others = Person.objects.exclude(pk=self.pk).exclude(name=self.name)
        if self.picture and (other := others.filter(picture=self.picture).first()):
            raise ValidationError({"picture": f"This is the portrait of {other}."})

    def __str__(self) -> str:
        return self.name


class OutcomesPage(FixedPage):
    """The page about how people do; there is one."""

    URL_NAME = "library:outcomes"

    lede = models.TextField("opening paragraph", max_length=400, blank=True, help_text="Under the heading.")
    introduction = RichTextField(blank=True, help_text="How we measure, and what figures cannot tell.")

    class Meta(FixedPage.Meta):
        verbose_name = "outcomes page"


class Outcome(PagePart):
    """One figure. It is shown only together with what makes it a fact."""

    page = models.ForeignKey(OutcomesPage, on_delete=models.CASCADE, related_name="outcomes")
    figure = models.CharField(max_length=60, help_text="As it is printed: “31 of 52 people”.")
    measures = models.TextField(max_length=300, help_text="What it says, in one plain sentence.")
    n = models.PositiveIntegerField("people counted", null=True, help_text="How many people were asked.")
    period = models.CharField(max_length=120, help_text="From when to when.")
    method = models.TextField(
        max_length=400, help_text="Who was asked, with what, when, and who was left out."
    )
    source = models.CharField(max_length=200, help_text="Where it is published, or who checked it.")
    is_demo = models.BooleanField("demo", default=False, help_text="Invented; printed with the word demo.")

    def __str__(self) -> str:
        return self.figure


class Story(Page):
    """What somebody tells of their time here: only with their signed authorization, and while it lasts."""

    URL_NAME = "library:story"
    INTERNAL = Page.INTERNAL | {"authorization", "signed_on"}
    NOT_COPIED = Page.NOT_COPIED | {"authorization", "signed_on", "expires"}

    told_by = models.CharField(max_length=120, help_text="As they want to be called: “A guest of 2025”.")
    text = RichTextField(help_text="In their own words, as they approved them.")
    authorization = models.CharField(
        max_length=200, blank=True, help_text="Where the signed paper is kept. Never printed."
    )
    signed_on = models.DateField(null=True, blank=True, help_text="The day it was signed.")
    expires = models.DateField(
        "authorization expires",
        null=True,
        blank=True,
        help_text="On this day the story leaves the site by itself. If they change their mind, unpublish it.",
    )
    incentive = models.CharField(
        max_length=160,
        blank=True,
        help_text="What they were given for telling it. Printed. Leave it empty if there was nothing.",
    )

    class Meta(Page.Meta):
        verbose_name_plural = "stories"

    def blockers(self) -> list[str]:
        """A story needs an authorization that is on file, signed and in force."""
        today = timezone.localdate()
        if not self.authorization or self.signed_on is None or self.signed_on > today:
            return ["There is no signed authorization on file. Say where it is kept and when it was signed."]
        if self.expires is None:
            return ["Enter the day on which the authorization expires."]
        if self.expires <= today:
            return ["The authorization has expired. Ask for a new one first."]
        return []
