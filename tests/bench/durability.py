"""Is a request ever lost, or stored twice, while everything around it fails? ``make durability``.

Many people fill in the real form at once, on real server processes that are killed at random; no task worker
runs for long, and the mail server refuses. People do what people do: reload, go back, press the button again
and twice. In the end everybody has been shown a reference, and each is stored once.

``DURABILITY_PEOPLE`` sets how many; more of them find more.
"""

from __future__ import annotations

import http.cookiejar
import json
import os
import random
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.client import HTTPException
from pathlib import Path
from typing import Any

from tests.support.demo_site import demo_environment, free_port, served
from tests.support.postgres import PostgresMissing, postgres
from tests.support.prepared import prepare
from tests.support.programs import nothing_is_left_out

PEOPLE = int(os.environ.get("DURABILITY_PEOPLE", "100"))
AT_ONCE = 12
PATIENCE = 240.0  # seconds until somebody gives up
BETWEEN_KILLS = (0.3, 2.0)  # seconds; at the latest
AFTER_SEND = 0.15  # seconds: most kills fall into the moment in which a request is stored
# Times that somebody's sending calls for a kill: whoever has sent ten times in an hour is told to call us.
MOST_KILLED = 2

READS = 2  # seconds before the last page is sent: whoever is faster is kept waiting so long by the server

START, FORM, CHECK, DONE = "/request/", "/request/contact/?way=short", "/request/check/", "/request/done/"
HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')
REFERENCE = re.compile(r'class="reference[^>]*>\s*([0-9A-Z]{3}-[0-9A-Z]{5})')


class GaveUp(Exception):
    """Somebody was never shown a reference."""


somebody_sends = threading.Event()


class Person:
    """Somebody with a browser, a phone number and little patience."""

    def __init__(self, origin: str, number: int) -> None:
        self.origin, self.number = origin, number
        self.cookies = http.cookiejar.CookieJar()
        self.presses = self.sent = 0

    def ask(self, path: str, form: dict[str, str] | None = None) -> tuple[str, str]:
        """Fetch a page, or send a form, and follow where it leads; return the path and the page."""
        opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.cookies))
        request = urllib.request.Request(  # noqa: S310 (our own server)
            self.origin + path,
            data=urllib.parse.urlencode(form).encode() if form is not None else None,
            # A network of their own, as our proxy would say: nobody is counted as one of many.
            headers={"X-Forwarded-For": f"10.{self.number // 250}.{self.number % 250}.1"},
        )
        with opener.open(request, timeout=30) as answer:
            led_to = urllib.parse.urlsplit(answer.url)
            if "stopped" in urllib.parse.parse_qs(led_to.query):
                raise GaveUp(f"Person {self.number} sent {self.sent} times and is told to call us.")
            return led_to.path, answer.read().decode()

    def fill_in(self) -> str:
        """Go on until a reference is shown, and return it."""
        deadline = time.monotonic() + PATIENCE
        path, page = "", ""
        while time.monotonic() < deadline:
            try:
                if path == DONE:
                    return self.look_again(shown_in(page))
                if path in {"", START}:
                    path, page = self.ask(START)
                    path, page = self.ask(FORM) if path == START else (path, page)
                else:
                    path, page = self.press(path, page)
            except (OSError, HTTPException):
                path = ""  # the page did not load: open the site again
                time.sleep(random.uniform(0.05, 0.3))  # noqa: S311
        raise GaveUp(f"Person {self.number} was last seen at {path}.")

    def press(self, path: str, page: str) -> tuple[str, str]:
        form = self.answers(path) | dict(HIDDEN.findall(page))
        self.presses += 1
        if path == CHECK:
            # A kill while the server makes somebody wait costs one of the ten times they may send in an hour.
            time.sleep(READS)
            self.sent += 1
            if self.sent <= MOST_KILLED:
                somebody_sends.set()
        if path == CHECK and self.number % 2:
            # A double click: two posts of one form, the second of which the browser shows.
            with ThreadPoolExecutor(1) as other:
                first = other.submit(self.ask, path, form)
                try:
                    return self.ask(path, form)
                finally:
                    first.exception()
        return self.ask(path, form)

    def look_again(self, reference: str) -> str:
        """Reload the page, and go back and send once more: it stays the same reference."""
        for path in (DONE, CHECK):
            again, page = self.ask(path)
            if again != DONE or shown_in(page) != reference:
                raise GaveUp(f"Person {self.number} was shown another reference.")
        return reference

    def answers(self, path: str) -> dict[str, str]:
        match path.removeprefix(START).rstrip("/"):
            case "contact":
                return {
                    "preferred_name": "Sam",
                    "channel": "call",
                    "reach": f"949 555 {self.number:04}",
                    "slot": "soon",
                    "time_zone": "America/Los_Angeles",
                }
            case "check":
                return {"agreed": "on"}
        return {}


