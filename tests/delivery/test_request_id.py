"""Each request has an id: from a proxy of ours when there is one, never from a visitor."""

from __future__ import annotations

import pytest

from alter_site.delivery.request_id import request_id_of

GIVEN = "0123456789abcdef0123456789abcdef"


def environ(address: str, given: str = GIVEN) -> dict[str, str]:
    return {"REMOTE_ADDR": address, "HTTP_X_REQUEST_ID": given}


def test_a_proxy_of_ours_names_the_request(settings):
    settings.TRUSTED_PROXIES = ["10.0.0.0/8"]
    assert request_id_of(environ("10.1.2.3")) == GIVEN


def test_a_proxy_behind_a_socket_names_the_request(settings):
    settings.TRUSTED_PROXIES = ["10.0.0.0/8"]
    assert request_id_of(environ("")) == GIVEN


@pytest.mark.parametrize("address", ["203.0.113.9", ""])
def test_a_visitor_does_not_name_the_request(address, settings):
    settings.TRUSTED_PROXIES = ["10.0.0.0/8"] if address else []
    assert request_id_of(environ(address)) != GIVEN


@pytest.mark.parametrize("given", ["Quixandra called", "a" * 65, "abc", "949-555-0173 0173", ""])
def test_what_does_not_look_like_an_id_is_not_written_down(given, settings):
    settings.TRUSTED_PROXIES = ["10.0.0.0/8"]
    assert len(request_id_of(environ("10.1.2.3", given))) == 32


def test_a_request_keeps_its_id_and_shares_it_with_no_other():
    one, other = environ("203.0.113.9"), environ("203.0.113.9")
    assert request_id_of(one) == request_id_of(one) != request_id_of(other)
