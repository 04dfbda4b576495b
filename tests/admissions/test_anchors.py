"""Anchors: what somebody does to the log of looks with the owner's rights shows against what left."""

from __future__ import annotations

import datetime
import io
import socket
import threading
from pathlib import Path

import pytest
import time_machine
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from admissions import checks
from admissions.custody import anchors
from admissions.custody.anchors import Anchor, CannotBeRead, write_due
from admissions.custody.chain import append, verify_chain
from admissions.models import ChainHead, PhiAccess
from admissions.phi import triggers
from tests.support.object_store import object_store

pytestmark = pytest.mark.django_db

CODE = "0123456789abcdef" * 4


def faults() -> list[str]:
    return list(verify_chain(anchors.known()))


def look(number: int = 1) -> None:
    for count in range(number):
        append(action="reveal", reason=f"reason {count}")


@pytest.fixture
def anchored():
    """A log of five looks, the last of which was anchored."""
    look(5)
    assert write_due() is not None
    connection.check_constraints()  # what waits for the end of a transaction would refuse a TRUNCATE first
    return PhiAccess.objects.count()


@pytest.fixture
def owner(anchored):
    """Somebody with the rights of the table's owner, for whom no trigger stands in the way."""
    with connection.cursor() as cursor:
        for statement in triggers.drop(connection.vendor):
            cursor.execute(statement)
        yield cursor


def head_at_the_end() -> None:
    """Let the head agree with the table, as whoever cuts the one would."""
    last = PhiAccess.objects.last()
    ChainHead.objects.update(sequence=last.sequence if last else 0, code=last.code if last else "")


# --- what somebody inside does --------------------------------------------------------------------------


def test_a_log_that_nobody_touched_agrees_with_its_anchors(anchored):
    look(3)
    output = io.StringIO()
    call_command("verify_chain", stdout=output)
    assert "8 looks" in output.getvalue()
    assert "1 anchors outside agree" in output.getvalue()


def test_a_cut_end_shows_even_when_the_chain_head_was_changed_to_agree(owner):
    owner.execute("DELETE FROM admissions_phiaccess WHERE sequence > 3")
    head_at_the_end()
    (fault,) = faults()
    assert fault.startswith("Look 5, anchored outside at ")
    assert fault.endswith("is not in the table: it was cut off.")
    with pytest.raises(CommandError, match="it was cut off"):
        call_command("verify_chain")


def test_an_emptied_log_shows(owner):
    owner.execute("DELETE FROM admissions_phiaccess")
    head_at_the_end()
    assert any("it was cut off" in fault for fault in faults())


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no TRUNCATE")
def test_a_truncated_log_shows(owner):
    owner.execute("TRUNCATE admissions_phiaccess")
    head_at_the_end()
    assert any("it was cut off" in fault for fault in faults())


def test_a_replaced_look_shows(owner):
    replaced = PhiAccess.objects.get(sequence=2)
    owner.execute("DELETE FROM admissions_phiaccess WHERE sequence = 2")
    replaced.reason = "another"
    replaced.save(force_insert=True)
    assert faults() == ["Look 2 was changed."]


def rebuilt(number: int) -> None:
    """Empty the log and write it anew with our own key, as only the application can."""
    PhiAccess.objects.all()._raw_delete("default")
    ChainHead.objects.update(sequence=0, code="")
    look(number)


@pytest.mark.usefixtures("owner")
@pytest.mark.parametrize("number", [3, 5, 9])
def test_a_log_that_was_rebuilt_with_our_own_key_shows(number):
    rebuilt(number)
    assert faults() != []


@pytest.mark.usefixtures("owner")
def test_a_rebuilt_log_shows_though_it_was_anchored_anew():
    rebuilt(5)
    ChainHead.objects.update(anchored=0, anchored_at=None)
    assert write_due() is not None
    assert any("is not the one that was anchored outside" in fault for fault in faults())


def test_looks_that_were_kept_from_the_anchor_sink_show(anchored):
    ChainHead.objects.update(anchored=10**9)  # so that none seems to be due
    look(2 * anchors.EVERY_LOOKS + 1)
    assert [fault.startswith("Looks 6 to 106 have no anchor") for fault in faults()] == [True]


