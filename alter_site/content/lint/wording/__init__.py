"""The one list of words that rules look for, by the id of their rule.

Each pattern is a regular expression for whole words, in any case, over text with straight quotes. What is
right and wrong about a use of them is decided by the rule of that id. An administrator adds words and lets
others pass in the admin (*Words of the linter*); they are :class:`OwnWord` here.
"""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass

from ..lookalikes import AS_OURS
from . import claims, facts, manner, pressure, privacy, reviewed, typed

# By rule, then by group: a rule may judge its groups differently.
WORDS = {
    **claims.WORDS,
    **privacy.WORDS,
    **facts.WORDS,
    **pressure.WORDS,
    **typed.WORDS,
    **manner.WORDS,
    **reviewed.WORDS,
}
KINDER = manner.KINDER


@dataclass(frozen=True)
class OwnWord:
    """Words that an administrator has added to a rule, or lets pass under it. ``*`` stands for any ending."""

    rule: str
    phrase: str
    passes: bool = False

    @functools.cached_property
    def pattern(self) -> re.Pattern[str]:
        phrase = " ".join(self.phrase.replace("’", "'").translate(AS_OURS).split())
        words = re.escape(phrase).replace(r"\*", r"\w*")
        return re.compile(rf"(?<!\w){words}(?!\w)", re.I)


# Groups that capitals matter to are looked for in the text as it is written, all others in lower case.
CASED = frozenset({("phone", "number"), ("placeholder", "text"), ("placeholder", "marks")})


@functools.cache
def patterns_of(rule: str) -> dict[str, re.Pattern[str]]:
    """Return what a rule looks for, by group; compiled when a text is first asked."""
    return {group: _compiled(rule, group, words) for group, words in WORDS.get(rule, {}).items()}


def _compiled(rule: str, group: str, patterns: tuple[str, ...]) -> re.Pattern[str]:
    either = "|".join(f"(?:{one})" for one in patterns)
    if group != "marks":  # which begin and end with signs
        either = rf"(?<![\w'-])(?:{either})(?!\w)"
    return re.compile(either, re.I if (rule, group) in CASED else 0)
