"""The site's own pages: home, indexes and standard pages."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.urls import ResolverMatch, reverse

from .. import kinds
from ..blocks import BLOCKS
from .page import SLUG_LENGTH, FixedPage, Page, PagePart
from .picture import picture_field
from .rich_text_field import RichTextField


class HomePage(FixedPage):
    """The home page; there is one."""

    URL_NAME = "content:home"
    STAYS = (
        "Every page leads to the home page, so it cannot be taken off the site. Publish another text, or "
        "make an earlier edition live again."
    )

    headline = models.CharField(max_length=120, help_text="The page’s main heading.")
    lede = models.TextField(
        "opening paragraph", max_length=400, help_text="Under the heading, in large type."
    )
    hero = picture_field("The wide picture under the heading.")
    hero_caption = models.CharField(max_length=120, blank=True, help_text="Names the place in the picture.")
    steps_heading = models.CharField(max_length=120, blank=True, help_text="Above the numbered steps.")
    conditions_heading = models.CharField(
        max_length=120, blank=True, help_text="Above the list of conditions."
    )
    conditions_intro = models.TextField(
        max_length=300, blank=True, help_text="Beside the list of conditions."
    )
    conditions = models.ManyToManyField(
        "therapies.Condition", blank=True, related_name="+", help_text="Listed in their own order."
    )
    facilities_heading = models.CharField(max_length=120, blank=True, help_text="Above the places.")
    facilities_intro = models.TextField(max_length=300, blank=True, help_text="Beside the places.")
    facilities = models.ManyToManyField(
        "facilities.Facility", blank=True, related_name="+", help_text="Shown with their pictures."
    )
    families_heading = models.CharField(max_length=120, blank=True, help_text="Above the words for families.")
    families_text = RichTextField(blank=True, help_text="For a parent, partner or friend.")
    families_picture = picture_field("Beside the words for families.")
    therapies_heading = models.CharField(max_length=120, blank=True, help_text="Above the list of therapies.")
    therapies_intro = models.TextField(max_length=300, blank=True, help_text="Beside the list of therapies.")
    therapies = models.ManyToManyField(
        "therapies.Therapy", blank=True, related_name="+", help_text="Listed with their summaries."
    )

    class Meta(FixedPage.Meta):
        verbose_name = "home page"

    def blockers(self) -> list[str]:
        """Demand a heading wherever something stands under it."""
        under = {
            "Steps": self.points.exists(),
            "Conditions": self.conditions.exists(),
            "Facilities": self.facilities.exists(),
            "Families": bool(self.families_text),
            "Therapies": self.therapies.exists(),
        }
        return [
            f"“{part} heading” is empty. Write it, or take out what stands under it."
            for part, is_there in under.items()
            if is_there and not getattr(self, f"{part.lower()}_heading")
        ]


class HomePoint(PagePart):
    """One numbered step on the home page."""

    page = models.ForeignKey(HomePage, on_delete=models.CASCADE, related_name="points")
    heading = models.CharField(max_length=120)
    text = models.TextField(max_length=400)

    class Meta(PagePart.Meta):
        verbose_name = "step"


class IndexPage(Page):
    """The page that lists all live pages of one kind; there is one for each kind."""

    URL_NAME = ""  # the route is that of the kind it lists
    MAKES_ADDRESS = frozenset({"lists"})

    lists = models.CharField(
        max_length=20, choices=kinds.index_choices, unique=True, help_text="Which pages it lists."
    )
    lede = models.TextField("opening paragraph", max_length=400, blank=True, help_text="Under the heading.")
    introduction = RichTextField(blank=True, help_text="Between the opening and the list.")
    hero = picture_field("Beside the heading.")

    class Meta(Page.Meta):
        verbose_name = "index page"

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.slug = self.lists.replace("_", "-")
        super().save(*args, **kwargs)

    @property
    def path(self) -> str:
        return reverse(kinds.page_models()[self.lists].CONTENT.INDEX_URL_NAME)

    @classmethod
    def at(cls, path: str, match: ResolverMatch) -> Page | None:
        listed = [
            model.CONTENT.KIND
            for model in kinds.with_index()
            if match.view_name == model.CONTENT.INDEX_URL_NAME
        ]
        return cls._default_manager.filter(lists__in=listed).first() if listed else None


class StandardPage(Page):
    """A page of plain sections at an address of its own."""

    URL_NAME = "content:standard_page"

    slug = models.CharField(
        "address",
        max_length=SLUG_LENGTH,
        validators=[
            RegexValidator(
                r"^[-a-z0-9]+(/[-a-z0-9]+)?\Z",
                "Write lower-case letters, digits and hyphens: “contact”, or “insurance/costs” "
                "for a page that stands under another.",
            )
        ],
        help_text="“contact”, or “insurance/costs” for a page that stands under another.",
    )
    lede = models.TextField("opening paragraph", max_length=500, blank=True, help_text="Under the heading.")
    hero = picture_field("Beside the heading.")
    hero_caption = models.CharField(max_length=120, blank=True, help_text="Names the place in the picture.")
    is_plain = models.BooleanField(
        "without the call section",
        default=False,
        help_text="Leaves out buttons, insurers and licenses: for law pages and for people in danger.",
    )
    is_for_counsel = models.BooleanField(
        "draft for counsel", default=False, help_text="Says on the page that no lawyer has approved it yet."
    )

    class Meta(Page.Meta):
        verbose_name = "standard page"

    @classmethod
    def may_stand_at(cls, match: ResolverMatch) -> bool:
        if match.view_name == cls.URL_NAME:
            return not f"/{match.kwargs['slug']}/".startswith((settings.STATIC_URL, settings.MEDIA_URL))
        # Another app may name the route of such a page, as admissions does for /verify-insurance/: not that
        # of another kind of page.
        models = kinds.page_models().values()
        return all(match.view_name not in (kind.URL_NAME, kind.CONTENT.INDEX_URL_NAME) for kind in models)

    @classmethod
    def at(cls, path: str, match: ResolverMatch) -> Page | None:
        return cls._default_manager.filter(slug=path.strip("/")).first() if cls.may_stand_at(match) else None


class StandardSection(PagePart):
    """A heading, the text under it, and what may stand beside that text."""

    page = models.ForeignKey(StandardPage, on_delete=models.CASCADE, related_name="sections")
    heading = models.CharField(max_length=120)
    text = RichTextField(blank=True)
    shows = models.CharField(
        "also shows",
        max_length=20,
        blank=True,
        choices=BLOCKS,
        help_text="Under the text, from the facts and live pages of the moment.",
    )
    picture = picture_field("Under the text.")
    caption = models.CharField(max_length=120, blank=True, help_text="Names the place in the picture.")

    class Meta(PagePart.Meta):
        verbose_name = "section"
