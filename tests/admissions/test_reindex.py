"""A new PHI_INDEX_KEY, and a new rule of names: people are found meanwhile, and the codes are made anew."""

from __future__ import annotations

import datetime
import io
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.core.management.base import CommandError
from django.urls import reverse

from admissions import checks, reference, services
from admissions.custody import anchors, canaries, indexes, lasting_keys, rotation
from admissions.custody.access import open_for
from admissions.custody.chain import append, verify_chain
from admissions.models import BenefitsWorksheet, Canary, LastingKey, Policy, Submission
from admissions.phi import blind_index
from admissions.phi.keyring import keyring
from admissions.verification import drafts
from admissions.verification.answers import Answers
from tests.support.document import Document
from tests.support.interrupted import interrupt
from tests.support.requests import PLAN, received

pytestmark = pytest.mark.django_db

NEW = "c0m3bq3pG0g8sO6Yw1cJ5yqk3b2vX9tT7mE4hN6rZ2B="
FIND = "/admin/desk/find/"
WANTED = ({"phone": "949 555 0142"}, {"surname": "example", "birth_date": "2/28/1990"})


def run(*arguments):
    output = io.StringIO()
    call_command("reindex", *arguments, stdout=output)
    return output.getvalue().splitlines()


def codes():
    columns = ("phone_index", "email_index", "person_index", "policies__member_index")
    return list(Submission.objects.order_by("pk").values_list(*columns))


@pytest.fixture
def three_requests():
    return [received(email=f"sam{number}@example.com") for number in range(3)]


@pytest.fixture
def new_key(three_requests, settings):
    """Change the key as a release does: the new one, the one before, and a migrate."""
    settings.PHI_INDEX_KEY_OLD, settings.PHI_INDEX_KEY = settings.PHI_INDEX_KEY, NEW
    with pytest.raises(ImproperlyConfigured, match="PHI_INDEX_KEY is new"):
        canaries.refuse_wrong_keys()
    canaries.ensure_key_rows(None, "default")
    canaries.refuse_wrong_keys()


@pytest.fixture
def found(client, coordinator):
    def look(**wanted):
        client.force_login(coordinator)
        return len(Document(client.post(FIND, wanted, follow=True)).texts("table .ref"))

    return look


@pytest.mark.usefixtures("new_key")
def test_people_are_found_before_while_and_after_codes_are_made_anew(found, settings):
    before = codes()
    for wanted in WANTED:
        assert found(**wanted) == 3
    first = Submission.objects.earliest("pk")
    indexes._make_anew(first, indexes.MADE_OF[Submission])
    for wanted in WANTED:
        assert found(**wanted) == 3
    assert run() == ["Indexed anew: 5", "Still to be indexed: 0"]
    assert not {*sum(before, ())} & {*sum(codes(), ())}
    settings.PHI_INDEX_KEY_OLD = ""
    canaries.refuse_wrong_keys()
    for wanted in WANTED:
        assert found(**wanted) == 3
    member = blind_index.member(PLAN["payer"], PLAN["member_id"])
    assert Policy.objects.filter(member_index=member).count() == 3


@pytest.mark.usefixtures("new_key")
def test_a_dry_run_only_counts():
    before = codes()
    assert run("--dry-run") == ["Still to be indexed: 6"]
    assert codes() == before
    (warning,) = checks.indexes_are_new(None, databases=["default"])
    assert (warning.id, warning.msg[:2]) == ("admissions.W005", "6 ")


@pytest.mark.usefixtures("new_key")
@pytest.mark.parametrize("after", [0, 1, 4])
def test_an_interrupted_reindex_goes_on_where_it_stopped(after):
    interrupt(run, indexes, "_make_anew", after)
    assert indexes.stale() == 6 - after
    assert run() == [f"Indexed anew: {6 - after}", "Still to be indexed: 0"]


