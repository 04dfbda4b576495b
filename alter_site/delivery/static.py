"""Static files under names that change with their content."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any
from wsgiref.headers import Headers

from django.core.files.base import ContentFile
from whitenoise.middleware import WhiteNoiseMiddleware
from whitenoise.responders import Response, StaticFile
from whitenoise.storage import CompressedManifestStaticFilesStorage

from . import public_files
from .encodings import taken
from .headers import ALWAYS, BY_KIND, STATIC

OUR_STYLES = "css/"
_IMPORT = re.compile(r'@import url\("([\w-]+\.css)"\);')


def minified(style: str) -> str:
    """Return one of our style sheets without comments and without spaces that mean nothing.

    None of our strings holds a comment, or a space beside a brace, a comma, a colon or a semicolon.
    """
    style = re.sub(r"/\*.*?\*/", "", style, flags=re.DOTALL)
    style = re.sub(r" ?([{};,]) ?", r"\1", re.sub(r"\s+", " ", style))
    return style.replace(": ", ":").replace(";}", "}").strip()


class _AsSent:
    """A storage whose files are our style sheets as sent: joined with what they import, and minified."""

    def __init__(self, storage: Any) -> None:
        self._storage = storage

    def open(self, path: str) -> ContentFile[bytes]:
        return ContentFile(minified(self._joined(path)).encode())

    def _joined(self, path: str) -> str:
        with self._storage.open(path) as file:
            style = file.read().decode()
        beside = posixpath.dirname(path)
        return _IMPORT.sub(lambda found: self._joined(posixpath.join(beside, found[1])), style)


class HashedStaticFilesStorage(CompressedManifestStaticFilesStorage):
    """Hashed names and brotli and gzip copies, with JavaScript imports following the names."""

    support_js_module_import_aggregation = True

    def post_process(self, paths: dict[str, Any], *args: Any, **options: Any) -> Any:
        """Join and minify our own styles before anything is hashed and compressed."""
        sent = {
            name: (_AsSent(storage) if name.startswith(OUR_STYLES) else storage, path)
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
    """WhiteNoise, whose files are sent in no encoding that is refused."""

    def get_static_file(self, *args: Any, **options: Any) -> StaticFile:
        file = super().get_static_file(*args, **options)
        file.__class__ = NegotiatedFile  # it has no way to say which class a file is of
        return file


class NegotiatedFile(StaticFile):
    """A file of WhiteNoise, which itself sends brotli also for ``br;q=0``.

    It is always sent whole, as RFC 9110 (14.2) allows: nobody needs a part of files as small as these.
    """

    def get_response(self, method: str, request_headers: dict[str, Any]) -> Response:
        """Answer with the file, or that the reader has it."""
        asked = {name: value for name, value in request_headers.items() if name != "HTTP_RANGE"}
        asked["HTTP_ACCEPT_ENCODING"] = ", ".join(taken(asked.get("HTTP_ACCEPT_ENCODING", "")))
        return super().get_response(method, asked)
