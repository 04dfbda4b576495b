"""A back-up holds every row and no key, and the drill finds what is wrong with one."""

from __future__ import annotations

import io
import json
import os
import shutil
import time
from pathlib import Path

import pytest
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection

from admissions import back_up
from admissions.custody import canaries
from admissions.custody.chain import append
from admissions.models import ChainHead, PhiAccess, Submission
from alter_site.limits import counts
from alter_site.staff.session_store import SessionStore
from tests.factories import MarketerFactory
from tests.support.programs import need
from tests.support.requests import received

# Another database takes the place of this one for a while, which a transaction would not survive.
pytestmark = pytest.mark.django_db(transaction=True)
OTHER = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="


@pytest.fixture(autouse=True)
def _programs():
    if connection.vendor == "postgresql":
        need("pg_dump")


@pytest.fixture
def submissions():
    canaries.ensure_key_rows(None, "default")
    append(action="reveal")
    return [received(note=f"Note {number}") for number in range(2)]


def run(command: str, *arguments: object) -> str:
    output = io.StringIO()
    call_command(command, *map(str, arguments), stdout=output)
    return output.getvalue().strip()


@pytest.fixture
def backed_up(submissions, tmp_path):
    return lambda: Path(run("back_up", tmp_path))


def faults(file: Path) -> str:
    with pytest.raises(CommandError) as error:
        run("restore_drill", file)
    return str(error.value)


def test_a_back_up_can_be_restored_and_read(backed_up):
    assert run("restore_drill", backed_up()).startswith("The back-up is whole")


def test_that_everything_left_in_a_copy_is_logged(backed_up):
    backed_up()
    assert PhiAccess.objects.last().action == "back-up"


def test_the_drill_leaves_the_site_as_it_is(backed_up):
    file = backed_up()
    Submission.objects.all().delete()
    run("restore_drill", file)
    assert Submission.objects.count() == 0
    received()
    assert Submission.objects.count() == 1


def test_a_back_up_holds_no_session_and_no_rate_limit_count(submissions, tmp_path):
    store = SessionStore()
    store["word"] = "lantern"
    store.save()
    counts.use_once("x", 60)
    held = [Session.objects.get().session_data, Session.objects.get().session_key, counts.keyed_hash("x")]
    file = Path(run("back_up", tmp_path))
    assert [text for text in held if text.encode() in file.read_bytes()] == []
    assert run("restore_drill", file).startswith("The back-up is whole")
    assert Session.objects.exists()


def test_no_other_user_of_the_machine_can_read_a_back_up(backed_up):
    assert backed_up().parent.stat().st_mode & 0o077 == 0


def test_a_back_up_of_the_release_before_is_read_as_it_would_be_once_restored(backed_up):
    call_command("migrate", "admissions", "0021", verbosity=0)
    file = backed_up()
    call_command("migrate", verbosity=0)
    assert "admissions_estimate" not in json.loads((file.parent / back_up.COUNTS).read_text())
    assert run("restore_drill", file).startswith("The back-up is whole")


