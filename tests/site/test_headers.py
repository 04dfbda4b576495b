"""Every route has a row in the table of headers, and its responses carry the headers of that row."""

from __future__ import annotations

import base64
import datetime
import fnmatch
import hashlib
import json
import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import time_machine
from django.conf import settings as site_settings
from django.contrib.staticfiles import finders
from django.templatetags.static import static
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from alter_site.content import baking
from alter_site.content.kinds import page_models
from alter_site.content.views import EditionView
from alter_site.delivery import headers as table
from alter_site.delivery import nginx_headers
from alter_site.delivery.critical_css import allowed_by_policy
from alter_site.delivery.headers import (
    CALCULATOR,
    EDITION,
    GUEST,
    PRIVATE,
    SPECULATION_RULES,
    STATIC,
    is_html,
)
from tests.factories import (
    ArticleFactory,
    ConditionFactory,
    FacilityFactory,
    FaqGroupFactory,
    GlossaryPageFactory,
    HomePageFactory,
    IndexPageFactory,
    LevelOfCareFactory,
    OutcomesPageFactory,
    PictureFactory,
    StandardPageFactory,
    StoryFactory,
    TeamPageFactory,
    TherapyFactory,
    TopicFactory,
    changed,
    published,
)
from tests.support import observatory
from tests.support.document import Document
from tests.support.sign_in import StaffClient
from tests.support.undone import undone

pytestmark = pytest.mark.django_db

# Every route of the site but those of pages: what EditionView answers is an edition. A new one belongs into
# this table before it belongs into a URLconf.
ROUTES = {
    "healthz": PRIVATE,
    "readyz": PRIVATE,
    "robots": EDITION,
    "security_txt": EDITION,
    "llms_txt": EDITION,
    "favicon": EDITION,
    "sitemap": EDITION,
    "sitemap_section": EDITION,
    "rendition": STATIC,
    "account_login": PRIVATE,
    "account_logout": PRIVATE,
    "mfa_activate_totp": PRIVATE,
    "mfa_add_webauthn": PRIVATE,
    "mfa_authenticate": PRIVATE,
    "mfa_generate_recovery_codes": PRIVATE,
    "mfa_index": PRIVATE,
    "mfa_login_webauthn": PRIVATE,
    "mfa_reauthenticate": PRIVATE,
    "mfa_reauthenticate_webauthn": PRIVATE,
    "mfa_remove": PRIVATE,
    "mfa_view_recovery_codes": PRIVATE,
    "staff_link": PRIVATE,
    "staff_signed_in": PRIVATE,
    "staff_welcome": PRIVATE,
    "admin:*": PRIVATE,
    "desk:queue": PRIVATE,
    "desk:take_next": PRIVATE,
    "desk:duty": PRIVATE,
    "desk:call": PRIVATE,
    "desk:find": PRIVATE,
    "desk:payers": PRIVATE,
    "desk:new_payer": PRIVATE,
    "desk:payer": PRIVATE,
    "desk:import_payers": PRIVATE,
    "desk:electronic_answer": PRIVATE,
    "desk:glass": PRIVATE,
    "desk:breaks": PRIVATE,
    "desk:break": PRIVATE,
    "desk:retention": PRIVATE,
    "desk:export_retention": PRIVATE,
    "desk:hold": PRIVATE,
    "desk:lift": PRIVATE,
    "desk:hand_off": PRIVATE,
    "desk:workload": PRIVATE,
    "desk:closed": PRIVATE,
    "desk:dashboard": PRIVATE,
    "desk:counts": PRIVATE,
    "desk:export_counts": PRIVATE,
    "desk:looks": PRIVATE,
    "desk:export_looks": PRIVATE,
    "desk:detail": PRIVATE,
    "desk:working": PRIVATE,
    "desk:state": PRIVATE,
    "desk:reveal": PRIVATE,
    "desk:card": PRIVATE,
    "desk:add_card": PRIVATE,
    "desk:photo": PRIVATE,
    "desk:act": PRIVATE,
    "desk:worksheet": PRIVATE,
    "desk:answer": PRIVATE,
    "desk:correct": PRIVATE,
    "desk:estimate": PRIVATE,
    "desk:estimate_sheet": PRIVATE,
    "desk:estimate_step": PRIVATE,
    "desk:merge": PRIVATE,
    "admissions:request": PRIVATE,
    "admissions:question": PRIVATE,
    "admissions:photo": PRIVATE,
    "admissions:second_photo": PRIVATE,
    "admissions:check": PRIVATE,
    "admissions:done": PRIVATE,
    "admissions:save": PRIVATE,
    "admissions:resume": PRIVATE,
    "admissions:again": PRIVATE,
    "admissions:leave": PRIVATE,
    "admissions:under_18": PRIVATE,
    "admissions:withdraw": PRIVATE,
    "admissions:withdrawn": PRIVATE,
    "admissions:status": PRIVATE,
    "admissions:status_times": PRIVATE,
    "admissions:status_stop": PRIVATE,
    "admissions:status_delete": PRIVATE,
    "admissions:status_close": PRIVATE,
    "selfhelp:money": CALCULATOR,
    "selfhelp:tonight": EDITION,
    "selfhelp:tonight_worker": EDITION,
    "library:feed": EDITION,
    "content:guest_preview": GUEST,
    "content:fallback": EDITION,  # where it leads on; an error carries the row of what is private
}

