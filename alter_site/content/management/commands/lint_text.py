"""Says of each sentence what the linter says of it.

    echo "Our program cures addiction." | python manage.py lint_text
    block cure

One line comes out for each line that goes in: ``block``, ``warn`` or ``ok``, then a space and the ids of
its rules with commas between them, those that block first. A blank line stays blank. A line may hold HTML, or
links as Markdown writes them. Hours and words are those of the database where there is one; otherwise nobody
answers around the clock, and the rules have their own words alone.
"""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from alter_site.content.lint.findings import context_of
from alter_site.content.lint.registry import RULES, Level
from alter_site.content.lint.texts import lint_text
from alter_site.content.lint.use import Context


class Command(BaseCommand):
    """Lints sentences, one a line."""

    help = "Say of each line of standard input, or of a file, what the linter says of it: block, warn or ok."
    requires_system_checks: Any = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", nargs="?", help="a text file; standard input where it is left out")
        parser.add_argument(
            "--rules", action="store_true", help="list the rules instead, with their examples"
        )

    def handle(self, *, file: str | None, rules: bool, **options: Any) -> None:
        if rules:
            self._print_rules()
            return
        context = _context()
        for line in _lines(file):
            self.stdout.write(verdict(line, context) if line.strip() else "")

    def _print_rules(self) -> None:
        for rule in RULES.values():
            self.stdout.write(
                f"{rule.level:5} {rule.id}: {rule.reason}\n      {rule.law.name}\n      {rule.law.url}\n"
                f"      not: {rule.bad}\n      but: {rule.good}"
            )


def verdict(line: str, context: Context) -> str:
    """Return the output for one line."""
    levels = {finding.rule.id: finding.rule.level for finding in lint_text(line, context)}
    if not levels:
        return "ok"
    ids = sorted(levels, key=lambda rule: (levels[rule] is not Level.BLOCK, rule))
    return f"{levels[ids[0]]} {','.join(ids)}"


def _lines(file: str | None) -> Iterable[str]:
    if file is None:
        return (line.rstrip("\r\n") for line in sys.stdin)
    try:
        return Path(file).read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeError) as error:
        raise CommandError(f"{file} cannot be read: {error}") from error


def _context() -> Context:
    try:
        return context_of()
    except DatabaseError:
        return Context()
