"""Two people at once, as rows: what one of them was about to write, and what another wrote just before.

Each module has the rows of some services, in ``ROWS``; :mod:`tests.admissions.test_two_at_once` walks them.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils import timezone

from admissions import services
from admissions.choices import Status, WorksheetState
from admissions.models import BenefitsWorksheet, CardImage, Submission
from alter_site.staff.groups import BENEFITS_VERIFIER, COORDINATOR, LEAD, PRIVACY_OFFICER
from tests.factories import StaffFactory
from tests.support.requests import received

# What whoever was too late reads.
CHANGED = "Somebody else has just changed this request"
GONE = "has been forgotten"
MINUTE, DAY = datetime.timedelta(minutes=1), datetime.timedelta(days=1)


class Desk:
    """Who is at the desk; each is there once somebody asks for them."""

    one: Any  # beside the row's request: another one, or what belongs to it
    another: Any  # a second privacy officer

    @cached_property
    def me(self) -> Any:
        return StaffFactory(group=COORDINATOR)

    @cached_property
    def colleague(self) -> Any:
        return StaffFactory(group=COORDINATOR)

    @cached_property
    def lead(self) -> Any:
        return StaffFactory(group=LEAD)

    @cached_property
    def verifier(self) -> Any:
        return StaffFactory(group=BENEFITS_VERIFIER)

    @cached_property
    def second(self) -> Any:
        return StaffFactory(group=BENEFITS_VERIFIER)

    @cached_property
    def officer(self) -> Any:
        return StaffFactory(group=PRIVACY_OFFICER)


SetUp = Callable[[Desk], Submission]
Rival = Callable[[Desk, Submission], object]


@dataclass(frozen=True)
class Rivalry:
    """A write, and a rival's that comes between the page and it.

    ``first`` is called with the desk and the request, in the version that its page showed. ``words`` are
    what it is refused with, empty where it is done all the same; ``stands`` is true of what both leave.
    """

    name: str
    write: Callable[..., object]
    set_up: SetUp
    first: Callable[..., object]
    rival: Rival
    words: str = ""
    stands: Callable[[Desk, Submission], object] = lambda desk, it: True
    # Does it lock the request by its key? What is found by its reference, or is one UPDATE, does not.
    locks: bool = True

    @property
    def service(self) -> str:
        """The name of the write as the list of services has it."""
        return f"{self.write.__module__.removeprefix('admissions.')}.{self.write.__name__}"


# --- requests as a row finds them -----------------------------------------------------------------------


def new(desk: Desk) -> Submission:
    return received()


def mine(desk: Desk) -> Submission:
    return services.claim(received(), desk.me)


def verifying(desk: Desk) -> Submission:
    return services.start_verifying(mine(desk), desk.me)


def answered(desk: Desk) -> Submission:
    """A request with a whole worksheet, whose payer was called."""
    return with_worksheet(verifying(desk), desk.verifier)


def to_sign(desk: Desk) -> Submission:
    return services.ready(answered(desk), desk.verifier)


def verified(desk: Desk) -> Submission:
    return services.sign(to_sign(desk), desk.second)


def told(desk: Desk) -> Submission:
    """A request that is verified, of somebody who was spoken to."""
    it = verified(desk)
    services.record_attempt(it, desk.me, channel="phone", direction="in", result="spoke")
    return it


def closed(desk: Desk) -> Submission:
    return services.close(mine(desk), desk.me, outcome="declined")


def due(desk: Desk) -> Submission:
    """A request that the next run forgets."""
    return changed(closed(desk), forget_after=timezone.now() - MINUTE)


def loaded(it: Submission) -> Submission:
    """The request as somebody else's screen finds it now."""
    return Submission.objects.get(pk=it.pk)


def changed(it: Submission, **columns: Any) -> Submission:
    Submission.objects.filter(pk=it.pk).update(**columns)
    it.refresh_from_db()
    return it


def with_worksheet(it: Submission, by: Any) -> Submission:
    from tests.admissions.test_worksheet import IN_NETWORK_PPO

    services.save_answers(
        it, by, rank="primary", saves=0, typed=IN_NETWORK_PPO, levels=["residential"], source="call"
    )
    services.record_payer_call(it, by, outcome="answered", representative="Ana")
    return it


def photo(code: str = "x") -> CardImage:
    image = CardImage(rank="primary", side="front", width=1, height=1, image_code=code)
    image.seal(image=b"jpeg")
    return image


def newest_state(it: Submission) -> str:
    return BenefitsWorksheet.objects.filter(submission=it).order_by("-number")[0].state


def happened(it: Submission, move: str) -> int:
    """How often something stands in the timeline."""
    return it.events.filter(move=move).count()


# --- what rivals do -------------------------------------------------------------------------------------


def withdrawn(desk: Desk, it: Submission) -> None:
    services.withdraw(it)


def handed_over(desk: Desk, it: Submission) -> None:
    services.hand_over(it, desk.lead, to=desk.colleague, note="Please go on")


def ended(desk: Desk, it: Submission) -> None:
    services.close(it, desk.lead, outcome="declined")


def forgotten(desk: Desk, it: Submission) -> None:
    it.delete()


def corrected(desk: Desk, it: Submission) -> None:
    services.correct(it, desk.lead, seen=0, plain={}, personal={"first_name": "Samara"}, plans={}, words={})


def flagged(desk: Desk, it: Submission) -> None:
    services.set_flags(it, desk.lead, today=True, clinician_first=False)


SIGNED = WorksheetState.SIGNED
RECEIVED, CLAIMED, CLOSED = Status.RECEIVED, Status.CLAIMED, Status.CLOSED