POLICY = {
    "default-src": ["'none'"],
    "script-src": ["'self'"],
    "style-src": ["'self'"],
    "img-src": ["'self'"],
    "font-src": ["'self'"],
    "connect-src": ["'self'"],
    "manifest-src": ["'self'"],
    "form-action": ["'self'"],
    "base-uri": ["'none'"],
    "frame-ancestors": ["'none'"],
}
ALWAYS = {
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
BY_KIND: dict[str, dict[str, Any]] = {
    EDITION: {
        "Cache-Control": "public, max-age=0, s-maxage=10, stale-while-revalidate=30, stale-if-error=86400",
        "X-Robots-Tag": None,
    },
    CALCULATOR: {"Cache-Control": "no-store", "X-Robots-Tag": None},
    PRIVATE: {"X-Robots-Tag": "noindex, nofollow"},
    GUEST: {
        "Cache-Control": "no-store",
        "X-Robots-Tag": "noindex, nofollow",
        "Referrer-Policy": "no-referrer",
    },
    STATIC: {"Cache-Control": "public, max-age=31536000, immutable"},
}


def kind_of(name: str, pattern: URLPattern) -> str:
    """Return the row that a route follows, from its view or from the table."""
    is_page = issubclass(getattr(pattern.callback, "view_class", object), EditionView)
    return EDITION if is_page else ROUTES[name]


def every_address(resolver: URLResolver | None = None, before: str = "/", namespace: str = ""):
    """Yield the name of every route, an address that leads to it, and the row of headers it follows."""
    for pattern in (resolver or get_resolver()).url_patterns:
        address = before + filled(str(pattern.pattern))
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from every_address(pattern, address, inner)
        else:
            name = "admin:*" if namespace.startswith("admin:") else f"{namespace}{pattern.name}"
            yield name, address, kind_of(name, pattern)


BY_CONVERTER = {"int": "2", "uuid": "0a1b2c3d-0a1b-4a1b-8a1b-0a1b2c3d4e5f"}


def filled(route: str) -> str:
    """Return a route with something where it takes a word."""
    plain = re.sub(r"<(?:(\w+):)?\w+>", lambda found: BY_CONVERTER.get(found[1], "anything"), route)
    return re.sub(r"\(\?P<\w+>[^)]*\)", "anything", plain).strip("^$").replace("\\.", ".").removesuffix("\\Z")


def policy_of(response) -> dict[str, list[str]]:
    directives = (part.split() for part in response.headers["Content-Security-Policy"].split(";"))
    return {name: values for name, *values in directives}


def carries(response, kind: str) -> bool:
    for name, value in {**ALWAYS, **BY_KIND[kind]}.items():
        assert response.headers.get(name) == value, name
    if kind == PRIVATE:
        assert "no-store" in response.headers["Cache-Control"].split(", ")
    assert {"camera=()", "geolocation=()", "browsing-topics=()"} <= set(
        response.headers["Permissions-Policy"].split(", ")
    )
    policy = policy_of(response)
    if kind == PRIVATE:
        policy["script-src"] = [source for source in policy["script-src"] if not source.startswith("'nonce-")]
    in_the_page = [allowed_by_policy()] if is_html(response) else []
    assert policy == POLICY | {"style-src": ["'self'", *in_the_page]}
    return True


def test_the_table_names_no_route_that_is_gone():
    names = {name for name, _, _ in every_address()}
    assert set(ROUTES) <= names


@pytest.mark.parametrize("is_signed_in", [False, True], ids=["a stranger", "staff"])
def test_every_route_answers_with_the_headers_of_its_row_for_everybody(
    is_signed_in, client, administrator, subtests
):
    if is_signed_in:
        client.force_login(administrator)
    for name, address, kind in every_address():
        with subtests.test(route=name, address=address):
            response = client.get(address)
            # Where there is no page, or no picture, there is an error, which is private.
            is_an_error = kind in (EDITION, STATIC) and response.status_code == 404
            assert carries(response, PRIVATE if is_an_error else kind)
            assert response.status_code < 500 or name == "readyz"


PAGES = [
    HomePageFactory,
    IndexPageFactory,
    StandardPageFactory,
    TherapyFactory,
    ConditionFactory,
    FacilityFactory,
    LevelOfCareFactory,
    ArticleFactory,
    TopicFactory,
    FaqGroupFactory,
    GlossaryPageFactory,
    TeamPageFactory,
    OutcomesPageFactory,
    StoryFactory,
]


def test_no_kind_of_page_is_left_out():
    assert {make._meta.model for make in PAGES} == set(page_models().values())


def test_every_kind_of_page_carries_the_headers_of_an_edition(client, subtests):
    for make in PAGES:
        with undone():
            path = published(make()).path
            for method in (client.get, client.head):
                with subtests.test(kind=make._meta.model.__name__, method=method.__name__):
                    response = method(path)
                    assert response.status_code == 200
                    assert carries(response, EDITION)
                    assert not response.cookies
                    assert response.headers["Vary"] == "Accept-Encoding"
                    assert response.headers["Speculation-Rules"] == f'"{static(SPECULATION_RULES)}"'


@pytest.mark.parametrize(
    "path",
    [
        "/robots.txt",
        "/llms.txt",
        "/.well-known/security.txt",
        "/sitemap.xml",
        "/sitemap-therapy.xml",
        "/articles/feed/",
    ],
)
def test_files_for_crawlers_carry_the_headers_of_an_edition(path, client):
    published(TherapyFactory())
    published(ArticleFactory())
    response = client.get(path)
    assert response.status_code == 200
    assert carries(response, EDITION)


def test_a_redirect_carries_the_headers_of_an_edition(client):
    published(changed(published(TherapyFactory(slug="old")), slug="new"))
    assert carries(client.get("/therapies/old/"), EDITION)


@pytest.mark.parametrize(
    ("path", "status"),
    [("/nothing/here/", 404), ("/therapies/nothing-here/", 404), ("/media/renditions/x.jpg", 404)],
)
def test_an_error_carries_the_headers_of_a_private_page(path, status, client):
    response = client.get(path)
    assert response.status_code == status
    assert carries(response, PRIVATE)


def test_a_host_that_is_not_ours_gets_every_protection_too(client):
    response = client.get("/", HTTP_HOST="evil.example")
    assert response.status_code == 400
    assert carries(response, PRIVATE)


def test_a_request_that_cannot_be_read_gets_every_protection_too(client):
    response = client.generic("POST", "/", b"x", content_type="text/plain; charset=klingon")
    assert response.status_code == 400
    assert carries(response, PRIVATE)


def test_a_method_that_is_not_allowed_gets_every_protection_too(client):
    response = client.post(published(TherapyFactory()).path)
    assert response.status_code == 405
    assert carries(response, PRIVATE)


def test_the_sign_in_page_carries_the_headers_of_a_private_page(client):
    assert carries(client.get(reverse("admin:login")), PRIVATE)


def test_staff_screens_carry_the_headers_of_a_private_page(client, administrator):
    client.force_login(administrator)
    assert carries(client.get(reverse("admin:index")), PRIVATE)


def test_a_public_page_is_the_same_bytes_for_staff(client, administrator):
    therapy = published(TherapyFactory(featured_picture=PictureFactory()))
    before = client.get(therapy.path).content
    client.force_login(administrator)
    response = client.get(therapy.path, HTTP_ACCEPT_LANGUAGE="es", HTTP_USER_AGENT="Another/1.0")
    assert response.content == before
    assert not response.cookies


def test_the_query_string_changes_nothing(client):
    therapy = published(TherapyFactory())
    assert client.get(f"{therapy.path}?utm_source=x&page=2").content == client.get(therapy.path).content


def test_the_policy_names_the_style_that_stands_in_the_page_and_no_page_has_another(client):
    for path in (published(TherapyFactory()).path, "/money/"):
        page = Document(client.get(path))
        (style,) = page.all("style")
        hashed = base64.b64encode(hashlib.sha256(style.text().encode()).digest()).decode()
        assert f"'sha256-{hashed}'" in policy_of(page.response)["style-src"]


# Said by the table, by the settings, or by Django; nobody else says a value of theirs.
SAID_ONCE = {
    *ALWAYS,
    *(name for row in BY_KIND.values() for name in row),
    *("Permissions-Policy", "Retry-After", "Speculation-Rules", "Strict-Transport-Security"),
}
TABLE = Path("alter_site/delivery/headers.py")
PACKAGES = ("alter_site", "admissions", "facilities", "therapies")


def test_each_header_that_is_sent_is_one_that_these_tests_expect():
    sent = {*table.ALWAYS, *(name for row in table.BY_KIND.values() for name in row)}
    assert sent <= SAID_ONCE | {"Vary"}  # tried where pages differ by it


def test_no_value_of_a_header_is_written_by_hand_outside_the_table():
    written = re.compile(rf"""["']({"|".join(SAID_ONCE)})["']\]?\s*[:=]=?\s*f?["']""")
    sources = [path for package in PACKAGES for path in Path(package).rglob("*.py") if path != TABLE]
    found = {str(path): written.findall(path.read_text(encoding="utf-8")) for path in sources}
    assert {path: names for path, names in found.items() if names} == {}


def test_what_nginx_sends_gets_its_headers_from_the_generated_file_alone():
    configuration = Path("deploy/nginx.conf").read_text(encoding="utf-8")
    directives = re.sub(r"(?m)^\s*#.*$", "", configuration)
    assert re.findall(r"add_header|more_set_headers|expires\s", directives) == []
    assert "include /etc/nginx/alter/headers.conf;" in directives
    assert [name for name in SAID_ONCE if name.lower().replace("-", "_") in directives] == []


def test_the_content_security_policy_allows_no_foreign_source():
    for sources in POLICY.values():
        assert set(sources) <= {"'self'", "'none'"}
    configured = site_settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    assert not re.search("unsafe|http|\\*|data:", str(configured))


@pytest.mark.parametrize("path", ["/", "/admin/login/"])
def test_the_policy_is_written_in_one_order_whichever_process_answers(path, client):
    directives = client.get(path).headers["Content-Security-Policy"].split("; ")
    assert directives == sorted(directives)


def test_the_admin_is_never_framed_or_kept(administrator):
    client = StaffClient()
    client.force_login(administrator)
    for path in (reverse("admin:index"), reverse("admin:password_change")):
        assert carries(client.get(path), PRIVATE)


@pytest.mark.parametrize("method", ["get", "head"])
def test_a_calculator_carries_its_row_and_sets_no_cookie(method, client):
    response = getattr(client, method)(reverse("selfhelp:money"))
    assert carries(response, CALCULATOR)
    assert not response.cookies


# --- what the web server sends by itself --------------------------------------------------------------


@pytest.fixture
def over_https(settings):
    """The headers as production sends them."""
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    settings.SECURE_HSTS_SECONDS = 2 * 365 * 24 * 3600
    settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = settings.SECURE_HSTS_PRELOAD = True


def baked_headers(settings) -> list[dict[str, str]]:
    baking.bake()
    record = json.loads(Path(settings.BAKED_DIR, "current", "pages.json").read_text())
    return [dict(headers) for headers in record["headers"]]


@pytest.mark.django_db(transaction=True)
def test_every_baked_page_carries_the_headers_of_an_edition(settings, tmp_path, over_https):
    settings.BAKED_DIR, settings.SITE_URL = tmp_path / "baked", "https://testserver"
    published(HomePageFactory())
    published(TherapyFactory())
    sets = baked_headers(settings)
    assert len(sets) >= 3  # pages, text and XML
    for headers in sets:
        response = SimpleNamespace(headers=headers, status_code=200)
        assert carries(response, EDITION)
        assert headers["Strict-Transport-Security"] == "max-age=63072000; includeSubDomains; preload"
        assert "Server-Timing" not in headers
    settings.WHITENOISE_USE_FINDERS = True
    page = next(headers for headers in sets if headers["Content-Type"].startswith("text/html"))
    written = re.findall(r'"file page" .*\n(?: .*\n)*}\nadd_header (\S+) ', "\n".join(nginx_headers.lines()))
    assert set(written) == set(page) - {"Content-Type", "Vary"}


# --- graded by others ---------------------------------------------------------------------------------


def as_seen(response) -> observatory.Page:
    cookies = [cookie.OutputString() for cookie in response.cookies.values()]
    html = response.content.decode() if response.headers["Content-Type"].startswith("text/html") else ""
    return observatory.Page(response.headers, cookies, html)


def has_the_top_grade(page: observatory.Page) -> bool:
    assert observatory.deductions(page) == {}
    assert observatory.score(page) >= observatory.TOP_GRADE
    return True


def test_public_pages_lose_no_points_under_the_observatory_rules(client, over_https, subtests):
    for make in PAGES:
        with subtests.test(kind=make._meta.model.__name__), undone():
            response = client.get(published(make()).path, HTTP_X_FORWARDED_PROTO="https")
            assert response.status_code == 200
            assert has_the_top_grade(as_seen(response))
            # All that is given to a page without cookies.
            assert observatory.score(as_seen(response)) == 140


@pytest.mark.parametrize(
    "path",
    [
        "/robots.txt",
        "/sitemap.xml",
        "/nothing/here/",
        "/admin/login/",
        "/request/",
        "/request/contact/?way=short",
        "/money/",
        "/healthz",
    ],
)
def test_other_routes_lose_no_points_under_the_observatory_rules(path, client, over_https):
    response = client.get(path, HTTP_X_FORWARDED_PROTO="https")
    assert response.status_code == (404 if path == "/nothing/here/" else 200)
    assert has_the_top_grade(as_seen(response))


@pytest.mark.parametrize("name", ["admin:index", "admin:therapies_therapy_add", "desk:queue"])
def test_staff_screens_lose_no_points_under_the_observatory_rules(
    name, administrator, lead, client, over_https
):
    client.force_login(lead if name.startswith("desk:") else administrator)
    response = client.get(reverse(name), HTTP_X_FORWARDED_PROTO="https")
    assert response.status_code == 200
    assert has_the_top_grade(as_seen(response))


def test_sign_in_loses_no_points_under_the_observatory_rules(administrator, client, over_https):
    administrator.set_password("a long one, made for this")
    administrator.save()
    form = {"login": administrator.email, "password": "a long one, made for this"}
    response = client.post("/admin/login/", form, HTTP_X_FORWARDED_PROTO="https")
    assert "__Secure-session" in response.cookies
    assert has_the_top_grade(as_seen(response))


GOOD = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; frame-ancestors 'none'",
    "Strict-Transport-Security": "max-age=63072000; includeSubDomains; preload",
    "X-Content-Type-Options": "nosniff",
    "Content-Type": "text/html",
}
SESSION = "sessionid=a; Secure; HttpOnly; SameSite=Lax"


