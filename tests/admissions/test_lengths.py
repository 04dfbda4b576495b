"""Lengths: whoever has the database and no key learns nothing from how long a sealed value is."""

from __future__ import annotations

import base64
import itertools
import json
import os
import random
from collections import Counter, defaultdict
from typing import Any

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given
from hypothesis import strategies as st

from admissions.choices import CareWanted, Concern, HeldBy, HowSoon
from admissions.custody import rotation
from admissions.custody.access import Purpose, open_for
from admissions.models import CardImage, Draft, Policy, Submission
from admissions.phi import padding
from admissions.phi.draft_key import DraftKey
from admissions.phi.keyring import keyring
from admissions.phi.seal import NONCE_BYTES, Sealed, Unreadable, unseal
from admissions.verification import drafts
from admissions.verification.answers import Answers
from tests.support.interrupted import interrupt
from tests.support.requests import PERSON, received

REQUESTS = 1_000
LEVELS = ["", *CareWanted.values]
SOON = ["", *HowSoon.values]
EVERY_CONCERN = [list(some) for number in range(4) for some in itertools.combinations(Concern.values, number)]


def lengths(row):
    """Return everything that the sealed columns of a row show without a key."""
    return tuple(
        0 if (sealed := getattr(row, name)) is None else len(sealed.token) for name in row.sealed_fields()
    )


def guessed(seen):
    """Return how often a thief who knows all ``(lengths, answer)`` is right, and who knows no length."""
    by_length: defaultdict[Any, Counter[Any]] = defaultdict(Counter)
    for shown, answer in seen:
        by_length[shown][answer] += 1
    right = sum(answers.most_common(1)[0][1] for answers in by_length.values())
    return right, Counter(answer for _, answer in seen).most_common(1)[0][1]


def person(chance: random.Random) -> dict[str, str]:
    """Return invented answers; one of the three is given, so that it is seen that something was asked."""
    concerns = chance.choice(EVERY_CONCERN[1:])
    return {
        "level_of_care": chance.choice(LEVELS),
        "how_soon": chance.choice(SOON),
        "concerns": "\n".join(concerns),
    }


@pytest.mark.django_db
def test_no_length_tells_level_of_care_urgency_or_concerns_better_than_chance():
    chance = random.Random(14)  # noqa: S311 (no secret)
    seen: defaultdict[str, list[Any]] = defaultdict(list)
    rows = []
    for _ in range(REQUESTS):
        told = person(chance)
        row = Submission()
        row.seal(**{**PERSON, **told})
        rows.append((row, told))
    for row, told in rows:
        for name, answer in told.items():
            seen[name].append((lengths(row), answer))
        seen["safety"].append((lengths(row), Concern.SAFETY in told["concerns"].split("\n")))
    for name, pairs in seen.items():
        right, by_chance = guessed(pairs)
        assert right == by_chance, f"{name}: right {right} times of {REQUESTS}, by chance {by_chance}"


@pytest.mark.django_db
def test_a_request_that_is_received_shows_one_length_for_every_answer():
    shown = {
        tuple(len(getattr(row, name).token) for name in ("level_of_care", "how_soon", "concerns"))
        for row in (
            received(level_of_care="", how_soon=soon, concerns=words)
            for soon, words in [
                *itertools.product(SOON, ["sleep", "\n".join(Concern.values), "Said on the phone " * 10]),
                ("today", ""),
            ]
        )
    }
    assert len(shown) == 1


def test_no_length_of_a_draft_tells_what_was_answered():
    chance = random.Random(14)  # noqa: S311
    shown = set()
    for _ in range(REQUESTS):
        told = person(chance)
        typed = {name: [text] for name, text in told.items()} | {"concerns": told["concerns"].split("\n")}
        draft = Draft()
        draft.key = DraftKey.new()
        drafts._seal(draft, answers=Answers("full", {"help": typed, "contact": {"reach": ["x"]}}).written())
        shown.add(lengths(draft))
    assert len(shown) == 1


@pytest.mark.parametrize("holder", ["", *HeldBy.values])
def test_the_length_of_a_sealed_value_does_not_tell_whose_plan_it_is(holder):
    rows = Policy(), Policy()
    rows[0].seal(holder_relation=holder or "A spouse’s or partner’s")
    rows[1].seal(holder_relation="x")
    assert lengths(rows[0]) == lengths(rows[1])


