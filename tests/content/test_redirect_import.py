"""Redirects from a file: a dry run in words, nothing written before somebody agrees, and never twice."""

from __future__ import annotations

import pytest
from django.contrib.admin.models import LogEntry
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.signing import dumps

from alter_site.content.addresses import redirect_import, spreadsheet
from alter_site.content.addresses.redirect_import import Verdict
from alter_site.content.addresses.spreadsheet import Line, NotATable
from alter_site.content.admin.addresses.redirect_files import SALT
from alter_site.content.models import Redirect, redirect
from alter_site.staff.groups import CLINICAL_REVIEWER
from tests.factories import ConditionFactory, StaffFactory, StandardPageFactory, published
from tests.support.document import Document

pytestmark = pytest.mark.django_db

IMPORT = "/admin/content/redirect/import/"


@pytest.fixture(autouse=True)
def _pages():
    Redirect.objects.all().delete()
    published(StandardPageFactory(title="Contact", slug="contact"))
    published(ConditionFactory(title="Grief", slug="grief"))


@pytest.fixture
def send(client, marketer):
    client.force_login(marketer)

    def sending(text, name="redirects.csv"):
        data = text if isinstance(text, bytes) else text.encode()
        return Document(client.post(IMPORT, {"file": SimpleUploadedFile(name, data)}))

    return sending


@pytest.fixture
def agree(client, django_capture_on_commit_callbacks):
    def agreeing(document):
        plan = document.one("input[name=plan]").attributes["value"]
        with django_capture_on_commit_callbacks(execute=True):
            return Document(client.post(IMPORT, {"plan": plan}, follow=True))

    return agreeing


def leads():
    return dict(Redirect.objects.values_list("old_path", "new_path"))


# --- files --------------------------------------------------------------------------------------------

TABLE = [Line(1, "/a/", "/contact/"), Line(2, "/é/", "/conditions/grief/")]
TEXT = "/a/,/contact/\n/é/,/conditions/grief/\n"


@pytest.mark.parametrize(
    "data",
    [
        TEXT.encode(),
        TEXT.encode("utf-8-sig"),
        TEXT.encode("utf-16"),
        TEXT.encode("utf-16-le"),
        TEXT.encode("cp1252"),
        TEXT.replace(",", ";").encode(),
        TEXT.replace(",", "\t").encode(),
        TEXT.replace("\n", "\r\n").encode(),
        b'"/a/", "/contact/"\n' + TEXT.split("\n")[1].encode(),
        "\ufeff/a/,/contact/\n\ufeff/é/\u200b,\u00a0/conditions/grief/\n".encode(),
    ],
)
def test_a_file_is_read_as_spreadsheets_write_it(data):
    assert spreadsheet.read(data) == TABLE


@pytest.mark.parametrize("headings", ["old address,new address", "Source URL,Target URL", "From,To"])
def test_the_line_of_headings_is_no_redirect(headings):
    assert spreadsheet.read(f"{headings}\n\n/a/,/contact/\n".encode()) == [Line(3, "/a/", "/contact/")]


@pytest.mark.parametrize("sign", ",;\t")
def test_the_line_that_tells_excel_the_delimiter_is_no_redirect(sign):
    text = f"sep={sign}\r\nhits,from,to\r\n7,/a/,/contact/\r\n".replace(",", sign)
    assert spreadsheet.read(text.encode("utf-8-sig")) == [Line(3, "/a/", "/contact/")]


def test_a_note_may_break_its_line():
    text = 'from,to,note\n/a/,/contact/,"moved\nin May"\n'
    assert spreadsheet.read(text.encode()) == [Line(3, "/a/", "/contact/")]


def test_headings_say_which_column_is_which():
    text = "Hits,To,Note,From\n7,/contact/,moved,/a/\n"
    assert spreadsheet.read(text.encode()) == [Line(2, "/a/", "/contact/")]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "no lines"),
        (b"\n , \n", "no lines"),
        (b"from,to\n", "no lines under them"),
        (b"PK\x03\x04more", "choose Save as, then CSV"),
        (b"%PDF-1.7", "no CSV file"),
        (b"/a/\x01,/b/", "no CSV file"),
        (b"\xff\xfea", "cannot be read"),
        (b"/a/,/b/\n" * 20_001, "more than 20,000 lines"),
        (b"x" * 4_000_001, "larger than 4 MB"),
        (b'"' + b"x" * 200_000, "cannot be read as CSV"),
        (b'from,to\n"/a/,/contact/\n/b/,/contact/\n', "opens before line 3 is not closed"),
        (b'/a/,"/contact/\n/b/,"/contact/\n', "opens before line 2 is not closed"),
    ],
)
def test_a_file_that_is_no_list_is_refused_in_words(data, words):
    with pytest.raises(NotATable, match=words):
        spreadsheet.read(data)


