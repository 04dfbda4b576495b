"""Links to a part of a page: the part has to be there, as readers get the page."""

from __future__ import annotations

import pytest

from alter_site.content.lint.findings import findings_for
from alter_site.content.models.identities import to_identity
from tests.factories import ConditionFactory, TherapyFactory, changed, published
from therapies.models import Therapy

pytestmark = pytest.mark.django_db


def dead(page):
    """Return what is said of links that lead nowhere."""
    found = findings_for(page, page.content(), is_thorough=False)
    return [finding.words for finding in found if finding.rule.id == "dead-link"]


def linking(href):
    return f'<p>Read <a href="{href}">how it goes</a>.</p>'


def with_technique(title, text="<p>Slowly.</p>", **values):
    return TherapyFactory(techniques=[{"title": title, "text": text}], **values)


@pytest.mark.parametrize("address", ["", "/therapies/attachment/"])
def test_a_part_of_the_page_itself_has_to_be_there_as_it_is_being_written(address):
    page = with_technique("Breathing", linking(f"{address}#technique-breathing"), slug="attachment")
    assert dead(page) == []
    page.techniques.update(title="Walking")
    assert dead(page) == ["“how it goes”: this page has no part #technique-breathing"]


def test_of_another_page_counts_what_readers_get_and_what_they_will_get():
    other = published(with_technique("Breathing"))
    page = ConditionFactory(introduction=linking(f"{other.path}#technique-breathing"))
    assert dead(page) == []
    other.techniques.update(title="Walking")
    assert dead(page) == []  # what is live still has it
    assert dead(changed(page, introduction=linking(f"{other.path}#technique-walking"))) == []
    page = changed(page, introduction=linking(f"{other.path}#technique-singing"))
    assert dead(page) == ["“how it goes”: the page it leads to has no part #technique-singing"]
    draft = with_technique("Drawing", slug="draft")
    assert dead(changed(page, introduction=linking(f"{draft.path}#technique-drawing"))) == []


def test_a_part_that_no_address_can_name_is_refused_and_found():
    other = ConditionFactory()
    with pytest.raises(LookupError, match="No part of a page is called"):
        to_identity(f"{other.path}#what%20it%20costs")
    page = TherapyFactory()
    Therapy.objects.filter(pk=page.pk).update(introduction=linking(f"page:{other.pk}#what it costs"))
    page.refresh_from_db()
    assert dead(page) == ["“how it goes”"]
