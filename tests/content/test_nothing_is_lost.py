"""Two people do what people do, in any order: nothing typed is lost, and nothing becomes public by itself.

:data:`ACTIONS` says what can be done, with the moments at which what the public reads may change. Whatever
else a page can go through adds its row there, and a check to :data:`CHECKS`.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from alter_site.content.editions import publishing
from alter_site.content.models import Draft, Edition, Save
from alter_site.staff.models import User
from tests.factories import MarketerFactory, TherapyFactory, committed, published
from tests.support.document import Document
from tests.support.forms import typed
from tests.support.screens import saved, screen
from tests.support.sign_in import StaffClient
from therapies.models import Therapy

pytestmark = pytest.mark.django_db

FIELDS = ("summary", "featured_caption", "introduction", "techniques-0-text")


@dataclass
class Desk:
    """One editor: the form that is open, and every text ever typed into it that was sent anywhere."""

    world: World
    person: User
    client: StaffClient = field(default_factory=StaffClient)
    form: dict[str, Any] = field(default_factory=dict)
    number: int = 0

    def __post_init__(self) -> None:
        self.client.force_login(self.person)
        self.open()

    def open(self) -> None:
        self.take(Document(self.client.get(screen(self.world.page))))

    def take(self, document: Document) -> None:
        self.form = typed(document, "#therapy_form")
        self.number = int(self.form["_draft_number"][0])

    def type(self, at: int) -> None:
        """Type a text that stands nowhere else."""
        name, words = FIELDS[at % len(FIELDS)], f"Typed{next(self.world.count)}x"
        # What somebody writes over in their own form, they have let go of themselves.
        for before in [one for one in self.world.typed if one in str(self.form[name])]:
            del self.world.typed[before]
        self.form[name] = [f"<p>{words}</p>" if name in FIELDS[2:] else words]
        self.world.typed[words] = self
        self.autosave(at)

    def autosave(self, at: int) -> None:
        self.number += 1
        sent = self.form | {"_account": self.person.pk, "_draft_number": self.number}
        said = self.client.post(screen(self.world.page, "draft"), sent).json()
        if said["state"] in {"closed", "older"}:  # as the script does
            self.form["_draft"] = [f"{next(self.world.count):030}"]
            self.autosave(at)

    def save(self, at: int, button: str = "_save") -> None:
        response = self.client.post(screen(self.world.page), self.form | {button: "1"})
        if response.status_code == 302:
            self.open()
            return
        document = Document(response)
        asked = document.one("#together_form")
        choices = [name for name in typed(document, "#together_form") if name.startswith("choice-")]
        chosen = {name: ["theirs", "mine"][(at + place) % 2] for place, name in enumerate(choices)}
        sent = typed(document, "#together_form", **chosen) | (
            {"_together": "1"} if at % 3 else {"_leave": "1"}
        )
        self.client.post(asked.attributes["action"] or "", sent)
        self.open()

    def save_and_publish(self, at: int) -> None:
        self.save(at, "_publish")

    def crash(self, at: int) -> None:
        """Lose the window, open the page again, and take up or discard what is offered."""
        self.open()
        document = Document(self.client.get(screen(self.world.page)))
        buttons = document.all(".draft-offer form")
        if buttons:
            address = buttons[at % len(buttons)].attributes["action"] or ""
            answer = self.client.post(address)
            if answer.status_code == 200:
                self.take(Document(answer))

    def preview(self, at: int) -> None:
        self.client.get(screen(self.world.page, "preview"))

    def publish(self, at: int) -> None:
        self.client.post(screen(self.world.page, "publish"))

    def unpublish(self, at: int) -> None:
        self.client.post(screen(self.world.page, "unpublish"))

    def make_live(self, at: int) -> None:
        numbers = [*Edition.objects.filter(page_id=self.world.page.pk).values_list("number", flat=True)]
        self.client.post(screen(self.world.page, "make_live", numbers[at % len(numbers)]))

    def restore(self, at: int) -> None:
        numbers = [*Save.objects.of(self.world.page.pk).values_list("number", flat=True)]
        page = Therapy.objects.get(pk=self.world.page.pk)
        what = [{}, {"section": "summary"}, {"section": "techniques", "row": "1"}][at % 3]
        address = screen(page, "restore", f"save-{numbers[at % len(numbers)]}")
        self.client.post(address, {"revision": page.revision} | what)


class Action(NamedTuple):
    """What somebody does, and whether what the public reads may change by it."""

    do: Callable[[Desk, int], None]
    may_change_what_is_public: bool = False


ACTIONS = {
    "type": Action(Desk.type),
    "autosave": Action(Desk.autosave),
    "save": Action(Desk.save),
    "save and publish": Action(Desk.save_and_publish, may_change_what_is_public=True),
    "crash": Action(Desk.crash),
    "preview": Action(Desk.preview),
    "publish": Action(Desk.publish, may_change_what_is_public=True),
    "unpublish": Action(Desk.unpublish, may_change_what_is_public=True),
    "make live": Action(Desk.make_live, may_change_what_is_public=True),
    "restore": Action(Desk.restore),
}


class World:
    """One page that is live, and two people at it."""

    def __init__(self) -> None:
        techniques = [{"title": "First", "text": "<p>First.</p>"}]
        self.page = published(saved(TherapyFactory(summary="One.", techniques=techniques)))
        self.typed: dict[str, Desk] = {}
        self.count = itertools.count()
        self.reader = StaffClient()
        self.desks = [Desk(self, MarketerFactory()) for _ in range(2)]

    def public(self) -> bytes:
        answer = self.reader.get(self.page.path)
        return answer.content if answer.status_code == 200 else b"not there"


def nothing_typed_is_lost(world: World) -> None:
    """Whatever was typed is in its form, in a draft of its writer, or in a save."""
    kept = str([one.body for one in Save.objects.of(world.page.pk)])
    for words, desk in world.typed.items():
        drafts = str([one.data for one in Draft.objects.filter(account=desk.person)])
        assert words in f"{desk.form}{drafts}{kept}", words


def text_that_was_taken_back_is_not_in_the_form(world: World) -> None:
    """A page that says so says what is live."""
    page = Therapy.objects.get(pk=world.page.pk)
    live = publishing.live_edition(page)
    if publishing.is_as_taken_back(page) and live:
        assert publishing.working_hash(page) == live.content_hash


CHECKS: list[Callable[[World], None]] = [
    nothing_typed_is_lost,
    text_that_was_taken_back_is_not_in_the_form,
]


@settings(max_examples=6, suppress_health_check=list(HealthCheck))
@given(
    st.lists(
        st.tuples(st.sampled_from([*ACTIONS, "type", "type", "save"]), st.integers(0, 1), st.integers(0, 11)),
        min_size=6,
        max_size=12,
    )
)
def test_nothing_typed_is_lost_and_nothing_becomes_public_by_itself(walk):
    with transaction.atomic():
        world = World()
        for name, who, at in walk:
            before = world.public()
            with committed():
                ACTIONS[name].do(world.desks[who], at)
            if not ACTIONS[name].may_change_what_is_public:
                assert world.public() == before, name
            for check in CHECKS:
                check(world)
        transaction.set_rollback(True)
