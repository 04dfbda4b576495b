"""Public pages are rendered once, kept compressed, and answered without Django while they are right."""

from __future__ import annotations

import datetime
import gzip
import logging
import threading
from concurrent.futures import Future, ThreadPoolExecutor
from types import SimpleNamespace

import brotli
import pytest
import time_machine
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import OperationalError, connection
from django.http import HttpResponse
from django.test import RequestFactory
from django.utils import timezone

from alter_site.content import views
from alter_site.content.addresses import address_counts
from alter_site.content.editions import publishing
from alter_site.content.facts import coverage
from alter_site.content.models import Publication, Redirect, RedirectHits
from alter_site.delivery import page_cache, ready_page
from alter_site.delivery.generation import FileGeneration
from alter_site.delivery.headers import EDITION, PRIVATE, mark
from alter_site.delivery.page_cache import PageCache
from alter_site.delivery.page_memory import FOR_THE_REST
from alter_site.delivery.routes import ENVIRON_KEY
from tests.factories import ArticleFactory, HomePageFactory, TherapyFactory, changed, published
from tests.support.waiting import PATIENCE

pytestmark = pytest.mark.django_db


class Site:
    """The application as the server calls it; ``rendered`` counts how often Django was asked."""

    def __init__(self):
        self.rendered = 0
        django = get_wsgi_application()

        def counting(environ, start_response):
            self.rendered += 1
            return django(environ, start_response)

        self.cache = PageCache(counting)

    def get(self, path, method="GET", **headers):
        environ = RequestFactory().generic(method, path, **{"HTTP_HOST": "testserver"} | headers).environ
        begun = SimpleNamespace()

        def start_response(status, headers, exc_info=None):
            begun.status, begun.headers = int(status[:3]), dict(headers)
            assert len(begun.headers) == len(headers), "a header came twice"

        begun.body = b"".join(self.cache(environ, start_response))
        begun.route = environ.get(ENVIRON_KEY)
        return begun


@pytest.fixture
def site(settings):
    settings.REDIS_URL = ""
    return Site()


@pytest.fixture
def therapy(transactional_db, site):
    return published(TherapyFactory(slug="grief"))


def retitled(page, title):
    return published(changed(page, title=title))


# --- what is kept -------------------------------------------------------------------------------------


def test_a_page_is_rendered_once_and_is_the_same_afterwards(site, therapy):
    first, second = site.get(therapy.path), site.get(therapy.path)
    assert (first.status, site.rendered) == (200, 1)
    assert (first.headers, first.body, first.route) == (second.headers, second.body, second.route)
    assert second.route == "therapies:detail"


@pytest.mark.parametrize(
    ("accepts", "encoding", "read"),
    [
        ("gzip, deflate, br, zstd", "br", brotli.decompress),
        ("gzip;q=0.8, deflate", "gzip", gzip.decompress),
        ("br;q=0, gzip", "gzip", gzip.decompress),
        ("br; q=0.0, gzip;q=0", None, bytes),
        ("br;q=0", None, bytes),
        ("gzip;Q = 0.000, br;q=0.", None, bytes),
        ("*;q=0", None, bytes),
        ("*", None, bytes),
        ("br;q=nonsense", None, bytes),
        ("br;q=0.2, gzip;q=0.9", "gzip", gzip.decompress),
        ("identity, br;q=0.5", None, bytes),
        ("identity;q=0", "gzip", gzip.decompress),
        ("identity;q=0, gzip;q=0, br", "br", brotli.decompress),
        ("*;q=0, br;q=1.000", "br", brotli.decompress),
        ("identity", None, bytes),
        ("", None, bytes),
    ],
)
def test_a_browser_gets_what_it_can_read(accepts, encoding, read, site, therapy):
    for _ in range(2):
        answer = site.get(therapy.path, HTTP_ACCEPT_ENCODING=accepts)
        assert answer.headers.get("Content-Encoding") == encoding
        assert answer.headers["Content-Length"] == str(len(answer.body))
        assert answer.headers["Vary"] == "Accept-Encoding"
        assert b"</html>" in read(answer.body)


