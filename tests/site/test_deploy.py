"""Dockerfile, compose.yaml and systemd units: checked, and their commands run, without a container engine."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import environ
import pytest
import yaml
from django.core.management import get_commands

from tests.site.test_project import PRODUCTION, ROOT
from tests.support.demo_site import demo_environment, free_port, wait_until_listening
from tests.support.programs import need
from tests.support.waiting import PATIENCE

pytestmark = pytest.mark.own_servers

UNITS = sorted((ROOT / "deploy").glob("alter-*"))
SERVICES = [unit for unit in UNITS if unit.suffix == ".service"]
DOCKERFILE = (ROOT / "Dockerfile").read_text()
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text())
SECRETS = "deploy/secrets"
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
    """Start a web server, ask its health check, and stop it with SIGTERM as a container engine does."""
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
    assert {".env", "var", ".git", SECRETS} <= set(ignored)
    assert f"{SECRETS}/" in (ROOT / ".gitignore").read_text().split()


def images() -> list[str]:
    """Return every image that is pulled from a registry."""
    stages = set(re.findall(r"^FROM \S+ AS (\S+)$", DOCKERFILE, re.M))
    from_ = [name for name in re.findall(r"^FROM (\S+)", DOCKERFILE, re.M) if name not in stages]
    pulled = [service["image"] for service in COMPOSE["services"].values() if "build" not in service]
    return from_ + pulled


def test_every_image_is_named_by_release_and_digest():
    exact = re.compile(r"[a-z/]+:[a-z-]*(\d+\.\d+(\.\d+)?|\d{8})(-[a-z]+)*@sha256:[0-9a-f]{64}")
    assert len(images()) == 4
    assert [image for image in images() if not exact.fullmatch(image)] == []


@pytest.mark.parametrize("digest", ["sha256:" + "a" * 64, "latest", ""])
def test_an_image_is_pinned_only_to_a_digest_that_the_registry_names(digest, tmp_path):
    for name in ("Dockerfile", "compose.yaml"):
        (tmp_path / name).write_text((ROOT / name).read_text())
    docker = tmp_path / "docker"
    docker.write_text(
        f"#!/bin/sh\n[ '{digest}' ] || {{ echo no registry >&2; exit 1; }}\necho '\"{digest}\"'\n"
    )
    docker.chmod(0o755)
    python = [sys.executable, str(ROOT / "bin/pin_images.py")]
    path = {"PATH": f"{tmp_path}:/usr/bin:/bin"}
    for _ in range(2):  # the second time, what is there already is asked for anew
        result = subprocess.run(python, cwd=tmp_path, env=path, capture_output=True, text=True, check=False)
    texts = [(tmp_path / name).read_text() for name in ("Dockerfile", "compose.yaml")]
    if digest.startswith("sha256:"):
        assert result.returncode == 0, result.stderr
        assert [text.count(f"@{digest}") for text in texts] == [2, 2]
        assert yaml.safe_load(texts[1])["services"]["postgres"]["image"].endswith(f"-bookworm@{digest}")
    else:
        assert "The digest of" in result.stderr
        assert result.returncode == 1
        assert texts == [(ROOT / name).read_text() for name in ("Dockerfile", "compose.yaml")]


@pytest.mark.nightly
def test_the_image_for_nginx_is_built_with_the_headers_of_this_release(tmp_path):
    (command,) = re.findall(r"^RUN (key=.*)$", DOCKERFILE, re.M)
    (variables,) = re.findall(r"^ENV (SITE_ENV=.*VAR_DIR=.*)$", DOCKERFILE, re.M)
    settings = dict(pair.split("=", 1) for pair in variables.split())
    (made,) = re.findall(r"> (\S+)$", command)
    command = command.replace(made, str(tmp_path / "headers.conf"))
    path = {"PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}", "VAR_DIR": str(tmp_path / "var")}
    subprocess.run(["sh", "-c", command], env=settings | path, check=True)
    assert "Strict-Transport-Security" in (tmp_path / "headers.conf").read_text()
    assert f"COPY --from=headers --chown=root:root --chmod=0644 {made} /etc/nginx/alter/" in DOCKERFILE


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


@pytest.mark.parametrize("name", COMPOSE["services"])
def test_a_service_has_no_more_than_it_needs(name):
    service = COMPOSE["services"][name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service["mem_limit"]
    assert service["pids_limit"] <= 256
    assert "privileged" not in service
    # nginx opens two ports, and then runs its workers as another user.
    assert ("cap_add" in service) == (name == "front")
    for volume in service.get("volumes", []):
        assert volume.startswith(("site:", "database:")) or volume.endswith(":ro"), volume


@pytest.mark.parametrize("name", OURS)
def test_a_service_of_ours_can_write_to_its_folder_alone(name):
    service = COMPOSE["services"][name]
    assert service["volumes"] == ["site:/var/lib/alter"]
    assert service["environment"]["VAR_DIR"] == "/var/lib/alter"


def networks_of(name: str) -> set[str]:
    return set(COMPOSE["services"][name]["networks"])


def test_nginx_has_no_network_to_database_or_cache_and_they_have_no_way_out():
    for store in ("postgres", "cache"):
        assert networks_of(store) == {"stores"}
        assert "ports" not in COMPOSE["services"][store]
    assert COMPOSE["networks"]["stores"]["internal"] is True
    assert networks_of("front") == {"entrance"}
    assert [name for name, service in COMPOSE["services"].items() if "ports" in service] == ["front"]
    assert networks_of("web") & networks_of("front") == {"entrance"}
    # The worker and the release have no business with visitors.
    assert {name for name in COMPOSE["services"] if "entrance" in networks_of(name)} == {"front", "web"}


def test_only_the_address_of_nginx_is_a_trusted_proxy():
    (entrance,) = COMPOSE["services"]["front"]["networks"].values()
    for name in OURS:
        assert COMPOSE["services"][name]["environment"]["TRUSTED_PROXIES"] == entrance["ipv4_address"]


def test_every_secret_comes_from_a_file_and_the_owner_of_the_tables_is_in_the_release_alone():
    said = (ROOT / "compose.yaml").read_text() + DOCKERFILE
    assert not re.search(r"://[^/\s]*:[^/\s]*@|PASSWORD[=:] *\w|AUTH_METHOD|trust\b", said)
    files = {name: service.get("env_file", []) for name, service in COMPOSE["services"].items()}
    assert files == {
        "web": [f"{SECRETS}/site.env"],
        "worker": [f"{SECRETS}/site.env"],
        "release": [f"{SECRETS}/site.env", f"{SECRETS}/release.env"],
        "postgres": [f"{SECRETS}/postgres.env"],
        "cache": [f"{SECRETS}/cache.env"],
        "front": [],
    }
    # Each is made by the lines of the document, and is named there.
    described = (ROOT / "docs/deploy.md").read_text()
    for file in {Path(file).name for names in files.values() for file in names}:
        assert f"{SECRETS}/{file}" in described, file


def test_the_documented_shell_lines_create_every_secret_the_services_read(tmp_path):
    document = (ROOT / "docs/deploy.md").read_text()
    (lines,) = (
        block for block in re.findall(r"```sh\n(.*?)```", document, re.S) if f"mkdir {SECRETS}" in block
    )
    (tmp_path / "deploy").mkdir()
    subprocess.run(["sh", "-eu", "-c", lines], cwd=tmp_path, check=True)
    made = {path.name: path for path in (tmp_path / SECRETS).iterdir()}
    assert set(made) == {"site.env", "release.env", "postgres.env", "cache.env"}
    assert {path.stat().st_mode & 0o777 for path in made.values()} == {0o600}
    read = {
        name: dict(line.split("=", 1) for line in path.read_text().splitlines())
        for name, path in made.items()
    }
    passwords = read["postgres.env"]
    assert f":{passwords['APPLICATION_PASSWORD']}@postgres" in read["site.env"]["DATABASE_URL"]
    assert f":{passwords['OWNER_PASSWORD']}@postgres" in read["release.env"]["DATABASE_URL"]
    assert f":{read['cache.env']['CACHE_PASSWORD']}@cache" in read["site.env"]["REDIS_URL"]
    assert len(set(passwords.values())) == 3
    settings = read["site.env"] | {
        "SITE_ENV": "production",
        # What the .env of a demo beside the code says otherwise.
        "STAFF_SECOND_FACTOR": "required",
        "PHI_ACTIVE": "",
        "VAR_DIR": str(tmp_path),
        "PATH": os.environ["PATH"],
    }
    starts = [
        sys.executable,
        "-c",
        "import django; django.setup(); from admissions.phi.keyring import keyring; keyring()",
    ]
    subprocess.run(
        starts, cwd=ROOT, env=settings | {"DJANGO_SETTINGS_MODULE": "alter_site.settings"}, check=True
    )


def test_a_shell_reads_the_example_settings_as_the_site_does(tmp_path):
    example, file = (ROOT / ".env.example").read_text(), tmp_path / "site.env"
    file.write_text("\n".join(re.findall(r"^(?:# )?([A-Z][A-Z0-9_]+=.*)$", example, re.M)))
    shell = ["sh", "-euc", f"set -a && . {file} && exec env"]
    by_shell = subprocess.run(shell, env={}, capture_output=True, text=True, check=True).stdout

    class Apart(environ.Env):
        ENVIRON = {}

    Apart.read_env(file)
    assert Apart.ENVIRON["DEFAULT_FROM_EMAIL"] == "Alter website <website@example.com>"
    assert Apart.ENVIRON.items() <= dict(line.split("=", 1) for line in by_shell.splitlines()).items()


def test_the_services_use_settings_that_exist_and_carry_no_secret():
    known = set(re.findall(r"^(?:# )?([A-Z][A-Z0-9_]*)=", (ROOT / ".env.example").read_text(), re.M))
    for name in OURS:
        assert set(COMPOSE["services"][name]["environment"]) <= known
    assert not re.search("SECRET|PHI_|PASSWORD", str([COMPOSE["services"][name] for name in OURS]))


def test_the_services_run_commands_that_exist():
    """Those that migrate, collect, bake and work: each is run by `test_the_commands_of_the_services_run`."""
    named = re.findall(r"python,? manage\.py,? ([a-z_]+)", (ROOT / "compose.yaml").read_text())
    assert set(named) == {"migrate", "database_roles", "collectstatic", "bake", "worker"}
    assert set(named) <= set(get_commands())


@pytest.mark.nightly
def test_the_commands_of_the_services_run(environment):
    release, worker = (COMPOSE["services"][name]["command"] for name in ("release", "worker"))
    # This runs on SQLite, which has no roles: tests/site/test_database_roles.py has them.
    release = [part.replace(" && python manage.py database_roles --apply", "") for part in release]
    subprocess.run(release, env=environment, check=True, stdout=subprocess.DEVNULL)
    folder = Path(environment["VAR_DIR"])
    assert (folder / "static/staticfiles.json").exists()
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


CLOSED = {
    "NoNewPrivileges": "true",
    "CapabilityBoundingSet": "",
    "ProtectSystem": "strict",
    "ProtectHome": "true",
    "ProtectProc": "invisible",
    "PrivateTmp": "true",
    "PrivateDevices": "true",
    "RestrictAddressFamilies": "AF_UNIX AF_INET AF_INET6",
    "RestrictSUIDSGID": "true",
    "UMask": "0077",
    "StateDirectoryMode": "0711",
    "MemorySwapMax": "0",
    "LimitCORE": "0",
}
WORST = 20  # tenths, of at most 100: the exposure that systemd-analyze finds


@pytest.mark.parametrize("unit", SERVICES, ids=lambda unit: unit.stem)
def test_a_service_of_systemd_has_no_more_than_it_needs(unit):
    said = dict(re.findall(r"^(\w+)=(.*)$", unit.read_text(), re.M))
    assert {name: said.get(name) for name in CLOSED} == CLOSED
    assert re.fullmatch(r"\d+[MG]", said["MemoryMax"])
    assert int(said["TasksMax"]) <= 128
    assert "SystemCallFilter=@system-service\nSystemCallFilter=~@privileged\n" in unit.read_text()
    systemd_analyze = need("systemd-analyze")
    graded = [systemd_analyze, "security", "--offline=true", f"--threshold={WORST}", str(unit)]
    found = subprocess.run(graded, capture_output=True, text=True, check=False)
    assert found.returncode == 0, found.stdout + found.stderr


def test_nothing_of_the_web_server_is_in_the_applications_group():
    socket = (ROOT / "deploy/alter-web.socket").read_text()
    assert "SocketUser=www-data\nSocketMode=0600\n" in socket
    assert "adduser www-data alter" not in (ROOT / "docs/deploy.md").read_text()


def test_the_units_start_what_the_services_start():
    starts = {unit.stem: re.findall(r"^ExecStart=(.*)$", unit.read_text(), re.M) for unit in SERVICES}
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
