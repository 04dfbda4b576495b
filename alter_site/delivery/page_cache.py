"""Answers for public pages before Django is asked: from memory, then from the baked folder.

A page is found by host and path and belongs to the generation it was rendered in; the query string changes
nothing about it. An older one is kept for the time when rendering fails.
"""

from __future__ import annotations

import functools
import io
import logging
import threading
import time
from collections.abc import Callable, Iterable
from concurrent.futures import Future
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import parse_qsl

from django.conf import settings
from django.core.handlers.wsgi import get_path_info
from django.http.request import split_domain_port, validate_host

from . import address_journal, baked, generation
from .encodings import chosen
from .page_memory import Key, PageMemory
from .ready_page import Answer, Environ, Headers, ReadyPage, StartResponse, is_keepable, ready, renewed
from .requests import is_public
from .routes import ENVIRON_KEY

logger = logging.getLogger(__name__)

Application = Callable[[Environ, StartResponse], Iterable[bytes]]

# All that a public page may know of a request besides its address; the last is for log lines. Everything else
# says who asks, what they have already, or what they would like everybody to be told. What is not kept may be
# compressed for whoever asked; what is kept is compressed here.
PUBLIC = {"HTTP_HOST", "HTTP_X_FORWARDED_PROTO", "HTTP_ACCEPT_ENCODING", "HTTP_X_REQUEST_ID"}
OF_A_BODY = {"CONTENT_LENGTH", "CONTENT_TYPE"}
# After a failure an older page is shown for as long before anybody waits for another attempt.
TRY_AGAIN = 5.0  # seconds
FEW_BYTES = 65_536  # that a socket's buffer takes in one go; our pages are a third of it
WARN_EVERY = 60.0  # seconds


@dataclass(frozen=True, slots=True)
class Rendered:
    """What Django answered, not yet sent."""

    status: str
    headers: Headers
    response: Any
    route: str


class PageCache:
    """The application with its public pages kept. Everything else passes through as it is."""

    def __init__(self, application: Application) -> None:
        self.application = application
        self.memory = PageMemory(settings.PAGE_CACHE_BYTES)
        # Paths that no longer answer with what is baked there, and the generation that it was baked in.
        self._taken_back: dict[str, str] = {}
        self._under_way: dict[tuple[Key, str], Future[ReadyPage | None]] = {}
        self._lock = threading.Lock()
        self._warned = float("-inf")
        # Read once: a warm page takes microseconds, and the settings take one each time they are asked.
        self._names_source = settings.SITE_ENV == "demo"
        self._secure = settings.SECURE_PROXY_SSL_HEADER if settings.SECURE_SSL_REDIRECT else None

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        if environ["REQUEST_METHOD"] not in ("GET", "HEAD"):
            return self.application(environ, start_response)
        key = (our_domain(environ.get("HTTP_HOST", "")), environ["PATH_INFO"])
        mark = generation.current()
        page = self.memory.get(key)
        if page is not None and _is_good(page, mark, environ) and self._may_answer(environ):
            _count(page)
            return self._send(page, "memory", environ, start_response)
        if not (_may_be_kept(key, environ) and self._may_answer(environ)):
            return self.application(environ, start_response)
        return self._from_elsewhere(key, mark, environ, start_response)

    def memory_hit(self, environ: Environ) -> Answer | None:
        """Return what can be answered from memory at once, in few bytes, and without waiting for anything.

        Less may be known of the request than in :meth:`__call__`: ``environ`` holds its line and its headers.
        """
        mark = generation.current_if_known()
        page = self.memory.get((our_domain(environ.get("HTTP_HOST", "")), environ["PATH_INFO"]))
        if page is None or not mark or environ["QUERY_STRING"] or not page.is_a_page:
            return None
        body = page.bodies.get(chosen(environ.get("HTTP_ACCEPT_ENCODING", "")))
        if body is None or len(body) > FEW_BYTES or not _is_good(page, mark, environ):
            return None
        return page.answer(environ, self._source("memory")) if self._may_answer(environ) else None

    def _from_elsewhere(
        self, key: Key, mark: str, environ: Environ, start_response: StartResponse
    ) -> Iterable[bytes]:
        """Read or render the page once, however many ask for it at the same time."""
        with self._lock:
            others = self._under_way.get((key, mark))
            if others is None:
                ours = self._under_way[key, mark] = Future()
        if others is not None:
            page = others.result()
            if page is not None and not _query_matters(page, environ):
                _count(page)
                return self._send(page, "waited", environ, start_response)
            return self.application(environ, start_response)
        page = None
        try:
            found = baked.read(key[1])
            if found is not None and _is_good(found, mark, environ):
                page = found
                self.memory.put(key, page)
                return self._send(page, "baked", environ, start_response)
            if found is not None and self._taken_back.get(key[1]) == found.generation:
                found = None
            answered = self._render(key, mark, environ, fallback=found)
            page = answered if isinstance(answered, ReadyPage) else None
        finally:
            with self._lock:
                del self._under_way[key, mark]
            ours.set_result(page)
        if isinstance(answered, ReadyPage):
            return self._send(answered, "rendered", environ, start_response)
        start_response(answered.status, answered.headers)
        if environ["REQUEST_METHOD"] == "HEAD":
            answered.response.close()
            return ()
        return answered.response

    def _render(
        self, key: Key, mark: str, environ: Environ, fallback: ReadyPage | None
    ) -> ReadyPage | Rendered:
        """Ask Django, keep what may be kept, and fall back on what was good before."""
        old = self.memory.get(key) or fallback
        # The home page may be what a short link that is none leads to; a redirect is one for its query alone.
        if old is not None and not old.is_a_page and environ.get("QUERY_STRING"):
            old = None
        rendered = rendered_by(self.application, environ, known=old.etag if old else "")
        if old is not None and rendered.status.startswith("304"):
            rendered.response.close()
            page = renewed(old, rendered.response, mark)
            self.memory.put(key, page)
            return page
        if rendered.status.startswith("5"):
            return self._as_before(key, mark, old, rendered)
        is_of_the_query = bool(environ.get("QUERY_STRING")) and not rendered.status.startswith("200")
        if is_keepable(rendered.response) and not is_of_the_query:
            page = ready(rendered.response, rendered.status, rendered.headers, rendered.route, mark)
            rendered.response.close()
            self.memory.put(key, page)
            return page
        if not _is_short_link(environ):
            self.memory.drop(key)
            if fallback is not None:
                self._taken_back[key[1]] = fallback.generation
        return rendered

    def _as_before(
        self, key: Key, mark: str, old: ReadyPage | None, rendered: Rendered
    ) -> ReadyPage | Rendered:
        """Fall back on what was good before; without it the fault is the answer."""
        if old is None:
            return rendered
        rendered.response.close()
        self._warn(rendered.status)
        old = replace(old, generation=mark, until=time.time() + TRY_AGAIN)
        self.memory.put(key, old)
        return old

    def _may_answer(self, environ: Environ) -> bool:
        """Is it a request that Django would not send to https first?"""
        if self._secure is None:
            return True
        header, value = self._secure
        return bool(environ.get(header, "").split(",")[0].strip() == value)

    def _send(
        self, page: ReadyPage, source: str, environ: Environ, start_response: StartResponse
    ) -> Iterable[bytes]:
        answer = page.answer(environ, self._source(source))
        start_response(answer.status, answer.headers)
        return () if environ["REQUEST_METHOD"] == "HEAD" else (answer.body,)

    def _source(self, name: str) -> str:
        """Name where a page came from, in a demo only."""
        return f'cache;desc="{name}"' if self._names_source else ""

    def _warn(self, status: str) -> None:
        if time.monotonic() - self._warned >= WARN_EVERY:
            self._warned = time.monotonic()
            logger.error("Pages cannot be rendered (%s); readers get them as they were before.", status)