@pytest.mark.parametrize("path", ["/nothing/of/ours/here/", "/therapies/none-of-ours/", "/money/"])
@pytest.mark.parametrize(
    ("accepts", "encoding", "read"),
    [("gzip, deflate, br, zstd", "gzip", gzip.decompress), ("gzip;q=0, br", None, bytes), ("", None, bytes)],
)
def test_what_nobody_keeps_is_compressed_too_unless_it_was_made_for_a_person(
    path, accepts, encoding, read, site, therapy
):
    for _ in range(2):
        answer = site.get(path, HTTP_ACCEPT_ENCODING=accepts)
        assert answer.headers.get("Content-Encoding") == encoding
        assert answer.headers["Content-Length"] == str(len(answer.body))
        assert "Accept-Encoding" in answer.headers["Vary"]
        assert b"</html>" in read(answer.body)
    private = site.get("/request/who/", HTTP_ACCEPT_ENCODING=accepts)
    assert "Content-Encoding" not in private.headers


def test_a_head_request_has_the_headers_and_no_body(site, therapy):
    for _ in range(2):
        head = site.get(therapy.path, "HEAD")
        assert head.body == b""
        assert head.headers == site.get(therapy.path).headers
    assert site.rendered == 1


@pytest.mark.parametrize("accepts", ["br", "gzip", ""])
@pytest.mark.parametrize("known", ["{}", "*", '"x", {}', "strong"])
def test_whoever_has_the_page_is_told_so_whatever_its_encoding(accepts, known, site, therapy):
    tag = site.get(therapy.path).headers["ETag"]
    known = tag.removeprefix("W/") if known == "strong" else known.format(tag)
    answer = site.get(therapy.path, HTTP_ACCEPT_ENCODING=accepts, HTTP_IF_NONE_MATCH=known)
    assert (answer.status, answer.body) == (304, b"")
    assert answer.headers["ETag"] == tag
    assert "Content-Security-Policy" in answer.headers
    assert "Content-Length" not in answer.headers
    assert site.get(therapy.path, HTTP_IF_NONE_MATCH='W/"other"').status == 200


def test_the_query_string_changes_nothing_about_a_page(site, therapy):
    whole = site.get(therapy.path).body
    assert site.get(f"{therapy.path}?utm_source=x").body == whole
    assert site.rendered == 1


def test_an_old_short_link_is_not_mistaken_for_the_home_page(site, therapy):
    published(HomePageFactory())
    Redirect.objects.create(old_path="/?p=7", new_path=therapy.path)
    assert site.get("/").status == 200
    assert site.get("/?p=7").headers["Location"] == therapy.path
    assert site.get("/").status == 200


@pytest.mark.parametrize("query", ["p=x", "p=", "p=7&p=x", "p=%37x", "q=1&p=-1", "p=7", "utm_source=p=7"])
def test_a_query_that_leads_nowhere_shows_the_home_page_and_compresses_nothing(query, site, therapy, made):
    """Before, each of them was rendered, compressed as hard as the format allows, and thrown away."""
    published(HomePageFactory())
    home = site.get("/").body
    assert [site.get(f"/?{query}").body for _ in range(3)] == [home] * 3
    assert made == {"rendered": 1, "compressed": 1}


def test_a_query_that_leads_nowhere_is_not_asked_of_django(site, therapy):
    published(HomePageFactory())
    site.get("/")
    for number in range(20):
        site.get(f"/?p=x{number}")
    assert site.rendered == 1


def test_a_redirect_is_kept_and_one_with_a_query_hands_it_on(site, therapy):
    bare = therapy.path.rstrip("/")
    assert [site.get(bare).headers["Location"] for _ in range(2)] == [therapy.path] * 2
    assert site.rendered == 1
    assert site.get(f"{bare}?a=b").headers["Location"] == f"{therapy.path}?a=b"
    assert site.get(bare).headers["Location"] == therapy.path