PUBLISHED: list[tuple[dict[str, str], str, int]] = [
    ({"Content-Security-Policy": ""}, "csp", -25),
    ({"Content-Security-Policy": "img-src 'self'; img-src 'none'"}, "csp", -25),
    ({"Content-Security-Policy": "script-src 'strict-dynamic'; object-src 'none'"}, "csp", -25),
    ({"Content-Security-Policy": "frame-ancestors 'none'"}, "csp", -20),
    ({"Content-Security-Policy": "default-src 'self'; script-src 'unsafe-inline'"}, "csp", -20),
    ({"Content-Security-Policy": "default-src 'self'; object-src https:"}, "csp", -20),
    ({"Content-Security-Policy": "default-src 'self'; font-src http://x.example"}, "csp", -20),
    ({"Content-Security-Policy": "default-src 'self'; script-src 'self' 'unsafe-eval'"}, "csp", -10),
    ({"Content-Security-Policy": "default-src 'self'; img-src http://x.example"}, "csp", -10),
    ({"Content-Security-Policy": "default-src 'self'; style-src 'unsafe-inline'"}, "csp", 0),
    ({"Content-Security-Policy": "default-src 'self'"}, "csp", 5),
    ({"Content-Security-Policy": "default-src 'none'; script-src 'nonce-a' 'unsafe-inline'"}, "csp", 10),
    ({"Cross-Origin-Embedder-Policy": "require-corp"}, "embedder", 10),
    ({"Cross-Origin-Opener-Policy": "sometimes"}, "opener", -5),
    ({"Cross-Origin-Opener-Policy": "same-origin"}, "opener", 10),
    ({"Cross-Origin-Resource-Policy": "nobody"}, "resources", -5),
    ({"Cross-Origin-Resource-Policy": "cross-origin"}, "resources", 0),
    ({"Access-Control-Allow-Origin": "*"}, "sharing", 0),
    (
        {"Access-Control-Allow-Origin": "https://x.example", "Access-Control-Allow-Credentials": "true"},
        "sharing",
        -50,
    ),
    ({"Referrer-Policy": "unsafe-url"}, "referrer", -5),
    ({"Referrer-Policy": "nonsense"}, "referrer", -5),
    ({"Referrer-Policy": "no-referrer, same-origin"}, "referrer", 5),
    ({"Strict-Transport-Security": ""}, "transport", -20),
    ({"Strict-Transport-Security": "preload"}, "transport", -20),
    ({"Strict-Transport-Security": "max-age=60"}, "transport", -10),
    ({"X-Content-Type-Options": "sniff"}, "content_type", -5),
    ({"Content-Security-Policy": "default-src 'none'"}, "frames", -20),
    ({"Content-Security-Policy": "default-src 'none'", "X-Frame-Options": "DENY"}, "frames", 5),
]


