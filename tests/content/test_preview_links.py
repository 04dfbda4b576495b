"""Preview links: a page as it is saved, for somebody without an account, until the link ends."""

from __future__ import annotations

import datetime
import logging

import pytest
import time_machine
from django.contrib.auth.models import Group
from django.urls import reverse

from alter_site.content.guest_preview import GUESSES
from alter_site.content.models import PreviewLink
from alter_site.staff.groups import CLINICAL_REVIEWER
from alter_site.staff.models import User
from tests.factories import ConditionFactory, StaffFactory, TherapyFactory, changed
from tests.support.document import Document
from tests.support.forms import typed
from tests.support.screens import saved, screen
from tests.support.sign_in import StaffClient

pytestmark = pytest.mark.django_db

NOW = datetime.datetime(2026, 12, 1, 18, tzinfo=datetime.UTC)


@pytest.fixture
def therapy():
    return saved(TherapyFactory(title="Reading aloud", slug="reading-aloud"))


@pytest.fixture
def make_link(visit_admin, client):
    """Press the button; return the path of the link."""

    def making(page, document=None):
        document = document or visit_admin(screen(page, "preview_links"))
        made = Document(client.post(screen(page, "preview_links"), typed(document)))
        return made.one("#link").attributes["value"].removeprefix("http://testserver")

    return making


@pytest.fixture
def guest(db):
    """Open a path as somebody who has never been here."""
    return lambda path, **headers: StaffClient().get(path, **headers)


def test_a_guest_reads_what_was_saved_last_and_nothing_is_kept_of_the_answer(make_link, guest, therapy):
    link = make_link(therapy)
    saved(changed(therapy, title="Reading together"))
    answer = guest(link)
    assert answer.status_code == 200
    assert Document(answer).text("h1").startswith("Reading together")
    assert "not public like this" in Document(answer).text(".preview")
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert not answer.cookies
    assert guest(link.removesuffix("/")).status_code == 200
    assert StaffClient().post(link).status_code == 405


def test_the_database_and_the_log_know_only_a_hash_of_the_secret(make_link, guest, therapy, caplog):
    with caplog.at_level(logging.DEBUG):
        link = make_link(therapy)
        guest(link)
        guest(link + "x")
    secret = link.strip("/").split("/")[1]
    assert secret not in str(PreviewLink.objects.values().get())
    ours = [record.getMessage() for record in caplog.records if not record.name.startswith("django.db")]
    assert not any(secret in line for line in ours)


def test_a_link_ends_after_seven_days_by_hand_and_with_its_makers_account(
    make_link, guest, therapy, marketer, visit_admin, client
):
    with time_machine.travel(NOW, tick=False):
        link = make_link(therapy)
    with time_machine.travel(NOW + datetime.timedelta(days=7, seconds=-1), tick=False):
        assert guest(link).status_code == 200
    with time_machine.travel(NOW + datetime.timedelta(days=7), tick=False):
        ended = guest(link)
        assert (ended.status_code, Document(ended).text("h1")) == (410, "This preview link has ended")
        assert "Reading aloud" not in ended.text
    with time_machine.travel(NOW, tick=False):
        screen_of_links = visit_admin(screen(therapy, "preview_links"))
        end = screen_of_links.one("button[name=end]").attributes["value"]
        client.post(screen(therapy, "preview_links"), {"end": end})
        assert guest(link).status_code == 410
        other = make_link(therapy)
        assert guest(other).status_code == 200
        User.objects.filter(pk=marketer.pk).update(is_active=False)
        assert guest(other).status_code == 410


def test_a_link_ends_when_its_maker_may_no_longer_change_the_page(make_link, guest, therapy, marketer):
    link = make_link(therapy)
    assert guest(link).status_code == 200
    groups = list(marketer.groups.all())
    marketer.groups.set(Group.objects.filter(name=CLINICAL_REVIEWER))
    assert guest(link).status_code == 410
    marketer.groups.set(groups)
    assert guest(link).status_code == 200


def test_a_link_of_a_page_that_was_deleted_has_ended(make_link, guest, therapy):
    link = make_link(therapy)
    therapy.delete()
    assert guest(link).status_code == 410


def test_pressed_twice_the_button_makes_one_link(make_link, visit_admin, therapy):
    document = visit_admin(screen(therapy, "preview_links"))
    assert make_link(therapy, document) == make_link(therapy, document)
    assert PreviewLink.objects.count() == 1


def test_a_secret_that_was_not_offered_for_the_page_makes_no_link(make_link, visit_admin, client, therapy):
    other = saved(ConditionFactory())
    offered = typed(visit_admin(screen(other, "preview_links")))
    for data in (offered, {"offer": "invented"}, {}, {"end": "7"}, {"end": "x"}):
        answer = client.post(screen(therapy, "preview_links"), data, follow=True)
        assert "No link was made" in answer.text or "had ended already" in answer.text
    assert not PreviewLink.objects.exists()


def test_guesses_are_refused_after_a_while_and_a_right_link_never_counts(make_link, guest, therapy):
    link = make_link(therapy)
    wrong = reverse("content:guest_preview", args=["guessed"])
    answers = [guest(wrong).status_code for _ in range(GUESSES.number + 1)]
    assert answers == [410] * GUESSES.number + [429]
    assert guest(link).status_code == 429
    assert guest(link, REMOTE_ADDR="192.0.2.7").status_code == 200


def test_whoever_may_only_look_hands_out_no_link(therapy):
    client = StaffClient()
    client.force_login(StaffFactory(group="Clinical reviewer"))
    assert client.get(screen(therapy, "preview_links")).status_code == 403
    assert "Preview links" not in client.get(screen(therapy)).text
