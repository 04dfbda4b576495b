"""An S3 store in memory, as limited as most: bucket in the path, no trailing checksums, signed requests."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, unquote, urlsplit


class ObjectStore(ThreadingHTTPServer):
    """A store in memory: what lies in it by ``/bucket/key``, and what it refused."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Request)
        self.url = f"http://localhost:{self.server_address[1]}"
        self.objects: dict[str, tuple[str, bytes]] = {}
        self.refused: list[str] = []


class _Request(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: ObjectStore

    def do_PUT(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if self.is_ours():
            self.server.objects[self.path] = (self.headers.get("Content-Type", ""), body)
            self.answer(200)

    def do_GET(self) -> None:
        asked = parse_qs(urlsplit(self.path).query, keep_blank_values=True)
        if "versions" in asked and self.is_ours():
            self.answer(200, "application/xml", self.versions(asked["prefix"][0]).encode())
        elif self.is_ours():
            known = self.server.objects.get(self.path)
            self.answer(200, *known) if known else self.answer(404)

    def versions(self, prefix: str) -> str:
        """Return the list of all versions: each object has one."""
        keys = sorted(unquote(path).removeprefix("/alter-media/") for path in self.server.objects)
        listed = "".join(
            f"<Version><Key>{key}</Key><VersionId>1</VersionId><IsLatest>true</IsLatest>"
            "<LastModified>2026-11-23T20:00:00.000Z</LastModified><Size>0</Size></Version>"
            for key in keys
            if key.startswith(prefix)
        )
        return f"<ListVersionsResult><IsTruncated>false</IsTruncated>{listed}</ListVersionsResult>"

    def do_HEAD(self) -> None:
        self.do_GET()

    def do_DELETE(self) -> None:
        if self.is_ours():
            self.server.objects.pop(self.path, None)
            self.answer(204)

    def log_message(self, *args: object) -> None:
        """Keep quiet."""

    def is_ours(self) -> bool:
        """Is it signed, for our bucket, and something that every store understands? Answer it otherwise."""
        is_signed = self.headers.get("Authorization", "").startswith("AWS4-HMAC-SHA256 Credential=somebody/")
        is_plain = "X-Amz-Trailer" not in self.headers
        if is_signed and is_plain and self.path.startswith(("/alter-media/", "/alter-media?")):
            return True
        self.server.refused.append(f"{self.command} {self.path}")
        self.answer(501 if is_signed else 403)
        return False

    def answer(self, status: int, kind: str = "application/xml", body: bytes = b"") -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Last-Modified", "Mon, 23 Nov 2026 20:00:00 GMT")
        self.send_header("ETag", '"0"')
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(body)


@contextmanager
def object_store() -> Iterator[ObjectStore]:
    """Run a store until the block ends."""
    with ObjectStore() as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield server
        server.shutdown()
        thread.join()
