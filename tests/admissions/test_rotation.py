"""New keys for old, in batches and while people work; and the checks that guard the keys."""

from __future__ import annotations

import io

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection

from admissions import checks
from admissions.custody import canaries, rotation
from admissions.custody.access import Purpose, open_for, reseal
from admissions.models import Canary, Note, Policy, Submission
from admissions.phi.keyring import keyring
from alter_site.worker import loop
from tests.support.interrupted import interrupt
from tests.support.requests import received

pytestmark = pytest.mark.django_db

OLD = "k1:q5m0bq3pG0g8sO6Yw1cJ5yqk3b2vX9tT7mE4hN6rZ2A="
NEW = "k2:c0m3bq3pG0g8sO6Yw1cJ5yqk3b2vX9tT7mE4hN6rZ2B="
OTHER = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="


@pytest.fixture
def three_requests():
    return [received(note=f"Note {number}") for number in range(3)]


@pytest.fixture
def second_key(three_requests, settings):
    """Add a key and make it the active one, as a release does."""
    settings.PHI_KEYS, settings.PHI_ACTIVE = f"{OLD},{NEW}", "k2"
    canaries.ensure_key_rows(None, "default")


def run(*arguments):
    output = io.StringIO()
    call_command("rotate_keys", *arguments, stdout=output)
    return output.getvalue().splitlines()


def notes():
    return sorted(open_for(Purpose.OWN_DRAFT, row, "note")["note"] for row in Submission.objects.all())


@pytest.mark.usefixtures("second_key")
def test_every_value_moves_to_the_active_key_and_still_opens(settings):
    before = rotation.counts()
    assert before["k1"] > 0 == before["k2"]
    assert run() == [f"Sealed anew: {before['k1']}", "k1: 0", f"k2: {before['k1']}"]
    settings.PHI_KEYS = NEW
    assert notes() == ["Note 0", "Note 1", "Note 2"]


def test_a_key_is_not_taken_for_one_whose_name_begins_the_same(settings):
    settings.PHI_KEYS, settings.PHI_ACTIVE = f"{OLD},{NEW.replace('k2', 'k10')}", "k10"
    received(note="Sealed with k10")
    settings.PHI_ACTIVE = "k1"
    rotation.rotate()
    assert rotation.counts()["k10"] == 0
    assert notes() == ["Sealed with k10"]


@pytest.mark.usefixtures("second_key")
def test_a_dry_run_only_counts():
    total = rotation.counts()["k1"]
    assert run("--dry-run") == [f"k1: {total}", "k2: 0"]
    assert rotation.counts()["k1"] == total


@pytest.mark.usefixtures("second_key")
def test_every_column_of_every_model_moves():
    tables = {model for model, _ in rotation.columns()}
    assert {Submission, Policy, Note} <= tables
    rotation.rotate()
    for model, field in rotation.columns():
        assert not model._default_manager.filter(**{f"{field.name}__startswith": "v1.k1."}).exists()


@pytest.mark.usefixtures("second_key")
@pytest.mark.parametrize("after", [0, 1, 5, 20])
def test_an_interrupted_rotation_goes_on_where_it_stopped(after):
    total = rotation.counts()["k1"]
    interrupt(rotation.rotate, rotation, "reseal", after)
    assert rotation.counts() == {"k1": total - after, "k2": after}
    assert rotation.rotate() == total - after
    assert notes() == ["Note 0", "Note 1", "Note 2"]


@pytest.mark.usefixtures("second_key")
def test_an_edit_during_rotation_wins(monkeypatch):
    edited: list[Submission] = []

    def reseal_while_somebody_edits(row, name):
        if isinstance(row, Submission) and name == "note" and not edited:
            edited.append(row)
            newer = Submission.objects.get(pk=row.pk)
            newer.seal(note="Newer")
            newer.save()
        return reseal(row, name)

    monkeypatch.setattr(rotation, "reseal", reseal_while_somebody_edits)
    rotation.rotate()
    assert "Newer" in notes()
    assert rotation.counts()["k1"] == 0


@pytest.mark.usefixtures("second_key")
def test_a_value_that_cannot_be_read_is_left_counted_and_told(three_requests):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE admissions_policy SET plan_name = 'rubbish'")
    moved = Submission.objects.get(pk=three_requests[0].pk)
    Submission.objects.filter(pk=moved.pk).update(email=moved.phone)
    with pytest.raises(CommandError, match="4 values cannot be read"):
        run()
    assert rotation.counts() == {"k1": 1, "k2": rotation.counts()["k2"], "": 3}
    assert notes() == ["Note 0", "Note 1", "Note 2"]


