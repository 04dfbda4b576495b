"""Requests as they arrive, in pieces: where each ends follows from its bytes and not from the pieces."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alter_site.delivery.body_limits import FILES, FORM
from alter_site.delivery.request_buffer import LARGEST_HEAD, OneRequest, RequestBuffer

HEAD = b"POST /request/contact/ HTTP/1.1\r\nHost: localhost\r\n"
GET = b"GET /therapies/?a=b HTTP/1.1\r\nHost: localhost\r\n\r\n"
WITH_LENGTH = HEAD + b"Content-Length: 11\r\n\r\na=b\r\n\r\nGET "
IN_CHUNKS = (
    HEAD + b"transfer-ENCODING:\tChunked \r\n\r\n4;a=b\r\n\r\n0\r\r\nA\r\n0123456789\r\n0\r\nX: y\r\n\r\n"
)
EMPTY = HEAD + b"Content-Length: 0\r\n\r\n"


def taken(pieces):
    """Return the whole requests that are found, and what is left."""
    buffer, found = RequestBuffer(), []
    for piece in pieces:
        buffer.add(piece)
        while buffer.is_ready:
            assert buffer.is_whole
            found.append(bytes(buffer.take()))
            buffer.look()
    return found, bytes(buffer.received)


@given(data=st.data())
def test_requests_end_where_they_end_however_they_are_cut(data):
    requests = data.draw(
        st.lists(st.sampled_from([GET, WITH_LENGTH, IN_CHUNKS, EMPTY]), min_size=1, max_size=4)
    )
    whole = b"".join(requests) + b"GET /unfin"
    cuts = sorted(data.draw(st.sets(st.integers(1, len(whole) - 1), max_size=30)))
    pieces = [whole[begin:end] for begin, end in zip([0, *cuts], [*cuts, len(whole)], strict=True)]
    assert taken(pieces) == (requests, b"GET /unfin")


@pytest.mark.parametrize(
    "fields",
    [
        b"Content-Length: 3\r\nContent-Length: 3\r\n",
        b"Content-Length: 3\r\nTransfer-Encoding: chunked\r\n",
        b"Content-Length: +3\r\n",
        b"Content-Length: 3,3\r\n",
        b"Content-Length:\r\n",
        b"Transfer-Encoding: gzip, chunked\r\n",
        b"Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n",
        b"Content-Length: %d\r\n" % (FORM + 1),
        b"Content-Length: 99999999999999999999\r\n",
    ],
)
def test_what_will_be_refused_is_waited_for_no_longer(fields):
    buffer = RequestBuffer()
    buffer.add(HEAD + fields + b"\r\nabc")
    assert buffer.is_ready
    assert not buffer.is_whole


@pytest.mark.parametrize(
    "body",
    [
        b"x\r\n",
        b"\r\n",
        b"%x\r\n" % (FORM + 1),
        b"1\r\na\r\n" * FORM,
        b"1" + b";" * 2_000,
        b"0\r\n" + b"X: y\r\n" * LARGEST_HEAD,
    ],
    ids=lambda body: str(body[:12]),
)
def test_chunks_that_no_form_is_made_of_are_waited_for_no_longer(body):
    buffer = RequestBuffer()
    buffer.add(HEAD + b"Transfer-Encoding: chunked\r\n\r\n" + body)
    assert buffer.is_ready
    assert not buffer.is_whole


@pytest.mark.parametrize("head", [b"GET / HTTP/1.1\nHost: x\n\n", b"a" * (LARGEST_HEAD + 1), b"GET /\n"])
def test_a_head_that_never_ends_is_waited_for_no_longer(head):
    buffer = RequestBuffer()
    buffer.add(head)
    assert buffer.is_ready


def test_a_route_that_takes_photos_is_waited_for_longer():
    buffer = RequestBuffer()
    buffer.add(b"POST /request/photo/?a HTTP/1.1\r\nContent-Length: %d\r\n\r\n" % FILES)
    assert not buffer.is_ready


@pytest.mark.parametrize(("length", "is_told"), [(5, True), (FORM, True), (FORM + 1, False), (0, False)])
def test_who_asks_first_is_told_to_send_what_would_be_taken(length, is_told):
    buffer = RequestBuffer()
    buffer.add(HEAD + b"Content-Length: %d\r\nExpect: 100-Continue\r\n\r\n" % length)
    assert (buffer.expects_continue and not buffer.is_ready) == is_told


def test_gunicorn_is_handed_the_bytes_and_then_an_end():
    one = OneRequest(bytearray(b"ab" * 5_000))
    assert len(one.chunk()) == 8_192
    assert not one.is_used_up
    assert one.read(5_000) == b"ab" * 904
    assert (one.is_used_up, one.chunk()) == (True, b"")
