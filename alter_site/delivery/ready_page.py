"""A public response as it leaves: compressed once, with its headers, for whoever asks for it."""

from __future__ import annotations

import functools
import gzip
import hashlib
import math
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

import brotli
from django.http import HttpResponse

from .encodings import chosen
from .headers import is_edition
from .routes import ENVIRON_KEY

Environ = dict[str, Any]
StartResponse = Callable[..., Any]
Headers = list[tuple[str, str]]

SMALLEST = 500  # bytes; below that the header costs more than it saves
# Best first. A page is the same bytes for everybody, so it is compressed as hard as the format allows.
COMPRESSORS: dict[str, Callable[[bytes], bytes]] = {
    "br": functools.partial(brotli.compress, quality=11),
    "gzip": functools.partial(gzip.compress, compresslevel=9, mtime=0),
}
KEPT = {200, 301, 410}
OF_THE_BODY = {"Content-Type", "Content-Length", "Content-Encoding"}
# What an object takes besides its bodies: headers, also as they are sent, tags, and Python’s own share.
OVERHEAD = 8_000  # bytes


@dataclass(frozen=True, slots=True)
class Answer:
    """A page in one encoding, or the word that the reader has it already."""

    status: str
    headers: Headers
    body: bytes
    head: bytes  # the headers as they are sent

    @classmethod
    def of(cls, status: str, headers: Headers, body: bytes = b"") -> Answer:
        head = "".join(f"{name}: {value}\r\n" for name, value in headers)
        return cls(status, headers, body, head.encode("latin-1"))


@dataclass(slots=True)
class ReadyPage:
    """One public response. ``until`` is when the clock makes it another one, in seconds since 1970."""

    status: str
    headers: Headers
    bodies: dict[str, bytes]  # by encoding; only a small one is kept uncompressed, under ""
    etag: str
    route: str
    until: float
    generation: str
    counted_as: str = ""  # the line that is noted whenever it is sent, see address_journal.py
    _answers: dict[tuple[str, bool, str], Answer] = field(default_factory=dict)

    @property
    def size(self) -> int:
        return OVERHEAD + sum(len(body) for body in self.bodies.values())

    @property
    def is_a_page(self) -> bool:
        """Is it something to read, and neither a redirect nor the word that a page is gone?"""
        return self.status.startswith("200")

    def plain(self) -> bytes:
        """Return the body for whoever takes no compression: nearly nobody, so it is not kept."""
        return self.bodies[""] if "" in self.bodies else gzip.decompress(self.bodies["gzip"])

    def answer(self, environ: Environ, source: str) -> Answer:
        """Return what is sent to whoever asks; ``source`` is told as a timing."""
        environ[ENVIRON_KEY] = self.route
        accepted = chosen(environ.get("HTTP_ACCEPT_ENCODING", ""))
        encoding = accepted if accepted in self.bodies else ""
        known = environ.get("HTTP_IF_NONE_MATCH")
        is_known = known is not None and self.is_a_page and _names(known, self.etag)
        kind = (encoding, is_known, source)
        answer = self._answers.get(kind)
        if answer is None:
            answer = self._made(*kind)
            if encoding in self.bodies:
                self._answers[kind] = answer
        return answer

    def _made(self, encoding: str, is_known: bool, source: str) -> Answer:
        own = [("ETag", self.etag)] if self.is_a_page else []
        own += [("Server-Timing", source)] if source else []
        if is_known:
            kept = [pair for pair in self.headers if pair[0] not in OF_THE_BODY]
            return Answer.of("304 Not Modified", kept + own)
        body = self.bodies[encoding] if encoding in self.bodies else self.plain()
        of_the_body = [("Content-Length", str(len(body)))]
        of_the_body += [("Content-Encoding", encoding)] if encoding else []
        return Answer.of(self.status, [*self.headers, *of_the_body, *own], body)


def is_keepable(response: Any) -> bool:
    """May everybody be given this response? One that was made for a person never is."""
    return (
        isinstance(response, HttpResponse)
        and is_edition(response)
        and response.status_code in KEPT
        and not response.cookies
        and not response.has_header("Content-Encoding")
        and "no-store" not in response.headers.get("Cache-Control", "")
        and "'nonce-" not in response.headers.get("Content-Security-Policy", "")
    )


def ready(response: HttpResponse, status: str, headers: Headers, route: str, generation: str) -> ReadyPage:
    """Compress a response of Django's for all who will ask for it."""
    body = response.content
    return ReadyPage(
        status=status,
        headers=[pair for pair in headers if pair[0] not in {"Content-Length", "ETag"}],
        bodies=compressed(body),
        etag=response.headers.get("ETag") or etag_of(body),
        route=route,
        until=end_of(response),
        generation=generation,
        counted_as=getattr(response, "counted_as", ""),
    )


def renewed(page: ReadyPage, response: HttpResponse, generation: str) -> ReadyPage:
    """Return a page of which Django has just said that it is still the same."""
    return replace(page, until=end_of(response), generation=generation)


def end_of(response: HttpResponse) -> float:
    """Return when the clock alone makes a response another one, in seconds since 1970."""
    changes = getattr(response, "next_change", None)
    return changes.timestamp() if changes else math.inf


def compressed(body: bytes) -> dict[str, bytes]:
    """Return the body by encoding."""
    if len(body) < SMALLEST:
        return {"": body}
    return {encoding: compress(body) for encoding, compress in COMPRESSORS.items()}


def etag_of(body: bytes) -> str:
    """Return a weak tag: the same page compressed in two ways is the same page."""
    return f'W/"{hashlib.sha256(body).hexdigest()[:24]}"'


def _names(known: str, etag: str) -> bool:
    tags = [tag.strip() for tag in known.split(",")]
    return tags == ["*"] or etag.removeprefix("W/") in {tag.removeprefix("W/") for tag in tags}
