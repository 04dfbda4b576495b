"""Signing in: a password, then something only its owner has."""

from __future__ import annotations

import base64
import itertools
import logging
import re
import secrets
import time

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.conf import settings as site_settings
from django.core import signing
from django.test import Client
from django.urls import NoReverseMatch, get_resolver, reverse

from admissions.custody import rotation
from admissions.models import LastingKey
from admissions.phi.seal import TOKEN
from alter_site.staff import accounts, urls
from alter_site.staff.groups import MARKETER
from alter_site.staff.models import User
from tests.factories import StaffFactory
from tests.support.document import Document
from tests.support.forms import after
from tests.support.markup import check_admin
from tests.support.sign_in import StaffClient
from tests.support.undone import undone

pytestmark = pytest.mark.django_db

PASSWORD = "a-lantern-by-the-harbor"
OTHER_PASSWORD = "another-lantern-by-the-sea"
LOGIN, START, FACTORS = "/admin/login/", "/admin/", "/admin/second-step/"
SECRET = generate_totp_secret()


def code_of(secret: str = SECRET, at: float | None = None) -> str:
    """The six digits an authenticator app shows."""
    return format_hotp_value(hotp_value(secret, int(time.time() if at is None else at) // 30))


@pytest.fixture
def ana() -> User:
    """Somebody with a password and nothing else yet."""
    person = StaffFactory(group=MARKETER, email="ana@example.org", first_name="Ana")
    person.set_password(PASSWORD)
    person.save()
    return person


@pytest.fixture
def enrolled(ana: User, rf) -> User:
    """Ana with an authenticator app and recovery codes."""
    TOTP.activate(ana, SECRET)
    RecoveryCodes.activate(ana)
    return ana


def sign_in(client: Client, password: str = PASSWORD, email: str = "ana@example.org", **extra):
    return client.post(LOGIN, {"login": email, "password": password}, **extra)


def checked(response) -> Document:
    document = Document(after(response))
    check_admin(document)
    return document


def is_in(client: Client) -> bool:
    return client.get(START).status_code == 200


# --- the password -------------------------------------------------------------------------------------


def test_the_sign_in_is_titled_and_says_nothing_of_who_has_an_account(client):
    document = checked(client.get(LOGIN))
    assert document.title == "Sign in · Alter"
    assert document.texts("label") == ["E-mail address:", "Password:"]


@pytest.mark.parametrize("email", ["ana@example.org", "nobody@example.org"])
def test_a_wrong_password_and_an_unknown_address_are_told_alike(client, ana, email):
    document = checked(sign_in(client, "wrong", email))
    assert document.title == "Error: Sign in · Alter"
    assert document.text(".errornote") == "This address and password do not go together."


@pytest.mark.parametrize("way", ["http://[", "//[", "http://[::1/"])
def test_a_way_on_that_is_no_address_leads_to_the_start(client, ana, way):
    """Reading it broke the page."""
    assert client.get(LOGIN, {"next": way}).status_code == 200
    assert sign_in(client, query_params={"next": way}).headers["Location"] == START


@pytest.mark.parametrize("lacks", ["is_active", "is_staff"])
def test_an_account_that_may_not_sign_in_gets_the_same_words_as_a_wrong_password(client, ana, lacks):
    User.objects.update(**{lacks: False})
    document = checked(sign_in(client))
    assert document.text(".errornote") == "This address and password do not go together."


@pytest.mark.parametrize("password", ["\0", "x" * 5000])
def test_an_odd_password_is_answered_like_a_wrong_one(client, ana, password):
    assert after(sign_in(client, password)).status_code == 200


def test_signing_out_needs_a_button(client, ana):
    client.force_login(ana)
    assert client.get("/admin/logout/").status_code == 405
    checked(client.post("/admin/logout/"))
    assert not is_in(client)


def test_a_password_can_be_changed(client, visit_admin, ana):
    from tests.support.forms import typed

    address = "/admin/password_change/"
    document = visit_admin(address, by=ana)
    values = typed(
        document, old_password=PASSWORD, new_password1=OTHER_PASSWORD, new_password2=OTHER_PASSWORD
    )
    checked(client.post(address, values, follow=True))
    ana.refresh_from_db()
    assert ana.check_password(OTHER_PASSWORD)


# --- limits -------------------------------------------------------------------------------------------


def test_guessing_stops_after_five_tries_even_with_the_right_password(client, ana):
    for _ in range(5):
        sign_in(client, "wrong")
    assert "tried too often" in checked(sign_in(client)).text(".errornote")


def test_one_network_may_not_try_forever(client, ana):
    answers = [sign_in(client, "wrong", f"somebody{number}@example.org") for number in range(31)]
    assert answers[-1].status_code == 429
    assert "Wait a minute" in checked(answers[-1]).text("h1")


def test_a_cache_that_is_down_keeps_nobody_out_and_limits_count_all_the_same(
    client, enrolled, settings, caplog
):
    settings.CACHES = {
        "default": {
            "BACKEND": "alter_site.cache.ForgivingRedisCache",
            "LOCATION": "redis://127.0.0.1:1/0",
        }
    }
    with caplog.at_level(logging.WARNING, "alter_site.cache"):
        sign_in(client)
        client.post("/admin/login/second-step/", {"code": code_of()})
    assert is_in(client)
    assert "cache cannot be reached" in caplog.text
    assert "ana" not in caplog.text
    client.post("/admin/logout/")
    for _ in range(10):
        sign_in(Client(), "wrong")
    assert "tried too often" in checked(sign_in(Client())).text(".errornote")


# --- the second step ----------------------------------------------------------------------------------


def test_a_password_alone_opens_nothing_but_the_set_up_of_a_second_step(client, ana):
    document = checked(sign_in(client, follow=True))
    assert document.text("h1") == "Your second step"
    assert document.hrefs(".choices a") == [f"{FACTORS}app/", f"{FACTORS}passkey/"]
    for path in (START, "/admin/therapies/therapy/", "/admin/password_change/"):
        assert client.get(path).status_code == 302
        assert client.get(path, headers={"X-Passive": "1"}).content == b""
        assert client.post(path, headers={"X-Passive": "1"}).status_code == 401
        # A script that reads JSON took the sign-in, which allauth can say in JSON too, for its answer.
        assert client.get(path, headers={"Accept": "application/json"}).content == b""
        assert client.post(path, headers={"Accept": "application/json"}).status_code == 401
    assert client.get("/admin/session/").json() == {"seconds": 0}


def test_a_session_that_never_used_its_second_factor_sees_nothing(client, enrolled):
    client.force_login(enrolled, second_factor=False)
    assert not is_in(client)
    response = client.get(START, follow=True)
    assert response.redirect_chain[-1][0].startswith("/admin/login/again/")


def test_somebody_else_in_the_same_browser_does_not_inherit_a_second_factor(client, ana, marketer):
    client.force_login(ana)
    assert is_in(client)
    client.force_login(marketer, second_factor=False)
    assert not is_in(client)


def test_the_demo_lets_people_in_with_a_password(client, ana, settings):
    settings.STAFF_SECOND_FACTOR = "optional"
    sign_in(client)
    assert is_in(client)


def test_an_app_is_set_up_and_signs_in_from_then_on(client, ana):
    sign_in(client)
    document = checked(client.get(f"{FACTORS}app/"))
    secret = document.text(".key")
    assert document.one(".qr svg path")
    assert checked(client.get(f"{FACTORS}app/")).text(".key") == secret, "a reload keeps what was scanned"
    codes = checked(client.post(f"{FACTORS}app/", {"code": code_of(secret)}, follow=True)).texts(".codes li")
    assert len(codes) == 10
    assert is_in(client)
    client.post("/admin/logout/")

    sign_in(client)
    assert not is_in(client)
    with time_machine.travel(time.time() + 60):
        client.post("/admin/login/second-step/", {"code": code_of(secret)})
        assert is_in(client)


def test_a_wrong_code_sets_up_nothing_and_says_so_beside_the_field(client, ana):
    sign_in(client)
    client.get(f"{FACTORS}app/")
    document = checked(client.post(f"{FACTORS}app/", {"code": "000000"}))
    assert "Check the code" in document.text(".errorlist")
    assert not Authenticator.objects.exists()


def test_recovery_codes_are_shown_once(client, ana):
    sign_in(client)
    secret = Document(client.get(f"{FACTORS}app/")).text(".key")
    first = checked(client.post(f"{FACTORS}app/", {"code": code_of(secret)}, follow=True))
    again = checked(client.get(f"{FACTORS}codes/"))
    assert first.all(".codes")
    assert not again.all(".codes")
    assert "10 of 10 codes are left" in again.text("#content-main")


def test_a_recovery_code_signs_in_once(client, enrolled):
    code = Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes()[0]
    for is_good in (True, False):
        sign_in(client)
        client.post("/admin/login/second-step/", {"code": code})
        assert is_in(client) == is_good
        client.post("/admin/logout/")


def switched_off_and_on(administrator, ana):
    for ana.is_active in (False, True):
        ana.save()


@pytest.mark.parametrize(
    "change",
    [accounts.make_link, accounts.reset_second_factor, switched_off_and_on],
    ids=lambda act: act.__name__,
)
def test_a_sign_in_that_waits_for_its_second_step_ends_with_the_sessions(
    client, enrolled, administrator, change
):
    code = Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes()[0]
    sign_in(client)
    change(administrator, enrolled)
    document = checked(client.post("/admin/login/second-step/", {"code": code}, follow=True))
    assert document.text("h1") == "Sign in"
    assert "Sign in once more" in document.text()
    assert not is_in(client)


def test_whoever_may_not_sign_in_any_more_does_not_pass_the_second_step(client, enrolled):
    sign_in(client)
    enrolled.is_active = False
    enrolled.save()
    assert Document(client.get("/admin/login/second-step/", follow=True)).text("h1") == "Sign in"


def test_a_code_of_the_app_signs_in_once_for_as_long_as_it_would_be_right(client, enrolled):
    start = (int(time.time()) // 30) * 30
    with time_machine.travel(start, tick=False) as clock:
        code = code_of()
        sign_in(client)
        client.post("/admin/login/second-step/", {"code": code})
        assert is_in(client)
        client.post("/admin/logout/")
        clock.shift(45)
        sign_in(client)
        spaced = f"{code[:3]} {code[3:]}"
        assert "did not work" in checked(client.post("/admin/login/second-step/", {"code": spaced})).text(
            "main"
        )
        assert not is_in(client)


@pytest.mark.parametrize(
    ("first", "between"),
    [
        ("\N{FULLWIDTH DIGIT ZERO}", ""),
        ("\N{ARABIC-INDIC DIGIT ZERO}", " "),
        ("0", "\N{NO-BREAK SPACE}"),
        ("0", "\N{ZERO WIDTH SPACE}"),
    ],
)
def test_a_code_is_read_in_the_digits_of_any_keyboard_and_counts_as_the_same_code(
    client, enrolled, first, between
):
    with time_machine.travel((int(time.time()) // 30) * 30, tick=False):
        code = code_of()
        digits = "".join(chr(ord(first) + int(digit)) for digit in code)
        for typed, is_good in ((f"{digits[:3]}{between}{digits[3:]}", True), (code, False)):
            sign_in(client)
            client.post("/admin/login/second-step/", {"code": typed})
            assert is_in(client) == is_good
            client.post("/admin/logout/")


NO_PASSKEYS = ["", "{", "[]", "null", '"x"', '{"id": 1}', '{"response": {"userHandle": "x"}}']
TAKES_A_PASSKEY = [
    f"{FACTORS}passkey/",
    "/admin/login/second-step/",
    "/admin/login/passkey/",
    "/admin/login/again/passkey/",
]


def test_nonsense_instead_of_a_passkey_is_refused_in_words(enrolled, subtests):
    for path, sent in itertools.product(TAKES_A_PASSKEY, NO_PASSKEYS):
        with subtests.test(path=path, sent=sent), undone():
            client = StaffClient()
            if path.startswith(FACTORS) or "again" in path:
                client.force_login(enrolled)
            elif "second-step" in path:
                sign_in(client)
            assert client.post(path, {"credential": sent, "name": "x"}).status_code in {200, 302}
            assert Authenticator.objects.filter(type="webauthn").count() == 0


# --- looking after one's own --------------------------------------------------------------------------


def test_the_last_second_factor_stays(client, enrolled):
    client.force_login(enrolled)
    app = Authenticator.objects.get(type="totp")
    assert "Remove" not in checked(client.get(FACTORS)).text(".factors")
    assert client.post(f"{FACTORS}{app.pk}/remove/").status_code == 409
    assert Authenticator.objects.filter(pk=app.pk).exists()


def test_sensitive_screens_ask_for_the_second_factor_again_after_five_minutes(client, enrolled):
    client.force_login(enrolled)
    with time_machine.travel(time.time() + 301):
        response = client.get(f"{FACTORS}codes/new/", follow=True)
        assert checked(response).text("h1") == "Is it still you?"
        response = client.post(response.redirect_chain[-1][0], {"code": code_of()}, follow=True)
        assert checked(response).text("h1") == "Make new recovery codes"


def test_nobody_removes_somebody_elses_second_factor(client, enrolled, marketer):
    client.force_login(marketer)
    app = Authenticator.objects.get(type="totp")
    assert client.post(f"{FACTORS}{app.pk}/remove/").status_code == 404


# --- at rest ------------------------------------------------------------------------------------------


def test_secrets_are_sealed_in_the_database_and_in_the_session(client, ana):
    sign_in(client)
    secret = Document(client.get(f"{FACTORS}app/")).text(".key")
    assert secret not in str(dict(client.session))
    client.post(f"{FACTORS}app/", {"code": code_of(secret)})
    kept = [factor.data.get("secret") or factor.data.get("seed") for factor in Authenticator.objects.all()]
    assert len(kept) == 2
    assert all(TOKEN.match(value) for value in kept)
    assert not re.search(secret, str(kept))


def test_keys_of_second_factors_can_be_changed_and_then_retired(enrolled, client, settings):
    settings.PHI_KEYS += ",k2:" + base64.b64encode(secrets.token_bytes(32)).decode()
    settings.PHI_ACTIVE = "k2"
    ours, lasting = 2, LastingKey.objects.count()
    assert rotation.counts()["k1"] == ours + lasting
    with pytest.raises(rotation.KeyInUse):
        rotation.drop("k1")
    assert rotation.rotate() == ours + lasting
    assert rotation.counts() == {"k1": 0, "k2": ours + lasting}
    sign_in(client)
    client.post("/admin/login/second-step/", {"code": code_of()})
    assert is_in(client)


def test_a_damaged_secret_is_a_wrong_code_and_is_logged(enrolled, client, caplog):
    app = Authenticator.objects.get(type="totp")
    app.data["secret"] = app.data["secret"][:-8] + "AAAAAAA="
    app.save()
    sign_in(client)
    document = checked(client.post("/admin/login/second-step/", {"code": code_of()}))
    assert "did not work" in document.text(".errorlist")
    assert "does not open" in caplog.text


# --- addresses ----------------------------------------------------------------------------------------

WANTED = {
    "account_login",
    "account_logout",
    "mfa_activate_totp",
    "mfa_add_webauthn",
    "mfa_authenticate",
    "mfa_generate_recovery_codes",
    "mfa_index",
    "mfa_login_webauthn",
    "mfa_reauthenticate",
    "mfa_reauthenticate_webauthn",
    "mfa_view_recovery_codes",
}


def allauth_routes() -> dict[str, str]:
    resolver = get_resolver("allauth.urls")
    return {
        str(name): str(resolver.reverse_dict.getlist(name)[0][0][0][0])
        for name in resolver.reverse_dict
        if isinstance(name, str)
    }


def test_of_allauths_routes_only_those_wanted_exist(client, administrator):
    routes = allauth_routes()
    assert set(routes) > WANTED
    client.force_login(administrator)
    for name, path in routes.items():
        if name in WANTED:
            assert reverse(name).startswith(f"/{site_settings.ADMIN_PATH}")
            continue
        with pytest.raises(NoReverseMatch):
            reverse(name)
        filled = re.sub(r"%\(\w+\)s", "1", path)
        assert client.get(f"/accounts/{filled}").status_code == 404
        assert client.get(f"/admin/accounts/{filled}").status_code == 404


@pytest.mark.parametrize("path", ["signup/", "email/", "password/reset/", "3rdparty/", "2fa/"])
def test_nobody_signs_up_or_manages_addresses(client, administrator, path):
    client.force_login(administrator)
    assert client.get(f"/admin/{path}").status_code == 404
    assert client.post(f"/admin/{path}").status_code in {403, 404, 405}


def test_sign_up_is_closed_in_the_adapter_too(rf):
    from allauth.account.adapter import get_adapter

    assert not get_adapter().is_open_for_signup(rf.get("/"))


def test_a_stranger_meets_no_error_on_any_screen_of_accounts(subtests):
    routes = [pattern.name for pattern in urls.urlpatterns if "<" not in str(pattern.pattern)]
    assert len(routes) >= 10
    for name, method in itertools.product(routes, ("get", "post")):
        with subtests.test(route=name, method=method), undone():
            assert getattr(StaffClient(), method)(reverse(name)).status_code < 500


# --- mistakes -----------------------------------------------------------------------------------------


def test_a_mistake_is_answered_with_a_redirect_that_loses_nothing_and_tells_nobody(client, ana):
    response = client.post(
        f"{LOGIN}?next=/admin/users/", {"login": "Ana@Example.org", "password": "a-secret-slip"}
    )
    assert response.status_code == 302
    assert response.url == f"{LOGIN}?next=/admin/users/"
    kept = str(response.cookies)
    assert "xample" not in kept
    assert "a-secret-slip" not in kept
    page = checked(client.get(response.url))
    assert page.title == "Error: Sign in · Alter"
    assert page.one("#id_login").attributes["value"] == "Ana@Example.org"
    assert not page.one("#id_password").attributes.get("value")
    again = checked(client.get(response.url))
    assert again.title == "Sign in · Alter", "it is said once"


def test_a_wrong_code_is_answered_with_a_redirect(client, enrolled):
    sign_in(client)
    response = client.post("/admin/login/second-step/", {"code": "000 000"})
    assert (response.status_code, response.url) == (302, "/admin/login/second-step/")
    page = checked(client.get(response.url))
    assert page.title.startswith("Error: ")
    assert "did not work" in page.text(".errorlist")


def test_kept_values_sealed_with_a_key_that_is_gone_leave_an_empty_form(client, ana):
    sign_in(client, "wrong")
    for value in ("v1.gone.AAAA", signing.dumps("v1.gone.AAAA", salt="staff.cookies staff_mistake")):
        client.cookies["__Secure-staff_mistake"] = value
        assert checked(client.get(LOGIN)).title == "Sign in · Alter"