def test_what_a_reader_sends_of_themselves_reaches_no_page(site, therapy):
    seen = []
    django = site.cache.application
    site.cache.application = lambda environ, start: seen.append(environ) or django(environ, start)
    theirs = {"HTTP_COOKIE": "a=b", "HTTP_AUTHORIZATION": "Basic x", "HTTP_RANGE": "bytes=0-0"}
    made_up = {"HTTP_X_FORWARDED_HOST": "evil.example", "HTTP_FORWARDED": "for=1", "CONTENT_LENGTH": "7"}
    site.get(therapy.path, **theirs, **made_up)
    assert [name for environ in seen for name in environ if name in theirs | made_up] == []
    assert len(seen) == 1


@pytest.mark.parametrize(
    "path", ["/therapies/never-was/", "/admin/login/", "/request/", "/nothing/of/ours/here"]
)
def test_what_is_not_public_or_not_there_is_asked_for_every_time(path, site, therapy):
    for _ in range(2):
        assert "no-store" in site.get(path).headers["Cache-Control"]
    assert site.rendered == 2


def test_a_form_is_never_answered_from_memory(site, therapy):
    site.get(therapy.path)
    assert site.get(therapy.path, "POST").status == 405


@pytest.mark.parametrize("host", ["evil.example", "testserver.evil.example", "a b", "", "testserver:x"])
def test_a_host_that_is_not_ours_is_answered_by_django(host, site, therapy):
    site.get(therapy.path)
    assert site.get(therapy.path, HTTP_HOST=host).status == 400


def test_plain_http_is_led_to_https_even_when_the_page_is_known(site, therapy, settings):
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    site.get(therapy.path)
    settings.SECURE_SSL_REDIRECT = True
    site = Site()
    assert site.get(therapy.path, HTTP_X_FORWARDED_PROTO="https").status == 200
    assert site.get(therapy.path, HTTP_X_FORWARDED_PROTO="http").headers["Location"].startswith("https://")


@pytest.mark.parametrize(
    "spoil",
    [
        lambda response: response.set_cookie("a", "b"),
        lambda response: mark(response, PRIVATE),
        lambda response: response.headers.setdefault("Cache-Control", "no-store"),
        lambda response: response.headers.setdefault("Content-Security-Policy", "script-src 'nonce-x'"),
        lambda response: setattr(response, "status_code", 404),
        lambda response: setattr(response, "status_code", 302),
    ],
    ids=["cookie", "private", "no-store", "nonce", "missing", "not for good"],
)
def test_what_was_made_for_one_person_is_not_kept(spoil):
    response = mark(HttpResponse("x"), EDITION)
    assert ready_page.is_keepable(response)
    spoil(response)
    assert not ready_page.is_keepable(response)


# --- until when ---------------------------------------------------------------------------------------


def test_what_is_published_is_seen_by_the_next_request(site, therapy):
    site.get(therapy.path)
    retitled(therapy, "Another name")
    assert b"Another name" in site.get(therapy.path).body


@pytest.fixture
def made(monkeypatch):
    """Count how often a page is rendered, and how often compressed."""
    counts = {"rendered": 0, "compressed": 0}

    def counting(name, work):
        def counted(*args, **kwargs):
            counts[name] += 1
            return work(*args, **kwargs)

        return counted

    monkeypatch.setattr(views, "render", counting("rendered", views.render))
    monkeypatch.setattr(ready_page, "compressed", counting("compressed", ready_page.compressed))
    return counts


