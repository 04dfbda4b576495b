"""The order of lists: moved without script, saved as seen, never scrambled by two, shown when published."""

from __future__ import annotations

import pytest

from alter_site.content import facts
from alter_site.content.editions import publishing
from alter_site.content.models import Edition, Insurer, MenuItem
from alter_site.library.models import Article
from alter_site.staff.groups import CLINICAL_REVIEWER
from tests.factories import (
    InsurerFactory,
    MenuItemFactory,
    StaffFactory,
    TherapyFactory,
    changed,
    facts_saved,
    published,
)
from tests.support.document import Document
from tests.support.forms import typed
from tests.support.screens import saved
from tests.support.sign_in import StaffClient
from therapies.models import Therapy

pytestmark = pytest.mark.django_db

THERAPIES = "/admin/therapies/therapy/order/"
INSURERS = "/admin/content/insurer/order/"
MENU = "/admin/content/menuitem/order/"


@pytest.fixture
def therapies():
    return [published(saved(TherapyFactory(title=title, slug=title.lower()))) for title in "ABC"]


@pytest.fixture
def press(client):
    """Send a screen's form with one button pressed; return the screen that answers."""

    def pressing(document, address, button, value="1", **values):
        return Document(client.post(address, typed(document, **values, **{button: value}), follow=True))

    return pressing


def shown(document):
    return document.texts(".order-name")


def titles(model=Therapy, name="title"):
    return list(model.objects.values_list(name, flat=True))


def live_titles():
    live = Edition.objects.exclude(publication=None).order_by("position", "title")
    return list(live.values_list("title", flat=True))


def test_a_row_is_moved_without_script_and_saved_by_a_press(visit_admin, press, therapies):
    document = visit_admin(THERAPIES)
    document = press(document, THERAPIES, "_move", f"{therapies[2].pk} up")
    assert shown(document) == ["A", "C", "B"]
    assert "hidden" not in document.one("[data-moved]").attributes
    assert document.one("[autofocus]").attributes["aria-label"] == "Move up: C"
    assert titles() == ["A", "B", "C"]
    document = press(document, THERAPIES, "_move", f"{therapies[2].pk} up")
    document = press(document, THERAPIES, "_move", f"{therapies[2].pk} up")  # it is the first already
    document = press(document, THERAPIES, "_save")
    assert shown(document) == titles() == ["C", "A", "B"]
    assert "Visitors see it once you publish it" in document.text(".messagelist")
    assert "Visitors still see 2 of these at another place" in document.text()
    assert live_titles() == ["A", "B", "C"]


def test_publishing_the_order_publishes_no_text(visit_admin, press, therapies):
    saved(changed(therapies[0], summary="Not published."))
    rows = [str(therapies[at].pk) for at in (2, 0, 1)]
    document = press(visit_admin(THERAPIES), THERAPIES, "_show", row=rows)
    assert "visitors see it now" in document.text(".messagelist")
    assert live_titles() == ["C", "A", "B"]
    edition = publishing.live_edition(therapies[0])
    assert edition.summary != "Not published."
    assert edition.body["summary"] == edition.summary
    for therapy, has_changes in zip(therapies, (True, False, False), strict=True):
        therapy.refresh_from_db()
        digest = publishing.live_edition(therapy).content_hash
        assert (digest != therapy.working_hash) is has_changes
        assert publishing.working_hash(therapy) == therapy.working_hash


def test_an_order_that_somebody_has_changed_meanwhile_is_refused_and_kept_on_the_screen(
    visit_admin, press, therapies
):
    mine = visit_admin(THERAPIES)
    press(visit_admin(THERAPIES), THERAPIES, "_save", row=[str(therapies[at].pk) for at in (1, 0, 2)])
    late = TherapyFactory(title="D", slug="d", position=9)
    document = press(mine, THERAPIES, "_save", row=[str(therapies[at].pk) for at in (2, 1, 0)])
    assert "Somebody has changed this list" in document.text(".messagelist")
    assert shown(document) == ["C", "B", "A", "D"]
    assert titles() == ["B", "A", "C", "D"]
    press(document, THERAPIES, "_save")
    assert titles() == ["C", "B", "A", "D"]
    late.delete()
    document = press(document, THERAPIES, "_save", row=["nonsense", str(late.pk)])
    assert "Somebody has changed this list" in document.text(".messagelist")


