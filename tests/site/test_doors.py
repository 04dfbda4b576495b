"""No link of a staff screen leads its reader to a refusal, to nothing or to an error."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import Resolver404, resolve

from alter_site.staff.models import User
from tests.support.demo import loaded_demo
from tests.support.document import Document
from tests.support.passes import at_night

pytestmark = pytest.mark.django_db

OF_EACH_ROUTE = 2
OTHERS = ("admin", "lead", "marketer", "privacy", "reviewer", "verifier")


@pytest.fixture(scope="module", autouse=True)
def _demo(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    with loaded_demo(django_db_blocker):
        yield


@pytest.mark.parametrize("who", ["coordinator", *map(at_night, OTHERS)])
def test_every_link_from_the_first_screen_on_leads_somewhere(client, who):
    client.force_login(User.objects.get(email=f"{who}@demo.example"))
    led = walked(client, "/admin/")
    assert len(led) > 30
    assert {address: status for address, status in led.items() if status >= 400} == {}


def walked(client: Client, start: str) -> dict[str, int]:
    """Follow links from ``start`` on, a few of each route; return what each address answered."""
    answers: dict[str, int] = {}
    tried: Counter[str] = Counter()
    to_try = [start]
    while to_try:
        address = to_try.pop(0).partition("#")[0]
        try:
            route = resolve(address.partition("?")[0]).view_name
        except Resolver404:
            # A file, or nothing at all, which is found out by asking.
            route = address
        if not address.startswith("/") or address in answers or tried[route] == OF_EACH_ROUTE:
            continue
        tried[route] += 1
        answer = client.get(address)
        answers[address] = answer.status_code
        if answer.status_code in {301, 302}:
            to_try.append(answer["Location"])
        elif answer["Content-Type"].startswith("text/html"):
            to_try += Document(answer).hrefs("a[href]")
    return answers
