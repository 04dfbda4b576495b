"""The baked folder holds every live page as the site would answer it, and is swapped in whole."""

from __future__ import annotations

import datetime
import errno
import gzip
import json
import os
from pathlib import Path
from xml.etree import ElementTree

import brotli
import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import OperationalError
from django.test import Client
from django.utils import timezone

from alter_site import maintenance_page
from alter_site.content import baking, views
from alter_site.content.editions import publishing
from alter_site.content.management.commands import bake
from alter_site.content.models import Edition, FactsEdition, Publication
from alter_site.delivery import baked, generation
from alter_site.delivery import baking as folder_of_pages
from alter_site.delivery.baking import CannotBake
from alter_site.worker import loop
from alter_site.worker.models import Lease
from tests.delivery.test_page_cache import Site
from tests.factories import (
    ArticleFactory,
    HomePageFactory,
    IndexPageFactory,
    StandardPageFactory,
    TherapyFactory,
    changed,
    published,
)
from tests.support.passes import at_night, crossed

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _a_folder_of_its_own(settings, tmp_path, monkeypatch):
    settings.BAKED_DIR = tmp_path / "baked"
    settings.SITE_URL = "http://testserver"
    settings.REDIS_URL = ""
    monkeypatch.setattr(baking, "_under_way", None)


@pytest.fixture
def current(settings):
    return Path(settings.BAKED_DIR, "current")


@pytest.fixture
def therapy(transactional_db):
    published(HomePageFactory())
    return published(TherapyFactory(slug="grief"))


def folders(settings):
    return sorted(path.name for path in Path(settings.BAKED_DIR).glob("pages-*"))


# --- what is in it ------------------------------------------------------------------------------------


def test_each_page_lies_at_its_path_as_the_site_answers_it(therapy, current):
    call_command("bake", verbosity=0)
    page = Client().get(therapy.path).content
    file = current / "therapies/grief/index.html"
    assert file.read_bytes() == page
    assert brotli.decompress(Path(f"{file}.br").read_bytes()) == page
    assert gzip.decompress(Path(f"{file}.gz").read_bytes()) == page
    assert (current / "index.html").read_bytes() == Client().get("/").content


def test_what_programs_read_is_there_too(therapy, current):
    published(ArticleFactory())
    baking.bake()
    names = ("robots.txt", "llms.txt", ".well-known/security.txt", "sitemap.xml", "sitemap-therapy.xml")
    for name in names:
        assert (current / name).read_bytes() == Client().get(f"/{name}").content
    assert (current / "articles/feed/index.html").exists()


def test_before_the_static_files_are_collected_the_command_says_so(therapy, current, monkeypatch):
    def missing(path):
        raise ValueError(f"Missing staticfiles manifest entry for '{path}'")

    monkeypatch.setattr(bake, "static", missing)
    with pytest.raises(CommandError, match=r"collectstatic first\."):
        call_command("bake")


def test_while_the_database_is_away_the_command_says_so(therapy, current, monkeypatch):
    def away():
        raise CannotBake("therapies:detail answered 503")

    monkeypatch.setattr(baking, "bake", away)
    with pytest.raises(CommandError, match="answered 503"):
        call_command("bake")


def test_every_part_of_a_long_list_is_there(therapy, current):
    published(IndexPageFactory(lists="article"))
    for _ in range(25):
        published(ArticleFactory())
    baking.bake()
    parts = sorted(path.name for path in (current / "articles/page").iterdir())
    assert parts == ["2", "3"]


def test_only_what_is_live_is_there(therapy, current):
    TherapyFactory(slug="draft")
    published(later := TherapyFactory(slug="later"))
    Publication.objects.filter(page_id=later.pk).update(live_until=timezone.now())
    baking.bake()
    assert sorted(path.name for path in (current / "therapies").iterdir()) == ["grief"]


# --- the page cache's second level --------------------------------------------------------------------


def test_a_fresh_process_answers_from_the_folder_without_asking_django(therapy):
    rendered = Site()
    expected = rendered.get(therapy.path, HTTP_ACCEPT_ENCODING="br")
    baking.bake()
    site = Site()
    for _ in range(2):
        found = site.get(therapy.path, HTTP_ACCEPT_ENCODING="br")
        assert (found.body, found.headers, found.route) == (expected.body, expected.headers, expected.route)
    assert site.get("/robots.txt").body == rendered.get("/robots.txt").body
    assert site.rendered == 0


