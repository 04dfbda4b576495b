"""Every address of the desk, for every group and every relation to a request: as the matrix says."""

from __future__ import annotations

import os
from collections.abc import Collection
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from admissions import services
from admissions.desk import urls
from admissions.desk.actions import ACTIONS
from admissions.desk.estimates.estimate_steps import STEPS
from admissions.desk.groups import NAMES
from admissions.desk.guard import Refused, allowed
from admissions.desk.timeline import EVENTS
from admissions.models import CardImage, Note, PhiAccess, Submission
from admissions.services import MOVES
from alter_site.staff import groups
from alter_site.staff.models import User
from alter_site.staff.permissions import CLOSED, DESK, OTHERS, OWN, OWNERSHIPS, UNASSIGNED, allows
from tests.factories import AdministratorFactory, StaffFactory
from tests.support.document import Document
from tests.support.passes import at_night
from tests.support.requests import received
from tests.support.undone import undone

pytestmark = pytest.mark.django_db

GROUPS = (
    groups.MARKETER,
    groups.CLINICAL_REVIEWER,
    groups.COORDINATOR,
    groups.BENEFITS_VERIFIER,
    groups.LEAD,
    groups.PRIVACY_OFFICER,
    groups.SITE_ADMIN,
    "superuser",
)

# Three groups may do nothing with a request: the gate tries one of them.
LIKE_MARKETERS = {groups.CLINICAL_REVIEWER, groups.SITE_ADMIN}
EACH_GROUP = pytest.mark.parametrize(
    "group", [at_night(group) if group in LIKE_MARKETERS else group for group in GROUPS]
)

# What an address asks of the matrix, by route; one action is enough. Steps stand below, one by one.
AT_THE_DESK = {
    "queue": ("see the queue",),
    "call": ("take a call",),
    "find": ("find",),
    "duty": ("go on duty",),
    "glass": ("break the glass",),
    "breaks": ("see who broke the glass",),
    "retention": ("check retention",),
    "export_retention": ("check retention",),
    "hold": ("set a legal hold",),
    "lift": ("set a legal hold",),
    "workload": ("see the workload",),
    "closed": ("see closed requests",),
    "dashboard": ("see the dashboard",),
    "counts": ("see counts",),
    "export_counts": ("see counts",),
    "looks": ("check the log of looks",),
    "export_looks": ("export the log of looks",),
    "payers": ("see the payers",),
    "new_payer": ("keep the payers",),
    "import_payers": ("keep the payers",),
}
# Not about a request that is named: takes whichever is next.
TAKING = {"take_next": ("claim",)}
ABOUT_ONE: dict[tuple[str, ...], tuple[str, ...]] = {
    ("detail",): ("open",),
    ("reveal", "contact"): ("reveal contact",),
    ("reveal", "insurance"): ("reveal insurance",),
    ("reveal", "note"): ("reveal note",),
    ("card", "image"): ("reveal insurance",),
    ("add_card",): ("correct the record",),
    ("photo", "image"): ("reveal insurance",),
    ("act", "claim"): ("claim",),
    ("working",): ("record an attempt",),
    ("act", "snooze"): ("set a reminder",),
    ("act", "remind"): ("set a reminder",),
    ("act", "flags"): ("set flags",),
    ("act", "secret"): ("record an attempt",),
    ("act", "agree"): ("record an attempt",),
    ("act", "screen"): ("record an attempt",),
    ("act", "attempt"): ("record an attempt",),
    ("act", "new-way"): ("set a new way",),
    ("act", "note"): ("add a note",),
    ("act", "verify"): ("start verifying",),
    ("act", "payer-call"): ("write the worksheet",),
    ("act", "payer-wait"): ("write the worksheet",),
    ("act", "payer-back"): ("write the worksheet",),
    ("act", "ready"): ("write the worksheet",),
    ("act", "sign"): ("sign the worksheet",),
    ("act", "send-back"): ("write the worksheet",),
    ("act", "share"): ("share the answer",),
    ("act", "verify-again"): ("write the worksheet",),
    ("worksheet", "primary"): ("write the worksheet", "sign the worksheet", "reveal insurance"),
    ("correct",): ("correct the record",),
    ("estimate",): ("write the estimate", "sign the estimate", "give the estimate", "reveal insurance"),
    ("estimate_sheet",): ("give the estimate", "reveal insurance"),
    ("answer",): ("share the answer", "reveal insurance"),
    ("act", "consent"): ("record a consent",),
    ("act", "take-back"): ("take a consent back",),
    ("hand_off",): ("hand off",),
    ("act", "ask"): ("ask for information",),
    ("act", "resume"): ("ask for information",),
    ("act", "resume-verifying"): ("ask for information",),
    ("act", "release"): ("release",),
    ("act", "assign"): ("assign",),
    ("act", "hand-over"): ("hand over",),
    ("act", "close"): ("close", "turn away"),
    ("act", "admit"): ("close as admitted",),
    ("act", "reopen"): ("reopen",),
    **{("estimate_step", slug): (step.permission,) for slug, step in STEPS.items()},
}


