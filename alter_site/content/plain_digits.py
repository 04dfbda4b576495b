"""What keyboards write in full width or in the digits of another script, in the characters our rules read.

Only the width and the script are undone. A superscript, a fraction or a letter in a circle stays what it is:
it was never typed as a plain one, and reading it so would make another number or address of it.
"""

from __future__ import annotations

import unicodedata

from .visible_text import is_mark

# How Arabic writes the point, the comma and the sign of a hundredth among digits.
_SIGNS = str.maketrans("\u066b\u066c\u066a", ".,%")
_WIDTHS = ("<wide>", "<narrow>", "<small>")


def plain(text: str) -> str:
    """Return ``text`` with digits of any script as 0 to 9 and without full, half or small width."""
    return text if text.isascii() else "".join(map(_plain, text)).translate(_SIGNS)


def numeral(text: str) -> str:
    """Return ``text`` like :func:`plain`, without the marks that nobody sees and pasting brings along."""
    return "".join(character for character in plain(text) if not is_mark(character))


def _plain(character: str) -> str:
    digit = unicodedata.decimal(character, None)
    if digit is not None:
        return str(digit)
    has_width = unicodedata.decomposition(character).startswith(_WIDTHS)
    return unicodedata.normalize("NFKC", character) if has_width else character
