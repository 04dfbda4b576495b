"""Facts in the admin: a screen lists what changes for visitors, and only then it is public."""

from __future__ import annotations

import datetime

import pytest
from django.contrib.auth.models import Permission
from django.utils import timezone

from alter_site.content import facts
from alter_site.content.admin.facts.fact_changes import Change, changes
from alter_site.content.models import CrisisLine, FactsEdition, Insurer, MenuItem, Organization, Publication
from facilities.models import License, NetworkStatus
from tests.factories import (
    FacilityFactory,
    GlossaryPageFactory,
    InsurerFactory,
    LicenseFactory,
    MenuItemFactory,
    ReviewerFactory,
    SafetyCardFactory,
    TherapyFactory,
    facts_saved,
    published,
)
from tests.support.document import Document
from tests.support.forms import typed
from tests.support.markup import check_admin
from tests.support.screens import screen

pytestmark = pytest.mark.django_db

BEFORE = "Residential mental health and addiction care on the Southern California coast."
LINE = "Care by the sea, for as long as it takes."
DESCRIPTION = "Description in the footer"


@pytest.fixture
def organization():
    return Organization.objects.get()


@pytest.fixture
def send(client, marketer, django_capture_on_commit_callbacks):
    """Send a form; return what is shown then, its markup checked."""
    client.force_login(marketer)

    def sending(address, values):
        with django_capture_on_commit_callbacks(execute=True):
            document = Document(client.post(address, values, follow=True))
        check_admin(document)
        return document

    return sending


def confirm(send, address, document):
    """Agree to what a confirmation screen lists."""
    button = document.one("button[name=_confirmed]")
    return send(address, typed(document, _confirmed=button.attributes["value"]))


def listed(document):
    """What a screen says that changes: fact, before, after."""
    return [
        tuple(" ".join(cell.text().split()) for cell in row.css("th, td"))
        for row in document.all(".changes tbody tr")
    ]


# --- saving -------------------------------------------------------------------------------------------


def test_saving_a_fact_shows_first_what_changes_for_visitors(visit_admin, send, organization):
    address = screen(organization)
    document = send(address, typed(visit_admin(address), description=LINE))
    assert document.text("h1") == "Check what changes"
    assert listed(document) == [(DESCRIPTION, BEFORE, LINE)]
    organization.refresh_from_db()
    assert organization.description == BEFORE
    assert FactsEdition.objects.count() == 1


def test_what_was_agreed_to_is_saved_and_public_at_once(visit_admin, visit, send, organization, marketer):
    address = screen(organization)
    document = send(address, typed(visit_admin(address), description=LINE))
    therapy = published(TherapyFactory())
    done = confirm(send, address, document)
    assert "Visitors read it now." in done.text(".messagelist")
    assert FactsEdition.objects.latest("pk").author == marketer
    assert LINE in visit(therapy.path).text()


def test_what_visitors_never_read_is_saved_without_asking(visit_admin, send):
    insurer = InsurerFactory()  # the only one: its place changes no order
    facts_saved()
    address = screen(insurer)
    document = send(address, typed(visit_admin(address), position="5"))
    assert "Nothing changes for visitors." in document.text(".messagelist")
    insurer.refresh_from_db()
    assert insurer.position == 5


def test_going_back_keeps_what_was_typed_and_saves_nothing(visit_admin, send, organization):
    address = screen(organization)
    asked = send(address, typed(visit_admin(address), description=LINE))
    form = send(address, typed(asked, _back="1"))
    assert typed(form, form="#organization_form")["description"] == [LINE]
    assert not form.all(".error-summary")
    assert Organization.objects.get().description == BEFORE


def test_agreeing_to_something_else_is_asked_again(visit_admin, send, organization):
    address = screen(organization)
    asked = send(address, typed(visit_admin(address), description=LINE))
    agreed = asked.one("button[name=_confirmed]").attributes["value"]
    other = send(address, typed(asked, description="Another line.", _confirmed=agreed))
    assert listed(other) == [(DESCRIPTION, BEFORE, "Another line.")]
    assert Organization.objects.get().description == BEFORE