def test_looks_without_an_anchor_show_once_they_are_old():
    with time_machine.travel(timezone.now() - datetime.timedelta(minutes=31), tick=False):
        look()
    assert faults() == ["Looks 1 to 1 have no anchor outside. Does the worker run?"]
    assert not anchors.are_kept()
    write_due()
    assert faults() == []
    assert anchors.are_kept()


def test_without_a_sink_no_log_is_called_whole(settings, anchored):
    settings.LOOK_ANCHORS, settings.SITE_ENV = "", "production"
    with pytest.raises(CommandError, match="LOOK_ANCHORS is not set"):
        call_command("verify_chain")


def test_anchors_that_were_removed_show_once_looks_are_old(settings):
    with time_machine.travel(timezone.now() - datetime.timedelta(hours=1), tick=False):
        look(5)
        write_due()
    assert faults() == []
    Path(settings.LOOK_ANCHORS.removeprefix("file://")).unlink()
    assert faults() == ["Looks 1 to 5 have no anchor outside. Does the worker run?"]


# --- what the database itself refuses -------------------------------------------------------------------

REFUSED = {
    "update": "UPDATE admissions_phiaccess SET reason = 'another' WHERE sequence = 2",
    "delete": "DELETE FROM admissions_phiaccess WHERE sequence > 3",
    "empty": "DELETE FROM admissions_phiaccess",
}
REFUSED_BY_SQLITE = {
    "replace": "INSERT OR REPLACE INTO admissions_phiaccess "
    "SELECT * FROM admissions_phiaccess WHERE sequence = 2",
    "replace into": "REPLACE INTO admissions_phiaccess SELECT * FROM admissions_phiaccess",
    "upsert": "INSERT INTO admissions_phiaccess SELECT * FROM admissions_phiaccess WHERE sequence = 2 "
    "ON CONFLICT (sequence) DO UPDATE SET reason = 'another'",
    "update or replace": "UPDATE OR REPLACE admissions_phiaccess SET sequence = 1 WHERE sequence = 2",
}
REFUSED_BY_POSTGRESQL = {
    "truncate": "TRUNCATE admissions_phiaccess",
    "truncate with others": "TRUNCATE admissions_chainhead, admissions_phiaccess CASCADE",
    "upsert": "INSERT INTO admissions_phiaccess SELECT * FROM admissions_phiaccess WHERE sequence = 2 "
    "ON CONFLICT (sequence) DO UPDATE SET reason = 'another'",
    "as a replica": "SET LOCAL session_replication_role = replica; DELETE FROM admissions_phiaccess",
}


def test_the_database_refuses_every_way_but_to_add(anchored, subtests):
    ways = REFUSED | (REFUSED_BY_SQLITE if connection.vendor == "sqlite" else REFUSED_BY_POSTGRESQL)
    before = list(PhiAccess.objects.values())
    for name, statement in ways.items():
        with subtests.test(way=name):
            with pytest.raises(DatabaseError, match=triggers.REFUSAL), transaction.atomic():
                connection.cursor().execute(statement)
            assert list(PhiAccess.objects.values()) == before


# --- when and where -----------------------------------------------------------------------------------------


def test_an_anchor_leaves_after_fifty_looks_or_a_quarter_of_an_hour(anchored):
    now = timezone.now()
    with time_machine.travel(now, tick=False) as clock:
        look(49)
        assert write_due() is None
        look()
        assert write_due() == anchors.known()[-1]
        look()
        assert write_due() is None
        clock.shift(anchors.EVERY)
        assert write_due().number == anchored + 51
        clock.shift(anchors.EVERY)
        assert write_due() is None  # nobody looked


def test_a_sink_that_fails_is_tried_again(settings, anchored, tmp_path):
    look(50)
    settings.LOOK_ANCHORS = f"file://{tmp_path}/no/such/folder/anchors.log"
    with pytest.raises(OSError, match="No such file"):
        write_due()
    settings.LOOK_ANCHORS = f"file://{tmp_path}/look-anchors.log"
    assert write_due().number == anchored + 50


