"""People do what people do, in any order: nothing typed is lost, and nothing becomes public by itself.

Nor does a signature or an exception hold for a text that was edited since.

:data:`ACTIONS` says what can be done, with the moments at which what the public reads may change. Whatever
else a page can go through adds its row there, and a check to :data:`CHECKS`.
"""

from __future__ import annotations

import copy
import datetime
import itertools
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from alter_site.content.editions import approvals, publishing, scheduled
from alter_site.content.models import Draft, Edition, LintException, Publication, Save, ScheduledChange
from alter_site.staff.models import User
from tests.factories import MarketerFactory, ReviewerFactory, TherapyFactory, committed, published
from tests.support.document import Document
from tests.support.forms import typed
from tests.support.fuzzing import examples
from tests.support.screens import saved, screen
from tests.support.sign_in import StaffClient
from tests.support.undone import undone
from therapies.models import Therapy

pytestmark = pytest.mark.django_db

# What a rule blocks, with a word that stands nowhere else: an exception holds for one sentence.
CLAIM = "{} cures addiction."
A_DAY = datetime.timedelta(hours=25)  # so that the first minutes of the next one are over, whenever this runs
A_DAY_PASSES = "a day passes"
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
        self.type_words(at, "{}")

    def claim(self, at: int) -> None:
        """Type a sentence that a rule blocks."""
        self.type_words(at, CLAIM)

    def type_words(self, at: int, sentence: str) -> None:
        name, words = FIELDS[at % len(FIELDS)], f"Typed{next(self.world.count)}x"
        # What somebody writes over in their own form, they have let go of themselves.
        for before in [one for one in self.world.typed if one in str(self.form[name])]:
            del self.world.typed[before]
        text = sentence.format(words)
        if sentence == CLAIM:
            self.world.words_of_claims.append(words)
        self.form[name] = [f"<p>{text}</p>" if name in FIELDS[2:] else text]
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
        self.client.post(screen(self.world.page, "typed"), self.form)
        self.client.post(screen(self.world.page, "preview_links"))

    def several(self, at: int) -> None:
        """Publish, or take off the site, from the list."""
        act = ["publish_several", "unpublish_several", "duplicate_several"][at % 3]
        address = reverse("admin:therapies_therapy_several", args=[act])
        self.client.post(address, {"page": [self.world.page.pk], "leads": "nowhere"})

    def schedule(self, at: int) -> None:
        """Let what is saved go live tomorrow, or the page leave then; or undo what is scheduled."""
        address, form = screen(self.world.page, "schedule"), ["publish", "down", "publish"][at % 3]
        open_rows = ScheduledChange.objects.filter(page_id=self.world.page.pk, done_at=None, undone_at=None)
        if at > 8 and (row := open_rows.first()):
            self.client.post(screen(self.world.page, "undo_schedule", row.pk))
            return
        day = timezone.localdate() + A_DAY
        moment = {f"{form}-day": day.isoformat(), f"{form}-time": "12:05 am", f"{form}-leads": "nowhere"}
        self.client.post(address, {"_form": form} | moment)

    def a_day_passes(self, at: int) -> None:
        """Let the worker do what has become due; everybody signs in again the next morning."""
        self.world.clock.shift(A_DAY)
        for client, person in self.world.people():
            client.force_login(person)
        with committed():
            scheduled.perform_due()

    def submit(self, at: int) -> None:
        self.client.post(screen(self.world.page, "submit"), {"note": "Please read"})

    def review(self, at: int) -> None:
        """Let the reviewer read the text that waits, and mostly approve it."""
        reviewer, address = self.world.reviewer, screen(self.world.page, "review")
        document = Document(reviewer.get(address))
        if not document.all("button[name=_approve]"):
            return
        read = publishing.working_hash(Therapy.objects.get(pk=self.world.page.pk))
        button = "_send_back" if at % 4 == 3 else "_approve"
        reviewer.post(address, typed(document, "#review_form", summary="Hm.") | {button: "1"})
        if button == "_approve":
            self.world.signed[read] = self.world.says()

    def ask_for_an_exception(self, at: int) -> None:
        shown = Document(self.client.get(screen(self.world.page, "check")))
        for address in [href for href in shown.hrefs("a") if "exception/?rule=" in href]:
            self.client.post(address, {"reason": "It is the title of a book that we quote."})

    def answer_an_exception(self, at: int) -> None:
        for row in LintException.objects.waiting():
            address = reverse("admin:content_lintexception_answer", args=[row.pk])
            self.world.reviewer.post(address, {"answer": ["agree", "agree", "decline"][at % 3]})

    def publish(self, at: int) -> None:
        self.client.post(screen(self.world.page, "publish"))

    def unpublish(self, at: int) -> None:
        self.client.post(screen(self.world.page, "unpublish"), {"leads": "nowhere"})

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
    "claim": Action(Desk.claim),
    "several": Action(Desk.several, may_change_what_is_public=True),
    "schedule": Action(Desk.schedule),
    A_DAY_PASSES: Action(Desk.a_day_passes),
    "submit": Action(Desk.submit),
    "review": Action(Desk.review),
    "ask for an exception": Action(Desk.ask_for_an_exception),
    "answer an exception": Action(Desk.answer_an_exception),
}
# A text goes live after several of these in their order: they come more often than the others.
OFTEN = ("type", "type", "save", "save", "submit", "review", "publish", "schedule", A_DAY_PASSES)


