"""Asking a payer electronically: what is sent, how often, what comes of it, and what never leaves."""

from __future__ import annotations

import datetime
import json
from typing import Any

import pytest
import time_machine
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from admissions import services
from admissions.custody.access import Purpose, open_for
from admissions.eligibility import client
from admissions.eligibility.request import questions
from admissions.eligibility.suggestions import Reading
from admissions.models import EligibilityCheck, Event, Outbox, PhiAccess, Submission
from admissions.services import eligibility
from alter_site.staff.groups import BENEFITS_VERIFIER
from tests.factories import StaffFactory
from tests.support.payer_answers import in_network_ppo, rejected
from tests.support.requests import PLAN, received
from tests.support.simulated_payer import a_payer, simulated, work

pytestmark = pytest.mark.django_db
MEMBER = "xyz123456"  # as it is sent of what is typed in tests.support.requests


@pytest.fixture
def verifier(db) -> Any:
    return StaffFactory(group=BENEFITS_VERIFIER)


@pytest.fixture
def verifying(coordinator) -> Submission:
    return services.start_verifying(services.claim(received(), coordinator), coordinator)


def ask(submission: Submission, actor: Any, **values: Any) -> list[EligibilityCheck]:
    payer = values.pop("payer", None) or a_payer(**values)
    return eligibility.ask(submission, actor, rank="primary", payer=payer)[0]


def only() -> EligibilityCheck:
    return EligibilityCheck.objects.get()


def reading(check: EligibilityCheck) -> Reading:
    return Reading.from_json(open_for(Purpose.ELIGIBILITY, check, "reading")["reading"])


# --- what is sent -----------------------------------------------------------------------------------------


def test_a_press_asks_once_for_each_service_type_as_the_contract_says(settings, verifying, verifier):
    with simulated(settings, {MEMBER: in_network_ppo()}) as payer:
        ask(verifying, verifier, service_codes="30, MH")
        work()
    assert payer.faults == []
    assert [sent["encounter"]["services"] for sent in payer.asked] == [
        [{"system": "STC", "value": code}] for code in ("30", "MH")
    ]
    assert payer.asked[0]["subscriber"] == {
        "memberId": MEMBER,
        "name": {"person": {"firstName": "Samira", "lastName": "Example"}},
        "dateOfBirth": "1990-02-28",
    }
    assert {check.outcome for check in EligibilityCheck.objects.all()} == {"active"}
    assert reading(EligibilityCheck.objects.all()[0]).clear("in_deductible_met").value == 1500_00


def test_a_plan_of_a_parent_is_asked_about_as_their_childs(settings, coordinator, verifier):
    holder = {"holder_relation": "parent", "holder_first_name": "Pat", "holder_last_name": "Example"}
    plan = {**PLAN, **holder, "holder_birth_date": "1960-01-02"}
    theirs = services.start_verifying(services.claim(received(plan=plan), coordinator), coordinator)
    with simulated(settings, {}) as payer:
        ask(theirs, verifier)
        work()
    (sent,) = payer.asked
    assert sent["subscriber"]["name"]["person"]["firstName"] == "Pat"
    assert sent["dependent"]["relationToSubscriber"] == "CHILD"
    assert only().outcome == "not_found"


def test_a_member_id_is_sent_without_what_a_paste_brought_along():
    person = {"first_name": "Sam", "last_name": "Example", "birth_date": "1990-02-28"}
    policy = {**person, "member_id": "\u200bXYZ\u00ad–123 45\uff16\u2060"}
    (text,) = questions(person, policy, payer_id="1", codes=["30"], organization="Alter", npi="2").values()
    assert json.loads(text)["subscriber"]["memberId"] == "XYZ123456"


