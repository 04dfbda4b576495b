"""Sites that several modules use: each is prepared and started once in a worker."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.support.demo_site import demo_environment, free_port
from tests.support.prepared import prepare
from tests.support.stoppable import Parts, Site, site_in_parts


@pytest.fixture(scope="session")
def parts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Parts]:
    """A site on PostgreSQL with Redis. Tests that use it are of the group “faults” and leave it as it was."""
    with site_in_parts(tmp_path_factory.mktemp("parts")) as running:
        yield running


@pytest.fixture(scope="session")
def machine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A site with nothing in it: SQLite, and two processes that share a folder. Tests: group “machine”."""
    folder, port = tmp_path_factory.mktemp("machine"), free_port()
    site = Site(folder, port, demo_environment(folder, port))
    prepare(site.environment)
    with site.served():
        yield site
