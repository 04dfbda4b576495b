"""Write every live page as files that a web server can send by itself."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from alter_site.content import baking


class Command(BaseCommand):
    """The worker does the same after each change; this is for a machine without one, and for a release."""

    help = "Bake every live page that is not baked yet or has changed."

    def handle(self, *args: Any, **options: Any) -> None:
        number = baking.bake()
        self.stdout.write(f"{number} pages looked at; they are in {settings.BAKED_DIR}.")
