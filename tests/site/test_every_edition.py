"""Every page of the demo site, whatever its kind, found by walking the sitemap, the URLconf and the links.

A new kind of page is tested here as soon as one is published; there is no list of kinds to add it to.
"""

from __future__ import annotations

import datetime
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any
from urllib.parse import urldefrag
from xml.etree import ElementTree

import brotli
import pytest
import time_machine
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from alter_site.content import facts
from alter_site.content.facts import who_answers
from alter_site.content.kinds import page_models
from alter_site.content.lint.live import measured_sections
from alter_site.content.lint.sections import HARDEST, sections
from alter_site.content.lint.texts import unwanted
from alter_site.content.models import Approval, Edition, Publication
from alter_site.delivery.headers import EDITION, PRIVATE
from alter_site.delivery.ready_page import compressed
from facilities.models import Accreditation, Facility, License
from tests.audit.pages import ALSO, PREFERRED, one_of_each_kind
from tests.site.test_headers import carries
from tests.support.demo import loaded_demo
from tests.support.document import Document
from tests.support.markup import check_public
from tests.support.nu import markup_errors
from tests.support.schema_org import problems

# In one worker: every page is fetched once.
pytestmark = [pytest.mark.xdist_group("every-edition"), pytest.mark.django_db]

NAMES = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}
CONTENT_PAGE, LIST = 3, 4  # queries
LONGEST = 14_000  # bytes of brotli: what a server may send before it hears from the reader again


