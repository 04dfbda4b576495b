"""What is true of the markup of every page, checked each time any test fetches one.

:func:`check_public` is for what visitors see, :func:`check_admin` for staff screens. Both collect every
problem before they fail, so that one run shows all of them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from functools import lru_cache

from django.conf import settings
from django.contrib.staticfiles import finders
from selectolax.lexbor import LexborNode

from alter_site.delivery.critical_css import critical_css

from .document import Document, words

Check = Callable[[Document], Iterator[str]]

# Attributes that a browser fetches without being asked.
LOADING_ATTRIBUTES = ("src", "srcset", "poster", "data", "background")
LOADING_RELATIONS = {
    "stylesheet",
    "icon",
    "apple-touch-icon",
    "preload",
    "prefetch",
    "modulepreload",
    "manifest",
}
SPOKEN_ATTRIBUTES = ("alt", "title", "aria-label", "placeholder", "content")
_TIMES_PRINTED_OTHERWISE = re.compile(
    r"\b\d{1,2}(?::\d\d)? [ap]\.m\.|\b(?:Jan|Feb|Aug|Sept|Oct|Nov|Dec)\. \d{1,2}, \d{4}"
    r"|(?<![\w/-])\d{4}-\d\d-\d\d\b"
)
UNSPOKEN = "script, style, code, pre, textarea, [data-typed]"


def check_public(document: Document) -> None:
    """Fail with every way in which a public page breaks the rules."""
    check_private(document, no_cookie)


def check_private(document: Document, *more: Check) -> None:
    """Fail with every way in which a visitor's own page breaks the rules; it may set cookies."""
    _run(
        document,
        one_heading,
        headings_do_not_skip,
        a_title_that_fits_the_heading,
        landmarks_in_order,
        unique_ids,
        labelled_fields,
        named_buttons,
        nothing_inline,
        only_data_in_scripts,
        nothing_from_elsewhere,
        static_files_that_are_there,
        no_straight_quotes,
        nothing_left_unfilled,
        fragments_lead_somewhere,
        sized_pictures,
        *more,
    )


def check_admin(document: Document) -> None:
    """Fail with every way in which a staff screen breaks the rules."""
    _run(
        document,
        one_heading,
        a_title,
        unique_ids,
        labelled_fields,
        named_buttons,
        no_script_without_nonce,
        times_as_we_print_them,
    )


def _run(document: Document, *checks: Check) -> None:
    problems = [f"{check.__name__}: {problem}" for check in checks for problem in check(document)]
    assert not problems, "The markup breaks these rules:\n" + "\n".join(problems)


# --- headings and title -------------------------------------------------------------------------------


def one_heading(document: Document) -> Iterator[str]:
    headings = document.texts("h1")
    if len(headings) != 1 or not headings[0]:
        yield f"a page has one h1 with words in it, not {headings}"


def headings_do_not_skip(document: Document) -> Iterator[str]:
    level = 0
    for heading in document.all("h1, h2, h3, h4, h5, h6"):
        now = int(str(heading.tag)[1])
        if now > level + 1:
            yield f"“{words(heading)}” is an {heading.tag} under an h{level}"
        level = now


def a_title(document: Document) -> Iterator[str]:
    if not document.title:
        yield "the title is empty"


def a_title_that_fits_the_heading(document: Document) -> Iterator[str]:
    yield from a_title(document)
    is_home = document.response.wsgi_request.path == "/"  # its heading is an invitation
    for heading in document.texts("h1"):
        if not is_home and not _telling_words(document.title) & _telling_words(heading):
            yield f"“{document.title}” says nothing of “{heading}”"


def _telling_words(text: str) -> set[str]:
    return {word for word in re.findall(r"\w+", text.lower()) if len(word) > 2} - {
        "and",
        "for",
        "the",
        "with",
    }


# --- structure ----------------------------------------------------------------------------------------


def landmarks_in_order(document: Document) -> Iterator[str]:
    order = [node.tag for node in document.all("body > header, main, body > footer")]
    if order != ["header", "main", "footer"]:
        yield f"a page is header, main, footer, not {order}"
    first_stop = next(iter(document.all("body a, body button, body input")), None)
    if first_stop is None or first_stop.attributes.get("href") != "#main":
        yield "the first thing the keyboard reaches leads to #main"
    # A script is no part of what is read.
    within = "header, main, footer, aside, nav, a.skip, script"
    outside = [node.tag for node in document.all(f"body > :not({within})")]
    if outside:
        yield f"these stand outside every landmark: {outside}"
    for tag in ("nav", "aside"):
        names = [
            node.attributes.get("aria-label") or node.attributes.get("aria-labelledby")
            for node in document.all(tag)
        ]
        if not all(names) or len(set(names)) != len(names):
            yield f"each {tag} has a name of its own, not {names}"
    for section in document.all("section"):
        labels = (section.attributes.get("aria-labelledby") or "").split()
        if any(not document.all(f'[id="{label}"]') for label in labels):
            yield f"a section is labelled by {labels}, which is not there"


def unique_ids(document: Document) -> Iterator[str]:
    ids = Counter(node.attributes["id"] for node in document.all("[id]"))
    yield from (f"the id {name!r} stands {count} times" for name, count in ids.items() if count > 1)


def fragments_lead_somewhere(document: Document) -> Iterator[str]:
    ids = {node.attributes["id"] for node in document.all("[id]")}
    for href in document.hrefs('a[href^="#"], use[href^="#"]'):
        if href.removeprefix("#") not in ids:
            yield f"{href} leads nowhere"


