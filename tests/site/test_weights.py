"""What the demo's pages weigh, as production sends them: hashed names, compressed as they are served."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings as site_settings
from django.core.management import call_command
from django.test import override_settings

from alter_site.delivery.ready_page import compressed
from tests.support.demo import loaded_demo
from tests.support.document import Document
from tests.support.markup import loaded_addresses

# In one worker: what these tests share takes seconds to make.
pytestmark = pytest.mark.xdist_group("demo")

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


@pytest.fixture
def fetch(db, client):
    """Fetch a page of the demo, parsed; the markup checks look for files where production has none."""

    def fetched(path: str) -> Document:
        return Document(client.get(path))

    return fetched


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


@pytest.mark.parametrize("path", KINDS)
def test_styles_that_hold_up_the_first_paint_are_at_most_8000_bytes(path, fetch, static_root):
    styles = blocking_styles(fetch(path))
    assert styles
    assert sum(brotli_size(style, static_root) for style in styles) <= 8_000


@pytest.mark.parametrize("path", KINDS)
def test_at_most_three_requests_hold_up_the_first_paint(path, fetch):
    document = fetch(path)
    assert len(blocking_styles(document)) + len(blocking_scripts(document)) <= 3


@pytest.mark.parametrize("path", KINDS)
def test_scripts_are_at_most_3000_bytes_and_hold_up_nothing(path, fetch, static_root):
    document = fetch(path)
    assert blocking_scripts(document) == []
    scripts = [script.attributes["src"] or "" for script in document.all("script[src]")]
    assert sum(file_of(script, static_root).stat().st_size for script in scripts) <= 3_072


@pytest.mark.parametrize("path", KINDS)
def test_fonts_are_at_most_60_kilobytes(path, fetch, static_root):
    document = fetch(path)
    fonts = {link.attributes["href"] or "" for link in document.all('link[as="font"]')}
    for style in blocking_styles(document):
        folder = file_of(style, static_root).parent
        for found in re.findall(r'url\("?([^")]+\.woff2)"?\)', file_of(style, static_root).read_text()):
            fonts.add(
                site_settings.STATIC_URL + str((folder / found).resolve().relative_to(static_root.resolve()))
            )
    assert fonts
    assert sum(file_of(font, static_root).stat().st_size for font in fonts) <= 60_000


@pytest.mark.parametrize("path", KINDS)
def test_every_file_a_page_loads_is_there_under_a_name_that_changes_with_it(path, fetch, static_root):
    static = [
        address for address in loaded_addresses(fetch(path)) if address.startswith(site_settings.STATIC_URL)
    ]
    assert static
    for address in static:
        assert re.search(r"\.[0-9a-f]{12}\.\w+$", address), address
        assert file_of(address, static_root).exists()


@pytest.mark.parametrize("path", KINDS)
def test_nothing_is_loaded_from_another_host_and_no_cookie_is_set(path, fetch):
    document = fetch(path)
    assert all(re.match(r"/(?!/)", address) for address in loaded_addresses(document))
    assert not document.response.cookies
