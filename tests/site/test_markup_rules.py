"""Tests of the markup rules: each rule reports the violation that it is for."""

from __future__ import annotations

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from tests.support.document import Document
from tests.support.markup import check_admin, check_public

PAGE = """<!DOCTYPE html><html lang="en-US"><head><title>Therapies | Alter</title></head><body>
<a class="skip" href="#main">Skip</a>
<header><nav aria-label="Main"></nav></header>
<main id="main"><h1>Our therapies</h1><h2>All</h2>%s</main>
<footer></footer></body></html>"""

BROKEN = {
    "one_heading": "<h1>Another</h1>",
    "headings_do_not_skip": "<h4>Too deep</h4>",
    "landmarks_in_order": "<main></main>",
    "unique_ids": '<p id="main"></p>',
    "labelled_fields": '<input name="q">',
    "named_buttons": "<button></button>",
    "nothing_inline": '<p style="color:red"></p>',
    "only_data_in_scripts": "<script>alert(1)</script>",
    "nothing_from_elsewhere": '<img src="https://example.org/x.png" alt="" width="1" height="1">',
    "static_files_that_are_there": '<link rel="stylesheet" href="/static/css/nothing.css">',
    "no_straight_quotes": "<p>don't</p>",
    "nothing_left_unfilled": "<p>Call [phone]</p>",
    "fragments_lead_somewhere": '<a href="#nowhere">x</a>',
    "sized_pictures": '<img src="/x.png" alt="">',
}
ALSO_BROKEN = [
    ("landmarks_in_order", '<nav aria-label="Main"></nav>'),
    ("landmarks_in_order", "<aside></aside>"),
    ("landmarks_in_order", '<section aria-labelledby="nothing"></section>'),
    ("labelled_fields", '<label for="other">x</label><textarea id="q"></textarea>'),
    ("labelled_fields", "<label><select></select></label>"),
    ("named_buttons", '<a href="/"><img src="/x.png" alt="" width="1" height="1"></a>'),
    ("nothing_inline", "<style></style>"),
    ("nothing_inline", '<p onclick="x()"></p>'),
    ("nothing_from_elsewhere", '<script src="//example.org/x.js"></script>'),
    (
        "nothing_from_elsewhere",
        '<img srcset="/a.png 1w, https://example.org/b.png 2w" src="/a" alt="" width="1" height="1">',
    ),
    ("nothing_from_elsewhere", '<link rel="stylesheet" href="https://example.org/x.css">'),
    ("no_straight_quotes", '<img src="/x" alt="a &quot;word&quot;" width="1" height="1">'),
    ("nothing_left_unfilled", "<p>None</p>"),
    ("nothing_left_unfilled", "<p>{{ page.title }}</p>"),
    ("nothing_left_unfilled", '<a href="page:1">x</a>'),
]
HARMLESS = [
    '<p data-typed>don\'t</p><p>“Don’t”</p><pre>"x"</pre>',
    '<label>Name <input name="q"></label><label for="b">B</label><input id="b">',
    '<input type="hidden" name="token"><input aria-label="Search">',
    '<a href="https://example.org/">elsewhere</a>',
    '<script type="application/ld+json">{"a": "it\'s"}</script>',
    '<img src="/x.png" srcset="/a.png 1w, /b.png 2w" alt="" width="1" height="1">',
    '<section aria-labelledby="main"></section><h3>Deeper</h3>',
]


def document(html: str, path: str = "/therapies/") -> Document:
    response = HttpResponse(html)
    response.wsgi_request = RequestFactory().get(path)  # type: ignore[attr-defined]
    return Document(response)


def test_each_markup_rule_reports_a_violation(subtests):
    for rule, snippet in [*BROKEN.items(), *ALSO_BROKEN]:
        with subtests.test(rule=rule, snippet=snippet), pytest.raises(AssertionError, match=rf"{rule}: "):
            check_public(document(PAGE % snippet))


def test_valid_markup_passes_every_rule(subtests):
    for snippet in ["", *HARMLESS]:
        with subtests.test(snippet=snippet):
            check_public(document(PAGE % snippet))


def test_a_title_that_differs_from_the_h1_is_reported():
    with pytest.raises(AssertionError, match="a_title_that_fits_the_heading"):
        check_public(document((PAGE % "").replace("Therapies | Alter", "Welcome | Alter")))


def test_a_cookie_on_a_public_page_is_reported():
    page = document(PAGE % "")
    page.response.set_cookie("seen", "1")
    with pytest.raises(AssertionError, match="no_cookie"):
        check_public(page)


def test_a_page_that_does_not_begin_with_the_skip_link_is_reported():
    with pytest.raises(AssertionError, match="landmarks_in_order"):
        check_public(document((PAGE % "").replace('<a class="skip" href="#main">Skip</a>', "")))


@pytest.mark.parametrize(
    ("rule", "snippet"),
    [
        ("one_heading", "<h1>Another</h1>"),
        ("unique_ids", '<p id="main"></p>'),
        ("labelled_fields", '<input name="q">'),
        ("no_script_without_nonce", "<script>alert(1)</script>"),
    ],
)
def test_each_markup_rule_for_staff_screens_reports_a_violation(rule, snippet):
    with pytest.raises(AssertionError, match=rf"{rule}: "):
        check_admin(document(PAGE % snippet))


def test_a_staff_screen_may_have_a_script_with_a_nonce():
    check_admin(document(PAGE % '<script type="importmap" nonce="x">{}</script>'))
