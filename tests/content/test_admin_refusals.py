"""Bad input in the admin: a message in words or a plain refusal, never a fault, nothing half saved."""

from __future__ import annotations

import itertools
import uuid

import pytest
from django.db.models import Model
from django.forms import BaseForm, ModelForm

from alter_site.content.admin.forms import rows
from alter_site.content.admin.forms.page_form import PageForm
from alter_site.content.editions import publishing
from alter_site.content.models import Redirect, StandardPage
from tests.factories import (
    AdministratorFactory,
    IndexPageFactory,
    MarketerFactory,
    ReviewerFactory,
    StandardPageFactory,
    TherapyFactory,
    UserFactory,
    changed,
    published,
)
from tests.support.document import Document
from tests.support.forms import typed
from tests.support.markup import check_admin
from tests.support.screens import saved, screen
from tests.support.sign_in import StaffClient
from tests.support.undone import undone
from therapies.models import Technique, Therapy

pytestmark = pytest.mark.django_db

LIST = "/admin/therapies/therapy/"


@pytest.fixture
def therapy():
    return saved(TherapyFactory(title="Attachment", techniques=[{"title": "First", "text": "<p>First.</p>"}]))


@pytest.fixture
def refusal(visit_admin, client, therapy):
    """Send the therapy's form with these values; return what is said about why nothing was saved."""
    form = visit_admin(screen(therapy))
    before = publishing.working_hash(therapy)

    def sending(**values):
        response = client.post(screen(therapy), typed(form, **values))
        assert response.status_code == 200
        document = Document(response)
        check_admin(document)
        assert document.title.startswith("Error: ")
        assert publishing.working_hash(therapy) == before
        therapy.refresh_from_db()
        assert therapy.revision == 1
        return document.text(".error-summary")

    return sending


# --- a right that was lost while somebody typed -------------------------------------------------------

LONG = '<h3>Slow</h3><p>It takes <a href="/contact/">time</a> &amp; care.</p>'


@pytest.fixture
def losing(therapy):
    """Send a form of somebody who has lost their rights since it was opened; return what they read."""

    def sending(lose, address, **values):
        person, browser = MarketerFactory(), StaffClient()
        browser.force_login(person)
        opened = Document(browser.get(address))
        lose(person)
        document = Document(
            browser.post(address, typed(opened, **values), headers={"Origin": "http://testserver"})
        )
        check_admin(document)
        therapy.refresh_from_db()
        assert (therapy.title, therapy.revision) == ("Attachment", 1)
        return document.text("main"), document

    return sending


def leave_the_group(person):
    person.groups.clear()


def switch_off(person):
    person.is_active = False
    person.save()


@pytest.mark.parametrize("lose", [leave_the_group, switch_off])
def test_what_was_typed_is_given_back_to_whoever_lost_the_right_to_save_it(losing, therapy, lose):
    words, document = losing(lose, screen(therapy), title="Typed late", introduction=LONG)
    assert "for you to copy" in words
    copied = dict(zip(document.texts("dt"), document.texts("dd"), strict=True))
    assert copied["Title"] == "Typed late"
    assert copied["Introduction"].endswith("It takes time (/contact/) & care.")
    assert copied["Techniques 0 title"] == "First"
    assert not {name for name in copied if "FORMS" in name or "draft" in name.lower() or "csrf" in name}


@pytest.mark.parametrize("name", ["submit", "add"])
def test_so_are_a_note_and_a_new_page(losing, therapy, name):
    address = f"{LIST}add/" if name == "add" else screen(therapy, name)
    words, _ = losing(leave_the_group, address, **{"title" if name == "add" else "note": "Typed late"})
    assert "Typed late" in words


def test_a_press_of_a_button_alone_is_refused_as_before(client, therapy):
    client.force_login(ReviewerFactory())
    response = client.post(screen(therapy, "publish"), {"_publish": "1"})
    assert response.status_code == 403
    assert "for you to copy" not in response.text


# --- fields -------------------------------------------------------------------------------------------


def test_an_address_that_is_taken_is_named_at_the_field(refusal, client, therapy):
    TherapyFactory(title="Family", slug="family")
    assert "Address: “Family” already has this address." in refusal(slug="family")


def test_an_address_in_capitals_is_refused_and_one_that_is_there_stays(refusal, client, visit_admin, therapy):
    assert "Address: Write the address in lower case: family-therapy" in refusal(slug="Family-Therapy")
    saved(changed(therapy, slug="Family-Therapy"))
    client.post(screen(therapy), typed(visit_admin(screen(therapy)), title="Families"))
    therapy.refresh_from_db()
    assert (therapy.title, therapy.slug) == ("Families", "Family-Therapy")


