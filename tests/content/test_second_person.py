"""What one stolen session could do to everybody waits for a second person."""

from __future__ import annotations

import datetime
import time

import pytest
import time_machine
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core import mail
from django.utils import timezone

from alter_site.content import facts, notices
from alter_site.content.editions import scheduled
from alter_site.content.facts import deciding, waiting
from alter_site.content.models import CrisisLine, FactChange, Notice, Organization
from alter_site.content.models.fact_change import GOOD_FOR
from alter_site.staff.groups import CLINICAL_REVIEWER, MARKETER, SITE_ADMIN
from alter_site.staff.models import User
from tests.factories import AdministratorFactory, MarketerFactory, StaffFactory, committed, group_named
from tests.support.document import Document
from tests.support.forms import typed
from tests.support.markup import check_admin
from tests.support.screens import screen
from tests.support.together import together

pytestmark = pytest.mark.django_db

OURS, WRONG = "+18669893395", "(949) 555-2368"
OTHER_LINE = "Care by the sea, for as long as it takes."
LONG_AGO = datetime.timedelta(days=400)


@pytest.fixture
def organization():
    return Organization.objects.get()


@pytest.fixture
def second(db):
    """Somebody else with the same rights."""
    person = MarketerFactory(first_name="Sam", last_name="Example")
    type(person).objects.update(date_joined=timezone.now() - LONG_AGO)
    person.refresh_from_db()
    return person


@pytest.fixture
def site_admin(db):
    return StaffFactory(group=SITE_ADMIN, date_joined=timezone.now() - LONG_AGO)


@pytest.fixture
def send(client):
    """Send a form as somebody; return what is shown then, its markup checked."""

    def sending(person, address, values=None):
        client.force_login(person)
        with committed():
            document = Document(client.post(address, values or {}, follow=True))
        check_admin(document)
        return document

    return sending


def look(client, person, address):
    client.force_login(person)
    document = Document(client.get(address))
    check_admin(document)
    return document


@pytest.fixture
def propose(client, send, marketer):
    """Type values into a fact's form as the marketer, and agree to what waits."""

    def proposing(row, **values):
        address = screen(row)
        asked = send(marketer, address, typed(look(client, marketer, address), **values))
        button = asked.one("button[name=_confirmed]")
        done = send(marketer, address, typed(asked, _confirmed=button.attributes["value"]))
        return asked, done

    return proposing


def proposed(marketer, organization, **at):
    before, after = {"phone": organization.phone}, {"phone": WRONG}
    return waiting.propose(organization, before, after, marketer, **at)


def number():
    return facts.current(timezone.now()).phone.href


# --- proposing ----------------------------------------------------------------------------------------


def test_a_new_number_waits_and_the_rest_of_the_form_does_not(propose, organization, marketer, lead, second):
    asked, done = propose(organization, phone=WRONG, description=OTHER_LINE)
    assert "one person alone changes neither our number" in asked.text("#content-main")
    assert "The rest is not held up." in asked.text("#content-main")
    assert "Nobody but staff sees it until a second person" in done.text(".messagelist")
    organization.refresh_from_db()
    assert (organization.phone, organization.description) == (OURS, OTHER_LINE)
    assert number() == "tel:+18669893395"
    change = FactChange.objects.get()
    assert (change.before, change.after, change.made_by) == ({"phone": OURS}, {"phone": WRONG}, marketer)
    notices.send_due()
    assert {letter.to[0] for letter in mail.outbox} == {lead.email, second.email}
    assert not any("555" in letter.body or "Sam" in letter.body for letter in mail.outbox)


def test_the_same_number_written_in_another_way_needs_nobody(client, send, organization, marketer):
    address = screen(organization)
    values = typed(look(client, marketer, address), phone="(866) 989-3395")
    assert "Nothing changes for visitors." in send(marketer, address, values).text(".messagelist")
    assert not FactChange.objects.exists()


@pytest.mark.parametrize(
    ("name", "value"),
    [("call", "949 555 2368"), ("chat_url", "https://example.org/")],
)
def test_each_part_of_a_crisis_line_waits(propose, name, value):
    line = CrisisLine.objects.get(call="988")
    propose(line, **{name: value})
    assert getattr(CrisisLine.objects.get(pk=line.pk), name) == getattr(line, name)
    assert FactChange.objects.get().needs_second


