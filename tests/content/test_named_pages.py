"""Pages that the site itself names by their address: links to them follow a move, and end with the page."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings

from alter_site.content.editions.unpublishing import Destination, Leads, unpublish_to
from alter_site.content.facts.named_pages import named
from alter_site.content.models import Redirect
from tests.factories import (
    HomePageFactory,
    IndexPageFactory,
    MarketerFactory,
    StandardPageFactory,
    TherapyFactory,
    changed,
    committed,
    published,
)
from tests.support.document import Document
from tests.support.forms import typed
from tests.support.screens import saved, screen

pytestmark = pytest.mark.django_db

GONE = Destination(Leads.GONE)
PRIVACY, FORM = "/privacy/", "/request/contact/?way=short"


def off_the_site(page, destination):
    with committed():
        unpublish_to(page, MarketerFactory(), destination)


def footer(client):
    return Document(client.get(FORM)).one(".request-footer")


@pytest.mark.parametrize("destination", [GONE, Destination(Leads.PAGE, "/")])
def test_no_way_back_and_no_button_leads_to_a_list_that_is_not_live(visit, destination):
    index = published(IndexPageFactory())
    therapy = published(TherapyFactory(title="EMDR"))
    home = HomePageFactory()
    home.therapies.add(therapy)
    published(home)
    assert index.path in visit(therapy.path).hrefs(".crumbs a")
    assert index.path in visit(home.path).hrefs("main a")
    off_the_site(index, destination)
    document = visit(therapy.path)
    assert document.texts(".crumbs li") == ["Home", "EMDR"]
    (node,) = document.nodes_of_type("BreadcrumbList")
    assert [item["name"] for item in node["itemListElement"]] == ["Home", "EMDR"]
    assert index.path not in visit(home.path).hrefs("main a")


def test_the_form_leads_to_where_the_privacy_page_has_moved(client):
    privacy = published(StandardPageFactory(slug="privacy"))
    assert PRIVACY in footer(client).html
    published(changed(privacy, slug="privacy-policy"))
    assert 'href="/privacy-policy/"' in footer(client).html
    assert PRIVACY not in footer(client).html


def test_the_form_announces_no_page_of_rights_that_is_not_there(client):
    privacy = published(StandardPageFactory(slug="privacy"))
    assert "your rights:" in footer(client).text()
    off_the_site(privacy, GONE)
    assert "your rights:" not in footer(client).text()


def test_a_redirect_made_by_hand_brings_the_links_back(client, visit_admin):
    off_the_site(published(StandardPageFactory(slug="privacy")), Destination(Leads.NOWHERE))
    published(StandardPageFactory(slug="data"))
    add = "/admin/content/redirect/add/"
    sent = typed(visit_admin(add), old_path=PRIVACY, new_path="/data/")
    with committed():
        assert client.post(add, sent).status_code == 302
    assert 'href="/data/"' in footer(client).html


def test_templates_name_pages_only_by_addresses_that_are_followed():
    wrong = {}
    for template in Path(settings.BASE_DIR, "templates").rglob("*.html"):
        text = template.read_text(encoding="utf-8")
        unknown = set(re.findall(r'way_to:"([^"]+)"', text)) - set(named())
        fixed = re.findall(r'{% url "content:standard_page"[^%]*%}|href="/[a-z][^"]*"', text)
        if unknown or fixed:
            wrong[template.name] = [*unknown, *fixed]
    assert wrong == {}


def test_an_editor_reads_what_the_site_itself_leads_to_a_page_before_it_leaves(visit_admin):
    index = saved(published(IndexPageFactory()))
    before = published(StandardPageFactory(slug="privacy"))
    privacy = saved(published(changed(before, slug="privacy-policy")))
    therapy = saved(published(TherapyFactory()))
    for page, words in ((index, "above each page that it lists"), (privacy, "The insurance form")):
        for name in ("unpublish", "used"):
            assert words in visit_admin(screen(page, name)).text("#content-main")
    assert "No live page and no menu leads to it." in visit_admin(screen(therapy, "unpublish")).text()


def test_redirects_to_a_part_of_the_live_page_are_named_where_it_is_used(visit_admin):
    therapy = saved(published(TherapyFactory(slug="emdr")))
    Redirect.objects.create(old_path="/old-a/", new_path="/therapies/emdr/#questions")
    Redirect.objects.create(old_path="/old-b/", new_path="/therapies/emdr-2/")
    saved(changed(therapy, slug="emdr-2"))
    document = visit_admin(screen(therapy, "used"))
    assert "/old-a/" in document.text("#content-main")
    assert "/old-b/" not in document.text("#content-main")
