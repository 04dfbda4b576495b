"""A PostgreSQL server of our own on a free port, made from nothing and thrown away."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from .demo_site import free_port
from .programs import command_for

INSTALLED = Path("/usr/lib/postgresql")  # where Debian puts each version; elsewhere the path is searched


class PostgresMissing(Exception):
    """No PostgreSQL server is installed."""


def _binaries() -> Path:
    versions = sorted(INSTALLED.glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if versions:
        return versions[-1].parent
    if found := shutil.which("initdb"):
        return Path(found).parent
    raise PostgresMissing(f"no PostgreSQL server is installed: {command_for('initdb')}")


def postgres_program(name: str) -> str:
    """Return where one of PostgreSQL's own programs lies.

    Raises:
        PostgresMissing: none is installed.
    """
    return str(_binaries() / name)


@dataclass(frozen=True)
class PostgresServer:
    """A server that can be stopped and started again."""

    folder: Path
    port: int
    is_durable: bool = True

    @property
    def url(self) -> str:
        """The address of an empty database, as DATABASE_URL wants it."""
        return f"postgres://alter@127.0.0.1:{self.port}/alter"

    def run(self, program: str, *arguments: str) -> None:
        # PostgreSQL refuses to run as root.
        user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
        command = [*user, postgres_program(program), *arguments]
        subprocess.run(command, check=True, cwd="/", stdout=subprocess.DEVNULL)

    def make(self) -> None:
        data = self.folder / "data"
        how = ["--no-sync", "--username=alter", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8"]
        self.run("initdb", f"--pgdata={data}", *how)
        self.start()
        self.run("createdb", "--host=127.0.0.1", f"--port={self.port}", "--username=alter", "alter")

    def start(self) -> None:
        where = f"--options=-p {self.port} -k {self.folder} -c listen_addresses=127.0.0.1"
        where += "" if self.is_durable else " -c fsync=off"
        files = [f"--pgdata={self.folder / 'data'}", f"--log={self.folder}/log"]
        self.run("pg_ctl", "start", "--silent", "--wait", *files, where)

    def stop(self) -> None:
        self.run("pg_ctl", "stop", "--silent", "--mode=immediate", f"--pgdata={self.folder / 'data'}")


@contextmanager
def postgres_server(*, is_durable: bool = True) -> Iterator[PostgresServer]:
    """Run a server with an empty database until the block ends.

    It writes to disk as a real one does (fsync is on): durability and speed are measured with it. One that
    is not durable loses nothing either while the machine itself stays up, and does not wait for the disk.
    """
    _binaries()
    with tempfile.TemporaryDirectory(prefix="alter-postgres-") as folder:
        Path(folder).chmod(0o755)
        data = Path(folder) / "data"
        data.mkdir(mode=0o700)
        if os.geteuid() == 0:
            shutil.chown(folder, "postgres")
            shutil.chown(data, "postgres")
        server = PostgresServer(Path(folder), free_port(), is_durable)
        server.make()
        try:
            yield server
        finally:
            server.stop()


@contextmanager
def postgres() -> Iterator[str]:
    """Yield the address of an empty database on a server of its own."""
    with postgres_server() as server:
        yield server.url