def shown_in(page: str) -> str:
    """Return the reference that a page shows."""
    found = REFERENCE.search(page)
    if found is None:
        raise GaveUp("The page shows no reference.")
    return found[1]


# --- what goes wrong ------------------------------------------------------------------------------------


@contextmanager
def killing(arbiter: int) -> Iterator[list[int]]:
    """Kill a server process every now and then until the block ends; the list tells which."""
    killed: list[int] = []
    is_over = threading.Event()

    def kill() -> None:
        while not is_over.wait(BETWEEN_KILLS[0]):
            if somebody_sends.wait(random.uniform(0, BETWEEN_KILLS[1])):  # noqa: S311
                time.sleep(random.uniform(0, AFTER_SEND))  # noqa: S311
            somebody_sends.clear()
            children = Path(f"/proc/{arbiter}/task/{arbiter}/children").read_text().split()
            if children:
                victim = int(random.choice(children))  # noqa: S311
                os.kill(victim, signal.SIGKILL)
                killed.append(victim)

    thread = threading.Thread(target=kill)
    thread.start()
    try:
        yield killed
    finally:
        is_over.set()
        thread.join()


def measure(name: str, changes: dict[str, str]) -> bool:
    """Let everybody fill in the form on one database; print what came of it, and return if all is well."""
    with tempfile.TemporaryDirectory(prefix="alter-durability-") as folder:
        port = free_port()
        environment = demo_environment(Path(folder), port) | {
            "TRUSTED_PROXIES": "127.0.0.1",
            "EMAIL_URL": f"smtp://127.0.0.1:{free_port()}",  # nobody listens
            **changes,
        }
        prepare(environment)
        worker = subprocess.Popen(
            [sys.executable, "manage.py", "worker"], env=environment, stderr=subprocess.DEVNULL
        )
        begun = time.monotonic()
        people = [Person(f"http://localhost:{port}", number) for number in range(PEOPLE)]
        try:
            with (
                # Below "critical" it tells of every process that is killed.
                served("alter_site.wsgi:application", port, environment, log_level="critical") as arbiter,
                killing(arbiter) as killed,
                ThreadPoolExecutor(AT_ONCE) as crowd,
            ):
                waiting = [crowd.submit(person.fill_in) for person in people]
                while not all(each.done() for each in waiting) and worker.poll() is None:
                    if sum(each.done() for each in waiting) >= PEOPLE // 3:
                        worker.kill()
                    time.sleep(0.1)
        finally:
            worker.kill()
            worker.wait()
        problems = [str(each.exception()) for each in waiting if each.exception() is not None]
        shown = [each.result() for each in waiting if each.exception() is None]
        stored = stored_in(environment)
    problems += list(differences(shown, stored))
    print(
        f"  {name}: {PEOPLE} people, {len(killed)} server processes killed, "
        f"{sum(person.presses for person in people)} presses, {time.monotonic() - begun:.0f} s; "
        f"{len(set(shown))} references shown, {len(stored['references'])} stored, "
        f"{stored['waiting']} notices waiting for mail"
    )
    for problem in problems:
        print(f"    {problem}")
    return not problems


def stored_in(environment: dict[str, str]) -> dict[str, Any]:
    """Return what the database holds."""
    command = [sys.executable, "-m", "tests.bench.stored"]
    found = subprocess.run(command, env=environment, check=True, capture_output=True, text=True)
    answer: dict[str, Any] = json.loads(found.stdout)
    return answer


def differences(shown: list[str], stored: dict[str, Any]) -> Iterator[str]:
    """Yield what was lost, stored twice or never asked for."""
    for reference in set(shown) - set(stored["references"]):
        yield f"{reference} was shown and is not stored."
    for reference in set(stored["references"]) - set(shown):
        yield f"{reference} is stored and was shown to nobody."
    for name in ("references", "phones", "notices"):
        if twice := sum(number > 1 for number in Counter(stored[name]).values()):
            yield f"{twice} {name} are stored twice."
    if len(shown) != len(set(shown)):
        yield "One reference was shown to two people."
    if len(stored["notices"]) != len(stored["references"]):
        yield f"{len(stored['references'])} requests have {len(stored['notices'])} notices."


def main() -> int:
    """Measure on both databases; return a status for the shell."""
    with tempfile.TemporaryDirectory(prefix="alter-durability-") as shared:
        os.environ["VAR_DIR"] = shared  # where what both sites need is made once
        all_is_well = measure("SQLite", {})
        try:
            with postgres() as address:
                all_is_well &= measure("PostgreSQL", {"DATABASE_URL": address})
        except PostgresMissing as missing:
            print(f"  PostgreSQL: not tried, {missing}")
            all_is_well &= not nothing_is_left_out()
    return 0 if all_is_well else 1


if __name__ == "__main__":
    sys.exit(main())
