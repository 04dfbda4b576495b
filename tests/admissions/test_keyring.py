"""The key ring: unsound keys are refused with a reason that never quotes one."""

from __future__ import annotations

import base64

import pytest
from django.core.exceptions import ImproperlyConfigured

from admissions import checks
from admissions.phi.keyring import KeyRing, keyring

A, B, C = (base64.b64encode(bytes(range(start, start + 32))).decode() for start in (0, 50, 100))


@pytest.fixture(autouse=True)
def _sound_keys(settings):
    settings.PHI_KEYS, settings.PHI_KEYS_FILE, settings.PHI_ACTIVE = f"k1:{A}", "", ""
    settings.PHI_INDEX_KEY = B


def test_the_only_key_is_the_active_one():
    ring = keyring()
    assert (list(ring.keys), ring.active, ring.keys["k1"]) == (["k1"], "k1", bytes(range(32)))


@pytest.mark.parametrize("separator", [",", "\n", " ", ",\n  "])
def test_of_several_keys_one_is_named_active(settings, separator):
    settings.PHI_KEYS, settings.PHI_ACTIVE = f"k1:{A}{separator}k2:{C}{separator}", "k2"
    assert (set(keyring().keys), keyring().active) == ({"k1", "k2"}, "k2")


def test_keys_can_lie_in_a_file(settings, tmp_path):
    file = tmp_path / "keys"
    file.write_text(f"k1:{A}\nk2:{C}\n")
    settings.PHI_KEYS, settings.PHI_KEYS_FILE, settings.PHI_ACTIVE = "", str(file), "k1"
    assert set(keyring().keys) == {"k1", "k2"}


def b64(data):
    return base64.b64encode(data).decode()


UNSOUND = {
    "no keys": ({"PHI_KEYS": ""}, "holds no key"),
    "no index key": ({"PHI_INDEX_KEY": ""}, "PHI_INDEX_KEY is not set"),
    "short": ({"PHI_KEYS": f"k1:{b64(bytes(range(16)))}"}, "must be 32 random bytes in base64; it has 16"),
    "long": ({"PHI_KEYS": f"k1:{b64(bytes(range(33)))}"}, "it has 33"),
    "short index key": ({"PHI_INDEX_KEY": b64(b"short")}, "PHI_INDEX_KEY must be 32 random bytes"),
    "zeros": ({"PHI_KEYS": f"k1:{b64(bytes(32))}"}, "not random"),
    "a pattern": ({"PHI_KEYS": f"k1:{b64(b'abcd' * 8)}"}, "not random"),
    "not base64": ({"PHI_KEYS": "k1:" + "!" * 44}, "not base64"),
    "no name": ({"PHI_KEYS": A}, "must read name:key"),
    "a name with capitals": ({"PHI_KEYS": f"K1:{A}"}, "must read name:key"),
    "a long name": ({"PHI_KEYS": f"{'k' * 17}:{A}"}, "must read name:key"),
    "the name of the index key": ({"PHI_KEYS": f"index:{A}"}, "“index”"),
    "a key twice": ({"PHI_KEYS": f"k1:{A},k2:{A}", "PHI_ACTIVE": "k1"}, "must all differ"),
    "the index key as well": ({"PHI_INDEX_KEY": A}, "must all differ"),
    "a name twice": ({"PHI_KEYS": f"k1:{A},k1:{C}"}, "names 'k1' twice"),
    "none is active": ({"PHI_KEYS": f"k1:{A},k2:{C}"}, "holds several keys"),
    "another is active": ({"PHI_ACTIVE": "k9"}, "'k9', which is not in PHI_KEYS"),
    "keys and a file": ({"PHI_KEYS_FILE": "/nowhere"}, "not both"),
    "a file that is not there": ({"PHI_KEYS": "", "PHI_KEYS_FILE": "/nowhere"}, "cannot be read"),
}


@pytest.mark.parametrize(("changes", "reason"), UNSOUND.values(), ids=UNSOUND)
def test_unsound_keys_are_refused_and_not_quoted(settings, changes, reason):
    for name, value in changes.items():
        setattr(settings, name, value)
    with pytest.raises(ImproperlyConfigured, match=reason) as refused:
        keyring()
    (fault,) = checks.keys_are_sound(None)
    assert (fault.id, fault.msg) == ("admissions.E003", str(refused.value))
    for key in (A, B, C, *(value.partition(":")[2] for value in changes.values())):
        assert not key or key not in fault.msg


def test_a_key_file_that_is_not_text_is_refused(settings, tmp_path):
    file = tmp_path / "keys"
    file.write_bytes(bytes(range(128, 256)))
    settings.PHI_KEYS, settings.PHI_KEYS_FILE = "", str(file)
    with pytest.raises(ImproperlyConfigured, match="cannot be read"):
        keyring()


def test_a_key_ring_prints_no_key():
    assert "\\x" not in repr(keyring())
    assert isinstance(keyring(), KeyRing)


def test_codes_of_different_kinds_have_different_keys():
    assert keyring().subkey("phone") == keyring().subkey("phone") != keyring().subkey("email")
    assert keyring().subkey("phone") != keyring().index_key


def test_sealing_has_nothing_to_do_with_the_secret_key(settings):
    before = keyring().subkey("phone")
    settings.SECRET_KEY = "another"
    keyring.cache_clear()
    assert keyring().subkey("phone") == before
