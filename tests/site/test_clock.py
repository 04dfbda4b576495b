"""What visitors and staff meet when the system clock was wrong and is set right, or jumps ahead."""

from __future__ import annotations

import datetime
import logging

import pytest
import time_machine
from django.core import mail
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from admissions import notifications
from admissions.models import Outbox, Submission
from admissions.verification import guards
from alter_site.content import tasks
from alter_site.content.models import Publication
from alter_site.delivery import clock
from alter_site.worker import loop
from alter_site.worker.models import Lease
from tests.delivery.test_page_cache import Site
from tests.factories import PictureFactory, TherapyFactory, facts_saved, published
from tests.support.document import Document
from tests.support.requests import received
from tests.support.visitor import Visitor

pytestmark = pytest.mark.django_db

DAY = datetime.timedelta(days=1)
MINUTE = datetime.timedelta(minutes=1)


@pytest.fixture
def ahead():
    """Make the clock a day fast until the block ends."""
    return lambda: time_machine.travel(timezone.now() + DAY)


# --- set back -------------------------------------------------------------------------------------------


def test_a_worker_that_died_while_the_clock_was_ahead_is_replaced(ahead):
    with ahead():
        assert Lease.objects.take(loop.LEASE, "one", loop.LEASE_TERM)
        assert loop.is_at_work()
    assert not loop.is_at_work()
    assert Lease.objects.take(loop.LEASE, "two", loop.LEASE_TERM)
    assert loop.is_at_work()
    assert not Lease.objects.take(loop.LEASE, "one", loop.LEASE_TERM)


def test_a_worker_on_a_machine_whose_clock_is_a_little_ahead_keeps_its_lease():
    with time_machine.travel(timezone.now() + loop.LEASE_TERM / 2):
        assert Lease.objects.take(loop.LEASE, "one", loop.LEASE_TERM)
    assert loop.is_at_work()
    assert not Lease.objects.take(loop.LEASE, "two", loop.LEASE_TERM)


def test_a_notice_queued_while_the_clock_was_ahead_is_sent_at_once_when_it_is_set_right(ahead, lead):
    with ahead():
        received()
    notifications.send_due()
    assert len(mail.outbox) == 1
    assert Outbox.objects.filter(sent_at__lt=timezone.now() + MINUTE).exists()


def test_a_task_that_was_lost_while_the_clock_was_ahead_is_queued_again(ahead):
    picture = PictureFactory()
    type(picture).objects.update(ready_widths=[])
    with ahead():
        tasks.make_renditions.enqueue(str(picture.pk))
    DBTaskResult.objects.update(status="RUNNING")
    tasks.queue_missing_renditions()
    assert DBTaskResult.objects.ready().count() == 1


@pytest.fixture
def readers(settings, transactional_db, monkeypatch):
    settings.REDIS_URL = ""
    monkeypatch.setattr(clock, "_started_at", None)
    return Site()


def test_a_page_that_left_too_early_comes_back(ahead, readers, caplog):
    therapy = published(TherapyFactory())
    Publication.objects.update(live_until=timezone.now() + DAY / 2)
    assert readers.get(therapy.path).status == 200
    with ahead():
        clock.look()
        assert readers.get(therapy.path).status == 404
    with caplog.at_level(logging.WARNING):
        clock.look()
    assert readers.get(therapy.path).status == 200
    assert "The clock was set back by 86400 seconds" in caplog.text


@pytest.mark.parametrize("seconds", [0, 1, -1, 3600])
def test_a_clock_adjusted_forward_or_not_at_all_rebuilds_no_page(seconds, readers):
    therapy = published(TherapyFactory())
    readers.get(therapy.path)
    clock.look()
    with time_machine.travel(timezone.now() + datetime.timedelta(seconds=seconds)):
        clock.look()
    readers.get(therapy.path)
    assert readers.rendered == 1


# --- while somebody fills in a form -----------------------------------------------------------------------


@pytest.mark.parametrize("jump", [-DAY, 2 * DAY], ids=["back", "forward"])
def test_a_form_sent_across_a_clock_jump_is_accepted(jump):
    visitor = Visitor()
    page = visitor.walk("short")
    visitor.post("/request/save/")  # unsaved, answers end after an hour by whatever clock there is
    with time_machine.travel(timezone.now() + jump):
        visitor.post("/request/check/", agreed="on", stamp=stamp_of(page))
    assert Submission.objects.count() == 1


@pytest.mark.parametrize("jump", [-DAY, datetime.timedelta(hours=6)], ids=["back", "forward"])
def test_a_request_sent_across_a_clock_jump_is_stored_once_with_a_promise_by_the_current_clock(jump):
    facts_saved()
    visitor = Visitor()
    visitor.walk("short")
    visitor.post("/request/save/")
    with time_machine.travel(timezone.now() + jump):
        visitor.send()
        visitor.post("/request/check/")
        submission = Submission.objects.get()
        assert abs(submission.received_at - timezone.now()) < MINUTE
        assert submission.due_first_contact is None or submission.due_first_contact > timezone.now()


def stamp_of(page: Document) -> str:
    return page.one(f"input[name={guards.STAMP}]").attributes["value"] or ""
