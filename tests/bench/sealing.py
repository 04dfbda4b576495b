"""What sealing costs: a request's row of personal values, against the same row in plain text.

Run as a program in the demo site's environment: ``python -m tests.bench.sealing``.
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable
from statistics import median

import django

ROUNDS = 400


def microseconds(work: Callable[[], object]) -> float:
    """Return the median time of ``work``."""
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return 1_000_000 * median(times)


def main() -> None:
    """Print the time to seal, open, store and load a row, and the ratio to plain text."""
    django.setup()
    from django.db import connection, transaction

    from admissions.custody.access import Purpose, open_for
    from admissions.models import Submission
    from tests.support.requests import PERSON

    values = {name: value for name, value in PERSON.items() if value}
    row = Submission(id=uuid.uuid4())
    row.seal(**values)
    seal = microseconds(lambda: row.seal(**values))
    unseal = microseconds(lambda: open_for(Purpose.CHECK, row, *values))
    tokens = [getattr(row, name).token for name in values]

    # Without a commit: what the disk takes is the same for both, and much more than all of this.
    with transaction.atomic(), connection.cursor() as cursor:
        columns = ", ".join(f"{name} text" for name in values)
        marks = ", ".join(["%s"] * len(values))
        cursor.execute(f"CREATE TEMPORARY TABLE bench_row (number integer, {columns})")

        def store_and_load(texts: list[str]) -> None:
            cursor.execute(f"INSERT INTO bench_row VALUES (1, {marks})", texts)  # noqa: S608 (only marks)
            cursor.execute("SELECT * FROM bench_row WHERE number = 1 LIMIT 1")
            cursor.fetchall()
            cursor.execute("DELETE FROM bench_row")

        plain = microseconds(lambda: store_and_load(list(values.values())))
        sealed = microseconds(lambda: store_and_load(tokens))
        transaction.set_rollback(True)
    total = seal + sealed + unseal
    print(f"  a row of {len(values)} values: seal {seal:,.0f} µs, open {unseal:,.0f} µs")
    ratio = total / plain
    print(f"  seal, store, load and open: {total:,.0f} µs; in plain text {plain:,.0f} µs; ratio {ratio:.2f}")


if __name__ == "__main__":
    main()
