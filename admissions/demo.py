"""Demo requests in various states. The people in them are invented, and their names say so."""

from __future__ import annotations

import datetime
import io
from collections.abc import Callable
from typing import Any

from django.contrib.auth import get_user_model
from django.utils import timezone
from PIL import Image, ImageDraw, ImageFont

from alter_site.content import facts
from alter_site.content.page_files import identity

from . import services
from .choices import (
    AttemptResult,
    CareWanted,
    Channel,
    Concern,
    Days,
    HowSoon,
    InsuranceRoute,
    Outcome,
    PlanType,
    Rank,
    Relation,
    Side,
    Source,
    SourcePage,
    Voicemail,
)
from .models import CardImage, Consent, Submission
from .reference import code

COORDINATOR = "coordinator@demo.example"
MINUTES = datetime.timedelta(minutes=1)

# Numbers from the range kept for fiction.
REQUESTS: dict[str, dict[str, Any]] = {
    "new": {
        "plain": {
            "relation": Relation.SELF,
            "voicemail": Voicemail.LIMITED,
            "window_from": datetime.time(17),
            "window_until": datetime.time(21),
            "insurance_route": InsuranceRoute.PHOTO,
            "plan_type": PlanType.PPO,
            "source_page": SourcePage.INSURANCE,
        },
        "personal": {
            "preferred_name": "Demo Dora",
            "first_name": "Dora",
            "last_name": "Demo-Example",
            "birth_date": "1988-02-29",
            "phone": "(949) 555-0101",
            "state": "CA",
            "zip_code": "92629",
            "message_words": "Hi Dora, it’s Sam about the book club.",
            "caller_name": "Sam from the book club",
            "warning": "Shares the phone with a roommate",
            "concerns": f"{Concern.ANXIETY}\n{Concern.SLEEP}",
            "how_soon": HowSoon.WEEK,
        },
        "age": 141,
    },
    "second": {
        "plain": {
            "relation": Relation.LOVED_ONE,
            "may_contact_person": False,
            "person_knows": "no",
            "voicemail": Voicemail.NO,
            "insurance_route": InsuranceRoute.TYPED,
            "plan_type": PlanType.HMO,
            "time_zone": "America/New_York",
            "window_days": Days.WEEKDAYS,
            "window_from": datetime.time(8),
            "window_until": datetime.time(12),
        },
        "personal": {
            "preferred_name": "Demo Della",
            "relationship": "Mother",
            "first_name": "Dean",
            "last_name": "Pretend",
            "birth_date": "2001-11-05",
            "phone": "212-555-0147",
            "email": "della@demo.example",
            "state": "NY",
            "concerns": Concern.ALCOHOL,
            "note": "He does not know that I am asking.",
        },
        "plan": {"payer": "Invented Family Health", "member_id": "ifh 00-11 22", "group_number": "DEMO-7"},
        "age": 35,
    },
    "claimed": {
        "plain": {
            "relation": Relation.CLIENT,
            "voicemail": Voicemail.YES,
            "insurance_route": InsuranceRoute.TYPED,
            "plan_type": PlanType.PPO,
        },
        "personal": {
            "preferred_name": "Demo Client",
            "first_name": "Placeholder",
            "last_name": "Person",
            "birth_date": "1975-07-15",
            "phone": "(714) 555-0119",
            "professional_name": "Dr. Imaginary",
            "professional_organization": "Example Clinic",
            "professional_role": "Psychiatrist",
            "professional_contact": "(714) 555-0120",
            "level_of_care": CareWanted.RESIDENTIAL,
        },
        "plan": {"payer": "Sample Mutual PPO", "member_id": "SMP000123"},
        "age": 90,
        "then": lambda request, staff: services.claim(request, staff),
    },
    "waiting": {
        "plain": {
            "relation": Relation.SELF,
            "channel": Channel.EMAIL,
            "insurance_route": InsuranceRoute.CALL,
            "source": Source.SHORT_FORM,
        },
        "personal": {"preferred_name": "Demo Devon", "email": "devon@demo.example"},
        "age": 26 * 60,
        "then": lambda request, staff: _ask_for_the_card(request, staff),
    },
    "ended": {
        "plain": {"relation": Relation.UNSAID, "insurance_route": InsuranceRoute.NONE},
        "personal": {"preferred_name": "Demo Dana", "phone": "949 555 0163"},
        "age": 3 * 24 * 60,
        "then": lambda request, staff: _refer(request, staff),
    },
}