def test_a_fact_that_changed_meanwhile_is_shown_before_it_is_agreed_to(visit_admin, send, organization):
    address = screen(organization)
    asked = send(address, typed(visit_admin(address), description=LINE))
    InsurerFactory(name="Harbor Health")
    again = confirm(send, address, asked)
    assert [row[0] for row in listed(again)] == [DESCRIPTION, "Insurers"]


def test_an_error_comes_before_the_question(visit_admin, send, organization):
    address = screen(organization)
    document = send(address, typed(visit_admin(address), phone="12"))
    assert "Phone:" in document.text(".error-summary")


@pytest.mark.parametrize(
    ("address", "values", "line"),
    [
        (
            "/admin/content/insurer/add/",
            {"name": "Harbor Health", "position": "0", "confirmed_on": "2026-11-01", "is_demo": "on"},
            "Harbor Health, confirmed on November 1, 2026, demo",
        ),
        (
            "/admin/library/glossaryterm/add/",
            {"term": "craving", "anchor": "craving", "short": "A strong urge.", "spellings": "cravings"},
            "craving, /glossary/#term-craving, A strong urge., cravings",
        ),
    ],
)
def test_a_new_fact_is_shown_in_words(visit_admin, send, address, values, line):
    published(GlossaryPageFactory())
    asked = send(address, typed(visit_admin(address), **values))
    assert listed(asked)[0][1:] == ("nothing", line)
    assert "Visitors read it now." in confirm(send, address, asked).text(".messagelist")


def test_a_license_names_its_facility(visit_admin, send):
    facility = FacilityFactory(title="Dana Point")
    address = screen(LicenseFactory(number="300123AP"))
    facts_saved()
    asked = send(address, typed(visit_admin(address), facility=str(facility.pk)))
    _, before, after = listed(asked)[0]
    assert "Dana Point" not in before
    assert after.startswith("Dana Point, State Department of Health Care Services, DHCS, 300123AP, expires")


def test_a_network_status_is_told_in_words(visit_admin, send):
    facility, insurer = FacilityFactory(title="Dana Point"), InsurerFactory(name="Harbor Health")
    facts_saved()
    address = "/admin/facilities/networkstatus/add/"
    values = {
        "facility": str(facility.pk),
        "insurer": str(insurer.pk),
        "answer": "out",
        "checked_on": "2026-11-01",
    }
    asked = send(address, typed(visit_admin(address), **values))
    line = "Dana Point, Harbor Health, out of network, checked on November 1, 2026"
    assert listed(asked) == [("Network statuses", "nothing", line)]
    confirm(send, address, asked)
    assert NetworkStatus.objects.get().answer == "out"


def test_the_safety_card_opens_at_once_and_shows_its_words(visit_admin, client, send):
    card = SafetyCardFactory(text="<p>Call <strong>first</strong>.</p>")
    facts_saved()
    visit_admin("/admin/")
    assert client.get("/admin/therapies/safetycard/").headers["Location"] == screen(card)
    said = send(screen(card), typed(visit_admin(screen(card)), text="<p>Call 911 at once.</p>"))
    assert "Visitors read it once a clinical reviewer has approved it." in said.text(".messagelist")
    assert "Call <strong>first</strong>." in facts.current(timezone.now()).safety_card.text.html


# --- menus --------------------------------------------------------------------------------------------


def test_a_menu_item_shows_the_address_its_page_has_now(visit_admin):
    item = MenuItemFactory(page=TherapyFactory(slug="family"))
    assert typed(visit_admin(screen(item)))["destination"] == ["/therapies/family/"]