def test_a_back_up_that_was_interrupted_leaves_nothing_that_looks_like_one(
    submissions, tmp_path, monkeypatch
):
    def interrupted():
        assert [path.name for path in tmp_path.glob("alter-*")] == []
        raise KeyboardInterrupt

    monkeypatch.setattr(back_up, "count", interrupted)
    with pytest.raises(KeyboardInterrupt):
        run("back_up", tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_what_a_killed_back_up_left_is_deleted_by_one_of_a_later_day(submissions, tmp_path):
    killed, running = tmp_path / "unfinished-killed", tmp_path / "unfinished-running"
    for folder in (killed, running):
        folder.mkdir()
        (folder / "db.sqlite3").write_bytes(b"everything")
    two_days_ago = time.time() - 2 * back_up.A_DAY
    os.utime(killed, (two_days_ago, two_days_ago))
    run("back_up", tmp_path)
    assert [path.name for path in tmp_path.glob("unfinished-*")] == [running.name]


def test_a_back_up_that_cannot_be_written_or_restored_says_so_in_one_sentence(submissions, tmp_path):
    file = tmp_path / "file"
    file.touch()
    with pytest.raises(CommandError, match=r"^No back-up was written\."):
        run("back_up", file)
    assert faults(tmp_path / "nowhere" / "db.sqlite3").startswith("The back-up cannot be restored.")


def test_a_back_up_without_a_folder_is_not_written_into_the_present_one(submissions, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(CommandError, match="the name is empty"):
        run("back_up", "")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_no_back_up_is_not_searched_for_keys(settings, tmp_path):
    (tmp_path / "site.env").write_text(f"PHI_KEYS={settings.PHI_KEYS}\n")
    with pytest.raises(back_up.Failed, match=r"counts\.json"):
        next(back_up.drill(tmp_path / "mistyped.sqlite3"))


def test_a_damaged_back_up_is_noticed(backed_up):
    file = backed_up()
    file.write_bytes(b"damaged")
    assert faults(file).startswith("The back-up cannot be restored.")


def test_rows_that_are_missing_are_noticed(backed_up):
    file = backed_up()
    counts = json.loads((file.parent / back_up.COUNTS).read_text())
    assert counts["admissions_submission"] == 2
    counts["admissions_submission"] = 3
    (file.parent / back_up.COUNTS).write_text(json.dumps(counts))
    assert faults(file) == "admissions_submission has 2 rows and had 3."


def test_a_log_of_looks_that_was_cut_is_noticed(backed_up):
    head = ChainHead.objects.get()
    ChainHead.objects.update(sequence=head.sequence + 1)
    assert "are missing" in faults(backed_up())


def test_values_that_do_not_open_are_counted(backed_up, submissions):
    one, other = submissions
    Submission.objects.filter(pk=one.pk).update(phone=other.phone)
    assert faults(backed_up()) == "1 values of submission.phone do not open."


def test_other_keys_than_the_databases_are_noticed(backed_up, settings):
    file = backed_up()
    settings.PHI_KEYS = f"k1:{OTHER}"
    assert "is not the one this database was written with" in faults(file)


def test_a_key_beside_the_database_is_noticed(backed_up, settings):
    file = backed_up()
    (file.parent / ".env").write_text(f"PHI_KEYS={settings.PHI_KEYS}\n")
    assert faults(file).startswith(".env holds a key.")


def write(text: str) -> None:
    """Let a text stand in the database."""
    LogEntry.objects.create(user=MarketerFactory(), action_flag=CHANGE, change_message=text)


@pytest.mark.parametrize("name", ["PHI_KEYS", "PHI_INDEX_KEY", "SECRET_KEY"])
def test_a_key_inside_the_database_is_noticed(name, backed_up, settings):
    key = getattr(settings, name).rpartition(":")[2]
    write(f"a {key} b")
    assert "holds a key" in faults(backed_up())


@pytest.mark.skipif(connection.vendor != "sqlite", reason="a dump has every value in one piece")
def test_a_key_that_lies_across_two_pages_of_the_file_is_noticed(backed_up, settings):
    key = settings.PHI_KEYS.rpartition(":")[2]
    for place in range(300, 500, len(key) // 2):  # of a long row, 489 bytes stay together
        LogEntry.objects.all().delete()
        write(("a" * place + key).ljust(4200, "a"))
        file = backed_up()
        if key.encode() not in file.read_bytes():
            break
        shutil.rmtree(file.parent)
    assert faults(file).startswith("django_admin_log holds a key.")


def test_a_key_that_a_dump_writes_in_another_way_is_noticed(backed_up, settings):
    settings.SECRET_KEY = "back\\slash, tab\tand 'quote' " * 3
    write(settings.SECRET_KEY)
    assert "django_admin_log holds a key." in faults(backed_up())


def test_a_key_is_found_across_the_boundary_of_two_chunks(tmp_path, settings, monkeypatch):
    monkeypatch.setattr(back_up, "PIECE", 7)
    (tmp_path / "file").write_text(f"{'x' * 25}{settings.PHI_INDEX_KEY}{'x' * 9}")
    assert list(back_up.keys_in(tmp_path)) != []
