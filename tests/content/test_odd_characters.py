"""Whatever stands in the texts of a page or a fact: it is published and listed, and links stay links."""

from __future__ import annotations

import json
import re
from typing import Any
from xml.etree import ElementTree

import pytest
from django.db import models
from django.test import Client
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from alter_site.content.characters import carried
from alter_site.content.editions import gates
from alter_site.content.models.rich_text_field import RichTextField
from tests.factories import (
    ArticleFactory,
    ConditionFactory,
    FacilityFactory,
    HomePageFactory,
    InsurerFactory,
    LevelOfCareFactory,
    MenuItemFactory,
    PictureFactory,
    StandardPageFactory,
    TherapyFactory,
    TopicFactory,
    facts_saved,
    published,
)
from tests.support.document import Document
from tests.support.fuzzing import examples
from tests.support.passes import by_day
from tests.support.undone import undone

pytestmark = pytest.mark.django_db

ODD = [
    "\x0b", "\x0c", "\x01", "\x85", "\u2028", "\ufffe", "\uffff", "\ufdd0", "\U0001fffe", "\u200b", "\u3164",
    "\u2800", "\u00ad", "\u202e", "\u2066", "\u0301", "\uff10\uff13", "\u1ec5", "\u0141", "\u674e",
    "\U0001f600", "&", "<b>", '"', "'", "]]>", "?bcc=eve@evil.example", "{{ page }}", "%s", "W" * 40,
]  # fmt: skip
TEXT = st.lists(st.sampled_from([*ODD, "word", " "]), min_size=1, max_size=6).map("".join)
KINDS = (
    ArticleFactory,
    ConditionFactory,
    FacilityFactory,
    LevelOfCareFactory,
    StandardPageFactory,
    TherapyFactory,
    TopicFactory,
)
LD = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)
TRIED = examples(5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def fill(row: Any, text: str) -> None:
    """Put the text into every field that anybody types into."""
    for field in row._meta.concrete_fields:
        is_text = isinstance(field, models.CharField | models.TextField) and field.editable
        if (
            not is_text
            or field.choices
            or field.name == "slug"
            or isinstance(field, models.SlugField | models.URLField)
        ):
            continue
        if isinstance(field, RichTextField):
            setattr(row, field.attname, f"<p>{carried(text).replace('&', '&amp;').replace('<', '&lt;')}</p>")
        else:
            setattr(row, field.attname, f"A{text}"[: field.max_length or 200])
    row.save()


@pytest.mark.parametrize("factory", by_day(KINDS, 4), ids=lambda factory: factory._meta.model.__name__)
@TRIED
@given(text=TEXT)
def test_a_page_is_published_and_listed_whatever_its_texts_hold(factory, text, monkeypatch):
    monkeypatch.setattr(gates, "_gates", [])  # what is drawn may be what the linter refuses
    with undone():
        published(HomePageFactory())
        page = factory()
        fill(page, text)
        for relation in page._meta.related_objects:
            if relation.one_to_many and relation.get_accessor_name():
                for row in getattr(page, relation.get_accessor_name()).all():
                    fill(row, text)
        page = published(type(page)._default_manager.get(pk=page.pk))
        answer = Client().get(page.path)
        assert answer.status_code == 200
        html = answer.content.decode()
        assert html == carried(html)
        assert "eve@evil.example" not in " ".join(re.findall(r'href="([^"]*)"', html))
        for graph in LD.findall(html):
            json.loads(graph)
        Document(answer)
        assert Client().get("/llms.txt").status_code == 200
        for name in ("/sitemap.xml", f"/sitemap-{page.CONTENT.KIND}.xml", "/articles/feed/"):
            listed = Client().get(name)
            if listed.status_code == 200:
                ElementTree.fromstring(listed.content)  # noqa: S314 (our own)


@TRIED
@given(text=TEXT)
def test_facts_are_frozen_and_shown_whatever_their_texts_hold(text):
    with undone():
        home = published(HomePageFactory())
        fill(InsurerFactory(), text)
        line = MenuItemFactory(page=home)
        line.label = f"A{text}"[:40]
        line.save()
        fill(PictureFactory(), text)
        facts_saved()
        answer = Client().get(home.path)
        assert answer.status_code == 200
        assert answer.content.decode() == carried(answer.content.decode())