# --- the dry run --------------------------------------------------------------------------------------


def test_each_line_says_what_it_would_do():
    Redirect.objects.create(old_path="/same/", new_path="/contact/")
    Redirect.objects.create(old_path="/other/", new_path="/contact/")
    Redirect.objects.create(old_path="/inward/", new_path="/becomes-old/")
    lines = {
        "/new/": ("/contact/", Verdict.NEW, "Will lead to /contact/."),
        "/same": ("/contact", Verdict.SAME, "Is there already."),
        "/other/": ("/conditions/grief/", Verdict.CHANGES, "Leads to /contact/ now. Will lead to"),
        "/gone/": ("gone", Verdict.NEW, "gone for good"),
        "/new": ("/contact/", Verdict.REFUSED, "Line 1 has this old address already."),
        "/x/": ("/y/", Verdict.REFUSED, "in a circle: /x/ → /y/ → /x/"),
        "/y/": ("/x/", Verdict.REFUSED, "in a circle"),
        "/chain/": (
            "/new/",
            Verdict.REFUSED,
            "That address has moved too. Use the place it leads to: /contact/",
        ),
        "/nowhere/": ("/missing/", Verdict.REFUSED, "No page is live at /missing/"),
        "/self/": ("/self", Verdict.REFUSED, "the old address itself"),
        "/contact/": ("/conditions/grief/", Verdict.REFUSED, "A page is live there"),
        "/becomes-old/": ("/contact/", Verdict.REFUSED, "/inward/ leads here"),
        "https://other.example/a/": ("/contact/", Verdict.REFUSED, "an address of this site"),
        "/away/": ("https://other.example/", Verdict.REFUSED, "an address of this site"),
        "": ("/contact/", Verdict.REFUSED, "There is no old address"),
        "/none/": ("", Verdict.REFUSED, "There is no new address. Write “gone”"),
        "/a/b/c/d/": ("/contact/", Verdict.REFUSED, "as deep as that"),
        "/q/?a=b": ("/contact/", Verdict.REFUSED, "before the question mark"),
        "/what/*/": ("/conditions/*/", Verdict.REFUSED, "No page is live at /conditions/"),
        "/" + "l" * 300: ("/contact/", Verdict.REFUSED, "at most 255"),
        "/admin/": ("/contact/", Verdict.REFUSED, "The site itself answers there"),
    }
    asked = [Line(n, old, new) for n, (old, (new, _, _)) in enumerate(lines.items(), start=1)]
    for planned, (old, (_, verdict, words)) in zip(redirect_import.plan(asked), lines.items(), strict=True):
        assert (planned.verdict, words in planned.words) == (verdict, True), f"{old}: {planned.words}"


def test_what_rests_on_a_line_that_is_left_out_is_left_out_too():
    Redirect.objects.create(old_path="/inward/", new_path="/old/")
    lines = [Line(1, "/old/", "/contact/"), Line(2, "/inward/", "/missing/")]
    assert [one.verdict for one in redirect_import.plan(lines)] == [Verdict.REFUSED, Verdict.REFUSED]
    lines[1] = Line(2, "/inward/", "/contact/")
    assert [one.verdict for one in redirect_import.plan(lines)] == [Verdict.NEW, Verdict.CHANGES]


def test_many_lines_cost_no_more_queries_than_one(django_assert_num_queries):
    lines = [Line(n, f"/old-{n}/", "/contact/") for n in range(500)]
    with django_assert_num_queries(2):
        assert all(one.verdict is Verdict.NEW for one in redirect_import.plan(lines))


