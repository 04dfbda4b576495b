"""Which payers of the directory somebody may mean: always a suggestion, which a person confirms."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol, TypeVar

from ..phi.blind_index import letters

MOST = 5
# Kinds of plan and legal forms stand beside a name and do not make another payer.
LEFT_OUT = frozenset(
    {"the", "of", "inc", "llc", "co", "company", "ppo", "hmo", "epo", "pos", "plan", "plans"}
)


class Named(Protocol):
    """Something with several names."""

    @property
    def names(self) -> list[str]: ...


Match = TypeVar("Match", bound=Named)


def words(text: str) -> tuple[str, ...]:
    """Return the words of a name as they are compared: letters and digits, no case and no accents."""
    spaced = "".join(sign if sign.isalnum() or sign in "'’" else " " for sign in text.replace("&", " and "))
    return tuple(found for word in spaced.split() if (found := letters(word)))


def _core(name: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(word for word in name if word not in LEFT_OUT) or name


def suggested(typed: str, payers: Iterable[Match]) -> list[Match]:
    """Return the payers that ``typed`` may name: by the whole name, else by a name within it."""
    asked = words(typed)
    if not asked:
        return []
    whole, within = [], []
    for payer in payers:
        names = [words(name) for name in payer.names]
        if asked in names or _core(asked) in map(_core, names):
            whole.append(payer)
        elif any(_holds(_core(asked), _core(name)) for name in names if name):
            within.append(payer)
    return (whole or within)[:MOST]


def _holds(long: tuple[str, ...], short: tuple[str, ...]) -> bool:
    """Do the words stand in the longer name, one after the other? A single short word is too little."""
    if len(short) == 1 and len(short[0]) < 3:
        return False
    return any(long[place : place + len(short)] == short for place in range(len(long) - len(short) + 1))
