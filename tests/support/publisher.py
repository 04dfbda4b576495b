"""An editor in a separate process, who publishes one page again and again and reports when.

Every edition carries its number wherever the page or another page prints something of it, so that a page
which mixes two of them gives itself away. ``python manage.py shell -c "from tests.support import publisher;
publisher.main()"`` publishes the first edition and then one for each line it reads.
"""

from __future__ import annotations

import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from therapies.models import Therapy

THERAPY, INDEX, CONDITION = "/therapies/a-walk/", "/therapies/", "/conditions/low-mood/"
PROGRAM = "from tests.support import publisher; publisher.main()"
_NUMBER = re.compile(rb"edition(\d{4})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Published:
    """An edition: when its transaction had committed, and when the editor was told."""

    number: int
    committed: float  # seconds of the machine's monotonic clock, which all processes share
    told: float


class Publisher:
    """The process, as a test speaks to it."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        self.published = [self._heard()]

    def publish(self) -> Published:
        """Publish the next edition; return when the editor has been told."""
        assert self.process.stdin is not None
        self.process.stdin.write(f"{self.published[-1].number + 1}\n")
        self.process.stdin.flush()
        self.published.append(self._heard())
        return self.published[-1]

    def _heard(self) -> Published:
        assert self.process.stdout is not None
        number, committed = self.process.stdout.readline().split()
        return Published(int(number), float(committed), time.monotonic())


@contextmanager
def publisher(environment: dict[str, str]) -> Iterator[Publisher]:
    """Start an editor whose first edition is live when the block begins."""
    command = [sys.executable, "manage.py", "shell", "-v0", "-c", PROGRAM]
    with subprocess.Popen(
        command, env=environment, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        try:
            yield Publisher(process)
        finally:
            process.terminate()


def numbers_in(page: bytes) -> set[int]:
    """Return the numbers of all editions that a page has something of."""
    return {int(number) for number in _NUMBER.findall(page)}


def main() -> None:
    """Publish, and write number and moment of every commit."""
    # Models can be imported in the process that publishes, and only there.
    from tests.factories import ConditionFactory, IndexPageFactory, TherapyFactory, published

    condition = published(ConditionFactory(slug="low-mood"))
    published(IndexPageFactory())
    therapy = TherapyFactory(
        slug="a-walk",
        benefits=["x"],
        indications=[{"text": "x", "condition": condition}],
        techniques=[{"title": "x", "text": "x"}],
        questions=[{"question": "x", "answer": "x"}],
    )
    _publish(therapy, 1)
    for line in sys.stdin:
        _publish(therapy, int(line))


def _publish(therapy: Therapy, number: int) -> None:
    from django.db import transaction

    from alter_site.content.editions import publishing
    from tests.factories import approved, changed

    word, moments = f"Edition{number:04}", list[float]()
    with transaction.atomic():
        # The first to hear of the commit: what the site does then must not count as time before it.
        transaction.on_commit(lambda: moments.append(time.monotonic()))
        therapy.benefits.update(text=word)
        therapy.indications.update(text=word)
        therapy.techniques.update(title=word, text=f"<p>{word}</p>", in_a_session=word)
        therapy.questions.update(question=f"{word}?", answer=f"<p>{word}</p>")
        changed(therapy, title=word, summary=word, introduction=f"<p>{word}</p>", use_text=f"<p>{word}</p>")
        publishing.publish(approved(therapy), None)
    sys.stdout.write(f"{number} {moments[0]}\n")
    sys.stdout.flush()
