"""Pictures in a bucket of any store that speaks S3."""

from __future__ import annotations

from typing import Any

from botocore.config import Config  # type: ignore[import-untyped]
from storages.backends.s3 import S3Storage


class ObjectStore(S3Storage):
    """A bucket at ``S3_ENDPOINT_URL`` or at Amazon; nothing is asked of it that only Amazon's can do."""

    def get_default_settings(self) -> dict[str, Any]:
        return super().get_default_settings() | {
            "client_config": Config(
                # Not every store has a host of its own for each bucket, nor checksums at the end of a body.
                s3={"addressing_style": "path"},
                signature_version="s3v4",
                request_checksum_calculation="when_required",
                response_checksum_validation="when_required",
                # A thread waits for it, and a page does without a picture.
                connect_timeout=2,
                read_timeout=10,
                retries={"max_attempts": 2, "mode": "standard"},
            )
        }
