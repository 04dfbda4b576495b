"""Proportional memory (PSS) of each server process: what it has alone and its share of what is shared."""

from __future__ import annotations

from pathlib import Path

from tests.support.demo_site import DemoSite


def measure(site: DemoSite) -> None:
    """Print the memory of the arbiter and of each worker. Only Linux counts it."""
    children = Path(f"/proc/{site.arbiter}/task/{site.arbiter}/children")
    if not children.exists():
        print("  This system does not count proportional memory.")
        return
    workers = [int(pid) for pid in children.read_text().split()]
    print(f"  arbiter: {megabytes(site.arbiter):.1f} MB")
    for number, pid in enumerate(workers, start=1):
        print(f"  worker {number}: {megabytes(pid):.1f} MB")


def megabytes(pid: int) -> float:
    """Return a process's proportional set size."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    kilobytes = next(line.split()[1] for line in lines if line.startswith("Pss:"))
    return int(kilobytes) / 1024
