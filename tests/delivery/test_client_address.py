"""Whose address a request comes from: our own proxies are believed, and nobody else."""

from __future__ import annotations

import pytest
from django.core.exceptions import ImproperlyConfigured

from alter_site.delivery.client_address import address_of

VISITOR, PROXY, MADE_UP = "203.0.113.7", "10.0.0.5", "198.51.100.66"


def seen(rf, remote, forwarded=None):
    headers = {} if forwarded is None else {"X-Forwarded-For": forwarded}
    return address_of(rf.get("/", REMOTE_ADDR=remote, headers=headers))


@pytest.mark.parametrize("forwarded", [None, "", MADE_UP, f"{MADE_UP}, {PROXY}", "unknown", ",,,"])
def test_without_proxies_of_ours_the_header_is_not_believed(rf, forwarded):
    assert seen(rf, VISITOR, forwarded) == VISITOR


@pytest.mark.parametrize(
    ("forwarded", "expected"),
    [
        (VISITOR, VISITOR),
        (f"{MADE_UP}, {VISITOR}", VISITOR),
        (f"{MADE_UP}, {PROXY}, {VISITOR}", VISITOR),
        (f"{VISITOR}, 10.0.0.6", VISITOR),
        (f"{MADE_UP},{VISITOR},10.0.0.6 , 10.0.0.7", VISITOR),
        ("2001:db8::7", "2001:db8::7"),
        (None, PROXY),
        ("", PROXY),
        ("10.0.0.6", "10.0.0.6"),
        (f"{MADE_UP}, unknown", "unknown"),
    ],
)
def test_behind_our_proxies_the_last_foreign_address_is_the_visitors(rf, settings, forwarded, expected):
    settings.TRUSTED_PROXIES = ["10.0.0.0/8"]
    assert seen(rf, PROXY, forwarded) == expected


def test_whoever_goes_round_the_proxy_is_not_believed(rf, settings):
    settings.TRUSTED_PROXIES = ["10.0.0.0/8"]
    assert seen(rf, VISITOR, MADE_UP) == VISITOR


def test_a_proxy_on_a_socket_that_takes_both_kinds_of_address_is_known(rf, settings):
    settings.TRUSTED_PROXIES = ["10.0.0.5"]
    assert seen(rf, "::ffff:10.0.0.5", VISITOR) == VISITOR
    settings.TRUSTED_PROXIES = ["2001:db8:1::/48"]
    assert seen(rf, "2001:db8:1::9", VISITOR) == VISITOR
    assert seen(rf, "2001:db8:2::9", VISITOR) == "2001:db8:2::9"


def test_on_a_unix_socket_the_header_is_believed_only_if_there_are_proxies(rf, settings):
    assert seen(rf, "", VISITOR) == ""
    settings.TRUSTED_PROXIES = ["10.0.0.5"]
    assert seen(rf, "", f"{MADE_UP}, {VISITOR}") == VISITOR


def test_a_proxy_that_is_no_address_is_a_mistake_in_the_settings(rf, settings):
    settings.TRUSTED_PROXIES = ["proxy.example.com"]
    with pytest.raises(ImproperlyConfigured, match="TRUSTED_PROXIES"):
        seen(rf, VISITOR, VISITOR)
