"""Run the tests that a change touches, each time a file is saved. Ctrl-C ends it.

For a module, testmon knows which tests ran through the lines that changed; the first run, of everything,
tells it. Of templates, styles and pages of text it knows nothing: there, the tests of the same app run,
and those of the whole site.
"""

import subprocess
import sys
from pathlib import Path

from watchfiles import Change, DefaultFilter, watch

ROOT = Path(__file__).parent.parent
TESTS = ROOT / "tests"
WATCHED = ("admissions", "alter_site", "bin", "facilities", "static", "templates", "tests", "therapies")
PYTEST = [sys.executable, "-m", "pytest", "-q", "--no-header"]
# The project's own options choose tests by marker, which would switch testmon's choice off.
BY_TESTMON = [*PYTEST, "--testmon", "--testmon-forceselect"]


class SourceFiles(DefaultFilter):
    """Leaves out what tools write."""

    allowed = (".css", ".csv", ".html", ".js", ".md", ".py", ".txt")

    def __call__(self, change: Change, path: str) -> bool:
        return path.endswith(self.allowed) and super().__call__(change, path)


def folders_of(files: set[Path]) -> list[str]:
    """Return the tests for files that are no modules: those of the app they belong to, and of the site."""
    words = {word for file in files for word in file.relative_to(ROOT).parts}
    apps = {folder.parent for folder in TESTS.glob("*/__init__.py") if folder.parent.name in words}
    return sorted(str(folder) for folder in apps | {TESTS / "site"})


def main() -> None:
    """Run what has changed since the last time, then wait for the next change."""
    subprocess.run(BY_TESTMON, cwd=ROOT, check=False)
    for changes in watch(*(ROOT / name for name in WATCHED), watch_filter=SourceFiles()):
        files = {Path(path) for _, path in changes}
        others = {file for file in files if file.suffix != ".py"}
        if files - others:
            subprocess.run([*BY_TESTMON, "-n0"], cwd=ROOT, check=False)
        if others:
            subprocess.run([*PYTEST, "-n0", *folders_of(others)], cwd=ROOT, check=False)


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(0)
