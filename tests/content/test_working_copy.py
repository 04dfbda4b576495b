"""Whatever is done to working copies, no public byte changes before something is published.

The same holds for facts: nothing in their tables is public before they are frozen, which saving does.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Any

import hypothesis
import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import IntegrityError, models, transaction
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from alter_site.content import facts
from alter_site.content.editions import publishing
from alter_site.content.kinds import index_choices
from alter_site.content.models import (
    CrisisLine,
    Insurer,
    MenuItem,
    Organization,
    Page,
    PagePart,
    Picture,
    Source,
)
from alter_site.content.models.rich_text_field import RichTextField
from alter_site.content.views import preview
from alter_site.library.models import GlossaryTerm
from facilities.models import License, NetworkStatus
from tests.factories import (
    ArticleFactory,
    ConditionFactory,
    FacilityFactory,
    FaqGroupFactory,
    GlossaryPageFactory,
    GlossaryTermFactory,
    HomePageFactory,
    IndexPageFactory,
    InsurerFactory,
    LevelOfCareFactory,
    LicenseFactory,
    MenuItemFactory,
    OutcomesPageFactory,
    PictureFactory,
    SafetyCardFactory,
    StandardPageFactory,
    StoryFactory,
    TeamPageFactory,
    TherapyFactory,
    TopicFactory,
    changed,
    facts_saved,
    published,
)
from tests.support.fuzzing import examples
from therapies.models import SafetyCard

pytestmark = pytest.mark.django_db

FACT_MODELS = (CrisisLine, GlossaryTerm, Insurer, License, MenuItem, NetworkStatus, Organization, SafetyCard)


@pytest.fixture
def pages() -> list[Page]:
    """Publish one page of every kind with everything in it, all linked with each other."""
    SafetyCardFactory()
    picture = PictureFactory(night=PictureFactory(is_night=True))
    level = LevelOfCareFactory(hero=picture, week=[{"what": "Therapy", "how_much": "2 sessions"}])
    level.step_down = LevelOfCareFactory()
    level.save()
    condition = ConditionFactory(
        hero=picture,
        involves_substances=True,
        signs=["Sleeplessness"],
        questions=[{"question": "How long?", "answer": "<p>Call [phone].</p>"}],
    )
    condition.levels_of_care.add(level)
    facility = FacilityFactory(gallery=[picture, picture], levels=[level], amenities=["A garden"])
    therapy = TherapyFactory(
        featured_facility=facility,
        featured_picture=picture,
        introduction=f'<p>See <a href="{condition.path}">how it goes</a>.</p>',
        use_text="<p>We talk.</p>",
        benefits=["Rest"],
        indications=[{"text": "Grief", "condition": condition}, {"text": "Loss"}],
        techniques=[
            {"title": "Breathing", "text": "<p>Slowly.</p>"},
            {"title": "Writing", "text": "<p>x</p>"},
        ],
        questions=[{"question": "How long?", "answer": "<p>Call [phone].</p>"}],
    )
    facility.therapies.add(therapy)
    home = HomePageFactory(hero=picture)
    home.therapies.add(therapy)
    home.facilities.add(facility)
    standard = StandardPageFactory(sections=[{"heading": "Who we are", "text": "<p>People.</p>"}])
    topic = TopicFactory()
    article = ArticleFactory(
        topic=topic, hero=picture, sections=[{"heading": "Words", "text": "<p>A craving passes.</p>"}]
    )
    group = FaqGroupFactory(questions=[{"question": "How long?", "answer": "<p>Call [phone].</p>"}])
    team = TeamPageFactory(people=[{"name": "Ana", "role": "Therapist", "permission": "Signed"}])
    figure = {"figure": "1 of 2", "measures": "x", "n": 2, "period": "x", "method": "x", "source": "x"}
    pages = [level.step_down, level, condition, facility, therapy, home, standard, topic, article, group]
    pages += [team, OutcomesPageFactory(outcomes=[figure]), StoryFactory(), GlossaryPageFactory()]
    pages += [IndexPageFactory(lists=kind) for kind in [kind for kind, _ in index_choices()]]
    for page in pages:
        published(page)
    LicenseFactory(facility=facility)
    NetworkStatus.objects.create(facility=facility, insurer=InsurerFactory())
    MenuItemFactory(page=therapy)
    GlossaryTermFactory(term="craving")
    facts_saved()
    return pages


def public_bytes(pages: list[Page]) -> dict[str, bytes]:
    """Fetch everything that is public; the facts are asked for anew, as after a restart."""
    facts._cached = None
    client = Client()
    paths = {edition_path(page) for page in pages} | {"/robots.txt", "/sitemap.xml", "/nothing/here/"}
    paths |= {f"/sitemap-{page.CONTENT.KIND}.xml" for page in pages}
    return {path: client.get(path).content for path in paths}


@pytest.fixture
def before(pages: list[Page]) -> dict[str, bytes]:
    return public_bytes(pages)


def edition_path(page: Page) -> str:
    edition = publishing.live_edition(page)
    assert edition is not None
    return edition.path


# --- what editors can do ------------------------------------------------------------------------------

words = st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=20)


slugs = st.from_regex(r"[a-z0-9]{8}", fullmatch=True)


def in_order(rows: models.Manager[Any]) -> list[Any]:
    """List rows in an order that changing them does not change; a database may put what was changed last."""
    return list(rows.order_by("pk"))


def value_for(field: models.Field[Any, Any], draw: Any) -> Any:
    """Draw a value that an editor could put into this field."""
    if field.choices:
        return draw(st.sampled_from([value for value, _ in field.choices]))
    if field.name == "slug":
        return draw(slugs)
    if isinstance(field, models.BooleanField):
        return draw(st.booleans())
    if isinstance(field, models.PositiveIntegerField | models.PositiveSmallIntegerField):
        return draw(st.integers(0, 100))
    if isinstance(field, models.DateField):
        return timezone.localdate() + datetime.timedelta(days=draw(st.integers(-900, 900)))
    if isinstance(field, models.URLField):
        return "https://example.org/" + draw(st.from_regex(r"[a-z]{5}", fullmatch=True))
    if isinstance(field, RichTextField):
        return f"<p>{draw(words)}</p>"
    if isinstance(field, models.ForeignKey):
        others = [other.pk for other in in_order(field.related_model._default_manager)]
        return (
            draw(st.sampled_from([None, *others] if field.null else others)) if others or field.null else None
        )
    return draw(words)[: field.max_length]


def editable(model: type[models.Model]) -> list[models.Field[Any, Any]]:
    fields = [field for field in model._meta.fields if field.editable and not field.primary_key]
    return [field for field in fields if field.name not in {"page", "master"} and not field.unique]


def edit(row: models.Model, draw: Any) -> None:
    field = draw(st.sampled_from(editable(type(row))))
    setattr(row, field.attname, value_for(field, draw))
    row.save()


def parts_of(page: Page) -> Iterator[models.Model]:
    for relation in page._meta.related_objects:
        if issubclass(relation.related_model, PagePart):
            yield from in_order(getattr(page, relation.get_accessor_name() or ""))


def edit_a_page(page: Page, draw: Any) -> None:
    edit(page, draw)


def edit_a_part(page: Page, draw: Any) -> None:
    if parts := list(parts_of(page)):
        edit(draw(st.sampled_from(parts)), draw)


def move_a_part(page: Page, draw: Any) -> None:
    if parts := list(parts_of(page)):
        part = draw(st.sampled_from(parts))
        type(part)._default_manager.filter(pk=part.pk).update(position=draw(st.integers(0, 9)))


def delete_a_part(page: Page, draw: Any) -> None:
    if parts := list(parts_of(page)):
        draw(st.sampled_from(parts)).delete()


def copy_a_part(page: Page, draw: Any) -> None:
    if parts := list(parts_of(page)):
        part = draw(st.sampled_from(parts))
        part.pk = None
        part.save()


def add_a_source(page: Page, draw: Any) -> None:
    kind = ContentType.objects.get_for_model(page)
    Source.objects.create(content_type=kind, object_id=page.pk, label=draw(words))


def change_links(page: Page, draw: Any) -> None:
    for field in page._meta.many_to_many:
        # All of them may have been deleted by an earlier action.
        if others := in_order(field.related_model._default_manager):
            chosen = draw(st.lists(st.sampled_from(others), unique_by=lambda other: other.pk))
            getattr(page, field.name).set(chosen)


def save_and_look(page: Page, draw: Any) -> None:
    publishing.note_saved(page, None)
    preview(type(page)._default_manager.get(pk=page.pk))


def freeze_without_publishing(page: Page, draw: Any) -> None:
    publishing.freeze(page, None)


def add_a_page(page: Page, draw: Any) -> None:
    # Named by what is drawn: a number that counts up would put the lists in another order each time.
    make = draw(st.sampled_from([TherapyFactory, FacilityFactory, ConditionFactory]))
    make(title=draw(words), slug=draw(slugs))


def delete_a_page(page: Page, draw: Any) -> None:
    page.delete()


def edit_a_picture(page: Page, draw: Any) -> None:
    edit(draw(st.sampled_from(in_order(Picture.objects))), draw)


def edit_a_fact(page: Page, draw: Any) -> None:
    if rows := in_order(draw(st.sampled_from(FACT_MODELS))._default_manager):
        edit(draw(st.sampled_from(rows)), draw)


def delete_a_fact(page: Page, draw: Any) -> None:
    if rows := in_order(draw(st.sampled_from((CrisisLine, License, MenuItem)))._default_manager):
        draw(st.sampled_from(rows)).delete()


ACTIONS = (
    edit_a_page,
    edit_a_part,
    move_a_part,
    delete_a_part,
    copy_a_part,
    add_a_source,
    change_links,
    save_and_look,
    freeze_without_publishing,
    add_a_page,
    delete_a_page,
    edit_a_picture,
    edit_a_fact,
    delete_a_fact,
)


# Each example undoes what it did, so that one site serves them all.
@examples(5, suppress_health_check=list(hypothesis.HealthCheck))
@given(data=st.data())
def test_no_public_byte_changes_before_something_is_published(pages, before, data):
    with transaction.atomic():
        for action in data.draw(st.lists(st.sampled_from(ACTIONS), min_size=1, max_size=12)):
            page = data.draw(st.sampled_from(pages))
            fresh = type(page)._default_manager.filter(pk=page.pk).first()
            if fresh is None:
                continue  # deleted by an earlier action
            try:
                with transaction.atomic():
                    action(fresh, data.draw)
            except (publishing.CannotPublish, IntegrityError):
                continue  # refused, as an editor would be
        assert public_bytes(pages) == before
        transaction.set_rollback(True)


def test_publishing_an_edit_is_what_changes_a_page(pages):
    for page in pages:
        before = public_bytes([page])
        changed(page, title="Changed", summary="Changed.")
        assert public_bytes([page]) == before, page
        published(page)
        assert public_bytes([page])[edition_path(page)] != before[edition_path(page)], page


def test_freezing_the_facts_is_what_changes_them(pages):
    before = public_bytes(pages)
    Organization.objects.update(phone="949-555-0199")
    assert public_bytes(pages) == before
    facts_saved()
    after = public_bytes(pages)
    assert all(after[path] != before[path] for path in [edition_path(page) for page in pages])
