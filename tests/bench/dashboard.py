"""The dashboard with a few requests and with very many: number of queries, and processor time.

SQLite runs in this process, so its work counts and what else the machine does meanwhile does not. Requests
are spread evenly over the days, the last 90 among them. Counting them first is the worker's; it is timed too.

Run as a program in the demo site's environment: ``python -m tests.bench.dashboard``; BENCH_MANY makes it
smaller, BENCH_DAYS says over how many days they came in.
"""

from __future__ import annotations

import datetime
import os
import time
from statistics import median

import django

FEW = 100
MANY = int(os.environ.get("BENCH_MANY", "1000000"))
DAYS = int(os.environ.get("BENCH_DAYS", "730"))  # over which they came in
ROUNDS = 20
BY_HAND = 10_000  # the others are copies of these
SPANS = ("7", "30", "90")
MOST_DAYS_AT_ONCE = 10_000


def fill(number: int, start: int) -> None:
    """Store requests of nobody: half were called, a third spoken to, a fifth closed."""
    from django.utils import timezone

    from admissions.choices import Outcome, SourcePage
    from admissions.models import Submission

    now, minute = timezone.now(), datetime.timedelta(minutes=1)
    pages = list(SourcePage)

    def request(place: int) -> Submission:
        received_at = now - (place * 7919 % (DAYS * 1440)) * minute
        is_closed = place % 5 == 0
        return Submission(
            reference=f"{place:09}",
            relation="self",
            status="closed" if is_closed else "received",
            outcome=list(Outcome)[place % 9] if is_closed else "",
            closed_at=received_at + 3000 * minute if is_closed else None,
            source_page=pages[place % len(pages)],
            received_at=received_at,
            due_first_contact=received_at + 150 * minute,
            first_attempt_at=received_at + place % 400 * minute if place % 2 else None,
            first_live_at=received_at + place % 2000 * minute if place % 3 == 0 else None,
        )

    by_hand = min(number, BY_HAND)
    Submission.objects.bulk_create(
        (request(place) for place in range(start, start + by_hand)), batch_size=2000
    )
    multiply(number - by_hand)


def multiply(number: int) -> None:
    """Store as many copies of what is there, with keys and references of their own: SQLite does it faster."""
    from django.db import connection

    from admissions.models import Submission

    own = {"id": "lower(hex(randomblob(16)))", "draft_id": "lower(hex(randomblob(16)))"}
    own["reference"] = "printf('C%08d', row_number() OVER ())"
    names = [str(field.column) for field in Submission._meta.concrete_fields]
    table = Submission._meta.db_table
    columns, values = ", ".join(names), ", ".join(own.get(name, name) for name in names)
    often = number // BY_HAND + 1
    times = f"(WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT {often}) SELECT i FROM n)"  # noqa: S608
    with connection.cursor() as cursor:
        # Names of ours only.
        found = f"SELECT {values} FROM {table}, {times} LIMIT {number}"  # noqa: S608
        cursor.execute(f"INSERT INTO {table} ({columns}) {found}")


def main() -> None:
    """Print queries and time of the dashboard, and the ratio of the times, for each of its spans."""
    django.setup()
    from django.conf import settings
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext
    from django.urls import reverse
    from django.utils import timezone

    from admissions.figures import counting
    from admissions.models import Tally
    from alter_site.staff.groups import LEAD
    from tests.factories import StaffFactory
    from tests.support.sign_in import StaffClient

    settings.ALLOWED_HOSTS = ["*"]  # the test client calls itself testserver
    client: Client = StaffClient()
    lead = StaffFactory(group=LEAD)
    measured: dict[str, list[float]] = {}
    stored = 0
    for number in (FEW, MANY):
        fill(number - stored, stored)
        stored = number
        Tally.objects.all().delete()
        start = time.process_time()
        counting.count(timezone.now(), at_most=MOST_DAYS_AT_ONCE)
        print(f"  {number:>9,} requests: counted in {time.process_time() - start:.1f} s")
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        client.force_login(lead)  # filling in and counting very many may take longer than a session lasts
        for span in SPANS:
            address = {"span": span}
            assert client.get(reverse("desk:dashboard"), address).status_code == 200
            times = []
            for _ in range(ROUNDS):
                with CaptureQueriesContext(connection) as queries:
                    start = time.process_time()
                    client.get(reverse("desk:dashboard"), address)
                    times.append(time.process_time() - start)
            measured.setdefault(span, []).append(median(times))
            print(
                f"  {number:>9,} requests, {span} days: {len(queries)} queries, {1000 * median(times):.1f} ms"
            )
    for span, (few, many) in measured.items():
        print(f"  ratio of the times, {span} days: {many / few:.2f}")


if __name__ == "__main__":
    main()
