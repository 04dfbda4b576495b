"""Whoever has the rights of the application puts files where it writes; nginx must not follow them."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.site.test_nginx import Answer, Site
from tests.support.demo_site import free_port
from tests.support.nginx import CONFIGURATION, headers_for, nginx
from tests.support.passes import at_night
from tests.support.programs import need
from tests.support.waiting import wait_until

pytestmark = [pytest.mark.xdist_group("nginx-includes"), pytest.mark.own_servers]

HASHED = "css/a.0123456789ab.css"
SENT = {
    "/": "baked/current/index.html",
    "/robots.txt": "baked/current/robots.txt",
    f"/static/{HASHED}": f"static/{HASHED}",
    "/media/renditions/a.jpg": "media/renditions/a.jpg",
    "/gone/": "away.html",
}

WELL_FORMED = re.compile(
    r'# .*|map "\$served \$kind" \$[a-z_]+ \{|    default "";|    "[a-z ]+" "([^"\\$]|\\["\\])*";|\}'
    r"|add_header [A-Za-z-]+ \$[a-z_]+ always;"
)


@dataclass
class Machine:
    """nginx over a folder in which the attacker may write."""

    folder: Path
    site: Site

    def ask(self, path: str) -> Answer:
        return self.site.ask(path)

    def write(self, name: str, text: str) -> Path:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        return path

    def reload(self) -> None:
        """Let nginx read its configuration again, as after a release, and wait for its new processes."""
        process = self.site.front.process_id
        children = Path(f"/proc/{process}/task/{process}/children")
        before = set(children.read_text().split())
        os.kill(process, signal.SIGHUP)
        wait_until(lambda: set(children.read_text().split()).isdisjoint(before), "nginx starts anew")


@pytest.fixture
def machine() -> Iterator[Machine]:
    need("nginx")
    with tempfile.TemporaryDirectory(prefix="alter-nginx-") as name:
        folder, port = Path(name, "var"), free_port()
        site = Site(folder, port, {})
        machine = Machine(folder, site)
        for path in SENT.values():
            machine.write(path.replace("current", "pages-1"), "ours")
        (folder / "baked/current").symlink_to("pages-1")
        with nginx(Path(name, "nginx"), folder, Path(name, "nobody.sock"), port) as site.front:
            yield machine


def test_the_control_everything_is_sent(machine):
    for path in SENT:
        assert (path, machine.ask(path).body) == (path, b"ours")


@pytest.mark.parametrize(
    "line",
    [
        "} server { listen 127.0.0.1:1; ",
        at_night('add_header X-Evil "yes" always;'),
        at_night("alias /etc/;"),
        at_night("this is no configuration"),
    ],
)
@pytest.mark.parametrize("name", ["headers-evil.conf", "headers.conf"])
def test_a_file_put_among_the_baked_pages_changes_nothing(name, line, machine):
    before = {path: (machine.ask(path).headers.keys(), machine.ask(path).body) for path in SENT}
    machine.write(f"baked/pages-1/{name}", line)
    machine.reload()
    after = {path: (machine.ask(path).headers.keys(), machine.ask(path).body) for path in SENT}
    assert after == before


def test_nothing_is_included_from_outside_of_what_root_alone_writes():
    included = re.findall(r"^\s*(?:include|load_module)\s+([^;]+);", CONFIGURATION.read_text(), re.M)
    assert "/etc/nginx/alter/headers.conf" in included
    assert [path for path in included if not path.startswith("/etc/nginx/")] == []


@pytest.mark.parametrize("path", SENT)
def test_a_link_to_what_is_not_the_applications_own_is_not_followed(path, machine):
    """Its rights are its own, and what it may read elsewhere is no business of the application."""
    secret = Path("/etc/hostname")
    place = machine.folder / SENT[path]
    place.unlink()
    place.symlink_to(secret)
    if os.geteuid() == 0:
        os.lchown(place, 65534, 65534)  # root's own link to a file of root's would be right
    answer = machine.ask(path)
    assert secret.read_bytes() not in answer.body
    assert answer.status in {403, 404, 503}


def test_a_link_in_the_place_of_a_folder_is_not_followed_either(machine, tmp_path):
    is_root = os.geteuid() == 0
    (tmp_path / "robots.txt").write_text("foreign")
    current = machine.folder / "baked/current"
    current.unlink()
    current.symlink_to(tmp_path if is_root else "/etc")
    if is_root:
        os.lchown(current, 65534, 65534)
    assert machine.ask("/robots.txt").status == 503  # the application is asked, which is away here


@pytest.mark.parametrize(
    "name",
    ['x"; } server { listen 127.0.0.1:1; }', *map(at_night, ["x$host", "x\\n}", "../../etc/passwd"])],
)
def test_a_manifest_of_static_files_cannot_write_into_the_configuration(name, machine):
    """The names with a hash in them come from a file that the application may write."""
    names = {"version": "1.1", "hash": "", "paths": {"next-editions.speculationrules": name}}
    machine.write("static/staticfiles.json", json.dumps(names))
    with suppress(OSError):  # some cannot be a file's name
        machine.write(f"static/{name}", "{}")
    text = ""
    with suppress(subprocess.CalledProcessError):  # refused, and root keeps what it has
        text = headers_for(machine.folder)
    # Or held inside the quotation marks of one value.
    assert [line for line in text.splitlines() if not WELL_FORMED.fullmatch(line)] == []
