"""Whose address a request comes from: our own proxies are believed, and nobody else."""

from __future__ import annotations

import pytest
from django.core.exceptions import ImproperlyConfigured

from alter_site.delivery.checks import our_proxies_are_named
from alter_site.delivery.client_address import address_of, network_of

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
        # Nobody knows what stands before a word that is no address.
        (f"{MADE_UP}, unknown", PROXY),
        (f"{MADE_UP}, 10.0.0.6, {MADE_UP}:x", PROXY),
        # W13: as some proxies write it. Each was an address of its own.
        (f"{VISITOR}:40001", VISITOR),
        (f"{MADE_UP}, {VISITOR}:40002, 10.0.0.6:443", VISITOR),
        ("[2001:db8::7]:40001", "2001:db8::7"),
        ("[2001:DB8:0:0::7]", "2001:db8::7"),
        ('"[2001:db8::7]:40001"', "2001:db8::7"),
        ("2001:db8::7%eth0", "2001:db8::7"),
        (f"::ffff:{VISITOR}", VISITOR),
        (f"[::ffff:{VISITOR}]:40001", VISITOR),
        (f"\t{VISITOR}:65535 ", VISITOR),
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


@pytest.mark.parametrize(
    "junk",
    [
        "203.0.113.7:x",
        "203.0.113.7:",
        "203.0.113.7:123456",
        "203.0.113",
        "_hidden",
        "[2001:db8::7",
        "[::1]x",
        "::1::",
        "٢٠٣.0.113.7",
    ],
)
def test_what_is_no_address_makes_nobody_new(rf, settings, junk):
    settings.TRUSTED_PROXIES = ["10.0.0.0/8"]
    assert seen(rf, PROXY, junk) == PROXY
    assert network_of(junk) == ""


@pytest.mark.parametrize(
    ("address", "network"),
    [
        (VISITOR, f"{VISITOR}/32"),
        (f"{VISITOR}:40001", f"{VISITOR}/32"),
        (f"::ffff:{VISITOR}", f"{VISITOR}/32"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("[2001:db8:1:2::9]:40001", "2001:db8:1:2::/64"),
        ("", ""),
    ],
)
def test_one_visitor_is_one_address_or_half_of_a_long_one(address, network):
    assert network_of(address) == network


# --- the check before a deployment --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("proxies", "found"),
    [
        (["127.0.0.1"], []),
        (["10.0.0.0/8", "2001:db8::/32"], []),
        ([], ["delivery.E001"]),
        (["0.0.0.0/0", "::/0", "127.0.0.1"], ["delivery.E002", "delivery.E002"]),
    ],
)
def test_production_has_to_name_its_proxies(settings, proxies, found):
    """Before, a site on a Unix socket counted nobody, and nothing said so."""
    settings.TRUSTED_PROXIES = proxies
    assert our_proxies_are_named(None) == []
    settings.SITE_ENV = "production"
    assert [problem.id for problem in our_proxies_are_named(None)] == found
