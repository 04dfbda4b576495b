"""Pictures: one re-encoded master, what it shows, and who allowed us to show it."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models, transaction
from django.db.models import F, Q
from django.dispatch import receiver

from ..objects import PictureRef
from ..pictures import media_files, renditions
from .master import MasterField, renditions_wanted

PER_CENT = [MaxValueValidator(100)]


def picture_field(help_text: str) -> models.ForeignKey[Picture | None, Picture | None]:
    """Return the foreign key by which a page shows a picture; a picture in use cannot be deleted."""
    return models.ForeignKey(
        "content.Picture",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text=help_text,
    )


def master_name(picture: Picture, filename: str) -> str:
    """Name the master by identity and content: the name of an uploaded file can say who or where."""
    return f"masters/{picture.rendition_name}.jpg"


class PictureQuerySet(models.QuerySet["Picture"]):
    """Pictures by how far the worker has come."""

    def unfinished(self) -> PictureQuerySet:
        """Those whose renditions have not all been made, or not around the focal point of now."""
        cut = Q(ready_focal_x=F("focal_x"), ready_focal_y=F("focal_y"))
        return self.filter(Q(ready_widths=[]) | ~cut)

    def usable(self) -> PictureQuerySet:
        """Those that a page may show: whoever cannot see them is told what they show."""
        return self.filter(is_draft=False)


class Picture(models.Model):
    """A picture as editors see it. Pages freeze a :class:`~alter_site.content.objects.PictureRef` of it.

    However a file is saved, :class:`~alter_site.content.models.master.MasterFile` draws it anew first, so
    that no location or camera data is kept. The worker makes the renditions; a page cannot be published
    before they exist.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    title = models.CharField(
        max_length=120, help_text="What editors call it in lists. Never shown to visitors."
    )
    master = MasterField(
        "file",
        upload_to=master_name,
        help_text="JPEG, PNG or WebP, at least 1,600 pixels wide. Location and camera data are removed.",
    )
    # The next two, and digest and ready_widths below, are set when the master is saved. They have to stand
    # after it: Django collects a row's values in this order.
    width = models.PositiveIntegerField(editable=False)
    height = models.PositiveIntegerField(editable=False)
    alt = models.CharField(
        "description",
        max_length=250,
        blank=True,
        help_text="What somebody who cannot see it should know. Describe the place.",
    )
    is_decorative = models.BooleanField(
        "decorative",
        default=False,
        help_text="It says nothing that the text beside it does not; it gets no description.",
    )
    focal_x = models.PositiveSmallIntegerField(
        "focus across",
        default=50,
        validators=PER_CENT,
        help_text="Per cent from the left: this point stays visible when the picture is cropped.",
    )
    focal_y = models.PositiveSmallIntegerField(
        "focus down",
        default=50,
        validators=PER_CENT,
        help_text="Per cent from the top: this point stays visible when the picture is cropped.",
    )
    is_night = models.BooleanField(
        "night scene",
        default=False,
        help_text="A dark picture: it is not dimmed for readers who use a dark screen.",
    )
    night = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="day_pictures",
        verbose_name="night picture",
        help_text="Shown instead to readers who use a dark screen.",
    )
    facility = models.ForeignKey(
        "facilities.Facility",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="pictures",
        help_text="The place it shows. A picture of one place never stands for another.",
    )
    permission = models.CharField(
        max_length=200,
        help_text="Who allowed us to show it, and when: “Own illustration, 2026”.",
    )
    # Uploaded with others, and waiting for somebody to say what it shows. No page can choose it.
    is_draft = models.BooleanField("waits for a description", default=False, db_default=False, editable=False)
    digest = models.CharField(max_length=16, blank=True, editable=False)
    # Widths in pixels for which every format exists; empty while the worker has not finished.
    ready_widths = models.JSONField(default=list, editable=False)
    # The focal point around which the rendition for shared links exists; none while there is no such file.
    ready_focal_x = models.PositiveSmallIntegerField(null=True, editable=False)
    ready_focal_y = models.PositiveSmallIntegerField(null=True, editable=False)

    objects = PictureQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["title"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(is_draft=True)
                | Q(is_decorative=True, alt="")
                | (Q(is_decorative=False) & ~Q(alt="")),
                name="content_picture_described_or_decorative",
                violation_error_message="Describe the picture, or tick decorative: one of the two.",
            )
        ]

    def __str__(self) -> str:
        return self.title

    def save(self, *args: Any, **kwargs: Any) -> None:
        # In one transaction, so that a row that cannot be written takes its new master with it.
        with transaction.atomic():
            super().save(*args, **kwargs)
            if self.ready_widths and not self.is_finished:  # another focal point
                renditions_wanted.send(sender=type(self), picture=self)

    def clean(self) -> None:
        """Demand a description or the explicit word that none is needed."""
        if self.is_decorative and self.alt:
            raise ValidationError(
                {"alt": "A decorative picture has no description. Clear it, or untick decorative."}
            )
        if not (self.is_decorative or self.is_draft or self.alt.strip()):
            raise ValidationError(
                {"alt": "Describe the picture, or tick decorative if it says nothing by itself."}
            )
        if self.night_id and self.night_id == self.pk:
            raise ValidationError(
                {"night": "Choose another picture: this one cannot be its own night picture."}
            )
        if self.night and self.facility_id:
            self.night.refuse_elsewhere(self.facility_id, "night")

    def refuse_elsewhere(self, place: Any, field: str) -> None:
        """Refuse to stand, in ``field``, for another place than the one this picture shows.

        Args:
            place: the facility's identity; one that is still to be saved has none, and no picture shows it.
            field: the name of the form's field that chose this picture.

        Raises:
            ValidationError: it shows another place.
        """
        if self.facility_id and self.facility_id != place:
            raise ValidationError({field: self.why_not_elsewhere()})

    def why_not_elsewhere(self) -> str:
        """Say, to an editor, which place this picture shows."""
        return f"“{self}” shows {self.facility}. A picture of one place never stands for another."

    @property
    def is_finished(self) -> bool:
        """Have all renditions been made, the one for shared links around the focal point of now?"""
        cut = (self.ready_focal_x, self.ready_focal_y)
        return bool(self.ready_widths) and cut == (self.focal_x, self.focal_y)

    @property
    def rendition_name(self) -> str:
        """The start of every rendition's file name; it changes with the content."""
        return f"{self.pk}-{self.digest}"

    @property
    def widths(self) -> tuple[int, ...]:
        """The widths that exist, or will once the worker is done.

        Naming them early keeps a page's content the same before and after: a preview shows an empty box
        with the description until then, and no page seems changed because the worker has finished.
        """
        return tuple(self.ready_widths) or renditions.widths_for(self.width)

    def frozen(self, *, with_night: bool = True) -> PictureRef:
        """Return the picture as an edition keeps it."""
        return PictureRef(
            name=self.rendition_name,
            alt=self.alt,
            width=self.width,
            height=self.height,
            widths=self.widths,
            focal_x=self.focal_x,
            focal_y=self.focal_y,
            is_night=self.is_night,
            night=self.night.frozen(with_night=False) if with_night and self.night else None,
        )


@receiver(models.signals.post_delete, sender=Picture)
def delete_master(instance: Picture, **kwargs: Any) -> None:
    """Let a deleted picture's file go too; lists delete many rows at once without calling the model."""
    media_files.delete_after_commit(str(instance.master))
