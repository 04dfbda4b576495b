"""Everyday words for codes people write down: concrete, calm, easy to spell, unlike each other to the ear."""

from pathlib import Path

WORDS = tuple(Path(__file__).with_suffix(".txt").read_text(encoding="ascii").split())
