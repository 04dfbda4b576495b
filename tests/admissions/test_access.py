"""Looks: written down before they are shown, in a chain that shows every change, whoever makes it."""

from __future__ import annotations

import datetime
import io

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import DatabaseError, connection, transaction
from django.db.models import ProtectedError

from admissions.custody import access, anchors, chain, lasting_keys
from admissions.custody.access import Look, Purpose, network, open_for, reveal, reveal_bytes
from admissions.custody.chain import append, verify_chain
from admissions.models import ChainHead, PhiAccess, Submission
from admissions.phi import triggers
from admissions.phi.seal import Unreadable, unseal
from tests.support.requests import received
from tests.support.together import together

PHONE = "(949) 555-0142"


@pytest.fixture
def submission(db):
    return received()


# --- looking ------------------------------------------------------------------------------------------


def test_a_look_says_who_when_what_why_and_from_where(submission, lead):
    before = PhiAccess.objects.count()
    opened = reveal(
        lead,
        submission,
        [Look(submission, ["phone", "email"]), Look(submission.policies.get(), ["member_id"])],
        reason="they rang",
        address="203.0.113.77",
    )
    assert opened == [{"phone": PHONE, "email": ""}, {"member_id": "xyz 123-456"}]
    look = PhiAccess.objects.get(sequence=before + 1)
    assert (look.actor, look.submission_id, look.reference) == (lead, submission.pk, submission.reference)
    assert look.fields.split() == ["policy.member_id", "submission.email", "submission.phone"]
    assert (look.action, look.reason, look.address) == ("reveal", "they rang", "203.0.113.0/24")


@pytest.mark.django_db(transaction=True)
def test_the_look_is_committed_before_anything_opens(lead, monkeypatch):
    submission = received()
    seen: list[tuple[bool, int]] = []

    def open_late(*args):
        seen.append((connection.in_atomic_block, PhiAccess.objects.filter(actor=lead).count()))
        return unseal(*args)

    monkeypatch.setattr(access, "unseal", open_late)
    reveal(lead, submission, [Look(submission, ["phone"])])
    assert seen == [(False, 1)]


def test_nothing_is_shown_inside_a_transaction_that_could_be_rolled_back(submission, lead, monkeypatch):
    monkeypatch.setattr(access, "unseal", lambda *args: pytest.fail("it was opened"))
    with transaction.atomic(), pytest.raises(RuntimeError, match="durable"):
        reveal(lead, submission, [Look(submission, ["phone"])])
    assert not PhiAccess.objects.filter(actor=lead).exists()


def test_without_a_log_nothing_is_shown(submission, lead, monkeypatch):
    monkeypatch.setattr(access, "unseal", lambda *args: pytest.fail("it was opened"))
    ChainHead.objects.all().delete()
    with pytest.raises(RuntimeError, match="no head"):
        reveal(lead, submission, [Look(submission, ["phone"])])
    with pytest.raises(RuntimeError, match="no head"):
        reveal_bytes(lead, submission, submission, "phone", action="photo")


def test_a_look_at_something_unreadable_is_written_down_all_the_same(submission, lead):
    Submission.objects.update(phone=submission.note)
    submission.refresh_from_db()
    with pytest.raises(Unreadable):
        reveal(lead, submission, [Look(submission, ["phone"])])
    assert PhiAccess.objects.filter(actor=lead, fields="submission.phone").exists()


def test_bytes_are_revealed_as_they_are(submission, lead):
    submission.seal(note=b"\xff\xd8")
    assert reveal_bytes(lead, submission, submission, "note", action="photo") == b"\xff\xd8"
    assert PhiAccess.objects.get(actor=lead).action == "photo"


def test_a_look_names_every_column_and_no_value(submission, lead):
    names = list(Submission.sealed_fields())
    reveal(lead, submission, [Look(submission, names)])
    look = PhiAccess.objects.get(actor=lead)
    assert len(look.fields.split()) == len(names)
    # Without its codes and its time: their digits hold any four sooner or later.
    row = f"{look} {look.action} {look.purpose} {look.fields} {look.reason} {look.address}"
    assert not [text for text in (PHONE, "Samira", "1990") if text in row]


def test_a_look_stays_after_its_request_is_deleted(submission, lead):
    reveal(lead, submission, [Look(submission, ["phone"])])
    submission.delete()
    assert PhiAccess.objects.get(actor=lead).reference


def test_whoever_looked_cannot_be_deleted(submission, lead):
    reveal(lead, submission, [Look(submission, ["phone"])])
    with pytest.raises(ProtectedError):
        lead.delete()


def test_the_software_opens_for_a_listed_purpose_without_a_line_for_each(submission):
    before = PhiAccess.objects.count()
    assert open_for(Purpose.INDEX, submission, "phone", "email") == {"phone": PHONE, "email": ""}
    assert PhiAccess.objects.count() == before


def test_opening_in_order_to_forget_is_written_down(submission):
    open_for(Purpose.FORGET, submission, "phone")
    look = PhiAccess.objects.latest("sequence")
    assert (look.actor, look.action, look.purpose, look.fields) == (None, "open", "forget", "phone")


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("203.0.113.77", "203.0.113.0/24"),
        ("2001:db8:1:2:3::4", "2001:db8:1::/48"),
        ("::ffff:203.0.113.77", "203.0.113.0/24"),
        ("", ""),
        ("unknown", ""),
        ("203.0.113.77:443", ""),
    ],
)
def test_an_address_is_kept_as_its_network(address, expected):
    assert network(address) == expected


