"""Sow the faults of :mod:`.faults` one at a time and say which the tests notice: ``make mutations``.

Everything happens in a copy of the checkout. Each fault gets a process of its own, which stops at the first
test that fails; the database with its migrations is made once. At the end the tests that noticed something
are run without a fault: one that fails there too has noticed nothing.

``--tests-from`` takes the tests and ``pyproject.toml`` of another checkout, so that two suites can be held
against the same faults.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from .faults import FAULTS, Fault

ROOT = Path(__file__).parent.parent.parent
OF_THE_TESTS = ("tests/", "pyproject.toml")
# Not copied, because nothing in them is ours.
INSTALLED = (".venv", "node_modules")
# Small, and needs a database: what it leaves is what every other module begins with.
FIRST = "tests/staff/test_users.py"
LONGEST = 600  # seconds for one fault: one that makes a test wait without end was noticed

NOTICED = re.compile(r"^(?:FAILED|ERROR|SUBFAILED.*?) (tests/\S+\.py(?:::.*?)?)(?: - .*)?$", re.MULTILINE)

CAUGHT, SURVIVED, WRONG = "caught", "SURVIVED", "WRONG"


@dataclass
class Result:
    """What became of one fault; ``by`` is the test that noticed it, or what went wrong."""

    subject: str
    fault: Fault
    verdict: str
    by: str = ""
    seconds: float = 0.0


class Copy:
    """A copy of the checkout in which faults are sown."""

    def __init__(self, folder: Path, tests_from: Path) -> None:
        self.site, self.var, self.clean = folder / "site", folder / "var", folder / "clean"
        for name in _files(ROOT):
            if tests_from == ROOT or not name.startswith(OF_THE_TESTS):
                _copy(ROOT, name, self.site)
        if tests_from != ROOT:
            for name in _files(tests_from):
                if name.startswith(OF_THE_TESTS):
                    _copy(tests_from, name, self.site)
        for name in INSTALLED:
            if (ROOT / name).exists():
                (self.site / name).symlink_to(ROOT / name)

    def make_database(self) -> None:
        """Migrate once; raises RuntimeError when the suite does not even begin."""
        shutil.rmtree(self.var, ignore_errors=True)
        self.var.mkdir()
        ended = self._pytest([FIRST], "--create-db")
        if ended.returncode != 0:
            raise RuntimeError(ended.stdout + ended.stderr)
        self.var.rename(self.clean)

    def run(self, modules: Iterable[str], *options: str) -> subprocess.CompletedProcess[str]:
        """Run tests in one process, on a copy of the clean database."""
        shutil.rmtree(self.var, ignore_errors=True)
        shutil.copytree(self.clean, self.var)
        return self._pytest(modules, "--reuse-db", *options)

    def run_all(self) -> subprocess.CompletedProcess[str]:
        """Run the whole suite, with as many processes as it is used to."""
        environment = {name: value for name, value in self._environment().items() if "XDIST" not in name}
        return self._python(environment, "-x", "-q", "-p", "no:cacheprovider", limit=LONGEST * 10)

    def _pytest(self, modules: Iterable[str], *options: str) -> subprocess.CompletedProcess[str]:
        # A worker of xdist has its place in a folder that it is given, so its database can be kept.
        how = ["-n0", "-q", "--tb=line", "-p", "no:cacheprovider", "--hypothesis-seed=0", "-rfE"]
        return self._python(self._environment(), *how, *options, *modules)

    def _python(
        self, environment: dict[str, str], *arguments: str, limit: int = LONGEST
    ) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "pytest", f"--basetemp={self.var.parent / 'tmp'}", *arguments]
        return subprocess.run(
            command,
            cwd=self.site,
            env=environment,
            timeout=limit,
            capture_output=True,
            text=True,
            check=False,
        )

    def _environment(self) -> dict[str, str]:
        ours = {"VAR_DIR": str(self.var), "PYTEST_XDIST_WORKER": "gw0", "COLUMNS": "500"}
        others = {"NIGHTLY", "DATABASE_URL", "REDIS_URL"}  # what a run at night was given for other things
        return {name: value for name, value in os.environ.items() if name not in others} | ours


def _files(checkout: Path) -> list[str]:
    """Return what git would commit, as it stands in the working tree."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(command, cwd=checkout, capture_output=True, text=True, check=True).stdout
    return [name for name in names.split("\0") if (checkout / name).is_file()]


