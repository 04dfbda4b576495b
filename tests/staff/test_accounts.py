"""Accounts: made by an administrator, opened with a link, reset by a lead, and always written down."""

from __future__ import annotations

import contextlib
import threading
import time

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

from alter_site.staff import accounts, second_factor
from alter_site.staff.groups import (
    BENEFITS_VERIFIER,
    CLINICAL_REVIEWER,
    COORDINATOR,
    LEAD,
    MARKETER,
    PRIVACY_OFFICER,
    SITE_ADMIN,
)
from alter_site.staff.models import AccountEvent, User
from tests.factories import AdministratorFactory, StaffFactory, UserFactory, group_named
from tests.support.document import Document
from tests.support.forms import typed
from tests.support.markup import check_admin
from tests.support.screens import screen
from tests.support.sign_in import StaffClient
from tests.support.together import together

pytestmark = pytest.mark.django_db

PASSWORD = "a-lantern-by-the-harbor"
USERS, ADD = "/admin/staff/user/", "/admin/staff/user/add/"
WELCOME = "/admin/welcome/"


@pytest.fixture
def site_admin():
    return StaffFactory(group=SITE_ADMIN, first_name="Sid")


@pytest.fixture
def verifier():
    return StaffFactory(group=BENEFITS_VERIFIER, first_name="Vic")


def checked(response) -> Document:
    document = Document(response)
    check_admin(document)
    return document


def log() -> list[tuple[str, str]]:
    """What was written down, oldest first."""
    return list(AccountEvent.objects.order_by("pk").values_list("what", "group"))


def give_second_factor(user: User) -> None:
    TOTP.activate(user, generate_totp_secret())


# --- making an account --------------------------------------------------------------------------------


def made_by(client, actor, **changes) -> tuple[User, str]:
    """A new account, and the path of its link."""
    client.force_login(actor)
    values = typed(Document(client.get(ADD)), email="Ben@Example.org", first_name="Ben", **changes)
    document = checked(client.post(ADD, values))
    link = document.one("#link").attributes["value"]
    assert link.startswith("http://localhost:8000/admin/link/")
    return User.objects.get(email="ben@example.org"), link.removeprefix("http://localhost:8000")


def set_password(client, link: str, password: str = PASSWORD):
    client.get(link)
    return client.post(WELCOME, {"new_password1": password, "new_password2": password}, follow=True)


def test_an_account_is_made_without_a_password_and_opened_by_its_owner(client, site_admin):
    group = group_named(MARKETER)
    ben, link = made_by(client, site_admin, groups=[str(group.pk)])
    assert (ben.is_staff, ben.is_superuser, ben.has_usable_password()) == (True, False, False)
    assert list(ben.groups.all()) == [group]
    assert log() == [("made", ""), ("joined", MARKETER), ("link", "")]

    browser = StaffClient()
    document = checked(browser.get(link, follow=True))
    assert "ben@example.org" in document.text("#content-main")
    document = checked(set_password(browser, link))
    assert document.text("h1") == "Your second step"
    assert browser.get("/admin/").status_code == 302
    assert log()[-1] == ("password", "")


def test_the_address_of_the_page_holds_nothing_that_opens_the_account(client, site_admin):
    _, link = made_by(client, site_admin)
    response = StaffClient().get(link)
    assert response.headers["Location"] == WELCOME
    assert "no-store" in response.headers["Cache-Control"]


def test_looking_at_a_link_does_not_use_it_up(client, site_admin):
    _, link = made_by(client, site_admin)
    for _ in range(3):
        assert StaffClient().get(link, follow=True).status_code == 200


def test_a_link_works_once(client, site_admin):
    _, link = made_by(client, site_admin)
    set_password(StaffClient(), link)
    response = set_password(StaffClient(), link, "somebody-else-was-here")
    assert response.status_code == 410
    assert "no longer works" in checked(response).text("h1")
    assert User.objects.get(first_name="Ben").check_password(PASSWORD)


def test_a_link_ends_after_a_day(client, site_admin):
    _, link = made_by(client, site_admin)
    with time_machine.travel(time.time() + 24 * 3600 - 5):
        assert StaffClient().get(link, follow=True).status_code == 200
    with time_machine.travel(time.time() + 24 * 3600 + 5):
        assert StaffClient().get(link, follow=True).status_code == 410


