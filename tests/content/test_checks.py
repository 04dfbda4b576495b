"""System checks say what is wrong with the project before a visitor finds out."""

import pytest
from django.core.management import call_command

from alter_site.content.checks import every_field_is_classified, no_demo_content_in_production
from tests.factories import TherapyFactory, published
from therapies.content import TherapyContent
from therapies.models import Therapy


def ids_and_words() -> list[tuple[str | None, str]]:
    return [(problem.id, problem.msg) for problem in every_field_is_classified(None)]


def test_the_project_passes_its_own_checks():
    call_command("check", fail_level="WARNING")


@pytest.mark.parametrize("name", ["use_text", "techniques", "sources", "featured_facility"])
def test_a_field_that_is_neither_frozen_nor_internal_is_an_error(name, monkeypatch):
    monkeypatch.setattr(Therapy, "FROZEN", Therapy.FROZEN - {name})
    ((code, words),) = ids_and_words()
    assert code == "content.E001"
    assert words.startswith(name)


def test_a_many_to_many_that_is_not_named_is_an_error(monkeypatch):
    from facilities.models import Facility

    monkeypatch.setattr(Facility, "FROZEN", Facility.FROZEN - {"levels_of_care"})
    assert [code for code, _ in ids_and_words()] == ["content.E001"]


def test_a_name_that_is_no_field_is_an_error(monkeypatch):
    monkeypatch.setattr(Therapy, "INTERNAL", Therapy.INTERNAL | {"color"})
    assert [code for code, _ in ids_and_words()] == ["content.E001"]


def test_a_field_that_is_both_frozen_and_internal_is_an_error(monkeypatch):
    monkeypatch.setattr(Therapy, "INTERNAL", Therapy.INTERNAL | {"title"})
    assert ids_and_words() == [("content.E001", "title stands in both FROZEN and INTERNAL.")]


def test_two_kinds_of_one_name_are_an_error(monkeypatch):
    monkeypatch.setattr(TherapyContent, "KIND", "condition")
    assert [code for code, _ in ids_and_words()] == ["content.E003"]


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
