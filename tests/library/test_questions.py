"""Questions by group: each group's page, the page of all of them, and a group that stands alone."""

from __future__ import annotations

import pytest

from alter_site.content.models import Edition
from tests.factories import FaqGroupFactory, IndexPageFactory, published

pytestmark = pytest.mark.django_db

MONEY = [
    {"question": "What does it cost?", "answer": "<p>It depends. Call [phone].</p>"},
    {"question": "Who pays?", "answer": "<p>Often a plan.</p>"},
]


def money(**values):
    return published(FaqGroupFactory(title="Money", slug="money", questions=MONEY, **values))


def test_a_group_answers_its_questions_in_their_order(visit):
    document = visit(money().path)
    assert document.response.wsgi_request.path == "/faqs/money/"
    assert document.texts(".questions:not(.close) details > summary") == ["What does it cost?", "Who pays?"]
    assert "Call (866) 989-3395" in document.texts(".questions:not(.close) details")[0]


def test_search_engines_get_the_questions_that_stand_on_the_page(visit):
    (node,) = visit(money().path).nodes_of_type("FAQPage")
    assert [row["name"] for row in node["mainEntity"]] == ["What does it cost?", "Who pays?"]


def test_all_questions_stand_on_one_page_by_group_and_lead_to_their_answers(visit):
    group = money(position=2)
    published(FaqGroupFactory(title="Starting", position=1, questions=MONEY[:1]))
    document = visit(published(IndexPageFactory(lists="faq_group")).path)
    assert document.texts("main h2")[:2] == ["Starting", "Money"]
    answers = [href for href in document.hrefs("main li a") if href.startswith(group.path)]
    anchors = [
        f"{group.path}#{node.attributes['id']}"
        for node in visit(group.path).all(".questions:not(.close) details")
    ]
    assert answers == anchors != []


def test_a_group_that_is_only_saved_is_not_listed(visit):
    FaqGroupFactory(title="Secret")
    assert "Secret" not in visit(published(IndexPageFactory(lists="faq_group")).path).text("main")


def test_a_group_may_stand_alone_at_an_address_of_its_own(visit):
    group = published(FaqGroupFactory(slug="afraid-to-ask", stands_alone=True, questions=MONEY))
    assert group.path == "/afraid-to-ask/"
    assert len(visit("/afraid-to-ask/").all(".questions:not(.close) details")) == 2
    index = visit(published(IndexPageFactory(lists="faq_group")).path)
    assert "/afraid-to-ask/" not in index.hrefs("main a")


def test_a_group_this_release_cannot_read_leaves_the_others_listed(visit):
    money()
    broken = published(FaqGroupFactory(title="Broken"))
    Edition.objects.filter(page_id=broken.pk).update(body={"title": 1})
    document = visit(published(IndexPageFactory(lists="faq_group")).path)
    assert document.texts("main h2")[0] == "Money"
    assert "Broken" not in document.text("main")
