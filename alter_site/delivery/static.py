"""Static files under names that change with their content."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any
from wsgiref.headers import Headers

from django.core.files.base import ContentFile
from whitenoise.storage import CompressedManifestStaticFilesStorage

from . import public_files
from .headers import ALWAYS, BY_KIND, STATIC

OUR_STYLES = "css/"
# What begins with "/*!" is a license and stays. None of our strings holds a comment.
_COMMENT = re.compile(r"/\*(?!!).*?\*/\n?", re.DOTALL)


class _WithoutComments:
    """Our styles as they are sent: a fifth of them is words for whoever reads the source."""

    def __init__(self, storage: Any) -> None:
        self._storage = storage

    def open(self, path: str) -> ContentFile[bytes]:
        with self._storage.open(path) as file:
            return ContentFile(_COMMENT.sub("", file.read().decode()).encode())


class HashedStaticFilesStorage(CompressedManifestStaticFilesStorage):
    """Hashed names and brotli and gzip copies, with JavaScript imports following the names."""

    support_js_module_import_aggregation = True

    def post_process(self, paths: dict[str, Any], *args: Any, **options: Any) -> Any:
        """Take the comments out of our own styles before anything is hashed and compressed."""
        bare = {
            name: (_WithoutComments(storage) if name.startswith(OUR_STYLES) else storage, path)
            for name, (storage, path) in paths.items()
        }
        return super().post_process(bare, *args, **options)

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
