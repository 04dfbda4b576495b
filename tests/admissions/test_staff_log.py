"""What staff do joins the log of looks, and the privacy officer reads it, finds in it and takes it along."""

from __future__ import annotations

import csv
import datetime
import io

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from admissions import services
from admissions.custody import anchors
from admissions.custody.access import Look, reveal
from admissions.custody.chain import append, verify_chain
from admissions.desk.oversight import log_of_looks
from admissions.models import PhiAccess
from admissions.phi import blind_index
from admissions.redisclosure import NOTICE
from alter_site.staff import accounts
from alter_site.staff.groups import (
    BENEFITS_VERIFIER,
    COORDINATOR,
    LEAD,
    MARKETER,
    PRIVACY_OFFICER,
    SITE_ADMIN,
)
from tests.factories import StaffFactory
from tests.support.document import Document
from tests.support.requests import received

pytestmark = pytest.mark.django_db

LOOKS, EXPORT = "/admin/desk/looks/", "/admin/desk/looks/export/"
PASSWORD = "only-for-this-test-7"


def logged(action):
    return list(PhiAccess.objects.filter(action=action))


@pytest.fixture
def officer():
    return StaffFactory(group=PRIVACY_OFFICER)


@pytest.fixture
def read(visit_admin, officer):
    return lambda query="", **options: visit_admin(f"{LOOKS}{query}", by=officer, **options)


# --- what joins the log ---------------------------------------------------------------------------------


@pytest.fixture
def person():
    made = StaffFactory(group=LEAD, email="lena@example.org")
    made.set_password(PASSWORD)
    made.save()
    return made


def sign_in(client, email, password=PASSWORD):
    return client.post(
        "/admin/login/", {"login": email, "password": password}, REMOTE_ADDR="203.0.113.77", follow=True
    )


def test_a_sign_in_and_a_sign_out_are_logged(client, person, settings):
    Authenticator.objects.all().delete()
    settings.STAFF_SECOND_FACTOR = "optional"
    sign_in(client, "lena@example.org")
    (line,) = logged("sign in")
    assert (line.actor, line.address) == (person, "203.0.113.0/24")
    client.post("/admin/logout/")
    assert [line.actor for line in logged("sign out")] == [person]


def test_a_sign_in_that_failed_is_logged_without_what_was_typed(client, person):
    sign_in(client, "Lena@Example.org", "wrong")
    sign_in(client, "nobody-at-all@example.net", "wrong")
    known, unknown = logged("no sign-in")
    assert (known.actor, known.fields, known.reason) == (None, f"account:{person.pk}", "password")
    code = blind_index.email("nobody-at-all@example.net")[:16]
    assert (unknown.fields, unknown.address) == (f"address:{code}", "203.0.113.0/24")
    whole = repr(list(PhiAccess.objects.values()))
    assert "nobody" not in whole
    assert "lena" not in whole.casefold()


def test_a_wrong_code_of_the_second_step_is_logged(client, person):
    TOTP.activate(person, generate_totp_secret())
    sign_in(client, "lena@example.org")
    client.post("/admin/login/second-step/", {"code": "000000"}, follow=True)
    lines = logged("no sign-in")
    assert [(line.fields, line.reason) for line in lines] == [(f"account:{person.pk}", "second step")]
    assert not logged("sign in")


def test_a_passkey_that_does_not_fit_as_the_second_step_is_logged(client, person):
    TOTP.activate(person, generate_totp_secret())
    sign_in(client, "lena@example.org")
    client.post("/admin/login/second-step/", {"credential": '{"id": "x"}'})
    assert [(line.actor, line.reason) for line in logged("no sign-in")] == [(None, "passkey")]


def test_nobody_without_a_password_fills_the_log_with_passkeys_that_are_none(client):
    for _ in range(3):
        client.post("/admin/login/passkey/", {"credential": '{"id": "x"}'})
    assert not PhiAccess.objects.exists()


def test_tries_beyond_the_limit_on_sign_in_add_nothing_to_the_log(client, person):
    for _ in range(30):
        sign_in(client, "lena@example.org", "wrong")
    assert len(logged("no sign-in")) <= 10