@pytest.mark.usefixtures("new_key")
def test_a_row_that_cannot_be_read_is_counted_and_stays_as_it_is(three_requests):
    one, other = three_requests[:2]
    Submission.objects.filter(pk=one.pk).update(phone=other.phone)
    with pytest.raises(CommandError, match="1 rows cannot be read"):
        run()
    assert indexes.stale() == 1


@pytest.mark.usefixtures("new_key")
def test_a_row_that_changes_meanwhile_is_left_to_the_next_run(monkeypatch):
    changed: list[object] = []

    def open_while_somebody_writes(purpose, row, *names):
        if isinstance(row, Submission) and not changed:
            changed.append(row.pk)
            newer = Submission.objects.get(pk=row.pk)
            newer.seal(phone="212 555 0199")
            newer.save()
        return open_for(purpose, row, *names)

    monkeypatch.setattr("admissions.custody.indexes.open_for", open_while_somebody_writes)
    assert run()[1] == "Still to be indexed: 1"
    run()
    assert Submission.objects.filter(phone_index=blind_index.phone("212 555 0199")).count() == 1


def test_the_log_is_whole_through_a_change_of_both_kinds_of_key(three_requests, settings):
    append(action="reveal")
    secret = "AAAA-BBBB-CCCC"
    Submission.objects.update(status_secret=reference.status_code(secret))
    settings.PHI_INDEX_KEY_OLD, settings.PHI_INDEX_KEY = settings.PHI_INDEX_KEY, NEW
    settings.PHI_KEYS += f",k2:{NEW[::-1].replace('=', '')}="
    settings.PHI_ACTIVE = "k2"
    canaries.ensure_key_rows(None, "default")
    rotation.rotate()
    run()
    settings.PHI_INDEX_KEY_OLD, settings.PHI_KEYS = "", settings.PHI_KEYS.partition(",")[2]
    append(action="reveal")
    assert list(verify_chain(anchors.known())) == []
    # What somebody wrote down when they sent their request still takes it back.
    assert set(Submission.objects.values_list("status_secret", flat=True)) == {reference.status_code(secret)}


def test_the_keys_of_the_log_lie_sealed_and_are_made_from_the_key_before(settings):
    before = {purpose: lasting_keys.key(purpose) for purpose in lasting_keys.PURPOSES}
    LastingKey.objects.all().delete()
    assert {purpose: lasting_keys.key(purpose) for purpose in lasting_keys.PURPOSES} == before
    settings.PHI_INDEX_KEY_OLD, settings.PHI_INDEX_KEY = settings.PHI_INDEX_KEY, NEW
    canaries.ensure_key_rows(None, "default")
    assert {purpose: lasting_keys.key(purpose) for purpose in lasting_keys.PURPOSES} == before
    tokens = "".join(LastingKey.objects.values_list("token", flat=True))
    assert not [key for key in before.values() if key.hex() in tokens]


@pytest.mark.usefixtures("three_requests")
def test_a_draft_is_found_by_its_cookie_while_the_key_is_changed(settings):
    kept, token = drafts.begin(Answers.none())
    drafts.save_for_later(kept.draft)
    words = drafts.of_token(token).shown_once["words"]
    settings.PHI_INDEX_KEY_OLD, settings.PHI_INDEX_KEY = settings.PHI_INDEX_KEY, NEW
    assert drafts.of_token(token) is not None
    assert drafts.of_token(drafts.resume(words) or "") is not None


def test_the_same_key_twice_is_refused(settings):
    settings.PHI_INDEX_KEY_OLD = settings.PHI_INDEX_KEY
    with pytest.raises(ImproperlyConfigured, match="PHI_INDEX_KEY_OLD must all differ"):
        keyring()
    settings.PHI_INDEX_KEY_OLD = "short"
    with pytest.raises(ImproperlyConfigured, match="PHI_INDEX_KEY_OLD is not base64"):
        keyring()


