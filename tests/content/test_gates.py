"""Gates: whatever goes live, by whichever way, is asked for the same things."""

from __future__ import annotations

import pytest

from alter_site.content.editions import gates, publishing
from alter_site.content.models import Publication
from tests.factories import StandardPageFactory, changed, editions_of, published

pytestmark = pytest.mark.django_db

NO = "No page about yellow goes live."


@pytest.fixture(autouse=True)
def no_yellow(monkeypatch):
    """Add a gate that refuses a word."""
    monkeypatch.setattr(gates, "_gates", [*gates._gates])

    @gates.gate
    def no_yellow(page, content, digest):
        if "yellow" in content.title:
            yield NO


def test_publishing_asks_the_gates_and_leaves_nothing_behind():
    page = StandardPageFactory(title="A yellow page")
    with pytest.raises(publishing.CannotPublish, match=NO):
        publishing.publish(page, None)
    assert not Publication.objects.exists()
    assert editions_of(page) == []


def test_one_refused_page_keeps_all_of_several_back():
    pages = [StandardPageFactory(title="A green page"), StandardPageFactory(title="A yellow page")]
    with pytest.raises(publishing.CannotPublish, match=NO):
        publishing.publish_all(pages, None)
    assert not Publication.objects.exists()


def test_an_edition_that_was_only_kept_cannot_be_made_live_past_the_gates():
    page = published(StandardPageFactory(title="A green page"))
    kept = publishing.freeze(changed(page, title="A yellow page"), None)
    with pytest.raises(publishing.CannotPublish, match=NO):
        publishing.make_live(kept, None)
    assert Publication.objects.get().edition.title == "A green page"