# --- retiring a key -----------------------------------------------------------------------------------


@pytest.mark.usefixtures("second_key")
def test_a_key_in_use_cannot_be_dropped():
    total = rotation.counts()["k1"]
    with pytest.raises(CommandError, match=f"{total} values are sealed with 'k1'"):
        run("--drop", "k1")
    with pytest.raises(CommandError, match="'k2' is the active key"):
        run("--drop", "k2")
    assert Canary.objects.filter(key_id="k1").exists()


@pytest.mark.usefixtures("second_key")
def test_a_key_that_seals_nothing_can_be_dropped_and_leave(settings):
    rotation.rotate()
    assert run("--drop", "k1") == ["k1 seals nothing. It can leave PHI_KEYS."]
    settings.PHI_KEYS = NEW
    assert list(canaries.faults(keyring())) == []


@pytest.mark.parametrize("name", ["index", "k9", ""])
def test_only_a_key_that_seals_can_be_dropped(name):
    with pytest.raises(CommandError, match="no key"):
        run("--drop", name)
    assert Canary.objects.filter(key_id="index").exists()


@pytest.mark.usefixtures("second_key")
def test_a_dry_run_drops_no_key():
    rotation.rotate()
    with pytest.raises(CommandError, match="not allowed with"):
        run("--drop", "k1", "--dry-run")
    assert Canary.objects.filter(key_id="k1").exists()


# --- checks -------------------------------------------------------------------------------------------


def database_faults():
    found = checks.keys_are_those_of_the_database(None, databases=["default"])
    return [(fault.id, fault.msg) for fault in found]


def test_the_right_keys_pass():
    assert database_faults() == []


@pytest.mark.parametrize(
    ("changes", "identity", "words"),
    [
        ({"PHI_KEYS": f"k1:{OTHER}"}, "admissions.E004", "The key 'k1' in PHI_KEYS is not the one"),
        ({"PHI_KEYS": NEW}, "admissions.E004", "sealed with 'k1', which is not in PHI_KEYS"),
        ({"PHI_INDEX_KEY": OTHER}, "admissions.E004", "PHI_INDEX_KEY is not the key"),
        (
            {"PHI_KEYS": f"{OLD},{NEW}", "PHI_ACTIVE": "k2"},
            "admissions.W004",
            "The key 'k2' is new. Run migrate",
        ),
    ],
    ids=["another key", "the key is gone", "another index key", "a new key"],
)
def test_a_key_that_is_not_the_databases_stops_server_and_worker_and_is_said_by_the_checks(
    settings, monkeypatch, changes, identity, words
):
    for name, value in changes.items():
        setattr(settings, name, value)
    assert any(found == identity and words in message for found, message in database_faults())
    with pytest.raises(ImproperlyConfigured, match=words):
        canaries.refuse_wrong_keys()
    monkeypatch.setattr(loop, "_is_stopping", True)  # else one that is not stopped works for ever
    with pytest.raises(ImproperlyConfigured, match=words):
        loop.run()


def test_a_migrate_makes_the_canary_of_a_new_key_and_no_other(settings):
    settings.PHI_KEYS, settings.PHI_ACTIVE = f"{OLD},{NEW}", "k2"
    before = list(Canary.objects.order_by("key_id").values_list("key_id", "token"))
    for _ in range(2):
        canaries.ensure_key_rows(None, "default")
    after = list(Canary.objects.order_by("key_id").values_list("key_id", "token"))
    assert [key for key, _ in after] == ["index", "k1", "k2"]
    assert set(before) < set(after)


def test_every_column_is_classified_as_personal_or_not():
    assert checks.columns_are_classified(None) == []


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda plain: plain.replace(" locale", ""), "Submission.locale is neither sealed nor in PLAIN"),
        (lambda plain: plain + " phone", "Submission.phone is sealed and named in PLAIN"),
        (lambda plain: plain + " phone_index", "Submission.phone_index is sealed and named in PLAIN"),
        (lambda plain: plain + " shoe_size", "names shoe_size, which is no column"),
    ],
)
def test_an_unclassified_column_is_an_error(monkeypatch, change, words):
    monkeypatch.setattr(Submission, "PLAIN", change(Submission.PLAIN))
    (fault,) = checks.columns_are_classified(None)
    assert fault.id == "admissions.E001"
    assert words in fault.msg


def test_two_columns_with_one_label_are_an_error(monkeypatch):
    monkeypatch.setattr(Submission._meta.get_field("email"), "label", "submission.phone")
    (fault,) = checks.columns_are_classified(None)
    assert (fault.id, "'submission.phone'" in fault.msg) == ("admissions.E002", True)
