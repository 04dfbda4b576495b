"""Facts stand on many pages, are frozen together, and lapse by the calendar without anybody acting."""

from __future__ import annotations

import datetime
import json
from pathlib import Path

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.utils import timezone

from alter_site.content import facts
from alter_site.content.facts import site
from alter_site.content.models import Approval, CrisisLine, FactsEdition, Insurer, MenuItem, Organization
from alter_site.content.models.facts import validate_phone
from alter_site.delivery import generation
from facilities.models import NetworkStatus
from tests.factories import (
    AccreditationFactory,
    FacilityFactory,
    HomePageFactory,
    InsurerFactory,
    LicenseFactory,
    MenuItemFactory,
    StandardPageFactory,
    TherapyFactory,
    changed,
    committed,
    facts_saved,
    published,
)

pytestmark = pytest.mark.django_db

NOON = datetime.datetime(2026, 11, 23, 20, tzinfo=datetime.UTC)  # in Dana Point
LAST_DAY = datetime.date(2026, 12, 31)
LAST_MINUTE = datetime.datetime(2027, 1, 1, 7, 59, tzinfo=datetime.UTC)
MIDNIGHT = datetime.datetime(2027, 1, 1, 8, tzinfo=datetime.UTC)


@pytest.fixture
def clock():
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


# --- freezing -----------------------------------------------------------------------------------------


def test_a_fresh_site_has_facts_and_the_crisis_lines():
    assert FactsEdition.objects.count() == 1
    assert CrisisLine.objects.filter(call="988", is_on_every_page=True).exists()


def test_a_fact_that_was_saved_but_not_frozen_is_not_public(visit):
    published(HomePageFactory())
    InsurerFactory(name="Pacific Example Health")
    assert "Pacific Example Health" not in visit("/").html
    facts_saved()
    assert "Pacific Example Health" in visit("/").html


def test_saving_the_same_facts_again_makes_no_row_and_no_generation():
    facts_saved()
    rows, before = FactsEdition.objects.count(), generation.current()
    facts_saved()
    assert (FactsEdition.objects.count(), generation.current()) == (rows, before)


def test_saving_facts_starts_a_generation_after_the_commit_and_names_the_author(marketer):
    before = generation.current()
    with committed():
        InsurerFactory()
        facts.freeze(marketer)
        assert generation.current() == before
    assert generation.current() != before
    assert FactsEdition.objects.first().author == marketer


def test_every_generation_differs_from_the_one_before():
    seen = set()
    for _ in range(50):
        with committed():
            generation.advance_after_commit()
        seen.add(generation.current())
    assert len(seen) == 50


def test_the_facts_are_read_once_in_a_generation(django_assert_num_queries):
    now = NOON
    with django_assert_num_queries(1):
        for _ in range(3):
            facts.current(now)
    InsurerFactory()
    facts_saved()
    with django_assert_num_queries(1):
        for _ in range(3):
            facts.current(now)


def test_facts_that_another_thread_puts_in_their_place_are_not_mistaken_for_those_just_found(monkeypatch):
    found, older = facts.current(NOON), facts.Facts({}, NOON.date())

    def are_past(self, now):
        facts._cached = ("earlier", NOON.date(), older)
        return False

    monkeypatch.setattr(facts.Facts, "are_past", are_past)
    assert facts.current(NOON) is found


def test_an_insurer_nobody_confirmed_is_not_shown(visit):
    published(HomePageFactory())
    InsurerFactory(name="Unconfirmed Example", confirmed_on=None)
    facts_saved()
    assert "Unconfirmed Example" not in visit("/").html


def test_there_is_one_organization():
    Organization(name="Another").save()
    assert Organization.objects.get().name == "Another"


# --- the file that error pages read -------------------------------------------------------------------


def test_the_file_holds_what_the_newest_row_holds(settings):
    InsurerFactory()
    facts_saved()
    assert json.loads(Path(settings.FACTS_FILE).read_text()) == FactsEdition.objects.first().body


def test_facts_read_from_the_file_are_the_facts_read_from_the_database():
    InsurerFactory(name="Pacific Example Health")
    LicenseFactory()
    facts_saved()
    assert vars(facts.from_file()) == vars(facts.current(datetime.datetime.now(datetime.UTC)))


