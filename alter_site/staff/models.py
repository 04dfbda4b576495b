"""Staff accounts: people sign in with their e-mail address."""

import datetime
import json
from collections.abc import Iterable
from typing import Any, ClassVar

from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import AbstractUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.functional import cached_property

from . import groups, permissions
from .names import as_seen


class UserManager(BaseUserManager["User"]):
    """Creates accounts that have an e-mail address and no user name."""

    def _make(self, email: str, password: str | None, **fields: Any) -> "User":
        if not email:
            raise ValueError("A staff account needs an e-mail address.")
        user = self.model(email=email, **fields)
        user.clean()
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        return self._make(email, password, **{"is_staff": False, "is_superuser": False, **fields})

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        return self._make(email, password, **{"is_staff": True, "is_superuser": True, **fields})

    def reviewers(self) -> models.QuerySet["User"]:
        """Return those who are told that a text waits for a review."""
        return self.filter(is_active=True, groups__name=groups.CLINICAL_REVIEWER)

    def who_may(self, action: str) -> models.QuerySet["User"]:
        """Return those whom the permission matrix lets do ``action``, at least to some requests."""
        return self.filter(is_active=True, groups__name__in=permissions.MATRIX[action]).distinct()

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)


def _license(*lines: str) -> str:
    """Return the lines of a license as they are seen; nothing where one is empty."""
    seen = [as_seen(line) for line in lines]
    return "\n".join(seen) if all(seen) else ""


class User(AbstractUser):
    """A member of staff. There are no visitor accounts."""

    username = None  # type: ignore[assignment]
    email = models.EmailField(
        "e-mail address",
        unique=True,
        error_messages={"unique": "Somebody already signs in with this address."},
    )
    session_epoch = models.PositiveIntegerField(default=0, editable=False)
    license_type = models.CharField(
        max_length=60,
        blank=True,
        db_default="",
        help_text="As it is printed under what they have reviewed: “LMFT”, “MD”.",
    )
    license_number = models.CharField(
        max_length=40, blank=True, db_default="", help_text="As the State’s register has it."
    )
    # What an administrator checked, word by word: whatever is changed since was not checked.
    checked_license = models.CharField(max_length=420, blank=True, db_default="", editable=False)
    license_checked_on = models.DateField(null=True, editable=False)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    READ_BY_OTHERS: ClassVar = ("email", "first_name", "last_name", "license_type", "license_number")

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

    def clean(self) -> None:
        """Keep of what others read about this person what they see, and the address in small letters."""
        super().clean()
        for name in self.READ_BY_OTHERS:
            value = getattr(self, name)
            if isinstance(value, str):  # and no default that the database will set
                setattr(self, name, as_seen(value))
        self.email = self.email.lower()

    @property
    def as_owner(self) -> str:
        """What lists of requests call them: a lead gives to somebody else what nobody can go on with."""
        return str(self) if self.is_active else f"{self} (may not sign in)"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save; an inactive account's sessions end for good: making it active again revives none."""
        fields: Iterable[str] | None = kwargs.get("update_fields")
        if not self.is_active:
            self.session_epoch += 1
            if fields is not None:
                kwargs["update_fields"] = {*fields, "session_epoch"}
        super().save(*args, **kwargs)

    def end_sessions(self) -> None:
        """End every session of this person, and every link with which they could set a password."""
        User.objects.filter(pk=self.pk).update(session_epoch=models.F("session_epoch") + 1)
        self.refresh_from_db()

    def get_session_auth_hash(self) -> str:
        """Return the hash that a session must match: a new password and a new ``session_epoch`` end it."""
        return salted_hmac(
            "staff.session", f"{super().get_session_auth_hash()}{self.session_epoch}", algorithm="sha256"
        ).hexdigest()

    @property
    def printed_license(self) -> str:
        """What a signature of this person says: name, license type and number; empty without all three."""
        return _license(self.get_full_name(), self.license_type, self.license_number)

    @property
    def has_checked_license(self) -> bool:
        """Has an administrator checked this very license of this very name?"""
        checked = _license(*self.checked_license.split("\n"))
        return bool(checked) and checked == self.printed_license

    @property
    def is_reviewer(self) -> bool:
        """May this person send a text back to who wrote it?"""
        return self.is_active and groups.CLINICAL_REVIEWER in self.group_names

    @property
    def may_sign(self) -> bool:
        """May this person approve a text? Being a superuser gives nothing here."""
        return self.is_reviewer and self.has_checked_license

    def may(self, action: str, ownership: str = permissions.DESK) -> bool:
        """Does the permission matrix let this person do ``action`` to a request of this ``ownership``?"""
        return self.is_active and permissions.allows(self.group_names, action, ownership)

    def those_behind(self, since: datetime.datetime | None = None) -> set[int]:
        """Return who opened this account, named it or gave it rights, directly or through another account.

        Whoever did may be the human who uses it: where two people are needed, the two do not count as two.
        """
        found: set[int] = set()
        asked = {self.pk}
        while asked:
            asked = AccountEvent.objects.hands_on(asked, since) - found - {self.pk}
            found |= asked
        return found

    @cached_property
    def group_names(self) -> frozenset[str]:
        """The names of this person's groups, cached on the object."""
        return frozenset(group.name for group in self.groups.all())


