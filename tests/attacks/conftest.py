"""Sites under attack, each started once in a worker. Tests that use them are of the group “attacks”."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.support.attacked import Attacked, site_alone, site_behind_nginx
from tests.support.programs import need


@pytest.fixture(scope="session")
def alone() -> Iterator[Attacked]:
    """Two processes of gunicorn and nothing in front."""
    with site_alone() as site:
        yield site


@pytest.fixture(scope="session")
def behind_nginx() -> Iterator[Attacked]:
    """The same in production, behind nginx."""
    need("nginx")
    with site_behind_nginx() as site:
        yield site
