"""A Redis server of our own on a free port, with nothing in it and the rights that a deployment gives."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from .demo_site import free_port, wait_until_listening
from .programs import command_for

START = Path(__file__).parents[2] / "deploy/cache/start.sh"
PASSWORD = "of-the-cache"


class RedisMissing(Exception):
    """No Redis server is installed."""


@dataclass
class RedisServer:
    """A server that can be stopped and started again."""

    port: int
    folder: Path
    process: subprocess.Popen[bytes] = field(init=False)

    @property
    def url(self) -> str:
        """Its address, as REDIS_URL wants it."""
        return self.url_over(self.port)

    @staticmethod
    def url_over(port: int) -> str:
        """Return its address over something that stands in between."""
        return f"redis://alter:{PASSWORD}@127.0.0.1:{port}/0"

    def start(self) -> None:
        command = ["sh", str(START), "--port", str(self.port), "--bind", "127.0.0.1"]
        settings = {"CACHE_SERVER": "redis-server", "CACHE_PASSWORD": PASSWORD, "TMPDIR": str(self.folder)}
        # The script becomes the server.
        self.process = subprocess.Popen(
            command, stdout=subprocess.DEVNULL, cwd=self.folder, env=os.environ | settings
        )
        wait_until_listening(self.port, self.process)

    def stop(self) -> None:
        self.process.kill()
        self.process.wait()


@contextmanager
def redis_server() -> Iterator[RedisServer]:
    """Run an empty server until the block ends.

    Raises:
        RedisMissing: there is none on this machine.
    """
    if not shutil.which("redis-server"):
        raise RedisMissing(f"Redis is not installed: {command_for('redis-server')}")
    with tempfile.TemporaryDirectory(prefix="alter-redis-") as folder:
        server = RedisServer(free_port(), Path(folder))
        server.start()
        try:
            yield server
        finally:
            server.stop()