def test_a_crisis_line_is_neither_added_nor_deleted_by_one_person(client, send, marketer, second):
    address = "/admin/content/crisisline/add/"
    values = {"name": "A line", "call": "211", "position": "9", "verified_on": "2026-11-01"}
    asked = send(marketer, address, typed(look(client, marketer, address), **values))
    agreed = asked.one("button[name=_confirmed]").attributes["value"]
    send(marketer, address, typed(asked, _confirmed=agreed))
    assert not CrisisLine.objects.filter(name="A line").exists()
    line = CrisisLine.objects.get(call="988")
    done = send(marketer, screen(line, "delete"), {"post": "yes"})
    assert "is still there" in done.text(".messagelist")
    assert CrisisLine.objects.filter(pk=line.pk).exists()
    for change in FactChange.objects.all():
        deciding.confirm(change, second)
    assert CrisisLine.objects.get(name="A line").call == "211"
    assert not CrisisLine.objects.filter(call="988").exists()


def test_a_second_press_proposes_nothing_twice(organization, marketer):
    assert proposed(marketer, organization) == proposed(marketer, organization)


def test_the_day_on_which_a_line_was_checked_needs_nobody(client, send, marketer):
    line = CrisisLine.objects.get(call="988")
    values = typed(look(client, marketer, screen(line)), verified_on="2026-11-27")
    send(marketer, screen(line), values)
    assert not FactChange.objects.exists()


# --- deciding -----------------------------------------------------------------------------------------


def test_a_second_person_confirms_and_it_is_public(client, send, organization, marketer, second):
    change = proposed(marketer, organization)
    assert "waits for a second person" in look(client, second, "/admin/").text(".coming")
    shown = look(client, second, waiting.address_of(change))
    assert "(949) 555-2368" in shown.text(".changes").replace("\N{NO-BREAK SPACE}", " ")
    confirm = shown.one('a[href$="/confirm/"]').attributes["href"]
    assert "by voice" in look(client, second, confirm).text("#content-main")
    assert "Visitors read it now." in send(second, confirm).text(".messagelist")
    assert number() == "tel:+19495552368"
    assert "decided already: done" in send(second, confirm).text(".messagelist")
    assert not look(client, second, "/admin/").all(".coming")


def test_nobody_confirms_their_own(client, organization, marketer):
    change = proposed(marketer, organization)
    client.force_login(marketer)
    for call in (client.get, client.post):
        assert call(f"{waiting.address_of(change)[: -len('change/')]}confirm/").status_code in (403, 404)
    with pytest.raises(waiting.CannotDecide, match="yourself"):
        deciding.confirm(change, marketer)
    assert number() == "tel:+18669893395"


def test_an_account_made_afterwards_is_no_second_person(organization, marketer):
    change = proposed(marketer, organization)
    with time_machine.travel(timezone.now() + datetime.timedelta(minutes=1)):
        accomplice = MarketerFactory()
        with pytest.raises(waiting.CannotDecide, match="made after this change"):
            deciding.confirm(change, accomplice)


def test_whoever_resets_a_colleagues_account_is_no_second_person(organization, marketer, second):
    change = proposed(marketer, organization)
    with time_machine.travel(timezone.now() + datetime.timedelta(minutes=1)):
        TOTP.activate(second, generate_totp_secret())
        with pytest.raises(waiting.CannotDecide, match="set up after this change"):
            deciding.confirm(change, second)
    assert Organization.objects.get().phone == OURS


def opened_by(client, actor, email="helper@example.org", group=SITE_ADMIN):
    """An account that somebody opens on the screen, as its owner would use it."""
    client.force_login(actor)
    add = "/admin/staff/user/add/"
    values = typed(Document(client.get(add)), email=email, groups=[str(group_named(group).pk)])
    client.post(add, values)
    return User.objects.get(email=email)


A_WHILE = datetime.timedelta(days=2)


@pytest.mark.parametrize("links", [1, 2], ids=["directly", "through another account"])
def test_an_account_that_one_opened_oneself_confirms_nothing(client, send, organization, site_admin, links):
    helper = site_admin
    for number_of_it in range(links):
        helper = opened_by(client, helper, f"helper-{number_of_it}@example.org")
    with time_machine.travel(timezone.now() + A_WHILE):
        change = proposed(site_admin, organization)
        shown = look(client, helper, waiting.address_of(change)).text("#content-main")
        assert f"opened, named or given rights by {site_admin}" in shown
        assert "Confirm" not in shown
        with pytest.raises(waiting.CannotDecide, match="count as one person"):
            deciding.confirm(change, helper)
    assert number() == "tel:+18669893395"


