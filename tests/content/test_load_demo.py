"""The command that loads the demo content and takes it away again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.utils import timezone

from alter_site.content import facts
from alter_site.content.models import Edition, Insurer, Picture, Publication, ScheduledChange
from alter_site.content.pictures import renditions
from alter_site.staff.models import User
from tests.factories import ConditionFactory, changed, committed, published
from tests.support.databases import in_copy
from tests.support.demo import loaded_demo
from therapies.models import Condition, Indication, Therapy

pytestmark = pytest.mark.django_db

OURS = ("content", "library", "therapies", "facilities", "staff")


@pytest.fixture(scope="module", autouse=True)
def before_loading(django_db_setup: None, django_db_blocker: Any) -> Iterator[Counter[str]]:
    """Have the demo content for every test here; its value is what was there before it was loaded."""
    # Not this worker's own database: tests that commit have emptied its tables.
    with django_db_blocker.unblock(), in_copy("untouched", lambda: None):
        before = rows()
    with loaded_demo(django_db_blocker):
        yield before


def rows() -> Counter[str]:
    """Count the rows of each of our tables."""
    models = [model for label in OURS for model in apps.get_app_config(label).get_models()]
    return +Counter({model._meta.label: model._default_manager.count() for model in models})


def load_demo(*arguments: str) -> str:
    out = StringIO()
    with committed():
        call_command("load_demo", *arguments, stdout=out)
    return out.getvalue()


@pytest.fixture
def therapy():
    return Therapy.objects.get(slug="attachment-based-therapy")


@pytest.fixture
def demo_marketer():
    return User.objects.get(email="marketer@demo.example")


def test_the_command_prints_where_to_read_and_how_to_sign_in():
    out = load_demo()
    for words in ("/therapies/attachment-based-therapy/", "marketer@demo.example", "only-for-this-demo"):
        assert words in out


@pytest.mark.parametrize(
    "name", ["marketer", "reviewer", "coordinator", "verifier", "lead", "privacy", "admin"]
)
def test_everybody_of_the_demo_can_sign_in(name, client):
    assert f"{name}@demo.example" in load_demo()
    assert client.login(username=f"{name}@demo.example", password="only-for-this-demo")


def test_the_marketer_edits_pages_without_being_a_superuser(client, demo_marketer):
    assert client.login(username="marketer@demo.example", password="only-for-this-demo")
    assert (demo_marketer.is_staff, demo_marketer.is_superuser) == (True, False)
    assert demo_marketer.has_perm("therapies.change_therapy")


def test_no_page_counts_as_changed_after_loading():
    live = dict(Edition.objects.values_list("page_id", "content_hash"))
    saved = dict(Therapy.objects.values_list("pk", "working_hash"))
    assert saved
    assert saved.items() <= live.items()


def test_loading_again_writes_nothing():
    before = rows()
    saved = set(Therapy.objects.values_list("revision", "saved_at"))
    assert "The demo content is there." in load_demo()
    assert rows() == before
    assert set(Therapy.objects.values_list("revision", "saved_at")) == saved


def test_every_picture_that_was_promised_to_the_pages_is_drawn_in_the_end(monkeypatch):
    assert not Picture.objects.unfinished().exists()
    promised = Picture.objects.first()
    Picture.objects.filter(pk=promised.pk).update(ready_focal_x=None)
    drawn: list[Picture] = []
    monkeypatch.setattr(renditions, "make", drawn.append)
    load_demo()
    assert drawn == [promised]


def test_what_somebody_has_edited_or_taken_back_stays_so(therapy):
    changed(therapy, summary="Changed by hand.")
    Publication.objects.filter(page_id=therapy.pk).delete()
    Insurer.objects.get(name="Example Health Plan").delete()
    load_demo()
    therapy.refresh_from_db()
    assert therapy.summary == "Changed by hand."
    assert not Publication.objects.filter(page_id=therapy.pk).exists()
    assert Insurer.objects.count() == 5


def test_a_page_that_is_missing_is_made_with_the_same_identity():
    condition = Condition.objects.get(slug="anxiety")
    identity = condition.pk
    condition.delete()
    assert "1 new page" in load_demo()
    assert Condition.objects.get(slug="anxiety").pk == identity


def test_a_page_of_your_own_at_a_demo_address_stays_alone():
    Condition.objects.get(slug="anxiety").delete()
    own = ConditionFactory(slug="anxiety")
    load_demo()
    assert Condition.objects.get(slug="anxiety") == own


@pytest.mark.nightly
def test_reset_starts_anew_with_a_password_of_your_choice(therapy, client, settings):
    summary = therapy.summary
    changed(therapy, summary="Changed by hand.")
    marketer = User.objects.get(email="marketer@demo.example")
    edition = Edition.objects.filter(page_id=therapy.pk)[0]
    page = {"content_type": edition.content_type, "page_id": therapy.pk, "made_by": marketer}
    ScheduledChange.objects.create(**page, action="publish", edition=edition, at=timezone.now())
    settings.DEMO_PASSWORD = "chosen-by-somebody"
    load_demo("--reset")
    therapy.refresh_from_db()
    assert therapy.summary == summary
    assert client.login(username="admin@demo.example", password="chosen-by-somebody")
    assert not ScheduledChange.objects.exists()


@pytest.mark.nightly
def test_deleting_the_demo_leaves_nothing_of_it(before_loading, settings):
    load_demo("--delete")
    load_demo()  # its files now lie where this test looks
    assert _files(settings.MEDIA_ROOT)
    load_demo("--delete")
    assert rows() == before_loading
    assert not _files(settings.MEDIA_ROOT)


def _files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_deleting_the_demo_leaves_what_is_not_demo(demo_marketer):
    picture = Picture.objects.get(title="Beach from above")
    own = published(ConditionFactory(slug="own", hero=picture), author=demo_marketer)
    load_demo("--delete")
    assert Publication.objects.get().page_id == own.pk
    assert list(Picture.objects.all()) == [picture]
    demo_marketer.refresh_from_db()
    assert not demo_marketer.is_active, "who published a page that stays is kept, but cannot sign in"


def test_the_facts_forget_the_demo_when_it_is_deleted():
    assert facts.current(timezone.now()).insurers
    load_demo("--delete")
    assert facts.current(timezone.now()).insurers == ()


def test_an_indication_keeps_its_words_when_its_condition_is_a_demo_page():
    own = Therapy.objects.create(title="Own", slug="own")
    Indication.objects.create(page=own, text="Worry", condition=Condition.objects.get(slug="anxiety"))
    load_demo("--delete")
    assert own.indications.get().condition is None


@pytest.mark.parametrize("arguments", [(), ("--delete",), ("--reset",)])
def test_in_production_the_command_refuses_in_words(arguments, settings):
    settings.SITE_ENV = "production"
    before = rows()
    with pytest.raises(CommandError, match="SITE_ENV is production"):
        load_demo(*arguments)
    assert rows() == before
