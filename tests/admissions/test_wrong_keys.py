"""A server with other keys than those of its database does not start: what it sealed would be lost."""

from __future__ import annotations

import subprocess
import sys
import urllib.request

import pytest

from tests.support.demo_site import demo_environment, free_port, served
from tests.support.migrated import migrate

# The servers share one database, which is made once.
pytestmark = pytest.mark.xdist_group("wrong_keys")

KEYS = {
    "PHI_KEYS": "k1:q5m0bq3pG0g8sO6Yw1cJ5yqk3b2vX9tT7mE4hN6rZ2A=",
    "PHI_ACTIVE": "k1",
    "PHI_INDEX_KEY": "Zk8w2nR4vB6yM1xC3pL5tG7hJ9dS0fQaUeWiOrTgYk4=",
}
OTHER = "c0m3bq3pG0g8sO6Yw1cJ5yqk3b2vX9tT7mE4hN6rZ2B="
WRONG = {
    "another key": {"PHI_KEYS": f"k1:{OTHER}"},
    "another index key": {"PHI_INDEX_KEY": OTHER},
    "the key is gone": {"PHI_KEYS": f"k2:{OTHER}", "PHI_ACTIVE": "k2"},
}


@pytest.fixture(scope="module")
def environment(tmp_path_factory):
    """The environment of a server whose database exists. It knows one key until the last test."""
    values = demo_environment(tmp_path_factory.mktemp("keys"), free_port()) | KEYS
    migrate(values)
    return values


@pytest.mark.parametrize(
    "wrong", ["another key", *(pytest.param(name, marks=pytest.mark.nightly) for name in list(WRONG)[1:])]
)
def test_a_server_with_other_keys_does_not_start(environment, wrong):
    command = [sys.executable, "-m", "gunicorn", f"--bind=127.0.0.1:{free_port()}"]
    server = subprocess.run(
        command, env=environment | WRONG[wrong], capture_output=True, text=True, check=False, timeout=600
    )
    assert server.returncode != 0
    assert "PHI_" in server.stderr
    assert OTHER not in server.stderr


def test_a_server_with_the_right_keys_answers(environment):
    port = free_port()
    with (
        served("alter_site.wsgi:application", port, environment),
        urllib.request.urlopen(f"http://localhost:{port}/robots.txt") as answer,
    ):
        assert answer.status == 200


@pytest.mark.parametrize("wrong", WRONG)
def test_the_system_check_says_so_in_words(environment, wrong):
    command = [sys.executable, "manage.py", "check", "--database", "default"]
    result = subprocess.run(
        command, env=environment | WRONG[wrong], capture_output=True, text=True, check=False
    )
    assert result.returncode != 0
    assert "admissions.E004" in result.stderr
    assert OTHER not in result.stderr


def test_a_migrate_takes_in_a_new_key(environment):
    changed = {"PHI_KEYS": f"{KEYS['PHI_KEYS']},k2:{OTHER}", "PHI_ACTIVE": "k2"}
    for command in (["migrate", "--verbosity=0"], ["check", "--database=default", "--fail-level=WARNING"]):
        subprocess.run([sys.executable, "manage.py", *command], env=environment | changed, check=True)