def test_an_account_opened_by_whoever_broke_the_glass_neither_confirms_nor_puts_back(
    client, organization, marketer, site_admin
):
    helper = opened_by(client, site_admin)
    with time_machine.travel(timezone.now() + A_WHILE):
        change = proposed(marketer, organization)
        deciding.break_glass(change, site_admin, "The number is wrong tonight.")
        for act in (deciding.confirm, deciding.close):
            with pytest.raises(waiting.CannotDecide, match="count as one person"):
                act(change, helper)


@pytest.mark.parametrize(
    "changes",
    [{"email": "sam.helper@example.org"}, {"last_name": "Sample"}, {"groups": SITE_ADMIN}],
    ids=lambda changes: next(iter(changes)),
)
def test_an_account_that_one_renamed_or_gave_rights_to_confirms_nothing(
    client, send, organization, second, changes
):
    superuser = AdministratorFactory(date_joined=timezone.now() - LONG_AGO)
    if "groups" in changes:
        changes = {"groups": [str(group_named(name).pk) for name in (MARKETER, SITE_ADMIN)]}
    send(superuser, screen(second), typed(look(client, superuser, screen(second)), **changes))
    second.refresh_from_db()
    with pytest.raises(waiting.CannotDecide, match="count as one person"):
        deciding.confirm(proposed(superuser, organization), second)


def test_whoever_saved_an_account_without_taking_it_over_has_a_second_person_in_it(
    client, send, organization, second
):
    superuser = AdministratorFactory(date_joined=timezone.now() - LONG_AGO)
    values = typed(look(client, superuser, screen(second)), license_type="LMFT")
    send(superuser, screen(second), values)
    assert not deciding.may_confirm(second, proposed(superuser, organization))


def test_two_accounts_that_one_session_opened_are_not_two_people(client, organization, site_admin, second):
    first = opened_by(client, site_admin, "one@example.org", MARKETER)
    other = opened_by(client, site_admin, "two@example.org", MARKETER)
    change = proposed(first, organization)
    for person in (other, site_admin):
        with pytest.raises(waiting.CannotDecide, match="within the last day"):
            deciding.confirm(change, person)
    assert not deciding.may_confirm(second, change)
    # Two people who began on one day are not kept apart for ever.
    with time_machine.travel(timezone.now() + A_WHILE):
        assert not deciding.may_confirm(other, proposed(first, organization))


def test_the_second_person_uses_the_second_factor_again(client, organization, marketer, second):
    TOTP.activate(second, generate_totp_secret())
    address = f"/admin/content/factchange/{proposed(marketer, organization).pk}/confirm/"
    client.force_login(second)
    with time_machine.travel(time.time() + 301):
        for call in (client.get, client.post):
            assert call(address).headers["Location"].startswith("/admin/login/again/?next=")
    assert number() == "tel:+18669893395"


def test_it_is_withdrawn_or_declined_and_nothing_happens(client, send, organization, marketer, second):
    for person, state in ((marketer, "Withdrawn"), (second, "Declined")):
        change = proposed(marketer, organization)
        shown = look(client, person, waiting.address_of(change))
        close = shown.one('form[action$="/close/"]').attributes["action"]
        assert state in send(person, close).text(".messagelist")
        with pytest.raises(waiting.CannotDecide, match="decided already"):
            deciding.confirm(change, second)
    assert number() == "tel:+18669893395"


def test_after_seven_days_it_has_expired(organization, marketer, second):
    change = proposed(marketer, organization)
    with time_machine.travel(timezone.now() + GOOD_FOR):
        with pytest.raises(waiting.CannotDecide, match="expired"):
            deciding.confirm(change, second)
        assert change.state(timezone.now()) == "Expired"
        assert not waiting.of(Organization)


def test_a_fact_that_changed_since_is_not_overwritten(organization, marketer, second):
    change = proposed(marketer, organization)
    Organization.objects.update(phone="+19495550000")
    with pytest.raises(waiting.CannotDecide, match="changed since"):
        deciding.confirm(change, second)
    change.refresh_from_db()
    assert (change.confirmed_at, Organization.objects.get().phone) == (None, "+19495550000")


@pytest.mark.django_db(transaction=True)
def test_of_two_people_who_decide_at_once_one_is_told(organization, marketer, second, site_admin):
    change = proposed(marketer, organization)
    again = FactChange.objects.get(pk=change.pk)
    outcomes = together(lambda: deciding.confirm(change, second), lambda: deciding.close(again, site_admin))
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["CannotDecide", "NoneType"]
    change.refresh_from_db()
    assert bool(change.confirmed_at) != bool(change.closed_at)
    is_new = Organization.objects.get().phone == WRONG
    assert is_new == bool(change.confirmed_at)


