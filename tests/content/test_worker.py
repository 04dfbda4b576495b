"""The worker: tasks and ticks in one process, beside any number of others like it."""

from __future__ import annotations

import contextlib
import datetime
import io
import logging
import os
import signal
import threading
import uuid

import pytest
import time_machine
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import OperationalError, transaction
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult
from PIL import Image

from alter_site.content import tasks
from alter_site.content.models import Picture
from alter_site.content.pictures import masters, renditions
from alter_site.worker import loop
from alter_site.worker.models import Lease

MINUTE = datetime.timedelta(minutes=1)


@pytest.fixture(autouse=True)
def _a_worker_of_our_own(monkeypatch):
    monkeypatch.setattr(masters, "MIN_WIDTH", 4)
    monkeypatch.setattr(renditions, "WIDTHS", (8,))
    monkeypatch.setattr(loop, "_jobs", {})
    monkeypatch.setattr(loop, "_is_stopping", False)
    monkeypatch.setattr(loop, "LOOK_EVERY", 0.01)
    monkeypatch.setattr(loop, "TICK_EVERY", 0.01)


@pytest.fixture
def _signals_as_they_were():
    before = {signum: signal.getsignal(signum) for signum in (signal.SIGTERM, signal.SIGINT)}
    yield
    for signum, handler in before.items():
        signal.signal(signum, handler)


def saved():
    picture = Picture(title="Terrace", alt="A terrace", permission="Own, 2026")
    buffer = io.BytesIO()
    Image.new("RGB", (16, 8)).save(buffer, "PNG")
    picture.master.save("photo.png", ContentFile(buffer.getvalue()))
    return picture


def is_ready(picture):
    return bool(Picture.objects.get(pk=picture.pk).ready_widths)


def run_all_tasks():
    while loop.run_next_task("one"):
        pass


def run_until(is_enough):
    """Run the worker until a job of its own has seen ``is_enough``."""

    def stop():
        if is_enough():
            os.kill(os.getpid(), signal.SIGTERM)

    loop.every_tick("stop", stop)
    call_command("worker")


# --- tasks --------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_a_saved_picture_is_made_ready():
    picture = saved()
    run_all_tasks()
    assert is_ready(picture)


@pytest.mark.django_db
def test_a_picture_that_was_not_committed_has_no_task():
    with contextlib.suppress(ZeroDivisionError), transaction.atomic():
        saved()
        raise ZeroDivisionError
    assert not DBTaskResult.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_the_task_of_a_deleted_picture_ends_well():
    saved().delete()
    run_all_tasks()
    assert DBTaskResult.objects.get().status == TaskResultStatus.SUCCESSFUL


@pytest.mark.django_db(transaction=True)
def test_a_worker_that_has_to_stop_leaves_the_picture_to_the_next_one(monkeypatch):
    picture = saved()
    monkeypatch.setattr(loop, "_is_stopping", True)
    loop.run_next_task("one")
    assert not is_ready(picture)

    monkeypatch.setattr(loop, "_is_stopping", False)
    run_all_tasks()
    assert is_ready(picture)


@pytest.mark.django_db(transaction=True)
def test_a_failed_task_is_queued_again_after_a_while_and_not_before():
    picture = saved()
    with picture.master.open() as file:
        data = file.read()
    default_storage.delete(picture.master.name)
    run_all_tasks()
    assert DBTaskResult.objects.get().status == TaskResultStatus.FAILED

    tasks.queue_missing_renditions()
    assert DBTaskResult.objects.count() == 1

    default_storage.save(picture.master.name, ContentFile(data))
    with time_machine.travel(timezone.now() + tasks.RETRY_AFTER + MINUTE, tick=False):
        tasks.queue_missing_renditions()
        tasks.queue_missing_renditions()
        assert DBTaskResult.objects.ready().count() == 1
        run_all_tasks()
    assert is_ready(picture)


@pytest.mark.django_db
def test_a_task_that_still_waits_is_not_queued_again():
    saved()
    with time_machine.travel(timezone.now() + 10 * tasks.RETRY_AFTER, tick=False):
        tasks.queue_missing_renditions()
    assert DBTaskResult.objects.count() == 1