def test_a_new_link_ends_the_old_one_and_every_session(client, site_admin, verifier):
    old = accounts.make_link(site_admin, verifier)
    theirs = StaffClient()
    verifier.refresh_from_db()
    theirs.force_login(verifier)
    assert theirs.get("/admin/").status_code == 200
    client.force_login(site_admin)
    checked(client.get(screen(verifier, "link")))
    document = checked(client.post(screen(verifier, "link")))
    assert theirs.get("/admin/").status_code == 302
    assert StaffClient().get(old, follow=True).status_code == 410
    new = document.one("#link").attributes["value"].removeprefix("http://localhost:8000")
    assert StaffClient().get(new, follow=True).status_code == 200


def test_a_link_does_not_replace_a_second_factor(client, site_admin, verifier):
    give_second_factor(verifier)
    link = accounts.make_link(site_admin, verifier)
    response = set_password(client, link)
    assert checked(response).text("h1") == "Second step"
    assert client.get("/admin/").status_code == 302


def test_a_weak_password_is_refused_in_words(client, site_admin, verifier):
    link = accounts.make_link(site_admin, verifier)
    document = checked(set_password(client, link, "1234"))
    assert document.title.startswith("Error: ")
    assert "too short" in document.text(".errorlist")


@pytest.mark.parametrize(
    "link", ["/admin/link/MQ/x/", "/admin/link/%00/y/", "/admin/link/OTk5OTk5/abc-def/", WELCOME]
)
def test_a_made_up_link_opens_nothing(client, db, link):
    assert client.get(link, follow=True).status_code == 410


def test_a_link_of_somebody_inactive_opens_nothing(client, site_admin, verifier):
    link = accounts.make_link(site_admin, verifier)
    verifier.refresh_from_db()
    verifier.is_active = False
    verifier.save()
    assert client.get(link, follow=True).status_code == 410


def test_an_address_that_is_taken_is_refused_beside_it_however_it_is_written(client, site_admin, verifier):
    client.force_login(site_admin)
    values = typed(Document(client.get(ADD)), email=verifier.email.upper())
    answer = checked(client.post(ADD, values))
    assert "There is an account with this address already." in answer.text(".field-email .errorlist")


# --- rights -------------------------------------------------------------------------------------------


def test_who_puts_somebody_into_a_group_stands_in_the_log(client, site_admin, verifier):
    client.force_login(site_admin)
    groups = [str(group_named(name).pk) for name in (LEAD,)]
    client.post(screen(verifier), typed(Document(client.get(screen(verifier))), groups=groups))
    assert log() == [("joined", LEAD), ("left", BENEFITS_VERIFIER)]
    document = checked(client.get("/admin/staff/accountevent/"))
    assert LEAD in document.text("#result_list")


def test_keeping_somebody_from_signing_in_ends_their_sessions_and_is_written_down(
    client, site_admin, verifier
):
    theirs = StaffClient()
    theirs.force_login(verifier)
    client.force_login(site_admin)
    values = typed(Document(client.get(screen(verifier))))
    del values["is_active"]
    client.post(screen(verifier), values)
    assert theirs.get("/admin/").status_code == 302
    assert log() == [("inactive", "")]


def test_a_site_administrator_never_becomes_or_touches_whoever_may_do_everything(
    client, site_admin, administrator
):
    client.force_login(site_admin)
    assert "is_superuser" not in typed(Document(client.get(ADD)))
    assert client.get(screen(administrator, "link")).status_code == 403
    assert client.post(screen(administrator, "reset")).status_code == 403
    assert not checked(client.get(screen(administrator))).all("#content-main input[name=email]")
    assert client.post(screen(administrator), {"email": "x@example.org"}).status_code == 403


def test_nobody_changes_their_own_rights(client, site_admin):
    client.force_login(site_admin)
    group = str(group_named(LEAD).pk)
    assert client.post(screen(site_admin), {"email": site_admin.email, "groups": [group]}).status_code == 403
    assert client.post(screen(site_admin, "reset")).status_code == 403
    assert client.post(screen(site_admin, "link")).status_code == 403
    assert not log()


def test_an_account_is_never_deleted(client, administrator, verifier):
    client.force_login(administrator)
    assert client.post(screen(verifier, "delete"), {"post": "yes"}).status_code == 403
    assert User.objects.filter(pk=verifier.pk).exists()


def test_the_log_of_accounts_cannot_be_changed(client, administrator, verifier):
    accounts.make_link(administrator, verifier)
    event = AccountEvent.objects.get()
    with pytest.raises(TypeError):
        event.save()
    with pytest.raises(TypeError):
        event.delete()
    client.force_login(administrator)
    assert client.post(f"/admin/staff/accountevent/{event.pk}/delete/", {"post": "yes"}).status_code == 403


