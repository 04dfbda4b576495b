"""Fallback fonts do not move the layout, and preloads and picture priorities serve the first view."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from PIL import ImageFont

from tests.support.demo import loaded_demo
from tests.support.document import Document

pytestmark = pytest.mark.django_db

TOKENS = Path("static/css/tokens.css").read_text()
FALLBACKS = {
    "Petrona fallback": "petrona",
    "Petrona on Android": "petrona",
    "Atkinson fallback": "atkinson-next",
}
KINDS = [
    "/",
    "/therapies/",
    "/therapies/attachment-based-therapy/",
    "/conditions/ptsd/",
    "/facilities/",
    "/facilities/dana-point/",
    "/levels-of-care/residential/",
    "/articles/the-first-night/",
    "/about/team/",
]


@pytest.fixture(scope="module", autouse=True)
def _demo(django_db_setup: None, django_db_blocker: Any):
    with loaded_demo(django_db_blocker):
        yield


@pytest.fixture(scope="module")
def pages(_demo: None, django_db_blocker: Any) -> dict[str, Document]:
    with django_db_blocker.unblock():
        return {path: Document(Client().get(path)) for path in KINDS}


def per_cent(face: str, name: str) -> float:
    (value,) = re.findall(rf"{name}: ([\d.]+)%", face)
    return float(value) / 100


@pytest.mark.parametrize("family", FALLBACKS)
def test_lines_in_a_fallback_font_are_as_high_as_in_the_font_that_comes(family):
    (face,) = re.findall(rf'font-family: "{family}";(.*?)}}', TOKENS, re.DOTALL)
    size = 1000
    above, below = ImageFont.truetype(f"static/fonts/{FALLBACKS[family]}.woff2", size).getmetrics()
    wide = per_cent(face, "size-adjust")
    assert per_cent(face, "ascent-override") * wide * size == pytest.approx(above, abs=1)
    assert per_cent(face, "descent-override") * wide * size == pytest.approx(below, abs=1)
    assert per_cent(face, "line-gap-override") == 0
    assert re.search(rf'--\w+: {FALLBACKS[family].split("-")[0].title()}, [^;]*"{family}"', TOKENS)


def test_one_picture_at_most_is_fetched_first_and_every_other_waits_until_somebody_comes_near(
    pages, subtests
):
    for path, page in pages.items():
        with subtests.test(path=path):
            pictures = page.all("main img[srcset]")
            first = [picture for picture in pictures if picture.attributes.get("fetchpriority") == "high"]
            assert len(first) <= 1
            assert first == pictures[: len(first)]
            assert all(picture.attributes.get("loading") == "lazy" for picture in pictures[len(first) :])
            assert all({"width", "height", "sizes"} <= set(picture.attributes) for picture in pictures)


def test_a_picture_beside_the_opening_text_does_not_come_before_the_fonts(pages):
    beside = {path: page.all(".title img[srcset]") for path, page in pages.items()}
    assert any(beside.values())
    for path, pictures in beside.items():
        assert not any("fetchpriority" in picture.attributes for picture in pictures), path


def test_the_two_fonts_of_the_first_view_are_fetched_before_the_styles_that_name_them(pages, subtests):
    for path, page in pages.items():
        with subtests.test(path=path):
            links = page.all("head link[rel=preload], head link[rel=stylesheet]")
            assert [link.attributes.get("as") for link in links[:2]] == ["font", "font"]
            assert not any(link.attributes["rel"] == "preload" for link in links[2:])
