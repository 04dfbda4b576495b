"""``manage.py simulate_payers``: a payer on this machine, to try electronic checks in the demo."""

from __future__ import annotations

import contextlib
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from admissions.eligibility import simulator


class Command(BaseCommand):
    """Answers electronic checks until it is stopped; the site is told of it by ELIGIBILITY_URL."""

    help = "Answers electronic checks with composed answers. For the demo; what it says is marked SIMULATED."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=int, default=8277)

    def handle(self, *args: Any, **options: Any) -> None:
        """Answer by member ID, and everybody else as the whole example does."""
        if settings.SITE_ENV == "production":
            raise CommandError("The simulator is for the demo. In production a payer answers.")
        if not settings.ELIGIBILITY_KEY:
            raise CommandError("Set ELIGIBILITY_KEY, for the site and for this, to any text.")
        answers = simulator.composed_answers()
        whole = answers["SIM123456789"]
        try:
            served = simulator.Simulator(
                answers, key=settings.ELIGIBILITY_KEY, port=options["port"], otherwise=whole
            )
        except (OSError, OverflowError) as error:
            raise CommandError(f"Nothing can listen at port {options['port']}. Choose one: --port") from error
        self.stdout.write(f"ELIGIBILITY_URL={served.url}")
        with contextlib.suppress(KeyboardInterrupt):  # this is how it is stopped
            served.serve()