# Asks about two requests at once: tests/admissions/test_merging.py has its own table.
ABOUT_TWO = {"merge"}
# Name a row that a test makes: tests/admissions/test_payers.py and test_desk_electronic.py walk them.
ABOUT_A_ROW = {"payer", "electronic_answer"}
# Says in words that a request is gone: tests/admissions/test_one_form.py says to whom.
ASKED_BY_A_PAGE = {"state"}
# About a break of the glass: tests/admissions/test_glass.py says who reads one.
ABOUT_A_BREAK = {"break"}


def test_every_address_of_the_desk_stands_in_the_table():
    tested = {
        *AT_THE_DESK,
        *TAKING,
        *ABOUT_TWO,
        *ABOUT_A_ROW,
        *ASKED_BY_A_PAGE,
        *ABOUT_A_BREAK,
        *(name for name, *_ in ABOUT_ONE),
    }
    assert {pattern.name for pattern in urls.urlpatterns} == tested


def test_every_action_and_every_group_of_values_stands_in_the_table():
    assert {route[1] for route in ABOUT_ONE if route[0] == "act"} == set(ACTIONS)
    assert {route[1] for route in ABOUT_ONE if route[0] == "reveal"} == set(NAMES)


def test_every_action_asks_for_the_permissions_that_its_moves_ask_for():
    for slug, action in ACTIONS.items():
        assert action.permissions == set(ABOUT_ONE[("act", slug)])
        for name in MOVES.keys() & action.events:
            assert MOVES[name].permission in action.permissions


def test_every_move_of_a_member_of_staff_has_a_button():
    pressed = {name for action in ACTIONS.values() for name in action.events}
    assert {name for name, move in MOVES.items() if move.permission} <= pressed


def test_every_move_has_words_in_the_timeline():
    told = {*EVENTS, *(name for action in ACTIONS.values() for name in action.events)}
    assert told >= MOVES.keys()


def somebody(group: str) -> User:
    return AdministratorFactory() if group == "superuser" else StaffFactory(group=group)


def request_in(relation: str, actor: User) -> Submission:
    """Return a request that stands in this relation to ``actor``, whatever they may do themselves."""
    submission = received()
    owner = {OWN: actor, OTHERS: StaffFactory(group=groups.COORDINATOR)}.get(relation)
    lead = StaffFactory(group=groups.LEAD)
    if relation == CLOSED:
        services.close(submission, lead, outcome="invalid")
    elif owner is not None:
        values = {"status": "claimed", "owner": owner, "claimed_at": timezone.now()}
        Submission.objects.filter(pk=submission.pk).update(**values)
    submission.refresh_from_db()
    return submission


def card_of(submission: Submission) -> CardImage:
    image = CardImage(submission=submission, side="front", width=4, height=3, image_code="0")
    image.seal(image=b"\xff\xd8")
    image.save(force_insert=True)
    return image


def address(route: tuple[str, ...], submission: Submission, image: CardImage) -> str:
    name, *rest = route
    arguments = [image.pk if part == "image" else part for part in rest]
    return reverse(f"desk:{name}", args=[submission.reference, *arguments])


def in_groups(group: str) -> frozenset[str]:
    return frozenset({group} - {"superuser"})


# One view does every action, and one every step of an estimate: each answers a GET the same for all.
PERMISSIONS: dict[tuple[str, ...], Collection[str]] = {
    **{("act", slug): action.permissions for slug, action in ACTIONS.items()},
    **{("estimate_step", slug): {step.permission} for slug, step in STEPS.items()},
}
FIRST_OF_EACH_VIEW = {("act", next(iter(ACTIONS))), ("estimate_step", next(iter(STEPS)))}
LIKE_ANOTHER = PERMISSIONS.keys() - FIRST_OF_EACH_VIEW
AT_NIGHT = "NIGHTLY" in os.environ


def methods(route: tuple[str, ...], may: bool, refused_before: set[tuple[str, ...]]) -> tuple[str, ...]:
    """Return how an address is asked.

    What may be done is looked at by other tests, and here at night; so is what the view of all steps does
    with each: by day its guard alone is asked. A view that looks at the method before it looks at the request
    answers the first GET that it should refuse: by day no other is sent.
    """
    if AT_NIGHT:
        return ("post",) if route in LIKE_ANOTHER else ("get", "post")
    if route in LIKE_ANOTHER:
        return ("guard",)
    return ("post",) if may or route in refused_before else ("get", "post")


