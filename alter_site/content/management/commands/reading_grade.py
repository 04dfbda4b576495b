"""Prints what on the live site is hardest to read, what is exempt from the limit, and words we do not use."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from alter_site.content.lint.live import measured_sections, unwanted_words
from alter_site.content.lint.sections import HARDEST, SHORTEST

WORST = 10


class Command(BaseCommand):
    """The worst sections by Flesch-Kincaid grade, and every use of words that we do not use."""

    help = f"Print the {WORST} sections of live pages that are hardest to read, and words we do not use."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--all", action="store_true", help="print every section")

    def handle(self, **options: Any) -> None:
        found = sorted(measured_sections(), key=lambda row: -row.grade)
        graded = [row for row in found if not row.is_exempt]
        hard = sum(row.grade > HARDEST for row in graded)
        self.stdout.write(
            f"{len(graded)} sections of {SHORTEST} words or more, {hard} above grade {HARDEST:g}. Hardest:"
        )
        for row in graded if options["all"] else graded[:WORST]:
            self.stdout.write(f"  {row}")
        if exempt := [row for row in found if row.is_exempt]:
            self.stdout.write("\nExempt, as the law prescribes their words or others wrote them:")
            for row in exempt:
                self.stdout.write(f"  {row}")
        for path, finding in unwanted_words():
            self.stdout.write(f"\n{path}: “{finding.words}” in “{finding.sentence}” {finding.why}")