def test_whoever_has_not_the_right_decides_nothing(client, organization, marketer):
    change = proposed(marketer, organization)
    client.force_login(StaffFactory(group=CLINICAL_REVIEWER, date_joined=timezone.now() - LONG_AGO))
    for name in ("confirm", "close", "glass"):
        assert client.post(f"/admin/content/factchange/{change.pk}/{name}/").status_code == 403
    assert client.get(waiting.address_of(change)).status_code == 200


# --- breaking the glass -------------------------------------------------------------------------------


def test_an_administrator_alone_makes_it_public_and_everybody_is_told(
    client, send, organization, marketer, site_admin, second, lead
):
    change = proposed(site_admin, organization)
    Notice.objects.all().delete()
    glass = f"/admin/content/factchange/{change.pk}/glass/"
    refused = send(site_admin, glass, {"reason": "Now"})
    assert "in a sentence" in refused.text(".error-summary")
    assert refused.one("textarea[name=reason]").text() == "Now"
    send(site_admin, glass, {"reason": "The printed number rings at a stranger’s."})
    assert number() == "tel:+19495552368"
    assert set(Notice.objects.values_list("to", flat=True)) == {
        person.pk for person in (site_admin, marketer, second, lead)
    }
    with time_machine.travel(timezone.now() + 2 * GOOD_FOR):
        first = look(client, second, "/admin/").text(".taken-back")
        assert "made this public without a second person" in first
        deciding.confirm(change, second)
        assert not waiting.for_first_screen(second)
    assert number() == "tel:+19495552368"


def test_what_an_administrator_made_public_alone_is_put_back_by_somebody_else(
    client, send, organization, site_admin, second
):
    change = proposed(site_admin, organization)
    deciding.break_glass(change, site_admin, "The number is wrong tonight.")
    assert "Put back what was before" in look(client, second, waiting.address_of(change)).html
    done = send(second, f"/admin/content/factchange/{change.pk}/close/")
    assert "Visitors read what was before." in done.text(".messagelist")
    assert number() == "tel:+18669893395"


def test_neither_whoever_proposed_it_nor_whoever_broke_the_glass_is_the_second_person(
    organization, marketer, site_admin
):
    change = proposed(marketer, organization)
    deciding.break_glass(change, site_admin, "The number is wrong tonight.")
    for person in (marketer, site_admin):
        with pytest.raises(waiting.CannotDecide, match="or made it public alone"):
            deciding.confirm(change, person)
        with pytest.raises(waiting.CannotDecide):
            deciding.close(change, person)


def test_the_glass_asks_for_the_factor_again_and_keeps_the_reason(client, organization, marketer, site_admin):
    TOTP.activate(site_admin, generate_totp_secret())
    address = f"/admin/content/factchange/{proposed(marketer, organization).pk}/glass/"
    client.force_login(site_admin)
    with time_machine.travel(time.time() + 301):
        assert client.get(address).headers["Location"].startswith("/admin/login/again/?next=")
        document = Document(client.post(address, {"reason": "The number is wrong tonight."}))
    check_admin(document)
    assert "Use your second step again" in document.text(".error-summary")
    assert document.one("textarea[name=reason]").text() == "The number is wrong tonight."
    assert number() == "tel:+18669893395"


def test_a_marketer_does_not_break_the_glass(client, send, organization, marketer, second):
    change = proposed(marketer, organization)
    client.force_login(second)
    assert (
        client.post(f"/admin/content/factchange/{change.pk}/glass/", {"reason": "a b c d"}).status_code == 403
    )
    with pytest.raises(waiting.CannotDecide, match="Only an administrator"):
        deciding.break_glass(change, second, "The number is wrong tonight.")


# --- and from a day -----------------------------------------------------------------------------------


def test_a_number_that_holds_from_a_day_needs_both(organization, marketer, second):
    day = timezone.now() + datetime.timedelta(days=3)
    change = proposed(marketer, organization, at=day)
    with time_machine.travel(day):
        scheduled.perform_due()
        assert Organization.objects.get().phone == OURS
    deciding.confirm(change, second)
    assert (change.done_at, Organization.objects.get().phone) == (None, OURS)
    with time_machine.travel(day), committed():
        scheduled.perform_due()
    assert Organization.objects.get().phone == WRONG
