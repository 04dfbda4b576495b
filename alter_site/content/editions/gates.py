"""Gates: what is asked of content every time before it goes live, by whichever way it goes.

Publishing, publishing several, publishing by the clock and making an earlier edition live all ask every
gate. A gate is registered where its rule lives::

    @gate
    def is_approved(page, content, digest):
        if not ...:
            yield "No clinician has approved this text."
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

from ..models import Page
from ..objects import PageContent
from .freezing import CannotPublish

# Given the page, what would go live and its content hash, yields each reason against it, in words.
Gate = Callable[[Page, PageContent, str], Iterable[str]]
AnyGate = TypeVar("AnyGate", bound=Gate)

_gates: list[Gate] = []


def gate(check: AnyGate) -> AnyGate:
    """Register a check that everything that goes live has to pass."""
    _gates.append(check)
    return check


def demand(page: Page, content: PageContent, digest: str) -> None:
    """Ask every gate.

    Raises:
        CannotPublish: with all their reasons.
    """
    if reasons := [reason for check in _gates for reason in check(page, content, digest)]:
        raise CannotPublish(" ".join(reasons))
