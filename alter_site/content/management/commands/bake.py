"""Write every live page as files that a web server can send by itself."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.templatetags.static import static

from alter_site.content import baking
from alter_site.delivery.baking import CannotBake
from alter_site.delivery.media import BRAND_CARD


class Command(BaseCommand):
    """The worker does the same after each change; this is for a machine without one, and for a release."""

    help = "Bake every live page that is not baked yet or has changed."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            static(BRAND_CARD)  # which every page names
        except ValueError as error:  # what the storage of static files raises
            raise CommandError(f"{error}. Run manage.py collectstatic first.") from error
        try:
            number = baking.bake()
        except CannotBake as error:
            raise CommandError(f"{error}. What was baked before stays. Run this again later.") from error
        self.stdout.write(f"{number} pages looked at; they are in {settings.BAKED_DIR}.")
