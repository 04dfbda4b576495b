"""Nobody but the person is told anything without a consent in force; what was told stays on record."""

from __future__ import annotations

import datetime
from importlib import import_module
from typing import Any

import pytest
import time_machine
from django.apps import apps
from django.urls import reverse

from admissions import services
from admissions.choices import Status
from admissions.consents import TELL_READ_OUT
from admissions.models import Consent, Disclosure, Event, PhiAccess, Scope, Submission
from admissions.redisclosure import NOTICE
from admissions.services import EMERGENCY, NOTHING, IllegalMove
from alter_site.staff.groups import BENEFITS_VERIFIER, COORDINATOR, LEAD, MARKETER
from tests.factories import StaffFactory
from tests.support.forms import after
from tests.support.requests import intake, received

pytestmark = pytest.mark.django_db

NOW = datetime.datetime(2026, 11, 24, 20, tzinfo=datetime.UTC)
DAY = datetime.timedelta(days=1)
MOTHER = "Wilhelmina Example, mother"


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def mine(coordinator) -> Submission:
    return services.claim(received(), coordinator)


def consent(submission: Submission, actor, **changes) -> Consent:
    values = {"who": MOTHER, "scope": Scope.PLAN, "how": "writing", "ends_at": NOW + 30 * DAY, **changes}
    return services.record_consent(submission, actor, **values)


def talk(submission: Submission, actor, told: object, **changes):
    values: Any = {"channel": "phone", "direction": "in", "result": "spoke_other", "spoken_to": "other"}
    return services.record_attempt(submission, actor, **values, told=str(told), **changes)


def answer(submission: Submission, actor, told: object = "", **changes) -> Submission:
    """Give the answer to somebody else. Its worksheet was signed, which is not what this is about."""
    Submission.objects.filter(pk=submission.pk).update(status=Status.VERIFIED)
    submission.refresh_from_db()
    values = {"how": "phone", "to": "other", "told": str(told), **changes}
    return services.share(submission, actor, **values)


# --- in force or not --------------------------------------------------------------------------------------


def test_a_consent_ends_with_its_last_day_its_event_or_when_it_is_taken_back(mine, coordinator, lead):
    by_day = consent(mine, coordinator)
    with_request = consent(mine, coordinator, ends_at=None, ends_with="request")
    with_treatment = consent(mine, coordinator, ends_at=None, ends_with="treatment")
    assert services.in_force(mine) == [by_day, with_request, with_treatment]
    assert [row.number for row in services.in_force(mine)] == [1, 2, 3]
    with time_machine.travel(NOW + 30 * DAY, tick=False):
        assert services.in_force(mine) == [with_request, with_treatment]
    services.take_back(mine, coordinator, consent=with_treatment.pk, how="phone")
    services.close(mine, lead, outcome="declined")
    assert services.in_force(mine) == [by_day]


def test_what_ended_with_the_request_is_not_in_force_again_when_it_is_reopened(mine, coordinator, lead):
    before = consent(mine, coordinator, ends_at=None, ends_with="request")
    by_day = consent(mine, coordinator)
    services.close(mine, lead, outcome="declined")
    with time_machine.travel(NOW + DAY, tick=False):
        services.reopen(mine, lead, reason="called_back")
        assert services.in_force(mine) == [by_day]
        with pytest.raises(IllegalMove, match=r"No\. 1 is no longer in force"):
            talk(mine, lead, before.pk)
        since = consent(mine, lead, ends_at=None, ends_with="request")
        assert services.in_force(mine) == [by_day, since]


def test_what_ended_with_a_request_is_not_in_force_in_the_one_that_it_is_merged_into(mine, coordinator, lead):
    consent(mine, coordinator, ends_at=None, ends_with="request")
    services.close(mine, lead, outcome="declined")
    with time_machine.travel(NOW + DAY, tick=False):
        services.reopen(mine, lead, reason="called_back")
        since = consent(mine, lead, ends_at=None, ends_with="request")
        kept = services.claim(received(email="", zip_code=""), lead)
        services.merge(kept, mine, lead, seen=0, seen_other=0, personal={}, plans={}, words={})
        assert services.in_force(kept) == [since]


