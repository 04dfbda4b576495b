"""Sealing: nothing carries plain text into the database, and no value opens where it does not belong."""

from __future__ import annotations

import base64
import copy
import io
import itertools
import json
import pickle
import uuid

import pytest
from django.core import serializers
from django.core.management import call_command
from django.db import connection, transaction
from django.db.models import Case, CharField, F, OuterRef, Subquery, Value, When
from django.db.models.expressions import RawSQL
from django.db.models.functions import Cast, Coalesce, Concat, Lower, NullIf, Trim
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from admissions.custody.access import Purpose, open_for, reseal
from admissions.models import Draft, Note, Policy, Submission
from admissions.phi.seal import Sealed, Unreadable, seal, unseal
from tests.support.requests import received
from tests.support.undone import undone

pytestmark = pytest.mark.django_db

CANARY = "CANARY-555-0199"
ROW = uuid.UUID(int=7)


@pytest.fixture
def submission():
    return received()


def opened(row, name):
    return open_for(Purpose.OWN_DRAFT, row, name)[name]


def stored_text(model):
    """Return everything that a model's table holds, as the database holds it."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {model._meta.db_table}")  # noqa: S608 (a name of ours)
        return repr(cursor.fetchall())


# --- every way to the database ------------------------------------------------------------------------


def unsaved(**values):
    return Submission(reference="AAA-AAAAA", received_at=timezone.now(), **values)


def with_phone(submission, value):
    submission.phone = value
    return submission


EXPRESSIONS = {
    "value": lambda: Value(CANARY),
    "typed value": lambda: Value(CANARY, output_field=Submission._meta.get_field("phone")),
    "another column": lambda: F("reference"),
    "another sealed column": lambda: F("email"),
    "case": lambda: Case(When(pk__isnull=False, then=Value(CANARY)), default=None),
    "default of a case": lambda: Case(When(pk=ROW, then=None), default=Value(CANARY)),
    "case in a case": lambda: Case(default=Case(default=Value(CANARY))),
    "concat": lambda: Concat("phone", Value(CANARY)),
    "concat in a cast": lambda: Cast(Concat(Value("v1.k1."), Value(CANARY)), CharField()),
    "coalesce": lambda: Coalesce(Value(None, output_field=CharField()), Value(CANARY)),
    "function": lambda: Lower(Value(CANARY)),
    "trim": lambda: Trim("phone"),
    "null if": lambda: NullIf(Value(CANARY), Value("")),
    "subquery": lambda: Subquery(Submission.objects.filter(pk=OuterRef("pk")).values("reference")[:1]),
    "raw": lambda: RawSQL("%s", [CANARY]),
}

WAYS = {
    "save": lambda row: with_phone(row, CANARY).save(),
    "save some fields": lambda row: with_phone(row, CANARY).save(update_fields=["phone"]),
    "create": lambda row: Submission.objects.create(reference="A", received_at=timezone.now(), phone=CANARY),
    "force insert": lambda row: unsaved(phone=CANARY).save(force_insert=True),
    "bulk create": lambda row: Submission.objects.bulk_create([unsaved(phone=CANARY)]),
    "upsert": lambda row: Submission.objects.bulk_create(
        [with_phone(row, CANARY)], update_conflicts=True, unique_fields=["id"], update_fields=["phone"]
    ),
    "bulk update": lambda row: Submission.objects.bulk_update([with_phone(row, CANARY)], ["phone"]),
    "update": lambda row: Submission.objects.update(phone=CANARY),
    "get or create": lambda row: Submission.objects.get_or_create(
        reference="AAA-AAAAA", defaults={"received_at": timezone.now(), "phone": CANARY}
    ),
    "update or create": lambda row: Submission.objects.update_or_create(
        reference=row.reference, defaults={"phone": CANARY}
    ),
    "related manager": lambda row: row.policies.create(member_id=CANARY, rank="secondary"),
    "related update": lambda row: row.policies.update(member_id=CANARY),
    "bytes": lambda row: Submission.objects.update(phone=CANARY.encode()),
    "a number": lambda row: Submission.objects.update(phone=5550199),
    "what looks sealed": lambda row: Submission.objects.update(phone=f"v1.k1.{CANARY}"),
    "nothing typed": lambda row: Submission.objects.update(phone=""),
}
WAYS_OF_AN_EXPRESSION = {
    "update": lambda row, value: Submission.objects.update(phone=value),
    "save": lambda row, value: with_phone(row, value).save(),
    "bulk update": lambda row, value: Submission.objects.bulk_update([with_phone(row, value)], ["phone"]),
    "create": lambda row, value: unsaved(phone=value).save(),
    "bulk create": lambda row, value: Submission.objects.bulk_create([unsaved(phone=value)]),
}


def test_no_way_carries_plain_text_into_the_database(submission, subtests):
    before = stored_text(Submission), stored_text(Policy)
    for name, way in WAYS.items():
        with subtests.test(way=name), undone():
            with pytest.raises(TypeError, match="takes sealed values only") as refused, transaction.atomic():
                way(Submission.objects.get())
            assert CANARY not in str(refused.value)
            assert (stored_text(Submission), stored_text(Policy)) == before


def test_no_expression_makes_plain_text_in_the_database(submission, subtests):
    before = stored_text(Submission)
    for (name, way), (made, expression) in itertools.product(
        WAYS_OF_AN_EXPRESSION.items(), EXPRESSIONS.items()
    ):
        with subtests.test(way=name, expression=made), undone():
            # Django itself refuses some of them, for reasons of its own.
            with pytest.raises((TypeError, ValueError, AttributeError)), transaction.atomic():
                way(Submission.objects.get(), expression())
            assert stored_text(Submission) == before


def test_a_value_that_is_sealed_takes_every_way(submission):
    submission.seal(phone="1")
    submission.save()
    Submission.objects.filter(pk=submission.pk).update(
        phone=submission._meta.get_field("phone").seal(submission.pk, "2")
    )
    assert opened(Submission.objects.get(), "phone") == "2"
    submission.seal(phone="3", email="three@example.com")
    Submission.objects.bulk_update([submission], ["phone", "email"])
    assert opened(Submission.objects.get(), "email") == "three@example.com"
    other = unsaved()
    other.seal(phone="4")
    Submission.objects.bulk_create([other])
    assert opened(Submission.objects.get(pk=other.pk), "phone") == "4"
    Submission.objects.update(phone=None)
    assert opened(Submission.objects.get(pk=other.pk), "phone") == ""


def test_two_rows_updated_at_once_keep_their_own_values(submission):
    other = received()
    submission.seal(phone="1", email=None)
    other.seal(phone=None, email="two@example.com")
    Submission.objects.bulk_update([submission, other], ["phone", "email"])
    rows = {row.pk: row for row in Submission.objects.all()}
    assert [opened(rows[submission.pk], name) for name in ("phone", "email")] == ["1", ""]
    assert [opened(rows[other.pk], name) for name in ("phone", "email")] == ["", "two@example.com"]


# --- fixtures -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["json", "xml", "jsonl"])
def test_a_dump_holds_sealed_values_and_loads_again(submission, tmp_path, kind):
    fixture = tmp_path / f"dump.{kind}"
    call_command("dumpdata", "admissions.submission", format=kind, output=str(fixture), verbosity=0)
    assert "555-0142" not in fixture.read_text()
    Submission.objects.all().delete()
    call_command("loaddata", str(fixture), verbosity=0)
    assert opened(Submission.objects.get(), "phone") == "(949) 555-0142"


@pytest.mark.parametrize("value", [CANARY, f"v1.k1.{CANARY}", 5550199, ["CANARY-555-0199"]])
def test_a_fixture_with_plain_text_is_refused_and_not_quoted(submission, tmp_path, value):
    fixture = tmp_path / "dump.json"
    rows = json.loads(serializers.serialize("json", [submission]))
    rows[0]["fields"]["phone"] = value
    fixture.write_text(json.dumps(rows))
    before = stored_text(Submission)
    errors = io.StringIO()
    with pytest.raises(Exception, match="sealed values only") as refused:
        call_command("loaddata", str(fixture), verbosity=0, stderr=errors)
    assert "555" not in str(refused.value) + errors.getvalue()
    assert stored_text(Submission) == before


# --- what a sealed value shows ------------------------------------------------------------------------


def test_a_sealed_value_is_dots_wherever_it_ends_up(submission):
    sealed = Submission.objects.get().phone
    assert {str(sealed), f"{sealed}", "%s" % sealed} == {"••••••"}  # noqa: UP031
    assert (repr(sealed), repr([sealed])) == ("<Sealed>", "[<Sealed>]")
    with pytest.raises(TypeError):
        json.dumps({"phone": sealed})


def test_a_sealed_value_survives_a_copy(submission):
    sealed = submission.phone
    assert copy.deepcopy(sealed) == pickle.loads(pickle.dumps(sealed)) == sealed  # noqa: S301
    assert len({sealed, copy.copy(sealed)}) == 1
    assert sealed != sealed.token


def test_no_field_of_a_form_shows_a_sealed_column():
    for model in (Submission, Policy, Draft, Note):
        assert all(field.formfield() is None for field in model.sealed_fields().values())


# --- binding ------------------------------------------------------------------------------------------


@given(text=st.text())
def test_any_text_opens_as_it_was(text):
    sealed = seal("a", ROW, text.encode())
    assert unseal("a", ROW, sealed) == text.encode()


@pytest.mark.parametrize(
    "name",
    [
        "O’Brien-Núñez",
        "Ӂ",
        "李",
        "أحمد",
        "Marie\N{NO-BREAK SPACE}Anne",
        "a" * 100,
        "\u202etxt",
        "x\x00y",
        "  kept  ",
    ],
)
def test_names_are_kept_as_typed(name):
    assert opened(received(last_name=name), "last_name") == name
    assert opened(Submission.objects.get(), "last_name") == name


def test_the_same_value_is_sealed_differently_each_time():
    assert seal("a", ROW, b"x") != seal("a", ROW, b"x")


def test_a_value_moved_to_another_row_does_not_open(submission):
    other = received()
    Submission.objects.filter(pk=other.pk).update(phone=submission.phone)
    with pytest.raises(Unreadable):
        opened(Submission.objects.get(pk=other.pk), "phone")


def test_a_value_moved_to_another_column_does_not_open(submission):
    submission.email = submission.phone
    submission.save()
    with pytest.raises(Unreadable):
        opened(Submission.objects.get(), "email")


def test_a_copy_of_a_row_is_sealed_anew(submission):
    twin = copy.copy(submission)
    twin.pk = uuid.uuid4()
    with pytest.raises(Unreadable):
        opened(twin, "phone")
    twin.phone = Submission._meta.get_field("phone").seal(twin.pk, opened(submission, "phone"))
    assert opened(twin, "phone") == "(949) 555-0142"


@given(at=st.integers(0, 200), flip=st.integers(1, 255))
def test_one_changed_bit_anywhere_is_noticed(at, flip):
    head, body = (token := seal("a", ROW, b"some text").token).rsplit(".", 1)
    raw = bytearray(base64.b64decode(body))
    raw[at % len(raw)] ^= flip
    changed = Sealed(f"{head}.{base64.b64encode(raw).decode()}")
    assert changed.token != token
    with pytest.raises(Unreadable):
        unseal("a", ROW, changed)


def test_a_wrong_key_opens_nothing(submission, settings):
    settings.PHI_KEYS = "k1:c0m3bq3pG0g8sO6Yw1cJ5yqk3b2vX9tT7mE4hN6rZ2B="
    with pytest.raises(Unreadable):
        opened(submission, "phone")
    settings.PHI_KEYS = "k2:c0m3bq3pG0g8sO6Yw1cJ5yqk3b2vX9tT7mE4hN6rZ2B="
    with pytest.raises(Unreadable, match="'k1', which is not in PHI_KEYS"):
        opened(submission, "phone")


@pytest.mark.parametrize("rubbish", ["", "rubbish", "v1.k1.", "v1.k1.AAAA", "v2.k1.AAAA", CANARY])
def test_garbage_in_a_sealed_column_is_unreadable_and_breaks_no_list(submission, rubbish):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE admissions_submission SET phone = %s", [rubbish])
    row = Submission.objects.get()
    assert str(row.phone) == "••••••"
    with pytest.raises(Unreadable) as refused:
        opened(row, "phone")
    assert CANARY not in str(refused.value)


def test_text_cannot_pass_for_a_sealed_value():
    for text in (CANARY, "", f"v1.k1.{CANARY}", "v1..AAAA", "v1.k1.AAAA\n"):
        with pytest.raises(ValueError, match="Not a sealed value"):
            Sealed(text)


# --- saving again and looking up ----------------------------------------------------------------------


def test_saving_a_row_unopened_leaves_its_bytes_as_they_are(submission):
    before = stored_text(Submission)
    Submission.objects.get().save()
    Submission.objects.bulk_update(list(Submission.objects.all()), ["phone", "note"])
    assert stored_text(Submission) == before


def test_sealing_anew_changes_the_bytes_and_not_the_value(submission):
    before = submission.phone
    submission.phone = reseal(submission, "phone")
    assert submission.phone != before
    assert opened(submission, "phone") == "(949) 555-0142"
    assert reseal(submission, "email") is None


def test_nothing_typed_is_nothing_stored(submission):
    assert submission.email is None
    assert Submission.objects.filter(email=None, phone__isnull=False).exists()


def test_a_sealed_value_can_be_looked_up_and_plain_text_cannot(submission):
    assert Submission.objects.get(phone=submission.phone) == submission
    assert Submission.objects.get(phone__in=[submission.phone]) == submission
    for question in ({"phone": "(949) 555-0142"}, {"phone__in": ["(949) 555-0142"]}, {"phone__gt": "1"}):
        with pytest.raises(TypeError, match="sealed values only"):
            Submission.objects.filter(**question).exists()
