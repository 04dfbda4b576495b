"""Links join identities: both directions appear when a page is published and leave words when it is gone."""

from __future__ import annotations

import re

import pytest
from django.utils import timezone

from alter_site.content.editions import links, publishing
from alter_site.content.models import Edition, EditionLink, Publication
from alter_site.content.models.identities import to_address, to_identity
from alter_site.content.models.rich_text_field import to_editor, to_stored
from alter_site.content.views import preview
from tests.factories import (
    ConditionFactory,
    FacilityFactory,
    HomePageFactory,
    IndexPageFactory,
    LevelOfCareFactory,
    PictureFactory,
    StandardPageFactory,
    TherapyFactory,
    changed,
    committed,
    published,
)
from tests.support.document import Document
from therapies.models import Therapy

pytestmark = pytest.mark.django_db


def neighbors(page):
    edition = publishing.live_edition(page)
    assert edition
    return links.of_edition(edition, timezone.now())


# --- both directions ----------------------------------------------------------------------------------


def test_a_condition_shows_what_treats_it_once_the_therapy_is_published_and_not_when_it_is_saved(visit):
    condition = published(ConditionFactory())
    therapy = TherapyFactory(indications=[{"text": "Grief", "condition": condition}])
    assert therapy.path not in visit(condition.path).hrefs("main a")
    published(therapy)
    assert therapy.path in visit(condition.path).hrefs("main a")


def test_a_therapy_links_to_a_condition_once_the_condition_is_published(visit):
    condition = ConditionFactory()
    therapy = published(TherapyFactory(indications=[{"text": "Grief", "condition": condition}]))
    document = visit(therapy.path)
    assert "Grief" in document.text("main")
    assert condition.path not in document.hrefs("main a")
    published(condition)
    assert condition.path in visit(therapy.path).hrefs("main a")


def test_both_directions_disappear_when_a_page_is_taken_back(visit):
    condition = published(ConditionFactory())
    therapy = published(TherapyFactory(indications=[{"text": "Grief", "condition": condition}]))
    with committed():
        publishing.unpublish(therapy, None)
    assert therapy.title not in visit(condition.path).text("main")


def test_a_link_to_a_page_that_was_taken_back_leaves_the_words(visit):
    condition = published(ConditionFactory())
    therapy = published(TherapyFactory(indications=[{"text": "Grief", "condition": condition}]))
    with committed():
        publishing.unpublish(condition, None)
    document = visit(therapy.path)
    assert "Grief" in document.text("main")
    assert condition.path not in document.hrefs("main a")


def test_a_link_that_an_edit_removed_is_gone_in_both_directions_once_that_is_published(visit):
    condition = published(ConditionFactory())
    therapy = published(TherapyFactory(indications=[{"text": "Grief", "condition": condition}]))
    therapy.indications.all().delete()
    assert therapy.path in visit(condition.path).hrefs("main a")
    published(therapy)
    assert therapy.title not in visit(condition.path).text("main")


def test_a_facility_and_a_therapy_name_each_other(visit):
    therapy = published(TherapyFactory(use_text="<p>We talk.</p>"))
    facility = published(FacilityFactory(offered=[therapy]))
    assert therapy.path in visit(facility.path).hrefs("main a")
    assert facility.path in visit(therapy.path).hrefs("main a")


def test_a_facility_and_a_level_of_care_name_each_other(visit):
    level = published(LevelOfCareFactory())
    facility = published(FacilityFactory(levels=[level]))
    assert level.path in visit(facility.path).hrefs("main a")
    assert facility.path in visit(level.path).hrefs("main a")


def test_links_follow_a_page_to_its_new_address(visit):
    condition = published(ConditionFactory(slug="old"))
    therapy = published(
        TherapyFactory(
            indications=[{"text": "Grief", "condition": condition}],
            introduction='<p>About <a href="/conditions/old/">grief</a>.</p>',
        )
    )
    published(changed(condition, slug="new"))
    hrefs = visit(therapy.path).hrefs("main a")
    assert hrefs.count("/conditions/new/") == 2
    assert "/conditions/old/" not in hrefs


# --- relations and mentions ---------------------------------------------------------------------------


def test_a_mention_in_a_text_is_told_apart_from_a_relation():
    condition = published(ConditionFactory())
    therapy = published(
        TherapyFactory(introduction=f'<p>People with <a href="{condition.path}">grief</a>.</p>')
    )
    assert list(EditionLink.objects.values_list("relation", flat=True)) == ["mention"]
    assert [page.title for page in neighbors(therapy).outgoing["mention"]] == [condition.title]
    assert set(neighbors(condition).incoming["therapy"]) == {"mention"}


