"""System checks say what is wrong with the project before a visitor finds out."""

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command

from alter_site.content.checks import every_field_is_frozen_or_internal, no_demo_content_in_production
from alter_site.content.kinds import content_of
from alter_site.content.objects import freezer
from facilities.content import FacilityContent
from tests.factories import TherapyFactory, published
from therapies.content import Technique, TherapyContent
from therapies.models import Condition, Therapy


def ids_and_words() -> list[tuple[str | None, str]]:
    return [(problem.id, problem.msg) for problem in every_field_is_frozen_or_internal(None)]


def test_the_project_passes_its_own_checks():
    call_command("check", fail_level="WARNING")


@pytest.fixture
def forget(monkeypatch):
    """Take fields out of what a content class holds."""
    fields_of = freezer.fields_of

    def forget(content, *names):
        def others(kind):
            held = fields_of(kind)
            return {name: held[name] for name in held if kind is not content or name not in names}

        monkeypatch.setattr(freezer, "fields_of", others)

    return forget


@pytest.mark.parametrize("name", ["use_text", "techniques", "sources", "featured_facility"])
def test_a_field_that_is_neither_frozen_nor_internal_is_an_error(name, forget):
    forget(TherapyContent, name)
    assert ids_and_words() == [("content.E001", f"{name} is neither in TherapyContent nor INTERNAL.")]


def test_a_many_to_many_that_is_not_frozen_is_an_error(forget):
    forget(FacilityContent, "levels_of_care")
    assert [code for code, _ in ids_and_words()] == ["content.E001"]


def test_a_column_of_a_row_that_is_not_frozen_is_an_error(forget):
    forget(Technique, "in_a_session")
    assert ids_and_words() == [("content.E001", "in_a_session is neither in Technique nor INTERNAL.")]


def test_a_field_of_a_content_class_that_nothing_fills_is_an_error(monkeypatch):
    monkeypatch.delattr(TherapyContent, "freeze_page_heading")
    assert ids_and_words() == [
        (
            "content.E001",
            "page_heading is in TherapyContent and is neither a field nor made by freeze_page_heading.",
        )
    ]


def test_an_internal_name_that_is_no_field_is_an_error(monkeypatch):
    monkeypatch.setattr(Therapy, "INTERNAL", Therapy.INTERNAL | {"color"})
    assert ids_and_words() == [("content.E001", "color stands in INTERNAL and is no field.")]


def test_a_field_that_is_both_frozen_and_internal_is_an_error(monkeypatch):
    monkeypatch.setattr(Therapy, "INTERNAL", Therapy.INTERNAL | {"title"})
    assert ids_and_words() == [("content.E001", "title stands in both TherapyContent and INTERNAL.")]


def test_a_page_model_without_a_content_class_is_an_error(monkeypatch):
    monkeypatch.delattr(Therapy, "CONTENT")
    assert ids_and_words() == [("content.E003", "It has no content class.")]


def test_two_kinds_of_one_name_are_refused():
    with pytest.raises(ImproperlyConfigured, match="Therapy and Condition are both “therapy”"):
        content_of(Condition)(TherapyContent)


# --- demo content -------------------------------------------------------------------------------------


def demo_errors() -> list[str | None]:
    return [problem.id for problem in no_demo_content_in_production(None, databases=["default"])]


@pytest.mark.django_db
def test_a_live_demo_page_is_an_error_in_production(settings):
    published(TherapyFactory(is_demo=True))
    settings.SITE_ENV = "production"
    assert demo_errors() == ["content.E002"]


@pytest.mark.django_db
def test_a_demo_page_may_be_live_elsewhere(settings):
    settings.SITE_ENV = "demo"
    published(TherapyFactory(is_demo=True))
    assert demo_errors() == []


@pytest.mark.django_db
def test_a_demo_page_that_is_not_live_is_no_error(settings):
    settings.SITE_ENV = "production"
    TherapyFactory(is_demo=True)
    assert demo_errors() == []


def test_the_check_leaves_the_database_alone_unless_it_is_asked_for(settings):
    settings.SITE_ENV = "production"
    assert no_demo_content_in_production(None) == []
