"""Static files under names that change with their content."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedStaticFilesStorage(CompressedManifestStaticFilesStorage):
    """Hashed names and brotli and gzip copies, with JavaScript imports following the names."""

    support_js_module_import_aggregation = True