def test_a_host_that_is_not_ours_is_given_nothing_from_the_folder(therapy):
    baking.bake()
    site = Site()
    assert site.get(therapy.path, HTTP_HOST="evil.example").status == 400
    assert site.get(therapy.path).status == 200


def test_what_was_baked_before_a_change_is_not_answered(therapy):
    baking.bake()
    published(changed(therapy, title="Another name"))
    site = Site()
    assert b"Another name" in site.get(therapy.path).body
    assert site.rendered == 1


def test_what_another_release_has_baked_is_not_answered(therapy, monkeypatch):
    baking.bake()
    monkeypatch.setattr(baked, "release", lambda: "another")
    site = Site()
    site.get(therapy.path)
    assert site.rendered == 1


def test_what_the_clock_has_changed_is_not_answered(therapy):
    published(ends := TherapyFactory(slug="ends"))
    Publication.objects.filter(page_id=ends.pk).update(
        live_until=timezone.now() + datetime.timedelta(hours=1)
    )
    baking.bake()
    with time_machine.travel(timezone.now() + datetime.timedelta(hours=2)):
        site = Site()
        assert (site.get(therapy.path).status, site.rendered) == (200, 1)


def test_a_fresh_process_shows_what_was_baked_before_while_nothing_can_be_rendered(therapy, monkeypatch):
    baking.bake()
    published(changed(therapy, title="Another name"))
    monkeypatch.setattr(views, "render", lambda *args, **kwargs: 1 / 0)
    answer = Site().get(therapy.path)
    assert answer.status == 200
    assert b"Another name" not in answer.body


def test_a_page_that_was_taken_back_does_not_come_back_from_the_folder_while_the_database_is_down(
    therapy, monkeypatch
):
    baking.bake()
    publishing.unpublish(therapy, None)
    site = Site()
    assert site.get(therapy.path).status == 404

    def down(*args, **kwargs):
        raise OperationalError("secret")

    monkeypatch.setattr(views, "live_edition", down)
    assert site.get(therapy.path).status == 503
    assert site.get("/").status == 200


# --- filling ------------------------------------------------------------------------------------------


def test_a_change_makes_a_new_folder_in_which_what_is_the_same_is_linked(therapy, current):
    other = published(TherapyFactory(slug="other"))
    baking.bake()
    before = current.resolve()
    published(changed(other, title="New words"))
    baking.bake()
    assert current.resolve() != before
    for slug, is_linked in {"grief": True, "other": False}.items():
        file = f"therapies/{slug}/index.html.br"
        assert (current / file).samefile(before / file) is is_linked
    assert b"New words" in (current / "therapies/other/index.html").read_bytes()


def test_only_what_a_change_has_changed_is_rendered_and_compressed(therapy, current, monkeypatch):
    other = published(TherapyFactory(slug="other"))
    baking.bake()
    published(changed(other, title="New words"))
    rendered, render = [], views.render
    monkeypatch.setattr(
        views, "render", lambda *args, **options: rendered.append(args[1]) or render(*args, **options)
    )
    assert baking.bake() > 1
    assert rendered == [other.path]


def test_a_file_that_has_gone_is_written_again(therapy, current):
    baking.bake()
    Path(current, "therapies/grief/index.html.br").unlink()
    published(TherapyFactory(slug="other"))
    baking.bake()
    assert b"</html>" in brotli.decompress(Path(current, "therapies/grief/index.html.br").read_bytes())


def test_without_a_change_nothing_is_done(therapy, settings):
    baking.bake()
    before = folders(settings)
    assert baking.bake() == 0
    assert folders(settings) == before


def test_a_page_that_ends_in_a_year_is_baked_until_a_month_before(therapy, current):
    index = published(IndexPageFactory(lists="therapy"))
    ends = timezone.now() + datetime.timedelta(days=365)
    Publication.objects.filter(page_id=therapy.pk).update(live_until=ends)
    baking.bake()
    assert [Path(f"{current}{path}").exists() for path in (therapy.path, index.path)] == [True, True]
    with time_machine.travel(ends - datetime.timedelta(days=29)):
        baking.bake()
    assert [Path(f"{current}{path}").exists() for path in (therapy.path, index.path)] == [False, False]


