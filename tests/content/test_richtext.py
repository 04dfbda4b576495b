"""Rich text: whatever is written, readers get clean HTML whose links and phone number are right."""

from __future__ import annotations

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
ALLOWED = {"p", "strong", "em", "ul", "ol", "li", "a"}
HARMLESS = {"data-type", "lang", "rel", "start", "title", "type"}

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
@given(words=st.text(st.characters(categories=["L", "N", "Zs"]), min_size=1))
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
    Therapy.objects.all().delete()
    Therapy.objects.bulk_create([Therapy(pk=therapy.pk, slug="new", title="New", use_text=SCRIPT)])


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


@pytest.mark.django_db
def test_a_link_in_a_text_survives_a_change_of_slug(visit):
    condition = published(ConditionFactory(slug="old"))
    therapy = published(TherapyFactory(introduction='<p><a href="/conditions/old/#signs">words</a></p>'))
    published(changed(condition, slug="new"))
    assert "/conditions/new/#signs" in visit(therapy.path).hrefs("main a")


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
