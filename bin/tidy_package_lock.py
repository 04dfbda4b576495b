"""Remove funding links from package-lock.json: a lock file names no host."""

import json
from pathlib import Path

path = Path("package-lock.json")
lock = json.loads(path.read_text())
for package in lock["packages"].values():
    package.pop("funding", None)
path.write_text(json.dumps(lock, indent=2, ensure_ascii=False) + "\n")
