"""The facts this app owns: the words that the glossary explains."""

from __future__ import annotations

import datetime

from django.urls import reverse

from alter_site.content import facts
from alter_site.content.models import Publication
from alter_site.content.objects import frozen
from alter_site.content.text.terms import Term

from .models import GlossaryTerm


def load_glossary(now: datetime.datetime) -> tuple[Term, ...]:
    """Read the words; none while the page that explains them is not live."""
    glossary = reverse("library:glossary")
    if not Publication.objects.live(now).filter(path=glossary).exists():
        return ()
    return tuple(
        frozen(Term, row, name=row.term, path=f"{glossary}#term-{row.anchor}")
        for row in GlossaryTerm.objects.all()
    )


def register() -> None:
    """Register this app's facts."""
    facts.register("glossary", tuple[Term, ...], load_glossary)