def test_a_page_that_a_change_elsewhere_left_alone_is_neither_rendered_nor_compressed_again(
    site, therapy, made
):
    before = site.get(therapy.path, HTTP_ACCEPT_ENCODING="br")
    published(TherapyFactory())
    again = [site.get(therapy.path, HTTP_ACCEPT_ENCODING="br") for _ in range(2)]
    assert [(answer.headers, answer.body) for answer in again] == [(before.headers, before.body)] * 2
    assert (made, site.rendered) == ({"rendered": 1, "compressed": 1}, 2)


def test_a_page_that_was_left_alone_still_ends_when_the_clock_says_so(site, therapy, made):
    site.get(therapy.path)
    published(TherapyFactory())
    ends = timezone.now() + datetime.timedelta(minutes=5)
    Publication.objects.filter(page_id=therapy.pk).update(live_until=ends)
    FileGeneration(settings.GENERATION_FILE).advance()
    assert site.get(therapy.path).status == 200
    with time_machine.travel(ends + datetime.timedelta(seconds=1)):
        assert site.get(therapy.path).status == 404


def test_a_page_that_is_taken_back_is_gone_with_the_next_request(site, therapy):
    site.get(therapy.path)
    publishing.unpublish(therapy, None)
    assert site.get(therapy.path).status == 404


def test_what_another_process_publishes_is_seen(site, therapy, settings):
    site.get(therapy.path)
    Publication.objects.all().delete()
    FileGeneration(settings.GENERATION_FILE).advance()
    assert site.get(therapy.path).status == 404


def test_a_page_ends_by_itself_when_its_publication_does(site, therapy):
    ends = timezone.now() + datetime.timedelta(minutes=5)
    Publication.objects.update(live_until=ends)
    assert site.get(therapy.path).status == 200
    with time_machine.travel(ends + datetime.timedelta(seconds=1)):
        assert site.get(therapy.path).status == 404


def test_a_page_ends_by_itself_when_another_one_that_it_lists_leaves(site, therapy):
    article = published(ArticleFactory())
    ends = timezone.now() + datetime.timedelta(minutes=5)
    Publication.objects.filter(page_id=article.pk).update(live_until=ends)
    assert site.get("/sitemap.xml").body.count(b"<loc>") == 2
    with time_machine.travel(ends + datetime.timedelta(seconds=1)):
        assert site.get("/sitemap.xml").body.count(b"<loc>") == 1


def test_a_page_ends_with_the_day(site, therapy):
    evening = datetime.datetime(2027, 5, 1, 23, 59, tzinfo=coverage.ZONE)
    with time_machine.travel(evening, tick=False) as clock:
        site.get(therapy.path)
        site.get(therapy.path)
        assert site.rendered == 1
        clock.shift(61)
        site.get(therapy.path)
        assert site.rendered == 2


# --- many at once, and faults -------------------------------------------------------------------------


class CountedFuture(Future):
    """A future that says when so many others wait for it."""

    waiting = threading.Semaphore(0)

    def result(self, timeout=None):
        self.waiting.release()
        return super().result(timeout)


def test_a_page_is_rendered_once_however_many_ask_for_it(site, therapy, monkeypatch):
    readers = 8
    render = views.render

    def when_all_wait(*args, **kwargs):
        for _ in range(readers - 1):
            assert CountedFuture.waiting.acquire(timeout=PATIENCE)
        return render(*args, **kwargs)

    monkeypatch.setattr(page_cache, "Future", CountedFuture)
    monkeypatch.setattr(views, "render", when_all_wait)

    def read(_):
        try:
            return site.get(therapy.path).body
        finally:
            connection.close()

    with ThreadPoolExecutor(readers) as pool:
        bodies = set(pool.map(read, range(readers)))
    assert (len(bodies), site.rendered) == (1, 1)


def test_a_database_that_is_down_takes_no_page_away_that_was_read_before(site, therapy, monkeypatch, caplog):
    before = site.get(therapy.path).body
    retitled(therapy, "Another name")

    def down(*args, **kwargs):
        raise OperationalError("secret")

    monkeypatch.setattr(views, "live_edition", down)
    with caplog.at_level(logging.ERROR, logger=page_cache.__name__):
        for _ in range(3):
            assert (site.get(therapy.path).status, site.get(therapy.path).body) == (200, before)
    assert [record.name for record in caplog.records].count(page_cache.__name__) == 1
    unread = site.get("/conditions/unread/")
    assert (unread.status, unread.headers["Retry-After"]) == (503, "30")
    assert b'href="tel:' in unread.body


