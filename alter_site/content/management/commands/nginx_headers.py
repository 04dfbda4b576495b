"""Print the headers that nginx puts on what it sends by itself."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from alter_site.delivery import nginx_headers


class Command(BaseCommand):
    """Run with each release, after the static files are collected; root keeps what it prints."""

    help = "Print the headers of pages, files and errors as nginx reads them."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            text = "\n".join(nginx_headers.lines())
        except nginx_headers.Unwritable as error:
            raise CommandError(str(error)) from error
        self.stdout.write(text)
