"""The demo words of the glossary, in ``demo_terms.md``. The demo pages are text files in ``demo_pages``."""

import datetime
from pathlib import Path

from django.utils.text import slugify

from alter_site.content.page_files import rows, to_html

from .models import GlossaryTerm

TERMS = Path(__file__).with_name("demo_terms.md")


def load(today: datetime.date) -> None:
    """Make the words if there are none."""
    if GlossaryTerm.objects.exists():
        return
    for cells in rows(TERMS.read_text(encoding="utf-8"), ["term", "short", "spellings", "longer"]):
        term = GlossaryTerm(
            term=cells["term"],
            anchor=slugify(cells["term"]),
            spellings=cells.get("spellings", ""),
            short=" ".join(cells["short"].split()),
            longer=to_html(cells.get("longer", "")),
            is_demo=True,
        )
        term.full_clean()
        term.save()


def delete() -> None:
    """Remove the demo words; real ones stay."""
    GlossaryTerm.objects.filter(is_demo=True).delete()
