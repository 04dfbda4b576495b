"""A request: who asks, how to reach them, and where the work stands."""

from __future__ import annotations

import datetime
import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from ..choices import (
    Answer,
    Channel,
    Days,
    InsuranceRoute,
    Outcome,
    PlanType,
    Relationship,
    SourcePage,
    Status,
    Voicemail,
    WayIn,
)
from ..phi.field import BlindIndexField, SealedField, SealedModel
from .turn import Turn, TurnQuerySet

STAFF = settings.AUTH_USER_MODEL


class SubmissionQuerySet(TurnQuerySet, models.QuerySet["Submission"]):
    """Requests by what the queue needs to know of them."""

    def open(self) -> SubmissionQuerySet:
        return self.exclude(status=Status.CLOSED)

    def not_put_off(self, now: datetime.datetime) -> SubmissionQuerySet:
        return self.filter(Q(snoozed_until=None) | Q(snoozed_until__lte=now))

    def by_promise(self) -> SubmissionQuerySet:
        """The one order of the desk: the nearest promise first, then the longest wait; no promise is last.

        That is said outright, because the two databases disagree on where an empty time belongs.
        """
        return self.order_by(F("due_first_contact").asc(nulls_last=True), "received_at", "pk")

    def by_end(self) -> SubmissionQuerySet:
        """What ended last comes first."""
        return self.order_by("-closed_at", "-pk")

    def by_turn(self) -> SubmissionQuerySet:
        """The order in which requests are to be worked on: what is open now by its promise, then the rest."""
        return self.order_by("opens_at", "promised_at", "received_at", "pk")