def test_an_unknown_index_key_stops_the_server(settings):
    settings.PHI_INDEX_KEY_OLD = NEW
    settings.PHI_INDEX_KEY = NEW[::-1].replace("=", "") + "="
    with pytest.raises(ImproperlyConfigured, match="is not the key this database was written with"):
        canaries.refuse_wrong_keys()
    canaries.ensure_key_rows(None, "default")
    assert Canary.objects.get(key_id="index").token != keyring().subkey("canary").hex()


# --- names ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("Łukasz", "Lukasz"),
        ("Søren", "Soren"),
        ("SØREN", "soren"),
        ("Đorđević", "Dordevic"),
        ("Strauß", "STRAUSS"),
        ("Æsir", "Aesir"),
        ("Lœb", "Loeb"),
        ("Þórðarson", "Thordarson"),
        ("I\u015f\u0131k", "Isik"),
        ("Ħamrun", "Hamrun"),
        ("O’Brien", "OBrien"),
        ("O\N{MODIFIER LETTER APOSTROPHE}Brien", "O'Brien"),
        ("Ka\N{MODIFIER LETTER TURNED COMMA}ahumanu", "Kaahumanu"),
        ("Smith-Jones", "Smith Jones"),
        ("Smith\N{EN DASH}Jones", "smithjones"),
        ("Nuñez\N{ZERO WIDTH SPACE}", "Nunez"),
    ],
)
def test_a_name_is_found_as_people_without_its_letters_type_it(found, typed, wanted):
    received(last_name=typed, birth_date="1990-02-28")
    assert found(surname=wanted, birth_date="2/28/1990") == 1
    assert found(surname=typed, birth_date="2/28/1990") == 1
    assert found(surname="Other", birth_date="2/28/1990") == 0


def test_names_indexed_by_the_rule_before_are_made_anew(found):
    row = received(last_name="Łukasz", birth_date="1990-02-28")
    row.policies.all().delete()
    old = blind_index._code("person", 0, "łukasz", "1990-02-28")
    Submission.objects.update(person_index=old, indexed_with="")
    assert found(surname="Lukasz", birth_date="2/28/1990") == 0
    assert run() == ["Indexed anew: 1", "Still to be indexed: 0"]
    assert found(surname="Lukasz", birth_date="2/28/1990") == 1
    assert checks.indexes_are_new(None, databases=["default"]) == []


@pytest.mark.parametrize(
    ("one", "other"), [("Łukasz", "Ukasz"), ("Søren", "Sren"), ("Ng", "N"), ("李", "王")]
)
def test_different_names_stay_different(one, other):
    born = datetime.date(1990, 2, 28)
    assert blind_index.person(one, born) != blind_index.person(other, born)


def test_while_the_key_changes_a_request_says_what_may_be_missing_and_a_merge_compares_by_one_key(
    three_requests, settings, coordinator, visit_admin
):
    old, kept = services.claim(three_requests[0], coordinator), services.claim(received(), coordinator)
    page = reverse("desk:detail", args=[kept.reference])
    assert "the same person as" in visit_admin(page, by=coordinator).text("main")
    settings.PHI_INDEX_KEY_OLD, settings.PHI_INDEX_KEY = settings.PHI_INDEX_KEY, NEW
    canaries.ensure_key_rows(None, "default")
    indexes.renew(kept)
    assert "may be missing here" in visit_admin(page, by=coordinator).text("main")
    BenefitsWorksheet.objects.bulk_create(
        [
            BenefitsWorksheet(
                submission=old, rank="primary", number=1, author=coordinator, saved_at=old.received_at
            )
        ]
    )
    values: dict[str, Any] = {"seen": 0, "seen_other": 0, "personal": {}, "plans": {}, "words": {}}
    services.merge(kept, Submission.objects.get(pk=old.pk), coordinator, **values)
    assert kept.worksheets.exists(), "both name the same plan"
