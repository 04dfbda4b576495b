"""Blind indexes: what is the same to people has the same code, and nothing else has."""

from __future__ import annotations

import datetime
import unicodedata

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from admissions.phi import blind_index

BORN = datetime.date(1984, 2, 29)


@pytest.mark.parametrize(
    "written",
    [
        "9495550142",
        "949-555-0142",
        "949.555.0142",
        "(949) 555-0142",
        "(949)555 0142",
        " 949 555 0142 ",
        "1 949 555 0142",
        "1-949-555-0142",
        "+1 949 555 0142",
        "+1 (949) 555-0142",
        "tel:+1-949-555-0142",
        "949-555-0142 ext. 12",
        "949-555-0142 x12",
        "949-555-0142 extension 9",
        "949-555-0142, ext 4",
        "949\N{NO-BREAK SPACE}555\N{NON-BREAKING HYPHEN}0142",
        "949-555-0142".translate({ord("0") + digit: 0xFF10 + digit for digit in range(10)}),  # full width
    ],
)
def test_a_number_is_found_however_it_was_written(written):
    assert blind_index.phone(written) == blind_index.phone("+19495550142") != ""


@pytest.mark.parametrize("other", ["949-555-0143", "+44 20 7946 0142", "+44 949 555 0142"])
def test_another_number_has_another_code(other):
    assert blind_index.phone(other) not in {"", blind_index.phone("9495550142")}


@pytest.mark.parametrize("nothing", ["", " ", "none", "call my mother", "\x00", "+"])
def test_what_is_not_a_phone_number_has_no_index_code(nothing):
    assert blind_index.phone(nothing) == ""


@pytest.mark.parametrize("written", ["sam@example.com", " Sam@Example.COM ", "SAM@EXAMPLE.COM"])
def test_an_address_is_found_however_it_was_written(written):
    assert blind_index.email(written) == blind_index.email("sam@example.com") != ""


@pytest.mark.parametrize(
    "written", ["xyz 123-456", "XYZ123456", "xyz-123456", "X Y Z 1 2 3 4 5 6", "xyz.123/456 "]
)
def test_a_member_id_is_found_with_spaces_dashes_and_in_lower_case(written):
    assert (
        blind_index.member("Example Health", written)
        == blind_index.member("EXAMPLE  health", "XYZ123456")
        != ""
    )


def test_an_insurer_alone_and_an_id_alone_have_no_code():
    assert blind_index.member("Example Health", "") == blind_index.member("", "XYZ123456") == ""


def test_the_same_id_at_another_insurer_is_another_membership():
    assert blind_index.member("One", "123") != blind_index.member("Another", "123")
    assert blind_index.member("One1", "23") != blind_index.member("One", "123")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("O’Brien", "O'BRIEN"),
        ("O’Brien", "o brien"),
        ("Núñez", "Nunez"),
        ("Smith-Jones", "Smith Jones"),
        ("de la Cruz", "DELACRUZ"),
        ("Straße", "STRASSE"),
        ("İnan", "inan"),
        (unicodedata.normalize("NFD", "Ångström"), unicodedata.normalize("NFC", "Ångström")),
        ("Müller ", "muller"),
        ("ﬁnch", "Finch"),
    ],
)
def test_a_surname_is_found_without_its_marks(one, other):
    assert blind_index.person(one, BORN) == blind_index.person(other, BORN) != ""


@pytest.mark.parametrize("surname", ["李", "أحمد", "Ковалёв", "Παπαδόπουλος", "शर्मा", "김", "X", "a" * 100])
def test_a_surname_in_any_script_has_a_code(surname):
    assert blind_index.person(surname, BORN) not in {"", blind_index.person("Example", BORN)}


def test_a_birth_date_alone_never_has_a_code():
    for nobody in ("", " ", "’", "---", "\N{COMBINING ACUTE ACCENT}"):
        assert blind_index.person(nobody, BORN) == ""


def test_a_surname_alone_never_has_a_code():
    assert blind_index.person("Example", None) == ""


def test_codes_of_different_kinds_cannot_be_compared():
    digits = "9495550142"
    codes = {blind_index.phone(digits), blind_index.email(digits), blind_index.member(digits, digits)}
    assert len(codes) == 3


def test_a_code_shows_nothing_of_its_value(settings):
    code = blind_index.phone("9495550142")
    assert len(code) == 64
    settings.PHI_INDEX_KEY = "c0m3bq3pG0g8sO6Yw1cJ5yqk3b2vX9tT7mE4hN6rZ2B="
    assert blind_index.phone("9495550142") != code


@given(name=st.text(min_size=1))
def test_a_name_has_one_code_however_it_is_encoded(name):
    composed, apart = (blind_index.letters(unicodedata.normalize(form, name)) for form in ("NFC", "NFD"))
    assert composed == apart


@given(number=st.text(), address=st.text(), payer=st.text(), member=st.text())
def test_nothing_typed_breaks_an_index(number, address, payer, member):
    codes = blind_index.phone(number), blind_index.email(address), blind_index.member(payer, member)
    assert all(len(code) in {0, 64} for code in codes)


@given(one=st.integers(2_000_000_000, 9_999_999_999), other=st.integers(2_000_000_000, 9_999_999_999))
def test_two_numbers_never_share_a_code(one, other):
    assume(one != other)
    assert blind_index.phone(str(one)) != blind_index.phone(str(other))
