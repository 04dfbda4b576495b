"""The one door through which a picture's file is stored."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.files.base import File
from django.db import models, transaction
from django.db.models.fields.files import FieldFile
from django.dispatch import Signal

from ..pictures import media_files, renditions
from ..pictures.masters import MasterFormField, reencode

if TYPE_CHECKING:
    from .picture import Picture


# Sent with a picture in the transaction that stores its file or moves its focal point.
renditions_wanted = Signal()


class MasterFile(FieldFile):
    """A picture's file. Whatever is saved here is drawn anew first; the upload itself is never stored.

    Forms, ``Picture(master=…).save()`` and ``picture.master.save(…)`` all end in :meth:`save`.
    """

    instance: Picture

    def save(self, name: str, content: File[Any], save: bool = True) -> None:
        """Re-encode ``content``, store it, queue its renditions; what it replaces goes after commit.

        Raises:
            ValidationError: it is not a picture we can use.
        """
        picture = self.instance
        master = reencode(content)
        data = master.open().read()
        picture.width, picture.height = master.width, master.height
        picture.digest, picture.ready_widths = renditions.digest_of(data), []
        with transaction.atomic():
            replaced = type(picture).objects.filter(pk=picture.pk).values_list("master", flat=True).first()
            self.name = self.field.generate_filename(picture, name)
            if media_files.write(self.name, data):
                media_files.delete_after_rollback(self.name)
            if replaced and replaced != self.name:
                media_files.delete_after_commit(replaced)
            setattr(picture, self.field.attname, self.name)
            self._committed = True
            renditions_wanted.send(sender=type(picture), picture=picture)
            if save:
                picture.save()

    save.alters_data = True  # type: ignore[attr-defined]


class MasterField(models.FileField):
    """Stores pictures as masters; in forms, what cannot be one is an error on the field."""

    attr_class = MasterFile

    def formfield(self, **kwargs: Any) -> Any:
        # The upload's own name is not kept, so it may be as long as it likes.
        return super().formfield(**{"form_class": MasterFormField, "max_length": None} | kwargs)
