"""``manage.py permissions``: write the permission table into docs/permissions.md."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from alter_site.staff.permissions import as_markdown

DOCUMENT = Path(settings.BASE_DIR) / "docs" / "permissions.md"
BEGIN, END = "<!-- the table: manage.py permissions -->\n", "<!-- end of the table -->\n"


def with_table(text: str) -> str:
    """Return the document with the table as it is now."""
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n{as_markdown()}\n{END}{after}"


class Command(BaseCommand):
    """Keeps the document and the table that the desk asks the same."""

    help = "Write the permission table into docs/permissions.md."

    def handle(self, *args: Any, **options: Any) -> None:
        DOCUMENT.write_text(with_table(DOCUMENT.read_text(encoding="utf-8")), encoding="utf-8")
