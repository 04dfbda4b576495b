"""Hold one page of each kind to its Lighthouse scores: ``make audit``.

Lighthouse plays a slow phone on a slow network by calculation, so that its figures depend little on the
machine. Each page is measured three times and its median counts.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from operator import eq, ge, le
from pathlib import Path
from statistics import median
from typing import Any
from urllib.parse import urlsplit

from tests.support.chromium import ARGUMENTS, find_chromium
from tests.support.demo_site import demo_site

# Preferred where a kind has several pages; of every other kind the first in its sitemap is measured.
PREFERRED = {
    "/therapies/attachment-based-therapy/",
    "/conditions/ptsd/",
    "/facilities/dana-point/",
    "/levels-of-care/residential/",
}
# No search engine is to find these.
UNLISTED = ("/money/", "/request/who/")
LOCATION = re.compile(r"<loc>(.*?)</loc>")
RUNS = 3
ATTEMPTS = 3
GOOD = 0.9  # where Lighthouse paints a figure green
COMPARISONS: dict[str, Callable[[float, float], bool]] = {"exactly": eq, "at least": ge, "at most": le}


@dataclass(frozen=True)
class Measure:
    """One figure of a Lighthouse report and what it has to be."""

    name: str
    read: Callable[[dict[str, Any]], float]
    wanted: str
    limit: float

    def holds(self, value: float) -> bool:
        return COMPARISONS[self.wanted](value, self.limit)


def score(category: str) -> Callable[[dict[str, Any]], float]:
    """Read a category's score, out of 100."""
    return lambda report: round(report["categories"][category]["score"] * 100)


def figure(audit: str, *, per: float = 1) -> Callable[[dict[str, Any]], float]:
    """Read an audit's number, in units of ``per``."""
    return lambda report: report["audits"][audit]["numericValue"] / per


MEASURES = (
    Measure("accessibility", score("accessibility"), "exactly", 100),
    Measure("best practices", score("best-practices"), "exactly", 100),
    Measure("SEO", score("seo"), "exactly", 100),
    Measure("performance", score("performance"), "at least", 99),
    Measure("CLS", figure("cumulative-layout-shift"), "exactly", 0),
    Measure("LCP s", figure("largest-contentful-paint", per=1000), "at most", 1.5),
)


def report_of(url: str) -> dict[str, Any]:
    """Run Lighthouse once. On a busy machine a recording may fail; it is then made again, not counted."""
    for _ in range(ATTEMPTS):
        with tempfile.TemporaryDirectory() as profile:
            result = subprocess.run(
                lighthouse(url, profile), env=environment(), check=False, stdout=subprocess.PIPE
            )
        if result.returncode == 0:
            report: dict[str, Any] = json.loads(result.stdout)
            return report
    raise SystemExit(f"Lighthouse could not record {url}; its own messages are above.")


def lighthouse(url: str, profile: str) -> list[str]:
    """Return the command that records one page in a browser profile of its own."""
    flags = " ".join(["--headless=new", f"--user-data-dir={profile}", *quoted(ARGUMENTS)])
    options = ["--output=json", "--quiet", "--no-enable-error-reporting", f"--chrome-flags={flags}"]
    return ["node", "node_modules/lighthouse/cli/index.js", url, *options]


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


def one_of_each_kind(origin: str) -> Iterator[str]:
    """Yield the path of one live page of each kind, from the sitemaps."""

    def paths(path: str) -> list[str]:
        with urllib.request.urlopen(origin + path) as answer:  # noqa: S310 (our own server)
            found = LOCATION.findall(answer.read().decode())
        return [urlsplit(address).path for address in found]

    for sitemap in paths("/sitemap.xml"):
        pages = paths(sitemap)
        yield next((path for path in pages if path in PREFERRED), pages[0])


def row(*cells: object) -> str:
    """Lay out one line of the table."""
    first, *others = cells
    return f"{first:<40}" + "".join(f"{cell:>16}" for cell in others)


def main() -> int:
    """Print the table and return how the process should exit."""
    problems = []
    print(row(f"median of {RUNS}", *(measure.name for measure in MEASURES)), flush=True)
    with demo_site() as site:
        for path in [*one_of_each_kind(site.url), *UNLISTED]:
            reports = [report_of(site.url + path) for _ in range(RUNS)]
            values = [median(map(measure.read, reports)) for measure in MEASURES]
            print(row(path, *(f"{value:.4g}" for value in values)), flush=True)
            missed = [
                measure
                for measure, value in zip(MEASURES, values, strict=True)
                if not measure.holds(value) and (measure.name != "SEO" or path not in UNLISTED)
            ]
            if missed:
                names = ", ".join(measure.name for measure in missed)
                problems.append(f"{path} misses {names}: {'; '.join(what_cost_points(reports[-1]))}")
    print(row("wanted", *(f"{measure.wanted} {measure.limit:g}" for measure in MEASURES)))
    speed = reports[-1]["environment"]["benchmarkIndex"]
    print(f"Lighthouse rates the speed of this machine at {speed:.0f}; one that is busy rates lower.\n")
    print("\n".join(problems) or "Every page has what is wanted.")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