class Submission(Turn, SealedModel):
    """Somebody's request. On screens it is called a request, and its reference is its name."""

    PLAIN = (
        "id reference status_secret draft_id relation may_contact_person person_knows consent_on_file "
        "interpreter channel voicemail window_days window_from window_until time_zone plan_type "
        "insurance_route source source_page form_version locale clinician_first estimate_asked_at "
        "status owner version received_at due_first_contact promise_rule first_attempt_at first_live_at "
        "claimed_at touched_at snoozed_until outcome reason closed_at forget_after legal_hold merged_into "
        f"indexed_with secret_failures safe_to_call reopened_at {Turn.TURN}"
    )

    reference = models.CharField(max_length=9, unique=True)
    status_secret = models.CharField(
        max_length=64, blank=True, help_text="A keyed code; the secret is shown once."
    )
    secret_failures = models.PositiveIntegerField(
        default=0, db_default=0, help_text="Wrong secrets so far; the tenth ends it."
    )
    draft_id = models.UUIDField(
        unique=True,
        default=uuid.uuid4,
        help_text="The answers it came from: a second post of them finds this.",
    )

    # Who, as far as the queue and the rules need it
    relation = models.CharField(max_length=12, choices=Relationship)
    may_contact_person = models.BooleanField(default=True)
    person_knows = models.CharField(max_length=8, choices=Answer, blank=True)
    consent_on_file = models.CharField(
        max_length=8, choices=Answer, blank=True, help_text="A professional has the person’s written consent."
    )
    safe_to_call = models.CharField(
        max_length=8,
        choices=Answer,
        blank=True,
        db_default="",
        help_text="Whether a call or a text to their number is safe for them.",
    )
    interpreter = models.BooleanField(default=False)

    # The contact plan
    channel = models.CharField(max_length=8, choices=Channel, default=Channel.PHONE)
    voicemail = models.CharField(max_length=8, choices=Voicemail, default=Voicemail.NO)
    window_days = models.CharField(max_length=10, choices=Days, default=Days.ANY)
    window_from = models.TimeField(null=True, blank=True)
    window_until = models.TimeField(null=True, blank=True)
    time_zone = models.CharField(max_length=40, default="America/Los_Angeles")

    plan_type = models.CharField(max_length=10, choices=PlanType, blank=True)
    insurance_route = models.CharField(max_length=8, choices=InsuranceRoute, default=InsuranceRoute.CALL)
    source = models.CharField(max_length=8, choices=WayIn, default=WayIn.FORM)
    source_page = models.CharField(
        max_length=20,
        choices=SourcePage,
        blank=True,
        help_text="A kind of page, never its address: that would name a condition.",
    )
    form_version = models.PositiveSmallIntegerField(default=1)
    locale = models.CharField(max_length=8, default="en-us")

    clinician_first = models.BooleanField(
        default=False,
        db_default=False,
        help_text="A clinician speaks with them first. For any of several reasons, and never says which.",
    )

    estimate_asked_at = models.DateTimeField(
        null=True, blank=True, help_text="When they asked for a good-faith estimate in writing."
    )

    # The work
    status = models.CharField(max_length=16, choices=Status, default=Status.RECEIVED)
    owner = models.ForeignKey(STAFF, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    version = models.PositiveIntegerField(
        default=0, help_text="Counts moves; a move from an older one is refused."
    )
    received_at = models.DateTimeField()
    due_first_contact = models.DateTimeField(null=True, blank=True)
    promise_rule = models.PositiveSmallIntegerField(null=True, blank=True)
    first_attempt_at = models.DateTimeField(null=True, blank=True)
    first_live_at = models.DateTimeField(null=True, blank=True)
    claimed_at = models.DateTimeField(null=True, blank=True)
    touched_at = models.DateTimeField(
        null=True, blank=True, help_text="When its owner was last at one of its forms."
    )
    snoozed_until = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=14, choices=Outcome, blank=True)
    reason = models.CharField(max_length=40, blank=True, help_text="A word from a list, never free text.")
    closed_at = models.DateTimeField(null=True, blank=True)
    reopened_at = models.DateTimeField(null=True, blank=True)
    forget_after = models.DateTimeField(null=True, blank=True)
    legal_hold = models.BooleanField(default=False)
    merged_into = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    # Sealed
    preferred_name = SealedField("submission.preferred_name")
    first_name = SealedField("submission.first_name")
    last_name = SealedField("submission.last_name")
    birth_date = SealedField("submission.birth_date")
    phone = SealedField("submission.phone")
    email = SealedField("submission.email")
    state = SealedField("submission.state")
    zip_code = SealedField("submission.zip_code")
    language = SealedField("submission.language")
    access_need = SealedField("submission.access_need")
    relationship = SealedField("submission.relationship")
    professional_name = SealedField("submission.professional_name")
    professional_organization = SealedField("submission.professional_organization")
    professional_role = SealedField("submission.professional_role")
    professional_contact = SealedField("submission.professional_contact")
    message_words = SealedField("submission.message_words")
    caller_name = SealedField("submission.caller_name")
    warning = SealedField("submission.warning")
    concerns = SealedField("submission.concerns", size=1024, hides_blank=True)
    level_of_care = SealedField("submission.level_of_care", hides_blank=True)
    how_soon = SealedField("submission.how_soon", hides_blank=True)
    note = SealedField("submission.note")

    phone_index = BlindIndexField()
    email_index = BlindIndexField()
    person_index = BlindIndexField()
    indexed_with = models.CharField(
        max_length=16,
        blank=True,
        db_default="",
        help_text="The key and the rule that its codes were made with.",
    )

    objects = SubmissionQuerySet.as_manager()

    class Meta(SealedModel.Meta):
        ordering: ClassVar = ["received_at"]
        indexes: ClassVar = [
            # What the queue shows first: open requests by the promise they were given.
            models.Index(
                "due_first_contact",
                "received_at",
                condition=~Q(status="closed"),
                name="admissions_open_by_promise",
            ),
            # Each of the queue's tabs, and what nobody has taken, in the order of the work.
            models.Index(
                *("stage", "opens_at", "promised_at", "received_at", "id"),
                condition=~Q(status="closed"),
                name="admissions_open_by_stage",
            ),
            models.Index(
                *("status", "opens_at", "promised_at", "received_at", "id"),
                condition=~Q(status="closed"),
                name="admissions_open_by_status",
            ),
            # The flagged ones, in the order of the work.
            *(
                models.Index(
                    *("opens_at", "promised_at", "received_at", "id"),
                    condition=~Q(status="closed") & Q(**{flag: True}),
                    name=f"admissions_is_{flag}",
                )
                for flag in ("today", "clinician_first")
            ),
            models.Index("holds_until", condition=~Q(status="closed"), name="admissions_to_sort"),
            models.Index("alert_at", condition=Q(alert_at__isnull=False), name="admissions_to_alert"),
            models.Index(
                *("due_first_contact", "received_at", "id"),
                condition=~Q(status="closed") & Q(first_attempt_at=None),
                name="admissions_untried",
            ),
            # The closed ones as the lead looks through them, the last closed first.
            models.Index(
                fields=["-closed_at", "-id"],
                condition=Q(status="closed"),
                name="admissions_closed_last_first",
            ),
            models.Index(
                *("owner", "due_first_contact", "received_at", "id"),
                condition=~Q(status="closed"),
                name="admissions_open_by_owner",
            ),
            # The dashboard counts a day at a time.
            models.Index("received_at", name="admissions_by_day"),
            models.Index(
                "forget_after", condition=Q(forget_after__isnull=False), name="admissions_to_forget"
            ),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(status="closed", outcome__gt="", closed_at__isnull=False)
                | (~Q(status="closed") & Q(outcome="", closed_at=None)),
                name="admissions_closed_has_an_outcome",
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def is_closed(self) -> bool:
        return self.status == Status.CLOSED

    @property
    def is_unknown_to_them(self) -> bool:
        """Does the person not know that a loved one asked for them? Nothing goes to their insurer then."""
        return self.relation == Relationship.LOVED_ONE and self.person_knows == Answer.NO

    def is_owed_before(self, moment: datetime.datetime) -> bool:
        """Is the next thing a first call that was promised for earlier than this moment?"""
        is_next = self.status in (Status.RECEIVED, Status.CLAIMED) and self.first_attempt_at is None
        return is_next and self.due_first_contact is not None and self.due_first_contact < moment

    @property
    def came_by(self) -> str:
        """How it came in, for the timeline."""
        source = self.get_source_display()
        if self.source_page in {"", SourcePage.PHONE}:
            return source
        return f"{source} ({self.get_source_page_display().lower()})"

    @property
    def label(self) -> str:
        """What the queue calls it: no name, nothing about health."""
        parts = [self.get_relation_display()]
        if self.plan_type:
            parts.append(self.get_plan_type_display())
        is_call_back = self.source == WayIn.CALL_BACK
        parts.append(self.get_source_display() if is_call_back else self.get_insurance_route_display())
        return " · ".join(parts)
