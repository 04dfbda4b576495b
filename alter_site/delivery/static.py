"""Static files under names that change with their content."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from http import HTTPStatus
from pathlib import Path
from typing import Any
from wsgiref.headers import Headers

from django.core.files.base import ContentFile
from whitenoise.middleware import WhiteNoiseMiddleware
from whitenoise.responders import Response, SlicedFile, StaticFile
from whitenoise.storage import CompressedManifestStaticFilesStorage

from . import public_files
from .encodings import taken
from .headers import ALWAYS, BY_KIND, STATIC

OUR_STYLES = "css/"


def minified(style: str) -> str:
    """Return one of our style sheets without comments and without spaces that mean nothing.

    None of our strings holds a comment, or a space beside a brace, a comma, a colon or a semicolon.
    """
    style = re.sub(r"/\*.*?\*/", "", style, flags=re.DOTALL)
    style = re.sub(r" ?([{};,]) ?", r"\1", re.sub(r"\s+", " ", style))
    return style.replace(": ", ":").replace(";}", "}").strip()


class _Minified:
    """A storage whose files are our style sheets as they are sent."""

    def __init__(self, storage: Any) -> None:
        self._storage = storage

    def open(self, path: str) -> ContentFile[bytes]:
        with self._storage.open(path) as file:
            return ContentFile(minified(file.read().decode()).encode())


class HashedStaticFilesStorage(CompressedManifestStaticFilesStorage):
    """Hashed names and brotli and gzip copies, with JavaScript imports following the names."""

    support_js_module_import_aggregation = True

    def post_process(self, paths: dict[str, Any], *args: Any, **options: Any) -> Any:
        """Minify our own styles before anything is hashed and compressed."""
        sent = {
            name: (_Minified(storage) if name.startswith(OUR_STYLES) else storage, path)
            for name, (storage, path) in paths.items()
        }
        return super().post_process(sent, *args, **options)

    def compress_files(self, paths: Iterable[str]) -> Iterator[tuple[str, str]]:
        """Let everybody read the copies too: WhiteNoise knows nothing of FILE_UPLOAD_PERMISSIONS."""
        for name, copy in super().compress_files(paths):
            public_files.readable(Path(self.path(copy)))
            yield name, copy


def add_headers(headers: Headers, path: str, url: str) -> None:
    """Give a file the row of the table that a web server in front gives it as well."""
    if "immutable" in headers.get("Cache-Control", ""):
        for name, value in BY_KIND[STATIC].items():
            headers[name] = value
    headers["Cross-Origin-Resource-Policy"] = ALWAYS["Cross-Origin-Resource-Policy"]


class StaticFilesMiddleware(WhiteNoiseMiddleware):
    """WhiteNoise with files that can be asked for in parts and in no encoding that is refused."""

    def get_static_file(self, *args: Any, **options: Any) -> StaticFile:
        file = super().get_static_file(*args, **options)
        file.__class__ = NegotiatedFile  # it has no way to say which class a file is of
        return file


class NegotiatedFile(StaticFile):
    """A file of WhiteNoise, which sends brotli also for ``br;q=0`` and knows no part of a single byte."""

    def get_response(self, method: str, request_headers: dict[str, Any]) -> Response:
        """Answer with the file, a part of it, or that the reader has it."""
        encodings = taken(request_headers.get("HTTP_ACCEPT_ENCODING", ""))
        asked = {**request_headers, "HTTP_ACCEPT_ENCODING": ", ".join(encodings)}
        wanted = asked.pop("HTTP_RANGE", "")
        response = super().get_response(method, asked)
        # A tag names the file in all its encodings, whose parts do not fit: with If-Range the whole is sent.
        if wanted and response.status == HTTPStatus.OK and method == "GET" and "HTTP_IF_RANGE" not in asked:
            return _part(response, wanted)
        return response


_RANGE = re.compile(
    r"bytes=(?:(?P<first>[0-9]{1,18})-(?P<last>[0-9]{0,18})|-(?P<length>[0-9]{1,18}))", re.IGNORECASE
)


def _part(whole: Response, wanted: str) -> Response:
    """Return one part of a file; several at once, and what is no range, are answered with the whole."""
    found = _RANGE.fullmatch(wanted.replace(" ", ""))
    if found is None or (found["last"] and int(found["last"]) < int(found["first"])):
        return whole
    headers = dict(whole.headers)
    size = int(headers["Content-Length"])
    if found["length"]:
        first, last = max(0, size - int(found["length"])), size - 1
    else:
        first, last = int(found["first"]), min(int(found["last"] or size), size - 1)
    if first > last:
        whole.file.close()
        outside = [("Content-Range", f"bytes */{size}")]
        return Response(HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE, outside, None)
    headers["Content-Range"] = f"bytes {first}-{last}/{size}"
    headers["Content-Length"] = str(last - first + 1)
    return Response(HTTPStatus.PARTIAL_CONTENT, list(headers.items()), SlicedFile(whole.file, first, last))
