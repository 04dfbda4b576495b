"""The directory of payers: finding one, keeping it, and taking in a file of them."""

from __future__ import annotations

import codecs
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from admissions.models import Payer
from admissions.payers.matching import suggested
from alter_site.staff.groups import BENEFITS_VERIFIER, MARKETER, PRIVACY_OFFICER
from tests.factories import StaffFactory
from tests.support.document import Document
from tests.support.forms import typed
from tests.support.simulated_payer import a_payer

pytestmark = pytest.mark.django_db
IMPORT = "desk:import_payers"
STEP = "form.step"


@pytest.fixture
def verifier(db) -> Any:
    return StaffFactory(group=BENEFITS_VERIFIER)


# --- who is meant -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("Example Health Plan", ["Example Health Plan"]),
        ("example  HEALTH plan, inc.", ["Example Health Plan"]),
        ("Éxample Health PPO", ["Example Health Plan"]),
        ("EHP of California", ["Example Health Plan"]),
        ("Sample & Sons", ["Sample and Sons"]),
        ("Example", []),
        ("Exampled Health Planet", []),
        ("", []),
        ("☃", []),
    ],
)
def test_a_payer_is_suggested_by_its_name_or_another_name(asked, found):
    payers = [
        Payer(name="Example Health Plan", aliases="EHP\nExample Health"),
        Payer(name="Sample and Sons", aliases="S"),
    ]
    assert [payer.name for payer in suggested(asked, payers)] == found


def test_two_payers_of_one_name_are_both_suggested():
    payers = [Payer(name="Blue Example", aliases="Blue"), Payer(name="Blue Sample", aliases="Blue")]
    assert len(suggested("BLUE", payers)) == 2


# --- keeping it -------------------------------------------------------------------------------------------


def test_a_payer_is_added_changed_checked_and_found(client, verifier, visit_admin):
    new = visit_admin(reverse("desk:new_payer"), by=verifier)
    a_payer(name="Sim Behavioral")
    data = typed(
        new,
        STEP,
        name="Example Health",
        behavioral_phone="800 555 0100 option 2",
        administrator="sim behavioral",
    )
    assert client.post(reverse("desk:new_payer"), data).status_code == 302
    payer = Payer.objects.get(name="Example Health")
    assert payer.administrator.name == "Sim Behavioral"
    assert payer.service_codes == "30, MH"
    page = visit_admin(reverse("desk:payer", args=[payer.pk]), by=verifier)
    client.post(reverse("desk:payer", args=[payer.pk]), typed(page, STEP, service_codes="30 ai", checked="1"))
    payer.refresh_from_db()
    assert (payer.service_codes, payer.checked_by) == ("30, AI", verifier)
    listed = visit_admin(reverse("desk:payers") + "?q=0100", by=verifier)
    assert "Example Health" in listed.text("main")
    assert str(verifier) in listed.text("main")


def test_of_two_who_save_a_payer_the_second_is_told_and_loses_nothing(client, verifier, visit_admin):
    payer = a_payer()
    page = visit_admin(reverse("desk:payer", args=[payer.pk]), by=verifier)
    first, second = typed(page, STEP, notes="First"), typed(page, STEP, notes="Second")
    client.post(reverse("desk:payer", args=[payer.pk]), first)
    answer = Document(client.post(reverse("desk:payer", args=[payer.pk]), second))
    assert "Somebody else has saved this payer" in answer.text("main")
    assert answer.one("#id_notes").text().strip() == "Second"
    client.post(reverse("desk:payer", args=[payer.pk]), typed(answer, STEP))
    payer.refresh_from_db()
    assert payer.notes == "Second"


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("name", "", "Write its name."),
        ("name", "EXAMPLE HEALTH PLAN", "There is a payer of this name already."),
        ("administrator", "Nobody", "There is no payer of this name"),
        ("service_codes", "30, MENTAL", "Write up to four codes"),
    ],
)
def test_a_mistake_in_a_payer_is_said_where_it_was_made(client, verifier, visit_admin, field, value, words):
    a_payer()
    page = visit_admin(reverse("desk:new_payer"), by=verifier)
    values = {"name": "Another", field: value}
    answer = Document(client.post(reverse("desk:new_payer"), typed(page, STEP, **values)))
    assert words in answer.text("main")
    assert Payer.objects.count() == 1


def test_coordinators_see_the_directory_and_verifiers_and_leads_keep_it(client, coordinator, lead):
    payer = a_payer()
    page = reverse("desk:payer", args=[payer.pk])
    for actor, sees, keeps in (
        (coordinator, 200, 403),
        (lead, 200, 302),
        (StaffFactory(group=PRIVACY_OFFICER), 403, 403),
        (StaffFactory(group=MARKETER), 403, 403),
    ):
        client.force_login(actor)
        assert client.get(page).status_code == sees
        payer.refresh_from_db()
        data = {"name": "Example Health Plan", "saves": payer.saves}
        assert client.post(page, data).status_code == keeps
    assert client.get(reverse("desk:payer", args=[payer.pk + 1])).status_code == 403