@pytest.mark.parametrize("content", [None, "", "not json", "[]", '"words"', "{", '{"phone": 5}', "\udcff"])
def test_without_a_good_file_the_number_is_still_known(content, settings):
    if content is not None:
        Path(settings.FACTS_FILE).write_bytes(content.encode("utf-8", "surrogateescape"))
    assert facts.from_file().phone.href == "tel:+18669893395"


def test_a_file_that_cannot_be_written_does_not_stop_publishing(settings, caplog):
    settings.FACTS_FILE = Path(settings.FACTS_FILE).parent / "no" / "such" / "folder" / "facts.json"
    InsurerFactory()
    facts_saved()
    assert "could not be written" in caplog.text


def test_the_file_is_written_whole_or_not_at_all(settings, monkeypatch):
    facts.write_file({"organization": "Before"})

    def interrupted(*args, **kwargs):
        raise OSError("disk full")

    monkeypatch.setattr(Path, "replace", interrupted)
    facts.write_file({"organization": "After"})
    assert facts.from_file().organization == "Before"
    assert [path.name for path in Path(settings.FACTS_FILE).parent.glob("**/*facts*")] == ["facts.json"]


def test_every_start_writes_the_file_anew(settings):
    Path(settings.FACTS_FILE).unlink(missing_ok=True)
    site.ensure_facts(sender=None, using="default")
    assert facts.from_file().crisis_lines


def test_after_a_migrate_every_page_is_made_anew_because_the_database_may_have_been_restored(
    django_capture_on_commit_callbacks,
):
    before = generation.current()
    with django_capture_on_commit_callbacks(execute=True):
        site.ensure_facts(sender=None, using="default")
    assert generation.current() != before


# --- facts from another release -----------------------------------------------------------------------


def test_a_fact_that_the_release_before_did_not_know_is_there_after_the_migrate():
    older = {name: value for name, value in facts.body_now().items() if name != "insurers"}
    FactsEdition.objects.create(body=older, content_hash="older", frozen_at=timezone.now())
    site.ensure_facts(sender=None, using="default")
    assert "insurers" in FactsEdition.objects.first().body


def test_a_fact_that_does_not_fit_this_release_is_left_out_and_logged(visit, caplog):
    published(HomePageFactory())
    newest = FactsEdition.objects.first()
    newest.body["insurers"] = [{"name": 5}]
    newest.save()
    visit("/")
    assert "insurers does not fit" in caplog.text


def test_a_fact_that_is_not_stored_yet_is_empty(visit):
    published(HomePageFactory())
    FactsEdition.objects.update(body={})
    document = visit("/")
    assert "989-3395" in document.text()
    assert "988" in document.text("footer")


def test_a_name_that_is_no_fact_is_a_mistake_of_ours():
    with pytest.raises(AttributeError, match="weather"):
        facts.from_file().weather  # noqa: B018


# --- what lapses --------------------------------------------------------------------------------------


def test_a_license_prints_its_last_day_and_is_gone_the_day_after_everywhere(visit, clock, settings):
    facility = published(FacilityFactory())
    published(HomePageFactory())
    with committed():
        LicenseFactory(number="300123AP", expires=LAST_DAY, facility=facility)
        facts.freeze()

    clock.move_to(LAST_MINUTE)
    document = visit(facility.path)
    assert "300123AP" in document.text("main")
    assert "December 31, 2026" in document.text("main")
    assert "300123AP" in str(document.json_ld)
    assert "Licensed by" in document.text("footer")
    assert facts.from_file().licenses

    clock.move_to(MIDNIGHT)
    for path in (facility.path, "/"):
        html = visit(path).html
        assert "300123AP" not in html
        assert "Licensed" not in html
        assert settings.SITE_URL in html
    assert facts.from_file().licenses == ()


def test_an_accreditation_lapses_alone(visit, clock):
    published(HomePageFactory())
    LicenseFactory(expires=LAST_DAY + datetime.timedelta(days=30))
    AccreditationFactory(expires=LAST_DAY)
    facts_saved()
    clock.move_to(LAST_MINUTE)
    assert "Licensed & accredited" in visit("/").texts("h2")
    clock.move_to(MIDNIGHT)
    headings = visit("/").texts("h2")
    assert "Licensed" in headings
    assert "Licensed & accredited" not in headings


