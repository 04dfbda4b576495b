"""The nginx of this machine, with the project's configuration moved to a folder and free ports, or plain."""

from __future__ import annotations

import os
import re
import ssl
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from .demo_site import free_port, wait_until_listening
from .programs import command_for, find
from .waiting import wait_until

CONFIGURATION = Path("deploy/nginx.conf")
# Root's nginx must read folders that are root's own; anybody else's runs as whoever starts it.
USER = "user root;" if os.geteuid() == 0 else ""

# As little as sends the same bytes: the baked folder and the files that its pages load.
PLAIN = """
{user}
worker_processes auto;
pid {folder}/pid;
include /etc/nginx/modules-enabled/*.conf;
events {{ worker_connections 4096; }}
http {{
    include /etc/nginx/mime.types;
    charset utf-8;
    server_tokens off;
    sendfile on;
    tcp_nopush on;
    gzip_static on;
    gzip_vary on;
    brotli_static on;
    access_log {folder}/log/access.log;
    {tls}
    server {{
        listen 127.0.0.1:{port}{protocols};
        root {site}/baked/current;
        index index.html;
        location / {{ {headers} }}
        location /static/ {{ root {site}; }}
        location /media/ {{ root {site}; }}
    }}
}}
"""
PLAIN_TLS = """
    ssl_certificate {tls}/fullchain.pem;
    ssl_certificate_key {tls}/privkey.pem;
    ssl_protocols TLSv1.2 TLSv1.3;
    ssl_session_cache shared:tls:10m;
    ssl_session_tickets off;
"""


# What the headers are computed from where a test names no environment: nothing of it ends in them.
PRODUCTION = {
    "DJANGO_SETTINGS_MODULE": "alter_site.settings",
    "SITE_ENV": "production",
    "SITE_URL": "https://localhost",
    "SECRET_KEY": "0123456789" * 6,
    "PHI_KEYS": "k1:" + "A" * 43 + "=",
    "PHI_INDEX_KEY": "A" * 43 + "=",
    "STAFF_SECOND_FACTOR": "required",
}


class NginxMissing(Exception):
    """No nginx is installed."""


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


@dataclass(frozen=True)
class PlainNginx:
    """A running nginx that knows nothing of the project."""

    port: int
    process_id: int


def moved(text: str, changes: dict[str, str]) -> str:
    """Replace what differs from a real machine; every one of it has to be there."""
    for old, new in changes.items():
        if old not in text:
            raise LookupError(f"{CONFIGURATION} does not say {old!r}.")
        text = text.replace(old, new)
    return text


def wait_until_there(socket: Path) -> None:
    """Return once the application has made its socket."""
    wait_until(socket.exists, "the server starts; its own messages are in its log")


def headers_for(site: Path, environment: Mapping[str, str] | None = None) -> str:
    """Return what a release writes down for nginx; ``site`` is VAR_DIR."""
    # Without collected files there are no names with a hash in them.
    if (site / "static/staticfiles.json").exists():
        return _headers({**(environment or os.environ | PRODUCTION), "VAR_DIR": str(site), "DEBUG": "false"})
    if environment is not None:
        return _headers({**environment, "VAR_DIR": str(site), "DEBUG": "true"})
    return _headers_of_production()


@cache
def _headers_of_production() -> str:
    """Return them for production without collected files: the same text wherever VAR_DIR is."""
    return _headers({**os.environ, **PRODUCTION, "DEBUG": "true"})


def _headers(environment: Mapping[str, str]) -> str:
    command = [sys.executable, "manage.py", "nginx_headers"]
    return subprocess.run(command, env=environment, check=True, capture_output=True, text=True).stdout


def of_pages(headers: str) -> str:
    """Return the same headers as a plain nginx says them, of pages alone."""
    found = re.findall(r'"file page" (".*");\n(?: .*\n)*}\n(add_header \S+) ', headers)
    return " ".join(f"{directive} {value} always;" for value, directive in found)


@contextmanager
def nginx(
    folder: Path,
    site: Path,
    socket: Path,
    port: int,
    environment: Mapping[str, str] | None = None,
    user: str | None = None,
) -> Iterator[Nginx]:
    """Serve ``https://localhost:<port>``: ``site`` is VAR_DIR, ``socket`` where gunicorn listens.

    The headers are those of production, or of the site that runs in ``environment``. Where root starts it, it
    can have the rights of ``user``.
    """
    plain_port = free_port()
    for name in ("log", "lib", "tls", "alter"):
        (folder / name).mkdir(parents=True)
    (folder / "alter/headers.conf").write_text(headers_for(site, environment))
    certificate = [
        *("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost"),
        *("-addext", "subjectAltName=DNS:localhost", "-addext", "basicConstraints=critical,CA:true"),
        *("-out", str(folder / "tls/fullchain.pem"), "-keyout", str(folder / "tls/privkey.pem")),
    ]
    subprocess.run(certificate, check=True, capture_output=True)
    text = moved(
        re.sub(r"\n *listen \[::\]:[^\n]+", "", CONFIGURATION.read_text()),
        {
            "user www-data;": f"user {user};" if user else USER,
            "/run/nginx.pid": str(folder / "pid"),
            "/var/log/nginx/": f"{folder}/log/",
            "/var/lib/nginx/": f"{folder}/lib/",
            "/var/lib/alter": str(site),
            "/etc/nginx/alter/": f"{folder}/alter/",
            "/run/alter/web.sock": str(socket),
            "/etc/letsencrypt/live/www.example.com/": f"{folder}/tls/",
            "listen 443": f"listen 127.0.0.1:{port}",
            "listen 80": f"listen 127.0.0.1:{plain_port}",
            "https://www.example.com": f"https://localhost:{port}",
            "www.example.com": "localhost",
        },
    )
    with running(folder, text, port) as process_id:
        yield Nginx(port, plain_port, folder, process_id)


@contextmanager
def plain_nginx(
    folder: Path, site: Path, environment: Mapping[str, str], tls: Path | None = None
) -> Iterator[PlainNginx]:
    """Serve what is baked in ``site``, which is VAR_DIR; ``tls`` is the folder of a certificate."""
    port = free_port()
    (folder / "log").mkdir(parents=True)
    text = PLAIN.format(
        user=USER,
        folder=folder,
        site=site,
        headers=of_pages(headers_for(site, environment)),
        port=port,
        tls=PLAIN_TLS.format(tls=tls) if tls else "",
        protocols=" ssl http2" if tls else "",
    )
    with running(folder, text, port) as process_id:
        yield PlainNginx(port, process_id)


@contextmanager
def running(folder: Path, text: str, port: int) -> Iterator[int]:
    """Run nginx with this configuration until the block ends; yield its process id."""
    (folder / "nginx.conf").write_text(text)
    command = [find_nginx(), "-c", str(folder / "nginx.conf"), "-e", str(folder / "log/start.log")]
    process = subprocess.Popen([*command, "-g", "daemon off;"])
    try:
        wait_until_listening(port, process)
        yield process.pid
    finally:
        process.terminate()
        process.wait()


def find_nginx() -> str:
    """Return the program.

    Raises:
        NginxMissing: it is not there.
    """
    found = find("nginx")
    if not found:
        raise NginxMissing(f"nginx is needed and not installed: {command_for('nginx')}")
    return found
