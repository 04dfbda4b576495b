"""Help tonight: three doors on one small page, which a device keeps."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders

from alter_site.delivery.ready_page import compressed
from tests.factories import facts_saved

pytestmark = pytest.mark.django_db

TONIGHT = "/tonight/"
MOST = 15_000  # bytes, page and style together, compressed


def test_three_doors_lead_to_911_then_988_then_three_answers(visit):
    facts_saved()
    page = visit(TONIGHT)
    assert page.texts(".door h2") == [
        "Someone is in danger now",
        "I can’t keep myself safe, or I need to talk",
        "It can wait until morning",
    ]
    assert page.hrefs(".door .main") == ["tel:911", "tel:988", "/request/contact/?way=short"]
    assert "sms:988" in page.hrefs(".door a")
    assert page.all("header a.leave")


def test_the_page_and_its_style_are_small(client):
    facts_saved()
    style = Path(finders.find("css/tonight.css") or "").read_bytes()
    sizes = [len(compressed(body)["br"]) for body in (client.get(TONIGHT).content, style)]
    assert sum(sizes) <= MOST


def test_the_page_for_tonight_costs_no_more_queries_than_any_page(client, django_assert_max_num_queries):
    facts_saved()
    with django_assert_max_num_queries(3):
        assert not client.get(TONIGHT).cookies


def test_only_this_page_registers_a_service_worker_and_it_caches_only_this_page(client, visit):
    script = client.get("/tonight/sw.js")
    assert script.headers["Content-Type"].startswith("text/javascript")
    (files,) = re.findall(r"FILES = (\[.*\]);", script.content.decode())
    assert re.findall(r'"([^"]+)"', files)[0] == TONIGHT
    assert len(re.findall(r'"([^"]+)"', files)) == 3
    scripts = [node.attributes["src"] for node in visit(TONIGHT).all("script[src]")]
    assert any("tonight" in (source or "") for source in scripts)
    assert ".register(" not in Path(finders.find("js/site.js") or "").read_text()