def test_what_is_done_to_an_account_is_logged(administrator, person):
    accounts.make_link(administrator, person)
    accounts.reset_second_factor(administrator, person)
    lines = logged("account")
    assert [(line.actor, line.fields) for line in lines] == [(administrator, f"account:{person.pk}")] * 2
    assert [line.reason for line in lines] == ["made a link to set a password", "reset the second step"]


def test_finding_somebody_is_logged_with_what_was_found(client, coordinator):
    request = received()
    client.force_login(coordinator)
    client.post("/admin/desk/find/", {"phone": "949 555 0142"}, follow=True)
    client.post("/admin/desk/find/", {"email": "nobody@example.com"}, follow=True)
    one, none = logged("find")
    assert one.fields == f"phone:{request.phone_index[:16]} found:{request.reference}"
    assert (one.reason, none.reason) == ("1 found", "0 found")
    assert none.fields == f"email:{blind_index.email('nobody@example.com')[:16]}"


def test_opening_a_page_is_logged_and_no_log_no_page(client, coordinator, monkeypatch):
    request = services.claim(received(), coordinator)
    client.force_login(coordinator)
    address = f"/admin/desk/{request.reference}/"
    client.get(address)
    (line,) = logged("open page")
    assert (line.actor, line.reference, line.fields) == (coordinator, request.reference, "")

    def broken(**kwargs):
        raise RuntimeError("no log")

    monkeypatch.setattr("admissions.custody.access.append", broken)
    client.raise_request_exception = False
    assert client.get(address).status_code == 500


def test_every_line_of_the_log_is_in_the_chain(client, person, administrator):
    sign_in(client, "nobody@example.net", "wrong")
    accounts.make_link(administrator, person)
    assert PhiAccess.objects.count() == 2
    assert list(verify_chain(anchors.known())) == []


# --- the screen -----------------------------------------------------------------------------------------


def test_the_privacy_officer_reaches_the_log_from_the_admin_index(visit_admin, officer):
    page = visit_admin("/admin/", by=officer)
    assert LOOKS in page.hrefs("main a")
    assert visit_admin(LOOKS, by=officer).text("h1") == "Log of looks"


@pytest.mark.parametrize("group", [COORDINATOR, BENEFITS_VERIFIER, LEAD, MARKETER, SITE_ADMIN])
def test_nobody_but_the_privacy_officer_reads_or_exports_the_log(client, group):
    client.force_login(StaffFactory(group=group))
    assert client.get(LOOKS).status_code == client.post(EXPORT).status_code == 403
    assert LOOKS not in client.get("/admin/").content.decode()
    assert not logged("export")


@pytest.fixture
def some_looks(coordinator, lead):
    """Two people, two requests, two days."""
    mine, other = received(), received(phone="212 555 0199")
    with time_machine.travel(
        datetime.datetime(2026, 11, 22, 23, 30, tzinfo=timezone.get_default_timezone()), tick=False
    ):
        reveal(coordinator, mine, [Look(mine, ["phone"])], reason="they rang", address="203.0.113.9")
    with time_machine.travel(
        datetime.datetime(2026, 11, 23, 0, 30, tzinfo=timezone.get_default_timezone()), tick=False
    ):
        reveal(lead, mine, [Look(mine, ["note"])])
        reveal(lead, other, [Look(other, ["note"])])
        append(action="find", actor=lead, fields=f"phone:0123456789abcdef found:{other.reference}")
    return mine, other


def numbers(page):
    return [int(text) for text in page.texts("tbody th")]


def test_the_log_is_filtered_by_person_request_and_day(read, some_looks, coordinator, lead):
    mine, other = some_looks
    assert numbers(read()) == [4, 3, 2, 1]
    assert numbers(read(f"?person={coordinator.pk}")) == [1]
    assert numbers(read(f"?person={lead.pk}&request={other.reference}")) == [4, 3]
    assert numbers(read(f"?request={mine.reference.replace('-', '').lower()}")) == [2, 1]
    assert numbers(read("?day=2026-11-22")) == [1]
    assert numbers(read("?day=2026-11-23")) == [4, 3, 2]
    assert read("?day=2020-01-01").text(".empty").startswith("No line fits")