def test_a_therapy_that_only_mentions_a_condition_does_not_claim_to_treat_it(visit):
    condition = published(ConditionFactory())
    therapy = published(TherapyFactory(introduction=f'<p>Unlike <a href="{condition.path}">grief</a>.</p>'))
    document = visit(condition.path)
    assert therapy.path not in document.hrefs("main a")
    assert "possibleTreatment" not in document.nodes_of_type("MedicalCondition")[0]


def test_links_keep_the_order_in_which_they_stand_on_the_page():
    last, first = (published(ConditionFactory(title=title)) for title in ("Aaa", "Zzz"))
    rows = [{"text": "one", "condition": first}, {"text": "two", "condition": last}]
    therapy = published(TherapyFactory(indications=rows))
    assert [page.title for page in neighbors(therapy).outgoing["condition"]] == ["Zzz", "Aaa"]


def test_pages_that_link_here_stand_in_the_order_of_lists():
    condition = published(ConditionFactory())
    for title, position in (("B", 2), ("Z", 1), ("A", 2)):
        published(
            TherapyFactory(
                title=title, position=position, indications=[{"text": "Grief", "condition": condition}]
            )
        )
    titles = [page.title for page in neighbors(condition).incoming["therapy"]["condition"]]
    assert titles == ["Z", "A", "B"]


def test_a_page_that_is_named_twice_is_one_neighbor():
    condition = published(ConditionFactory())
    rows = [{"text": text, "condition": condition} for text in ("Grief", "Loss")]
    therapy = published(TherapyFactory(indications=rows))
    assert len(neighbors(therapy).outgoing["condition"]) == 1
    assert len(neighbors(condition).incoming["therapy"]["condition"]) == 1


def test_neighbors_show_what_is_published_of_them_and_not_what_is_saved():
    condition = published(ConditionFactory(title="Published"))
    therapy = published(TherapyFactory(indications=[{"text": "Grief", "condition": condition}]))
    changed(condition, title="Saved")
    assert [page.title for page in neighbors(therapy).outgoing["condition"]] == ["Published"]


def test_every_relation_of_every_kind_is_written_down():
    therapy, level, condition = TherapyFactory(), LevelOfCareFactory(), ConditionFactory()
    facility = FacilityFactory(levels=[level], offered=[therapy])
    changed(therapy, featured_facility=facility)
    therapy.indications.create(text="Grief", condition=condition)
    condition.levels_of_care.add(level)
    upper = LevelOfCareFactory(step_down=level)
    changed(level, step_up=upper)
    home = HomePageFactory()
    home.conditions.add(condition)
    home.facilities.add(facility)
    home.therapies.add(therapy)
    for page in (therapy, level, condition, facility, upper, home):
        published(page)
    assert set(EditionLink.objects.values_list("edition__kind", "relation")) == {
        ("therapy", "featured_facility"),
        ("therapy", "condition"),
        ("condition", "levels_of_care"),
        ("facility", "levels_of_care"),
        ("facility", "therapies"),
        ("level_of_care", "step_up"),
        ("level_of_care", "step_down"),
        ("home", "conditions"),
        ("home", "facilities"),
        ("home", "therapies"),
    }


# --- preview ------------------------------------------------------------------------------------------

NOT_IN_A_PREVIEW = (
    re.compile(r'<aside class="preview".*?</aside>\s*', re.DOTALL),
    re.compile(r'<meta name="robots"[^>]*>'),
)


def without_the_mark(html):
    for pattern in NOT_IN_A_PREVIEW:
        html = pattern.sub("", html)
    return re.sub(r"\s+", " ", html)


def whole_site():
    """Every kind of page with everything a page can hold, linked every way."""
    picture = PictureFactory()
    level = LevelOfCareFactory(hero=picture, week=[{"what": "Therapy", "how_much": "2 sessions"}])
    condition = ConditionFactory(hero=picture, signs=["Sleeplessness"])
    condition.levels_of_care.add(level)
    facility = FacilityFactory(gallery=[picture], levels=[level], amenities=["A garden"])
    therapy = TherapyFactory(
        featured_facility=facility,
        featured_picture=picture,
        introduction=f'<p>See <a href="{condition.path}">how it goes</a> or call [phone].</p>',
        indications=[{"text": "Grief", "condition": condition}, {"text": "Loss"}],
        techniques=[{"title": "Breathing", "text": f'<p><a href="{level.path}">Where</a></p>'}],
        questions=[{"question": "How long?", "answer": f'<p>See <a href="{facility.path}">a home</a>.</p>'}],
    )
    facility.therapies.add(therapy)
    home = HomePageFactory(hero=picture)
    home.therapies.add(therapy)
    standard = StandardPageFactory(sections=[{"heading": "Who we are", "text": "<p>People.</p>"}])
    return [therapy, condition, facility, level, home, standard, IndexPageFactory()]


