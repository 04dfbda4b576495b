"""The rich-text editor's field: readable addresses in, clean HTML and identities out."""

from __future__ import annotations

import json

import pytest

from tests.factories import TherapyFactory
from tests.support.document import Document
from tests.support.forms import typed
from tests.support.screens import saved, screen

pytestmark = pytest.mark.django_db

WORD = """<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><style>p {color: red}</style>
<script>alert("word")</script></head><body lang=EN-US><!--[if gte mso 9]><xml></xml><![endif]-->
<p class=MsoNormal style='margin-bottom:0in'><b>Trust</b> <span style='color:red'>grows</span><o:p></o:p></p>
<p class="MsoListParagraph" onclick="alert(1)"><img src=x onerror=alert(1)>slowly.
<a name="_Toc1"></a><iframe src="https://example.org"></iframe></p></body></html>"""


@pytest.fixture
def therapy():
    return saved(TherapyFactory(introduction=""))


@pytest.fixture
def save(visit_admin, client, therapy):
    """Save an introduction; return the answer and what is stored now."""

    def saving(html):
        response = client.post(screen(therapy), typed(visit_admin(screen(therapy)), introduction=html))
        therapy.refresh_from_db()
        return response, therapy.introduction

    return saving


def test_a_pasted_address_is_stored_as_the_page_it_leads_to(save):
    other = TherapyFactory(slug="family-therapy")
    response, stored = save('<p><a href="/therapies/family-therapy/#signs">family</a></p>')
    assert response.status_code == 302
    assert stored == f'<p><a href="page:{other.pk}#signs">family</a></p>'


def test_an_address_with_our_own_host_is_stored_as_the_page_too(save, settings):
    other = TherapyFactory(slug="family-therapy")
    _, stored = save(f'<p><a href="{settings.SITE_URL}/therapies/family-therapy/">family</a></p>')
    assert f"page:{other.pk}" in stored


def test_the_editor_shows_the_address_that_the_page_has_now(save, visit_admin, therapy):
    other = TherapyFactory(slug="family-therapy")
    save('<p><a href="/therapies/family-therapy/">family</a></p>')
    other.slug = "with-the-family"
    other.save()
    shown = typed(visit_admin(screen(therapy)))["introduction"]
    assert shown == ['<p><a href="/therapies/with-the-family/">family</a></p>']


@pytest.mark.parametrize(
    ("href", "reason"),
    [
        ("/therapies/nowhere/", "There is no page at /therapies/nowhere/."),
        ("http://example.org/", "Links lead to a page of this site"),
        ("mailto:somebody@example.org", "Links lead to a page of this site"),
        ("file:///C:/letters/paper.docx", "Links lead to a page of this site"),
        ("javascript:alert(1)", "Links lead to a page of this site"),
    ],
)
def test_a_link_that_leads_nowhere_is_named_and_nothing_is_saved(save, href, reason):
    response, stored = save(f'<p>See <a href="{href}">this <b>paper</b></a>.</p>')
    said = Document(response).text(".error-summary")
    assert f"The link “this paper” leads to {href}." in said
    assert reason in said
    assert stored == ""


def test_a_refused_text_is_still_in_the_form(save):
    response, _ = save('<p><a href="/nowhere/">lost</a></p>')
    assert typed(Document(response))["introduction"] == ['<p><a href="/nowhere/">lost</a></p>']


def test_a_sign_that_opens_no_tag_is_kept_as_it_was_typed(save):
    """Before, everything after it was lost."""
    _, stored = save("<p>Ask us below a weight of <fifty kilograms.")
    assert stored == "<p>Ask us below a weight of &lt;fifty kilograms.</p>"


@pytest.mark.parametrize("opened", ["<a ", "<ul><li>"])
def test_a_text_of_tags_without_end_is_refused_in_words_or_read(opened, save):
    """Before, the screen of a malformed request came, without what was typed, or no answer for minutes."""
    hostile = "<p>Trust</p>" + opened * 12_000
    response, stored = save(hostile)
    if response.status_code == 200:
        assert "more than 10,000 marks of formatting" in Document(response).text(".error-summary")
        assert typed(Document(response))["introduction"] == [hostile]
    else:
        assert (response.status_code, "Trust" in stored) == (302, True)


@pytest.mark.parametrize("href", ["https://www.samhsa.gov/", "tel:+18669893395", "#signs"])
def test_links_elsewhere_may_stay(save, href):
    response, stored = save(f'<p><a href="{href}">there</a></p>')
    assert response.status_code == 302
    assert f'href="{href}"' in stored


def test_html_pasted_from_word_comes_out_clean(save):
    response, stored = save(WORD)
    assert response.status_code == 302, Document(response).text(".error-summary")
    for unwanted in ("script", "style", "Mso", "onclick", "onerror", "iframe", "<img", "<o:p", "alert"):
        assert unwanted not in stored
    assert "<strong>Trust</strong>" in stored or "<p>" in stored
    assert "grows" in stored


@pytest.mark.parametrize(
    "nothing", ["", "<p></p>", "<p> </p>", "<p>&nbsp;</p>", "<p><br></p>", "<ul><li></li></ul>"]
)
def test_an_emptied_editor_stores_nothing(save, nothing):
    _, stored = save(nothing)
    assert stored == ""


def test_a_text_that_is_needed_may_not_be_an_empty_paragraph(visit_admin, client, therapy):
    values = typed(
        visit_admin(screen(therapy)),
        **{"techniques-TOTAL_FORMS": "1", "techniques-0-title": "New", "techniques-0-text": "<p></p>"},
    )
    said = Document(client.post(screen(therapy), values)).text(".error-summary")
    assert "Technique 1, text: This field is required." in said


def test_a_text_with_links_that_nobody_touched_is_not_called_changed(save, visit_admin, client, therapy):
    TherapyFactory(slug="family-therapy")
    save('<p><a href="/therapies/family-therapy/">family</a></p>')
    client.post(screen(therapy), typed(visit_admin(screen(therapy))))
    assert "No fields changed." in visit_admin(screen(therapy, "log")).texts("tbody td")


def test_the_editor_gets_the_extensions_that_the_cleaner_allows(visit_admin, therapy):
    field = visit_admin(screen(therapy)).one("#id_introduction")
    assert {"Bold", "Italic", "Link", "BulletList", "ListItem"} <= set(
        json.loads(field.attributes["data-rich-text"])
    )


def test_the_form_needs_no_inline_script(visit_admin, therapy):
    document = visit_admin(screen(therapy))
    assert not document.all("script:not([src])")
    assert not document.all("style, [style]")
    assert "nonce" not in document.response.headers["Content-Security-Policy"]
