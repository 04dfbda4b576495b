"""What the demo's pages weigh, as production sends them: hashed names, compressed as they are served."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings as site_settings
from django.core.management import call_command
from django.test import Client, override_settings

from alter_site.delivery.headers import is_edition
from alter_site.delivery.ready_page import compressed
from tests.audit.pages import one_of_each_kind
from tests.support.demo import loaded_demo
from tests.support.document import Document
from tests.support.first_paint import blocking
from tests.support.markup import loaded_addresses

# In one worker: the static files they share take seconds to make.
pytestmark = pytest.mark.xdist_group("weights")

NOT_IN_A_SITEMAP = ("/levels-of-care/compare/", "/money/", "/tonight/", "/nothing/of/ours/here/")
# Bytes of the headers that a static file comes with.
OF_A_FILE = 510
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
        paths = one_of_each_kind(lambda path: Client().get(path).text)
        return {path: Document(Client().get(path)) for path in [*paths, *NOT_IN_A_SITEMAP]}


def file_of(address: str, root: Path) -> Path:
    return root / address.removeprefix(site_settings.STATIC_URL)


def brotli_size(address: str, root: Path) -> int:
    """Return the bytes of the copy that is sent to a browser that reads brotli."""
    path = file_of(address, root)
    compressed = path.with_name(f"{path.name}.br")
    return (compressed if compressed.exists() else path).stat().st_size


def linked_styles(document: Document) -> list[str]:
    return [link.attributes["href"] or "" for link in document.all('link[rel="stylesheet"]')]


def too_heavy(sizes: dict[str, int], most: int) -> dict[str, int]:
    return {path: size for path, size in sizes.items() if not 0 < size <= most}


def weight_until_painted(page: Document, root: Path) -> int:
    """Return the bytes of headers, compressed HTML, and the files that hold up the first paint."""
    head = sum(len(f"{name}: {value}\r\n") for name, value in page.response.headers.items())
    held_up = blocking(page.response.text)
    return (
        head
        + len(compressed(page.response.content)["br"])
        + sum(OF_A_FILE + brotli_size(address, root) for address in held_up)
    )


def test_a_page_is_painted_after_the_first_ten_packets(pages, static_root):
    sizes = {
        path: weight_until_painted(page, static_root)
        for path, page in pages.items()
        if page.response.status_code == 200
    }
    assert too_heavy(sizes, 14_600) == {}


def test_nothing_holds_up_the_first_paint_of_an_edition(pages, subtests):
    for path, page in pages.items():
        with subtests.test(path=path):
            if is_edition(page.response) and path != "/tonight/":
                assert blocking(page.response.text) == []
                assert len(page.all("main link[rel=stylesheet]")) == 1


def test_a_page_with_linked_styles_waits_for_one_file(pages, db, client):
    missing = pages["/nothing/of/ours/here/"].response.text
    question = client.get("/request/who/").content.decode()
    assert [len(blocking(page)) for page in (missing, question)] == [1, 1]


def test_no_style_makes_a_browser_ask_for_another(static_root):
    hashed = [file.read_text() for file in static_root.glob("css/**/*.????????????.css")]
    assert len(hashed) > 5
    assert [style for style in hashed if "@import" in style] == []


def test_our_styles_are_sent_without_the_comments_of_their_source(pages, static_root):
    for page in pages.values():
        for style in linked_styles(page):
            assert "/*" not in file_of(style, static_root).read_text()


def test_scripts_are_at_most_3000_bytes_and_hold_up_nothing(pages, static_root, subtests):
    for path, page in pages.items():
        with subtests.test(path=path):
            assert [address for address in blocking(page.response.text) if address.endswith(".js")] == []
            scripts = [script.attributes["src"] or "" for script in page.all("script[src]")]
            assert sum(file_of(script, static_root).stat().st_size for script in scripts) <= 3_072


def fonts_of(page: Document) -> set[str]:
    """Return the fonts that a page asks for early, and those that its styles name."""
    fonts = {link.attributes["href"] or "" for link in page.all('link[as="font"]')}
    return fonts.union(*(re.findall(r'url\("([^"]+\.woff2)"\)', style.text()) for style in page.all("style")))


def test_fonts_are_at_most_60_kilobytes(pages, static_root):
    sizes = {
        path: sum(file_of(font, static_root).stat().st_size for font in fonts_of(page))
        for path, page in pages.items()
        if path != "/tonight/"  # it has the device's own
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
