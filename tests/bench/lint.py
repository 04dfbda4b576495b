"""What it costs to read a long page for misleading words, against finding its words alone.

Run as a program in the demo site's environment: ``python -m tests.bench.lint``.
"""

from __future__ import annotations

import re

import django

from tests.support.lint_sentences import good_text
from tests.support.processor_time import shortest

WORDS = 3_000
TRIES = 20


def main() -> None:
    """Print the time for a page, and the ratios to finding its words and to half of its text."""
    django.setup()
    from alter_site.content.lint.texts import lint_text

    html, half = good_text(WORDS), good_text(WORDS // 2)
    finding = shortest(lambda: re.findall(r"\w+", html.lower()), tries=TRIES)
    whole = shortest(lambda: lint_text(html), tries=TRIES)
    part = shortest(lambda: lint_text(half), tries=TRIES)
    print(f"  {WORDS:,} words: {1000 * whole:.0f} ms, {whole / finding:.0f} times finding them")
    print(f"  against half of the text: {whole / part:.2f} times")


if __name__ == "__main__":
    main()
