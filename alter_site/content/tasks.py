"""Slow work that the worker does."""

from __future__ import annotations

import datetime

from django.db.models import Q
from django.dispatch import receiver
from django.utils import timezone
from django_tasks import TaskResultStatus, task
from django_tasks_db.models import DBTaskResult

from alter_site.worker import loop

from .models import Picture
from .models.master import renditions_wanted
from .pictures import renditions

# A failed or lost task is queued again this long after it was first queued.
RETRY_AFTER = datetime.timedelta(minutes=5)
# A picture takes some seconds; a worker that is there is never this far behind for long.
LONGEST_WAIT = datetime.timedelta(minutes=15)
RESULTS_KEPT_FOR = datetime.timedelta(days=14)


@task()
def make_renditions(picture_id: str) -> None:
    """Make the renditions of one picture; a worker that has to stop leaves the rest to the next one."""
    picture = Picture.objects.filter(pk=picture_id).first()
    if picture is not None and not renditions.make(picture, is_unwanted=loop.is_stopping):
        make_renditions.enqueue(picture_id)


@receiver(renditions_wanted)
def queue_renditions(picture: Picture, **kwargs: object) -> None:
    """Queue a new file's renditions. The queue is a table of the same database: both appear together."""
    make_renditions.enqueue(str(picture.pk))


def queue_missing_renditions() -> None:
    """Queue every unfinished picture whose task has failed or was lost with its worker."""
    now = timezone.now()
    recent = DBTaskResult.objects.filter(task_path=make_renditions.module_path).filter(
        Q(status=TaskResultStatus.READY)
        # One of the future was queued before the clock was set back.
        | Q(enqueued_at__gt=now - RETRY_AFTER, enqueued_at__lte=now + RETRY_AFTER)
    )
    expected = {arguments["args"][0] for arguments in recent.values_list("args_kwargs", flat=True)}
    for picture_id in map(str, Picture.objects.unfinished().values_list("pk", flat=True)):
        if picture_id not in expected:
            make_renditions.enqueue(picture_id)


def delete_old_results() -> None:
    """Delete the rows of tasks that finished long ago; the queue would only grow."""
    DBTaskResult.objects.finished().filter(finished_at__lt=timezone.now() - RESULTS_KEPT_FOR).delete()


def queue_moves() -> bool:
    """Has no task been waiting for long?"""
    return not DBTaskResult.objects.ready().filter(enqueued_at__lt=timezone.now() - LONGEST_WAIT).exists()
