"""A Redis server of our own on a free port, with nothing in it."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from .demo_site import free_port, wait_until_listening
from .programs import command_for


class RedisMissing(Exception):
    """No Redis server is installed."""


@dataclass
class RedisServer:
    """A server that can be stopped and started again."""

    port: int
    process: subprocess.Popen[bytes] = field(init=False)

    @property
    def url(self) -> str:
        """Its address, as REDIS_URL wants it."""
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        command = ["redis-server", "--port", str(self.port), "--bind", "127.0.0.1", "--save", ""]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL, cwd="/tmp")  # noqa: S108
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
    server = RedisServer(free_port())
    server.start()
    try:
        yield server
    finally:
        server.stop()
