"""Run the worker beside the web server."""

from __future__ import annotations

import contextlib
import signal
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.autoreload import run_with_reloader

from alter_site import database
from alter_site.worker import loop


class Command(BaseCommand):
    """Runs until it is asked to stop. Several may run at once."""

    help = "Run queued tasks and, every 10 seconds, what is due. Stops on SIGTERM or Ctrl-C."

    def handle(self, *args: Any, **options: Any) -> None:
        with contextlib.suppress(*loop.UNREACHABLE):  # one that is away is waited for
            if not database.is_migrated():
                raise CommandError(database.NOT_MIGRATED)
        if settings.DEBUG:
            run_with_reloader(loop.run)
            return
        for signum in (signal.SIGTERM, signal.SIGINT):
            signal.signal(signum, loop.stop)
        loop.run()