# --- padding --------------------------------------------------------------------------------------------


@given(value=st.binary(max_size=300), size=st.sampled_from([0, 64, 100, 256]))
def test_what_is_padded_comes_back_as_it_was(value, size):
    assert padding.without(padding.padded(value, size)) == value


@given(length=st.integers(0, 3_000_000))
def test_there_are_few_sizes_and_each_holds_its_value(length):
    size = padding.padded_length(length)
    assert size > length
    assert size - length <= max(length + 1, 64)
    assert size - length <= padding.STEP
    assert size % padding.STEP == 0 or size in {64 << number for number in range(11)}


@pytest.mark.parametrize("not_padded", [b"", b"text", b"text\0", b"\0" * 64, b"\x80x"])
def test_a_value_without_padding_is_refused(not_padded):
    with pytest.raises(ValueError, match="Not a padded value"):
        padding.without(not_padded)


# --- values from before ---------------------------------------------------------------------------------


def as_before(label: str, row, value: bytes) -> Sealed:
    """Seal a value as releases did that did not pad."""
    ring, nonce = keyring(), os.urandom(NONCE_BYTES)
    sealed = AESGCM(ring.keys[ring.active]).encrypt(nonce, value, f"{label}:{row}".encode())
    return Sealed(f"v1.{ring.active}.{base64.b64encode(nonce + sealed).decode()}")


OLD = {"level_of_care": "Living at a treatment home for a while", "how_soon": "This week", "note": "Please"}


@pytest.fixture
def old_rows(db):
    """Three requests and a photo as a release before this one left them."""
    rows = [received(**OLD) for _ in range(3)]
    for row in rows:
        kept = {name: as_before(f"submission.{name}", row.id, text.encode()) for name, text in OLD.items()}
        Submission.objects.filter(pk=row.pk).update(**kept, concerns=None)
    photo: Any = CardImage(submission=rows[0], side="front", width=1, height=1, image_code="0")
    photo.image = as_before("card_image.image", photo.id, b"\xff\xd8" * 40_000)
    photo.save(force_insert=True)
    return rows


def opened():
    names = [*OLD, "concerns"]
    return [open_for(Purpose.OWN_DRAFT, row, *names) for row in Submission.objects.order_by("pk")]


def test_unpadded_values_of_form_v1_open_and_are_padded_by_rotate_keys(old_rows):
    assert opened() == [{**OLD, "concerns": ""}] * 3
    assert rotation.not_padded() == 10
    # The photo too, and the three concerns that nobody named.
    assert rotation.rotate() == 13
    assert rotation.not_padded() == rotation.rotate() == 0
    assert opened() == [{**OLD, "concerns": ""}] * 3
    assert len({lengths(row) for row in Submission.objects.all()}) == 1
    assert not Submission.objects.filter(concerns=None).exists()


@pytest.mark.parametrize("after", [0, 1, 4, 9])
def test_padding_that_was_interrupted_goes_on_where_it_stopped(old_rows, after):
    interrupt(rotation.rotate, rotation, "reseal", after)
    assert rotation.not_padded() == 10 - after
    rotation.rotate()
    assert rotation.not_padded() == 0
    assert opened() == [{**OLD, "concerns": ""}] * 3


@pytest.mark.django_db
def test_a_v1_value_does_not_pass_for_a_v2_value():
    row = received()
    for text, other in (
        (Submission._meta.get_field("phone").seal(row.id, "1").token, "v1"),
        (as_before("submission.phone", row.id, b"1\x80").token, "v2"),
    ):
        with pytest.raises(Unreadable):
            unseal("submission.phone", row.id, Sealed(f"{other}{text[2:]}"))


def test_what_waits_in_a_session_is_padded_as_well(client, coordinator, db):
    client.force_login(coordinator)
    shown = set()
    for care in CareWanted.values:
        client.post("/admin/desk/call/", {"level_of_care": care, "concerns": "x" * len(care)})
        shown.add(len(client.session["desk_mistake"]))
    assert len(shown) == 1


def test_json_is_kept_whole_whatever_is_in_it():
    draft = Draft()
    draft.key = DraftKey.new()
    text = json.dumps({"words": "x" * 20_000})
    drafts._seal(draft, shown_once=text)
    assert drafts._open(draft, "shown_once") == text