def test_what_nobody_can_see_was_not_typed(refusal, visit_admin, client, therapy):
    unseen = "\u200b\u3164\u2800\u00ad \u202e"
    said = refusal(title=unseen, **{"techniques-0-title": unseen})
    assert said.count("This field is required.") == 2
    values = typed(visit_admin(screen(therapy)), summary=unseen, introduction=f"<p>{unseen}</p>")
    client.post(screen(therapy), values)
    therapy.refresh_from_db()
    assert (therapy.summary, therapy.introduction) == ("", "")


def test_an_address_that_is_taken_on_a_new_page_is_named_too(visit_admin, client, therapy):
    values = typed(visit_admin(f"{LIST}add/"), title="Again", slug=therapy.slug)
    document = Document(client.post(f"{LIST}add/", values))
    assert "“Attachment” already has this address." in document.text(".error-summary")
    assert Therapy.objects.count() == 1


@pytest.fixture
def standard_page_at(visit_admin, client):
    """Save a standard page at an address; return the screen that answers."""
    address = "/admin/content/standardpage/add/"
    form = visit_admin(address)

    def save(slug: str) -> Document:
        # A form that was sent before makes no second page: each save is that of another form.
        values = typed(form, title="Hidden", slug=slug, summary="What it is.", lede="How it begins.")
        return Document(client.post(address, values | {"_identity": "", "_draft": f"{uuid.uuid4()}"}))

    return save


def test_a_standard_page_can_be_read_at_an_address_of_one_or_two_parts(standard_page_at, visit):
    for slug in ("robots", "about", "about/how-we-review", "levels-of-care/compare"):
        standard_page_at(slug)
        assert visit(published(StandardPage.objects.get(slug=slug)).path).text("h1") == "Hidden"


ADDRESSES_OF_OTHERS = {
    "admin": "/admin/ is used by the site itself",
    "admin/login": "/admin/login/ is used by the site itself",
    "therapies": "/therapies/ is kept for another kind of page",
    "therapies/yoga": "/therapies/yoga/ is kept for another kind of page",
    "levels-of-care/residential": "is kept for another kind of page",
    "static": "/static/ is kept for another kind of page",
    "media/renditions": "is kept for another kind of page",
    "one/two/three": "Write lower-case letters",
    "/about": "Write lower-case letters",
    "about/": "Write lower-case letters",
    "Über-uns": "Write lower-case letters",
}


def test_a_standard_page_may_not_hide_what_stands_elsewhere(standard_page_at, subtests):
    for slug, why in ADDRESSES_OF_OTHERS.items():
        with subtests.test(slug=slug):
            assert why in standard_page_at(slug).text(".error-summary")
    assert not StandardPage.objects.exists()


def test_a_level_of_care_may_not_have_the_address_of_the_comparison(visit_admin, client):
    address = "/admin/facilities/levelofcare/add/"
    values = typed(visit_admin(address), title="Compare", slug="compare")
    document = Document(client.post(address, values))
    assert "/levels-of-care/compare/ is kept for another kind of page" in document.text(".error-summary")


def test_a_second_index_of_one_kind_is_refused(visit_admin, client):
    IndexPageFactory()
    address = "/admin/content/indexpage/add/"
    values = typed(visit_admin(address), title="Again", lists="therapy")
    assert "already exists" in Document(client.post(address, values)).text(".error-summary")


def test_a_broken_pattern_says_how_to_write_it(refusal, subtests):
    for pattern in ("{name", "{title}", "{", "{name} and {}"):
        with subtests.test(pattern=pattern):
            said = refusal(heading_pattern=pattern)
            assert "Heading: Write {name} where the therapy’s name goes" in said


def test_a_text_that_is_too_long_says_how_long_it_may_be(refusal):
    lengths = {"title": 160, "slug": 120, "summary": 300, "seo_title": 70}
    said = refusal(**{field: "a" * (length + 1) for field, length in lengths.items()})
    assert [length for length in lengths.values() if f"at most {length} characters" not in said] == []


def test_a_null_character_is_refused_in_every_field(refusal):
    fields = ("title", "summary", "introduction", "techniques-0-title", "techniques-0-text")
    said = refusal(**dict.fromkeys(fields, "be\0fore"))
    assert said.count("Null characters are not allowed.") == len(fields)


