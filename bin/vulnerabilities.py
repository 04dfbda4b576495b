"""Say which of the locked packages, Python's and npm's, are known to be vulnerable.

Both kinds are asked of databases on the network. What could not be looked up is not well: pip-audit passes
over such a package and ends as if all were good. Exit status: 0 when every package is known and none is
vulnerable, 1 when one is, 2 when nothing was found but not everything could be looked up.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

PYTHON = [
    *(sys.executable, "-m", "pip_audit", "--requirement", "requirements-dev.txt", "--require-hashes"),
    *("--disable-pip", "--format", "json", "--progress-spinner", "off"),
]
NPM = ["npm", "audit", "--json", "--package-lock-only"]


@dataclass
class Found:
    """What a database said of one kind of packages."""

    kind: str
    known: int = 0
    vulnerable: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)

    def lines(self) -> Iterator[str]:
        """Yield what there is to say, in words."""
        yield f"{self.kind}: {self.known} packages looked up, {len(self.vulnerable)} vulnerable."
        yield from (f"  {line}" for line in self.vulnerable)
        if self.unknown:
            yield f"  NOT CHECKED: {self.unknown[0]}"
        if len(self.unknown) > 1:
            yield f"  and {len(self.unknown) - 1} more like it. Nothing is known about them."


def answer_of(command: list[str]) -> dict[str, Any] | str:
    """Return what a program prints as JSON, or its last words where that is none."""
    try:
        result = subprocess.run(command, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        return f"{command[0]} is not installed."
    try:
        answer = json.loads(result.stdout)
    except ValueError:
        answer = None
    if isinstance(answer, dict):
        return answer
    said = result.stderr.strip().splitlines()
    return said[-1] if said else f"{command[0]} said nothing."


def python_packages() -> Found:
    """Ask about what the lock of development holds, which has all that production runs."""
    found, answer = Found("Python"), answer_of(PYTHON)
    packages = answer.get("dependencies", []) if isinstance(answer, dict) else []
    if not packages:
        found.unknown.append(f"The database could not be asked. {answer}")
    for package in packages:
        if reason := package.get("skip_reason"):
            found.unknown.append(reason)
            continue
        found.known += 1
        for fault in package["vulns"]:
            better = ", ".join(fault["fix_versions"]) or "no version yet"
            found.vulnerable.append(
                f"{package['name']} {package['version']}: {fault['id']}; mended in {better}"
            )
    return found


def npm_packages() -> Found:
    """Ask about the tools that look at finished pages."""
    found, answer = Found("npm"), answer_of(NPM)
    if not isinstance(answer, dict) or "vulnerabilities" not in answer:
        said = answer.get("message", answer) if isinstance(answer, dict) else answer
        found.unknown.append(f"The database could not be asked. {said}")
        return found
    found.known = answer["metadata"]["dependencies"]["total"]
    found.vulnerable = [f"{name}: {fault['severity']}" for name, fault in answer["vulnerabilities"].items()]
    return found


def main() -> int:
    """Print both, and return the exit status."""
    both = [python_packages(), npm_packages()]
    for found in both:
        print(*found.lines(), sep="\n")
    if any(found.vulnerable for found in both):
        return 1
    return 2 if any(found.unknown for found in both) else 0


if __name__ == "__main__":
    sys.exit(main())
