"""What happened to a request: attempts, notes, corrections, events, notices, and what outlives it."""

from __future__ import annotations

import datetime
from typing import ClassVar

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import models

from ..choices import AttemptResult, Channel, Direction, Outcome, SourcePage, SpokenTo, WayIn
from ..phi.field import SealedField, SealedModel
from .submission import Submission

STAFF = settings.AUTH_USER_MODEL


class ContactAttempt(SealedModel):
    """A call, text or e-mail between a member of staff and the person, and what came of it."""

    PLAIN = "id submission at by channel direction result spoken_to departed_from_plan next_at"

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="attempts")
    at = models.DateTimeField()
    by = models.ForeignKey(STAFF, on_delete=models.PROTECT, related_name="+")
    channel = models.CharField(max_length=8, choices=Channel)
    direction = models.CharField(max_length=4, choices=Direction, default=Direction.OUT)
    result = models.CharField(max_length=14, choices=AttemptResult)
    spoken_to = models.CharField(max_length=12, choices=SpokenTo, blank=True, db_default="")
    departed_from_plan = models.BooleanField(default=False)
    next_at = models.DateTimeField(null=True, blank=True)

    note = SealedField("contact_attempt.note")

    class Meta(SealedModel.Meta):
        ordering: ClassVar = ["at"]

    def __str__(self) -> str:
        return f"{self.get_channel_display()}: {self.get_result_display()}"


class Note(SealedModel):
    """Something a member of staff wrote down about a request."""

    PLAIN = "id submission at by"

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="notes")
    at = models.DateTimeField()
    by = models.ForeignKey(STAFF, on_delete=models.PROTECT, related_name="+")

    text = SealedField("note.text")

    class Meta(SealedModel.Meta):
        ordering: ClassVar = ["at"]

    def __str__(self) -> str:
        return "Note"


class SafetyScreen(SealedModel):
    """Substances, withdrawal and thoughts of suicide, as somebody told them on the phone."""

    PLAIN = "id submission at by"

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="safety_screens")
    at = models.DateTimeField()
    by = models.ForeignKey(STAFF, on_delete=models.PROTECT, related_name="+")

    substance = SealedField("safety_screen.substance", size=256, hides_blank=True)
    last_use = SealedField("safety_screen.last_use", hides_blank=True)
    seizures = SealedField("safety_screen.seizures", hides_blank=True)
    suicide = SealedField("safety_screen.suicide", hides_blank=True)

    class Meta(SealedModel.Meta):
        ordering: ClassVar = ["-at"]

    def __str__(self) -> str:
        return "Safety screen"


class Correction(SealedModel):
    """One value of a request that somebody changed. It goes with its request and is never another one."""

    APPLICATION_MAY = "select insert delete"
    PLAIN = "id submission at by column"

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="corrections")
    at = models.DateTimeField()
    by = models.ForeignKey(
        STAFF,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        help_text="Nobody of ours: the person themselves.",
    )
    column = models.CharField(max_length=60, help_text="Our name of the value, such as primary.member_id.")

    before = SealedField("correction.before", hides_blank=True)
    after = SealedField("correction.after", hides_blank=True)

    class Meta(SealedModel.Meta):
        ordering: ClassVar = ["-at"]

    def __str__(self) -> str:
        return self.column


class Event(models.Model):
    """One line of a request's timeline. It never holds personal data."""

    # A line goes with its request and is never another one.
    APPLICATION_MAY = "select insert delete"
    PLAIN = "id submission at by move from_status to_status detail"

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="events")
    at = models.DateTimeField()
    by = models.ForeignKey(STAFF, on_delete=models.PROTECT, null=True, related_name="+")
    move = models.CharField(max_length=24)
    from_status = models.CharField(max_length=16, blank=True)
    to_status = models.CharField(max_length=16, blank=True)
    detail = models.CharField(
        max_length=60, blank=True, help_text="Words from our own lists, never typed ones."
    )

    class Meta:
        default_permissions = ()
        ordering: ClassVar = ["at", "pk"]
        # What has happened since the last count.
        indexes: ClassVar = [models.Index("at", name="admissions_event_at")]

    def __str__(self) -> str:
        return self.move


class Outbox(models.Model):
    """A notice to staff that has to leave, however long the mail server is down."""

    PLAIN = "id submission kind queued_at attempts next_try_at sent_at last_error"

    class Kind(models.TextChoices):
        NEW = "new", "New request"
        VERIFY = "verify", "To verify"
        SIGN = "sign", "Worksheet to sign"
        SET_UP = "set_up", "An electronic check needs set-up"
        ASSIGNED = "assigned", "Given to somebody"
        HALF = "half", "Half of a promise is over"
        LATE = "late", "A promise is over"
        NOBODY_ON_DUTY = "nobody", "Nobody is on duty"
        GLASS = "glass", "Opened in an emergency"
        CHANGED = "changed", "The person changed something"

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, null=True, related_name="notices")
    kind = models.CharField(max_length=8, choices=Kind)
    queued_at = models.DateTimeField()
    attempts = models.PositiveIntegerField(default=0)
    next_try_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    last_error = models.CharField(
        max_length=60, blank=True, help_text="The kind of error, never its message."
    )

    class Meta:
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["submission", "kind"], name="admissions_one_notice_a_kind")
        ]
        indexes: ClassVar = [
            models.Index("next_try_at", condition=models.Q(sent_at=None), name="admissions_notices_to_send")
        ]

    def __str__(self) -> str:
        return self.get_kind_display()


class DutyQuerySet(models.QuerySet["Duty"]):
    """Who is on duty at a moment."""

    def current(self, now: datetime.datetime) -> DutyQuerySet:
        """Return whose duty has not ended: with the shift, at midnight, by two idle hours, with the right."""
        able = get_user_model().objects.who_may("go on duty")
        return self.filter(until__gt=now, active_at__gt=now - Duty.IDLE, staff__in=able)


class Duty(models.Model):
    """Somebody has switched themselves on: notices go to them until their duty ends."""

    PLAIN = "id since until active_at staff"
    IDLE = datetime.timedelta(hours=2)

    staff = models.OneToOneField(STAFF, on_delete=models.CASCADE, related_name="+")
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, help_text="The end of the shift, at the latest midnight.")
    active_at = models.DateTimeField(null=True, help_text="When they last did something at the desk.")

    objects = DutyQuerySet.as_manager()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.staff} is on duty"


class Remnant(models.Model):
    """What is kept of a forgotten request: enough to count, too little to find anybody."""

    APPLICATION_MAY = "select insert"
    PLAIN = (
        "id month source source_page outcome minutes_to_attempt minutes_to_live days_open kept_promise "
        "is_counted"
    )

    month = models.DateField(help_text="The first day of the month it came in.")
    source = models.CharField(max_length=8, choices=WayIn)
    source_page = models.CharField(max_length=20, choices=SourcePage, blank=True, db_default="")
    outcome = models.CharField(max_length=14, choices=Outcome, blank=True)
    minutes_to_attempt = models.PositiveIntegerField(null=True)
    minutes_to_live = models.PositiveIntegerField(null=True)
    days_open = models.PositiveIntegerField(null=True)
    kept_promise = models.BooleanField(null=True)
    is_counted = models.BooleanField(
        default=False, db_default=False, help_text="It stands in the count of its day, which is kept."
    )

    class Meta:
        default_permissions = ()
        indexes: ClassVar = [
            models.Index("month", condition=models.Q(is_counted=False), name="admissions_month_only")
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}, {self.get_outcome_display()}"
