"""The level-of-care page: what it is in plain words, what a week holds, and the steps up and down."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from tests.factories import ConditionFactory, FacilityFactory, IndexPageFactory, LevelOfCareFactory, published

pytestmark = pytest.mark.django_db


def test_the_page_has_its_sections_in_their_order(visit):
    level = LevelOfCareFactory(
        title="Partial hospitalization",
        abbreviation="PHP",
        stay="10 to 20 days",
        week=[{"what": "Individual therapy", "how_much": "2 sessions", "note": "More if you need it."}],
        suits_text="<p>People who sleep at home.</p>",
        step_down=published(LevelOfCareFactory()),
    )
    published(level)
    condition = ConditionFactory()
    condition.levels_of_care.add(level)
    published(condition)
    document = visit(level.path)
    assert document.texts("main h2")[:5] == [
        "At a glance",
        "What a week holds",
        "Who it is for",
        "The way through",
        "Conditions treated at this level",
    ]
    facts = dict(zip(document.texts("dl.facts dt"), document.texts("dl.facts dd"), strict=True))
    assert facts["Short name"] == "PHP"
    assert facts["Usual stay"] == "10 to 20 days"
    assert document.texts("table th") == ["What", "How much", "Individual therapy"]


def test_steps_up_and_down_are_named_only_while_their_pages_are_live(visit):
    up, down = published(LevelOfCareFactory()), LevelOfCareFactory()
    level = published(LevelOfCareFactory(step_up=up, step_down=down))
    assert visit(level.path).hrefs("ol.path a") == [up.path]
    published(down)
    assert visit(level.path).hrefs("ol.path a") == [up.path, down.path]


def test_the_homes_that_give_it_are_named(visit):
    level = published(LevelOfCareFactory())
    facility = published(FacilityFactory(levels=[level]))
    assert visit(level.path).hrefs("dl.facts a") == [facility.path]


@pytest.mark.parametrize("name", ["step_up", "step_down"])
def test_a_step_cannot_lead_to_itself(name):
    level = LevelOfCareFactory()
    setattr(level, name, level)
    with pytest.raises(ValidationError, match="This is the same level"):
        level.full_clean()


def test_the_index_goes_from_the_most_support_to_the_least(visit):
    for title, position in (("Outpatient", 5), ("Residential", 1), ("Intensive outpatient", 3)):
        published(LevelOfCareFactory(title=title, position=position))
    document = visit(published(IndexPageFactory(lists="level_of_care")).path)
    text = document.text("main")
    assert (
        text.index("Residential")
        < text.index("Intensive outpatient")
        < text.index("Outpatient", text.index("Intensive outpatient") + 30)
    )