def test_a_line_says_who_did_what_to_whom(read, some_looks, coordinator, administrator):
    accounts.make_link(administrator, coordinator)
    rows = [" ".join(row.text().split()) for row in read().all("tbody tr")]
    assert str(administrator) in rows[0]
    assert f"Changed an account — made a link to set a password, {coordinator}" in rows[0]
    assert "Opened sealed values" in rows[-1]
    assert "they rang, phone 203.0.113.0/24" in rows[-1]


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("?person=999999", "There is no such person."),
        ("?person=x", "There is no such person."),
        ("?request=nothing", "A reference looks like AB4-K7M2Q."),
        ("?day=yesterday", "Write the day as year, month, day, in figures with dashes between them."),
        ("?day=0001-01-01", "There are no looks of that day."),
        ("?day=9999-12-31", "There are no looks of that day."),
    ],
)
def test_a_bad_filter_is_refused_at_its_field(read, some_looks, query, words):
    page = read(query)
    assert words in page.text("[role=alert]")
    assert not page.all("tbody tr")


@pytest.mark.parametrize("before", ["", "x", "-1", "0", "9" * 40, "\u0663", "3"])
def test_no_page_number_of_the_log_breaks(read, some_looks, before):
    assert read(f"?before={before}").text("h1") == "Log of looks"


def test_the_log_takes_the_same_queries_for_two_lines_as_for_two_thousand(client, officer, lead, monkeypatch):
    client.force_login(officer)

    def cost():
        with CaptureQueriesContext(connection) as queries:
            client.get(LOOKS)
        return len(queries)

    for _ in range(2):
        append(action="account", actor=lead, fields=f"account:{lead.pk}")
    few = cost()
    for _ in range(log_of_looks.PAGE):
        somebody = StaffFactory(group=COORDINATOR)
        append(action="account", actor=somebody, fields=f"account:{somebody.pk}")
    assert cost() == few
    first = Document(client.get(LOOKS))
    assert len(numbers(first)) == log_of_looks.PAGE
    (older,) = [link for link in first.hrefs("nav.tools a") if "before" in link]
    assert numbers(Document(client.get(f"{LOOKS}{older}"))) == [2, 1]


# --- the export -----------------------------------------------------------------------------------------


def test_the_log_is_exported_as_csv_and_that_is_logged(client, officer, some_looks, lead):
    client.force_login(officer)
    response = client.post(EXPORT, {"person": lead.pk, "day": "2026-11-23"})
    assert response.headers["Content-Type"].startswith("text/csv")
    assert "attachment" in response.headers["Content-Disposition"]
    assert "no-store" in response.headers["Cache-Control"]
    header, *rows = csv.reader(io.StringIO(b"".join(response.streaming_content).decode()))
    assert tuple(header) == (*log_of_looks.COLUMNS, "notice")
    assert {row[-1] for row in rows} == {NOTICE}
    assert [(row[0], row[2], row[3]) for row in rows] == [
        ("4", lead.email, "find"),
        ("3", lead.email, "reveal"),
        ("2", lead.email, "reveal"),
    ]
    (line,) = logged("export")
    assert (line.actor, line.reason) == (officer, "3 lines")
    assert line.fields == f"person:{lead.pk} day:2026-11-23"
    assert client.get(EXPORT).status_code == 405


def test_no_cell_of_the_export_is_a_formula(client, officer):
    append(action="reveal", reason="=HYPERLINK(1)", fields="@x")
    client.force_login(officer)
    text = b"".join(client.post(EXPORT).streaming_content).decode()
    cells = [cell for row in csv.reader(io.StringIO(text)) for cell in row]
    assert "'=HYPERLINK(1)" in cells
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))]


def test_an_export_with_a_bad_filter_is_refused_and_not_logged(client, officer):
    client.force_login(officer)
    response = client.post(EXPORT, {"day": "x"})
    assert response.status_code == 400
    assert not logged("export")
