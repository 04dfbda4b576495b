"""What each group may do, made anew after every migrate."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.contrib.auth.models import Group, Permission
from django.core.management import call_command

from alter_site.staff.groups import CLINICAL_REVIEWER, LEAD, MARKETER, SITE_ADMIN, ensure_groups
from alter_site.staff.models import User
from tests.factories import StaffFactory

pytestmark = pytest.mark.django_db


def may(user: User, *permissions: str) -> list[bool]:
    return [user.has_perm(permission) for permission in permissions]


def test_a_marketer_edits_pages_parts_pictures_and_facts(marketer):
    assert all(
        may(
            marketer,
            "therapies.change_therapy",
            "therapies.add_technique",
            "therapies.delete_faq",
            "therapies.change_safetycard",
            "library.change_article",
            "library.delete_person",
            "facilities.add_license",
            "facilities.change_networkstatus",
            "content.add_picture",
            "content.change_organization",
            "content.change_menuitem",
            "content.add_redirect",
        )
    )


@pytest.mark.parametrize(
    "model", ["edition", "publication", "editionlink", "factsedition", "factchange", "scheduledchange"]
)
def test_a_marketer_reads_history_and_never_writes_it(model, marketer):
    assert may(marketer, f"content.view_{model}") == [True]
    assert not any(may(marketer, *(f"content.{act}_{model}" for act in ("add", "change", "delete"))))


def test_a_second_person_confirms_and_only_an_administrator_acts_alone(marketer):
    rights = ("content.view_factchange", "content.confirm_factchange", "content.breakglass_factchange")
    assert may(marketer, *rights) == [True, True, False]
    assert may(StaffFactory(group=SITE_ADMIN), *rights) == [True, True, True]
    assert may(StaffFactory(group=CLINICAL_REVIEWER), *rights) == [True, False, False]
    assert may(StaffFactory(group=LEAD), *rights) == [False, False, False]


def test_a_marketer_has_no_say_over_people(marketer):
    assert not any(
        may(marketer, "staff.view_user", "staff.change_user", "auth.change_group", "auth.add_permission")
    )
    assert not marketer.is_superuser


def test_every_content_model_has_its_permissions_in_the_group():
    held = set(Group.objects.get(name=MARKETER).permissions.values_list("codename", flat=True))
    models = [
        model
        for label in ("content", "library", "therapies", "facilities")
        for model in apps.get_app_config(label).get_models()
        if model._meta.default_permissions  # a lease is taken by processes, never by people
    ]
    missing = [
        f"view_{model._meta.model_name}" for model in models if f"view_{model._meta.model_name}" not in held
    ]
    assert missing == []


def test_making_the_groups_again_changes_nothing():
    before = set(Permission.objects.filter(group__name=MARKETER).values_list("pk", flat=True))
    ensure_groups(apps.get_app_config("staff"), using="default")
    assert set(Permission.objects.filter(group__name=MARKETER).values_list("pk", flat=True)) == before
    assert Group.objects.filter(name=MARKETER).count() == 1


def test_a_right_that_was_handed_out_by_hand_is_taken_back():
    group = Group.objects.get(name=MARKETER)
    group.permissions.add(Permission.objects.get(codename="change_user"))
    ensure_groups(apps.get_app_config("staff"), using="default")
    assert not group.permissions.filter(codename="change_user").exists()


@pytest.mark.django_db(transaction=True)
def test_a_flush_leaves_a_site_with_groups_and_facts():
    from alter_site.content.models import CrisisLine, FactsEdition

    call_command("flush", interactive=False, verbosity=0)
    assert Group.objects.get(name=MARKETER).permissions.exists()
    assert FactsEdition.objects.exists()
    assert CrisisLine.objects.filter(call="988").exists()
