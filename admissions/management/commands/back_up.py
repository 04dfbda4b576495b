"""``manage.py back_up FOLDER``: a copy of the database, while the site runs."""

from argparse import ArgumentTypeError
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from admissions.back_up import Failed, back_up


def folder(typed: str) -> Path:
    """Return the folder of a name; an empty one, of a variable that is not set, would be the present one."""
    if not typed.strip():
        raise ArgumentTypeError("the name is empty. Name the folder below which back-ups lie.")
    return Path(typed)


class Command(BaseCommand):
    """Pictures are files, and keys belong elsewhere: docs/operations.md."""

    help = "Write a back-up of the database into a new folder below FOLDER, and print the file's name."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=folder)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            self.stdout.write(str(back_up(options["folder"])))
        except Failed as error:
            raise CommandError(str(error)) from error
