"""Content objects: what is frozen can be read back, and what cannot be read never breaks a page."""

from __future__ import annotations

import contextlib
import datetime
import json
import logging
from dataclasses import dataclass
from typing import Any, ClassVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alter_site.content.characters import carried
from alter_site.content.kinds import page_models
from alter_site.content.models import Edition
from alter_site.content.objects import (
    PageContent,
    PageRef,
    PictureRef,
    RichText,
    Undecodable,
    content_hash,
    decode,
    decode_page,
    encode,
    walk,
)
from tests.factories import IndexPageFactory, TherapyFactory, changed, editions_of, published
from tests.support.fuzzing import examples
from therapies.content import TherapyContent

CONTENTS = [model.CONTENT for model in page_models().values()]
every_kind = pytest.mark.parametrize("kind", CONTENTS, ids=[content.KIND for content in CONTENTS])
few = examples(8)  # for each kind

# No text of an edition holds what XML cannot carry.
st.register_type_strategy(str, st.text().map(carried))

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)


def through_json(value: Any) -> Any:
    return json.loads(json.dumps(encode(value)))


@every_kind
@few
@given(data=st.data())
def test_every_page_is_read_back_as_it_was_frozen(kind: type[PageContent], data):
    content = data.draw(st.from_type(kind))
    assert decode(kind, through_json(content)) == content


@every_kind
@few
@given(data=st.data())
def test_freezing_what_was_read_gives_the_same_hash(kind: type[PageContent], data):
    body = through_json(data.draw(st.from_type(kind)))
    assert content_hash(encode(decode(kind, body))) == content_hash(body)


@every_kind
@few
@given(data=st.data())
def test_a_damaged_body_is_either_read_or_refused_and_nothing_else(kind: type[PageContent], data):
    body = through_json(data.draw(st.from_type(kind)))
    name = data.draw(st.sampled_from(sorted(body)))
    body[name] = data.draw(json_values)
    with contextlib.suppress(Undecodable):
        decode(kind, body)


@every_kind
@few
@given(body=json_values)
def test_a_body_that_is_no_page_is_either_read_or_refused(kind: type[PageContent], body):
    with contextlib.suppress(Undecodable):
        decode(kind, body)


def test_an_unknown_key_is_ignored():
    assert decode(
        PictureRef, {"name": "a", "alt": "", "width": 1, "height": 1, "mood": "calm"}
    ) == PictureRef("a", "", 1, 1)


def test_a_missing_key_takes_its_default():
    assert decode(TherapyContent, {"title": "EMDR", "page_heading": "EMDR"}).benefits == ()


def test_a_missing_key_without_default_is_refused():
    with pytest.raises(Undecodable, match="page_heading"):
        decode(TherapyContent, {"title": "EMDR"})


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (str, 1),
        (int, True),
        (int, "1"),
        (bool, 1),
        (datetime.date, "soon"),
        (datetime.date, 20261123),
        (tuple[str, ...], "words"),
        (tuple[int, ...], [1, "2"]),
        (RichText, "<p>words</p>"),
        (PageRef, {"page": None}),
        (str | None, 1),
    ],
)
def test_a_value_of_the_wrong_type_is_refused(kind, value):
    with pytest.raises(Undecodable):
        decode(kind, value)


def test_a_type_that_cannot_be_frozen_is_a_mistake_of_ours():
    with pytest.raises(TypeError, match="cannot hold"):
        decode(float, 1.0)


def test_the_walk_meets_every_leaf_in_order_with_the_name_of_its_field():
    content = TherapyContent(
        title="EMDR", page_heading="EMDR", introduction=RichText("<p>a</p>"), benefits=("b", "c")
    )
    leaves = [leaf for leaf in walk(content) if leaf[0] in {"title", "introduction", "benefits"}]
    assert leaves == [
        ("title", "EMDR"),
        ("introduction", RichText("<p>a</p>")),
        ("benefits", "b"),
        ("benefits", "c"),
    ]


# --- versions -----------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class SecondVersion(PageContent):
    KIND: ClassVar = "sample"
    VERSION: ClassVar = 2

    lede: str

    @classmethod
    def upgrade(cls, body: dict[str, Any], version: int) -> dict[str, Any]:
        if version == 1:
            return {**body, "lede": body["opening"]}
        return super().upgrade(body, version)


def test_a_body_of_an_older_version_is_upgraded():
    content = decode_page(SecondVersion, {"title": "T", "opening": "Words."}, 1)
    assert content == SecondVersion(title="T", lede="Words.")


def test_a_body_of_a_version_nobody_knows_is_refused():
    with pytest.raises(Undecodable, match="version 9"):
        decode_page(SecondVersion, {"title": "T", "lede": ""}, 9)


# --- pages whose body cannot be read ------------------------------------------------------------------

UNREADABLE = [
    {"schema_version": 99},
    {"body": {"title": 5}},
    {"body": {}},
    {"body": []},
    {"body": "words"},
    {"kind": "a-kind-of-another-release"},
]


@pytest.mark.django_db
@pytest.mark.parametrize("damage", UNREADABLE, ids=str)
def test_a_page_that_cannot_be_read_keeps_its_last_good_text_and_is_logged(damage, visit, caplog):
    therapy = published(TherapyFactory(benefits=["A good night’s sleep"]))
    published(changed(therapy, benefits_heading="What is new"))
    Edition.objects.filter(pk=editions_of(therapy)[1].pk).update(**damage)

    document = visit(therapy.path)

    assert "A good night’s sleep" in document.text("main")
    assert "What is new" not in document.text("main")
    assert [record.levelno for record in caplog.records] == [logging.ERROR]


@pytest.mark.django_db
@pytest.mark.parametrize("damage", UNREADABLE, ids=str)
def test_a_page_without_any_readable_edition_is_not_found(damage, visit):
    therapy = published(TherapyFactory())
    Edition.objects.update(**damage)
    visit(therapy.path, status=404)


@pytest.mark.django_db
@pytest.mark.parametrize("picture", [{"name": 3}, [], "masters/none.jpg", 7])
def test_a_list_shows_a_page_whose_picture_cannot_be_read(picture, visit):
    therapy = published(TherapyFactory())
    published(IndexPageFactory())
    Edition.objects.filter(page_id=therapy.pk).update(picture=picture)
    assert therapy.title in visit("/therapies/").text("main")
