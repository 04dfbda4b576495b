"""From the form of the admin to a live page of a kind whose app no other file of the project knows.

Run with the settings beside it by ``tests/content/test_kinds.py``.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.core.management import call_command
from django.urls import reverse

from alter_site.content.editions import publishing
from alter_site.content.editions.restoring import put_form_back
from alter_site.content.models import IndexPage, Publication
from alter_site.delivery.headers import SPECULATION_RULES
from tests.factories import facts_saved
from tests.support.document import Document
from tests.support.forms import typed
from tests.support.markup import check_public

from .lanterns.models import Lantern

pytestmark = pytest.mark.django_db

ADD = "/admin/lanterns/lantern/add/"
TEXT = (
    "<p>"
    + "The lamp at the end of the path burns all night, and you can see it from the shore. " * 8
    + "</p>"
)


@pytest.fixture
def publish(visit_admin, client, django_capture_on_commit_callbacks):
    """Fill in the form at an address as a marketer, press Publish, and return the page that is shown then."""

    def fill_in(address, **values):
        values = typed(visit_admin(address), **values) | {"_publish": "1"}
        with django_capture_on_commit_callbacks(execute=True):
            return Document(client.post(address, values, follow=True))

    return fill_in


def rays(*colors):
    rows = {"rays-TOTAL_FORMS": str(len(colors)), "rays-INITIAL_FORMS": "0"}
    for place, color in enumerate(colors):
        rows |= {f"rays-{place}-color": color, f"rays-{place}-text": f"<p>It is {color}.</p>"}
    return rows


def test_the_project_passes_its_checks_with_the_new_kind():
    call_command("check", fail_level="WARNING")


def test_a_new_kind_goes_from_the_form_to_page_list_sitemap_graph_and_grade(
    publish, visit, visit_admin, client, capsys
):
    facts_saved()
    publish(ADD, title="Harbor light", slug="harbor-light", summary="It stands at the harbor.", text=TEXT)
    harbor = Lantern.objects.get()
    publish(
        ADD,
        title="Path light",
        slug="path-light",
        summary="It stands beside the path.",
        text=TEXT,
        neighbor=str(harbor.pk),
        **rays("amber", "blue"),
    )
    publish(
        reverse("admin:content_indexpage_add"),
        title="Lanterns",
        lists="lantern",
        summary="All of them.",
        lede="Every lamp.",
    )
    assert IndexPage.objects.get().path == "/lanterns/"
    assert Publication.objects.count() == 3

    page = visit("/lanterns/path-light/")
    check_public(page)
    assert page.texts("h3")[:2] == ["amber", "blue"]
    assert "/lanterns/harbor-light/" in page.hrefs("main a")
    assert page.texts(".crumbs li")[1].startswith("Lanterns")
    graph = json.loads(page.one("script[type='application/ld+json']").text())["@graph"]
    assert {
        "@type": "Thing",
        "@id": "http://localhost:8000/lanterns/path-light/#lantern",
        "name": "Path light",
    } in graph

    listed = visit("/lanterns/")
    assert {"/lanterns/harbor-light/", "/lanterns/path-light/"} <= set(listed.hrefs("main a"))
    assert b"/lanterns/path-light/" in client.get("/sitemap-lantern.xml").content
    assert b"/sitemap-lantern.xml" in client.get("/sitemap.xml").content
    assert "/lanterns/*" in Path(finders.find(SPECULATION_RULES)).read_text()
    assert "Lanterns" in visit_admin("/admin/").text("#content")

    capsys.readouterr()
    call_command("reading_grade", all=True)
    assert "/lanterns/" in capsys.readouterr().out


def test_its_edition_can_be_put_back_into_the_form(publish, marketer):
    publish(ADD, title="Harbor light", slug="harbor-light", summary="At sea.", text=TEXT, **rays("amber"))
    lantern = Lantern.objects.get()
    before = publishing.live_edition(lantern)
    lantern.rays.all().delete()
    Lantern.objects.update(lede="Another opening.")
    assert put_form_back(Lantern.objects.get(), before, marketer) == []
    assert [ray.color for ray in Lantern.objects.get().content().rays] == ["amber"]
