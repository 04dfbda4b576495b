"""The files to deploy with: what they say is checked, and what they would run is run, without an engine."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.core.management import get_commands

from tests.site.test_project import PRODUCTION, ROOT
from tests.support.demo_site import demo_environment, free_port, wait_until_listening
from tests.support.programs import need
from tests.support.waiting import PATIENCE

pytestmark = pytest.mark.own_servers

UNITS = sorted((ROOT / "deploy").glob("alter-*"))
DOCKERFILE = (ROOT / "Dockerfile").read_text()
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text())
OURS = [name for name, service in COMPOSE["services"].items() if service.get("image") == "alter-site"]


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """Production on SQLite, in a folder of its own, with this machine's Python first."""
    secrets = {name: value for name, value in PRODUCTION.items() if name != "SITE_URL"}
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    return demo_environment(tmp_path, 8000) | secrets | {
        "PHI_ACTIVE": "",
        "STAFF_SECOND_FACTOR": "required",
        "SITE_URL": "https://site.example",
        "PATH": path,
    }  # fmt: skip


def serves(
    command: list[str], environment: dict[str, str], port: int, check: list[str] | None = None
) -> None:
    """Start a web server, ask whether it is well, and end it the way an engine does."""
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait_until_listening(port, process)
        if check:
            subprocess.run(check, env=environment, check=True)
    finally:
        process.terminate()
    assert process.wait(timeout=PATIENCE) == 0


# --- the image ----------------------------------------------------------------------------------------


def test_the_site_does_not_run_as_root_and_no_secret_goes_into_an_image():
    site = DOCKERFILE.split("\nFROM ")[1]
    assert site.index("\nUSER alter") < site.index("\nCMD")
    ignored = (ROOT / ".dockerignore").read_text().split()
    assert {".env", "var", ".git"} <= set(ignored)


@pytest.mark.parametrize(
    "changes", [{}, pytest.param({"ALLOWED_HOSTS": "site.example"}, marks=pytest.mark.nightly)], ids=str
)
def test_the_image_starts_and_says_that_it_is_well(changes, environment):
    port = free_port()
    site = DOCKERFILE.split("\nFROM ")[1]
    patterns = (r"^CMD (\[.*)$", r"HEALTHCHECK .*? CMD (\[.*)$")
    found = [re.findall(pattern, site, re.M)[0].replace("8000", str(port)) for pattern in patterns]
    command, check = map(yaml.safe_load, found)
    serves(command, environment | changes, port, check)


def test_the_image_for_nginx_leads_to_the_service_of_that_name():
    changed = nginx_of_the_image()
    assert "server web:8000;" in changed
    assert "web.sock" not in changed
    assert "web" in COMPOSE["services"]


def test_the_image_for_nginx_keeps_no_log_in_its_memory():
    """What is written into it for months would fill the machine."""
    changed = nginx_of_the_image()
    assert set(re.findall(r"^ *(?:access|error)_log (\S+)", changed, re.M)) == {"/dev/stdout", "/dev/stderr"}
    assert "/var/log/nginx" not in str(COMPOSE["services"]["front"])


def nginx_of_the_image() -> str:
    """Return nginx's configuration as the image has it."""
    (command,) = re.findall(r"^RUN (sed --in-place .+)$", DOCKERFILE, re.M)
    arguments = [part for part in shlex.split(command)[2:] if part != "/etc/nginx/nginx.conf"]
    configuration = ROOT / "deploy/nginx.conf"
    changed = subprocess.run(["sed", *arguments, configuration], check=True, capture_output=True, text=True)
    return changed.stdout


# --- the services -------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", OURS)
def test_a_service_can_write_to_its_folder_alone(name):
    service = COMPOSE["services"][name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["volumes"] == ["site:/var/lib/alter"]
    assert service["environment"]["VAR_DIR"] == "/var/lib/alter"


def test_the_services_use_settings_that_exist_and_carry_no_secret():
    known = set(re.findall(r"^(?:# )?([A-Z][A-Z0-9_]*)=", (ROOT / ".env.example").read_text(), re.M))
    for name in OURS:
        assert set(COMPOSE["services"][name]["environment"]) <= known
    assert not re.search("SECRET|PHI_|PASSWORD", str([COMPOSE["services"][name] for name in OURS]))


def test_one_address_is_believed_and_it_is_the_fronts():
    (front,) = COMPOSE["services"]["front"]["networks"].values()
    for name in OURS:
        assert COMPOSE["services"][name]["environment"]["TRUSTED_PROXIES"] == front["ipv4_address"]


def test_the_services_run_commands_that_exist():
    """Those that migrate, collect, bake and work: each is run by `test_the_commands_of_the_services_run`."""
    named = re.findall(r"python,? manage\.py,? ([a-z_]+)", (ROOT / "compose.yaml").read_text())
    assert set(named) == {"migrate", "collectstatic", "bake", "worker"}
    assert set(named) <= set(get_commands())


@pytest.mark.nightly
def test_the_commands_of_the_services_run(environment):
    port = free_port()
    release, web, worker = (COMPOSE["services"][name]["command"] for name in ("release", "web", "worker"))
    subprocess.run(release, env=environment, check=True, stdout=subprocess.DEVNULL)
    folder = Path(environment["VAR_DIR"])
    assert (folder / "static/staticfiles.json").exists()
    serves([part.replace("8000", str(port)) for part in web], environment, port)
    process = subprocess.Popen(worker, env=environment, stderr=subprocess.PIPE, text=True)
    assert process.stderr is not None
    assert "The worker has started" in process.stderr.readline()
    process.terminate()
    process.communicate(timeout=PATIENCE)
    assert process.returncode == 0


# --- the units ----------------------------------------------------------------------------------------


def test_systemd_understands_the_units(tmp_path):
    systemd_analyze = need("systemd-analyze")
    assert len(UNITS) == 3
    for unit in UNITS:
        # The one thing that this machine does not have.
        text = unit.read_text().replace("/srv/alter/.venv/bin/python", sys.executable)
        (tmp_path / unit.name).write_text(text)
    found = subprocess.run(
        [systemd_analyze, "verify", *tmp_path.iterdir()], capture_output=True, text=True, check=False
    )
    assert [line for line in found.stderr.splitlines() if "alter-" in line] == []
    assert found.returncode == 0, found.stderr


def test_the_units_start_what_the_services_start():
    services = [unit for unit in UNITS if unit.suffix == ".service"]
    starts = {unit.stem: re.findall(r"^ExecStart=(.*)$", unit.read_text(), re.M) for unit in services}
    python = "/srv/alter/.venv/bin/python"
    assert starts == {
        "alter-web": [f"{python} -m gunicorn --config=gunicorn.conf.py"],
        "alter-worker": [f"{python} manage.py worker"],
    }


def test_nginx_and_systemd_mean_the_same_socket_and_folder():
    files = ("nginx.conf", "alter-web.socket", "alter-web.service")
    nginx, socket, web = ((ROOT / "deploy" / name).read_text() for name in files)
    assert "unix:/run/alter/web.sock" in nginx
    assert "ListenStream=/run/alter/web.sock" in socket
    assert "StateDirectory=alter\n" in web
    assert "root /var/lib/alter;" in nginx