def _reached(request: Submission, staff: Any, channel: str) -> Submission:
    claimed = services.claim(request, staff)
    services.record_attempt(
        claimed, staff, channel=channel, result=AttemptResult.SPOKE, departure="they_asked"
    )
    return claimed


def _ask_for_the_card(request: Submission, staff: Any) -> None:
    claimed = _reached(request, staff, Channel.EMAIL)
    services.ask_for_information(
        claimed, staff, missing="card_photo", next_at=timezone.now() + 24 * 60 * MINUTES
    )


def _refer(request: Submission, staff: Any) -> None:
    claimed = _reached(request, staff, Channel.PHONE)
    services.add_note(claimed, staff, text="Found a place closer to home. This note is invented.")
    services.close(claimed, staff, outcome=Outcome.REFERRED_OUT)


def load(today: datetime.date) -> None:
    """Make the demo requests if there is no request at all."""
    staff = get_user_model()._default_manager.filter(email=COORDINATOR).first()
    if staff is None or Submission.objects.exists():
        return
    # Promises are counted in hours of coverage, which the same run of the loader has just made.
    facts.freeze(staff)
    for name, told in REQUESTS.items():
        plan = told.get("plan")
        request = services.receive(
            services.Intake(
                plain=told["plain"],
                personal=told["personal"],
                plans=(services.Plan(plan),) if plan else (),
                consents=(Consent.Kind.USE_DETAILS, Consent.Kind.CONTACT),
                draft_id=identity("request", name),
            )
        ).submission
        if told["plain"]["insurance_route"] == InsuranceRoute.PHOTO:
            _add_card(request)
        then: Callable[[Submission, Any], object] | None = told.get("then")
        if then is not None:
            then(request, staff)
        _make_older(request, told["age"] * MINUTES)


def _make_older(request: Submission, age: datetime.timedelta) -> None:
    """Move a request into the past, so that the clocks of the queue show something."""
    request.refresh_from_db()
    for name in ("received_at", "due_first_contact"):
        if value := getattr(request, name):
            setattr(request, name, value - age)
    request.save(update_fields=["received_at", "due_first_contact"])
    request.events.filter(move="received").update(at=request.received_at)


def _add_card(request: Submission) -> None:
    """Draw the front of a card that no insurer has issued."""
    card = Image.new("RGB", (1012, 638), "#e4ebe4")
    draw = ImageDraw.Draw(card)
    lines = (
        "EXAMPLE HEALTH PLAN",
        "Demo card, not a real plan",
        "",
        "Dora Demo-Example",
        "ID  DEMO 0000 1234",
    )
    for position, line in enumerate(lines):
        draw.text((60, 60 + 100 * position), line, fill="#14292c", font=ImageFont.load_default(52))
    out = io.BytesIO()
    card.save(out, "JPEG", quality=85)
    photo = CardImage(
        submission=request,
        rank=Rank.PRIMARY,
        side=Side.FRONT,
        width=card.width,
        height=card.height,
        image_code=code("card image", out.getvalue().hex()),
    )
    photo.seal(image=out.getvalue())
    photo.save(force_insert=True)


def delete() -> None:
    """Remove the demo requests. What the log of looks says about them stays."""
    Submission.objects.filter(draft_id__in=[identity("request", name) for name in REQUESTS]).delete()