def rendered_by(application: Application, environ: Environ, known: str = "") -> Rendered:
    """Let Django answer a GET that says nothing about who asks; ``known`` is the tag of the page we have."""
    asked = {
        name: value
        for name, value in environ.items()
        if name in PUBLIC or not (name in OF_A_BODY or name.startswith("HTTP_"))
    }
    asked["wsgi.input"] = io.BytesIO()
    if known:
        asked["HTTP_IF_NONE_MATCH"] = known
    asked["REQUEST_METHOD"] = "GET"
    begun: list[Any] = []
    response = application(asked, lambda status, headers, *_: begun.extend((status, headers)))
    # What the application has noted about the request, the server's log wants to know.
    environ.update({name: value for name, value in asked.items() if name.startswith("alter.")})
    return Rendered(begun[0], begun[1], response, asked.get(ENVIRON_KEY, "-"))


def _count(page: ReadyPage) -> None:
    """Note that a redirect was sent again; Django has noted the first time."""
    if page.counted_as:
        address_journal.note(page.counted_as)


@functools.lru_cache(maxsize=64)
def our_domain(host: str) -> str:
    """Return what ``ALLOWED_HOSTS`` calls a host of ours, whatever its port; nothing for any other.

    All names that one entry allows are one: anybody can make up as many as they like.
    """
    domain, _ = split_domain_port(host)
    return next((name for name in settings.ALLOWED_HOSTS if domain and validate_host(domain, [name])), "")


def _is_good(page: ReadyPage, mark: str, environ: Environ) -> bool:
    return page.generation == mark and page.until > time.time() and not _query_matters(page, environ)


def _query_matters(page: ReadyPage, environ: Environ) -> bool:
    """Is it a redirect, which hands the query on, or one of the old site's short links?"""
    return bool(environ.get("QUERY_STRING")) and (not page.is_a_page or _is_short_link(environ))


def _is_short_link(environ: Environ) -> bool:
    """May this lead to a page by its number in the old site, as ``/?p=12`` did?"""
    query = environ.get("QUERY_STRING", "")
    if environ["PATH_INFO"] != "/" or not query:
        return False
    return dict(parse_qsl(query)).get("p", "").isdecimal()


def _may_be_kept(key: Key, environ: Environ) -> bool:
    domain, path = key
    return bool(domain) and not path.startswith(settings.STATIC_URL) and is_public(get_path_info(environ))
