"""Every admin screen is shown or refused to each role, never a server error."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.auth.models import Permission
from django.urls import reverse

from alter_site.content import facts
from alter_site.content.models import Page
from alter_site.library.models import Story
from alter_site.staff.groups import CLINICAL_REVIEWER, COORDINATOR, GROUPS, MARKETER
from tests.factories import (
    AdministratorFactory,
    InsurerFactory,
    MenuItemFactory,
    PictureFactory,
    StaffFactory,
    StandardPageFactory,
    TherapyFactory,
    UserFactory,
    published,
)
from tests.support import one_of_each
from tests.support.document import Document
from tests.support.markup import check_admin
from tests.support.passes import at_night
from tests.support.screens import screen
from therapies.models import Therapy

pytestmark = pytest.mark.django_db

FOR_PAGES: list[tuple[Any, ...]] = [
    ("preview",),
    ("preview_links",),
    ("saves",),
    ("edition", 1),
    ("publish",),
    ("unpublish",),
    ("schedule",),
    ("make_live", 1),
]
LOOKS_AT_EVERYTHING = "views every model"
# Who edits, who reviews, who works at the desk, and who only looks: the others are made of the same rights.
BY_DAY = {MARKETER, CLINICAL_REVIEWER, COORDINATOR, LOOKS_AT_EVERYTHING}
ROLES = [*sorted(GROUPS), "every right", LOOKS_AT_EVERYTHING]


def somebody(role: str) -> Any:
    if role == "every right":
        return AdministratorFactory()
    if role == LOOKS_AT_EVERYTHING:
        person = UserFactory()
        person.user_permissions.set(Permission.objects.filter(codename__startswith="view_"))
        return person
    return StaffFactory(group=role)


def addresses(model: Any, row: Any, *, forms_alone: bool = False) -> list[str]:
    name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
    found = [reverse(f"{name}_changelist"), reverse(f"{name}_add")]
    found += filter(None, [getattr(admin.site._registry[model], "order_address", "")])
    if row is not None:
        found += [screen(row, which) for which in ("change", *(() if forms_alone else ("history", "delete")))]
    if issubclass(model, Page) and not forms_alone:
        found += [screen(row, *which) for which in FOR_PAGES]
    return found


def walked(role: str, rows: Mapping[Any, Any]) -> Iterator[str]:
    """Yield what this role asks for: of pages, one kind stands for all, which have the same screens.

    By day only a marketer opens the lists and forms of the other kinds, which are what each has of its own.
    """
    for model in admin.site._registry:
        if not issubclass(model, Page) or model in {Therapy, Story} or "NIGHTLY" in os.environ:
            yield from addresses(model, rows.get(model))
        elif role == MARKETER:
            yield from addresses(model, rows.get(model), forms_alone=True)


@pytest.mark.parametrize("role", [role if role in BY_DAY else at_night(role) for role in ROLES])
def test_every_screen_is_shown_or_refused(client, role):
    rows = one_of_each.make()
    client.force_login(somebody(role))
    wrong = {}
    for address in walked(role, rows):
        answer = client.get(address)
        if answer.status_code not in {200, 302, 403}:
            wrong[address] = answer.status_code
        elif answer.status_code == 200 and "/preview/" not in address and "/editions/1/" not in address:
            check_admin(Document(answer))
    assert wrong == {}


@pytest.mark.parametrize("role", [MARKETER, CLINICAL_REVIEWER])
def test_what_somebody_may_only_read_leads_to_no_screen_that_refuses_them(client, role):
    rows = one_of_each.make()
    client.force_login(somebody(role))
    forms = [answer for row in rows.values() if (answer := client.get(screen(row))).status_code == 200]
    links = {href for form in forms for href in Document(form).hrefs(".readonly a") if "/admin/" in href}
    assert {href for href in links if client.get(href).status_code == 403} == set()


def test_an_administrator_is_led_to_the_account_of_who_changed_a_fact(client, administrator):
    InsurerFactory()
    edition = facts.freeze(UserFactory())
    client.force_login(administrator)
    assert screen(edition.author) in Document(client.get(screen(edition))).hrefs(".field-author a")


@pytest.mark.parametrize("role", [CLINICAL_REVIEWER, at_night(LOOKS_AT_EVERYTHING)])
def test_a_read_only_user_sees_rich_text_rendered_not_as_html_source(client, role):
    rows = one_of_each.make()
    client.force_login(somebody(role))
    wrong: list[str] = []
    bold = 0
    for model, row in rows.items():
        answer = client.get(screen(row))
        if answer.status_code != 200:
            continue
        document = Document(answer)
        wrong += [
            f"{model.__name__}: {shown.text()}"
            for shown in document.all(".readonly")
            if "<" in shown.text() or "page:" in (shown.html or "") or "[phone]" in shown.text()
        ]
        bold += len(document.all(".readonly p strong"))
        assert not document.all("#content-main :is(input:not([type=hidden]), textarea, select)"), model
    assert wrong == []
    assert bold > 10


def test_a_reader_of_rich_text_can_follow_its_links_and_reads_our_number(client):
    published(StandardPageFactory(slug="contact"))
    therapy = TherapyFactory(introduction=one_of_each.RICH)
    client.force_login(somebody(CLINICAL_REVIEWER))
    document = Document(client.get(screen(therapy)))
    assert "/contact/" in document.hrefs(".field-introduction .readonly a")
    assert "866" in document.text(".field-introduction .readonly")


def test_a_reviewer_sees_the_picture_itself(client):
    picture = PictureFactory()
    client.force_login(somebody(CLINICAL_REVIEWER))
    document = Document(client.get(screen(picture)))
    assert document.all('.field-large img[width="480"]')
    assert not document.all(".readonly a[href*=masters]")
    assert "Click the point" not in document.text("#content-main")


def test_a_menu_item_shows_a_viewer_the_address_not_the_uuid(client):
    item = MenuItemFactory(page=published(TherapyFactory()))
    client.force_login(somebody(CLINICAL_REVIEWER))
    assert Document(client.get(screen(item))).text(".field-destination .readonly").startswith("/therapies/")
