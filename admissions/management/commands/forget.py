"""``manage.py forget``: forget now what is due; ``--dry-run`` only counts."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from admissions.forget import due, forget


class Command(BaseCommand):
    """Deletes what has outlived its period. The worker does the same every ten minutes."""

    help = "Forget drafts, requests and card photos that have outlived their period."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="count, and delete nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        if options["dry_run"]:
            counts, verb = due(now).counts(), "To be forgotten"
        else:
            run = forget(now)
            counts = {name: getattr(run, name) for name in ("drafts", "submissions", "images")}
            verb = "Forgotten"
        self.stdout.write(f"{verb}: " + ", ".join(f"{number} {name}" for name, number in counts.items()))
