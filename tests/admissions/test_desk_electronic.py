"""The electronic answer beside the worksheet: accepted by a person, never over what a person has written."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from admissions import services
from admissions.benefits.worksheet import Given, Source
from admissions.models import EligibilityCheck, PhiAccess, Submission
from admissions.services.benefits import answers_of
from alter_site.staff.groups import BENEFITS_VERIFIER
from tests.admissions.test_eligibility import MEMBER
from tests.factories import StaffFactory
from tests.support.document import Document
from tests.support.forms import after, typed
from tests.support.payer_answers import amount, in_network_ppo, rejected
from tests.support.requests import received
from tests.support.simulated_payer import a_payer, simulated, work

pytestmark = pytest.mark.django_db
FORM = "[data-worksheet]"


@pytest.fixture
def verifier(db) -> Any:
    return StaffFactory(group=BENEFITS_VERIFIER)


@pytest.fixture
def verifying(coordinator) -> Submission:
    return services.start_verifying(services.claim(received(), coordinator), coordinator)


def page_of(submission: Submission) -> str:
    return reverse("desk:worksheet", args=[submission.reference, "primary"])


@pytest.fixture
def press(client, verifier, verifying):
    """Press a button of the worksheet over what is typed: ``on`` a page that was fetched, or on a new one."""

    def press(*, by: Any = None, on: Document | None = None, **changes: Any) -> Document:
        client.force_login(by or verifier)
        document = on or Document(client.get(page_of(verifying)))
        response = client.post(page_of(verifying), typed(document, FORM, **changes))
        assert response.status_code == 302
        return Document(client.get(response.url.partition("#")[0]))

    return press


@pytest.fixture
def answered(settings, client, press, verifying):
    """Press Check, let the worker ask the simulator, and return the worksheet as it is then."""

    def answered(said: Any, **values: Any) -> Document:
        a_payer(**values)
        with simulated(settings, {MEMBER: said}) as payer:
            press(ask="1")
            work()
            assert payer.faults == []
        return Document(client.get(page_of(verifying)))

    return answered


def given(submission: Submission) -> Any:
    return answers_of(services.newest(submission)).given


def electronic(document: Document) -> str:
    return re.sub(r"\s+", " ", document.text("#electronic"))


def test_a_chip_is_accepted_and_says_where_its_value_came_from(press, answered, verifying, verifier):
    document = answered(in_network_ppo())
    assert "SIMULATED" in electronic(document)
    assert "Accept 2,000" in document.text("main")
    document = press(on=document, accept="in_deductible:0")
    found = given(verifying)["in_deductible"]
    assert (found.value, found.source, found.by) == (2000_00, Source.SIMULATED, verifier.pk)
    assert found.pointer == str(EligibilityCheck.objects.get().press)
    assert re.search(rf"SIMULATED, .*, accepted by {re.escape(str(verifier))}", document.text("main"))
    assert set(given(verifying)) == {"in_deductible"}


def test_all_that_are_clear_are_accepted_and_what_a_person_wrote_stays(press, answered, verifying):
    said = in_network_ppo(deductible=[amount("2000"), amount("3000")])
    press(on=answered(said), accept="*", in_maximum="7,000", plan_type="?")
    found = given(verifying)
    assert (found["in_maximum"].value, found["in_maximum"].source) == (7000_00, Source.CALL)
    assert found["plan_type"].value is None
    assert found["active"].value == "yes"
    assert "in_deductible" not in found


def test_of_answers_that_contradict_each_other_a_person_picks_one(press, answered, verifying):
    document = answered(in_network_ppo(deductible=[amount("2000"), amount("3000")]))
    assert "Accept 2,000" in document.text("main")
    assert "Accept 3,000" in document.text("main")
    press(on=document, accept="in_deductible:1")
    assert given(verifying)["in_deductible"].value == 3000_00


def test_no_chip_writes_over_a_value_not_even_a_forged_one(client, press, answered, verifying):
    document = press(on=answered(in_network_ppo()), in_deductible="1,234")
    assert "Electronic answer: 2,000" in document.text("main")
    sent = typed(document, FORM, in_deductible="1,234")
    for forged in (
        "in_deductible:0",
        "in_deductible:9",
        "network:0",
        "nothing",
        "*",
        ":",
        "in_deductible:-1",
    ):
        saves = services.newest(verifying).saves
        client.post(page_of(verifying), sent | {"accept": forged, "saves": saves})
        assert services.newest(verifying).saves == saves + 1
        assert given(verifying)["in_deductible"].value == 1234_00
    press(accept="in_maximum:0", in_maximum="no amount")
    assert given(verifying).get("in_maximum") is None or given(verifying)["in_maximum"].value == 6000_00


def test_a_chip_of_an_older_answer_is_refused_and_what_was_typed_is_kept(press, answered, verifying):
    document = press(
        on=answered(in_network_ppo()),
        accept="in_deductible:0",
        press="11111111-1111-1111-1111-111111111111",
        administrator="Sim",
    )
    assert "A newer electronic answer has come in" in document.text("main")
    assert not given(verifying)
    document = Document(document.response.client.get(page_of(verifying) + "?again"))
    assert document.one("#id_administrator").attributes["value"] == "Sim"


def test_an_answer_about_what_was_corrected_since_is_not_accepted(press, answered, verifying, coordinator):
    document = answered(in_network_ppo())
    services.correct(
        verifying,
        coordinator,
        seen=0,
        plain={},
        personal={},
        plans={"primary": {"member_id": "NEW1"}},
        words={},
    )
    document = press(on=document, accept="in_deductible:0")
    assert "was corrected after the payer was asked" in electronic(document)
    assert "Accept 2,000" not in document.text("main")
    assert not given(verifying)


def test_what_was_accepted_for_another_member_id_is_not_signed(verifying, verifier, coordinator):
    accepted = Given("yes", Source.ELECTRONIC, verifier.pk, timezone.now().isoformat())
    services.save_answers(
        verifying,
        verifier,
        rank="primary",
        saves=0,
        typed={"plan_type": "ppo"},
        levels=[],
        source="call",
        accepted={"active": accepted},
    )
    assert "electronic answer about" not in " ".join(services.problems(verifying))
    new = {"primary": {"member_id": "NEW1"}}
    services.correct(verifying, coordinator, seen=0, plain={}, personal={}, plans=new, words={})
    assert " ".join(services.problems(verifying)).count("electronic answer about another insurer") == 1


def test_what_the_simulator_said_is_never_signed(press, answered, verifying):
    press(on=answered(in_network_ppo()), accept="*")
    assert any("comes from the simulator" in problem for problem in services.problems(verifying))


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (rejected("72"), ["Something we sent is not as the payer has it", "the member ID"]),
        (rejected("75"), ["does not find this person"]),
        (rejected("43"), ["Needs set-up by the lead", "Call the payer"]),
        (rejected("15"), ["To be read by a person", "Code 15: Simulated"]),
        (rejected("42"), ["No answer yet.", "try 2 of 4"]),
        ((200, b"{"), ["cannot be read", "Call the payer"]),
        (in_network_ppo(statuses=[]), ["To be read by a person"]),
        ({**in_network_ppo(), "plans": []}, ["To be read by a person"]),
    ],
)
def test_every_state_of_a_check_is_said_on_the_worksheet(answered, said, words):
    found = electronic(answered(said))
    for part in words:
        assert part in found


def test_what_the_payer_does_not_know_is_corrected_beside_the_card(answered, press, coordinator, verifying):
    answered(rejected("71"))
    document = press(by=coordinator)
    link = next(node for node in document.all("#electronic a") if "birth date" in node.text())
    assert link.attributes["href"] == reverse("desk:correct", args=[verifying.reference]) + "#id_birth_date"
    correct = Document(document.response.client.get(link.attributes["href"].partition("#")[0]))
    assert correct.one("#id_birth_date")


def test_the_anchors_of_corrections_are_those_of_the_form(client, coordinator, verifying):
    from admissions.desk.benefits.suggested import FIELDS

    client.force_login(coordinator)
    correct = Document(client.get(reverse("desk:correct", args=[verifying.reference])))
    for name in FIELDS.values():
        assert correct.one(f"[id='id_{name.format(rank='primary')}']")


def test_pressing_check_saves_what_is_typed_and_says_what_lacks(settings, press, verifying):
    with simulated(settings, {}):
        document = press(ask="1", ask_payer="Nobody Mutual", administrator="Typed before")
        assert "is not in our directory" in document.text("main")
        assert given(verifying)["administrator"].value == "Typed before"
        a_payer(payer_id="")
        assert "its payer ID in our directory" in press(ask="1").text("main")
        assert "Write which payer" in press(ask="1", ask_payer="").text("main")
    assert not EligibilityCheck.objects.exists()


def test_the_payers_lines_stand_beside_the_script_as_a_suggestion(client, verifier, verifying):
    other = a_payer(name="Sim Behavioral", behavioral_phone="800-555-0177")
    a_payer(behavioral_phone="800-555-0111", authorization_phone="800-555-0122", administrator=other)
    client.force_login(verifier)
    text = Document(client.get(page_of(verifying))).text(".payer-lines")
    for words in ("“Example Health Plan”", "0111", "0122", "0177", "it may be", "not checked yet"):
        assert words in text
    assert "policy.payer" in PhiAccess.objects.order_by("-sequence").first().fields


def test_without_set_up_the_worksheet_says_that_the_payer_is_called(press):
    document = press()
    assert "Not set up: the payer is called." in electronic(document)
    assert not document.all("button[name=ask]")


def test_the_answer_as_it_came_is_a_look_and_only_for_who_may(
    client, answered, verifying, verifier, coordinator
):
    answered(in_network_ppo())
    page = reverse("desk:electronic_answer", args=[verifying.reference, EligibilityCheck.objects.get().pk])
    client.force_login(verifier)
    looks = PhiAccess.objects.count()
    shown = Document(client.get(page)).text("main")
    assert "SIMULATED" in shown
    assert '"memberId": "SIM1"' in shown
    assert PhiAccess.objects.count() == looks + 1
    for stranger in (StaffFactory(group="Admissions coordinator"), StaffFactory(group="Privacy officer")):
        client.force_login(stranger)
        assert client.get(page).status_code == 403
    client.force_login(coordinator)
    assert client.get(page.replace(page[-5:-1], "0000")).status_code == 403


def test_a_lead_finds_what_has_to_be_set_up_and_others_do_not(client, answered, lead, verifier):
    answered(rejected("43"))
    for actor, is_told in ((lead, True), (verifier, False)):
        client.force_login(actor)
        text = client.get(reverse("desk:payers")).content.decode()
        assert ("Our provider number is missing" in text) == is_told


def test_a_refused_worksheet_keeps_the_payer_that_was_typed(settings, press):
    with simulated(settings, {}):
        document = press(ask="1", ask_payer="Nobody Mutual", effective="never")
    assert after(document.response)
    assert document.one("#id_ask_payer").attributes["value"] == "Nobody Mutual"
