"""Words that we do not use, and why: the one list, which ``manage.py reading_grade`` and the tests read."""

from __future__ import annotations

import re
from dataclasses import dataclass

BLAMES = "It makes a person into their illness, or blames them for it."
FRIGHTENS = "It frightens or hurries somebody who is already afraid."
BOASTS = "It claims to be better than others, which nobody can check (Cal. H&S 11831.9)."
PROMISES = "It promises a result, and nobody can."
MISLEADS = "It says more about privacy than the law or any software can keep."
HARMS = "Safe-messaging guidance: it makes suicide sound like a crime or a success."

# Regular expressions for whole words, in any case. What stands in UNLESS may contain one.
REASONS = {
    r"addicts?|junkies?|alcoholics?|druggies?|drunks|substance abusers?|abusers?": BLAMES,
    r"clean (?:and sober|time|for)|(?:get|got|getting|stay|staying|be|being) clean|dirty": BLAMES,
    r"suffer(?:s|ed|er|ers|ing)?|victims?|afflicted|the mentally ill|crazy|insane|psychotics": BLAMES,
    r"borderlines|schizophrenics?|bipolars|(?:is|are|am|being) (?:bipolar|borderline|psychotic)": BLAMES,
    r"non-?complian\w+|manipulative|attention-seeking|drug habit|drug of choice": BLAMES,
    r"commit(?:s|ted|ting)? suicide|(?:un)?successful suicide|failed suicide|suicide attempt failed": HARMS,
    r"rock bottom|before it(?:’|')s too late|too late|hurry|act now|don(?:’|')t wait|last chance": FRIGHTENS,
    r"limited (?:beds|spots|space|availability|time)|only \w+ (?:beds|spots) left": FRIGHTENS,
    r"(?:the|our|your) best|finest|premier|leading|top-rated|number one|world-class|state-of-the-art": BOASTS,
    r"luxur(?:y|ious)|unique|unmatched|unrivall?ed|cutting-edge|amazing|second to none|award-winning": BOASTS,
    r"cure|cures|cured|curing|guarantee\w*|success rates?|proven|works for everyone|risk-free": PROMISES,
    r"100 ?% confidential|(?:completely|totally|fully|strictly) confidential|HIPAA[- ]certified": MISLEADS,
    "24/7": "Hours are printed from the hours staff keep, or not at all.",
}
# Where such a word means something else, or is somebody’s name.
UNLESS = (
    r"alcoholics anonymous|clean (?:clothes|towels|sheets|room)"
    r"|(?:no|nobody|no one|not|never|nor|cannot|can’t) (?:\w+ ){0,4}(?:guarantee|cure|promise)\w*"
)

_UNLESS = re.compile(rf"\b(?:{UNLESS})\b", re.IGNORECASE)
_REASONS = {re.compile(rf"(?<!\w)(?:{words})(?!\w)", re.IGNORECASE): why for words, why in REASONS.items()}


@dataclass(frozen=True, slots=True)
class Finding:
    """One word or phrase, where it stands, and why it should not."""

    words: str
    around: str
    why: str


def found(text: str) -> list[Finding]:
    """Return what in ``text`` blames, frightens, boasts, promises or misleads."""
    text = _UNLESS.sub(lambda match: " " * len(match[0]), text)
    return [
        Finding(match[0], text[max(0, match.start() - 40) : match.end() + 40], why)
        for pattern, why in _REASONS.items()
        for match in pattern.finditer(text)
    ]