def test_a_menu_item_keeps_the_page_and_not_the_address(visit_admin, send):
    page = published(TherapyFactory(title="Family", slug="family"))
    address = "/admin/content/menuitem/add/"
    values = {"menu": "main", "label": "Family", "destination": "/therapies/family/", "position": "1"}
    asked = send(address, typed(visit_admin(address), **values))
    assert listed(asked) == [("Main menu", "nothing", "Family, /therapies/family/")]
    confirm(send, address, asked)
    assert MenuItem.objects.get().destination == f"page:{page.pk}"


def test_a_menu_item_that_leads_nowhere_says_so(visit_admin, send):
    address = "/admin/content/menuitem/add/"
    values = {"menu": "main", "label": "Lost", "destination": "/therapies/lost/"}
    document = send(address, typed(visit_admin(address), **values))
    assert "There is no page at /therapies/lost/." in document.text(".error-summary")


def test_the_form_of_a_menu_item_whose_page_was_deleted_says_so_and_asks_for_another(visit_admin, send):
    page = TherapyFactory(slug="family")
    item = MenuItemFactory(page=page)
    gone = f"page:{page.pk}"
    page.delete()
    form = visit_admin(screen(item))
    assert typed(form)["destination"] == [""]
    assert "The page that this line led to is gone" in form.text(".field-destination")
    assert "page:" not in form.text()
    again = send(screen(item), typed(form, destination=gone))
    assert "The page that this line led to is gone" in again.text(".error-summary")


def test_the_form_of_a_menu_item_whose_page_has_no_address_of_its_own_names_the_page(visit_admin):
    item = MenuItemFactory(page=TherapyFactory(slug="family", title="Family, new"))
    published(TherapyFactory(slug="families", title="Family"))
    Publication.objects.update(path="/therapies/family/")
    said = visit_admin(screen(item)).text(".field-destination")
    assert "It leads to “Family, new”, which has no address of its own yet." in said


def test_whoever_may_only_look_reads_where_a_menu_item_leads(client):
    page = TherapyFactory(slug="family")
    item = MenuItemFactory(page=page)
    reader = ReviewerFactory()
    reader.user_permissions.add(Permission.objects.get(codename="view_menuitem"))
    client.force_login(reader)
    assert "/therapies/family/" in Document(client.get(screen(item))).text(".field-destination .readonly")
    page.delete()
    assert "a page that is gone" in Document(client.get(screen(item))).text(".field-destination .readonly")


def test_the_list_of_menu_items_says_where_each_leads_in_one_query(
    visit_admin, django_assert_max_num_queries
):
    MenuItemFactory(page=published(TherapyFactory(slug="live")))
    MenuItemFactory(page=TherapyFactory(slug="draft"))
    document = visit_admin("/admin/content/menuitem/")
    assert set(document.texts("td.field-leads_to")) == {
        "/therapies/live/",
        "a page that is not live, or leaves by itself",
    }
    with django_assert_max_num_queries(30) as few:
        visit_admin("/admin/content/menuitem/")
    for _ in range(8):
        MenuItemFactory(page=published(TherapyFactory()))
    with django_assert_max_num_queries(len(few.captured_queries)):
        visit_admin("/admin/content/menuitem/")


# --- deleting -----------------------------------------------------------------------------------------


def test_deleting_a_fact_shows_first_what_changes(visit_admin, send):
    insurer = InsurerFactory(name="Harbor Health", confirmed_on=datetime.date(2026, 11, 1))
    facts_saved()
    address = screen(insurer, "delete")
    document = visit_admin(address)
    assert listed(document) == [("Insurers", "Harbor Health, confirmed on November 1, 2026", "nothing")]
    assert Insurer.objects.exists()
    send(address, {"post": "yes"})
    assert not Insurer.objects.exists()
    assert facts.current(timezone.now()).insurers == ()


