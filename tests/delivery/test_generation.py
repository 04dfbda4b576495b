"""The generation changes with everything the public sees, and with nothing else."""

from __future__ import annotations

import errno
import os
import threading
import time
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import pytest
import time_machine
from django.core.cache import cache
from django.db import transaction

from alter_site.delivery import generation
from alter_site.delivery.generation import REDIS_KEY, FileGeneration, RedisGeneration
from tests.support.waiting import PATIENCE


def test_a_site_where_nothing_was_published_has_a_generation(tmp_path):
    assert FileGeneration(tmp_path / "generation").current() == "0"


def test_two_changes_within_one_tick_of_the_clock_differ(tmp_path):
    store = FileGeneration(tmp_path / "generation")
    with time_machine.travel(1_800_000_000, tick=False):
        marks = [store.advance() or store.current() for _ in range(20)]
    assert len(set(marks)) == 20


def test_a_clock_that_was_set_back_still_makes_a_new_generation(tmp_path):
    store = FileGeneration(tmp_path / "generation")
    store.advance()
    future = 4_000_000_000_000_000_000
    store.path.write_bytes(future.to_bytes(8, "big"))
    store.advance()
    assert int(store.current()) > future


def test_every_process_of_the_machine_sees_the_same_generation(tmp_path):
    here, there = (FileGeneration(tmp_path / "generation") for _ in range(2))
    here.advance()
    assert there.current() == here.current() != "0"
    for _ in range(3):
        here.advance()
        assert there.current() == here.current()


def test_a_file_that_was_put_in_the_place_of_another_is_seen(tmp_path, monkeypatch):
    now = [100.0]
    monkeypatch.setattr("alter_site.delivery.generation.time.monotonic", lambda: now[0])
    here, there = FileGeneration(tmp_path / "generation"), FileGeneration(tmp_path / "another")
    here.advance()
    there.advance()
    expected = there.current()
    there.path.replace(here.path)
    now[0] += 1
    assert here.current() == expected


def test_where_no_more_files_can_be_opened_changes_are_seen_as_before(tmp_path, monkeypatch):
    here, there = FileGeneration(tmp_path / "generation"), FileGeneration(tmp_path / "generation")
    there.advance()
    assert here.current() == there.current()
    now = time.monotonic() + 10
    monkeypatch.setattr("alter_site.delivery.generation.time.monotonic", lambda: now)
    there.advance()
    monkeypatch.setattr(Path, "open", no_more_files)
    assert here.current() == there.current() != "0"
    with pytest.raises(OSError, match="Too many"):  # nothing is known yet, and an old page may be wrong
        FileGeneration(tmp_path / "generation").current()


def no_more_files(*args, **kwargs):
    raise OSError(errno.EMFILE, os.strerror(errno.EMFILE))


@pytest.mark.parametrize("content", [b"", b"1234"])
def test_a_file_that_holds_no_number_is_no_generation_until_the_next_change(content, tmp_path):
    store = FileGeneration(tmp_path / "generation")
    store.path.write_bytes(content)
    assert store.current() == "0"
    store.advance()
    assert int(store.current()) > 0


@pytest.mark.django_db(transaction=True)
def test_a_transaction_that_fails_starts_no_generation():
    before = generation.current()
    with transaction.atomic():
        generation.advance_after_commit()
        transaction.set_rollback(True)
    assert generation.current() == before
    with transaction.atomic():
        generation.advance_after_commit()
        assert generation.current() == before
    assert generation.current() != before


def test_the_generation_is_kept_where_the_settings_say(settings, tmp_path):
    settings.REDIS_URL = ""
    settings.GENERATION_FILE = tmp_path / "elsewhere"
    FileGeneration(Path(settings.GENERATION_FILE)).advance()
    assert generation.current() == FileGeneration(tmp_path / "elsewhere").current()


# --- shared by several web nodes ----------------------------------------------------------------------


def test_a_node_sees_its_own_change_at_once():
    store = RedisGeneration()
    before = store.current()
    store.advance()
    assert store.current() != before


def test_a_node_sees_the_change_of_another_within_a_second(monkeypatch):
    now = [100.0]
    monkeypatch.setattr("alter_site.delivery.generation.time.monotonic", lambda: now[0])
    here, there = RedisGeneration(), RedisGeneration()
    before = there.current()
    here.advance()
    now[0] += 0.4
    assert there.current() == before
    now[0] += 0.5
    assert there.current() != before


def test_a_node_asks_at_most_twice_a_second(monkeypatch):
    asked = []
    monkeypatch.setattr("alter_site.delivery.generation.time.monotonic", lambda: 100.0)
    monkeypatch.setattr(cache, "get", lambda *args: asked.append(args) or "7")
    store = RedisGeneration()
    assert [store.current() for _ in range(5)] == ["7"] * 5
    assert asked == [(REDIS_KEY,)]


