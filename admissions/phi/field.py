"""The columns of personal data, and what may stand beside them."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.db import models
from django.db.models import Case, Value
from django.db.models.functions import Cast

from .seal import Sealed, seal


def _carries_only_seals(expression: Any) -> bool:
    """Is this what ``bulk_update`` builds, with nothing but sealed values in it?"""
    match expression:
        case Value():
            return expression.value is None or isinstance(expression.value, Sealed)
        case Case():
            results = [case.result for case in expression.cases]
            return all(map(_carries_only_seals, [*results, expression.default]))
        case Cast():
            return all(map(_carries_only_seals, expression.get_source_expressions()))
    return False


class SealedField(models.TextField):
    """Holds a :class:`Sealed` value or None, and refuses everything else on every way to the database.

    ``save()``, ``update()``, ``bulk_create()``, ``bulk_update()``, expressions and fixtures can carry what is
    sealed, never what is not. The label is written into every value: unique, and never renamed.

    ``size`` is how many bytes a value is padded to at least. Of the columns with ``hides_blank``
    all are sealed where one has a value, answered or not: an empty column would tell that it was not.
    """

    def __init__(
        self, label: str, *args: Any, size: int = 0, hides_blank: bool = False, **kwargs: Any
    ) -> None:
        self.label = label
        self.size = size
        self.hides_blank = hides_blank
        super().__init__(*args, **{"null": True, "blank": True, "editable": False, **kwargs})

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        for implied in ("null", "blank", "editable"):
            kwargs.pop(implied, None)
        return name, path, [self.label, *args], kwargs

    def seal(self, row: uuid.UUID, value: str | bytes) -> Sealed:
        return seal(self.label, row, value.encode() if isinstance(value, str) else value, size=self.size)

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> Sealed | None:
        return None if value is None else Sealed.as_stored(value)

    def to_python(self, value: Any) -> Any:
        try:
            return Sealed(value)
        except (TypeError, ValueError):
            # Refused when it is saved: whatever is refused here, a fixture's loader quotes.
            return value

    def get_prep_value(self, value: Any) -> str | None:
        if value is None:
            return None
        if not isinstance(value, Sealed):
            raise TypeError(f"{self.label} takes sealed values only.")
        return value.token

    def get_db_prep_save(self, value: Any, connection: Any) -> Any:
        if hasattr(value, "as_sql"):
            self._refuse_what_is_not_sealed(value)
        return super().get_db_prep_save(value, connection)

    def get_placeholder(self, value: Any, compiler: Any, connection: Any) -> str:
        # Django asks for it with the expression that update() was given; nothing else sees that one.
        if hasattr(value, "as_sql"):
            self._refuse_what_is_not_sealed(value)
        return "%s"

    def _refuse_what_is_not_sealed(self, expression: Any) -> None:
        if not _carries_only_seals(expression):
            raise TypeError(f"{self.label} takes sealed values only, and no expression makes one.")

    def value_to_string(self, obj: models.Model) -> Any:
        sealed: Any = self.value_from_object(obj)
        return None if sealed is None else sealed.token

    def formfield(self, **kwargs: Any) -> None:
        return None


class BlindIndexField(models.CharField):
    """A keyed code of a personal value: equal values can be found, and none can be read."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        defaults = {"max_length": 64, "blank": True, "default": "", "editable": False, "db_index": True}
        super().__init__(*args, **{**defaults, **kwargs})


class SealedModel(models.Model):
    """A row with sealed columns. Its id is known before it is saved, because values are bound to it.

    ``PLAIN`` names every column that holds no personal data, separated by spaces; a system check fails for
    a column that is neither sealed, nor a blind index, nor named there.
    """

    PLAIN: ClassVar[str] = ""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)

    class Meta:
        abstract = True
        default_permissions = ()  # the desk has its own table of who may do what

    @classmethod
    def sealed_fields(cls) -> dict[str, SealedField]:
        return {field.name: field for field in cls._meta.fields if isinstance(field, SealedField)}

    @classmethod
    def hidden_blanks(cls) -> list[str]:
        """Return the columns in which an answer that was not given is sealed too, if another one was."""
        return [name for name, field in cls.sealed_fields().items() if field.hides_blank]

    def seal(self, **values: str | bytes | None) -> None:
        """Seal values into their columns; nothing typed is nothing stored, unless the column hides that."""
        fields = self.sealed_fields()
        hidden = self.hidden_blanks() if any(values.get(name) for name in self.hidden_blanks()) else []
        blanks: dict[str, str | bytes | None] = {name: "" for name in hidden if getattr(self, name) is None}
        for name, value in (blanks | values).items():
            is_stored = value or name in hidden
            setattr(self, name, fields[name].seal(self.id, value or "") if is_stored else None)
