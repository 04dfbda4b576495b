"""Fixtures for every test: fetched pages have their markup checked; files and facts are of one test."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from _pytest.nodeid import NodeId
from django.core.cache import cache
from django.core.management.commands import flush
from django.core.signals import setting_changed
from django.db import connection
from django.dispatch import receiver
from django.template import Template
from django.test import Client
from django.test.utils import _TestState
from pytest_django.plugin import blocking_manager_key

from admissions.phi import triggers
from admissions.verification import guards
from alter_site.content import facts
from alter_site.delivery import generation
from alter_site.staff.groups import COORDINATOR, LEAD
from alter_site.staff.models import User

from .factories import AdministratorFactory, MarketerFactory, StaffFactory
from .support import databases, decided_by_database, first_rows, left_to_the_night
from .support.document import Document
from .support.markup import check_admin, check_public
from .support.sign_in import StaffClient

# A slow machine is no reason to fail, and what was found last time must not decide what is tried now. The
# same examples each time judge a change by itself; at night others are tried, and more of them.
hypothesis.settings.register_profile(
    "suite", deadline=None, database=None, derandomize=True, max_examples=25, print_blob=True
)
hypothesis.settings.register_profile(
    "nightly", parent=hypothesis.settings.get_profile("suite"), derandomize=False, max_examples=1_000
)
hypothesis.settings.load_profile("nightly" if os.environ.get("NIGHTLY") else "suite")


@pytest.fixture(autouse=True)
def _nothing_left_from_another_test(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.GENERATION_FILE = tmp_path / "generation"
    settings.FACTS_FILE = tmp_path / "facts.json"
    settings.BAKED_DIR = tmp_path / "baked"
    settings.ADDRESS_JOURNAL = tmp_path / "asked"
    settings.LOOK_ANCHORS = f"file://{tmp_path}/look-anchors.log"
    monkeypatch.setattr(facts, "_cached", None)
    monkeypatch.setattr(guards, "wait", lambda seconds: None)
    monkeypatch.setattr(generation, "_redis", generation.RedisGeneration())
    generation._store.cache_clear()
    cache.clear()


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment: None, django_db_blocker: Any) -> None:
    """Give this worker a database of its own, in the place of pytest-django's, which migrates in each."""
    with django_db_blocker.unblock():
        databases.use_migrated()
        if connection.vendor == "postgresql":
            first_rows.remember()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark what the database decides, and say in a test's id which group it runs with."""
    for item in items:
        if left_to_the_night.is_left(item.nodeid):
            item.add_marker(pytest.mark.nightly)
        if decided_by_database.names(decided_by_database.TESTS, item.nodeid):
            item.add_marker(pytest.mark.decided_by_database)
        if decided_by_database.names(decided_by_database.ON_BOTH, item.nodeid):
            item.add_marker(pytest.mark.both_databases)
        # xdist 3.8 writes the group where pytest 9.2 no longer looks: without this, every group is spread.
        if getattr(config.option, "loadgroup", False) and (group := item.get_closest_marker("xdist_group")):
            item._id = NodeId.parse(f"{item.nodeid}@{group.args[0]}")


def pytest_collection_finish() -> None:
    """Collect garbage more rarely, and never look for it in what is loaded by now: a twentieth of the run."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


def pytest_assertrepr_compare(op: str, left: Any, right: Any) -> list[str] | None:
    """List all that is wrong where nothing should be, one a line: ``assert wrong == {}``."""
    if op != "==" or right not in ({}, [], set()) or not isinstance(left, dict | list | set):
        return None
    found = [f"{name}: {what}" for name, what in left.items()] if isinstance(left, dict) else map(str, left)
    return [f"{len(left)} where none should be:", *found]


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Leave no database on a server once every worker has ended."""
    if not hasattr(session.config, "workerinput"):
        with session.config.stash[blocking_manager_key].unblock():
            databases.remove_made()


@receiver(setting_changed)
def _the_generation_follows_the_settings(**_: Any) -> None:
    generation._store.cache_clear()


@pytest.fixture(autouse=True, scope="session")
def _the_log_of_looks_can_be_emptied_between_tests() -> Iterator[None]:
    """Let a test's flush past the triggers that refuse it."""
    operations = type(connection.ops)
    stock = operations.sql_flush

    def sql_flush(self: Any, style: Any, tables: Any, **options: Any) -> list[str]:
        statements = stock(self, style, tables, **options)
        if triggers.TABLE not in tables:
            return statements
        return [*triggers.drop(connection.vendor), *statements, *triggers.create(connection.vendor)]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(operations, "sql_flush", sql_flush)
        yield


@pytest.fixture(autouse=True, scope="session")
def _a_flush_puts_the_migrated_database_back() -> Iterator[None]:
    """Empty the tables after a test by copying what migrations have made: 10 ms instead of half a second."""
    stock = flush.Command.handle

    def handle(self: Any, **options: Any) -> None:
        if connection.in_atomic_block or not first_rows.put_back():
            stock(self, **options)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(flush.Command, "handle", handle)
        yield


@pytest.fixture(autouse=True, scope="session")
def _templates_are_rendered_as_on_the_site(django_test_environment: None) -> None:
    """Leave out what Django copies for ``response.context``: a twentieth of the run, and no test reads it."""
    Template._render = _TestState.saved_data.template_render  # type: ignore[attr-defined]


@pytest.fixture
def client() -> StaffClient:
    """Send requests; ``client.force_login(user)`` signs staff in, second factor included."""
    return StaffClient()


@pytest.fixture
def visit(client: Client) -> Callable[..., Document]:
    """Fetch a public page: ``visit("/therapies/")`` returns it parsed, its markup checked.

    Named for the act: ``page`` is what a browser test asks Playwright for.
    """

    def fetch(path: str, *, status: int = 200, **request: Any) -> Document:
        response = client.get(path, **request)
        assert response.status_code == status, f"{path} answered {response.status_code}"
        document = Document(response)
        check_public(document)
        return document

    return fetch


@pytest.fixture
def marketer(db: None) -> User:
    """Somebody who edits pages and has no other rights."""
    return MarketerFactory()


@pytest.fixture
def coordinator(db: None) -> User:
    """Somebody who takes requests and reaches people."""
    return StaffFactory(group=COORDINATOR)


@pytest.fixture
def lead(db: None) -> User:
    """Somebody who is responsible for the desk."""
    return StaffFactory(group=LEAD)


@pytest.fixture
def administrator(db: None) -> User:
    """Somebody who may do everything."""
    return AdministratorFactory()


@pytest.fixture
def visit_admin(client: Client, marketer: User) -> Callable[..., Document]:
    """Fetch a staff screen as a marketer, or ``by`` somebody else; its markup is checked."""

    def fetch(path: str, *, status: int = 200, by: User | None = None, **request: Any) -> Document:
        client.force_login(by or marketer)
        response = client.get(path, **request)
        assert response.status_code == status, f"{path} answered {response.status_code}"
        document = Document(response)
        check_admin(document)
        return document

    return fetch
