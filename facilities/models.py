"""Places, the levels of care they give, and what allows them to."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models

from alter_site.content.models import Page, PagePart
from alter_site.content.models.picture import picture_field
from alter_site.content.models.rich_text_field import RichTextField

# Tables of this app too: what reads them finds them beside the pages.
from .credentials import Accreditation as Accreditation
from .credentials import License as License
from .credentials import NetworkStatus as NetworkStatus


class LevelOfCare(Page):
    """How much help a day holds, from living here to a few evenings a week."""

    URL_NAME = "facilities:level_detail"

    abbreviation = models.CharField(max_length=10, blank=True, help_text="As insurers write it: PHP, IOP.")
    lede = models.TextField("opening paragraph", max_length=500, blank=True, help_text="Under the heading.")
    introduction = RichTextField(blank=True, help_text="What it is, in plain words.")
    hero = picture_field("Beside the heading.")
    hero_caption = models.CharField(max_length=120, blank=True, help_text="Names the place in the picture.")
    stay = models.CharField("usual stay", max_length=80, blank=True, help_text="“10 to 20 days”.")
    hours_a_day = models.CharField(max_length=40, blank=True, help_text="“6 hours”.")
    days_a_week = models.CharField(max_length=40, blank=True, help_text="“5 days”.")
    lives_here = models.BooleanField(
        "people live here", default=False, help_text="Otherwise they sleep at home."
    )
    suits_heading = models.CharField(max_length=160, default="Who it is for", help_text="Above that text.")
    suits_text = RichTextField(
        blank=True, help_text="When this is the right amount of help, and when it is not."
    )
    week_heading = models.CharField(max_length=160, default="What a week holds", help_text="Above the table.")
    week_caption = models.CharField(
        max_length=200, blank=True, help_text="A line above the table’s first row."
    )
    path_heading = models.CharField(max_length=160, default="The way through", help_text="Above the steps.")
    step_up = models.ForeignKey(
        "self",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text="More help than this.",
    )
    step_down = models.ForeignKey(
        "self",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text="The usual next step.",
    )

    class Meta(Page.Meta):
        verbose_name = "level of care"
        verbose_name_plural = "levels of care"

    def clean(self) -> None:
        """Refuse a step that leads to itself."""
        for name in ("step_up", "step_down"):
            if getattr(self, f"{name}_id") == self.pk:
                raise ValidationError({name: "This is the same level. Choose another, or none."})


class WeekRow(PagePart):
    """One thing a week at this level holds."""

    page = models.ForeignKey(LevelOfCare, on_delete=models.CASCADE, related_name="week")
    what = models.CharField(max_length=80, help_text="“Individual therapy”.")
    how_much = models.CharField(max_length=80, help_text="“2 sessions”.")
    note = models.CharField(max_length=160, blank=True)

    class Meta(PagePart.Meta):
        verbose_name = "row of the week"
        verbose_name_plural = "rows of the week"


class Facility(Page):
    """A place where people stay or come to be treated. Its street address is never stored here."""

    URL_NAME = "facilities:detail"

    city = models.CharField(max_length=80, help_text="The town only: where people live is nobody’s business.")
    county = models.CharField(max_length=80, blank=True)
    state = models.CharField(max_length=2, default="CA")
    lede = models.TextField("opening paragraph", max_length=500, blank=True, help_text="Under the heading.")
    introduction = RichTextField(blank=True, help_text="What the place is like.")
    beds = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="As licensed. Empty if not confirmed."
    )
    setting = models.CharField(max_length=160, blank=True, help_text="“A quiet street near the harbor”.")
    rooms = models.CharField(max_length=160, blank=True, help_text="Private or shared.")
    visits = models.CharField(max_length=160, blank=True, help_text="When family can come.")
    phones = models.CharField(max_length=160, blank=True, help_text="Whether people keep their phones.")
    day = RichTextField(
        "a day here",
        blank=True,
        default="",
        db_default="",
        help_text="From morning to evening. Say what is not fixed.",
    )
    getting_here = RichTextField(
        "how to get here",
        blank=True,
        default="",
        db_default="",
        help_text="Town, airport, train. Never the street. Beside the map.",
    )
    is_example = models.BooleanField(
        "invented example",
        default=False,
        db_default=False,
        help_text="Shown apart from our homes and on no map.",
    )
    suits_heading = models.CharField(max_length=160, default="Who it is for", help_text="Above that text.")
    suits_text = RichTextField(blank=True, help_text="Who does well here.")
    not_treated_heading = models.CharField(
        max_length=160, default="What is not treated here", help_text="Above that list."
    )
    not_treated_note = RichTextField(blank=True, help_text="Where to turn instead.")
    levels_of_care = models.ManyToManyField(
        LevelOfCare, blank=True, related_name="+", help_text="Given here."
    )
    therapies = models.ManyToManyField(
        "therapies.Therapy", blank=True, related_name="+", help_text="Offered here."
    )

    class Meta(Page.Meta):
        verbose_name_plural = "facilities"

    def clean(self) -> None:
        """Refuse a picture of another place."""
        super().clean()
        if self.share_picture:
            self.share_picture.refuse_elsewhere(self.pk, "share_picture")

    def blockers(self) -> list[str]:
        """A picture may have been given to another place after it was chosen here."""
        shown = [photo.picture for photo in self.photos.select_related("picture__facility")]
        return [
            picture.why_not_elsewhere()
            for picture in (*shown, self.share_picture)
            if picture and picture.facility_id not in (None, self.pk)
        ]


class FacilityPhoto(PagePart):
    """A picture in a facility's gallery; the first one stands for the place."""

    page = models.ForeignKey(Facility, on_delete=models.CASCADE, related_name="photos")
    picture = picture_field("Empty keeps the place for a photograph that is still to be taken.")
    caption = models.CharField(
        max_length=120, help_text="Names what it shows: “Main room with the staircase”."
    )

    class Meta(PagePart.Meta):
        verbose_name = "photo"

    def clean(self) -> None:
        """Refuse a picture of another place."""
        if self.picture:
            self.picture.refuse_elsewhere(self.page_id, "picture")


class Amenity(PagePart):
    """Something the place has."""

    page = models.ForeignKey(Facility, on_delete=models.CASCADE, related_name="amenities")
    text = models.CharField(max_length=120)

    class Meta(PagePart.Meta):
        verbose_name_plural = "amenities"


class NotTreated(PagePart):
    """Something this place is not equipped for."""

    page = models.ForeignKey(Facility, on_delete=models.CASCADE, related_name="not_treated")
    text = models.CharField(max_length=160)

    class Meta(PagePart.Meta):
        verbose_name = "thing not treated here"
        verbose_name_plural = "things not treated here"