def test_a_store_that_was_emptied_still_makes_a_new_generation():
    store = RedisGeneration()
    store.advance()
    before = store.current()
    cache.delete(REDIS_KEY)
    after_loss = RedisGeneration().current()
    store.advance()
    assert len({before, after_loss, store.current()}) == 3


@pytest.fixture
def clock(monkeypatch):
    now = [100.0]
    monkeypatch.setattr("alter_site.delivery.generation.time.monotonic", lambda: now[0])
    return now


@pytest.fixture
def away(monkeypatch):
    """Make the shared store forget everything it is told, as it does while it cannot be reached."""
    with monkeypatch.context() as fault:
        fault.setattr(cache, "get", lambda *args: None)
        fault.setattr(cache, "set", lambda *args, **kwargs: None)
        fault.setattr(cache, "add", lambda *args, **kwargs: True)
        yield fault


def test_while_the_store_is_away_every_second_is_a_generation(clock, away):
    store = RedisGeneration()
    marks = []
    for _ in range(3):
        marks.append({store.current() for _ in range(3)})
        clock[0] += 1
    assert [len(mark) for mark in marks] == [1, 1, 1]
    assert len(set.union(*marks)) == 3


def test_a_change_made_while_the_store_was_away_is_told_when_it_is_back(clock, away):
    here, there = RedisGeneration(), RedisGeneration()
    away.undo()
    before = there.current()
    away.setattr(cache, "set", lambda *args, **kwargs: None)
    away.setattr(cache, "get", lambda *args: None)
    here.advance()
    away.undo()
    clock[0] += 1
    here.current()
    clock[0] += 1
    assert there.current() == here.current() != before


def test_a_change_that_a_store_refuses_while_it_still_answers_is_told_later(clock, monkeypatch):
    here, there = RedisGeneration(), RedisGeneration()
    before = there.current()
    with monkeypatch.context() as full:
        full.setattr(cache, "set", lambda *args, **kwargs: None)
        here.advance()
        assert here.current() != before
    clock[0] += 1
    told = here.current()
    clock[0] += 1
    assert there.current() == here.current() == told != before


class NoticedLock:
    """A lock that says when somebody comes to wait for it."""

    def __init__(self):
        self.lock, self.is_wanted = threading.Lock(), threading.Event()
        self.acquire, self.release = self.lock.acquire, self.lock.release

    def __enter__(self):
        self.is_wanted.set()
        self.lock.acquire()

    def __exit__(self, *error):
        self.lock.release()


def test_a_change_made_while_another_thread_asks_is_told(clock, monkeypatch):
    store, lock = RedisGeneration(), NoticedLock()
    before, ask = store.current(), cache.get
    monkeypatch.setattr(store, "_asking", lock)
    clock[0] += 1

    def while_somebody_publishes(*args):
        if not publishing:
            publishing.append(pool.submit(store.advance))
        assert lock.is_wanted.wait(PATIENCE)
        return ask(*args)

    publishing: list[Future[None]] = []
    with ThreadPoolExecutor(1) as pool, monkeypatch.context() as patch:
        patch.setattr(cache, "get", while_somebody_publishes)
        store.current()
        publishing[0].result()
    assert RedisGeneration().current() == store.current() != before


def test_a_store_that_was_put_back_to_an_earlier_mark_is_given_a_new_one(clock):
    here, there = RedisGeneration(), RedisGeneration()
    earlier = here.current()
    there.advance()
    later = there.current()
    cache.set(REDIS_KEY, earlier, timeout=None)
    clock[0] += 1
    assert there.current() not in {earlier, later}
    assert here.current() == there.current()


def test_nobody_waits_for_another_who_asks(clock):
    store = RedisGeneration()
    known = store.current()
    clock[0] += generation.REDIS_ASK_EVERY
    with store._asking:
        assert store.current() == known


def test_on_a_node_that_nobody_has_read_for_long_the_second_reader_waits_for_the_first(clock, monkeypatch):
    monkeypatch.setattr(generation, "REDIS_PATIENCE", PATIENCE)
    store = RedisGeneration()
    before, ask = store.current(), store._ask
    RedisGeneration().advance()
    clock[0] += 3600
    is_asking, may_answer = threading.Event(), threading.Event()

    def slowly():
        is_asking.set()
        assert may_answer.wait(PATIENCE)
        return ask()

    monkeypatch.setattr(store, "_ask", slowly)
    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(store.current)
        assert is_asking.wait(PATIENCE)
        second = pool.submit(store.current)
        may_answer.set()
        assert first.result() == second.result() != before


def test_a_store_that_hangs_is_not_waited_for_and_counts_as_away(clock, monkeypatch):
    monkeypatch.setattr(generation, "REDIS_PATIENCE", 0.01)
    store = RedisGeneration()
    before = store.current()
    clock[0] += 1
    with store._asking:
        marks = {store.current() for _ in range(3)}
    assert len(marks) == 1
    assert before not in marks