def test_the_day_turns_at_midnight_in_california_and_not_in_greenwich(visit, clock):
    published(HomePageFactory())
    LicenseFactory(expires=NOON.date(), number="300123AP")
    facts_saved()
    clock.move_to(datetime.datetime(2026, 11, 24, 7, 59, tzinfo=datetime.UTC))
    assert "300123AP" in visit("/").html
    clock.move_to(datetime.datetime(2026, 11, 24, 8, tzinfo=datetime.UTC))
    assert "300123AP" not in visit("/").html


def test_a_review_that_is_past_its_day_is_no_longer_claimed(visit, clock):
    therapy = published(TherapyFactory())
    Approval.objects.update(due=LAST_DAY)
    clock.move_to(LAST_MINUTE)
    document = visit(therapy.path)
    assert "Rhea Reader, LMFT (license DEMO-0000)" in document.text("main")
    assert document.nodes_of_type("MedicalWebPage")[0]["lastReviewed"] == "2026-11-23"
    clock.move_to(MIDNIGHT)
    document = visit(therapy.path)
    assert "Rhea Reader" not in document.html
    assert "lastReviewed" not in document.nodes_of_type("MedicalWebPage")[0]


def test_a_demo_text_never_claims_a_review(visit, clock):
    therapy = published(TherapyFactory(is_demo=True))
    document = visit(therapy.path)
    assert "Demo text, not yet reviewed by a clinician" in document.text("main")
    assert "Rhea Reader" not in document.html


def test_a_demo_license_never_reaches_the_graph(visit):
    facility = published(FacilityFactory())
    LicenseFactory(number="300123AP", facility=facility, is_demo=True)
    facts_saved()
    document = visit(facility.path)
    assert "(demo)" in document.text("main")
    assert "300123AP" not in str(document.json_ld)


# --- network status -----------------------------------------------------------------------------------


def test_a_network_status_is_dated_and_unknown_unless_staff_say_otherwise(visit):
    facility = published(FacilityFactory())
    NetworkStatus.objects.create(
        facility=facility, insurer=InsurerFactory(name="Asked"), answer="in", checked_on=NOON.date()
    )
    NetworkStatus.objects.create(facility=facility, insurer=InsurerFactory(name="Never asked"))
    facts_saved()
    rows = visit(facility.path).texts("tbody tr")
    assert "Asked In network November 23, 2026" in rows
    assert "Never asked Not known: ask us Not yet" in rows


def test_an_answer_about_a_network_needs_the_day_it_was_true():
    status = NetworkStatus(facility=FacilityFactory(), insurer=InsurerFactory(), answer="in")
    with pytest.raises(ValidationError, match="Enter the day the insurer was asked"):
        status.full_clean()


def test_an_answer_cannot_come_from_the_future(clock):
    status = NetworkStatus(
        facility=FacilityFactory(),
        insurer=InsurerFactory(),
        answer="in",
        checked_on=NOON.date() + datetime.timedelta(days=1),
    )
    with pytest.raises(ValidationError, match="still to come"):
        status.full_clean()


@pytest.mark.parametrize(
    ("make", "name"),
    [
        (LicenseFactory.build, "last_checked"),
        (InsurerFactory.build, "confirmed_on"),
        (lambda: CrisisLine(name="Line", call="988"), "verified_on"),
        (lambda: Organization(name="Alter", phone="988"), "license_list_checked"),
    ],
)
def test_nothing_was_checked_on_a_day_that_is_still_to_come(make, name, clock):
    row = make()
    setattr(row, name, NOON.date())
    row.clean()
    setattr(row, name, NOON.date() + datetime.timedelta(days=1))
    with pytest.raises(ValidationError, match="still to come"):
        row.clean()


# --- numbers ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "typed",
    ["555-0142 mom", "949-555-0142 mom", "HOME to 741741", "1-800-FLOWERS", "x", "-", "\u00b2\u00b2\u00b2"],
)
def test_a_number_with_words_is_refused_rather_than_dialed(typed):
    line = CrisisLine(name="Line", call=typed, verified_on=NOON.date())
    with pytest.raises(ValidationError) as refusal:
        line.clean_fields()
    assert "call" in refusal.value.message_dict
    with pytest.raises(ValidationError) as refusal:
        CrisisLine(name="Line", call="988", text=typed, verified_on=NOON.date()).clean()
    assert "Words to send go into the note." in refusal.value.message_dict["text"]


