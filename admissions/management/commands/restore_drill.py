"""``manage.py restore_drill FILE``: can this back-up be restored, and read with the keys we have?"""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from admissions.back_up import Failed, drill


class Command(BaseCommand):
    """Restores into a database of its own and throws it away. The site's database is not touched."""

    help = "Restore a back-up elsewhere; compare counts, check the log of looks, open every sealed value."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="as back_up printed it")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            faults = list(drill(options["file"]))
        except Failed as error:
            raise CommandError(str(error)) from error
        if faults:
            raise CommandError("\n".join(faults))
        self.stdout.write("The back-up is whole: every row is there, the log of looks too, and all opens.")