class AccountEventQuerySet(models.QuerySet["AccountEvent"]):
    """Changes to accounts, by what they say about who may be behind an account."""

    NAMES: ClassVar = {"E-mail address", "First name", "Last name"}

    def hands_on(self, accounts: Iterable[int], since: datetime.datetime | None) -> set[int]:
        """Return who opened any of these accounts, gave it rights or another name, since then or ever."""
        what = AccountEvent.What
        acts = (what.MADE, what.LINK, what.RESET, what.JOINED, what.ACTIVE, what.FULL)
        events = self.filter(account__in=accounts, what__in=acts)
        # A new name gives no right, so it stands in the admin's own log alone.
        saves = LogEntry.objects.filter(
            content_type__app_label="staff",
            content_type__model="user",
            object_id__in=[str(account) for account in accounts],
            action_flag=CHANGE,
        )
        if since is not None:
            events, saves = events.filter(at__gte=since), saves.filter(action_time__gte=since)
        renamed = {save.user_id for save in saves if self.NAMES & _saved_fields(save)}
        return set(events.values_list("by", flat=True)) | renamed


def _saved_fields(save: LogEntry) -> set[str]:
    """Return the labels of what was changed; a sentence of our own names none."""
    try:
        parts = json.loads(save.change_message)
    except ValueError:
        return set()
    return {label for part in parts for label in part.get("changed", {}).get("fields", ())}


class AccountEvent(models.Model):
    """One change to an account: written once, never changed, and without free text."""

    APPLICATION_MAY = "select insert"

    class What(models.TextChoices):
        MADE = "made", "made the account"
        LINK = "link", "made a link to set a password"
        PASSWORD = "password", "set a password with the link"
        RESET = "reset", "reset the second step"
        JOINED = "joined", "put into the group"
        LEFT = "left", "took out of the group"
        ACTIVE = "active", "let sign in again"
        INACTIVE = "inactive", "kept from signing in"
        FULL = "full", "gave every right"
        NOT_FULL = "not full", "took every right back"
        LICENSE = "license", "checked the license"
        NO_LICENSE = "no license", "took back the check of the license"

    at = models.DateTimeField("when", default=timezone.now)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="who")
    account = models.ForeignKey(
        User, models.PROTECT, related_name="account_events", verbose_name="whose account"
    )
    what = models.CharField(max_length=10, choices=What)
    group = models.CharField(max_length=150, blank=True)

    objects: ClassVar[Any] = AccountEventQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-at", "-pk"]
        verbose_name = "change to an account"
        verbose_name_plural = "changes to accounts"

    def __str__(self) -> str:
        return f"{self.get_what_display()} {self.group}".strip()

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError("What was done to an account stays as it was written.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise TypeError("What was done to an account stays written.")
