"""The nginx of this machine, with the project's own configuration moved to a folder and free ports."""

from __future__ import annotations

import os
import re
import ssl
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from .demo_site import SECONDS_TO_START, free_port, wait_until_listening
from .programs import find

CONFIGURATION = Path("deploy/nginx.conf")


@dataclass(frozen=True)
class Nginx:
    """A running nginx and where it writes."""

    port: int
    plain_port: int
    folder: Path
    process_id: int

    @property
    def log(self) -> str:
        return (self.folder / "log/access.log").read_text()

    @property
    def bodies(self) -> Path:
        return self.folder / "lib/body"

    @property
    def certificate(self) -> Path:
        return self.folder / "tls/fullchain.pem"

    def trusting(self) -> ssl.SSLContext:
        """Return what a browser needs to believe the certificate."""
        return ssl.create_default_context(cafile=self.certificate)


def moved(text: str, changes: dict[str, str]) -> str:
    """Replace what differs from a real machine; every one of it has to be there."""
    for old, new in changes.items():
        if old not in text:
            raise LookupError(f"{CONFIGURATION} does not say {old!r}.")
        text = text.replace(old, new)
    return text


def wait_until_there(socket: Path) -> None:
    """Return once the application has made its socket."""
    deadline = time.monotonic() + SECONDS_TO_START
    while not socket.exists():
        if time.monotonic() > deadline:
            raise RuntimeError("The server did not start; its own messages are in its log.")
        time.sleep(0.1)


@contextmanager
def nginx(folder: Path, site: Path, socket: Path, port: int) -> Iterator[Nginx]:
    """Serve ``https://localhost:<port>``: ``site`` is VAR_DIR, ``socket`` where gunicorn listens."""
    plain_port = free_port()
    for name in ("log", "lib", "tls"):
        (folder / name).mkdir(parents=True)
    certificate = [
        *("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost"),
        *("-addext", "subjectAltName=DNS:localhost", "-addext", "basicConstraints=critical,CA:true"),
        *("-out", str(folder / "tls/fullchain.pem"), "-keyout", str(folder / "tls/privkey.pem")),
    ]
    subprocess.run(certificate, check=True, capture_output=True)
    text = moved(
        re.sub(r"\n *listen \[::\]:[^\n]+", "", CONFIGURATION.read_text()),
        {
            "user www-data;": "user root;" if os.geteuid() == 0 else "",
            "/run/nginx.pid": str(folder / "pid"),
            "/var/log/nginx/": f"{folder}/log/",
            "/var/lib/nginx/": f"{folder}/lib/",
            "/var/lib/alter": str(site),
            "/run/alter/web.sock": str(socket),
            "/etc/letsencrypt/live/www.example.com/": f"{folder}/tls/",
            "listen 443": f"listen 127.0.0.1:{port}",
            "listen 80": f"listen 127.0.0.1:{plain_port}",
            "https://www.example.com": f"https://localhost:{port}",
            "www.example.com": "localhost",
        },
    )
    (folder / "nginx.conf").write_text(text)
    command = [find("nginx") or "nginx", "-c", str(folder / "nginx.conf")]
    command += ["-e", str(folder / "log/start.log")]
    process = subprocess.Popen([*command, "-g", "daemon off;"])
    try:
        wait_until_listening(port, process)
        yield Nginx(port, plain_port, folder, process.pid)
    finally:
        process.terminate()
        process.wait()
