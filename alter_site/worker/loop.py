"""The worker: one process that runs queued tasks and, every few seconds, whatever is due.

Apps say what is due with :func:`every_tick`. A job must bear being run twice at once: the lease keeps a
second worker from it in all but rare cases, such as a job that outlasts its term.
"""

from __future__ import annotations

import contextlib
import datetime
import logging
import signal
import time
import traceback
from collections.abc import Callable

from django.db import InterfaceError, OperationalError, close_old_connections
from django.utils.crypto import get_random_string
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from .models import Lease

logger = logging.getLogger(__name__)

Job = Callable[[], object]

TICK_EVERY = 10.0  # seconds; with what a tick itself takes, what is due is done within 15
LOOK_EVERY = 1.0  # seconds between two looks at an empty queue; also how long a stop may take to be seen
LEASE = "tick"
LEASE_TERM = datetime.timedelta(minutes=1)
UNREACHABLE = (OperationalError, InterfaceError)

_before_all: list[Job] = []
_jobs: dict[str, Job] = {}
_on_every_machine: set[str] = set()
_is_stopping = False


def every_tick(name: str, job: Job, *, on_every_machine: bool = False) -> None:
    """Let ``job`` run at every tick, by one worker at a time. ``name`` stands in the log if it fails.

    What a machine keeps in its own files it has to do itself, ``on_every_machine``.
    """
    _jobs[name] = job
    if on_every_machine:
        _on_every_machine.add(name)


def before_all(look: Job) -> None:
    """Let ``look`` run once before a worker begins; what it raises ends the worker."""
    _before_all.append(look)


def is_at_work() -> bool:
    """Does some worker tick? One that has died is missed a minute later."""
    return Lease.objects.is_held(LEASE, LEASE_TERM)


def is_stopping() -> bool:
    """Has this process been asked to stop? Long work looks here between two steps."""
    return _is_stopping


def stop(signum: int, frame: object) -> None:
    """Stop after the step in hand; the same signal again ends the process at once."""
    global _is_stopping
    _is_stopping = True
    signal.signal(signum, signal.SIG_DFL)


def run() -> None:
    """Work until asked to stop. A database that does not answer is waited for."""
    for look in _before_all:
        look()
    identity = get_random_string(32)
    tick_due = 0.0
    is_reachable = True
    logger.info("The worker has started")
    while not _is_stopping:
        close_old_connections()
        was_busy = False
        try:
            if time.monotonic() >= tick_due:
                tick_due = time.monotonic() + TICK_EVERY
                tick(identity)
            was_busy = run_next_task(identity)
        except UNREACHABLE as error:
            if is_reachable:
                logger.warning("The database does not answer (%s); waiting for it", type(error).__name__)
            is_reachable = False
        else:
            if not is_reachable:
                logger.info("The database answers again")
            is_reachable = True
        if not was_busy and not _is_stopping:
            time.sleep(LOOK_EVERY)
    with contextlib.suppress(*UNREACHABLE):
        Lease.objects.give_back(LEASE, identity)
    logger.info("The worker has stopped")


def tick(identity: str) -> None:
    """Run every job that is due, unless another worker holds the lease. One that fails stops no other."""
    for name, job in _jobs.items():
        if _is_stopping:
            return
        if name not in _on_every_machine and not Lease.objects.take(LEASE, identity, LEASE_TERM):
            continue
        try:
            job()
        except Exception as error:
            # Where it broke, without the message: a database's message can quote what somebody typed.
            where = "".join(traceback.format_tb(error.__traceback__))
            logger.error("The job %r failed: %s\n%s", name, type(error).__name__, where)


def run_next_task(identity: str) -> bool:
    """Run one waiting task. False when there was none."""
    # The library's worker takes the write lock to look for a task; a look by reading disturbs nobody.
    if not DBTaskResult.objects.ready().exists():
        return False
    Worker(
        queue_names=["*"],
        excluded_queue_names=[],
        backend_name="default",
        worker_id=identity,
        interval=LOOK_EVERY,
        startup_delay=False,
        batch=True,
        max_tasks=1,
    ).run()
    return True
