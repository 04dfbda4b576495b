"""Static files, pictures and uploads."""

import mimetypes
from pathlib import Path
from urllib.parse import urlsplit

from whitenoise.compress import Compressor

from alter_site.delivery import body_limits, public_files, static

from .environment import BASE_DIR, DEBUG, SITE_ENV, VAR_DIR, env, refused_with

STATIC_URL, MEDIA_URL = "/static/", "/media/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "alter_site.content.prefetch_rules.PrefetchRulesFinder",
]
STATIC_ROOT = VAR_DIR / "static"
MEDIA_ROOT = Path(env.str("MEDIA_ROOT", default=str(VAR_DIR / "media")))
S3_ENDPOINT_URL = env.str("S3_ENDPOINT_URL", default=None)
with refused_with("S3_ENDPOINT_URL must read https://host."):
    _store = urlsplit(S3_ENDPOINT_URL or "https://of.amazon")
    if _store.scheme not in {"https", "http"} or not _store.hostname or _store.port == 0:
        raise ValueError
STORAGES = {
    "default": {
        "BACKEND": "alter_site.object_store.ObjectStore",
        "OPTIONS": {
            "bucket_name": env.str("S3_MEDIA_BUCKET"),
            "endpoint_url": S3_ENDPOINT_URL,
            "file_overwrite": False,
        },
    }
    if env.str("S3_MEDIA_BUCKET", default="")
    else {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG or SITE_ENV == "test"
        else "alter_site.delivery.static.HashedStaticFilesStorage",
    },
}
FILE_UPLOAD_PERMISSIONS, FILE_UPLOAD_DIRECTORY_PERMISSIONS = public_files.FILE, public_files.FOLDER
WHITENOISE_USE_FINDERS = DEBUG or SITE_ENV == "test"
# Pages name files by their hash alone; the copies under plain names took as long to compress again.
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
# Source maps are large, and read by nobody but a developer.
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = (*Compressor.SKIP_COMPRESS_EXTENSIONS, "map")
WHITENOISE_ADD_HEADERS_FUNCTION = static.add_headers
# For whoever serves static files: WhiteNoise, runserver, a test’s live server.
mimetypes.add_type("application/speculationrules+json", ".speculationrules")
WHITENOISE_MIMETYPES = {".speculationrules": "application/speculationrules+json"}
# What a form's fields may hold together, without its files. For all that is sent each route has a limit.
DATA_UPLOAD_MAX_MEMORY_SIZE = body_limits.STAFF_FORM
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
