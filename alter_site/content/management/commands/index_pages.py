"""Reads every page anew for the search and for "where used"."""

from typing import Any

from django.core.management.base import BaseCommand

from alter_site.content.search import index


class Command(BaseCommand):
    """Saving and publishing keep both up to date; this is for rows that a script or a back-up brought."""

    help = "Read every page anew for the search and for where things are used."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{index.note_all()} pages read.")