def test_a_second_press_meets_its_own_order_and_no_other(visit_admin, press, therapies):
    document = press(visit_admin(THERAPIES), THERAPIES, "_move", f"{therapies[2].pk} up")
    for button in ("_save", "_save", "_show", "_show"):
        again = press(document, THERAPIES, button)
        assert not again.all(".errornote, .error")
        assert "Nothing was saved" not in again.text(".messagelist")
    assert titles() == live_titles() == ["A", "C", "B"]


def test_what_is_not_moved_keeps_its_place_and_its_status(visit_admin, press):
    rows = [
        saved(TherapyFactory(title=name, slug=name.lower(), position=at))
        for name, at in zip("ABCD", (1, 5, 6, 9), strict=True)
    ]
    press(visit_admin(THERAPIES), THERAPIES, "_save", row=[str(rows[at].pk) for at in (0, 2, 1, 3)])
    assert list(Therapy.objects.values_list("title", "position", "revision")) == [
        ("A", 1, 1),
        ("C", 5, 2),
        ("B", 6, 2),
        ("D", 9, 1),
    ]


def test_the_order_of_a_fact_is_public_after_a_screen_that_lists_the_change(visit_admin, press):
    first, second = (InsurerFactory(name=name, position=0) for name in ("Alpha Mutual", "Beta Mutual"))
    facts_saved()
    asked = press(visit_admin(INSURERS), INSURERS, "_save", row=[str(second.pk), str(first.pk)])
    assert "Nothing is saved yet" in asked.text()
    assert titles(Insurer, "name") == ["Alpha Mutual", "Beta Mutual"]
    back = press(asked, INSURERS, "_back")
    assert shown(back) == ["Beta Mutual", "Alpha Mutual"]
    agreed = asked.one("button[name=_confirmed]").attributes["value"]
    document = press(asked, INSURERS, "_confirmed", agreed)
    assert "visitors see it now" in document.text(".messagelist")
    assert titles(Insurer, "name") == ["Beta Mutual", "Alpha Mutual"]
    assert [row["name"] for row in facts.body_now()["insurers"]] == ["Beta Mutual", "Alpha Mutual"]


def test_each_menu_has_an_order_of_its_own(visit_admin, press):
    rows = [
        MenuItemFactory(menu=menu, label=label, destination="/x/", position=0)
        for menu, label in (("main", "A"), ("main", "B"), ("site", "C"))
    ]
    document = visit_admin(MENU)
    assert document.texts("h2") == ["Main menu", "Footer: This site"]
    document = press(document, MENU, "_move", f"{rows[1].pk} down")
    assert shown(document) == ["A", "B", "C"]
    document = press(document, MENU, "_save", row=[str(rows[at].pk) for at in (2, 1, 0)])
    assert list(MenuItem.objects.values_list("label", flat=True)) == ["B", "A", "C"]


def test_every_list_with_a_place_leads_to_its_order_and_no_other_does(visit_admin, therapies):
    assert "Change the order" in visit_admin("/admin/therapies/therapy/").text()
    for address in ("/admin/content/insurer/", "/admin/content/menuitem/", "/admin/content/crisisline/"):
        assert visit_admin(f"{address}order/").text("h1").startswith("Order of")
    assert "Change the order" not in visit_admin(f"/admin/library/{Article._meta.model_name}/").text()


def test_whoever_may_only_look_changes_no_order(therapies):
    client = StaffClient()
    client.force_login(StaffFactory(group=CLINICAL_REVIEWER))
    assert client.get(THERAPIES).status_code == 403
    assert client.post(THERAPIES, {"row": []}).status_code == 403
    assert "Change the order" not in client.get("/admin/therapies/therapy/").text