@pytest.mark.django_db
def test_a_lost_task_is_queued_again():
    picture = saved()
    DBTaskResult.objects.all().delete()
    tasks.queue_missing_renditions()
    assert DBTaskResult.objects.get().args_kwargs["args"] == [str(picture.pk)]


# --- ticks --------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_one_worker_at_a_time_ticks():
    ran = []
    loop.every_tick("count", lambda: ran.append(1))
    loop.tick("one")
    loop.tick("two")
    loop.tick("one")
    assert len(ran) == 2


@pytest.mark.django_db
def test_the_work_of_a_worker_that_died_is_taken_over():
    assert Lease.objects.take("tick", "one", MINUTE)
    assert not Lease.objects.take("tick", "two", MINUTE)
    with time_machine.travel(timezone.now() + MINUTE, tick=False):
        assert Lease.objects.take("tick", "two", MINUTE)
        assert not Lease.objects.take("tick", "one", MINUTE)


@pytest.mark.django_db
def test_a_lease_is_given_back_only_by_its_holder():
    Lease.objects.take("tick", "one", MINUTE)
    Lease.objects.give_back("tick", "two")
    assert not Lease.objects.take("tick", "two", MINUTE)
    Lease.objects.give_back("tick", "one")
    assert Lease.objects.take("tick", "two", MINUTE)


@pytest.mark.django_db(transaction=True)
def test_of_many_workers_that_reach_for_a_lease_at_once_one_gets_it():
    start, takers = threading.Barrier(4), []

    def reach(holder):
        from django.db import connection

        start.wait()
        if Lease.objects.take("tick", holder, MINUTE):
            takers.append(holder)
        connection.close()

    threads = [threading.Thread(target=reach, args=[str(number)]) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(takers) == 1


@pytest.mark.django_db
def test_a_job_that_fails_stops_no_other_and_its_words_stay_out_of_the_log(caplog):
    typed = "jane@example.org"
    ran = []

    def fails():
        raise ValueError(f"{typed} is taken")

    loop.every_tick("fails", fails)
    loop.every_tick("works", lambda: ran.append(1))
    with caplog.at_level(logging.INFO):
        loop.tick("one")
    assert ran
    assert "The job 'fails' failed: ValueError" in caplog.text
    assert "in fails" in caplog.text
    assert typed not in caplog.text


# --- the process --------------------------------------------------------------------------------------


@pytest.mark.usefixtures("_signals_as_they_were")
@pytest.mark.django_db(transaction=True)
def test_the_worker_runs_tasks_and_ticks_until_it_is_told_to_stop():
    picture = saved()
    run_until(lambda: is_ready(picture))
    assert is_ready(picture)
    assert not Lease.objects.exists()


@pytest.mark.usefixtures("_signals_as_they_were")
@pytest.mark.django_db(transaction=True)
def test_the_worker_waits_for_a_database_that_does_not_answer(monkeypatch, caplog):
    answers = iter([OperationalError("locked"), OperationalError("locked"), None])

    def take(*args):
        if error := next(answers, None):
            raise error
        return True

    monkeypatch.setattr(Lease.objects, "take", take)
    with caplog.at_level(logging.INFO):
        run_until(lambda: True)
    said = [record.message for record in caplog.records if record.name == loop.__name__]
    assert said == [
        "The worker has started",
        "The database does not answer (OperationalError); waiting for it",
        "The database answers again",
        "The worker has stopped",
    ]


@pytest.mark.django_db(transaction=True)
def test_results_of_old_tasks_are_deleted_and_recent_and_waiting_ones_kept():
    old, recent, waiting = (str(uuid.uuid4()) for _ in range(3))
    with time_machine.travel(timezone.now() - datetime.timedelta(days=20), tick=False):
        tasks.make_renditions.enqueue(old)
        run_all_tasks()
    tasks.make_renditions.enqueue(recent)
    run_all_tasks()
    tasks.make_renditions.enqueue(waiting)
    tasks.delete_old_results()
    kept = {result.args_kwargs["args"][0] for result in DBTaskResult.objects.all()}
    assert kept == {recent, waiting}