def test_our_copy_of_the_observatory_scores_as_published():
    given = [
        (headers, rule, getattr(observatory, rule)(observatory.Page(GOOD | headers)))
        for headers, rule, _ in PUBLISHED
    ]
    assert given == PUBLISHED


@pytest.mark.parametrize(
    ("cookies", "points"),
    [
        ([SESSION, "theme=a; Secure; SameSite=Strict"], 5),
        (["theme=a; Secure"], 0),
        ([SESSION, "theme=a"], -5),
        (["sessionid=a; HttpOnly; SameSite=Lax"], -10),
        (["csrftoken=a; Secure"], -20),
        (["theme=a; Secure; SameSite=Sometimes"], -20),
        (["theme=a; SameSite=None"], -20),
        (["sessionid=a; Secure; SameSite=Lax"], -30),
    ],
)
def test_the_observatory_judges_each_cookie_by_itself(cookies, points):
    assert observatory.cookies(observatory.Page(GOOD, cookies)) == points


def test_without_transport_security_a_cookie_costs_more():
    bare = GOOD | {"Strict-Transport-Security": ""}
    assert observatory.cookies(observatory.Page(bare, ["theme=a"])) == -20
    assert observatory.cookies(observatory.Page(bare, ["sessionid=a; HttpOnly"])) == -40


