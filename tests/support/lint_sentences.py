"""Sentences labeled with the rules that they break, and long texts made of good ones."""

from __future__ import annotations

import itertools
from pathlib import Path

SENTENCES = Path(__file__).parent.parent / "content" / "lint_sentences"
IN_A_PARAGRAPH = 4


def labeled(half: str) -> list[tuple[set[str], str]]:
    """Return the sentences of one file, each with the rules that it breaks."""
    lines = (SENTENCES / f"{half}.tsv").read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines if line and not line.startswith("#")]
    return [(set() if rules == "ok" else set(rules.split(",")), text) for rules, text in rows]


def good_text(words: int) -> str:
    """Return HTML of about so many words in which nothing is to be found."""
    good = [text for broken, text in labeled("build") if not broken and "<" not in text]
    paragraphs = [" ".join(good[at : at + IN_A_PARAGRAPH]) for at in range(0, len(good), IN_A_PARAGRAPH)]
    there = sum(len(paragraph.split()) for paragraph in paragraphs)
    repeated = itertools.islice(itertools.cycle(paragraphs), len(paragraphs) * words // there)
    return "".join(f"<p>{paragraph}</p>" for paragraph in repeated)
