"""``manage.py rotate_keys``: seal everything with the active key; ``--drop`` retires a key."""

from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandError, CommandParser

from admissions.custody import rotation
from admissions.custody.canaries import refuse_wrong_keys


class Command(BaseCommand):
    """Moves sealed values to the active key and the padded form, and counts what each key still seals."""

    help = (
        "Seal every value with the active key (PHI_ACTIVE), padded so that its length tells nothing; "
        "in batches, safe to stop and to run again."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        one_of = parser.add_mutually_exclusive_group()
        one_of.add_argument("--dry-run", action="store_true", help="only count the values of each key")
        one_of.add_argument("--drop", metavar="KEY", help="retire a key that seals nothing any more")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            refuse_wrong_keys()
            if options["drop"] is not None:
                rotation.drop(options["drop"])
                self.stdout.write(f"{options['drop']} seals nothing. It can leave PHI_KEYS.")
                return
            if not options["dry_run"]:
                self.stdout.write(f"Sealed anew: {rotation.rotate()}")
        except (ImproperlyConfigured, rotation.KeyInUse, rotation.LeftBehind) as error:
            raise CommandError(str(error)) from error
        for key_id, number in sorted(rotation.counts().items()):
            self.stdout.write(f"{key_id or 'unreadable'}: {number}")
        if number := rotation.not_padded():
            self.stdout.write(f"not padded yet: {number}")
