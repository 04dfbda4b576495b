"""Guessing is slow from everywhere, and nobody is kept out by what others guess."""

from __future__ import annotations

import datetime

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.auth.hashers import get_hasher
from django.core import signing
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext

from alter_site.limits.models import Count
from alter_site.staff import login_limits
from alter_site.staff.groups import COORDINATOR
from alter_site.staff.models import User
from tests.factories import StaffFactory
from tests.support.document import Document
from tests.support.forms import after

from .test_sign_in import LOGIN, OTHER_PASSWORD, PASSWORD, START, code_of

pytestmark = pytest.mark.django_db

SECRET = generate_totp_secret()
SECOND_STEP = "/admin/login/second-step/"
KNOWN = "__Secure-staff_device"
HOME, ELSEWHERE = "198.51.100.20", "203.0.113.9"


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel("2026-11-23 12:00:00-08:00", tick=False) as traveller:
        yield traveller


@pytest.fixture
def ana() -> User:
    """Somebody with a password, an authenticator app and recovery codes."""
    person = StaffFactory(group=COORDINATOR, email="ana@example.org", first_name="Ana")
    person.set_password(PASSWORD)
    person.save()
    TOTP.activate(person, SECRET)
    RecoveryCodes.activate(person)
    return person


def at(address: str) -> Client:
    """A browser that nobody knows, at an address."""
    return Client(REMOTE_ADDR=address)


def try_password(client: Client, password: str, email: str = "ana@example.org"):
    return client.post(LOGIN, {"login": email, "password": password})


def guess_wrong(address: str, email: str = "ana@example.org") -> None:
    """Count a wrong password as a request from this address does, without the page that would answer it."""
    login_limits.at_password(RequestFactory().post(LOGIN, REMOTE_ADDR=address), email).is_allowed()


def is_right(client: Client, password: str = PASSWORD, email: str = "ana@example.org") -> bool:
    """Does the password lead to the second step?"""
    response = try_password(client, password, email)
    return bool(response.status_code == 302 and response.url.endswith(SECOND_STEP))


def signs_in(client: Client) -> bool:
    if not is_right(client):
        return False
    client.post(SECOND_STEP, {"code": code_of(SECRET)})
    return client.get(START).status_code == 200


def forgetting_who_is_in(client: Client) -> Client:
    """The same device, signed out."""
    client.post("/admin/logout/")
    return client


# --- from elsewhere -------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", [10, 25, 60])
def test_wrong_passwords_from_elsewhere_keep_nobody_out_at_her_own_address(ana, number):
    for _ in range(number):
        try_password(at(ELSEWHERE), "wrong")
    assert not is_right(at(ELSEWHERE))
    assert signs_in(at(HOME))


def test_wrong_passwords_from_a_whole_neighborhood_all_day_keep_nobody_out_at_her_own_address(ana, clock):
    for number in range(12 * 50):
        if number % 50:
            guess_wrong(f"203.0.113.{number % 250}")
            continue
        try_password(at(f"203.0.113.{number % 250}"), "wrong")
        assert is_right(at(HOME))
        clock.shift(datetime.timedelta(hours=2))


@pytest.mark.parametrize("prefix", ["2001:db8:1:2::{:x}", "2001:db8:1:2:{0:x}::{0:x}"])
def test_all_addresses_of_one_network_count_as_one(ana, prefix):
    answers = [
        is_right(at(prefix.format(number)), "wrong" if number < 5 else PASSWORD) for number in range(22)
    ]
    assert not any(answers)


def test_one_address_that_guesses_at_many_accounts_is_stopped_before_anything_is_hashed(ana, monkeypatch):
    for number in range(login_limits.ANY_ACCOUNT.number):
        try_password(at("2001:db8:1:2::1"), "wrong", f"somebody{number}@example.org")
    monkeypatch.setattr(get_hasher(), "encode", lambda *args: pytest.fail("it was hashed"))
    response = try_password(at("2001:db8:1:2::99"), PASSWORD)
    assert response.status_code == 429
    assert "Wait a minute" in Document(response).text("h1")


def test_guessing_from_many_networks_is_slowed(ana, clock):
    for number in range(100):
        try_password(at(f"10.{number}.0.1"), "wrong")
    assert not is_right(at("10.200.0.1"))
    clock.shift(datetime.timedelta(hours=1))
    assert is_right(at("10.200.0.1"))


def test_a_right_password_is_not_counted(ana):
    for _ in range(100):
        assert is_right(at(HOME))
    assert not Count.objects.exclude(number=0).exists()


@pytest.mark.parametrize("written", ["ANA@example.org", "Ana@Example.Org", " ana@example.org "])
def test_an_account_is_one_however_its_address_is_written(ana, written):
    for _ in range(5):
        try_password(at(ELSEWHERE), "wrong", written)
    assert not is_right(at(ELSEWHERE))


def test_an_address_without_an_account_is_counted_and_answered_like_one_with(ana):
    told = []
    for email in ("ana@example.org", "nobody@example.org"):
        answers = [after(try_password(at(ELSEWHERE), "wrong", email)) for _ in range(7)]
        told.append([Document(answer).text(".errornote") for answer in answers])
    assert told[0] == told[1]


def test_an_address_without_an_account_costs_the_same_work(ana, monkeypatch):
    hasher = type(get_hasher())
    hashed: list[str] = []
    stock = hasher.encode
    monkeypatch.setattr(hasher, "encode", lambda *args: hashed.append("") or stock(*args))
    work = []
    for email in ("ana@example.org", "nobody@example.org"):
        client, spent = at(ELSEWHERE), []
        for _ in range(7):  # the last two are refused
            hashed.clear()
            with CaptureQueriesContext(connection) as queries:
                try_password(client, "wrong", email)
            spent.append((len(hashed), len(queries)))
        work.append(spent)
    assert work[0] == work[1]
    assert [hashes for hashes, _ in work[0]] == [1] * 5 + [0] * 2


