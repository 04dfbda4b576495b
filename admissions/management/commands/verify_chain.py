"""``manage.py verify_chain``: is the log of looks whole?"""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from admissions.models import ChainHead
from admissions.phi.access import verify_chain


class Command(BaseCommand):
    """Recomputes the chain of looks from its first row to its head."""

    help = "Check that no look at personal data was changed, removed or cut off."

    def handle(self, *args: Any, **options: Any) -> None:
        faults = list(verify_chain())
        if faults:
            raise CommandError("\n".join(faults))
        head = ChainHead.objects.get(pk=ChainHead.ONLY)
        self.stdout.write(
            f"The chain is whole: {head.sequence} looks, ending in {head.code[:16] or 'nothing'}."
        )
