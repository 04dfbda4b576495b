"""Worksheet and call with the payer stand in one form: saving the one loses nothing typed into the other."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from admissions import services
from admissions.choices import Status
from admissions.custody.access import Look, reveal
from admissions.models import BenefitsWorksheet, PayerCall, Submission
from admissions.services.benefits import answers_of
from alter_site.staff.groups import BENEFITS_VERIFIER
from tests.factories import StaffFactory
from tests.support.document import Document
from tests.support.forms import typed
from tests.support.requests import received

pytestmark = pytest.mark.django_db

CALL = {
    "payer-call-outcome": "answered",
    "payer-call-representative": "Annabeth",
    "payer-call-note": "Line 2",
}


@pytest.fixture
def verifier(db) -> Any:
    return StaffFactory(group=BENEFITS_VERIFIER)


@pytest.fixture
def verifying(coordinator) -> Submission:
    submission = services.claim(received(), coordinator)
    return services.start_verifying(submission, coordinator)


@pytest.fixture
def desk(client, verifier):
    client.force_login(verifier)
    return client


def page(submission: Submission) -> str:
    return reverse("desk:worksheet", args=[submission.reference, "primary"])


def sent(document: Document, **changes: Any) -> dict[str, Any]:
    """Return what the page sends by any of its buttons, as a browser without script does."""
    found: dict[str, Any] = {}
    for form in ("form#work", "#payer-calls"):
        found |= typed(document, form)
    return found | {name: value if isinstance(value, list) else [value] for name, value in changes.items()}


def test_every_field_of_the_call_belongs_to_the_form_of_the_worksheet(desk, verifying):
    document = Document(desk.get(page(verifying)))
    fields = document.all("#payer-calls :is(input, select, textarea, button)")
    assert {field.attributes.get("form") for field in fields} == {"work"}
    assert len(document.all("#work")) == 1
    button = document.one("#payer-calls button")
    assert (button.attributes["name"], button.attributes["value"]) == ("act", "payer-call")


def test_recording_a_call_saves_what_is_typed_into_the_worksheet_too(desk, verifying, verifier):
    document = Document(desk.get(page(verifying)))
    answer = desk.post(page(verifying), sent(document, **CALL, act="payer-call", network="in"), follow=True)
    call = PayerCall.objects.get()
    assert reveal(verifier, verifying, [Look(call, ["representative", "note"])]) == [
        {"representative": "Annabeth", "note": "Line 2"}
    ]
    assert answers_of(BenefitsWorksheet.objects.get())["network"] == "in"
    shown = Document(answer)
    assert "The call with the payer is in the file." in shown.text("body")
    assert shown.one("#payer-call-representative").attributes.get("value", "") == ""


def test_a_call_from_an_untouched_worksheet_begins_no_version(desk, verifying):
    document = Document(desk.get(page(verifying)))
    desk.post(page(verifying), sent(document, **CALL, act="payer-call"))
    assert PayerCall.objects.count() == 1
    assert not BenefitsWorksheet.objects.exists()


def test_saving_the_worksheet_keeps_what_is_typed_of_a_call(desk, verifying):
    document = Document(desk.get(page(verifying)))
    answer = desk.post(page(verifying), sent(document, **CALL, network="in"), follow=True)
    assert not PayerCall.objects.exists()
    shown = Document(answer)
    assert "the worksheet is saved" in shown.text("body")
    assert not shown.all("[role=alert]")
    assert "open" in shown.one("#payer-calls details").attributes
    assert shown.one("#payer-call-representative").attributes["value"] == "Annabeth"
    assert "Annabeth" not in str(dict(desk.session.items()))
    desk.post(page(verifying), sent(shown, act="payer-call"))
    assert PayerCall.objects.count() == 1
    assert BenefitsWorksheet.objects.get().saves == 1


def test_a_call_that_is_refused_keeps_both_and_leads_to_its_field(desk, verifying):
    document = Document(desk.get(page(verifying)))
    wrong = CALL | {"payer-call-minutes": "many", "act": "payer-call", "network": "in"}
    shown = Document(desk.post(page(verifying), sent(document, **wrong), follow=True))
    assert "The call was not recorded yet." in shown.text("[role=alert]")
    assert "#payer-call-minutes" in shown.hrefs()
    minutes = shown.one("#payer-call-minutes")
    assert (minutes.attributes["type"], minutes.attributes["value"]) == ("text", "many")
    assert shown.one("#payer-call-representative").attributes["value"] == "Annabeth"
    assert answers_of(BenefitsWorksheet.objects.get())["network"] == "in"
    nobody = sent(shown, **{"payer-call-minutes": "5", "payer-call-representative": ""}, act="payer-call")
    shown = Document(desk.post(page(verifying), nobody, follow=True))
    assert "Write down who answered" in shown.text("[role=alert]")
    assert shown.text("#payer-call-note") == "Line 2"
    assert not PayerCall.objects.exists()


def test_a_worksheet_that_cannot_be_saved_records_the_call_once_and_keeps_its_text(desk, verifying, verifier):
    document = Document(desk.get(page(verifying)))
    second = StaffFactory(group=BENEFITS_VERIFIER)
    services.save_answers(
        verifying, second, rank="primary", saves=0, typed={"network": "out"}, levels=[], source="call"
    )
    data = sent(document, **CALL, act="payer-call", network="in")
    shown = Document(desk.post(page(verifying), data, follow=True))
    alert = shown.text("[role=alert]")
    assert "The call with the payer is in the file." in alert
    assert "has saved this worksheet since you opened it" in alert
    assert shown.one("#payer-call-representative").attributes.get("value", "") == ""
    desk.post(page(verifying), sent(shown))
    assert PayerCall.objects.count() == 1
    assert answers_of(services.newest(verifying))["network"] == "in"


def test_a_mistake_in_the_worksheet_holds_no_call_back(desk, verifying):
    document = Document(desk.get(page(verifying)))
    data = sent(document, **CALL, act="payer-call", effective="someday", network="in")
    shown = Document(desk.post(page(verifying), data, follow=True))
    assert "What could be read is saved. What is marked is not." in shown.text("[role=alert]")
    assert shown.one("#id_effective").attributes["value"] == "someday"
    assert PayerCall.objects.count() == 1


def test_pressed_twice_it_is_one_call_and_other_words_are_another(desk, verifying):
    document = Document(desk.get(page(verifying)))
    data = sent(document, **CALL, act="payer-call")
    desk.post(page(verifying), data)
    desk.post(page(verifying), data)
    assert PayerCall.objects.count() == 1
    assert verifying.events.filter(move="payer call").count() == 1
    desk.post(page(verifying), data | {"payer-call-note": ["They rang back"]})
    assert PayerCall.objects.count() == 2


def test_an_autosave_records_no_call(desk, verifying):
    document = Document(desk.get(page(verifying)))
    data = sent(document, **CALL, act="payer-call", network="in")
    answer = desk.post(page(verifying), data, headers={"X-Autosave": "1"})
    assert answer.json()["saves"] == 1
    assert not PayerCall.objects.exists()


def test_a_call_is_recorded_also_where_the_worksheet_is_no_longer_written_to(desk, verifying):
    Submission.objects.filter(pk=verifying.pk).update(status=Status.WORKSHEET_READY)
    document = Document(desk.get(page(verifying)))
    desk.post(page(verifying), sent(document, **CALL, act="payer-call"))
    assert PayerCall.objects.count() == 1
