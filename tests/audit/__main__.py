"""Hold one page of each kind to its Lighthouse scores: ``make audit``.

Lighthouse plays a slow phone on a slow network by calculation, so that its figures depend little on the
machine. What a page is does not change, so that it is asked for once; how fast it is does, so that it is
measured three times and the median counts. For a quick look ``AUDIT_RUNS`` may say another number, and
``AUDIT_PAGES`` name the only paths to measure.

The browser's own processes work more in a load than the page's. Where processors are few, a task of the page
then lasts two to four times as long as it works, and Lighthouse multiplies what it lasts. Where the system
allows it, to root as a rule, the page's process therefore comes before the others, so that blocking time is
the page's own. Where it is refused, the table says so.

An edition is also held against the same bytes from a plain nginx, as often and in turn, so that whatever else
the machine does falls on both. Neither speaks TLS. What is asked of nginx is the one figure, which takes less
time than a whole report.
"""

from __future__ import annotations

import functools
import json
import os
import shutil
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from operator import eq, ge, le
from pathlib import Path
from statistics import median
from typing import Any

from tests.audit.pages import ALSO, UNLISTED, one_of_each_kind
from tests.support.chromium import ARGUMENTS, find_chromium
from tests.support.demo_site import DemoSite, demo_site
from tests.support.nginx import plain_nginx

RUNS = int(os.environ.get("AUDIT_RUNS", "3"))
ONLY = os.environ.get("AUDIT_PAGES", "").split()
ATTEMPTS = 3
PAGE_FIRST = ("chrt", "--rr", "1")  # as a real-time process of the lowest priority
GOOD = 0.9  # where Lighthouse paints a figure green
COMPARISONS: dict[str, Callable[[float, float], bool]] = {"exactly": eq, "at least": ge, "at most": le}


@dataclass(frozen=True)
class Limit:
    """What a figure has to be."""

    name: str
    wanted: str
    limit: float

    def holds(self, value: float) -> bool:
        return COMPARISONS[self.wanted](value, self.limit)


@dataclass(frozen=True)
class Measure(Limit):
    """One figure of a Lighthouse report."""

    read: Callable[[dict[str, Any]], float]


def score(category: str) -> Callable[[dict[str, Any]], float]:
    """Read a category's score, out of 100."""
    return lambda report: round(report["categories"][category]["score"] * 100)


def figure(audit: str, *, per: float = 1) -> Callable[[dict[str, Any]], float]:
    """Read an audit's number, in units of ``per``."""
    return lambda report: report["audits"][audit]["numericValue"] / per


LCP = Measure("LCP s", "at most", 1.25, figure("largest-contentful-paint", per=1000))
SCORES = (
    Measure("accessibility", "exactly", 100, score("accessibility")),
    Measure("best practices", "exactly", 100, score("best-practices")),
    Measure("SEO", "exactly", 100, score("seo")),
)
SPEED = (
    Measure("performance", "at least", 99, score("performance")),
    Measure("CLS", "exactly", 0, figure("cumulative-layout-shift")),
    Measure("TBT ms", "exactly", 0, figure("total-blocking-time")),
    LCP,
)
AGAINST_NGINX = Limit("LCP to nginx’s", "at most", 1.1)
LIMITS = (*SCORES, *SPEED, AGAINST_NGINX)


def report_of(url: str, *options: str) -> dict[str, Any]:
    """Run Lighthouse once. On a busy machine a recording may fail; it is then made again, not counted."""
    for _ in range(ATTEMPTS):
        with tempfile.TemporaryDirectory() as profile:
            result = subprocess.run(
                [*lighthouse(url, profile), *options], env=environment(), check=False, stdout=subprocess.PIPE
            )
        if result.returncode == 0:
            report: dict[str, Any] = json.loads(result.stdout)
            if not any(audit["scoreDisplayMode"] == "error" for audit in report["audits"].values()):
                return report
    raise SystemExit(f"Lighthouse could not record {url}; its own messages are above.")


def lighthouse(url: str, profile: str) -> list[str]:
    """Return the command that records one page in a browser profile of its own."""
    arguments: tuple[str, ...] = (f"--user-data-dir={profile}", *ARGUMENTS)
    if page_may_come_first():
        # Every page's process comes from the zygote and keeps its priority.
        arguments += (f"--zygote-cmd-prefix={' '.join(PAGE_FIRST)}",)
    flags = " ".join(["--headless=new", *quoted(arguments)])
    options = ["--output=json", "--quiet", "--no-enable-error-reporting", f"--chrome-flags={flags}"]
    return ["node", "node_modules/lighthouse/cli/index.js", url, *options]


