"""Print the headers that nginx puts on what it sends by itself."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from alter_site.delivery import nginx_headers


class Command(BaseCommand):
    """Run with each release, after the static files are collected; root keeps what it prints."""

    help = "Print the headers of pages, files and errors as nginx reads them."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--before",
            type=Path,
            metavar="FILE",
            help="The file of the release that still serves: its pages stay dressed.",
        )

    def handle(self, *args: Any, before: Path | None, **options: Any) -> None:
        try:
            older = before.read_text(encoding="utf-8") if before and before.exists() else ""
            text = "\n".join(nginx_headers.lines(older))
        except nginx_headers.Unwritable as error:
            raise CommandError(str(error)) from error
        except (OSError, UnicodeDecodeError) as error:
            raise CommandError(f"{before} cannot be read: {error}") from error
        except ValueError as error:  # what the storage of static files raises
            raise CommandError(f"{error}. Run manage.py collectstatic first.") from error
        self.stdout.write(text)