def test_a_file_is_only_ever_appended_to_and_others_cannot_read_it(settings, anchored):
    file = Path(settings.LOOK_ANCHORS.removeprefix("file://"))
    before = file.read_text()
    look(50)
    write_due()
    assert file.read_text().startswith(before)
    assert file.stat().st_mode & 0o077 == 0
    assert len(anchors.known()) == 2


@pytest.mark.enable_socket
def test_a_syslog_takes_anchors_and_its_file_is_what_is_compared(settings, tmp_path):
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as log:
        log.bind(str(tmp_path / "log"))
        log.settimeout(5)
        settings.LOOK_ANCHORS = f"syslog://{tmp_path}/log"
        look(5)
        written = write_due()
        heard = log.recv(1000).decode()
    assert written.line in heard
    with pytest.raises(CommandError, match="verify_chain --anchors FILE"):
        call_command("verify_chain")
    collected = tmp_path / "auth.log"
    collected.write_text(f"Nov 28 12:00:00 host sshd: something else\nNov 28 12:00:01 host {heard}\n")
    call_command("verify_chain", anchors=collected, stdout=io.StringIO())
    collected.write_text(Anchor(7, CODE, written.at).line)
    with pytest.raises(CommandError, match="Look 7, anchored outside"):
        call_command("verify_chain", anchors=collected)


def test_a_collector_on_another_machine_hears_anchors(settings):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as collector:
        collector.bind(("127.0.0.1", 0))
        collector.settimeout(5)
        settings.LOOK_ANCHORS = f"syslog://127.0.0.1:{collector.getsockname()[1]}"
        look()
        written = write_due()
        assert written.line in collector.recv(1000).decode()


@pytest.mark.enable_socket
def test_a_syslog_that_is_not_there_is_an_error_and_no_anchor(settings, tmp_path):
    settings.LOOK_ANCHORS = f"syslog://{tmp_path}/nobody"
    look()
    with pytest.raises(OSError, match="No such file"):
        write_due()
    assert ChainHead.objects.get().anchored == 0


def test_a_bucket_keeps_each_anchor_as_an_object(settings, monkeypatch):
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "somebody")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    with object_store() as store:
        settings.LOOK_ANCHORS = f"s3://alter-media/looks?endpoint={store.url}"
        look(5)
        first = write_due()
        look(50)
        second = write_due()
        assert anchors.known() == [first, second]
        # Whoever writes to the bucket cannot make an anchor say something else.
        for path in store.objects:
            store.objects[path] = ("text/plain", b"")
        assert anchors.known() == [first, second]
        assert faults() == []
        assert store.refused == []


@pytest.mark.parametrize(
    "address",
    ["anchors.log", "file://host/path", "file://", "s3://", "https://example.com/", "/var/log/anchors"],
)
def test_an_unknown_anchor_sink_is_refused_in_words(settings, address):
    settings.LOOK_ANCHORS = address
    (fault,) = checks.the_log_has_an_anchor_outside(None)
    assert fault.id == "admissions.E005"
    assert fault.msg.startswith("LOOK_ANCHORS must read")
    with pytest.raises(CannotBeRead):
        anchors.known()


def test_production_demands_a_sink(settings, tmp_path):
    settings.LOOK_ANCHORS, settings.VAR_DIR = "", tmp_path
    assert isinstance(anchors.sink(), anchors.AppendOnlyFile)
    assert checks.the_log_has_an_anchor_outside(None) == []
    settings.SITE_ENV = "production"
    (fault,) = checks.the_log_has_an_anchor_outside(None)
    assert fault.id == "admissions.E005"


@pytest.mark.django_db(transaction=True)
def test_two_workers_that_write_an_anchor_at_once_do_no_harm(settings):
    look(5)
    barrier = threading.Barrier(2)

    def tell() -> None:
        barrier.wait()
        write_due()
        connection.close()

    threads = [threading.Thread(target=tell) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {anchor.number for anchor in anchors.known()} == {5}
    assert faults() == []
