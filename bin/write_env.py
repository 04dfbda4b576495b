"""Write what the demo needs into .env, and only what is not there: data may depend on a key that is."""

import base64
import os
import secrets
import sys
from collections.abc import Callable
from pathlib import Path


def sealing_key() -> str:
    """Return 32 random bytes as the settings want them."""
    return base64.b64encode(secrets.token_bytes(32)).decode()


DEMO: dict[str, Callable[[], str]] = {
    "SITE_ENV": lambda: "demo",
    "SECRET_KEY": lambda: secrets.token_urlsafe(50),
    "PHI_KEYS": lambda: f"demo1:{sealing_key()}",
    "PHI_ACTIVE": lambda: "demo1",
    "PHI_INDEX_KEY": sealing_key,
    "STAFF_SECOND_FACTOR": lambda: "optional",
}


def main(path: Path) -> None:
    """Append the missing lines to the file at ``path``, readable by its owner alone."""
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    there = {line.partition("=")[0].strip() for line in text.splitlines()}
    missing = [f"{name}={make()}\n" for name, make in DEMO.items() if name not in there]
    if not missing:
        return
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "a") as file:
        if text and not text.endswith("\n"):
            file.write("\n")
        file.writelines(missing)
    print(f"Wrote to {path.name}: {', '.join(line.partition('=')[0] for line in missing)}.")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