def test_a_page_that_ends_soon_is_not_baked_and_neither_is_what_names_it(therapy, current):
    index = published(IndexPageFactory(lists="therapy"))
    linking = published(ArticleFactory(introduction=f'<p><a href="page:{therapy.pk}">Grief</a></p>'))
    linked = published(TherapyFactory(slug="linked"))
    published(changed(therapy, introduction=f'<p><a href="page:{linked.pk}">Linked</a></p>'))
    other = published(ArticleFactory(title="Of something else"))
    Publication.objects.filter(page_id=therapy.pk).update(
        live_until=timezone.now() + datetime.timedelta(hours=1)
    )
    baking.bake()
    # A web server sends what lies there, also while no worker runs.
    naming = [therapy.path, index.path, linking.path, linked.path, "/llms.txt", "/sitemap-therapy.xml"]
    assert [path for path in naming if Path(f"{current}{path}").exists()] == []
    baked = [file.read_text() for file in current.rglob("*") if file.suffix in {".html", ".xml", ".txt"}]
    assert not any(therapy.path in text for text in baked)
    assert Path(f"{current}{other.path}").exists()
    assert therapy.path in Site().get(index.path).body.decode()
    with time_machine.travel(timezone.now() + datetime.timedelta(hours=2)):
        assert Site().get(therapy.path).status == 404
        assert therapy.path not in Site().get(index.path).body.decode()
        baking.bake()
    assert Path(f"{current}{index.path}").exists()


def test_the_folder_before_the_one_in_use_stays_for_whoever_still_reads_it(therapy, settings):
    for number in range(4):
        baking.bake()
        published(changed(therapy, title=f"{number}"))
    assert len(folders(settings)) == 2


def test_what_is_published_meanwhile_ends_the_bake(therapy, current):
    baking.bake()
    before = current.resolve()
    published(changed(therapy, title="x"))
    work = folder_of_pages.fill(baking.addresses)
    next(work)
    publishing.unpublish(therapy, None)
    assert list(work) == []
    assert current.resolve() == before


def test_what_is_published_while_the_last_page_is_baked_ends_it_too(therapy, current):
    baking.bake()
    before = current.resolve()
    published(changed(therapy, title="x"))
    last = list(baking.addresses())[-1]
    for path in folder_of_pages.fill(baking.addresses):
        if path == last:
            publishing.unpublish(therapy, None)
    assert current.resolve() == before


def test_a_second_process_leaves_the_work_to_the_first(therapy, settings):
    first = folder_of_pages.fill(baking.addresses)
    next(first)
    assert list(folder_of_pages.fill(baking.addresses)) == []
    assert len(list(first)) > 1
    assert len(folders(settings)) == 1


def break_page(monkeypatch, title):
    """Let the page with this title raise whenever it is rendered."""
    render = views.render

    def fail(content, *args, **kwargs):
        if content.title == title:
            raise ZeroDivisionError
        return render(content, *args, **kwargs)

    monkeypatch.setattr(views, "render", fail)


def test_a_page_that_cannot_be_rendered_stays_as_it_was_and_holds_nothing_else_back(
    therapy, current, monkeypatch, caplog
):
    other = published(TherapyFactory(slug="other"))
    leaves = published(TherapyFactory(slug="leaves"))
    baking.bake()
    before = (current / "therapies/grief/index.html").read_bytes()
    published(changed(therapy, title="Broken"))
    published(changed(other, title="New words"))
    publishing.unpublish(leaves, None)
    break_page(monkeypatch, "Broken")
    baking.bake()
    assert (current / "therapies/grief/index.html").read_bytes() == before
    assert b"New words" in (current / "therapies/other/index.html").read_bytes()
    assert not (current / "therapies/leaves/index.html").exists()
    assert baking.are_all_baked() == "/therapies/grief/"
    assert "The page /therapies/grief/ cannot be baked" in caplog.text


def test_a_new_page_that_cannot_be_rendered_is_left_out_and_tried_again_later(therapy, current, monkeypatch):
    with monkeypatch.context() as broken:
        published(changed(therapy, title="Broken"))
        break_page(broken, "Broken")
        baking.bake()
    assert not (current / "therapies/grief/index.html").exists()
    assert (current / "index.html").exists()
    assert baking.bake() == 0, "not again at once"
    with time_machine.travel(timezone.now() + datetime.timedelta(seconds=folder_of_pages.TRY_AGAIN + 1)):
        baking.bake()
    assert b"Broken" in (current / "therapies/grief/index.html").read_bytes()
    assert baking.are_all_baked() is True