class World:
    """One page that is live, two people at it, and the clinician who reads it."""

    def __init__(self, clock: Any) -> None:
        techniques = [{"title": "First", "text": "<p>First.</p>"}]
        self.clock, self.at = clock, timezone.now()
        self.page = published(saved(TherapyFactory(summary="One.", techniques=techniques)))
        self.typed: dict[str, Desk] = {}
        self.words_of_claims: list[str] = []
        self.count = itertools.count()
        self.reader, self.reviewer, self.clinician = StaffClient(), StaffClient(), ReviewerFactory()
        self.reviewer.force_login(self.clinician)
        self.desks = [Desk(self, MarketerFactory()) for _ in range(2)]
        # What a clinician has read, by the hash that was signed.
        self.signed = {publishing.working_hash(self.page): self.says()}
        self.shown = self.public()

    def people(self) -> list[tuple[StaffClient, User]]:
        return [(desk.client, desk.person) for desk in self.desks] + [(self.reviewer, self.clinician)]

    def says(self) -> Any:
        return Therapy.objects.get(pk=self.page.pk).content()

    def public(self) -> bytes:
        answer = self.reader.get(self.page.path)
        return answer.content if answer.status_code == 200 else b"not there"

    def editions(self) -> list[Any]:
        """What is live. The bytes of a page name days and hours, so that they change with the day."""
        return list(Publication.objects.order_by("page_id").values_list("page_id", "edition"))

    def is_due_tomorrow(self) -> bool:
        return ScheduledChange.objects.due(timezone.now() + A_DAY).exists()

    def walk(self, name: str, who: int, at: int) -> None:
        """Do one thing, and see that what is public stays unless this is what changes it."""
        action, is_due = ACTIONS[name], self.is_due_tomorrow()
        before, editions = self.shown, self.editions()
        with committed():
            action.do(self.desks[who], at)
        self.shown = self.public()
        if name == A_DAY_PASSES:
            assert is_due or self.editions() == editions
        elif not action.may_change_what_is_public:
            assert self.shown == before, name
        for check in CHECKS:
            check(self)


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


def no_signature_survives_an_edit(world: World) -> None:
    """A signature in force is under the very text that the clinician read, and so is all that is live."""
    page = Therapy.objects.get(pk=world.page.pk)
    digest = publishing.working_hash(page)
    if approvals.in_force(page.pk, digest):
        assert world.signed[digest] == page.content()
    live = publishing.live_edition(page)
    assert live is None or live.content_hash in world.signed


def what_is_blocked_is_public_only_under_an_exception(world: World) -> None:
    """Of each such sentence that readers see, two people have said that it may stand."""
    shown = world.shown.decode()
    for words in world.words_of_claims:
        if CLAIM.format(words) in shown:
            assert LintException.objects.agreed().filter(sentence=CLAIM.format(words)).exists(), words


CHECKS: list[Callable[[World], None]] = [
    nothing_typed_is_lost,
    text_that_was_taken_back_is_not_in_the_form,
    no_signature_survives_an_edit,
    what_is_blocked_is_public_only_under_an_exception,
]


@pytest.fixture
def clock():
    with time_machine.travel(timezone.now()) as traveller:
        yield traveller


@pytest.fixture
def begun(clock):
    """The world before anybody does anything: two forms are open."""
    return World(clock)


@examples(4, suppress_health_check=list(HealthCheck))
@given(
    st.lists(
        st.tuples(st.sampled_from([*ACTIONS, *OFTEN]), st.integers(0, 1), st.integers(0, 11)),
        min_size=6,
        max_size=14,
    )
)
def test_nothing_typed_is_lost_and_nothing_becomes_public_by_itself(clock, begun, walk):
    clock.move_to(begun.at)
    # What the walk writes is rolled back, what it leaves in memory is left in a copy with the same clock.
    with undone():
        world = copy.deepcopy(begun, {id(clock): clock})
        for step in walk:
            world.walk(*step)


def test_such_a_walk_comes_past_everything_that_a_page_goes_through(clock):
    """Otherwise the one above would be true because nothing ever happened."""
    world = World(clock)
    live = []

    def walk(*names: str, at: int = 0) -> None:
        for name in names:
            world.walk(name, 0, at)
        live.append(world.shown)

    walk("claim", "save", "submit", "review", "publish")
    assert CLAIM.format("Typed0x") not in live[-1].decode()
    walk("ask for an exception", "answer an exception", "publish")
    assert CLAIM.format("Typed0x") in live[-1].decode()
    walk("type", "save", "submit", "review", "schedule", "preview", "autosave", "crash", at=6)
    assert live[-1] == live[-2]
    walk(A_DAY_PASSES)
    assert "Typed" in live[-1].decode().replace("Typed0x", "")
    walk("schedule", at=1)
    walk(A_DAY_PASSES)
    assert live[-1] == b"not there"
    walk("make live", "restore", "several")
    assert live[-1] != b"not there"
    walk("unpublish")
    assert live[-1] == b"not there"