@functools.cache
def page_may_come_first() -> bool:
    """Does the system let us put the page's process before others?"""
    if shutil.which(PAGE_FIRST[0]) is None:
        return False
    return subprocess.run([*PAGE_FIRST, "true"], check=False, stderr=subprocess.DEVNULL).returncode == 0


def environment() -> dict[str, str]:
    """Name the browser, and put npm’s Node first: Lighthouse wants a newer one than many have."""
    path = f"{Path('node_modules/.bin').resolve()}{os.pathsep}{os.environ['PATH']}"
    return os.environ | {"CHROME_PATH": str(find_chromium()), "PATH": path}


def quoted(arguments: tuple[str, ...]) -> Iterator[str]:
    """Quote the values, because Lighthouse splits its flags as a shell would."""
    for argument in arguments:
        name, has_value, value = argument.partition("=")
        yield f'{name}="{value}"' if has_value else name


def what_cost_points(report: dict[str, Any]) -> list[str]:
    """Name what kept the categories from 100, for the one who has to mend it."""
    audits = (
        report["audits"][reference["id"]]
        for category in report["categories"].values()
        for reference in category["auditRefs"]
        if reference["weight"] > 0
    )
    return [
        f"{audit['title']} {audit.get('displayValue', '')}".strip()
        for audit in audits
        if audit["score"] is not None and audit["score"] < GOOD
    ]


def row(*cells: object) -> str:
    """Lay out one line of the table."""
    first, *others = cells
    return f"{first:<40}" + "".join(f"{cell:>16}" for cell in others)


@contextmanager
def beside_nginx() -> Iterator[tuple[DemoSite, str]]:
    """Serve the demo site, and what is baked of it by a plain nginx; yield the second's address as well."""
    with demo_site() as site, tempfile.TemporaryDirectory(prefix="alter-audit-") as name:
        bake = [sys.executable, "manage.py", "bake"]
        subprocess.run(bake, env=site.environment, check=True, stdout=subprocess.DEVNULL)
        var = Path(site.environment["VAR_DIR"])
        with plain_nginx(Path(name, "nginx"), var, site.environment) as plain:
            yield site, f"http://localhost:{plain.port}"


def pages_of(site: DemoSite) -> list[str]:
    """Return the paths to measure."""

    def read(path: str) -> str:
        with urllib.request.urlopen(site.url + path) as answer:  # noqa: S310 (our own server)
            return str(answer.read().decode())

    every = [*one_of_each_kind(read), *ALSO, *UNLISTED]
    return [path for path in every if not ONLY or path in ONLY]


def measured(path: str, site: str, nginx: str) -> tuple[list[float], list[dict[str, Any]]]:
    """Return a page's figures in the order of the limits, and two reports."""
    # A link to a part has a phone lay out the whole page: axe misjudges what is there and not yet drawn.
    first = report_of(
        f"{site}{path}#main",
        "--only-categories=accessibility,best-practices,seo",
        "--skip-audits=is-crawlable",  # every page of the demo asks not to be indexed
    )
    reports, plain = [], []
    for _ in range(RUNS):
        reports.append(report_of(site + path, "--only-categories=performance"))
        if path not in UNLISTED:
            plain.append(LCP.read(report_of(nginx + path, "--only-audits=largest-contentful-paint")))
    values = [measure.read(first) for measure in SCORES]
    values += [median(map(measure.read, reports)) for measure in SPEED]
    if plain:
        values.append(median(map(LCP.read, reports)) / median(plain))
    return values, [first, reports[-1]]


def main() -> int:
    """Print the table and return how the process should exit."""
    problems = []
    print(row(f"median of {RUNS}", *(limit.name for limit in LIMITS)), flush=True)
    with beside_nginx() as (site, nginx):
        for path in pages_of(site):
            values, reports = measured(path, site.url, nginx)
            print(row(path, *(f"{value:.4g}" for value in values)), flush=True)
            missed = [
                limit.name
                for limit, value in zip(LIMITS, values, strict=False)  # what is not baked has no last one
                if not limit.holds(value) and (limit.name != "SEO" or path not in UNLISTED)
            ]
            if missed:
                cost = (line for report in reports for line in what_cost_points(report))
                problems.append(f"{path} misses {', '.join(missed)}: {'; '.join(cost)}")
    print(row("wanted", *(f"{limit.wanted} {limit.limit:g}" for limit in LIMITS)))
    speed = reports[0]["environment"]["benchmarkIndex"]
    print(f"Lighthouse rates the speed of this machine at {speed:.0f}; one that is busy rates lower.")
    if not page_may_come_first():
        print("The page’s process could not be put first: TBT counts what interrupted it as well.")
    print()
    print("\n".join(problems) or "Every page has what is wanted.")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
