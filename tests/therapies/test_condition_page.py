"""The condition page: signs, what helps, who treats it, and the safety card where substances are involved."""

from __future__ import annotations

import datetime

import pytest
from django.utils import timezone

from tests.factories import (
    ConditionFactory,
    LevelOfCareFactory,
    SafetyCardFactory,
    TherapyFactory,
    changed,
    facts_saved,
    published,
)
from therapies.models import SafetyCard

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate()


def test_the_page_has_its_sections_in_their_order(visit):
    level = published(LevelOfCareFactory())
    condition = ConditionFactory(
        title="Alcohol use",
        involves_substances=True,
        signs=["Drinking alone"],
        help_text="<p>Company.</p>",
        questions=[{"question": "How long?", "answer": "<p>It depends.</p>"}],
    )
    condition.levels_of_care.add(level)
    SafetyCardFactory()
    published(condition)
    published(TherapyFactory(indications=[{"text": "Drinking", "condition": condition}]))
    document = visit(condition.path)
    assert document.text("h1") == "Alcohol use"
    assert document.texts("main h2")[:6] == [
        "Before you stop, and in an emergency",
        "Signs people notice",
        "What can help",
        "Therapies that may help",
        "Where it is treated",
        "Frequently asked questions",
    ]


def test_the_safety_card_prints_what_staff_wrote_and_who_read_it(visit):
    condition = published_with_card(SafetyCardFactory(heading="Please read this first"))
    card = visit(condition.path).text("aside[aria-labelledby=safety]")
    assert "Please read this first" in card
    assert "Stopping suddenly can be dangerous. Call (866) 989-3395 first." in card
    assert "Medically reviewed: A Reviewer, MD" in card


def test_a_demo_safety_card_says_so_and_claims_no_review(visit):
    condition = published_with_card(SafetyCardFactory(is_demo=True))
    card = visit(condition.path).text("aside[aria-labelledby=safety]")
    assert "Demo text, not yet reviewed by a clinician" in card
    assert "A Reviewer" not in card


def test_a_page_without_substances_has_no_safety_card(visit):
    SafetyCardFactory()
    facts_saved()
    assert visit(published(ConditionFactory()).path).all("aside[aria-labelledby=safety]") == []


def test_there_is_one_safety_card():
    SafetyCardFactory(heading="First")
    SafetyCard(heading="Second", text="<p>x</p>").save()
    assert SafetyCard.objects.get().heading == "Second"


@pytest.mark.parametrize(
    ("values", "overdue"),
    [
        ({"review_due": TODAY}, False),
        ({"review_due": TODAY - datetime.timedelta(days=1)}, True),
        ({"review_due": None}, True),
        ({"review_due": None, "is_demo": True}, False),
    ],
    ids=str,
)
def test_a_card_is_overdue_from_the_day_after_its_last_day(values, overdue):
    assert SafetyCard(**values).is_overdue(TODAY) is overdue


def test_signs_stand_in_their_order(visit):
    condition = ConditionFactory(signs=["First", "Second", "Third"])
    condition.signs.filter(text="Third").update(position=0)
    condition.signs.filter(text="First").update(position=2)
    assert visit(published(condition).path).texts("ul.notes li") == ["Third", "Second", "First"]


def test_levels_of_care_stand_in_their_own_order(visit):
    levels = [
        published(LevelOfCareFactory(title=title, position=place)) for title, place in (("B", 2), ("A", 1))
    ]
    condition = ConditionFactory()
    condition.levels_of_care.set(levels)
    document = visit(published(condition).path)
    hrefs = [href for href in document.hrefs("main a") if href.startswith("/levels-of-care/level")]
    assert hrefs == [levels[1].path, levels[0].path]


def published_with_card(card: SafetyCard):
    facts_saved()
    return published(changed(ConditionFactory(), involves_substances=True))
