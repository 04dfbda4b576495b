"""``manage.py reindex``: make anew the codes by which people are found, after a new key or rule."""

from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandError, CommandParser

from admissions.custody import indexes
from admissions.custody.canaries import refuse_wrong_keys
from admissions.custody.rotation import LeftBehind


class Command(BaseCommand):
    """Opens what each code is made of and writes the code of the present PHI_INDEX_KEY."""

    help = "Make every blind index anew, while people work; safe to stop and to run again."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="only count the rows that it would change")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            refuse_wrong_keys()
            if not options["dry_run"]:
                self.stdout.write(f"Indexed anew: {indexes.make_anew()}")
        except (ImproperlyConfigured, LeftBehind) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"Still to be indexed: {indexes.stale()}")
