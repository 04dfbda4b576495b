"""Two people edit one fact, picture, redirect or account: nobody saves over the other in silence."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib import admin
from django.contrib.admin.models import LogEntry

from alter_site.admin_saves import SEEN
from alter_site.content.models import CrisisLine, Redirect
from alter_site.staff.groups import MARKETER
from tests.factories import AdministratorFactory, LicenseFactory, PictureFactory, StaffFactory, facts_saved
from tests.support.document import Document
from tests.support.forms import typed
from tests.support.markup import check_admin
from tests.support.screens import screen
from tests.support.sign_in import StaffClient

pytestmark = pytest.mark.django_db


def a_picture() -> Any:
    return PictureFactory(title="Before", alt="A terrace")


def a_license() -> Any:
    row = LicenseFactory(short_name="Before")
    facts_saved()
    return row


def a_redirect() -> Any:
    return Redirect.objects.create(old_path="/old/", new_path="/therapies/")


def an_account() -> Any:
    return StaffFactory(group=MARKETER, first_name="Before", last_name="Demo")


# Each with what Ana saves and what Ben types meanwhile.
KINDS = [
    (a_picture, {"alt": "From Ana"}, {"title": "From Ben"}),
    (a_license, {"number": "ANA 1"}, {"short_name": "Ben"}),
    (a_redirect, {"new_path": "/request/"}, {"new_path": "/money/"}),
    (an_account, {"last_name": "From Ana"}, {"first_name": "From Ben"}),
]


class Editor:
    """Somebody with a form open."""

    def __init__(self, name: str, row: Any) -> None:
        self.client = StaffClient()
        self.client.force_login(AdministratorFactory(first_name=name, last_name="Demo"))
        self.address = screen(row)
        self.form = Document(self.client.get(self.address))
        check_admin(self.form)

    def save(self, values: dict[str, Any]) -> Document:
        """Save, and agree to what a fact changes for visitors."""
        document = Document(self.client.post(self.address, values, follow=True))
        if buttons := document.all("button[name=_confirmed]"):
            agreed = typed(document, _confirmed=buttons[0].attributes["value"])
            document = Document(self.client.post(self.address, agreed, follow=True))
        check_admin(document)
        return document


@pytest.fixture(params=KINDS, ids=lambda kind: kind[0].__name__)
def refused(request):
    """Ben opens a row, Ana opens and saves it, Ben saves: the row, Ben, and what Ben is shown."""
    make, by_ana, by_ben = request.param
    row = make()
    ben, ana = Editor("Ben", row), Editor("Ana", row)
    values = typed(ben.form, **by_ben)
    assert not ana.save(typed(ana.form, **by_ana)).all(".stale, .error-summary")
    return row, ben, ben.save(values), by_ana, by_ben


def holds(row, values):
    row.refresh_from_db()
    return all(str(getattr(row, name)) == value for name, value in values.items())


def test_the_second_save_is_refused_with_who_saved_what(refused):
    row, _, document, by_ana, by_ben = refused
    said = document.text(".stale")
    assert "Ana Demo saved it at" in said
    assert all(value in said for value in by_ana.values())
    assert holds(row, by_ana)
    assert all(typed(document)[name] == [value] for name, value in by_ben.items())


def test_enter_and_the_buttons_under_the_form_only_ask_again(refused):
    row, ben, document, by_ana, _ = refused
    buttons = document.all("#content-main form :is(button:not([type=button]), input[type=submit])")
    assert buttons[0].attributes["name"] != "_over"
    for name in ("_save", "_continue"):
        again = ben.save(typed(document, **{name: "Save"}))
        assert again.all(".stale")
    assert holds(row, by_ana)


def test_saving_over_it_is_an_act_of_its_own_and_what_was_there_is_kept(refused):
    row, ben, document, by_ana, by_ben = refused
    button = document.one(".stale button").attributes
    done = ben.save(typed(document, **{button["name"]: button["value"]}))
    assert not done.all(".stale, .error-summary")
    assert holds(row, by_ben)
    logged = " ".join(LogEntry.objects.values_list("change_message", flat=True))
    assert "Saved over another save." in logged
    is_account = row._meta.app_label == "staff"
    assert all((value in logged) != is_account for value in by_ana.values())
    if not is_account:
        history = done.one('.messagelist a[href$="/history/"]').attributes["href"]
        assert history == screen(row, "history")
        shown = Document(ben.client.get(history)).text("#content-main")
        assert all(value in shown for value in by_ana.values())


def test_a_third_save_in_between_is_not_saved_over(refused):
    row, ben, document, _, _ = refused
    button = document.one(".stale button").attributes
    cleo = Editor("Cleo", row)
    field = {"staff": "last_name", "facilities": "body"}.get(row._meta.app_label)
    field = field or ("new_path" if isinstance(row, Redirect) else "permission")
    value = "/tonight/" if field == "new_path" else "From Cleo"
    cleo.save(typed(cleo.form, **{field: value}))
    again = ben.save(typed(document, **{button["name"]: button["value"]}))
    assert "Cleo Demo saved it" in again.text(".stale")
    assert holds(row, {field: value})


@pytest.mark.parametrize(("make", "by_ana"), [kind[:2] for kind in KINDS])
def test_the_same_form_sent_once_more_is_no_conflict(make, by_ana):
    row = make()
    ana = Editor("Ana", row)
    values = typed(ana.form, **by_ana)
    for _ in range(2):
        assert not ana.save(values).all(".stale, .error-summary")
    assert holds(row, by_ana)


def test_a_day_that_somebody_else_saved_is_said_as_days_are_printed(administrator):
    row = CrisisLine.objects.get(call="988")
    ana, ben = Editor("Ana", row), Editor("Ben", row)
    ana.save(typed(ana.form, verified_on="2026-11-01"))
    refused = ben.save(typed(ben.form, verified_on="2026-11-02"))
    check_admin(refused)
    assert "November 1, 2026" in refused.text(".stale")


def test_a_form_in_which_nothing_was_changed_undoes_no_save_of_the_same_moment(rf, administrator):
    row = Redirect.objects.create(old_path="/old/", new_path="/request/")
    request = rf.post("/")
    request.user = administrator
    form_class: Any = admin.site.get_model_admin(Redirect).get_form(request, row, change=True)
    opened = form_class(instance=row)
    form = form_class({**opened.initial, SEEN: opened.seen}, instance=row)
    # Another one's save ends between the moments at which the row is read and locked.
    Redirect.objects.filter(pk=row.pk).update(new_path="/money/")
    assert not form.is_valid()
    assert form.stale is not None


def test_one_person_who_saves_twice_is_no_conflict(client, administrator):
    row = CrisisLine.objects.get(call="988")
    for day in ("2026-11-01", "2026-11-02"):
        editor = Editor("Ana", row)
        assert not editor.save(typed(editor.form, verified_on=day)).all(".stale")
    row.refresh_from_db()
    assert f"{row.verified_on}" == "2026-11-02"


def test_a_form_that_carries_no_code_is_saved_as_before(client, administrator):
    row = a_redirect()
    client.force_login(administrator)
    values = {"old_path": "/old/", "new_path": "/request/"}
    assert client.post(screen(row), values).status_code == 302