# --- from a file ------------------------------------------------------------------------------------------

HEAD = "Name,Aliases,Payer ID,Behavioral-health line,Carve-out administrator,Service codes\n"


@pytest.fixture
def dry_run(client, verifier):
    """Send a file and return what it would do."""

    def dry_run(text: str | bytes, name: str = "payers.csv") -> Document:
        client.force_login(verifier)
        data = text.encode() if isinstance(text, str) else text
        return Document(client.post(reverse(IMPORT), {"file": SimpleUploadedFile(name, data, "text/csv")}))

    return dry_run


def agree(client: Any, document: Document) -> Any:
    return client.post(reverse(IMPORT), {"plan": document.one("input[name=plan]").attributes["value"]})


def test_a_file_is_read_first_and_written_once_somebody_agrees(client, dry_run):
    a_payer(notes="Kept")
    found = dry_run(
        HEAD + "Example Health Plan,EHP;Example,SIM02,+1 800 555 0100,Sim Behavioral,\n"
        "Sim Behavioral,,,800-555-0199,,30 mh\n"
    )
    assert "Nothing is written yet" in found.text("main")
    assert "payer id: “SIM01” → “SIM02”" in found.text("main")
    assert Payer.objects.count() == 1
    assert agree(client, found).status_code == 302
    payer = Payer.objects.get(name="Example Health Plan")
    assert (payer.payer_id, payer.notes, payer.administrator.name) == ("SIM02", "Kept", "Sim Behavioral")
    assert payer.names == ["Example Health Plan", "EHP", "Example"]
    assert payer.administrator.service_codes == "30, MH"


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (",EHP,,,,", "It has no name."),
        ('"=HYPERLINK(""x"")",,,,,', "begins like a formula"),
        ("Sample,@SUM(1),,,,", "begins like a formula"),
        ("Sample,,,none,,", "is no number"),
        ("Sample,,,,Nobody,", "is not in the directory or the file"),
        ("Sample,,,,Sample,", "It would administer itself."),
        ("Sample,,,,,30 MH AI A4 A5", "not like “30, MH”"),
        ("EHP,,,,,", "is another name of Example Health Plan"),
        ("N" * 101 + ",,,,,", "longer than 100"),
    ],
)
def test_a_line_that_cannot_be_taken_says_why(dry_run, line, words):
    a_payer(aliases="EHP")
    found = dry_run(HEAD + line + "\n").text("main")
    assert words in found
    assert "Left out: 1" in found


def test_a_payer_that_stands_twice_in_a_file_is_taken_once(dry_run):
    found = dry_run(HEAD + "Sample,,,,,\nSAMPLE,,,,,\n").text("main")
    assert "stands in line 2 already" in found
    assert "1 would be written" in found


def test_columns_that_are_not_known_are_named(dry_run):
    assert "left out: Fax, Color" in dry_run("Name,Fax,Color\nSample,1,red\n").text("main")


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "no lines"),
        (b"Payer ID\n1\n", "“name” among them"),
        (b"Name\n", "no lines under them"),
        (b"PK\x03\x04zip", "no CSV file"),
        (b"Name\nSam\x00ple\n", "no"),
        (b"Name\n" + b"x\n" * 5001, "more than 5,000 lines"),
        (b"x" * 900_001, "larger than 900 kB"),
    ],
)
def test_a_file_that_is_no_list_of_payers_says_so(dry_run, data, words):
    assert words in dry_run(data).text(".error-summary")


@pytest.mark.parametrize(
    "data",
    [
        codecs.BOM_UTF8 + "Name\nKrankenkasse Süd\n".encode(),
        "Name\nKrankenkasse Süd\n".encode("cp1252"),
        codecs.BOM_UTF16_LE + "Name\tNotes\nKrankenkasse Süd\tx\n".encode("utf-16-le"),
        "Name;Notes\nKrankenkasse Süd;x\n".encode(),
    ],
)
def test_a_file_in_any_common_encoding_is_read(client, dry_run, data):
    assert agree(client, dry_run(data)).status_code == 302
    assert Payer.objects.get().name == "Krankenkasse Süd"


def test_five_thousand_lines_are_taken_at_once(client, dry_run):
    lines = "".join(
        f"Sample {number},S{number},P{number},8005550{number % 1000:03},,\n" for number in range(5000)
    )
    found = dry_run(HEAD + lines)
    assert "5000 would be written" in found.text("main")
    assert agree(client, found).status_code == 302
    assert Payer.objects.count() == 5000


def test_a_dry_run_that_is_outdated_or_forged_writes_nothing(client, dry_run):
    found = dry_run(HEAD + "Example Health Plan,,SIM02,,,\n")
    a_payer()
    assert "Something has changed since" in agree(client, found).content.decode()
    assert Payer.objects.get().payer_id == "SIM01"
    assert "too old" in client.post(reverse(IMPORT), {"plan": "forged"}).content.decode()
