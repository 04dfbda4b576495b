"""Pin every image of Dockerfile and compose.yaml to what its tag means today: ``name:tag@sha256:…``.

A tag can be moved to another image by whoever holds it; a digest names one. It is asked of the image's
registry, so this needs docker with buildx, and the network. Nothing is written unless every image was found.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

FILES = (Path("Dockerfile"), Path("compose.yaml"))
# An image of ours has no tag, a stage of the build no colon.
IMAGE = re.compile(
    r"^(?P<before>FROM |    image: )(?P<name>[a-z0-9./-]+:[\w.-]+)(?:@sha256:[0-9a-f]{64})?(?=\s|$)", re.M
)
DIGEST = re.compile(r"sha256:[0-9a-f]{64}")


def digest_of(image: str) -> str:
    """Return the digest that a registry gives for a tag.

    Raises:
        SystemExit: it cannot be reached, or does not know the image.
    """
    command = ["docker", "buildx", "imagetools", "inspect", image, "--format", "{{json .Manifest.Digest}}"]
    try:
        found = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    except FileNotFoundError:
        sys.exit("docker is needed to ask a registry for digests.")
    except subprocess.CalledProcessError as error:
        sys.exit(f"The digest of {image} was not found. {error.stderr.strip()}")
    digest = str(json.loads(found))
    if not DIGEST.fullmatch(digest):
        sys.exit(f"The digest of {image} is said to be {digest!r}.")
    return digest


def main() -> None:
    """Write the digests into both files."""
    texts = {file: file.read_text() for file in FILES}
    images = sorted({match["name"] for text in texts.values() for match in IMAGE.finditer(text)})
    digests = {image: digest_of(image) for image in images}
    for file, text in texts.items():
        file.write_text(
            IMAGE.sub(lambda match: f"{match['before']}{match['name']}@{digests[match['name']]}", text)
        )
    for image, digest in digests.items():
        print(f"{image} {digest}")


if __name__ == "__main__":
    main()
