"""Eight people type at once, on SQLite: how long keeping a draft takes, and whether one is ever lost.

Each sends the whole form of a page several times a second, much faster than a script does, through
the whole stack of middleware, from a process of its own. Run as a program in the demo site's environment:
``python -m tests.bench.autosave``.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from statistics import median, quantiles
from typing import Any

import django

WRITERS = 8
DRAFTS = 40  # that each sends
PAUSE = 0.3  # seconds between two of them: a script waits five times as long
WORDS = "What is typed stands here, sentence after sentence. "


def write(email: str) -> None:
    """Send drafts as one person, and print how long each took."""
    from django.contrib.auth import get_user_model
    from django.urls import reverse

    from tests.support.sign_in import StaffClient
    from therapies.models import Therapy

    account = get_user_model().objects.get(email=email)
    client = StaffClient()
    client.force_login(account)
    page = Therapy.objects.order_by("slug").first()
    assert page is not None
    address = reverse("admin:therapies_therapy_draft", args=[page.pk])
    times = []
    for number in range(1, DRAFTS + 1):
        form = {"_account": account.pk, "_draft": f"bench{account.pk:020}", "_draft_number": number}
        form |= {"summary": f"Number {number}", "introduction": f"<p>{WORDS * 300}</p>"}
        start = time.perf_counter()
        said = client.post(address, form, headers={"X-Passive": "1"})
        times.append(1000 * (time.perf_counter() - start))
        assert said.json()["state"] == "kept", said.content
        time.sleep(PAUSE)
    print(json.dumps(times))


def main() -> None:
    """Start the writers, and print what they measured and what is kept."""
    from django.contrib.auth import get_user_model
    from django.db import connection

    from alter_site.content.models import Draft

    with _people() as emails:
        program = [sys.executable, "-m", "tests.bench.autosave"]
        writers = [subprocess.Popen([*program, email], stdout=subprocess.PIPE, text=True) for email in emails]
        times = [one for writer in writers for one in json.loads(writer.communicate()[0])]
        drafts = Draft.objects.filter(account__in=get_user_model().objects.filter(email__in=emails))
        last = [draft.data["summary"] for draft in drafts]
    lost = sum(said != [f"Number {DRAFTS}"] for said in last) + WRITERS - len(last)
    p99 = quantiles(times, n=100)[98]
    print(
        f"  {connection.display_name}, {WRITERS} writers: median {median(times):.0f} ms, "
        f"p99 {p99:.0f} ms (wanted 500), slowest {max(times):.0f} ms; lost: {lost} (wanted 0)"
    )


@contextmanager
def _people() -> Iterator[list[str]]:
    from django.contrib.auth import get_user_model
    from django.contrib.auth.models import Group

    from alter_site.staff.groups import MARKETER

    users: Any = get_user_model().objects
    people = [users.create(email=f"writer{at}@bench.example", is_staff=True) for at in range(WRITERS)]
    for one in people:
        one.groups.add(Group.objects.get(name=MARKETER))
    try:
        yield [one.email for one in people]
    finally:
        users.filter(pk__in=[one.pk for one in people]).delete()


if __name__ == "__main__":
    django.setup()
    from django.conf import settings

    settings.ALLOWED_HOSTS = ["*"]  # the test client calls itself testserver
    write(sys.argv[1]) if sys.argv[1:] else main()
