"""Names in accounts hold what is seen and nothing else, or one account could pass for another."""

from __future__ import annotations

import unicodedata

# Printable to Python and yet blank: letters that fonts draw as nothing, and marks that only choose a shape.
BLANK = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\ufe0e\ufe0f\uffa0\ufffc")


def as_seen(name: str) -> str:
    """Return a name without signs that are not seen or turn what stands around them, in one spelling."""
    composed = unicodedata.normalize("NFC", name)
    seen = (sign for sign in composed if sign.isspace() or (sign.isprintable() and sign not in BLANK))
    return " ".join("".join(seen).split())
