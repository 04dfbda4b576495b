"""The demo site on a free port, as a visitor meets it: loaded and served from nothing, then thrown away."""

from __future__ import annotations

import base64
import os
import secrets
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from .waiting import wait_until


@dataclass(frozen=True)
class DemoSite:
    """A running server and the environment it runs in."""

    port: int
    environment: dict[str, str]
    arbiter: int  # process id

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}"


def free_port() -> int:
    """Return a port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def demo_site() -> Iterator[DemoSite]:
    """Serve the demo content from a temporary folder until the block ends."""
    with tempfile.TemporaryDirectory(prefix="alter-demo-") as folder:
        port = free_port()
        environment = demo_environment(Path(folder), port)
        prepare(environment)
        with served("alter_site.wsgi:application", port, environment) as arbiter:
            yield DemoSite(port, environment, arbiter)


def prepare(environment: dict[str, str], checkout: Path = Path()) -> None:
    """Make the database, the static files and the demo content of a site, from this release or another."""
    for command in ("migrate", "collectstatic --no-input", "load_demo"):
        manage = [sys.executable, "manage.py", *command.split()]
        subprocess.run(manage, cwd=checkout, env=environment, check=True, stdout=subprocess.DEVNULL)


def demo_environment(folder: Path, port: int) -> dict[str, str]:
    """Return an environment in which nothing of the developer's own site is used."""
    return os.environ | {
        "DJANGO_SETTINGS_MODULE": "alter_site.settings",
        "SITE_ENV": "demo",
        "STAFF_SECOND_FACTOR": "optional",
        "PHI_KEYS_FILE": "",
        "PHI_KEYS": f"demo1:{_sealing_key()}",
        "PHI_ACTIVE": "demo1",
        "PHI_INDEX_KEY": _sealing_key(),
        "DEBUG": "false",
        "SECRET_KEY": secrets.token_urlsafe(50),
        "SITE_URL": f"http://localhost:{port}",
        "VAR_DIR": str(folder),
        "MEDIA_ROOT": str(folder / "media"),
        "DATABASE_URL": f"sqlite:///{folder / 'db.sqlite3'}",
        "DATABASE_POOL": "0",
        "REDIS_URL": "",
        "S3_MEDIA_BUCKET": "",
    }


def _sealing_key() -> str:
    return base64.b64encode(secrets.token_bytes(32)).decode()


@contextmanager
def served(
    application: str, port: int, environment: dict[str, str], *options: str, log_level: str = "warning"
) -> Iterator[int]:
    """Run gunicorn with the project's configuration until the block ends; yield the arbiter's process id.

    ``options`` are gunicorn's own and win over the configuration.
    """
    command = [
        sys.executable,
        "-m",
        "gunicorn",
        f"--bind=127.0.0.1:{port}",
        f"--log-level={log_level}",
        *options,
        application,
    ]
    server = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
    try:
        wait_until_listening(port, server)
        yield server.pid
    finally:
        server.terminate()
        server.wait()


def wait_until_listening(port: int, server: subprocess.Popen[bytes]) -> None:
    """Return once the server accepts connections.

    Raises:
        RuntimeError: it ended.
        NeverSo: it took too long.
    """

    def is_over() -> bool:
        with socket.socket() as probe:
            return server.poll() is not None or probe.connect_ex(("127.0.0.1", port)) == 0

    wait_until(is_over, "the server accepts connections")
    if server.poll() is not None:
        raise RuntimeError("The server did not start; its own messages are above.")
