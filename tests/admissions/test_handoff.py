"""The packet for the record system: as its schema says, for a lead with a reason, logged, and never more."""

from __future__ import annotations

import csv
import datetime
import io
import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.urls import reverse
from django.utils import timezone

from admissions import handoff, services
from admissions.benefits.questions import QUESTIONS
from admissions.benefits.worksheet import Answers, Given
from admissions.choices import Outcome, Status, WorksheetState
from admissions.models import BenefitsWorksheet, Event, PhiAccess, Submission
from admissions.redisclosure import NOTICE
from admissions.services import handoffs
from alter_site.staff.groups import BENEFITS_VERIFIER
from tests.admissions.test_consents import consent
from tests.admissions.test_worksheet import IN_NETWORK_PPO
from tests.factories import StaffFactory
from tests.support.document import Document
from tests.support.forms import after
from tests.support.requests import received

pytestmark = pytest.mark.django_db

NOW = datetime.datetime(2026, 11, 24, 20, tzinfo=datetime.UTC)
MINUTE = datetime.timedelta(minutes=1)
SCHEMA = Path("docs/handoff.schema.json")
REASON = "Admission planned for Friday: Plimsoll"
ASKED = {"basis": "treatment", "reason": REASON, "form": "json"}
VALIDATE = """
const Ajv = require("ajv"), formats = require("ajv-formats"), fs = require("fs");
const ajv = new Ajv({ allErrors: true });
formats(ajv);
const fits = ajv.compile(JSON.parse(fs.readFileSync(process.argv[1])));
const found = JSON.parse(fs.readFileSync(0)).map((packet) => (fits(packet) ? [] : fits.errors));
console.log(JSON.stringify(found));
"""


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


def verified(owner: Any, **changes: Any) -> Submission:
    """Return a request of ``owner`` whose benefits are verified; how it came so is not what this is about."""
    submission = services.claim(received(**changes), owner)
    given = {name: Given(value) for name, value in IN_NETWORK_PPO.items()} | {"out_benefits": Given(None)}
    sheet = BenefitsWorksheet(
        submission=submission,
        number=1,
        state=WorksheetState.SIGNED,
        author=owner,
        saved_at=timezone.now(),
        signed_by=owner,
        signed_at=timezone.now(),
    )
    sheet.seal(answers=Answers(given, ("residential",)).as_json())
    sheet.save(force_insert=True)
    Submission.objects.filter(pk=submission.pk).update(status=Status.VERIFIED)
    submission.refresh_from_db()
    return submission


def page(submission: Submission) -> str:
    return reverse("desk:hand_off", args=[submission.reference])


@pytest.fixture
def made(client, lead):
    """Ask for a packet as the lead."""

    def made(submission: Submission, **changes: str) -> Any:
        client.force_login(lead)
        return client.post(page(submission), {**ASKED, **changes})

    return made