def test_while_the_database_is_away_the_folder_stays_as_it_was(therapy, current, settings, monkeypatch):
    baking.bake()
    before = current.resolve()
    published(changed(therapy, title="x"))

    def away(*args, **kwargs):
        raise OperationalError

    monkeypatch.setattr(views, "render", away)
    with pytest.raises(CannotBake):
        baking.bake()
    assert (current.resolve(), folders(settings)) == (before, [before.name])


@pytest.mark.parametrize("odd", ["\x0b", "\ud800", at_night("\ufffe"), at_night("\x01")], ids=ascii)
def test_a_character_that_xml_cannot_carry_stops_neither_feed_nor_sitemap_nor_bake(
    odd, transactional_db, current
):
    published(HomePageFactory())
    article = published(ArticleFactory(title=f"first{odd}line", summary=f"A{odd}B", slug="odd"))
    leaves = published(TherapyFactory(slug="leaves"))
    baking.bake()
    publishing.unpublish(leaves, None)
    baking.bake()
    assert not (current / "therapies/leaves/index.html").exists()
    assert (current / "articles/odd/index.html").exists()
    assert baking.are_all_baked() is True
    for name in ("articles/feed/index.html", "sitemap.xml", "sitemap-article.xml"):
        parsed = ElementTree.fromstring((current / name).read_bytes())  # noqa: S314 (our own)
        assert parsed is not None, name
    article.refresh_from_db()
    assert odd not in article.title


@pytest.mark.parametrize("odd", ["\x0b", "\ufffe"])
def test_an_edition_older_than_that_rule_breaks_no_feed(odd, transactional_db):
    article = published(ArticleFactory(slug="odd"))
    edition = Edition.objects.get(page_id=article.pk)
    Edition.objects.update(title=f"first{odd}line", body=edition.body | {"title": f"first{odd}line"})
    feed = Client().get("/articles/feed/")
    parsed = ElementTree.fromstring(feed.content)  # noqa: S314 (our own)
    assert (parsed.findtext(".//{*}entry/{*}title") or "").startswith("first")
    assert odd not in Client().get(article.path).content.decode()


@pytest.mark.parametrize(
    "damage",
    [
        {"body": []},
        {"schema_version": 99},
        {"kind": "other"},
        at_night({"body": "words"}),
        at_night({"body": {}}),
    ],
    ids=str,
)
def test_an_edition_that_cannot_be_read_is_shown_as_it_was_baked(damage, therapy, current):
    published(IndexPageFactory(lists="therapy"))
    baking.bake()
    before = (current / "therapies/grief/index.html").read_bytes()
    Edition.objects.update(**damage)
    generation._store().advance()
    assert Client().get(therapy.path).content == before
    baking.bake()
    assert (current / "therapies/grief/index.html").read_bytes() == before


STRANGE = {
    "a list of pages": lambda record: record | {"pages": []},
    "a page that is none": lambda record: record | {"pages": {"/therapies/grief/": 7}},
    "headers that are not there": lambda record: record | {"headers": []},
    "headers that are none": lambda record: record | {"headers": [[["X"]]]},
    "something nobody knows": lambda record: record | {"more": 1},
    "a list": lambda record: [record],
    "a file elsewhere": lambda record: with_page(record, file="../../../db.sqlite3"),
    "an encoding nobody knows": lambda record: with_page(record, encodings=["zstd"]),
    "no encoding": lambda record: with_page(record, encodings=[]),
    "a time in words": lambda record: with_page(record, until="tomorrow"),
    "a tag that is none": lambda record: with_page(record, etag=None),
}


def with_page(record, **changes):
    pages = {path: page | changes for path, page in record["pages"].items()}
    return record | {"pages": pages}


