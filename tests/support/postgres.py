"""A PostgreSQL server of our own on a free port, made from nothing and thrown away."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from .demo_site import free_port

INSTALLED = Path("/usr/lib/postgresql")  # where Debian puts each version; elsewhere the path is searched


class PostgresMissing(Exception):
    """No PostgreSQL server is installed."""


def _binaries() -> Path:
    versions = sorted(INSTALLED.glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if versions:
        return versions[-1].parent
    if found := shutil.which("initdb"):
        return Path(found).parent
    raise PostgresMissing("no PostgreSQL server is installed on this machine")


@contextmanager
def postgres() -> Iterator[str]:
    """Yield the address of an empty database, as DATABASE_URL wants it.

    It writes to disk as a real one does (fsync is on): durability and speed are measured with it.
    """
    binaries, port = _binaries(), free_port()
    with tempfile.TemporaryDirectory(prefix="alter-postgres-") as folder:
        Path(folder).chmod(0o755)
        data = Path(folder) / "data"
        data.mkdir(mode=0o700)
        if os.geteuid() == 0:
            shutil.chown(folder, "postgres")
            shutil.chown(data, "postgres")

        def run(program: str, *arguments: str) -> None:
            # PostgreSQL refuses to run as root.
            user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
            command = [*user, str(binaries / program), *arguments]
            subprocess.run(command, check=True, cwd="/", stdout=subprocess.DEVNULL)

        run(
            "initdb",
            f"--pgdata={data}",
            "--username=alter",
            "--auth=trust",
            "--encoding=UTF8",
            "--locale=C.UTF-8",
        )
        options = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1"
        run(
            "pg_ctl",
            "start",
            "--silent",
            "--wait",
            f"--pgdata={data}",
            f"--log={folder}/log",
            f"--options={options}",
        )
        try:
            run("createdb", "--host=127.0.0.1", f"--port={port}", "--username=alter", "alter")
            yield f"postgres://alter@127.0.0.1:{port}/alter"
        finally:
            run("pg_ctl", "stop", "--silent", "--mode=immediate", f"--pgdata={data}")