@pytest.mark.parametrize(
    ("plan", "columns"),
    [
        ({"payer": "X"}, {"member_id"}),
        ({**PLAN, "holder_relation": "partner"}, {"holder_last_name", "holder_birth_date"}),
        ({**PLAN, "member_id": "№ 1"}, {"member_id"}),
    ],
)
def test_what_a_payer_needs_and_lacks_is_said_before_anything_is_sent(
    settings, coordinator, verifier, plan, columns
):
    lacking = services.start_verifying(
        services.claim(received(plan=plan), coordinator), coordinator, call_the_payer=True
    )
    with simulated(settings, {}) as payer:
        with pytest.raises(eligibility.CannotAsk) as refused:
            ask(lacking, verifier)
        assert set(refused.value.columns) == columns
        work()
    assert payer.asked == []
    assert not EligibilityCheck.objects.exists()


# --- a look is written, and everything stays sealed -------------------------------------------------------


def test_a_look_is_written_before_the_press_and_before_each_request(settings, verifying, verifier):
    with simulated(settings, {MEMBER: in_network_ppo()}):
        ask(verifying, verifier)
        work()
    looks = PhiAccess.objects.filter(action="ask payer", submission_id=verifying.pk)
    assert [look.actor for look in looks] == [verifier, None]
    assert "policy.member_id" in looks[0].fields
    assert looks[1].fields == "eligibility_check.request"
    assert Event.objects.filter(move="electronic answer", detail="Active").exists()


def test_nothing_personal_is_stored_in_the_clear_or_handed_to_the_task(settings, verifying, verifier):
    with simulated(settings, {MEMBER: in_network_ppo()}):
        ask(verifying, verifier)
        work()
    (task,) = DBTaskResult.objects.all()
    assert task.args_kwargs == {"args": [str(only().pk)], "kwargs": {}}
    stored = json.dumps(list(EligibilityCheck.objects.values()), default=str)
    for personal in ("Samira", "1990", "123456", "JANE", "DOE"):
        assert personal not in stored
    assert "JANE" in open_for(Purpose.ELIGIBILITY, only(), "response")["response"]


# --- the same question, two presses, two workers ----------------------------------------------------------


def test_the_same_question_within_ten_minutes_is_not_asked_again(settings, verifying, verifier):
    payer = a_payer(service_codes="30, MH")
    with (
        time_machine.travel(timezone.now(), tick=False) as clock,
        simulated(settings, {MEMBER: in_network_ppo()}) as simulator,
    ):
        for _ in range(2):
            ask(verifying, verifier, payer=payer)
            work()
        assert len(simulator.asked) == 2
        _, is_new = eligibility.ask(verifying, verifier, rank="primary", payer=payer)
        assert not is_new
        clock.shift(datetime.timedelta(minutes=11))
        ask(verifying, verifier, payer=payer)
        work()
        assert len(simulator.asked) == 4
    assert len(eligibility.last_press(verifying, "primary")) == 2


def test_a_corrected_member_id_is_another_question(settings, verifying, verifier):
    payer, policy = a_payer(), verifying.policies.get()
    with simulated(settings, {"SIM9": in_network_ppo()}) as simulator:
        ask(verifying, verifier, payer=payer)
        work()
        policy.seal(member_id="SIM-9")
        policy.save()
        ask(verifying, verifier, payer=payer)
        work()
    assert len(simulator.asked) == 2
    assert [check.outcome for check in eligibility.last_press(verifying, "primary")] == ["active"]


def test_a_check_is_sent_by_one_worker_only(settings, verifying, verifier):
    with simulated(settings, {MEMBER: in_network_ppo()}) as payer:
        ask(verifying, verifier)
        work()
        eligibility.send.func(str(only().pk))
    assert len(payer.asked) == 1


# --- what comes of it -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "said",
    [rejected("42"), rejected("80"), (429, b"{}"), (500, b"oops"), (504, b"")],
    ids=["42", "80", "429", "500", "504"],
)
def test_a_payer_that_does_not_answer_is_tried_after_1_5_and_30_minutes_and_then_called(
    settings, verifying, verifier, said
):
    with (
        time_machine.travel(timezone.now(), tick=False) as clock,
        simulated(settings, {MEMBER: said}) as payer,
    ):
        ask(verifying, verifier)
        for pause in (1, 5, 30):
            work()
            assert only().outcome == ""
            assert only().next_try_at == timezone.now() + datetime.timedelta(minutes=pause)
            clock.shift(datetime.timedelta(minutes=pause, seconds=-1))
            work()
            clock.shift(datetime.timedelta(seconds=1))
        work()
        assert only().outcome == "unavailable"
        assert only().next_try_at is None
        assert len(payer.asked) == 4


