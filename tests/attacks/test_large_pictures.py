"""Small files with huge pictures, sent to a real server by many at once, while somebody sends a photo."""

from __future__ import annotations

import re
import struct
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as site_settings
from django.core.files.uploadedfile import SimpleUploadedFile

from admissions.verification import card_photos
from tests.support.demo_site import free_port
from tests.support.document import Document
from tests.support.http_client import HttpClient
from tests.support.passes import at_night
from tests.support.prepared import prepare
from tests.support.stoppable import Site, environment_of
from tests.support.visitor import ANSWERS, Visitor
from tests.support.waiting import PATIENCE, wait_until

pytestmark = [pytest.mark.xdist_group("large-pictures"), pytest.mark.own_servers]

# A process that serves pages keeps to itself what it takes to do so; six pictures of 6300 x 6300 took 2,400.
MOST_OF_A_PROCESS = 300_000  # kB
KILOBYTES = re.compile(r"VmHWM:\s+(\d+) kB")


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def bomb(side: int) -> bytes:
    """Return a whole PNG of so many pixels a side, all of one color: 154 kB for 6300."""
    packing = zlib.compressobj()
    rows = [packing.compress(bytes(1 + 4 * side)) for _ in range(side)]
    body = b"".join([*rows, packing.flush()])
    header = struct.pack(">IIBBBBB", side, side, 8, 6, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, django_db_setup: None) -> Iterator[Site]:
    folder, port = tmp_path_factory.mktemp("pictures"), free_port()
    # The guard of the form signs what a person may not have waited for.
    changes = {"SECRET_KEY": site_settings.SECRET_KEY, "EMAIL_URL": f"filemail:///{folder / 'mail'}"}
    site = Site(folder, port, environment_of(folder, port, **changes))
    prepare(site.environment)
    with site.served():
        yield site


class Far(HttpClient):
    """A client of another network, as a proxy of ours reports it."""

    network = 0

    def _send(self, request):
        request.add_header("X-Forwarded-For", f"198.51.{self.network}.7")
        return super()._send(request)


class Sender(Visitor):
    """Goes through the steps; what the pages look like is tried elsewhere."""

    def seen(self, response: Any, status: int = 200) -> Document:
        return Document(response)


def somebody(site: Site, network: int) -> Sender:
    client = Far(f"http://localhost:{site.port}")
    client.network = network
    return Sender(client)  # type: ignore[arg-type]


def picture(data: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile("card.png", data, "image/png")


@contextmanager
def attacked(site: Site, attackers: int, data: bytes) -> Iterator[Callable[[], list[str]]]:
    """Let some clients send this picture again and again until the block ends; yield what they are told."""
    told: list[str] = []
    is_over = threading.Event()

    def attack(network: int) -> None:
        visitor = somebody(site, network)
        visitor.get("/request/photo/?way=photo")
        # Each has a draft, so that a photo is all that is judged.
        visitor.answer("photo", way="photo", front=picture(b"none"))
        while not is_over.is_set():
            page = visitor.post("/request/photo/", way="photo", front=picture(data), **ANSWERS["photo"])
            told.extend(page.texts(".error") or [page.text("h1")])

    threads = [threading.Thread(target=attack, args=(network,)) for network in range(1, attackers + 1)]
    for thread in threads:
        thread.start()
    try:
        yield lambda: told
    finally:
        is_over.set()
        for thread in threads:
            thread.join(PATIENCE)


def memory_of(process: int) -> int:
    """Return the most memory a process has ever held, in kB."""
    found = KILOBYTES.search(Path(f"/proc/{process}/status").read_text())
    return int(found[1]) if found else 0


@pytest.mark.parametrize(
    ("side", "attackers", "refusal"),
    [
        at_night(4949, 2, card_photos.BLANK, id="as large as we take"),
        at_night(6300, 6, card_photos.TOO_MANY_PIXELS, id="larger than we take"),
    ],
)
def test_somebody_sends_a_photo_while_others_send_huge_ones(site, side, attackers, refusal):
    with attacked(site, attackers, bomb(side)) as told:
        wait_until(lambda: len(told()) > 0, "the attack is under way")
        begun = time.monotonic()
        honest = somebody(site, 200)
        honest.walk("photo")
        reference = honest.send().text(".sent .reference")
        took = time.monotonic() - begun
        print(f"\n{side} pixels a side: {len(told())} pictures; an honest visitor took {took:.1f} s")  # noqa: T201
    assert reference
    assert any(refusal in words for words in told())
    for process in site.processes:
        print(f"process {process}: {memory_of(process) / 1000:.0f} MB at most")  # noqa: T201
        assert memory_of(process) < MOST_OF_A_PROCESS
