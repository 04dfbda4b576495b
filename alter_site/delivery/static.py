"""Static files under names that change with their content."""

from wsgiref.headers import Headers

from whitenoise.storage import CompressedManifestStaticFilesStorage

from .headers import ALWAYS, BY_KIND, STATIC


class HashedStaticFilesStorage(CompressedManifestStaticFilesStorage):
    """Hashed names and brotli and gzip copies, with JavaScript imports following the names."""

    support_js_module_import_aggregation = True


def add_headers(headers: Headers, path: str, url: str) -> None:
    """Give a file the row of the table that a web server in front gives it as well."""
    if "immutable" in headers.get("Cache-Control", ""):
        for name, value in BY_KIND[STATIC].items():
            headers[name] = value
    headers["Cross-Origin-Resource-Policy"] = ALWAYS["Cross-Origin-Resource-Policy"]