def test_what_was_given_in_the_call_that_reopened_a_request_is_in_force(mine, coordinator, lead):
    services.close(mine, lead, outcome="declined")
    with time_machine.travel(NOW + DAY, tick=False):
        services.reopen(mine, lead, reason="called_back")
        in_the_call = {"given_at": NOW + DAY - datetime.timedelta(minutes=5)}
        given = consent(mine, lead, ends_at=None, ends_with="request", **in_the_call)
        assert services.in_force(mine) == [given]


def test_what_ended_before_this_release_has_its_end_once_it_is_migrated(mine, coordinator, lead):
    ended = consent(mine, coordinator, ends_at=None, ends_with="request")
    services.close(mine, lead, outcome="declined")
    with time_machine.travel(NOW + DAY, tick=False):
        services.reopen(mine, lead, reason="called_back")
        Consent.objects.update(ends_at=None)
        since = consent(mine, lead, ends_at=None, ends_with="request")
        assert services.in_force(mine) == [ended, since]
        import_module("admissions.migrations.0024_ended_consents").end(apps, None)
        assert services.in_force(mine) == [since]


def test_a_consent_into_a_reopened_request_comes_as_it_is(mine, coordinator, lead):
    other = services.claim(received(email="", zip_code=""), lead)
    given = consent(other, lead, ends_at=None, ends_with="request")
    services.close(mine, lead, outcome="declined")
    with time_machine.travel(NOW + DAY, tick=False):
        services.reopen(mine, lead, reason="called_back")
        services.merge(mine, other, lead, seen=0, seen_other=0, personal={}, plans={}, words={})
        assert services.in_force(mine) == [given]


@pytest.mark.parametrize("scope", Scope)
def test_each_scope_includes_those_before_it(mine, coordinator, scope):
    consent(mine, coordinator, scope=scope)
    ladder = list(Scope)
    allowed = [other for other in ladder if services.in_force(mine, other)]
    assert allowed == ladder[: ladder.index(scope) + 1]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"who": " "}, "Write who may be told."),
        ({"scope": "x"}, "Choose what they may be told."),
        ({"how": "form"}, "Choose how the consent was given."),
        ({"how": "phone"}, "a second one of us listens"),
        ({"ends_at": None}, "Say when the consent ends"),
        ({"ends_with": "request"}, "Say when the consent ends"),
        ({"ends_at": NOW}, "has to be still to come"),
    ],
)
def test_a_consent_that_lacks_something_is_refused_in_words(mine, coordinator, changes, words):
    with pytest.raises(IllegalMove, match=words):
        consent(mine, coordinator, **changes)
    assert not mine.consents.filter(kind="tell").exists()


def test_on_the_phone_the_witness_is_another_one_of_us_who_works_at_the_desk(mine, coordinator):
    for witness in (coordinator, StaffFactory(group=MARKETER)):
        with pytest.raises(IllegalMove, match="a second one of us listens"):
            consent(mine, coordinator, how="phone", witness=witness)
    second = StaffFactory(group=BENEFITS_VERIFIER)
    row = consent(mine, coordinator, how="phone", witness=second)
    assert (row.witness, row.recorded_by) == (second, coordinator)
    assert (row.wording_version, row.wording_hash) == (TELL_READ_OUT.version, TELL_READ_OUT.hash)


# --- telling ----------------------------------------------------------------------------------------------


def test_a_talk_with_somebody_else_takes_a_consent_or_that_nothing_was_said(mine, coordinator):
    with pytest.raises(IllegalMove, match="no consent for it is in force") as refusal:
        talk(mine, coordinator, "")
    assert "Ask the person, and record their consent" in str(refusal.value)
    assert not mine.attempts.exists()
    talk(mine, coordinator, NOTHING)
    assert not mine.disclosures.exists()
    row = consent(mine, coordinator, scope=Scope.ASKED)
    with pytest.raises(IllegalMove, match="Choose under which consent"):
        talk(mine, coordinator, "")
    talk(mine, coordinator, row.pk)
    told = mine.disclosures.get()
    assert (told.consent, told.what, told.by) == (row, Disclosure.What.TALK, coordinator)


