"""The queue of the desk with a few requests and with very many: number of queries, and processor time.

SQLite runs in this process, so its work counts and what else the machine does meanwhile does not.

Run as a program in the demo site's environment: ``python -m tests.bench.queue``; BENCH_MANY makes it smaller.
"""

from __future__ import annotations

import datetime
import os
import time
from statistics import median

import django

FEW = 100
MANY = int(os.environ.get("BENCH_MANY", "100000"))
ROUNDS = 20
MINUTE = datetime.timedelta(minutes=1)


def fill(number: int, start: int) -> None:
    """Store open requests of invented people, a tenth of whom have written before."""
    from django.utils import timezone

    from admissions.choices import Status
    from admissions.models import Submission
    from admissions.phi import blind_index

    now = timezone.now()

    def request(place: int) -> Submission:
        phone = f"949555{place % (MANY * 9 // 10):06}"
        submission = Submission(
            reference=f"000-{place:05}",
            relation="self",
            status=Status.RECEIVED if place % 3 else Status.NEEDS_INFO,
            received_at=now - place * MINUTE,
            due_first_contact=now + (place - start) * MINUTE,
            phone_index=blind_index.phone(phone),
        )
        submission.seal(phone=phone, preferred_name="Sam", last_name=f"Example {place}")
        return submission

    Submission.objects.bulk_create((request(place) for place in range(start, start + number)), batch_size=500)


def main() -> None:
    """Print queries and time of the first page of the queue, and the ratio of the times."""
    django.setup()
    from django.conf import settings
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext
    from django.urls import reverse

    from alter_site.staff.groups import LEAD
    from tests.factories import StaffFactory
    from tests.support.sign_in import StaffClient

    settings.ALLOWED_HOSTS = ["*"]  # the test client calls itself testserver
    client: Client = StaffClient()
    client.force_login(StaffFactory(group=LEAD))
    measured, stored = [], 0
    for number in (FEW, MANY):
        fill(number - stored, stored)
        stored = number
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        assert client.get(reverse("desk:queue")).status_code == 200
        times = []
        for _ in range(ROUNDS):
            with CaptureQueriesContext(connection) as queries:
                start = time.process_time()
                client.get(reverse("desk:queue"))
                times.append(time.process_time() - start)
        measured.append(median(times))
        print(f"  {number:>7,} requests: {len(queries)} queries, {1000 * median(times):.1f} ms")
    print(f"  ratio of the times {measured[1] / measured[0]:.2f}")


if __name__ == "__main__":
    main()