@pytest.mark.parametrize(
    ("script", "points"),
    [
        ("<script src=/a.js>", 0),
        ("<script src=https://x.example/a.js integrity=sha256-a>", 0),
        ("<script src=https://x.example/a.js>", -5),
        ("<script src=//x.example/a.js integrity=sha256-a>", -20),
        ("<script src=//x.example/a.js>", -50),
    ],
)
def test_the_observatory_looks_at_scripts_from_elsewhere(script, points):
    assert observatory.integrity(observatory.Page(GOOD, html=script + "</script>")) == points


@pytest.mark.parametrize(
    ("way", "points"),
    [
        (["http://a.example/", "https://a.example/"], 0),
        (["http://a.example/", "https://www.a.example/"], -5),
        (["http://a.example/", "http://www.a.example/", "https://www.a.example/"], -10),
        (["http://a.example/"], -20),
    ],
)
def test_the_observatory_follows_the_way_to_tls(way, points):
    assert observatory.redirection(way) == points


def test_observatory_bonus_points_count_only_for_a_page_that_scores_well_without_them():
    assert observatory.score(observatory.Page(GOOD)) == 115
    assert observatory.score(observatory.Page(GOOD | {"X-Content-Type-Options": ""})) == 110
    assert observatory.score(observatory.Page(GOOD | {"Strict-Transport-Security": ""})) == 80
    assert observatory.score(observatory.Page({})) == 30