@EACH_GROUP
def test_a_request_answers_as_the_matrix_says(client, group, subtests):
    """Each address by each method, in each relation to a request: what is allowed and what is refused."""
    actor = somebody(group)
    client.force_login(actor)
    refused_before: set[tuple[str, ...]] = set()
    for relation in OWNERSHIPS:
        submission = request_in(relation, actor)
        card = card_of(submission)
        with subtests.test(group=group, relation=relation):
            wrong = []
            for route, actions in ABOUT_ONE.items():
                may = any(allows(in_groups(group), action, relation) for action in actions)
                path = address(route, submission, card)
                for method in methods(route, may, refused_before):
                    with undone():
                        if method == "guard":
                            answer = guarded(actor, submission, route)
                        else:
                            answer = answered(client, method, path, submission)
                    if answer != (OPEN if may else REFUSED):
                        wrong.append(f"{method} {path}: {answer}")
                if not may:
                    refused_before.add(route)
            assert wrong == []


OPEN, REFUSED = "answered", "refused in words, with nothing looked at and nothing changed"


def guarded(actor: Any, submission: Submission, route: tuple[str, ...]) -> str:
    """Return in words what the guard of a step says of a request."""
    try:
        allowed(actor, submission.reference, *PERMISSIONS[route])
    except Refused:
        return REFUSED
    return OPEN


def answered(client: Client, method: str, path: str, submission: Submission) -> str:
    """Return in words what an address did about a request."""
    looks = PhiAccess.objects.count()
    response = getattr(client, method)(path)
    if response.status_code != 403:
        return OPEN
    words = response.content.decode()
    if ("It is not yours to open." in words) == ("Your account may not do this, or no longer." in words):
        return "refused without the words"
    if PhiAccess.objects.count() != looks:
        return "refused and yet looked at"
    if Submission.objects.get(pk=submission.pk).version != submission.version:
        return "refused and yet changed"
    return REFUSED


def test_whose_account_lost_the_desk_reads_that_and_nothing_of_the_request(client, coordinator):
    mine = services.claim(received(), coordinator)
    coordinator.groups.clear()
    client.force_login(coordinator)
    sent = client.post(reverse("desk:act", args=[mine.reference, "note"]), {"note-text": "Rang at noon"})
    said = Document(sent).text("main")
    assert "Your account may not do this, or no longer." in said
    assert "A colleague may have taken the request" not in said
    assert "Rang at noon" in said


@pytest.mark.parametrize("group", GROUPS)
def test_the_desk_itself_answers_as_the_matrix_says(client, group):
    client.force_login(somebody(group))
    for table, relation in ((AT_THE_DESK, DESK), (TAKING, UNASSIGNED)):
        for name, actions in table.items():
            may = any(allows(in_groups(group), action, relation) for action in actions)
            for method in ("get", "post"):
                response = getattr(client, method)(reverse(f"desk:{name}"))
                assert (response.status_code != 403) == may, f"{method} {name}: {response.status_code}"


@EACH_GROUP
def test_what_is_not_there_looks_like_what_is_not_theirs(client, group):
    actor = somebody(group)
    client.force_login(actor)
    closed = request_in(CLOSED, actor)
    if allows(in_groups(group), "open", CLOSED):
        return
    for route in ABOUT_ONE if AT_NIGHT else [route for route in ABOUT_ONE if route not in LIKE_ANOTHER]:
        there = address(route, closed, card_of(closed)).replace(str(closed.pk), "")
        CardImage.objects.all().delete()
        answers = []
        for path in (there, there.replace(closed.reference, "000-00000")):
            response = client.post(path, {"note": "Typed"})
            body = response.content.decode().partition("<main")[2].partition("</main>")[0]
            answers.append((response.status_code, body))
        assert answers[0] == answers[1]


# --- without a complete sign-in -----------------------------------------------------------------------


def every_address() -> list[str]:
    submission = received()
    image = card_of(submission)
    return [
        *(reverse(f"desk:{name}") for name in (*AT_THE_DESK, *TAKING)),
        *(address(route, submission, image) for route in ABOUT_ONE),
    ]


def is_turned_away(response: Any) -> bool:
    """Did the answer show nothing but the way to sign in?"""
    if response.status_code == 302:
        return not response.headers["Location"].startswith(reverse("desk:queue"))
    return response.status_code == 403


@pytest.mark.parametrize("method", ["get", "post"])
def test_nobody_gets_in_without_signing_in(client, method):
    for path in every_address():
        assert is_turned_away(getattr(client, method)(path)), path
    assert not PhiAccess.objects.exists()
    assert not Note.objects.exists()


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_password_alone_opens_nothing(client, lead, method):
    client.force_login(lead, second_factor=False)
    for path in every_address():
        assert is_turned_away(getattr(client, method)(path)), path
    assert not PhiAccess.objects.exists()


def test_a_form_from_elsewhere_is_refused(lead):
    from tests.support.sign_in import StaffClient

    strict = StaffClient(enforce_csrf_checks=True)
    strict.force_login(lead)
    for path in every_address():
        response = strict.post(path)
        assert response.status_code == 403, path
    assert not PhiAccess.objects.exists()
