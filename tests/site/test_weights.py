"""What the demo's pages weigh, as production sends them: hashed names, compressed as they are served."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings as site_settings
from django.core.management import call_command
from django.test import Client, override_settings

from alter_site.delivery.ready_page import compressed
from tests.support.demo import loaded_demo
from tests.support.document import Document
from tests.support.markup import loaded_addresses

# In one worker: the static files they share take seconds to make.
pytestmark = pytest.mark.xdist_group("weights")

THERAPY = "/therapies/attachment-based-therapy/"
KINDS = [
    "/",
    THERAPY,
    "/therapies/",
    "/conditions/",
    "/facilities/dana-point/",
    "/levels-of-care/",
    "/verify-insurance/",
    "/nothing/of/ours/here/",
]
PRODUCTION = {
    **site_settings.STORAGES,
    "staticfiles": {"BACKEND": "alter_site.delivery.static.HashedStaticFilesStorage"},
}


@pytest.fixture(scope="module")
def static_root(tmp_path_factory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("static")
    with override_settings(STORAGES=PRODUCTION, STATIC_ROOT=folder):
        # Only what pages of visitors load: compressing the editor takes longer than everything else here.
        call_command("collectstatic", interactive=False, verbosity=0, ignore_patterns=["admin", "django_*"])
        yield folder


@pytest.fixture(scope="module", autouse=True)
def _demo(django_db_setup: None, django_db_blocker, static_root: Path) -> Iterator[None]:
    with loaded_demo(django_db_blocker):
        yield


@pytest.fixture(scope="module")
def pages(_demo: None, django_db_blocker) -> dict[str, Document]:
    """Pages of the demo, parsed; the markup checks look for files where production has none."""
    with django_db_blocker.unblock():
        return {path: Document(Client().get(path)) for path in KINDS}


def file_of(address: str, root: Path) -> Path:
    return root / address.removeprefix(site_settings.STATIC_URL)


def brotli_size(address: str, root: Path) -> int:
    """Return the bytes of the copy that is sent to a browser that reads brotli."""
    path = file_of(address, root)
    compressed = path.with_name(f"{path.name}.br")
    return (compressed if compressed.exists() else path).stat().st_size


def blocking_styles(document: Document) -> list[str]:
    links = document.all('link[rel="stylesheet"]')
    return [link.attributes["href"] or "" for link in links if link.attributes.get("media") != "print"]


def blocking_scripts(document: Document) -> list[str]:
    scripts = [script for script in document.all("script[src]") if script.attributes.get("type") != "module"]
    free = {"async", "defer"}
    return [script.attributes["src"] or "" for script in scripts if not free & set(script.attributes)]


def test_the_therapy_page_is_at_most_10300_bytes(db, client):
    # 1,000 of them are the safety card: the page speaks of drinking and drugs.
    assert len(compressed(client.get(THERAPY).content)["br"]) <= 10_300


def too_heavy(sizes: dict[str, int], most: int) -> dict[str, int]:
    return {path: size for path, size in sizes.items() if not 0 < size <= most}


def test_styles_that_hold_up_the_first_paint_are_at_most_8000_bytes(pages, static_root):
    sizes = {
        path: sum(brotli_size(style, static_root) for style in blocking_styles(page))
        for path, page in pages.items()
    }
    assert too_heavy(sizes, 8_000) == {}


def test_our_styles_are_sent_without_the_comments_of_their_source(pages, static_root):
    for page in pages.values():
        for style in blocking_styles(page):
            sent = file_of(style, static_root).read_text()
            assert "/*" not in sent
            assert "@layer" in sent


def test_at_most_three_requests_hold_up_the_first_paint(pages):
    blocking = {path: [*blocking_styles(page), *blocking_scripts(page)] for path, page in pages.items()}
    assert {path: found for path, found in blocking.items() if len(found) > 3} == {}


def test_scripts_are_at_most_3000_bytes_and_hold_up_nothing(pages, static_root, subtests):
    for path, page in pages.items():
        with subtests.test(path=path):
            assert blocking_scripts(page) == []
            scripts = [script.attributes["src"] or "" for script in page.all("script[src]")]
            assert sum(file_of(script, static_root).stat().st_size for script in scripts) <= 3_072


def fonts_of(page: Document, root: Path) -> set[str]:
    """Return the fonts that a page asks for early, and those that its styles name."""
    fonts = {link.attributes["href"] or "" for link in page.all('link[as="font"]')}
    for style in blocking_styles(page):
        folder = file_of(style, root).parent
        for found in re.findall(r'url\("?([^")]+\.woff2)"?\)', file_of(style, root).read_text()):
            fonts.add(site_settings.STATIC_URL + str((folder / found).resolve().relative_to(root.resolve())))
    return fonts


def test_fonts_are_at_most_60_kilobytes(pages, static_root):
    sizes = {
        path: sum(file_of(font, static_root).stat().st_size for font in fonts_of(page, static_root))
        for path, page in pages.items()
    }
    assert too_heavy(sizes, 60_000) == {}


def test_every_file_a_page_loads_is_there_under_a_name_that_changes_with_it(pages, static_root, subtests):
    for path, page in pages.items():
        with subtests.test(path=path):
            static = [
                address for address in loaded_addresses(page) if address.startswith(site_settings.STATIC_URL)
            ]
            assert static
            assert [address for address in static if not re.search(r"\.[0-9a-f]{12}\.\w+$", address)] == []
            assert [address for address in static if not file_of(address, static_root).exists()] == []


def test_nothing_is_loaded_from_another_host_and_no_cookie_is_set(pages):
    elsewhere = {
        path: [address for address in loaded_addresses(page) if not re.match(r"/(?!/)", address)]
        for path, page in pages.items()
    }
    assert {path: addresses for path, addresses in elsewhere.items() if addresses} == {}
    assert [path for path, page in pages.items() if page.response.cookies] == []