# --- the chain ----------------------------------------------------------------------------------------


def faults():
    return list(verify_chain(anchors.known()))


@pytest.fixture
def unguarded(db):
    """Take the triggers away, as somebody who owns the database could."""
    with connection.cursor() as cursor:
        for statement in triggers.drop(connection.vendor):
            cursor.execute(statement)


@pytest.fixture
def five_looks(lead):
    """A chain of five looks."""
    start = PhiAccess.objects.count()
    for number in range(5):
        append(action="reveal", actor=lead, reason=f"reason {number}")
    return list(range(start + 1, start + 6))


def test_a_chain_nobody_touched_is_whole(five_looks):
    assert faults() == []
    output = io.StringIO()
    call_command("verify_chain", stdout=output)
    assert f"{five_looks[-1]} looks" in output.getvalue()


@pytest.mark.usefixtures("unguarded")
@pytest.mark.parametrize(
    "change",
    [
        {"reason": "another"},
        {"actor": None},
        {"fields": "submission.phone"},
        {"action": "photo"},
        {"purpose": "forget"},
        {"reference": "AAA-AAAAA"},
        {"address": "198.51.100.0/24"},
        {"submission_id": "00000000-0000-0000-0000-000000000001"},
        {"at": datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC)},
        {"code": "0" * 64},
    ],
    ids=lambda change: next(iter(change)),
)
def test_a_changed_look_shows(five_looks, change):
    PhiAccess.objects.filter(sequence=five_looks[2]).update(**change)
    assert f"Look {five_looks[2]} was changed." in faults()


@pytest.mark.usefixtures("unguarded")
def test_a_removed_look_shows(five_looks):
    PhiAccess.objects.filter(sequence__in=five_looks[1:3]).delete()
    assert faults() == [f"Looks {five_looks[1]} to {five_looks[2]} are missing."]


@pytest.mark.usefixtures("unguarded")
def test_a_removed_look_shows_when_the_rest_is_numbered_anew(five_looks):
    PhiAccess.objects.filter(sequence=five_looks[1]).delete()
    for number in five_looks[2:]:
        PhiAccess.objects.filter(sequence=number).update(sequence=number - 1)
    ChainHead.objects.update(sequence=five_looks[-1] - 1)
    assert f"Look {five_looks[1]} does not follow the one before it." in faults()


@pytest.mark.usefixtures("unguarded")
def test_a_cut_end_shows(five_looks):
    PhiAccess.objects.filter(sequence__gt=five_looks[2]).delete()
    assert faults() == [
        f"The head says {five_looks[-1]} looks, the table ends at {five_looks[2]}: the end was cut off."
    ]
    with pytest.raises(CommandError, match="the end was cut off"):
        call_command("verify_chain")


def test_a_chain_head_set_back_to_an_older_row_shows(five_looks):
    earlier = PhiAccess.objects.get(sequence=five_looks[2])
    ChainHead.objects.update(sequence=earlier.sequence, code=earlier.code)
    assert len(faults()) == 1


def test_a_changed_head_shows(five_looks):
    ChainHead.objects.update(code="0" * 64)
    assert len(faults()) == 1


def test_a_chain_without_a_head_shows(five_looks):
    ChainHead.objects.all().delete()
    assert faults() == ["The chain has no head."]


def test_whoever_lacks_the_key_cannot_write_a_look(five_looks, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(lasting_keys, "key", lambda purpose: b"a guess")
        append(action="reveal", reason="forged")
    assert faults() == [f"Look {five_looks[-1] + 1} was changed."]


def test_a_look_written_while_the_chain_is_checked_is_no_fault(five_looks, monkeypatch):
    code_of, extra = chain.code_of, [1]

    def code_while_somebody_looks(look, key):
        if look.sequence == five_looks[-1] and extra:
            extra.pop()
            append(action="reveal")
        return code_of(look, key)

    monkeypatch.setattr(chain, "code_of", code_while_somebody_looks)
    assert faults() == []
    assert PhiAccess.objects.count() == five_looks[-1] + 1


@pytest.mark.parametrize("act", ["update", "delete", "save"])
def test_the_database_itself_refuses_to_change_a_look(five_looks, act):
    look = PhiAccess.objects.get(sequence=five_looks[2])
    ways = {
        "update": lambda: PhiAccess.objects.filter(pk=look.pk).update(reason="another"),
        "delete": lambda: PhiAccess.objects.filter(pk=look.pk).delete(),
        "save": look.save,
    }
    with pytest.raises(DatabaseError, match=triggers.REFUSAL), transaction.atomic():
        ways[act]()
    assert faults() == []


@pytest.mark.django_db(transaction=True)
def test_eight_people_who_look_at_once_keep_the_chain_whole(lead):
    submission = received()

    def look():
        for _ in range(5):
            reveal(lead, submission, [Look(submission, ["phone"])])

    assert together(*[look] * 8) == [None] * 8
    assert faults() == []
    assert list(PhiAccess.objects.values_list("sequence", flat=True)) == list(range(1, 41))