# --- devices that are known -----------------------------------------------------------------------------


@pytest.fixture
def known(ana, clock) -> Client:
    """Ana's own device, on which she has signed in; she is signed out again."""
    client = at(HOME)
    assert signs_in(client)
    clock.shift(datetime.timedelta(minutes=2))
    return forgetting_who_is_in(client)


def flood(address: str) -> None:
    """Use up everything that unknown devices may do."""
    for number in range(40):
        guess_wrong(address, f"somebody{number}@example.org")
    for number in range(100):
        guess_wrong(f"10.{number}.0.1")
    for _ in range(10):
        guess_wrong(address)
    assert not is_right(at(address))
    assert not is_right(at("10.200.0.1"))


def test_a_known_device_is_let_in_whatever_others_guess_from_its_own_address_too(known):
    flood(HOME)
    assert not is_right(at(HOME))
    assert signs_in(known)


def test_a_known_device_is_let_in_at_another_address(known):
    flood(ELSEWHERE)
    known.defaults["REMOTE_ADDR"] = ELSEWHERE
    assert signs_in(known)


def test_a_known_device_may_not_guess_for_ever_either(known):
    for _ in range(login_limits.OF_A_DEVICE["password"].number):
        try_password(known, "wrong")
    assert not is_right(known)
    assert is_right(at(HOME)), "and takes nothing from the others"


def test_a_device_is_known_to_the_accounts_that_signed_in_on_it_alone(known):
    bo = StaffFactory(group=COORDINATOR, email="bo@example.org")
    bo.set_password(OTHER_PASSWORD)
    bo.save()
    for _ in range(5):
        try_password(known, "wrong", "bo@example.org")
    answer = after(try_password(known, OTHER_PASSWORD, "bo@example.org"))
    assert "tried too often" in Document(answer).text(".errornote")


def test_a_device_is_known_only_after_the_second_step(ana):
    client = at(HOME)
    assert is_right(client)
    assert KNOWN not in client.cookies
    client.post(SECOND_STEP, {"code": "000000"})
    assert KNOWN not in client.cookies
    client.post(SECOND_STEP, {"code": code_of(SECRET)})
    cookie = client.cookies[KNOWN]
    assert (cookie["path"], cookie["httponly"], cookie["secure"]) == ("/admin/", True, True)
    assert ana.email not in cookie.value


@pytest.mark.parametrize(
    "made_up",
    ["", "x", "W10:1:x", signing.dumps(["x", ["1"]])],
    ids=["empty", "x", "odd", "signed for another use"],
)
def test_a_forged_device_cookie_makes_no_known_device(known, made_up):
    flood(ELSEWHERE)
    client = at(ELSEWHERE)
    client.cookies[KNOWN] = made_up
    assert try_password(client, PASSWORD).status_code in {302, 429}
    assert client.get(SECOND_STEP).status_code == 302


def test_a_device_is_forgotten_after_ninety_days_without_a_sign_in(known, clock):
    clock.shift(datetime.timedelta(days=89))
    flood(HOME)
    assert signs_in(known)
    clock.shift(datetime.timedelta(days=91))
    flood(HOME)
    forgetting_who_is_in(known)
    assert not is_right(known)


# --- codes ----------------------------------------------------------------------------------------------


def test_codes_are_guessed_a_few_times_and_keep_nobody_out_on_her_own_device(known):
    attacker = at(ELSEWHERE)
    assert is_right(attacker)
    for _ in range(5):
        attacker.post(SECOND_STEP, {"code": "000000"})
    response = attacker.post(SECOND_STEP, {"code": code_of(SECRET)})
    assert "tried too often" in Document(after(response)).text("main")
    assert attacker.get(START).status_code == 302
    assert signs_in(known)


def test_codes_are_guessed_fifty_times_a_day_from_all_unknown_devices_together(ana, clock):
    for number in range(70):
        attacker = at(f"10.{number}.0.1")
        assert is_right(attacker)
        attacker.post(SECOND_STEP, {"code": "000000"})
    assert not signs_in(at("10.200.0.1"))
    clock.shift(datetime.timedelta(days=1))
    assert signs_in(at("10.201.0.1"))


def test_the_first_code_of_an_app_is_good_once_as_well(ana, client):
    Authenticator.objects.all().delete()
    client.force_login(ana)
    page = client.get("/admin/second-step/app/")
    code = code_of(Document(page).text(".key"))
    client.post("/admin/second-step/app/", {"code": code})
    assert Authenticator.objects.filter(type="totp").exists()
    other = at(HOME)
    assert is_right(other)
    other.post(SECOND_STEP, {"code": code})
    assert other.get(START).status_code == 302


def test_passkeys_that_are_refused_as_a_second_step_have_an_end_and_use_up_no_codes(ana):
    attacker = at(ELSEWHERE)
    assert is_right(attacker)
    refused = [attacker.post(SECOND_STEP, {"credential": '{"id": "x"}'}) for _ in range(30)]
    assert "tried too often" in Document(after(refused[-1])).text("main")
    attacker.post(SECOND_STEP, {"code": code_of(SECRET)})
    assert attacker.get(START).status_code == 200


def test_a_passkey_alone_is_never_counted(known):
    flood(HOME)
    before = list(Count.objects.order_by("code").values_list())
    client = at(HOME)
    for _ in range(40):
        assert client.get("/admin/login/passkey/", headers={"Accept": "application/json"}).status_code == 200
        client.post("/admin/login/passkey/", {"credential": '{"id": "x"}'})
    assert list(Count.objects.order_by("code").values_list()) == before
