"""Public pages leave compressed; private ones do not, because their sizes could tell their secrets."""

import gzip

import brotli
import pytest
from django.http import HttpResponse, StreamingHttpResponse
from django.test import RequestFactory

from alter_site.delivery.compression import SMALLEST, CompressionMiddleware
from alter_site.delivery.headers import EDITION, PRIVATE, mark

WORDS = b"A quiet place to begin again. " * 100


def answered(accepts, *, body=WORDS, kind=EDITION, response=None):
    request = RequestFactory().get("/", HTTP_ACCEPT_ENCODING=accepts)
    return CompressionMiddleware(lambda _: mark(response or HttpResponse(body), kind))(request)


def test_a_browser_that_reads_brotli_gets_brotli():
    response = answered("gzip, deflate, br, zstd")
    assert response.headers["Content-Encoding"] == "br"
    assert brotli.decompress(response.content) == WORDS


def test_a_browser_that_reads_gzip_alone_gets_gzip():
    response = answered("gzip;q=0.8, deflate")
    assert response.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(response.content) == WORDS


def test_the_same_page_is_the_same_bytes_every_time():
    assert answered("gzip").content == answered("gzip").content


@pytest.mark.parametrize(
    "accepts", ["", "identity", "deflate", "br;q=0", "br; q=0.0, gzip;q=0", "brotli", "*;q=0"]
)
def test_a_browser_that_reads_neither_gets_the_page_as_it_is(accepts):
    response = answered(accepts)
    assert "Content-Encoding" not in response.headers
    assert response.content == WORDS


@pytest.mark.parametrize("accepts", ["br", "gzip", "identity"])
def test_caches_are_told_that_the_bytes_depend_on_the_browser(accepts):
    assert answered(accepts).headers["Vary"] == "Accept-Encoding"


@pytest.mark.parametrize("accepts", ["br", "gzip"])
def test_the_length_is_that_of_what_is_sent(accepts):
    response = answered(accepts)
    assert response.headers["Content-Length"] == str(len(response.content))


def test_what_is_private_is_never_compressed():
    assert "Content-Encoding" not in answered("br, gzip", kind=PRIVATE).headers


def test_what_is_small_is_not_worth_compressing():
    assert "Content-Encoding" not in answered("br", body=b"a" * (SMALLEST - 1)).headers


def test_what_is_streamed_is_left_alone():
    assert "Content-Encoding" not in answered("br", response=StreamingHttpResponse([WORDS])).headers
