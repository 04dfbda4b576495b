"""Staff accounts: people sign in with their e-mail address."""

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils.functional import cached_property

from . import permissions


class UserManager(BaseUserManager["User"]):
    """Makes accounts that are named by an e-mail address."""

    def _make(self, email: str, password: str | None, **fields: Any) -> "User":
        if not email:
            raise ValueError("A staff account needs an e-mail address.")
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        return self._make(email, password, **{"is_staff": False, "is_superuser": False, **fields})

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        return self._make(email, password, **{"is_staff": True, "is_superuser": True, **fields})

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)


class User(AbstractUser):
    """A member of staff. There are no visitor accounts."""

    username = None  # type: ignore[assignment]
    email = models.EmailField(
        "e-mail address",
        unique=True,
        error_messages={"unique": "Somebody already signs in with this address."},
    )

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects: ClassVar[UserManager] = UserManager()  # type: ignore[assignment]

    class Meta:
        ordering: ClassVar = ["email"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                Lower("email"),
                name="staff_user_email_however_written",
                violation_error_message="Somebody already signs in with this address.",
            )
        ]

    def __str__(self) -> str:
        return self.get_full_name() or self.email

    def may(self, action: str, relation: str = permissions.DESK) -> bool:
        """Does the permission matrix let this person do ``action`` to a request in ``relation`` to them?"""
        return self.is_active and permissions.allows(self.group_names, action, relation)

    @cached_property
    def group_names(self) -> frozenset[str]:
        """The names of this person's groups. One query for as long as the object lives."""
        return frozenset(self.groups.values_list("name", flat=True))
