"""Requests that are acknowledged each second, against bare inserts into the same database.

Each is sent through the whole stack of middleware and the view a visitor sends it to, and counts when the
answer leads to its reference. Run as a program in the demo site's environment:
``python -m tests.bench.requests``.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from statistics import median
from typing import Any

import django

ROUNDS = 120
WARM_UP = 20  # the first of them


def main() -> None:
    """Print both rates and their ratio."""
    django.setup()
    from django.conf import settings
    from django.db import connection
    from django.test import Client

    from admissions.models import Remnant, Submission
    from admissions.verification import drafts, guards
    from admissions.verification.answers import Answers
    from tests.support.visitor import ANSWERS

    settings.ALLOWED_HOSTS = ["*"]  # the test client calls itself testserver
    answers, draft = Answers.none(), drafts.begin(Answers.none())[0].draft
    while (step := _unanswered(answers, draft)) is not None:
        typed = {name: value if isinstance(value, list) else [value] for name, value in ANSWERS[step].items()}
        answers = answers.having(step, typed)
    tokens = [drafts.begin(answers)[1] for _ in range(ROUNDS)]

    before = Submission.objects.count()
    client = Client()

    def send(number: int) -> None:
        client.cookies[settings.DRAFT_COOKIE_NAME] = tokens[number]
        stamp = {"agreed": "on", guards.STAMP: guards.fields(again=True)["stamp"]}
        # Each from a network of its own: nobody is counted as one of many.
        answer = client.post("/request/check/", stamp, REMOTE_ADDR=f"10.{number // 250}.{number % 250}.1")
        assert answer.headers.get("Location") == "/request/done/", answer.status_code

    def insert(number: int) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                f"INSERT INTO {Remnant._meta.db_table} (month, source, outcome) "  # noqa: S608 (names of ours)
                "VALUES ('2026-11-01', 'form', 'declined')"
            )

    # In turn, so that whatever else the machine does falls on both.
    times = [(_seconds(send, number), _seconds(insert, number)) for number in range(ROUNDS)][WARM_UP:]
    requests, bare = (1 / median(column) for column in zip(*times, strict=True))
    assert Submission.objects.count() == before + ROUNDS
    print(
        f"  {connection.display_name}: {requests:,.0f} acknowledged a second; "
        f"bare inserts: {bare:,.0f}; ratio {requests / bare:.3f}"
    )


def _unanswered(answers: Any, draft: Any) -> str | None:
    from admissions.verification import intake

    try:
        intake.build(answers, draft)
    except intake.NotComplete as incomplete:
        return incomplete.step.slug
    return None


def _seconds(work: Callable[[int], None], number: int) -> float:
    start = time.perf_counter()
    work(number)
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