# --- resetting a second factor ------------------------------------------------------------------------


def test_a_lead_resets_a_colleagues_second_step_and_nobody_elses(client, lead, verifier, coordinator):
    others = [StaffFactory(group=name) for name in (LEAD, PRIVACY_OFFICER, SITE_ADMIN, MARKETER)]
    both = StaffFactory(group=COORDINATOR)
    both.groups.add(group_named(LEAD))
    client.force_login(lead)
    shown = checked(client.get(USERS)).hrefs("#result_list tbody th a")
    assert {path.split("/")[4] for path in shown} == {str(verifier.pk), str(coordinator.pk)}
    for other in (*others, both, lead):
        assert client.post(screen(other, "reset")).status_code == 403
    assert client.get(screen(verifier, "link")).status_code == 403

    give_second_factor(verifier)
    theirs = StaffClient()
    theirs.force_login(verifier)
    assert checked(client.get(screen(verifier))).hrefs(".object-tools a") == [screen(verifier, "reset")]
    checked(client.get(screen(verifier, "reset")))
    checked(client.post(screen(verifier, "reset"), follow=True))
    assert not Authenticator.objects.exists()
    assert theirs.get("/admin/").status_code == 302
    event = AccountEvent.objects.get()
    assert (event.by, event.account, event.what) == (lead, verifier, "reset")


def test_a_site_administrator_resets_the_second_step_of_anybody(client, site_admin, lead):
    give_second_factor(lead)
    client.force_login(site_admin)
    client.post(screen(lead, "reset"))
    assert not Authenticator.objects.exists()


@pytest.mark.parametrize(
    "group", [COORDINATOR, BENEFITS_VERIFIER, MARKETER, CLINICAL_REVIEWER, PRIVACY_OFFICER]
)
def test_nobody_else_sees_or_touches_accounts(client, verifier, group):
    client.force_login(StaffFactory(group=group))
    assert client.get(USERS).status_code == 403
    for path in (screen(verifier), screen(verifier, "reset"), screen(verifier, "link"), ADD):
        assert client.get(path).status_code in {302, 403}
        assert client.post(path).status_code == 403
    assert not log()


# --- the first screen ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("group", "sees"),
    [
        (MARKETER, {"Therapies", "Pictures"}),
        (CLINICAL_REVIEWER, {"Therapies"}),
        (SITE_ADMIN, {"Users", "Changes to accounts", "Redirects"}),
        (LEAD, {"Users"}),
        (PRIVACY_OFFICER, {"Changes to accounts"}),
    ],
)
def test_the_first_screen_shows_each_group_its_work(visit_admin, group, sees):
    assert sees <= set(visit_admin("/admin/", by=StaffFactory(group=group)).texts(".start-entries h3"))


def test_staff_without_a_group_are_told_whom_to_ask(visit_admin):
    assert "Ask an administrator." in visit_admin("/admin/", by=UserFactory()).text("#content-main")


@pytest.mark.parametrize("path", [USERS, ADD, "/admin/staff/accountevent/", "/admin/second-step/"])
def test_the_screens_of_accounts_have_valid_markup(visit_admin, administrator, path):
    visit_admin(path, by=administrator)


def test_the_screens_of_an_account_have_valid_markup(visit_admin, administrator, verifier):
    for name in ("change", "history", "link", "reset"):
        visit_admin(screen(verifier, name), by=administrator)


# --- at the same moment -------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("taken", ["is_active", "is_superuser"])
def test_two_who_take_each_others_rights_at_one_moment_leave_one(monkeypatch, taken):
    people = [AdministratorFactory(), AdministratorFactory()]
    both_were_let_in, let_in = threading.Barrier(2), second_factor.is_enough
    statuses = []

    def waiting_for_the_other(request):
        is_let_in = let_in(request)
        if threading.current_thread() is not threading.main_thread():
            with contextlib.suppress(threading.BrokenBarrierError):
                both_were_let_in.wait(5)
        return is_let_in

    def switch_off(actor, other):
        client = StaffClient()
        client.force_login(actor)
        form = typed(Document(client.get(screen(other))))
        del form[taken]
        return lambda: statuses.append(client.post(screen(other), form).status_code)

    presses = [switch_off(*people), switch_off(*reversed(people))]
    monkeypatch.setattr(second_factor, "is_enough", waiting_for_the_other)
    assert together(*presses) == [None, None]
    assert sorted(statuses) == [302, 403]
    assert User.objects.filter(is_active=True, is_superuser=True).count() == 1