def test_a_part_that_its_page_has_is_kept_and_any_other_is_left_out(send, agree, monkeypatch):
    read = []
    monkeypatch.setattr(redirect, "_readers", [lambda path: read.append(path) or frozenset({"help"})])
    lines = [f"/old-{n}/,/contact/#help\n" for n in range(20)]
    document = send("".join([*lines, "/lost/,/contact/#hlp\n"]))
    assert "The page at /contact/ has no part #hlp. Do you mean #help?" in document.text("#content-main")
    assert read == ["/contact/"]
    agree(document)
    assert leads() == {f"/old-{n}/": "/contact/#help" for n in range(20)}


def test_a_plan_agrees_with_the_form_of_a_redirect():
    Redirect.objects.create(old_path="/a/", new_path="/contact/")
    for old, new in (
        ("/b/", "/a/"),
        ("/b/", "/articles/page/2/"),
        ("/b/", "/tonight/"),
        ("/c/*/", "/d/*/"),
        ("/b/", "/contact/#x"),
    ):
        row = Redirect(old_path=old, new_path=new)
        try:
            row.clean()
            words = ""
        except ValidationError as refusal:
            words = " ".join(refusal.messages)
        (planned,) = redirect_import.plan([Line(1, old, new)])
        assert (planned.words if planned.verdict is Verdict.REFUSED else "") == words


# --- writing ------------------------------------------------------------------------------------------


def test_nothing_is_written_before_somebody_agrees_and_twice_is_once(send, agree, marketer):
    Redirect.objects.create(old_path="/b/", new_path="/contact/")
    document = send("from,to\n/a/,/contact/\n/b/,/conditions/grief/\n/c/,gone\n/d/,/missing/\n")
    assert "4 lines: 1 left out, 1 changes, 2 new. Nothing is written yet." in document.text("#content-main")
    assert leads() == {"/b/": "/contact/"}
    assert "2 new, 1 changed" in agree(document).text(".messagelist")
    expected = {"/a/": "/contact/", "/b/": "/conditions/grief/", "/c/": ""}
    assert leads() == expected
    assert LogEntry.objects.filter(user=marketer, change_message="Imported from a file.").count() == 3
    assert "Nothing to do" in agree(document).text(".messagelist")
    assert leads() == expected


def test_lines_are_checked_again_when_somebody_agrees(send, agree):
    document = send("/a/,/contact/\n/b/,/contact/\n")
    Redirect.objects.create(old_path="/a/", new_path="/conditions/grief/")
    again = agree(document)
    assert "Something has changed since the dry run" in again.text("[role=alert]")
    assert leads() == {"/a/": "/conditions/grief/"}
    agree(again)
    assert leads() == {"/a/": "/contact/", "/b/": "/contact/"}


def test_a_plan_that_was_made_up_or_is_old_writes_nothing(client, send):
    send("/a/,/contact/\n")
    for plan in (
        "",
        "x",
        dumps([[1, "/a/", "/contact/", "NEW"]], salt="another"),
        dumps("x", salt=SALT) + "x",
    ):
        assert "too old" in Document(client.post(IMPORT, {"plan": plan})).text("[role=alert]")
    assert leads() == {}


def test_a_bad_file_is_refused_on_the_screen(client, send):
    assert "no CSV file" in send(b"PK\x03\x04").text("[role=alert]")
    assert "Choose a file." in Document(client.post(IMPORT, {})).text("[role=alert]")


def test_what_is_exported_is_the_same_when_it_is_imported(client, send):
    Redirect.objects.create(old_path="/a/", new_path="/contact/")
    Redirect.objects.create(old_path="/é/*/", new_path="", is_gone=True)
    client.get("/admin/")
    send("")
    response = client.get("/admin/content/redirect/export/")
    assert "attachment" in response.headers["Content-Disposition"]
    assert "2 same as now" in send(response.content).text("#content-main")


def test_who_may_only_look_exports_and_does_not_import(visit_admin, client):
    reviewer = StaffFactory(group=CLINICAL_REVIEWER)
    links = visit_admin("/admin/content/redirect/", by=reviewer).hrefs(".object-tools a")
    assert links == ["/admin/content/redirect/export/", "/admin/content/redirect/not-found/"]
    visit_admin(IMPORT, by=reviewer, status=403)


def test_the_screens_are_well_formed(visit_admin):
    visit_admin(IMPORT)
    assert IMPORT in visit_admin("/admin/content/redirect/").hrefs(".object-tools a")