@pytest.mark.parametrize(
    ("typed", "dials"),
    [
        ("\uff19\uff18\uff18", "988"),
        ("741741", "741741"),
        ("855-625-4657 ext. 5", "+18556254657"),
        (" 988 ", "988"),
        ("\u202a988\u202c", "988"),
    ],
)
def test_a_number_is_dialed_as_it_was_meant(typed, dials):
    validate_phone(typed)
    CrisisLine(name="Line", call="988", text=typed, verified_on=NOON.date()).clean()
    assert facts.phone(typed).href == f"tel:{dials}"


# --- menus --------------------------------------------------------------------------------------------


def test_a_menu_line_shows_only_while_its_page_is_live(visit):
    published(HomePageFactory())
    page = StandardPageFactory(title="About us")
    MenuItemFactory(page=page)
    MenuItemFactory(page=page, menu=MenuItem.Menu.SITE, label="Who we are")
    facts_saved()
    assert page.path not in visit("/").hrefs()
    published(page)
    document = visit("/")
    assert page.path in document.hrefs("header a")
    assert page.path in document.hrefs("footer a")
    assert "This site" in document.texts("footer h2")


def test_a_menu_line_follows_its_page(visit):
    published(HomePageFactory())
    page = published(StandardPageFactory(slug="old"))
    MenuItemFactory(page=page)
    published(changed(page, slug="new"))
    hrefs = visit("/").hrefs("header a")
    assert "/new/" in hrefs
    assert "/old/" not in hrefs


def test_a_menu_line_is_marked_on_its_own_page(visit):
    page = published(StandardPageFactory(title="About us"))
    MenuItemFactory(page=page)
    facts_saved()
    assert visit(page.path).texts("header [aria-current=page]") == ["About us"]


def test_a_menu_line_keeps_the_identity_of_the_address_that_was_pasted():
    page = StandardPageFactory(slug="about-us")
    item = MenuItem(menu=MenuItem.Menu.MAIN, label="About", destination="/about-us/")
    item.full_clean()
    assert item.destination == f"page:{page.pk}"


def test_a_menu_line_that_leads_nowhere_is_refused_in_words():
    item = MenuItem(menu=MenuItem.Menu.MAIN, label="About", destination="/about-us/")
    with pytest.raises(ValidationError, match="There is no page at /about-us/"):
        item.full_clean()


# --- phone numbers ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "href", "display"),
    [
        ("+18669893395", "tel:+18669893395", "(866) 989-3395"),
        ("866.989.3395", "tel:+18669893395", "(866) 989-3395"),
        ("988", "tel:988", "988"),
        ("911", "tel:911", "911"),
        ("838255", "tel:838255", "838255"),
    ],
)
def test_a_number_dials_and_reads_well(written, href, display):
    number = facts.phone(written)
    assert (number.href, number.display.replace("\N{NO-BREAK SPACE}", " ")) == (href, display)


@pytest.mark.parametrize(
    "number", ["12", "not a number", "866-989", "989-3395", "9893395", "1", "", "12345678901234567890"]
)
def test_what_is_no_number_is_refused_in_words(number):
    with pytest.raises(ValidationError) as refusal:
        Organization(phone=number).full_clean()
    assert "phone" in refusal.value.message_dict


@pytest.mark.parametrize("number", ["988", "855-625-4657", "1-800-662-4357", "(866) 989-3395", "838255"])
def test_real_numbers_are_accepted_as_people_write_them(number):
    line = CrisisLine(name="A line", call=number, verified_on=NOON.date())
    line.full_clean()


def test_insurers_stand_in_their_order(visit):
    published(HomePageFactory())
    for name, position in (("Zeta", 0), ("Alpha", 1), ("Beta", 1)):
        InsurerFactory(name=name, position=position)
    facts_saved()
    assert [item for item in visit("/").texts("main li") if item in {"Zeta", "Alpha", "Beta"}] == [
        "Zeta",
        "Alpha",
        "Beta",
    ]
    assert Insurer.objects.count() == 3


# --- a body of another release ------------------------------------------------------------------------


def test_a_fact_that_had_another_name_in_an_earlier_release_is_read_by_its_name_of_today():
    facts_saved()
    newest = FactsEdition.objects.first()
    body = {"organisation": "Alter of old", **newest.body}
    del body["organization"]
    FactsEdition.objects.filter(pk=newest.pk).update(body=body)
    facts._cached = None
    assert facts.current(timezone.now()).organization == "Alter of old"
    assert facts.as_declared(body)["organization"] == "Alter of old"