def _copy(checkout: Path, name: str, to: Path) -> None:
    (to / name).parent.mkdir(parents=True, exist_ok=True)
    shutil.copy2(checkout / name, to / name)


def sow(copy: Copy, fault: Fault, *, all_tests: bool) -> tuple[str, str]:
    """Sow one fault and return the verdict with the test that noticed it."""
    # An earlier suite may not have all of them.
    modules = [name for name in fault.modules if (copy.site / name).is_file()]
    if not modules:
        return WRONG, "none of its test modules is there"
    file = copy.site / fault.file
    source = file.read_text(encoding="utf-8")
    try:
        file.write_text(fault.in_place(source), encoding="utf-8")
    except ValueError as error:
        return WRONG, str(error)
    try:
        verdict = judged(copy.run(modules, "-x"))
        if verdict[0] == SURVIVED and all_tests:
            verdict = judged(copy.run_all())
    except subprocess.TimeoutExpired:
        verdict = CAUGHT, "a test that waits without end"
    finally:
        file.write_text(source, encoding="utf-8")
    return verdict


def judged(ended: subprocess.CompletedProcess[str]) -> tuple[str, str]:
    """Return the verdict that the end of a run comes to."""
    if ended.returncode == 0:
        return SURVIVED, ""
    if found := NOTICED.search(ended.stdout):
        return CAUGHT, found[1]
    if "Timeout" in ended.stderr:  # pytest's own, which says where each thread stood
        return CAUGHT, "a test that waits without end"
    return WRONG, (ended.stdout + ended.stderr).strip()[-600:]


def without_a_fault(copy: Copy, results: list[Result]) -> None:
    """Take back what a test noticed that fails anyway."""
    tests = {result.by for result in results if result.verdict == CAUGHT and result.by.startswith("tests/")}
    if not tests:
        return
    ended = copy.run(sorted(tests))
    failing = set(NOTICED.findall(ended.stdout))
    if ended.returncode not in (0, 1):
        failing = tests
    for result in results:
        if result.by in failing:
            result.verdict, result.by = WRONG, f"fails without the fault too: {result.by}"


def say(result: Result) -> None:
    name = f"{result.subject}: {result.fault.name}"
    print(f"{result.verdict:9}{result.seconds:6.1f} s  {name:58}{result.by}", flush=True)


def main() -> int:
    arguments = argparse.ArgumentParser(prog="python -m tests.mutations", description=__doc__)
    arguments.add_argument("--only", metavar="NAME", help="a fault or a subject")
    arguments.add_argument("--tests-from", metavar="DIR", type=Path, default=ROOT)
    arguments.add_argument("--all-tests", action="store_true", help="try what survives with the whole suite")
    given = arguments.parse_args()
    chosen = [
        (subject, fault)
        for subject, faults in FAULTS.items()
        for fault in faults
        if given.only in (None, subject, fault.name)
    ]
    if not chosen:
        arguments.error(f"There is no fault and no subject {given.only}.")
    with tempfile.TemporaryDirectory(prefix="alter-mutations-") as folder:
        copy = Copy(Path(folder), given.tests_from.resolve())
        begun = time.monotonic()
        copy.make_database()
        results = []
        for subject, fault in chosen:
            started = time.monotonic()
            verdict, by = sow(copy, fault, all_tests=given.all_tests)
            results.append(Result(subject, fault, verdict, by, time.monotonic() - started))
            say(results[-1])
        without_a_fault(copy, results)
    caught = [result for result in results if result.verdict == CAUGHT]
    missed = [result for result in results if result.verdict != CAUGHT]
    if missed:
        print("\nNot noticed:")
    for result in missed:
        print(f"  {result.fault.name}, {result.fault.file}: {result.fault.harm} {result.by}")
    print(f"\n{len(caught)} of {len(results)} caught, in {time.monotonic() - begun:.0f} s")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