@pytest.mark.parametrize("kind", ["crisisline", "insurer", "menuitem"])
def test_no_bulk_action_passes_by_the_question(visit_admin, client, kind):
    InsurerFactory()
    line = CrisisLine.objects.get(call="988")
    address = f"/admin/content/{kind}/"
    assert not visit_admin(address).all("select[name=action]")
    client.post(address, {"action": "delete_selected", "_selected_action": str(line.pk), "post": "yes"})
    assert CrisisLine.objects.filter(pk=line.pk).exists()
    assert Insurer.objects.exists()


def test_the_organization_is_neither_added_nor_deleted(visit_admin, client, organization):
    visit_admin("/admin/")
    assert client.get("/admin/content/organization/").headers["Location"] == screen(organization)
    assert client.get("/admin/content/organization/add/").status_code == 403
    assert client.post(screen(organization, "delete"), {"post": "yes"}).status_code == 403


def test_every_fact_has_a_list_and_a_form(visit_admin):
    insurer = InsurerFactory()
    NetworkStatus.objects.create(facility=FacilityFactory(), insurer=insurer)
    for row in (LicenseFactory(), insurer, NetworkStatus.objects.get(), CrisisLine.objects.get(call="988")):
        visit_admin(screen(row))
        visit_admin(screen(row, "delete"))
        options = row._meta
        visit_admin(f"/admin/{options.app_label}/{options.model_name}/")
        visit_admin(f"/admin/{options.app_label}/{options.model_name}/add/")
    assert License.objects.exists()


def test_the_states_list_and_the_neutral_description_are_on_the_screen_of_the_organization(visit_admin):
    document = visit_admin("/admin/content/organization/1/change/")
    for name in ("license_list_url", "license_list_checked", "share_description"):
        assert len(document.all(f'[name="{name}"]')) == 1


# --- how facts were before ----------------------------------------------------------------------------


def test_earlier_facts_can_be_read_and_not_changed(visit_admin, client, organization, marketer):
    organization.description = LINE
    organization.save()
    facts.freeze(marketer)
    newest = FactsEdition.objects.latest("pk")
    assert len(visit_admin("/admin/content/factsedition/").all("#result_list tbody tr")) == 2
    document = visit_admin(screen(newest))
    assert listed(document) == [(DESCRIPTION, BEFORE, LINE)]
    assert not document.all("input[type=submit]")
    assert client.post(screen(newest), {"body": "{}"}).status_code == 403
    assert client.post(screen(newest, "delete"), {"post": "yes"}).status_code == 403
    assert client.get("/admin/content/factsedition/add/").status_code == 403


# --- what changes, in words ---------------------------------------------------------------------------


def test_entries_that_stay_are_left_out():
    before = {"insurers": [{"name": "A"}, {"name": "B"}]}
    after = {"insurers": [{"name": "A"}, {"name": "C"}]}
    assert changes(before, after) == [Change("Insurers", ["B"], ["C"])]


def test_a_new_order_is_shown_whole():
    before = {"insurers": [{"name": "A"}, {"name": "B"}]}
    after = {"insurers": [{"name": "B"}, {"name": "A"}]}
    assert changes(before, after) == [Change("Insurers", ["A", "B"], ["B", "A"])]


def test_nothing_differs_between_equal_facts():
    assert (
        changes({"phone": {"href": "tel:1", "display": "1"}}, {"phone": {"href": "tel:1", "display": "1"}})
        == []
    )


def test_a_footer_line_is_told_with_its_group():
    after = {"footer": [{"heading": "Treatment", "items": [{"label": "Therapies", "path": "/therapies/"}]}]}
    assert changes({}, after) == [Change("Footer", [], ["Treatment: Therapies, /therapies/"])]


def test_a_fact_that_is_gone_is_shown():
    assert changes({"old_fact": "Once"}, {}) == [Change("Old fact", ["Once"], [])]


def test_an_identity_without_a_page_is_said_to_be_gone():
    row = {"facility": "3e0f7b46-0000-4000-8000-000000000000"}
    assert changes({}, {"licenses": [row]}) == [Change("Licenses", [], ["a page that is gone"])]