# --- security.txt and what browsers may fetch ahead ---------------------------------------------------


@pytest.mark.parametrize("contact", ["", "mailto:security@example.com"])
def test_security_txt_names_a_contact_and_never_expires(contact, client, settings):
    settings.SECURITY_CONTACT = contact
    for day in (datetime.date(2027, 1, 1), datetime.date(2031, 6, 30)):
        with time_machine.travel(datetime.datetime.combine(day, datetime.time(12), datetime.UTC)):
            response = client.get("/.well-known/security.txt")
        fields = dict(line.split(": ", 1) for line in response.content.decode().splitlines())
        assert fields["Contact"] == (contact or f"tel:{site_settings.LAST_RESORT_PHONE}")
        expires = datetime.datetime.fromisoformat(fields["Expires"])
        assert 150 <= (expires.date() - day).days < 365
        assert fields["Canonical"] == f"{site_settings.SITE_URL}/.well-known/security.txt"
        # A copy of it that is kept ends long before what it says does.
        assert response.next_change < expires - datetime.timedelta(days=100)


def prefetched() -> list[str]:
    rules = json.loads(Path(finders.find(SPECULATION_RULES) or "").read_text())
    assert set(rules) == {"prefetch"}
    return [pattern for rule in rules["prefetch"] for pattern in rule["where"]["href_matches"]]


def test_a_browser_fetches_ahead_no_page_that_is_not_an_edition():
    patterns = prefetched()
    for _, address, kind in every_address():
        if kind != EDITION:
            assert not any(fnmatch.fnmatchcase(address, pattern) for pattern in patterns), address
    for address in (
        "/request/",
        "/request/save/",
        "/verify-insurance/",
        "/admin/",
        "/admin/desk/",
        "/money/",
    ):
        assert not any(fnmatch.fnmatchcase(address, pattern) for pattern in patterns)


def test_each_speculation_rule_matches_existing_pages():
    editions = [address for _, address, kind in every_address() if kind == EDITION]
    for pattern in prefetched():
        assert any(fnmatch.fnmatchcase(address, pattern) for address in editions), pattern
