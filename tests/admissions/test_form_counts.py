"""How long the form is, on every way through it: pages, prompts, and what has to be answered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from admissions.models import Submission
from admissions.verification import drafts, steps
from admissions.verification.answers import Answers
from tests.support.visitor import FIRST, Visitor, step_of

pytestmark = pytest.mark.django_db

# Nothing that opens one more page: a message in words of ours, the next time there is, no further need.
PLAIN = {"channel": "call_message", "slot": "soon", "needs": []}
TYPED: dict[str, Any] = {"contact": PLAIN}


def of(relation: str = "self", route: str = "typed", **more: dict[str, Any]) -> dict[str, Any]:
    return {"contact": PLAIN, "who": {"relation": relation, "insurance_route": route}, **more}


@dataclass(frozen=True)
class Length:
    """What somebody meets from the first page to the one with *Send*."""

    pages: tuple[str, ...]
    prompts: int
    required: int


def length(way: str, answers: dict[str, Any]) -> Length:
    visitor = Visitor()
    page = visitor.get(f"/request/{FIRST.get(way, 'contact')}/?way={way}")
    pages, prompts, required = [], 0, 0
    said: dict[str, Any] = {"way": way}
    while True:
        step = step_of(page)
        pages.append(step)
        prompts += len(page.all("main form .field"))
        if step == "check":
            return Length(tuple(pages), prompts, required + 1)
        # A choice that is made already needs no answer.
        chosen = {node.attributes["name"] for node in page.all("main input[checked]")}
        required += sum(
            field.required and name not in chosen and not page.all(f"main select[name={name}]")
            for name, field in _form(step, visitor, way).fields.items()
        )
        page, said = visitor.answer(step, **{**said, **answers.get(step.replace("-", "_"), {})}), {}


def _form(step: str, visitor: Visitor, way: str):
    token = visitor.client.cookies.get("__Host-request")
    kept = drafts.of_token(token.value) if token else None
    return steps.BY_SLUG[step].form(kept.answers if kept else Answers.none(way))


# Pages with the check, prompts and required answers: at most.
LENGTHS = {
    "myself, card typed": ("full", of(), (7, 22, 9)),
    "myself, a photo in the whole form": ("full", of(route="photo"), (7, 22, 9)),
    "myself, without insurance": ("full", of(route="none"), (5, 15, 6)),
    "myself, not sure": ("full", of(route="call"), (4, 14, 6)),
    "someone I love": ("full", of("loved_one"), (8, 25, 10)),
    "my client": ("full", of("client"), (8, 27, 10)),
    "rather not say": ("full", of("unsaid"), (7, 22, 9)),
    "a parent’s plan": ("full", of(card={"holder_relation": "parent"}), (8, 25, 9)),
    "a second plan": ("full", of(card={"has_second_plan": "yes"}), (9, 30, 11)),
    "it cannot wait": ("full", of(help={"how_soon": "today"}), (8, 22, 9)),
    "three answers": ("short", TYPED, (2, 7, 4)),
    "three answers and a photo": ("photo", TYPED, (4, 8, 5)),
    "call me back": ("call", TYPED, (2, 7, 4)),
}


@pytest.mark.parametrize(("way", "answers", "most"), LENGTHS.values(), ids=LENGTHS)
def test_no_way_through_the_form_is_longer_than_it_has_to_be(way, answers, most):
    found = length(way, answers)
    pages, prompts, required = most
    assert len(found.pages) <= pages, found
    assert found.prompts <= prompts, found
    assert found.required <= required, found


def test_insurance_comes_first_then_the_person_then_how_to_reach_them():
    assert length("full", of()).pages == ("who", "card", "person", "contact", "help", "check")
    assert length("photo", TYPED).pages == ("photo", "contact", "check")
    assert length("short", TYPED).pages == ("contact", "check")


def test_without_insurance_nobody_gives_the_name_or_the_birth_date_that_an_insurer_asks_for():
    for route in ("none", "call"):
        assert not {"person", "card", "holder"} & set(length("full", of(route=route)).pages)


def test_nothing_is_asked_that_does_not_follow():
    visitor = Visitor()
    page = visitor.get("/request/contact/?way=short")
    assert len(page.all("[name=reach]")) == 1, "one channel, one value"
    for asked in ("phone", "email", "voicemail", "message_words", "caller_name"):
        assert not page.all(f"[name={asked}]")
    email = {"channel": "email", "reach": "sam@example.com", "slot": "soon", "needs": []}
    submission = Visitor().sent("short", contact=email)
    assert (submission.channel, submission.voicemail) == ("email", "no")
    assert not submission.phone_index
    assert submission.email_index
    page = Visitor().walk(until="person")
    assert "holder" not in page.html


def test_what_is_safe_to_say_is_asked_of_whom_it_matters_to():
    for changes in ({"channel": "call_words"}, {"needs": ["careful"]}):
        page = Visitor().walk("short", until="safety", contact={**PLAIN, **changes})
        assert bool(page.all("[name=message_words]")) == ("channel" in changes)
    for need, step in (("access", "language"), ("tell", "told")):
        page = Visitor().walk("short", until=step, contact={**PLAIN, "needs": [need]})
        assert step_of(page) == step


@pytest.mark.parametrize("way", ["full", "short", "photo", "call"])
def test_on_every_way_the_permission_is_a_box_that_nobody_has_ticked(way):
    visitor = Visitor()
    page = visitor.walk(way, contact=PLAIN)
    assert "checked" not in page.one("[name=agreed]").attributes
    page = visitor.post("/request/check/")
    assert step_of(page) == "check"
    assert page.title.startswith("Error: ")
    assert page.hrefs(".error-summary a") == ["#id_agreed"]
    assert not Submission.objects.exists()
    visitor.send()
    submission = Submission.objects.get()
    for consent in submission.consents.all():
        assert consent.wording_version
        assert consent.given_at == submission.received_at
