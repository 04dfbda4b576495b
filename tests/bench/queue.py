"""The queue of the desk with a few requests and with very many: number of queries, and processor time.

SQLite runs in this process, so its work counts and what else the machine does meanwhile does not.

Run as a program in the environment of an empty site: ``DJANGO_SETTINGS_MODULE=alter_site.settings python -m
tests.bench.queue``; BENCH_MANY sets how many requests are many.
"""

from __future__ import annotations

import datetime
import os
import time
from statistics import median

import django

FEW = 100
MANY = int(os.environ.get("BENCH_MANY", "1000000"))
ROUNDS = 20
MINUTE = datetime.timedelta(minutes=1)
EACH = 200  # requests that somebody has, the closed ones included


LISTS = ("call", "later", "unclaimed", "today", "clinician", "all", "closed")


def fill(number: int, start: int) -> None:
    """Store requests of invented people: half of them closed, the rest in all that can be done with them."""
    from django.utils import timezone

    from admissions.choices import Outcome, Status
    from admissions.contact_plan import ZONES
    from admissions.models import Submission
    from admissions.phi import blind_index
    from alter_site.staff.models import User

    now = timezone.now()
    names = [f"{place}@owners.example" for place in range(start // EACH, (start + number) // EACH + 1)]
    User.objects.bulk_create([User(email=name, password="!") for name in names], ignore_conflicts=True)
    owners = list(User.objects.filter(email__endswith="@owners.example").values_list("pk", flat=True))
    zones, statuses = sorted(ZONES), [status for status in Status if status != Status.CLOSED]
    hours = [(None, None), (datetime.time(9), datetime.time(17)), (datetime.time(20), datetime.time(22))]

    def request(place: int) -> Submission:
        phone = f"949{place % (MANY * 9 // 10):07}"  # a tenth of them asked twice
        opens, closes = hours[place % 3]
        is_closed = place % 2 == 0
        status = Status.CLOSED if is_closed else statuses[place // 2 % len(statuses)]
        submission = Submission(
            reference=f"{place // 100_000:03}-{place % 100_000:05}",
            relation="self",
            status=status,
            owner_id=None if status == Status.RECEIVED else owners[place % len(owners)],
            claimed_at=None if status == Status.RECEIVED else now - place * MINUTE,
            outcome=Outcome.DECLINED if is_closed else "",
            closed_at=now - place * MINUTE / 10 if is_closed else None,
            received_at=now - place * MINUTE,
            due_first_contact=now + (place - start) * MINUTE,
            time_zone=zones[place % len(zones)],
            window_from=opens,
            window_until=closes,
            phone_index=blind_index.phone(phone),
            today=place % 7 == 3,
            clinician_first=place % 5 == 3,
        )
        submission.seal(phone=phone, preferred_name="Sam", last_name=f"Example {place}")
        return submission

    Submission.objects.bulk_create((request(place) for place in range(start, start + number)), batch_size=500)


def main() -> None:
    """Print queries and time of each list with few and with many requests, and the ratio of the times."""
    django.setup()
    from django.conf import settings
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext
    from django.urls import reverse
    from django.utils import timezone

    from admissions import services
    from admissions.models import RetentionRun
    from alter_site.staff.groups import LEAD
    from tests.factories import StaffFactory
    from tests.support.sign_in import StaffClient

    settings.ALLOWED_HOSTS = ["*"]  # the test client calls itself testserver
    client: Client = StaffClient()
    lead = StaffFactory(group=LEAD)
    # Forgetting keeps up, as it does where a worker runs.
    RetentionRun.objects.create(at=timezone.now(), milliseconds=1)
    measured: dict[str, list[float]] = {name: [] for name in LISTS}
    stored = 0
    for number in (FEW, MANY):
        fill(number - stored, stored)
        stored = number
        start = time.process_time()
        sorted_anew = services.settle(timezone.now(), at_most=MANY)
        print(f"  {number:>9,} requests; {sorted_anew:,} sorted in {time.process_time() - start:.1f} s")
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        client.force_login(lead)  # filling in very many takes longer than a session lasts
        for name in LISTS:
            assert client.get(reverse("desk:queue"), {"view": name}).status_code == 200
            times = []
            for _ in range(ROUNDS):
                services.settle(timezone.now(), at_most=MANY)
                with CaptureQueriesContext(connection) as queries:
                    start = time.process_time()
                    client.get(reverse("desk:queue"), {"view": name})
                    times.append(time.process_time() - start)
            measured[name].append(median(times))
            print(f"    {name:>9}: {len(queries)} queries, {1000 * median(times):.1f} ms")
    for name, (few, many) in measured.items():
        print(f"  {name:>9}: ratio of the times {many / few:.2f}")


if __name__ == "__main__":
    main()