def faults(*packets: Any) -> list[Any]:
    """Return what the published schema finds wrong with each packet, by a validator of JSON Schema."""
    run = ["node", "-e", VALIDATE, str(SCHEMA)]
    done = subprocess.run(run, input=json.dumps(packets), capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def test_a_packet_is_what_its_published_schema_says(made, lead):
    full = verified(lead, email="sam@example.org", language="Spanish")
    row = consent(full, lead, scope="all")
    bare = services.claim(received(plan={}, first_name="", note=""), lead)
    services.close(bare, lead, outcome="admitted", override="recorded_elsewhere")
    packet = json.loads(made(full, basis=str(row.pk)).content)
    little = json.loads(made(bare).content)
    wrong = [{**packet, "extra": 1}, {**packet, "notice": ""}, {**packet, "person": {}}]
    assert [bool(found) for found in faults(packet, little, *wrong)] == [False, False, True, True, True]
    assert packet["schema_version"] == handoff.VERSION in SCHEMA.read_text()
    assert packet["person"]["last_name"] == "Example"
    assert packet["insurance"][0]["member_id"] == "xyz 123-456"
    answers = {one["name"]: one["value"] for one in packet["insurance"][0]["benefits"]["answers"]}
    assert (answers["in_deductible"], answers["out_benefits"]) == (1500_00, None)
    assert packet["basis"]["scope"] == "Everything about this request, admission included"
    assert packet["may_be_told"][0]["who"] == "Wilhelmina Example, mother"
    assert (little["person"]["first_name"], little["insurance"]) == (None, [])


def test_what_leaves_is_logged_told_in_the_timeline_kept_nowhere_and_named_after_nobody(made, lead):
    submission = verified(lead)
    response = made(submission)
    assert response.headers["Content-Type"] == "application/json"
    assert response.headers["Cache-Control"].count("no-store") == 1
    name = f'attachment; filename="hand-off-{submission.reference}.json"'
    assert response.headers["Content-Disposition"] == name
    (line,) = PhiAccess.objects.filter(action="export")
    opened = set(line.fields.split())
    assert {"submission.birth_date", "policy.member_id", "worksheet.answers"} <= opened
    assert not opened & {"note.text", "contact_attempt.note", "card_image.image"}
    assert (line.actor, line.reason) == (lead, "For treatment, to our own staff (42 CFR 2.12(c)(3))")
    assert Event.objects.get(move="handed off").detail == "A JSON file"
    told = submission.disclosures.get()
    assert (told.basis, told.what) == ("treatment", "packet")
    assert "Plimsoll" not in line.fields + line.reason + vars(told)["reason"].token


def test_the_csv_holds_the_same_and_no_formula(made, lead):
    submission = verified(lead, note="=HYPERLINK(1)", warning="  @call", phone="+1 949 555 0142")
    text = made(submission, form="csv").content.decode()
    header, *rows = csv.reader(io.StringIO(text))
    assert header == ["section", "item", "value", "notice"]
    assert {row[3] for row in rows} == {NOTICE}
    values = {(row[0], row[1]): row[2] for row in rows}
    assert values["care", "note"] == "'=HYPERLINK(1)"
    assert values["contact", "warning"] == "'  @call"
    assert values["contact", "phone"] == "'+1 949 555 0142"
    assert values["insurance", f"primary {QUESTIONS['out_benefits'].words}"] == "asked, unknown"
    assert values["insurance", f"primary {QUESTIONS['in_deductible'].words}"] == "$1,500"
    assert values["insurance", f"primary {QUESTIONS['in_coinsurance'].words}"] == "20%"


def test_the_sheet_is_printed_with_the_notice_and_without_a_name_in_its_title(made, lead):
    response = made(verified(lead), form="sheet")
    document = Document(response)
    assert "no-store" in response.headers["Cache-Control"]
    assert document.text("main").count(NOTICE) == 2
    assert "Samira" in document.text("main")
    assert "Samira" not in document.title


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"basis": ""}, "Choose one."),
        ({"basis": "gone"}, "One that was taken back allows nothing any more."),
        ({"reason": ""}, "Say what it is needed for."),
        ({"reason": "EHR"}, "Say in a sentence what it is needed for."),
        ({"form": "xml"}, "Choose one."),
    ],
)
def test_what_is_missing_is_said_in_words_and_nothing_is_opened(made, lead, changes, words):
    submission = verified(lead)
    answer = after(made(submission, **changes)).content.decode()
    assert words in answer
    assert changes.get("reason", REASON) in answer
    assert not PhiAccess.objects.filter(action="export").exists()


def test_a_consent_that_was_taken_back_or_does_not_go_so_far_allows_no_packet(made, lead):
    submission = verified(lead)
    narrow, gone = consent(submission, lead, scope="plan"), consent(submission, lead, scope="all")
    services.take_back(submission, lead, consent=gone.pk, how="writing")
    for row in (narrow, gone):
        assert "allows nothing any more" in after(made(submission, basis=str(row.pk))).content.decode()
    assert not submission.disclosures.exists()


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"status": Status.CLAIMED}, "once the benefits are verified"),
        ({"status": Status.CLOSED, "outcome": Outcome.WITHDRAWN, "closed_at": NOW}, "They withdrew"),
        ({"status": Status.CLOSED, "outcome": Outcome.DECLINED, "closed_at": NOW}, "Decided against it"),
    ],
)
def test_who_is_not_admitted_is_not_handed_off(made, lead, visit_admin, values, words):
    submission = verified(lead)
    Submission.objects.filter(pk=submission.pk).update(**values)
    assert words in visit_admin(page(submission), by=lead).text("main")
    assert words in after(made(submission)).content.decode()
    assert not PhiAccess.objects.filter(action="export").exists()


def test_the_number_of_somebody_who_must_not_be_contacted_stays_here(made, lead):
    submission = verified(lead, plain={"relation": "client", "may_contact_person": False})
    packet = json.loads(made(submission).content)
    assert packet["contact"]["phone"] is None
    assert "submission.phone" not in PhiAccess.objects.get(action="export").fields


def test_the_second_step_is_asked_for_again_and_what_was_typed_stays(client, made, lead):
    submission = verified(lead)
    Authenticator.objects.create(user=lead, type=Authenticator.Type.TOTP, data={})
    client.force_login(lead)
    with time_machine.travel(NOW + 10 * MINUTE, tick=False):
        response = client.post(page(submission), ASKED)
        answer = after(response).content.decode()
        assert "Use your second step again" in answer
        assert REASON in answer
        assert client.get(page(submission)).status_code == 302
    assert not PhiAccess.objects.filter(action="export").exists()


def test_what_was_taken_back_while_it_was_being_made_does_not_leave(lead):
    submission = verified(lead)
    row = consent(submission, lead, scope="all")
    handoffs.check_hand_off(submission, lead, basis=str(row.pk), reason=REASON)
    services.take_back(submission, lead, consent=row.pk, how="phone")
    with pytest.raises(services.IllegalMove, match="allows nothing any more"):
        handoffs.record_hand_off(submission, lead, basis=str(row.pk), reason=REASON, form="A JSON file")
    with pytest.raises(services.IllegalMove, match="Only a lead"):
        handoffs.check_hand_off(
            submission, StaffFactory(group=BENEFITS_VERIFIER), basis="treatment", reason=REASON
        )
