"""The table of permissions: complete, used as it is written, and printed as it is."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import pytest
from django.core.management import call_command

from admissions.services import states
from alter_site.staff import permissions
from alter_site.staff.groups import (
    BENEFITS_VERIFIER,
    CLINICAL_REVIEWER,
    COORDINATOR,
    GROUPS,
    LEAD,
    MARKETER,
    PRIVACY_OFFICER,
    SITE_ADMIN,
)
from alter_site.staff.management.commands import permissions as command
from alter_site.staff.permissions import CLOSED, DESK, MATRIX, OTHERS, OWN, OWNERSHIPS, UNASSIGNED, allows
from tests.factories import StaffFactory

# Numbers of whole months that name nobody: marketers see them too.
WITHOUT_ANYBODY = {"see counts"}
AT_THE_DESK = {COORDINATOR, BENEFITS_VERIFIER, LEAD, PRIVACY_OFFICER}


def test_every_move_of_a_request_stands_in_the_table():
    named = {move.permission for move in states.MOVES.values() if move.permission}
    assert named
    assert named <= set(MATRIX)


def test_the_table_speaks_of_groups_and_relations_that_exist():
    for action, granted in MATRIX.items():
        assert set(granted) <= AT_THE_DESK | ({MARKETER} if action in WITHOUT_ANYBODY else set()), action
        for ownerships in granted.values():
            assert ownerships == {DESK} or ownerships <= set(OWNERSHIPS), action


def test_an_unknown_action_raises_an_error_instead_of_answering_no():
    with pytest.raises(KeyError):
        allows(frozenset({LEAD}), "reveal everything", OWN)


@pytest.mark.parametrize("group", sorted(set(GROUPS) - AT_THE_DESK))
def test_whoever_does_not_work_at_the_desk_may_do_nothing_there(group):
    assert not any(
        allows(frozenset({group}), action, ownership)
        for action, ownership in product(MATRIX.keys() - WITHOUT_ANYBODY, (*OWNERSHIPS, DESK))
    )


@pytest.mark.parametrize("ownership", OWNERSHIPS)
def test_the_privacy_officer_opens_no_request(ownership):
    assert not any(allows(frozenset({PRIVACY_OFFICER}), action, ownership) for action in MATRIX)


@pytest.mark.parametrize("ownership", [UNASSIGNED, OTHERS, CLOSED])
def test_a_verifier_sees_how_to_reach_somebody_only_when_it_was_handed_over(ownership):
    for action in ("reveal contact", "reveal note"):
        assert not allows(frozenset({BENEFITS_VERIFIER}), action, ownership)


@pytest.mark.parametrize("ownership", [OTHERS, CLOSED])
def test_a_coordinator_does_nothing_to_requests_of_others(ownership):
    assert not any(allows(frozenset({COORDINATOR}), action, ownership) for action in MATRIX)


def test_only_a_lead_admits_and_reopens():
    for action, ownership in (("close as admitted", OWN), ("reopen", CLOSED)):
        assert {group for group in GROUPS if allows(frozenset({group}), action, ownership)} == {LEAD}


def test_only_unassigned_requests_can_be_claimed():
    assert {
        (group, ownership)
        for group, ownership in product(GROUPS, OWNERSHIPS)
        if allows(frozenset({group}), "claim", ownership)
    } == {(COORDINATOR, UNASSIGNED), (LEAD, UNASSIGNED)}


@pytest.mark.django_db
def test_a_superuser_may_do_nothing_at_the_desk(administrator):
    assert not any(
        administrator.may(action, ownership) for action, ownership in product(MATRIX, (*OWNERSHIPS, DESK))
    )


@pytest.mark.django_db
def test_whoever_may_not_sign_in_may_do_nothing(lead):
    assert lead.may("reopen", CLOSED)
    lead.is_active = False
    assert not lead.may("reopen", CLOSED)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("group", "may", "may_not"),
    [
        (MARKETER, "therapies.change_therapy", "staff.change_user"),
        (CLINICAL_REVIEWER, "therapies.view_therapy", "therapies.change_therapy"),
        (SITE_ADMIN, "content.change_redirect", "therapies.change_therapy"),
    ],
)
def test_each_group_has_the_permissions_of_its_work(group, may, may_not):
    person = StaffFactory(group=group)
    assert person.has_perm(may)
    assert not person.has_perm(may_not)


@pytest.mark.django_db
@pytest.mark.parametrize("group", sorted(AT_THE_DESK))
def test_the_desk_needs_no_permission_for_a_model(group):
    assert not StaffFactory(group=group).get_all_permissions()


def test_the_document_holds_the_table_as_it_is():
    text = command.DOCUMENT.read_text()
    assert permissions.as_markdown() in text
    assert command.with_table(text) == text


def test_the_command_writes_the_table(tmp_path: Path, monkeypatch):
    monkeypatch.setattr(command, "DOCUMENT", tmp_path / "permissions.md")
    command.DOCUMENT.write_text(f"Before.\n{command.BEGIN}\noutdated\n{command.END}After.\n")
    call_command("permissions")
    text = command.DOCUMENT.read_text()
    assert text.startswith("Before.\n")
    assert text.endswith("After.\n")
    assert permissions.as_markdown() in text
    assert "outdated" not in text