DO_NOT_FIT = [
    ("position", "-1"),
    ("position", "99999999999999999999"),
    ("featured_facility", "not-an-id"),
    ("featured_facility", str(uuid.UUID(int=1))),
    ("featured_picture", "0\0"),
    ("techniques-0-ORDER", "0"),
    ("techniques-0-ORDER", "many"),
    ("techniques-0-ORDER", "99999999999999999999"),
]


def test_a_value_that_does_not_fit_is_refused(refusal, subtests):
    for field, value in DO_NOT_FIT:
        with subtests.test(field=field, value=value):
            assert refusal(**{field: value})


def test_an_error_in_a_row_names_the_row_and_opens_it(visit_admin, client, therapy):
    values = typed(visit_admin(screen(therapy)), **{"techniques-0-title": ""})
    document = Document(client.post(screen(therapy), values))
    link = document.one(".error-summary a")
    assert link.text() == "Technique 1, title: This field is required."
    assert document.all(f'{link.attributes["href"]}[aria-invalid="true"]')
    assert document.all("#techniques-0 > details[open]")


# --- tampered forms -----------------------------------------------------------------------------------


IMPOSSIBLE_COUNTS = [
    *itertools.product(("TOTAL_FORMS", "INITIAL_FORMS"), ("", "many", "-1")),
    ("INITIAL_FORMS", "9"),
]


def test_a_tampered_count_of_rows_is_refused_in_words(refusal, subtests):
    for name, value in IMPOSSIBLE_COUNTS:
        with subtests.test(name=name, value=value):
            said = refusal(**{f"techniques-{name}": value})
            assert "The rows of this form were sent incomplete." in said


def test_a_missing_count_of_rows_is_refused_in_words(visit_admin, client, therapy):
    values = typed(visit_admin(screen(therapy)), title="Changed")
    del values["techniques-TOTAL_FORMS"]
    document = Document(client.post(screen(therapy), values))
    assert "The rows of this form were sent incomplete." in document.text(".error-summary")
    assert not Therapy.objects.filter(title="Changed").exists()


@pytest.fixture
def lists_of_thirty(monkeypatch):
    """Limit lists to a tenth of their rows: drawing all 400 takes longer and shows no more."""
    assert (rows.MOST, rows.MOST_DRAWN) == (300, 400)
    monkeypatch.setattr(rows.RowsInline, "max_num", 30)
    monkeypatch.setattr(rows, "MOST_DRAWN", 40)


@pytest.mark.usefixtures("lists_of_thirty")
def test_too_many_rows_are_refused(visit_admin, client, therapy):
    values = typed(visit_admin(screen(therapy)), **{"techniques-TOTAL_FORMS": "100000"})
    document = Document(client.post(screen(therapy), values))
    assert "A list holds at most 30 rows." in document.text("#content-main")
    assert len(document.all('[name^="techniques-"][name$="-title"]')) == 40
    assert Technique.objects.count() == 1


@pytest.mark.usefixtures("lists_of_thirty")
def test_a_list_that_is_one_row_too_long_is_refused_and_shown_whole(visit_admin, client, therapy):
    typed_in = {f"techniques-{row}-title": f"Breathing {row}" for row in range(1, 31)}
    values = typed(visit_admin(screen(therapy)), **{"techniques-TOTAL_FORMS": "31"}) | typed_in
    document = Document(client.post(screen(therapy), values))
    assert "A list holds at most 30 rows." in document.text("#content-main")
    assert document.one("#id_techniques-30-title").attributes["value"] == "Breathing 30"
    assert Technique.objects.count() == 1


@pytest.mark.parametrize("identity", ["", "x", "0", "9" * 30, "1\0"])
def test_a_row_with_a_strange_identity_is_a_new_row_of_this_page(visit_admin, client, therapy, identity):
    values = typed(visit_admin(screen(therapy)), **{"techniques-0-id": identity})
    assert client.post(screen(therapy), values).status_code in {200, 302}
    assert {technique.page_id for technique in Technique.objects.all()} == {therapy.pk}


def test_too_many_fields_are_a_plain_refusal(client, marketer, therapy):
    client.force_login(marketer)
    response = client.post(screen(therapy), {f"field{number}": "" for number in range(6000)})
    assert response.status_code == 413
    assert "too large" in response.content.decode()


def test_an_empty_form_saves_nothing(client, marketer, therapy):
    client.force_login(marketer)
    response = client.post(screen(therapy), {})
    assert response.status_code == 200
    therapy.refresh_from_db()
    assert therapy.title == "Attachment"