def test_a_page_that_was_taken_back_does_not_come_back_while_the_database_is_down(site, therapy, monkeypatch):
    site.get(therapy.path)
    publishing.unpublish(therapy, None)
    assert site.get(therapy.path).status == 404

    def down(*args, **kwargs):
        raise OperationalError("secret")

    monkeypatch.setattr(views, "live_edition", down)
    assert site.get(therapy.path).status == 503


def test_after_a_fault_the_newest_page_comes_back(site, therapy, monkeypatch):
    site.get(therapy.path)
    retitled(therapy, "Another name")
    with monkeypatch.context() as fault:
        fault.setattr(views, "render", lambda *args, **kwargs: 1 / 0)
        assert b"Another name" not in site.get(therapy.path).body
    with time_machine.travel(timezone.now() + datetime.timedelta(seconds=page_cache.TRY_AGAIN + 1)):
        assert b"Another name" in site.get(therapy.path).body


# --- how much -----------------------------------------------------------------------------------------


def test_addresses_that_somebody_makes_up_push_no_page_out(site, therapy, settings):
    """Before, nine thousand redirects took the place of all pages."""
    bare = therapy.path.rstrip("/")
    settings.PAGE_CACHE_BYTES = 400_000
    site = Site()
    site.get(therapy.path)
    gone = [f"/gone-{number}" for number in range(60)]
    Redirect.objects.bulk_create(Redirect(old_path=f"{path}/", new_path=therapy.path) for path in gone)
    for path in (bare, *gone, *(f"{path}/" for path in gone), *("/no-" + "o" * turn for turn in range(60))):
        site.get(path)
        assert site.cache.memory.size <= settings.PAGE_CACHE_BYTES * (1 + 1 / FOR_THE_REST)
    assert site.cache.memory.pages.get(("testserver", therapy.path)) is not None
    assert site.cache.memory.rest.get(("testserver", bare)) is None, "the oldest redirect made room"


def test_names_that_one_entry_allows_share_their_pages(site, therapy, settings):
    settings.ALLOWED_HOSTS = [".visit.example"]
    page_cache.our_domain.cache_clear()
    for name in ("a", "b", "c"):
        assert site.get(therapy.path, HTTP_HOST=f"{name}.visit.example:8443").status == 200
    assert site.rendered == 1
    page_cache.our_domain.cache_clear()


def test_memory_keeps_what_was_read_last_and_no_more_bytes_than_allowed(site, therapy, settings):
    paths = [published(TherapyFactory()).path for _ in range(4)]
    site.get(paths[0])
    settings.PAGE_CACHE_BYTES = int(site.cache.memory.size * 3.5)
    site = Site()
    for path in (*paths[:3], paths[0], paths[3]):
        site.get(path)
        assert 0 < site.cache.memory.size <= settings.PAGE_CACHE_BYTES
    kept = [path for path in paths if site.cache.memory.get(("testserver", path))]
    assert kept == [paths[0], paths[2], paths[3]]


def test_a_redirect_from_memory_is_counted_as_often_as_it_is_sent(site, therapy):
    row = Redirect.objects.create(old_path="/old/", new_path=therapy.path)
    answers = [site.get("/old/"), site.get("/old/"), site.get("/old/", method="HEAD")]
    assert ({answer.status for answer in answers}, site.rendered) == ({301}, 1)
    # What is counted is told to nobody.
    assert not any("count" in name.lower() for answer in answers for name in answer.headers)
    address_counts.take_in()
    assert RedirectHits.objects.get(redirect=row).number == 3
