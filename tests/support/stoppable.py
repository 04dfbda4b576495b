"""A site of real processes whose database, cache and workers can be stopped or made silent."""

from __future__ import annotations

import json
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psycopg

from tests.bench.durability import Person

from .demo_site import demo_environment, free_port, wait_until_listening
from .postgres import PostgresMissing, PostgresServer, postgres_server
from .prepared import prepare
from .programs import lacking
from .redis import RedisMissing, RedisServer, redis_server
from .relay import Relay, relay
from .waiting import PATIENCE, wait_until

THERAPY, OTHER, UNBAKED = "/therapies/a-walk/", "/conditions/low-mood/", "/therapies/nothing-here/"
FORM = "/request/contact/?way=short"
PICTURE = "0a1b2c3d-0a1b-4a1b-8a1b-0a1b2c3d4e5f-0123456789abcdef-480.avif"
MAKE_PAGES = """
from tests.factories import *
published(TherapyFactory(slug="a-walk"))
published(ConditionFactory(slug="low-mood"))
facts_saved()
"""


@dataclass(frozen=True)
class Answer:
    """What a visitor got."""

    status: int
    body: str
    retry_after: str | None

    def is_calm(self) -> bool:
        """Is it the 503 page with the phone number?"""
        assert (self.status, self.retry_after) == (503, "30")
        assert 'href="tel:+1' in self.body
        return True


@dataclass
class Site:
    """A site, served by processes of its own."""

    folder: Path
    port: int
    environment: dict[str, str]
    arbiter: subprocess.Popen[bytes] = field(init=False)
    people: int = 0

    @property
    def log_file(self) -> Path:
        return self.folder / f"web-{self.port}.log"

    @property
    def log(self) -> str:
        return self.log_file.read_text()

    @property
    def processes(self) -> set[int]:
        """Those that answer, each by its id."""
        arbiter = self.arbiter.pid
        return set(map(int, Path(f"/proc/{arbiter}/task/{arbiter}/children").read_text().split()))

    def prepare(self, pages: str = MAKE_PAGES) -> None:
        prepare(self.environment, pages)
        pictures = self.folder / "media/renditions"
        pictures.mkdir(parents=True, exist_ok=True)
        (pictures / PICTURE).write_bytes(b"pixels")

    @contextmanager
    def served(self) -> Iterator[None]:
        command = [sys.executable, "-m", "gunicorn", f"--bind=127.0.0.1:{self.port}"]
        with self.log_file.open("ab") as log:
            self.arbiter = subprocess.Popen(command, env=self.environment, stdout=log, stderr=log)
            try:
                wait_until_listening(self.port, self.arbiter)
                yield
            finally:
                self.arbiter.terminate()
                self.arbiter.wait()

    def ask(self, path: str, form: bytes | None = None) -> Answer:
        request = urllib.request.Request(f"http://localhost:{self.port}{path}", form)
        try:
            answer = urllib.request.urlopen(request, timeout=PATIENCE)  # noqa: S310
        except urllib.error.HTTPError as error:
            answer = error
        with answer:
            return Answer(answer.status, answer.read().decode(), answer.headers.get("Retry-After"))

    def send_a_form(self) -> Answer:
        """Open the form and send its first answer, as somebody new."""
        self.people += 1
        somebody = Person(f"http://localhost:{self.port}", self.people)
        try:
            first, page = somebody.ask(FORM)
            path, page = somebody.press(first, page)
            assert path != first, "the form asks the same question again"
        except urllib.error.HTTPError as error:
            with error:
                return Answer(error.code, error.read().decode(), error.headers["Retry-After"])
        return Answer(200, page, None)

    def reference(self) -> str:
        """Fill in the form as somebody new; return the reference that they are shown."""
        self.people += 1
        return Person(f"http://localhost:{self.port}", self.people).fill_in()

    def failing(self) -> set[str]:
        checks = json.loads(self.ask("/readyz").body)
        return {name for name, result in checks.items() if result == "failed"}

    def wait_until_it_answers_as_ever(self) -> None:
        """Wait until every thread of every process has its connections."""

        def is_so() -> bool:
            return all(self.ask(UNBAKED).status == 404 for _ in range(16))

        wait_until(is_so, "a page that nobody has read is answered as ever")

    def wait_until_it_uses_the_cache(self) -> None:
        """Wait until every process asks Redis: one that was silent is left alone for a while."""

        def is_so() -> bool:
            return all("cache" not in self.failing() for _ in range(8))

        wait_until(is_so, "the cache is used")


def environment_of(folder: Path, port: int, **changes: str) -> dict[str, str]:
    nobody = f"smtp://127.0.0.1:{free_port()}"
    return demo_environment(folder, port) | {"TRUSTED_PROXIES": "127.0.0.1", "EMAIL_URL": nobody, **changes}


@dataclass
class Parts:
    """A running site on PostgreSQL with Redis, its servers, and the relays that lead to them."""

    site: Site
    database: PostgresServer
    cache: RedisServer
    to_database: Relay
    to_cache: Relay

    @contextmanager
    def without_database(self) -> Iterator[None]:
        """Stop PostgreSQL until the block ends."""
        with self.to_database.refusing():
            self.database.stop()
            try:
                yield
            finally:
                self.database.start()

    @contextmanager
    def without_cache(self) -> Iterator[None]:
        """Stop Redis until the block ends."""
        with self.to_cache.refusing():
            self.cache.stop()
            try:
                yield
            finally:
                self.cache.start()

    def references(self) -> set[str]:
        """Return the references of all requests that are stored."""
        with psycopg.connect(self.database.url) as database:
            return {row[0] for row in database.execute("SELECT reference FROM admissions_submission")}


@contextmanager
def site_in_parts(folder: Path) -> Iterator[Parts]:
    """Serve a site with two pages until the block ends."""
    port = free_port()
    with ExitStack() as stack:
        try:
            cache = stack.enter_context(redis_server())
            database = stack.enter_context(postgres_server(is_durable=False))
        except (RedisMissing, PostgresMissing) as missing:
            lacking(str(missing))
        to_database = stack.enter_context(relay(database.port))
        to_cache = stack.enter_context(relay(cache.port))
        address = database.url.replace(str(database.port), str(to_database.port))
        where = {"DATABASE_URL": address, "REDIS_URL": cache.url_over(to_cache.port)}
        site = Site(folder, port, environment_of(folder, port, **where))
        site.prepare()
        stack.enter_context(site.served())
        yield Parts(site, database, cache, to_database, to_cache)