# --- addresses ----------------------------------------------------------------------------------------

STRANGE_IDS = ["lost", "0", str(uuid.UUID(int=0)), "%00", "9" * 400, "a/b", "..%2F..", "%F0%9F%8C%8A"]


OF_A_PAGE = ["change", "delete", "history", "preview", "publish", "unpublish", "saves"]
ROWS = ["content/insurer", "content/redirect", "content/picture", "facilities/license"]


def test_an_unknown_page_is_not_found(client, marketer, subtests):
    client.force_login(marketer)
    for name, identity in itertools.product(OF_A_PAGE, STRANGE_IDS):
        for send in (client.get, client.post):
            with subtests.test(name=name, identity=identity[:20], send=send.__name__), undone():
                assert send(f"{LIST}{identity}/{name}/").status_code in {302, 400, 404}


def test_an_unknown_row_is_not_found(client, marketer, subtests):
    client.force_login(marketer)
    for kind, identity, name in itertools.product(ROWS, STRANGE_IDS, ("change", "delete")):
        with subtests.test(kind=kind, identity=identity[:20], name=name), undone():
            assert client.get(f"/admin/{kind}/{identity}/{name}/").status_code in {302, 400, 404}


@pytest.mark.parametrize("number", ["0", "99", "99999999999999999999999"])
def test_an_unknown_edition_is_not_found(client, marketer, therapy, number):
    client.force_login(marketer)
    for address in (f"editions/{number}/", f"editions/{number}/live/"):
        assert client.post(f"{LIST}{therapy.pk}/{address}").status_code == 404


QUERIES = [
    "q=%00",
    "p=lost",
    "o=99",
    "o=a.b",
    "status=%00",
    "revision=1",
    "revision__gt=x",
    "e=1",
    "_to_field=x",
]


def test_a_strange_query_of_a_list_is_no_fault(client, marketer, therapy, subtests):
    client.force_login(marketer)
    for query in QUERIES:
        with subtests.test(query=query), undone():
            assert client.get(f"{LIST}?{query}").status_code in {200, 302, 400}


# --- redirects ----------------------------------------------------------------------------------------


def test_a_redirect_is_public_once_it_is_saved(visit_admin, client, django_capture_on_commit_callbacks):
    page = published(StandardPageFactory(slug="about"))
    address = "/admin/content/redirect/add/"
    values = typed(visit_admin(address), old_path="/old/", new_path=page.path)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(address, values)
    assert client.get("/old/").headers["Location"] == "/about/"


def test_a_redirect_in_a_circle_is_refused(visit_admin, client):
    Redirect.objects.create(old_path="/a/", new_path="/b/")
    address = "/admin/content/redirect/add/"
    document = Document(client.post(address, typed(visit_admin(address), old_path="/b/", new_path="/a/")))
    assert "That address has moved too." in document.text(".error-summary")


@pytest.mark.parametrize("address", ["/admin/staff/user/add/", "/admin/content/redirect/add/", f"{LIST}add/"])
def test_what_two_people_make_under_one_name_at_one_moment_is_refused_in_words(client, monkeypatch, address):
    """The first reading of the form sees nothing of the other row, which is not committed by then."""
    UserFactory(email="sam@example.org")
    Redirect.objects.create(old_path="/old/", is_gone=True)
    TherapyFactory(slug="family")
    readings: list[BaseForm] = []

    def sees_it_the_second_time(owner, name, unseen=lambda row: None):
        look = getattr(owner, name)

        def looking(row, *args, **kwargs):
            return look(row, *args, **kwargs) if len(readings) > 1 else unseen(row)

        monkeypatch.setattr(owner, name, looking)

    def reading(form, read=BaseForm.full_clean):
        readings.append(form)
        read(form)

    client.force_login(AdministratorFactory())
    words = {
        "email": "sam@example.org",
        "old_path": "/old/",
        "is_gone": "on",
        "title": "Family",
        "slug": "family",
    }
    form = typed(Document(client.get(address)), **words)
    sees_it_the_second_time(Model, "validate_unique")
    sees_it_the_second_time(Model, "validate_constraints")
    sees_it_the_second_time(PageForm, "clean_slug", lambda form: form.cleaned_data["slug"])
    monkeypatch.setattr(ModelForm, "full_clean", reading)
    document = Document(client.post(address, form))
    check_admin(document)
    assert "already" in document.text(".errorlist")
    assert len(readings) > 1