@pytest.mark.parametrize(
    ("said", "outcome"),
    [
        ((400, b'{"message": "Payer NOTAPAYER is not configured."}'), "config"),
        ((401, b"{}"), "config"),
        ((403, b"{}"), "config"),
        ((413, b"{}"), "config"),
        ((302, b""), "config"),
        (rejected("43"), "config"),
        (rejected("72"), "fix_input"),
        (rejected("75"), "not_found"),
        (rejected("15"), "review"),
        ((200, b"<html>"), "unreadable"),
        ((200, b"x" * (client.MOST + 1)), "unreadable"),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)
def test_every_way_an_answer_can_go_ends_a_check(settings, verifying, verifier, said, outcome):
    with simulated(settings, {MEMBER: said}) as payer:
        ask(verifying, verifier)
        work()
    assert only().outcome == outcome
    assert len(payer.asked) == 1
    told = Outbox.objects.filter(kind=Outbox.Kind.SET_UP, submission=verifying).exists()
    assert told == (outcome == "config")


def test_nobody_listening_is_no_answer_and_no_fault(settings, verifying, verifier):
    with simulated(settings, {}):
        ask(verifying, verifier)
    work()
    assert (only().outcome, only().tries) == ("", 1)


def test_a_check_whose_worker_died_is_taken_up_again(settings, verifying, verifier):
    with (
        time_machine.travel(timezone.now(), tick=False) as clock,
        simulated(settings, {MEMBER: in_network_ppo()}),
    ):
        ask(verifying, verifier)
        DBTaskResult.objects.all().delete()
        EligibilityCheck.objects.update(tries=1, next_try_at=timezone.now() + eligibility.TERM)
        clock.shift(3 * eligibility.TERM)
        eligibility.rescue_lost(timezone.now())
        assert DBTaskResult.objects.count() == 1
        work()
    assert only().outcome == "active"


@pytest.mark.parametrize("ended", ["closed", "revoked", "unknown to them", "withdrawn"])
def test_nothing_leaves_once_the_request_or_its_permission_has_ended(
    settings, verifying, verifier, lead, ended
):
    with simulated(settings, {MEMBER: in_network_ppo()}) as payer:
        ask(verifying, verifier)
        if ended == "closed":
            services.close(verifying, lead, outcome="invalid")
        elif ended == "unknown to them":
            changes = {"relation": "loved_one", "person_knows": "no"}
            services.correct(verifying, lead, seen=0, plain=changes, personal={}, plans={}, words={})
            assert "does not know" in eligibility.hindrance(verifying, verifier)
        elif ended == "revoked":
            verifying.consents.update(revoked_at=timezone.now())
        else:
            services.withdraw(verifying)
        work()
    assert payer.asked == []


def test_nobody_asks_without_permission_or_where_it_is_not_theirs(settings, verifying, verifier):
    stranger = StaffFactory(group="Admissions coordinator")
    with simulated(settings, {}):
        for actor in (stranger, verifier):
            if actor == verifier:
                verifying.consents.all().delete()
            with pytest.raises(services.IllegalMove):
                ask(verifying, actor, name=f"Payer of {actor.pk}")
    assert not EligibilityCheck.objects.exists()


def test_a_result_of_the_simulator_is_marked_for_ever(settings, verifying, verifier):
    with simulated(settings, {MEMBER: in_network_ppo()}):
        ask(verifying, verifier)
        work()
    settings.ELIGIBILITY_URL = "https://healthcare.us.stedi.com/2026-06-01/eligibility-check"
    assert only().is_simulated