@pytest.fixture(scope="module", autouse=True)
def _demo(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    with loaded_demo(django_db_blocker):
        yield


def fetched(path: str, **headers: Any) -> Document:
    return Document(Client().get(path, **headers))


def in_sitemaps() -> list[str]:
    """Return the path of every page that the sitemaps list."""

    def locations(path: str) -> list[str]:
        root = ElementTree.fromstring(Client().get(path).content)  # noqa: S314 (our own)
        found = [entry.findtext("s:loc", "", NAMES) for entry in root]
        assert all(address.startswith(f"{settings.SITE_URL}/") for address in found)
        return [address.removeprefix(settings.SITE_URL) for address in found]

    return [path for sitemap in locations(reverse("sitemap")) for path in locations(sitemap)]


def routes(resolver: URLResolver | None = None, before: str = "") -> Iterator[str]:
    """Yield the path of every route that takes no argument, less the admin's."""
    for pattern in (resolver or get_resolver()).url_patterns:
        path = before + str(pattern.pattern)
        if isinstance(pattern, URLPattern) and "<" not in path and "^" not in path:
            yield f"/{path}"
        elif isinstance(pattern, URLResolver) and pattern.namespace != "admin":
            yield from routes(pattern, path)


@pytest.fixture(scope="module")
def pages(_demo: None, django_db_blocker: Any) -> dict[str, Document]:
    with django_db_blocker.unblock():
        return {path: fetched(path) for path in in_sitemaps()}


def problems_of(pages: dict[str, Document], check: Any) -> dict[str, Any]:
    """Return what ``check`` finds, by path; empty when all is well."""
    return {path: wrong for path, page in pages.items() if (wrong := check(page))}


# --- all of them are found --------------------------------------------------------------------------------


def test_the_sitemaps_list_every_live_page_once(pages):
    live = Publication.objects.live(timezone.now()).values_list("path", flat=True)
    assert sorted(in_sitemaps()) == sorted(live)
    assert len(pages) >= 40
    assert len(set(Edition.objects.values_list("kind", flat=True))) >= 7


# Nobody's story is invented: the demo has none, so this kind is not live in it.
NOT_IN_THE_DEMO = {"story"}


def test_the_audit_measures_a_page_of_every_kind(pages):
    measured = {*one_of_each_kind(lambda path: Client().get(path).content.decode()), *ALSO}
    kinds = Publication.objects.live(timezone.now()).filter(path__in=measured).values_list("edition__kind")
    assert {kind for (kind,) in kinds} == set(page_models()) - NOT_IN_THE_DEMO
    assert measured <= set(pages)
    assert set(PREFERRED) <= measured


def test_every_route_of_the_urlconf_that_is_a_page_is_walked(pages):
    """A route may have no page yet, or be private; what answers as a public page is in the sitemap."""
    public = [path for path in routes() if is_public_page(path)]
    assert "/therapies/" in public
    # "Help tonight" is nobody's edition, so no sitemap lists it; tests/selfhelp/test_tonight.py reads it.
    assert set(public) - set(pages) == {"/tonight/"}


def is_public_page(path: str) -> bool:
    response = Client().get(path)
    is_html = response.headers["Content-Type"].startswith("text/html")
    kind = getattr(response, "headers_kind", PRIVATE)
    return response.status_code == 200 and is_html and kind == EDITION


# --- how they leave ---------------------------------------------------------------------------------------


def test_each_page_has_the_headers_of_an_edition_and_no_cookie(pages):
    assert not problems_of(pages, lambda page: page.response.status_code != 200 or page.response.cookies)
    assert all(carries(page.response, EDITION) for page in pages.values())


def test_each_page_is_the_same_bytes_for_everybody(pages, administrator):
    client = Client()
    client.force_login(administrator)
    headers: dict[str, Any] = {
        "HTTP_ACCEPT_LANGUAGE": "es",
        "HTTP_USER_AGENT": "Another/1.0",
        "HTTP_DNT": "1",
    }
    assert [
        path for path, page in pages.items() if client.get(path, **headers).content.decode() != page.html
    ] == []


def test_each_page_takes_at_most_three_queries_cold_and_four_with_a_list(pages):
    lists = set(
        Publication.objects.filter(edition__kind__in=kinds_with_a_list()).values_list("path", flat=True)
    )
    dear = {}
    for path in pages:
        facts._cached = None
        with CaptureQueriesContext(connection) as queries:
            Client().get(path)
        if len(queries) > (LIST if path in lists else CONTENT_PAGE):
            dear[path] = len(queries)
    assert dear == {}


def kinds_with_a_list() -> set[str]:
    """Return the kinds whose pages list other pages of the moment, which is a query of its own."""
    return {
        kind for kind, model in page_models().items() if hasattr(model.CONTENT, "lists") or kind == "index"
    }


def test_each_page_fits_the_byte_budget_of_a_slow_connection(pages):
    """A page that quick compression makes short enough is shorter still as we send it."""
    bodies = {path: page.html.encode() for path, page in pages.items()}
    large = [path for path, body in bodies.items() if len(brotli.compress(body, quality=5)) > LONGEST]
    sizes = {path: len(compressed(bodies[path])["br"]) for path in ("/", *large)}
    assert {path: size for path, size in sizes.items() if size > LONGEST} == {}


# --- what they are made of --------------------------------------------------------------------------------


def broken_rules(page: Document) -> str:
    try:
        check_public(page)
    except AssertionError as error:
        return str(error)
    return ""


def test_each_page_passes_the_markup_rules_and_loads_nothing_from_another_host(pages):
    assert problems_of(pages, broken_rules) == {}


def test_the_nu_checker_finds_no_error(pages):
    assert markup_errors({path: page.html for path, page in pages.items()}) == []


def test_the_json_ld_of_each_page_uses_only_schema_org_vocabulary(pages):
    assert problems_of(pages, lambda page: problems(page.json_ld)) == {}


def test_no_two_pages_have_the_same_title_or_description(pages):
    for selector in ("title", 'meta[name="description"]', 'link[rel="canonical"]'):
        said = Counter(page.one(selector).html for page in pages.values())
        assert [words for words, times in said.items() if times > 1] == []


def test_each_page_has_its_own_canonical_address(pages):
    assert not {
        path
        for path, page in pages.items()
        if page.hrefs('link[rel="canonical"]') != [f"{settings.SITE_URL}{path}"]
    }


def test_each_has_a_title_and_description_that_search_engines_do_not_cut(pages):
    def too_long(page: Document) -> list[str]:
        description = page.one('meta[name="description"]').attributes["content"] or ""
        return [
            words for words, most in ((page.title, 70), (description, 160)) if not 10 <= len(words) <= most
        ]

    assert problems_of({path: page for path, page in pages.items() if path != "/"}, too_long) == {}


def test_pages_about_an_illness_or_a_treatment_are_shared_with_the_brand_card(pages):
    def has_own_picture(page: Document) -> bool:
        return "social-card" not in (page.one('meta[property="og:image"]').attributes["content"] or "")

    sharing = {path for path, page in pages.items() if has_own_picture(page)}
    assert {"/", "/facilities/dana-point/", "/admissions/"} <= sharing
    assert not {
        path
        for path in sharing - {"/", "/about/team/"}
        if not path.startswith(("/facilities/", "/articles/", "/admissions/"))
        or (path.startswith("/articles/") and pages[path].all(".safety"))
    }


# --- links ------------------------------------------------------------------------------------------------


def links_of(page: Document) -> set[str]:
    """Return the addresses of ours that a page leads to, its own fragments included."""
    path = page.response.wsgi_request.get_full_path()
    found = {href.removeprefix(settings.SITE_URL) for href in page.hrefs("a[href], link[rel=alternate]")}
    return {
        f"{path}{href}" if href.startswith("#") else href for href in found if re.match(r"[#/](?!/)", href)
    }


def test_no_link_is_broken_and_none_leads_to_a_redirect_or_to_no_anchor(pages):
    """Follows every link, those in menus and footers too, and whatever they lead to in turn."""
    known: dict[str, Any] = dict(pages)
    waiting, wrong, followed = list(pages), set(), 0
    while waiting:
        here = waiting.pop()
        for href in links_of(known[here]):
            followed += 1
            path, anchor = urldefrag(href)
            if path not in known:
                response = Client().get(path)
                is_page = response.headers["Content-Type"].startswith("text/html")
                known[path] = Document(response) if is_page else None
                if response.status_code != 200:
                    wrong.add(f"{here} leads to {path}, which answers {response.status_code}")
                elif is_page:
                    waiting.append(path)
            if anchor and known[path] is not None and not known[path].all(f'[id="{anchor}"]'):
                wrong.add(f"{here} leads to {href}, where there is no such anchor")
    assert sorted(wrong) == []
    assert followed > 1_000


def test_each_page_can_be_reached_from_another(pages):
    reached = {urldefrag(href).url for path, page in pages.items() for href in links_of(page) - {path}}
    assert sorted(set(pages) - reached) == []


# --- words ------------------------------------------------------------------------------------------------


def test_each_section_can_be_read_by_an_eighth_grader():
    rows = [row for row in measured_sections() if not row.is_exempt]
    assert len(rows) > 100
    assert [str(row) for row in rows if row.grade > HARDEST] == []


def test_no_page_contains_a_banned_word(pages):
    def wording(page: Document) -> list[Any]:
        return [
            finding
            for section in sections(page.html)
            if not section.is_exempt
            for finding in unwanted(section.passages)
        ]

    assert problems_of(pages, wording) == {}


def test_each_page_names_crisis_lines_and_one_phone_number_of_ours(pages):
    def wrong(page: Document) -> bool:
        hrefs = page.hrefs('a[href^="tel:"]')
        return not {"tel:988", "tel:911"} <= set(hrefs) or not any(
            href == "tel:+18669893395" for href in hrefs
        )

    assert problems_of(pages, wrong) == {}


# --- the clock --------------------------------------------------------------------------------------------

HALF_A_DAY = datetime.timedelta(hours=12)


def test_each_says_who_answers_and_it_is_true_however_old_the_page_is():
    """Each sentence is looked up when it was printed and half a day on: its span is covered whole."""
    # Tomorrow’s: the demo was not live yet at noon of a day on which it was loaded in the afternoon.
    noon = (timezone.localtime() + datetime.timedelta(days=1)).replace(hour=12, minute=0)
    for hours in range(0, 24, 5):
        now = noon + datetime.timedelta(hours=hours)
        with time_machine.travel(now, tick=False):
            known = facts.current(timezone.now())
            said = {sentence.words for sentence in who_answers.sentences(known, timezone.now())}
            if closed := who_answers.nobody_until(known, timezone.now()):
                said.add(closed.words)
            pages = {path: fetched(path) for path in ("/", "/therapies/", *in_sitemaps()[::9])}
        with time_machine.travel(now + HALF_A_DAY, tick=False):
            day = timezone.localdate()
            assert all(facts.current(timezone.now()).coverage_hours), day
        for path, page in pages.items():
            printed = {time.text() for time in page.all("time[data-until]")}
            assert printed, path
            assert printed <= said
            assert not re.search(r"\b(now|today|tonight|tomorrow|currently|next)\b", " ".join(printed))


CLAIMS = ("900001ZZ", "900002ZZ", "A Clinician, LMFT", "lastReviewed", "reviewedBy", "hasCredential")
IN_FORCE = ("Licensed by the", "Accredited by")


def everything_said() -> str:
    """Return the text of every page, feed and list of the site."""
    pages = {path: fetched(path) for path in in_sitemaps()}
    others = {path for path in routes() if not path.endswith("/")}
    others |= {href for page in pages.values() for href in page.hrefs("link[rel=alternate]")}
    said = [Client().get(path).content.decode(errors="ignore") for path in others - pages.keys()]
    return "\n".join([*(page.html for page in pages.values()), *said])


def test_expired_licenses_and_reviews_disappear_from_every_page_by_the_clock():
    today = timezone.localdate()
    last_day = today + datetime.timedelta(days=30)
    home = Facility.objects.get(slug="dana-point")
    for model, number in ((License, CLAIMS[0]), (Accreditation, CLAIMS[1])):
        model.objects.update(is_demo=False, expires=last_day, facility=home, number=number)
    facts.freeze()
    Approval.objects.update(name=CLAIMS[2], due=last_day)
    for edition in Edition.objects.all():
        Edition.objects.filter(pk=edition.pk).update(body=edition.body | {"is_demo": False})
    facts._cached = None

    before = everything_said()
    assert [claim for claim in (*CLAIMS, *IN_FORCE) if claim not in before] == []
    with time_machine.travel(timezone.now() + datetime.timedelta(days=31), tick=False):
        after = everything_said()
    assert len(after) > len(before) / 2
    assert [claim for claim in (*CLAIMS, *IN_FORCE) if claim in after] == []