def test_a_record_that_is_not_as_we_write_it_is_as_good_as_none(therapy, current):
    baking.bake()
    as_good_as_none = (200, 1, True)
    found = {}
    for name, change in STRANGE.items():
        file = current / baked.RECORD
        file.write_text(json.dumps(change(json.loads(file.read_text()))))
        baked._record.cache_clear()
        site = Site()
        found[name] = (site.get(therapy.path).status, site.rendered, baking.bake() > 0)
    assert found == dict.fromkeys(STRANGE, as_good_as_none)


DAMAGES = {"cut": lambda data: data[:-9], "empty": lambda data: b"", "moved": lambda data: b"\0" + data}


@pytest.mark.parametrize(("damage", "suffix"), crossed(list(DAMAGES), [".br", ".gz"]))
def test_a_baked_file_that_was_cut_or_changed_is_rendered_instead(suffix, damage, therapy, current):
    baking.bake()
    file = Path(f"{current / 'therapies/grief/index.html'}{suffix}")
    file.write_bytes(DAMAGES[damage](file.read_bytes()))
    site = Site()
    assert (site.get(therapy.path).status, site.rendered) == (200, 1)


@pytest.mark.parametrize("error", [errno.ENOSPC, at_night(errno.EROFS)])
def test_a_full_disk_leaves_the_folder_as_it_was(error, therapy, current, settings, monkeypatch):
    baking.bake()
    before = current.resolve()
    published(changed(therapy, title="x"))
    write = Path.write_bytes

    def refuse(path, content):
        if path.suffix == ".br":
            raise OSError(error, os.strerror(error))
        return write(path, content)

    monkeypatch.setattr(Path, "write_bytes", refuse)
    with pytest.raises(OSError, match=os.strerror(error)):
        baking.bake()
    assert (current.resolve(), folders(settings)) == (before, [before.name])


def test_a_record_that_cannot_be_read_is_as_good_as_none(therapy, current):
    baking.bake()
    (current / baked.RECORD).write_text("{")
    baked._record.cache_clear()
    site = Site()
    assert (site.get(therapy.path).status, site.rendered) == (200, 1)
    assert baking.bake() > 0


# --- the worker ---------------------------------------------------------------------------------------


def test_the_worker_writes_what_nginx_sends_on_every_machine_whoever_holds_the_lease(
    therapy, current, settings
):
    assert Lease.objects.take(loop.LEASE, "another", loop.LEASE_TERM)
    written = [Path(settings.VAR_DIR, name) for name in maintenance_page.PAGES]
    for path in written:
        path.unlink(missing_ok=True)
    loop.tick("this")
    assert (current / "therapies/grief/index.html").exists()
    # What nginx there shows while the application is away is a file of that machine as well.
    assert [path.name for path in written if not path.exists()] == []


def test_every_machine_keeps_the_facts_that_its_error_pages_print(therapy, settings, tmp_path):
    """They are frozen on one machine; the others showed the number of before, or the last resort's."""
    settings.FACTS_FILE = tmp_path / "facts.json"
    assert Lease.objects.take(loop.LEASE, "another", loop.LEASE_TERM)
    for held in (None, "{}", "{half of it"):
        if held is not None:
            settings.FACTS_FILE.write_text(held)
        loop.tick("this")
        assert json.loads(settings.FACTS_FILE.read_text()) == FactsEdition.objects.first().body
    before = settings.FACTS_FILE.stat().st_ino
    loop.tick("this")
    assert settings.FACTS_FILE.stat().st_ino == before


def test_a_large_site_is_baked_in_several_ticks(therapy, current, monkeypatch):
    monkeypatch.setattr(baking, "AT_ONCE", -1.0)
    ticks = 0
    while not current.exists():
        baking.bake_for_a_while()
        ticks += 1
        assert ticks < 100
    assert ticks == len(list(baking.addresses())) + 1


def test_a_bake_that_was_overtaken_begins_anew_with_the_next_tick(therapy, current, monkeypatch):
    with monkeypatch.context() as slow:
        slow.setattr(baking, "AT_ONCE", -1.0)
        baking.bake_for_a_while()
    published(changed(therapy, title="New words"))
    baking.bake_for_a_while()
    baking.bake_for_a_while()
    assert b"New words" in (current / "therapies/grief/index.html").read_bytes()


def test_a_standard_page_of_two_parts_lies_in_two_folders(therapy, current):
    page = published(StandardPageFactory(slug="insurance/costs"))
    baking.bake()
    assert (current / page.path.strip("/") / "index.html").exists()