def test_the_answer_takes_a_consent_that_goes_so_far_and_that_they_were_spoken_to(mine, coordinator):
    narrow = consent(mine, coordinator, scope=Scope.INSURANCE)
    for told in ("", NOTHING):
        with pytest.raises(IllegalMove, match="no consent for it is in force"):
            answer(mine, coordinator, told)
    with pytest.raises(IllegalMove, match=r"No\. 1 does not go so far"):
        answer(mine, coordinator, narrow.pk)
    wide = consent(mine, coordinator)
    with pytest.raises(IllegalMove, match="Nobody has spoken to the person yet"):
        answer(mine, coordinator, wide.pk)
    assert not mine.disclosures.exists()
    talk(mine, coordinator, wide.pk)
    answer(mine, coordinator, wide.pk)
    assert mine.status == Status.SHARED
    assert Event.objects.get(move="share results").detail == "To somebody else, consent No. 2"


def test_a_talk_with_somebody_else_is_no_talk_with_the_person(mine, coordinator):
    talk(mine, coordinator, consent(mine, coordinator).pk)
    with pytest.raises(IllegalMove, match="Nobody has spoken to the person yet"):
        answer(mine, coordinator, to="")


def test_after_it_was_taken_back_nothing_goes_out_and_what_was_told_stays(mine, coordinator, lead):
    row = consent(mine, coordinator)
    talk(mine, coordinator, row.pk)
    taken = services.take_back(mine, coordinator, consent=row.pk, how="phone")
    assert (taken.revoked_at, taken.revoked_by, taken.revoked_how) == (NOW, coordinator, "phone")
    for actor in (coordinator, lead):  # a lead overrides nothing
        with pytest.raises(IllegalMove, match=r"No\. 1 is no longer in force"):
            talk(mine, actor, row.pk)
        with pytest.raises(IllegalMove, match=r"No\. 1 is no longer in force"):
            answer(mine, actor, row.pk)
    assert row.disclosures.count() == 1
    with pytest.raises(IllegalMove, match="taken back before"):
        services.take_back(mine, lead, consent=row.pk, how="writing")


def test_a_consent_of_another_request_allows_nothing(mine, coordinator, lead):
    elsewhere = services.claim(received(phone="(949) 555-0177"), lead)
    row = consent(elsewhere, lead)
    for told in (row.pk, "x", "consent"):
        with pytest.raises(IllegalMove, match="no consent for it is in force"):
            talk(mine, coordinator, told)


def test_an_emergency_takes_what_the_law_asks_for_and_is_logged(mine, coordinator):
    with pytest.raises(IllegalMove, match=r"42 CFR 2\.51\(c\)"):
        talk(mine, coordinator, EMERGENCY, why=" ")
    assert not PhiAccess.objects.filter(action="emergency").exists()
    talk(mine, coordinator, EMERGENCY, why="Doctor Nimbulus, Example Hospital: overdose")
    line = PhiAccess.objects.get(action="emergency")
    assert (line.actor, line.reference, line.reason) == (coordinator, mine.reference, "42 CFR 2.51")
    assert "Nimbulus" not in vars(mine.disclosures.get())["reason"].token


def test_consents_are_for_who_works_on_the_request(mine, coordinator, lead):
    row = consent(mine, coordinator)
    for group in (COORDINATOR, BENEFITS_VERIFIER):
        somebody = StaffFactory(group=group)
        with pytest.raises(IllegalMove):
            consent(mine, somebody)
        with pytest.raises(IllegalMove):
            services.take_back(mine, somebody, consent=row.pk, how="phone")
    assert services.take_back(mine, lead, consent=row.pk, how="mistake").revoked_by == lead


# --- the form, merging, forgetting ------------------------------------------------------------------------


