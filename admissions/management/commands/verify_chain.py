"""``manage.py verify_chain``: is the log of looks whole, and does it end where was said outside?"""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from admissions.custody import anchors
from admissions.custody.chain import verify_chain
from admissions.models import ChainHead
from admissions.phi.seal import Unreadable


class Command(BaseCommand):
    """Recomputes the chain of looks from its first row to its head, and compares it with the anchors."""

    help = "Check that no look at personal data was changed, removed, cut off or written anew."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--anchors",
            type=Path,
            metavar="FILE",
            help="what the sink wrote, where it cannot be read back (syslog)",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            outside = anchors.known(options["anchors"])
            faults = list(verify_chain(outside))
        except (anchors.CannotBeRead, Unreadable) as error:
            raise CommandError(str(error)) from error
        if faults:
            raise CommandError("\n".join(faults))
        head = ChainHead.objects.get(pk=ChainHead.ONLY)
        self.stdout.write(
            f"The chain is whole: {head.sequence} looks, ending in {head.code[:16] or 'nothing'}; "
            f"{len(outside)} anchors outside agree."
        )
