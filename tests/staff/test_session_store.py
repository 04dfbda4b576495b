"""Sessions are stored under a hash of their key, and strangers store none."""

from __future__ import annotations

import re
import time
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import get_resolver

from alter_site.staff import accounts
from alter_site.staff.session_store import NOT_SIGNED_IN, SessionStore, keyed_hash
from tests.support.sign_in import StaffClient

from .test_sessions import START, is_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def clock():
    with time_machine.travel(int(time.time()), tick=False) as traveller:
        yield traveller


@pytest.fixture
def signed_in(client, clock, marketer):
    client.force_login(marketer)
    return client


# --- at rest ------------------------------------------------------------------------------------------


def test_a_key_read_from_the_session_table_signs_nobody_in(signed_in):
    row = Session.objects.get()
    assert row.session_key not in str(signed_in.cookies)
    assert signed_in.session.session_key not in str(Session.objects.values_list())
    for stolen in (row.session_key, keyed_hash(row.session_key)):
        thief = StaffClient()
        thief.cookies[settings.SESSION_COOKIE_NAME] = stolen
        assert thief.get(START).status_code == 302
    assert is_in(signed_in)


def test_session_content_copied_into_another_row_is_invalid(signed_in, clock):
    hers = Session.objects.get()
    thief = StaffClient()
    thief.session.save()  # a session of nobody
    Session.objects.exclude(pk=hers.pk).update(session_data=hers.session_data)
    assert not is_in(thief)


def test_a_session_is_stored_changed_renewed_and_deleted_under_the_hash_of_its_key(clock):
    store = SessionStore()
    store["word"] = "lantern"
    store.save()
    first = store.session_key or ""
    assert SessionStore(first)["word"] == "lantern"
    store.cycle_key()
    assert not store.exists(first)
    assert SessionStore(store.session_key)["word"] == "lantern"
    store.flush()
    assert not Session.objects.exists()


def test_a_session_of_somebody_who_has_not_signed_in_is_short(clock, marketer):
    store = SessionStore()
    store["account_login"] = {}
    store.save()
    clock.shift(NOT_SIGNED_IN)
    assert not SessionStore(store.session_key).items()
    client = StaffClient()
    client.force_login(marketer)
    clock.shift(NOT_SIGNED_IN)
    assert client.session.items()


# --- strangers ----------------------------------------------------------------------------------------


def addresses() -> list[str]:
    """Every address of the site, with something made up where one is asked for."""
    found = []

    def walk(patterns: Any, before: str) -> None:
        for pattern in patterns:
            path = before + str(pattern.pattern).removeprefix("^").replace("\\Z", "").removesuffix("$")
            if hasattr(pattern, "url_patterns"):
                walk(pattern.url_patterns, path)
            else:
                found.append("/" + re.sub(r"<[^>]+>|\(\?P<\w+>[^)]*\)|\([^)]*\)", "1", path))

    walk(get_resolver().url_patterns, "")
    return found


@pytest.mark.parametrize(
    "headers", [{}, {"Accept": "application/json", "X-Requested-With": "XMLHttpRequest"}]
)
def test_a_stranger_stores_nothing_by_looking_at_any_address(headers):
    paths = [
        *addresses(),
        "/admin/link/x/y/",
        f"/admin/link/{'x' * 1500}/{'y' * 2000}/",
        "/admin/link/MQ/1-1/",
    ]
    assert len(paths) > 100
    stored = {}
    for path in paths:
        try:
            Client(raise_request_exception=False).get(path, headers=headers)
        except UnicodeError:
            continue
        if Session.objects.exists():
            stored[path] = Session.objects.all().delete()
    assert stored == {}


@pytest.mark.parametrize("key", ["", "made-up-made-up-made-up-made-up-"])
def test_a_stranger_stores_nothing_by_typing_wrong_passwords(marketer, key):
    client = Client()
    for number in range(60):
        client.cookies[settings.SESSION_COOKIE_NAME] = key
        typed = {"login": "x" * 50_000 + f"{number}@example.org", "password": "y" * 500}
        response = client.post("/admin/login/", typed)
        assert len(str(response.cookies)) < 4_096
    for path in (
        "/admin/login/second-step/",
        "/admin/welcome/",
        "/admin/login/passkey/",
        "/admin/login/again/",
    ):
        client.post(path, {"code": "1", "credential": "{}", "new_password1": "x"})
    assert not Session.objects.exists()


def test_a_link_that_works_is_kept_for_its_owner(administrator, marketer):
    client = Client()
    response = client.get(accounts.make_link(administrator, marketer))
    assert response.headers["Location"] == "/admin/welcome/"
    assert client.get("/admin/welcome/").status_code == 200
