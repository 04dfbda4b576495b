"""Reviews that somebody typed: what a signature alone may say."""

from __future__ import annotations

from ..vocabulary import DEGREE

_DONE = r"(?:reviewed|approved|checked|verified|vetted|endorsed)"
_PAGE = r"(?:this|the(?: whole| entire)?) (?:page|article|text|content|guide)"

WORDS: dict[str, dict[str, tuple[str, ...]]] = {
    "reviewed": {
        "label": (
            rf"(?:medically|clinically|scientifically|expert|doctor|physician|clinician)[- ]{_DONE}",
            r"(?:medical|clinical|scientific) review(?:er|ers)?(?: by\b| on\b|(?= ?:))",
            r"fact[- ]?check(?:ed|er)(?: by\b|(?= ?:))",
            r"review(?:ed by|er|ed)(?= ?:)",
            r"reviewed for (?:\w+ )?(?:accuracy|correctness)",
        ),
        # Somebody has done it: judged with what was done to, and by whom.
        "by": (rf"{_DONE}(?:,? (?:and|&) \w+)? by",),
        "page": (rf"(?:{_DONE}|signed(?: off on)?|read) (?:all of )?{_PAGE}",),
        "degree": (DEGREE, r"(?:dr|doctor)\b\.?", r"licen[sc]ed?"),
    },
}