# --- forms --------------------------------------------------------------------------------------------


def labelled_fields(document: Document) -> Iterator[str]:
    for field in document.all("input, select, textarea"):
        kind = field.attributes.get("type", "")
        if kind not in {"hidden", "submit", "button", "reset", "image"} and not _has_label(document, field):
            yield f"no label for {_opening_tag(field)}"


def _has_label(document: Document, field: LexborNode) -> bool:
    attributes = field.attributes
    if attributes.get("aria-label"):
        return True
    named_by = [f'[id="{name}"]' for name in (attributes.get("aria-labelledby") or "").split()]
    if identity := attributes.get("id"):
        named_by.append(f'label[for="{identity}"]')
    if any(words(label) for selector in named_by for label in document.all(selector)):
        return True
    parent = field.parent
    while parent is not None:
        if parent.tag == "label":
            return bool(words(parent))
        parent = parent.parent
    return False


def named_buttons(document: Document) -> Iterator[str]:
    for node in document.all("button, a[href], summary"):
        pictures = node.css("img[alt]")
        if not (
            words(node) or node.attributes.get("aria-label") or any(p.attributes["alt"] for p in pictures)
        ):
            yield f"nothing names {_opening_tag(node)}"


# --- the strict policy --------------------------------------------------------------------------------


def nothing_inline(document: Document) -> Iterator[str]:
    yield from (f"inline style on {_opening_tag(node)}" for node in document.all("[style]"))
    others = (style for style in document.all("style") if style.text() != critical_css())
    yield from ("a <style> element" for _ in others)
    for node in document.all("*"):
        if handlers := [name for name in node.attributes if name.startswith("on")]:
            yield f"{_opening_tag(node)} has the handlers {handlers}"


def only_data_in_scripts(document: Document) -> Iterator[str]:
    for script in document.all("script:not([src])"):
        if script.attributes.get("type") != "application/ld+json":
            yield f"inline script: {script.text()[:60]!r}"


def no_script_without_nonce(document: Document) -> Iterator[str]:
    for script in document.all("script:not([src]):not([nonce])"):
        if script.attributes.get("type") not in {"application/ld+json", "application/json"}:
            yield f"inline script without nonce: {script.text()[:60]!r}"


def nothing_from_elsewhere(document: Document) -> Iterator[str]:
    for address in loaded_addresses(document):
        if not re.match(r"/(?!/)", address):
            yield f"{address} would be fetched from elsewhere"


def static_files_that_are_there(document: Document) -> Iterator[str]:
    shared = [node.attributes.get("content") or "" for node in document.all('meta[property="og:image"]')]
    for address in (*loaded_addresses(document), *shared):
        path = address.removeprefix(settings.SITE_URL)
        if path.startswith(settings.STATIC_URL) and not finders.find(path.removeprefix(settings.STATIC_URL)):
            yield f"{path} is not there"


def loaded_addresses(document: Document) -> list[str]:
    """Return every address that a browser fetches to show the page."""
    found = []
    for node in document.all("*"):
        for name in LOADING_ATTRIBUTES:
            if value := node.attributes.get(name):
                candidates = value.split(",") if name == "srcset" else [value]
                found += [candidate.split()[0] for candidate in candidates]
    for link in document.all("link[href]"):
        if LOADING_RELATIONS & set((link.attributes.get("rel") or "").split()):
            found.append(link.attributes["href"] or "")
    return found


def no_cookie(document: Document) -> Iterator[str]:
    yield from (f"the page sets the cookie {name}" for name in document.response.cookies)


# --- words --------------------------------------------------------------------------------------------


def times_as_we_print_them(document: Document) -> Iterator[str]:
    """Not as Django ("Nov. 30, 2026, 10:05 a.m.") or Python ("2026-11-30") does: by ``printed_time``."""
    for found in _TIMES_PRINTED_OTHERWISE.findall(document.text("body")):
        yield f"“{found}” is not as we print days and times"


def no_straight_quotes(document: Document) -> Iterator[str]:
    for text in spoken(document):
        if '"' in text or "'" in text:
            yield f"straight quotes in {text.strip()[:80]!r}"


def nothing_left_unfilled(document: Document) -> Iterator[str]:
    for mark in ("{{", "{%", "{#", "[phone]", 'href="page:', "{name}"):
        if mark in document.html:
            yield f"{mark} is left in the page"
    for text in spoken(document):
        if text.strip() in {"None", "True", "False", "()", "[]"}:
            yield f"a value nobody meant to print: {text.strip()}"


@lru_cache(maxsize=1)  # two checks of one page read it
def spoken(document: Document) -> list[str]:
    """Return every text that a reader sees or hears, less what visitors typed."""
    unspoken = {
        node.mem_id for outermost in document.all(UNSPOKEN) for node in outermost.traverse(include_text=True)
    }
    found = []
    for node in document.one("html").traverse(include_text=True):
        if node.mem_id in unspoken:
            continue
        if node.is_text_node:
            found.append(node.text())
        elif node.is_element_node:
            attributes = node.attributes
            found += [value for name in SPOKEN_ATTRIBUTES if (value := attributes.get(name))]
    return found


def sized_pictures(document: Document) -> Iterator[str]:
    for image in document.all("img"):
        missing = [name for name in ("alt", "width", "height") if name not in image.attributes]
        if missing:
            yield f"{_opening_tag(image)} lacks {missing}"


def _opening_tag(node: LexborNode) -> str:
    return (node.html or "").partition(">")[0][:200] + ">"
