"""Articles and topics, groups of questions, the glossary, and who we are."""

from __future__ import annotations

import datetime
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.urls import ResolverMatch, reverse
from django.utils import timezone

from alter_site.content.models import FixedPage, Page, PagePart, Question
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
