"""The condition page: signs, what helps, who treats it, and the safety card where substances are involved."""

from __future__ import annotations

import datetime

import pytest
from django.utils import timezone

from alter_site.content import facts
from alter_site.content.editions import approvals
from alter_site.content.models import Approval
from tests.factories import (
    ConditionFactory,
    LevelOfCareFactory,
    SafetyCardFactory,
    TherapyFactory,
    changed,
    facts_saved,
    published,
    signer,
)
from therapies.models import SafetyCard

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate()
CARD = "aside[aria-labelledby=safety]"


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
    card = visit(condition.path).text(CARD)
    assert "Please read this first" in card
    assert "Stopping suddenly can be dangerous. Call (866) 989-3395 first." in card
    assert "Medically reviewed: by Rhea Reader, LMFT (license DEMO-0000), on" in card


def test_a_demo_safety_card_says_so_and_claims_no_review(visit):
    condition = published_with_card(SafetyCardFactory(is_demo=True))
    card = visit(condition.path).text(CARD)
    assert "Demo text, not yet reviewed by a clinician" in card
    assert "Rhea" not in card


def test_a_page_without_substances_has_no_safety_card(visit):
    SafetyCardFactory()
    facts_saved()
    assert visit(published(ConditionFactory()).path).all("aside[aria-labelledby=safety]") == []


def test_there_is_one_safety_card():
    SafetyCardFactory(heading="First")
    SafetyCard(heading="Second", text="<p>x</p>").save()
    assert SafetyCard.objects.get().heading == "Second"


@pytest.mark.parametrize(("days", "words"), [(0, []), (-1, ["overdue"])])
def test_a_card_is_overdue_from_the_day_after_its_last_day(days, words):
    SafetyCardFactory()
    Approval.objects.update(due=TODAY + datetime.timedelta(days=days))
    blockers = SafetyCard.blockers(TODAY)
    assert [word for word in words if word in blockers[0]] == words
    assert len(blockers) == len(words)


def test_a_card_that_nobody_signed_keeps_pages_back_and_is_not_printed(visit):
    SafetyCardFactory(is_signed=False)
    facts_saved()
    assert "approved the safety card yet" in SafetyCard.blockers(TODAY)[0]
    assert facts.current(timezone.now()).safety_card is None


def test_visitors_read_the_card_that_was_signed_until_the_next_text_is_signed(visit):
    card = SafetyCardFactory()
    condition = published_with_card(card)
    card.text = "<p>Nobody has read this.</p>"
    card.save()
    facts_saved()
    assert "Stopping suddenly can be dangerous." in visit(condition.path).text(CARD)
    approvals.sign(card.TEXT_ID, card.digest, signer())
    facts_saved()
    assert "Nobody has read this." in visit(condition.path).text(CARD)


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