def test_what_the_person_allowed_on_the_form_is_in_force(coordinator):
    told = intake()
    form = services.Intake(
        plain=told.plain,
        personal=told.personal,
        consents=(Consent.Kind.CONTACT, Consent.Kind.TELL),
        may_be_told="Pat, my sister",
        told_scope="plan",
    )
    submission = services.claim(services.receive(form).submission, coordinator)
    (row,) = services.in_force(submission, Scope.PLAN)
    assert services.in_force(submission, Scope.ALL) == []
    talk(submission, coordinator, row.pk)


def test_merging_carries_every_consent_over_with_what_was_told_under_it(mine, coordinator):
    kept = consent(mine, coordinator)
    other = services.claim(received(), coordinator)
    ended, row = consent(other, coordinator), consent(other, coordinator)
    talk(other, coordinator, row.pk)
    services.take_back(other, coordinator, consent=ended.pk, how="phone")
    services.merge(mine, other, coordinator, seen=0, seen_other=0, personal={}, plans={}, words={})
    assert [one.pk for one in services.who_may_be_told(mine)] == [kept.pk, ended.pk, row.pk]
    assert [one.number for one in services.who_may_be_told(mine)] == [1, 2, 3]
    assert services.in_force(mine) == [kept, row]
    assert mine.disclosures.get().consent == row
    assert not other.consents.filter(kind="tell").exists()


def test_forgetting_takes_consents_and_what_was_told_along(mine, coordinator):
    talk(mine, coordinator, consent(mine, coordinator).pk)
    mine.delete()
    assert not Consent.objects.exists()
    assert not Disclosure.objects.exists()


# --- on the screen ----------------------------------------------------------------------------------------


def test_who_may_be_told_stands_first_and_its_name_is_opened_with_the_contact(
    client, mine, coordinator, visit_admin
):
    page = reverse("desk:detail", args=[mine.reference])
    first = "#group-contact > div > :first-child"
    document = visit_admin(page, by=coordinator)
    assert document.text(first).startswith("Nobody may be told, not even that the person asked us.")
    assert "Take a consent back" not in document.text("main")
    client.force_login(coordinator)
    sent = {
        "who": "Wilhelmina Example",
        "relation": "mother",
        "scope": "plan",
        "how": "writing",
        "ends": "date",
    }
    again = after(client.post(f"{page}consent/", sent)).content.decode()
    assert "Write the day as year, month, day" in again
    assert "Wilhelmina Example" in again
    assert client.post(f"{page}consent/", {**sent, "last_day": "2026-12-24"}).status_code == 302
    shown = visit_admin(page, by=coordinator).text(first)
    assert "that they asked, and what the plan covers; until" in shown
    assert "Dec" in shown
    assert "Wilhelmina" not in shown
    revealed = client.post(f"{page}reveal/contact/").content.decode()
    assert MOTHER in revealed
    row = services.who_may_be_told(mine).get()
    assert row.ends_at == datetime.datetime(2026, 12, 25, 7, 59, 59, tzinfo=datetime.UTC)


def test_a_form_sent_with_a_consent_that_ended_meanwhile_is_refused_in_words(client, mine, coordinator):
    row = consent(mine, coordinator)
    services.take_back(mine, coordinator, consent=row.pk, how="phone")
    client.force_login(coordinator)
    sent = {
        "channel": "phone",
        "direction": "in",
        "result": "spoke_other",
        "spoken_to": "other",
        "told": str(row.pk),
        "note": "Asked about the deductible",
    }
    answered = after(client.post(reverse("desk:act", args=[mine.reference, "attempt"]), sent))
    assert "Consent No. 1 is no longer in force." in answered.content.decode()
    assert "Asked about the deductible" in answered.content.decode()


def test_the_answer_sheet_says_that_it_must_not_be_passed_on(visit_admin):
    from tests.admissions.test_handoff import verified

    lead = StaffFactory(group=LEAD)
    sheet = visit_admin(reverse("desk:answer", args=[verified(lead).reference]), by=lead)
    assert NOTICE in sheet.text("main")
