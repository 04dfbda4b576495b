"""Letters that look like ours, or are ours with an ornament, and would hide a word from the rules.

One sign stands for one sign, so that places in the text stay the same. Of other alphabets it has the whole
letters that https://www.unicode.org/Public/security/latest/confusables.txt pairs with ours.
"""

from __future__ import annotations

import unicodedata

_OTHER_ALPHABETS = str.maketrans(
    "аеорсухіјѕԁһӏԛԝкАВЕКМНОРСТУХІЈЅԌӀԚԜοαντρικυχϲΑΒΕΖΗΙΚΜΝΟΡΤΥΧ∕⁄",  # noqa: RUF001 (that is what it is about)
    "aeopcyxijsdhlqwkABEKMHOPCTYXIJSGIQWoavtpikuxcABEZHIKMNOPTYX//",
)
# Where Unicode keeps letters and digits in another dress: accents, Roman numbers, circles, and what phones
# offer as bold or cursive.
_DRESSED = (
    range(0xAA, 0xAB),
    range(0xBA, 0xBB),
    range(0xC0, 0x250),
    range(0x2100, 0x2190),
    range(0x2460, 0x2500),
    range(0x1D400, 0x1D800),
)
_FULLWIDTH = range(0xFF01, 0xFF5F)


def _undressed() -> dict[int, int]:
    found = {}
    for code in (code for codes in (*_DRESSED, _FULLWIDTH) for code in codes):
        plain = unicodedata.normalize("NFKD", chr(code))
        letters = "".join(sign for sign in plain if not unicodedata.combining(sign))
        if len(letters) == 1 and letters.isascii():
            found[code] = ord(letters)
    return found


AS_OURS: dict[int, int] = {**_undressed(), **_OTHER_ALPHABETS}