def test_a_preview_is_the_page_that_publishing_would_make(visit):
    pages = [published(page) for page in whole_site()]
    for page in pages:
        shown = preview(type(page).objects.get(pk=page.pk)).content.decode()
        assert without_the_mark(shown) == without_the_mark(visit(page.path).html), page.path


def test_a_preview_shows_the_working_copy_and_says_so(visit):
    therapy = published(TherapyFactory(benefits=["Rest"], benefits_heading="Before"))
    changed(therapy, benefits_heading="After")
    response = preview(therapy)
    html = response.content.decode()
    assert "After" in html
    assert "Preview of the working copy" in html
    assert '<meta name="robots" content="noindex, nofollow">' in html
    assert "Before" in visit(therapy.path).texts("h2")


def test_a_preview_of_a_page_that_was_never_published_shows_its_links(visit):
    condition = published(ConditionFactory())
    therapy = TherapyFactory(indications=[{"text": "Grief", "condition": condition}])
    document = Document(preview(therapy))
    assert condition.path in document.hrefs("main a")


# --- addresses and identities -------------------------------------------------------------------------


@pytest.mark.parametrize(
    "typed", ["{path}", "{path}#benefits", "{path}?utm=1", "http://site.example{path}", " {path} "]
)
def test_an_address_of_ours_becomes_an_identity(typed, settings):
    settings.SITE_URL = "http://site.example"
    therapy = TherapyFactory()
    identity = to_identity(typed.format(path=therapy.path))
    assert identity == f"page:{therapy.pk}" + ("#benefits" if "#" in typed else "")


def test_an_address_without_its_last_slash_is_understood():
    therapy = TherapyFactory()
    assert to_identity(therapy.path.rstrip("/")) == f"page:{therapy.pk}"


def test_an_identity_stays_as_it_is():
    therapy = TherapyFactory()
    assert to_identity(f"page:{therapy.pk}#benefits") == f"page:{therapy.pk}#benefits"


def test_the_address_a_page_is_live_at_is_known_although_its_slug_was_changed_since():
    therapy = published(TherapyFactory(slug="live"))
    changed(therapy, slug="saved")
    assert to_identity("/therapies/live/") == f"page:{therapy.pk}"
    assert to_identity("/therapies/saved/") == f"page:{therapy.pk}"


@pytest.mark.parametrize(
    "typed", ["/therapies/nothing-here/", "/nothing/at/all/", "/sitemap.xml", "//evil.example/"]
)
def test_an_address_where_no_page_stands_is_refused_in_words(typed):
    with pytest.raises(LookupError, match="There is no page at"):
        to_identity(typed)


@pytest.mark.parametrize("typed", ["therapies/", "javascript:alert(1)", "mailto:somebody@example.org", ""])
def test_what_is_no_address_is_refused_in_words(typed):
    with pytest.raises(LookupError, match="Links lead to a page of this site"):
        to_identity(typed)


@pytest.mark.parametrize(
    "make", [HomePageFactory, IndexPageFactory, StandardPageFactory, TherapyFactory, FacilityFactory]
)
def test_every_kind_of_page_is_found_by_its_address_and_by_its_identity(make):
    page = make()
    identity = to_identity(page.path)
    assert identity == f"page:{page.pk}"
    assert to_address(identity) == page.path


def test_an_editor_reads_of_a_page_that_moves_in_its_form_alone_where_readers_find_it():
    page = published(TherapyFactory(slug="family"))
    identity = to_identity(page.path)
    type(page).objects.filter(pk=page.pk).update(slug="families")
    assert to_address(identity) == "/therapies/family/"


def test_a_draft_with_the_address_of_a_live_page_keeps_its_own_links():
    live = published(TherapyFactory(slug="family"))
    type(live).objects.filter(pk=live.pk).update(slug="families")
    draft = TherapyFactory(slug="family")
    text = f'<p><a href="page:{draft.pk}">This one</a></p>'
    assert to_stored(to_editor(text)) == text


def test_an_identity_without_page_reads_as_it_is():
    identity = "page:00000000-0000-0000-0000-000000000000"
    assert to_address(identity) == identity


def test_the_working_copy_may_be_gone_while_others_still_link_to_its_edition(visit):
    condition = published(ConditionFactory())
    therapy = published(TherapyFactory(indications=[{"text": "Grief", "condition": condition}]))
    path = condition.path
    condition.delete()
    assert path in visit(therapy.path).hrefs("main a")
    assert Publication.objects.count() == 2
    assert Edition.objects.count() == 2
    assert Therapy.objects.get().indications.get().condition is None
