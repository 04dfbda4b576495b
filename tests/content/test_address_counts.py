"""How often redirects are followed and what is not found: counts of days, without anybody and bounded."""

from __future__ import annotations

import datetime

import pytest
import time_machine
from django.conf import settings
from django.utils import timezone

from alter_site.content.addresses import address_counts
from alter_site.content.addresses.address_counts import KEPT_FOR, MOST_A_DAY, plain
from alter_site.content.models import NotFound, Redirect, RedirectHits
from alter_site.delivery import address_journal
from tests.factories import StandardPageFactory, published

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _contact():
    published(StandardPageFactory(title="Contact", slug="contact"))


def counts():
    return dict(NotFound.objects.values_list("path", "number"))


@pytest.mark.parametrize(
    "path",
    [
        "/about-us/",
        "/what-we-treat/ptsd/",
        "/Therapies/",
        "/blog/2019/",
        "/step_by_step/",
        "/covid-19/",
        "/DBT/",
    ],
)
def test_a_plain_address_is_kept(path):
    assert plain(path) == path


@pytest.mark.parametrize(
    "path",
    [
        "/wp-login.php/",
        "/wp-admin/setup/",
        "/.env/",
        "/reset/abcdefgh/",
        "/password-reset/now/",
        "/someone@example.org/",
        "/someone%40example.org/",
        "/token/quiet/",
        "/x/9f8e7d6c5b4a/",
        "/x/QmFzZTY0VG9rZW4/",
        "/call/8005551234/",
        "/call/800-555-12345/",
        "/users/jane-doe/",
        "/x/0b9e0c1a-1111-4222-8333-444455556666/",
        "/mzxqwrtpkl/",
        "/" + "long-" * 30 + "way/",
        "/a/b/c/",
        "/a b/",
        "/é/",
        "//",
        "/",
        "/a\n/",
        "/a",
    ],
)
def test_what_may_hold_a_secret_or_only_robots_ask_for_is_not_kept(path):
    assert plain(path) == ""


def test_addresses_are_counted_by_day_and_never_with_their_query(client):
    for path in ("/lost-page/", "/lost-page/?email=jane@example.org", "/lost-page", "/reset/secretsecret/"):
        assert client.get(path).status_code == 404
    assert "jane" not in settings.ADDRESS_JOURNAL.read_text()
    assert "secret" not in settings.ADDRESS_JOURNAL.read_text()
    address_counts.take_in()
    address_counts.take_in()
    assert counts() == {"/lost-page/": 3, "": 1}
    client.get("/lost-page/")
    address_counts.take_in()
    assert counts()["/lost-page/"] == 4
    assert set(NotFound.objects.values_list("day", flat=True)) == {timezone.localdate()}


def test_nothing_is_written_to_the_database_while_somebody_waits(client, django_assert_num_queries):
    Redirect.objects.create(old_path="/old/", new_path="/contact/")
    client.get("/old/")  # the facts are known then
    with django_assert_num_queries(2):  # the page that may stand there, and the redirect
        client.get("/lost-page/")
    with django_assert_num_queries(4):  # and, twice, whether its page is live
        client.get("/old/")


def test_a_redirect_that_leads_to_nothing_is_counted_as_not_found(client):
    Redirect.objects.create(old_path="/old/", new_path="/missing/")
    client.get("/old/")
    address_counts.take_in()
    assert counts() == {"/old/": 1}


def test_made_up_addresses_fill_neither_the_file_nor_the_table(monkeypatch):
    monkeypatch.setattr(address_journal, "MOST_BYTES", 2_000)
    for first in "abcdefghij":
        for second in "abcdefghijklmnopqrstuvwxyz":
            address_counts.not_found(f"/made-up-{first}{second}/")
    assert settings.ADDRESS_JOURNAL.stat().st_size < 2_100
    address_counts.take_in()
    assert 100 < sum(counts().values()) < 260


def test_a_day_keeps_so_many_addresses_and_those_asked_for_again_come_first(monkeypatch):
    monkeypatch.setattr(address_counts, "MOST_A_DAY", 3)
    for word in ("one", "two", "three", "four", "five"):
        address_counts.not_found(f"/{word}/")
    address_counts.take_in()
    assert len(counts()) == 4
    assert counts()[""] == 2
    for _ in range(2):
        address_counts.not_found("/wanted/")
    address_counts.take_in()
    assert counts()["/wanted/"] == 2
    assert len(counts()) == 4
    assert MOST_A_DAY == 300


def test_a_disk_that_is_full_or_gone_keeps_nobody_from_an_answer(client, settings):
    settings.ADDRESS_JOURNAL = settings.ADDRESS_JOURNAL / "missing" / "asked"
    assert client.get("/lost-page/").status_code == 404
    address_counts.take_in()
    assert counts() == {}


def test_what_a_killed_worker_left_is_taken_in_first(client):
    address_counts.not_found("/lost-page/")
    settings.ADDRESS_JOURNAL.rename(settings.ADDRESS_JOURNAL.with_name("asked-taken"))
    address_counts.not_found("/other-page/")
    address_counts.take_in()
    address_counts.take_in()
    assert counts().keys() - {""} == {"/lost-page/", "/other-page/"}


def test_old_counts_are_deleted():
    row = Redirect.objects.create(old_path="/old/", new_path="/contact/")
    with time_machine.travel("2026-06-01 20:00Z", tick=False):
        address_counts.not_found("/lost-page/")
        address_counts.followed(row)
        address_counts.take_in()
        address_counts.forget_old()
        assert NotFound.objects.filter(path="/lost-page/").exists()
    with time_machine.travel(datetime.datetime(2026, 6, 2, 20, tzinfo=datetime.UTC) + KEPT_FOR, tick=False):
        address_counts.forget_old()
    assert not NotFound.objects.exists()
    assert not RedirectHits.objects.exists()


def test_the_list_leads_to_the_form_of_a_redirect_with_the_address_in_it(client, visit_admin):
    row = Redirect.objects.create(old_path="/old/", new_path="/missing/")
    for path in ("/lost-page/", "/lost-page/", "/old/"):
        address_counts.not_found(path)
    address_counts.take_in()
    document = visit_admin("/admin/content/redirect/not-found/")
    assert document.texts("tbody th") == ["/lost-page/", "/old/"]
    first, second = document.hrefs("tbody a")
    assert visit_admin(first).one("#id_old_path").attributes["value"] == "/lost-page/"
    assert second == f"/admin/content/redirect/{row.pk}/change/"
    home = visit_admin("/admin/home/")
    assert first in home.hrefs("#asked-for a")
    assert home.text("#asked-for").endswith("/lost-page/ 2 times /old/ 1 time")


def test_the_list_and_the_form_of_redirects_say_how_often_each_is_followed(visit_admin):
    row = Redirect.objects.create(old_path="/old/", new_path="/contact/")
    for _ in range(3):
        address_counts.followed(row)
    address_counts.take_in()
    listed = visit_admin("/admin/content/redirect/?q=/old/")
    assert "3" in listed.texts(".field-followed")
    assert ": 3" in visit_admin(f"/admin/content/redirect/{row.pk}/change/").text(".field-followed_by_day")
