"""Saving one thing on a request's screen loses nothing that was typed into another; a stale page says so."""

from __future__ import annotations

import pytest
from django.http import QueryDict
from django.urls import reverse

from admissions import services
from admissions.desk import one_form, state
from admissions.desk.actions import ACTIONS
from admissions.models import ContactAttempt, Note, PhiAccess, Submission
from alter_site.staff.groups import COORDINATOR, MARKETER
from tests.factories import StaffFactory
from tests.support.document import Document
from tests.support.requests import received

pytestmark = pytest.mark.django_db


TYPED_INTO = {None, "text", "tel", "email"}


@pytest.fixture
def desk(client, coordinator):
    client.force_login(coordinator)
    return client


@pytest.fixture
def mine(coordinator) -> Submission:
    return services.claim(received(), coordinator)


def detail(submission: Submission) -> str:
    return reverse("desk:detail", args=[submission.reference])


def page_of(desk, submission: Submission, **changes: str) -> dict[str, list[str]]:
    """Return what the page sends by any of its buttons, with ``changes`` typed in."""
    found: dict[str, list[str]] = {}
    for field in Document(desk.get(detail(submission))).all(":is(input, select, textarea)[form=work][name]"):
        if field.tag == "select":
            options = field.css("option[selected]") or field.css("option")[:1]
            found[str(field.attributes["name"])] = [options[0].attributes.get("value") or ""]
        elif field.attributes.get("type") != "checkbox":
            found[str(field.attributes["name"])] = [field.attributes.get("value") or field.text()]
    return found | {name: [value] for name, value in changes.items()}


def press(desk, submission: Submission, slug: str, data: dict[str, list[str]]):
    return desk.post(reverse("desk:act", args=[submission.reference, slug]), data)


def test_an_untouched_page_holds_nothing_typed(desk, mine):
    answer = press(desk, mine, "note", page_of(desk, mine, **{"note-text": "A note"}))
    assert answer.url == detail(mine)
    assert Note.objects.get()


def test_text_in_another_form_comes_back_after_a_save(desk, mine):
    typed = {"attempt-result": "no_answer", "note-text": "Half a note", "hand-over-note": "For Kim"}
    answer = press(desk, mine, "attempt", page_of(desk, mine, **typed))
    assert ContactAttempt.objects.get().result == "no_answer"
    assert "Half" not in str(dict(desk.session.items()))
    page = Document(desk.get(answer.url))
    assert page.text("#note-text") == "Half a note"
    assert page.text("#hand-over-note") == "For Kim"
    assert page.text("#attempt-note") == ""
    assert not page.all("[role=alert]")
    again = page_of(desk, mine) | {"note-text": ["Half a note"], "hand-over-note": ["For Kim"]}
    answer = press(desk, mine, "note", again)
    assert Document(desk.get(answer.url)).text("#hand-over-note") == "For Kim"


def test_text_in_another_form_comes_back_after_a_mistake_and_after_a_look(desk, mine):
    data = page_of(desk, mine, **{"note-text": "Half a note"})
    page = Document(desk.get(press(desk, mine, "attempt", data).url))
    assert page.title.startswith("Error: ")
    assert page.text("#note-text") == "Half a note"
    opened = desk.post(reverse("desk:reveal", args=[mine.reference, "contact"]), data)
    assert Document(opened).text("#note-text") == "Half a note"


def test_nothing_leaves_its_owner_while_text_is_unsaved(desk, mine):
    data = page_of(desk, mine, **{"note-text": "Half a note"})
    page = Document(desk.get(press(desk, mine, "release", data).url))
    assert "“Add a note” holds something that is not saved yet" in page.text("[role=alert]")
    assert page.text("#note-text") == "Half a note"
    mine.refresh_from_db()
    assert mine.owner is not None
    press(desk, mine, "release", page_of(desk, mine))
    mine.refresh_from_db()
    assert mine.owner is None


def test_the_enter_key_without_a_script_saves_nothing_and_keeps_all(desk, mine):
    answer = desk.post(detail(mine), page_of(desk, mine, **{"note-text": "Half a note"}))
    page = Document(desk.get(answer.url))
    assert "Press the button" in page.text("[role=alert]")
    assert page.text("#note-text") == "Half a note"
    assert not Note.objects.exists()


def test_the_button_of_the_enter_key_comes_first(desk, mine):
    buttons = Document(desk.get(detail(mine))).all("#work button, button[form=work]")
    assert "hidden" in buttons[0].attributes
    assert "formaction" not in buttons[0].attributes


def test_what_can_no_longer_be_saved_is_given_back_to_copy(desk, mine, lead):
    data = page_of(desk, mine, **{"note-text": "Half a note"})
    services.move(mine, lead, "hand over", owner=StaffFactory(group=COORDINATOR))
    refused = desk.post(detail(mine), data)
    assert refused.status_code == 403
    assert Document(refused).text(".typed") == "Half a note"


# What is chosen, a time, minutes, and a secret, of which nothing is shown again.
NOT_GIVEN_BACK = {"payer-call-minutes", "secret-secret", "close-duplicate_of", "flags-was"}


def test_everything_that_was_typed_is_given_back_when_the_request_is_somebody_elses(desk, mine, lead):
    services.start_verifying(mine, mine.owner)
    boxes = Document(desk.get(detail(mine))).all(":is(input, textarea)[form=work][name*='-']")
    names = {str(box.attributes["name"]) for box in boxes if box.attributes.get("type") in TYPED_INTO}
    typed = {name: f"typed into {name}" for name in names - NOT_GIVEN_BACK}
    assert {"new-way-phone", "attempt-why", "consent-who", "payer-call-representative"} <= typed.keys()
    data = page_of(desk, mine, **typed)
    services.move(mine, lead, "hand over", owner=StaffFactory(group=COORDINATOR))
    refused = press(desk, mine, "new-way", data)
    assert refused.status_code == 403
    assert sorted(Document(refused).texts(".typed")) == sorted(typed.values())


@pytest.mark.parametrize(
    ("screen", "typed", "given_back"),
    [
        (
            "worksheet/primary",
            {
                "in_deductible": "1,500",
                "plan_type": "ppo",
                "levels": ["detox", "residential"],
                "notes": "Ask",
            },
            [
                "In network: deductible, individual: 1,500",
                "Levels of care asked about: detox, residential",
                "Notes",
            ],
        ),
        (
            "estimate",
            {"npi": "12345", "line1_rate": "900"},
            ["NPI of the facility: 12345", "Cost of one, service 2: 900"],
        ),
        (
            "correct",
            {"primary.member_id": "W1", "note": "She’s"},
            ["Member ID, first plan: W1", "In their words: She’s"],
        ),
    ],
)
def test_a_large_form_is_given_back_with_its_questions(desk, mine, lead, screen, typed, given_back):
    services.move(mine, lead, "hand over", owner=StaffFactory(group=COORDINATOR))
    refused = desk.post(f"{detail(mine)}{screen}/", {**typed, "saves": "0", "version": "1"})
    assert refused.status_code == 403
    (text,) = Document(refused).texts(".typed")
    assert [part for part in given_back if part not in text] == []
    assert "Saves" not in text


NOTE = "She is afraid of her husband; ring only before noon"


@pytest.mark.parametrize("loss", ["right", "account"])
@pytest.mark.parametrize(
    ("screen", "typed"),
    [
        ("note", {"note-text": NOTE}),
        ("worksheet/primary", {"notes": NOTE}),
        ("estimate", {"separate": NOTE}),
        ("estimate/back", {"comment": NOTE}),
        ("correct", {"note": NOTE}),
        ("merge/AB4-K7M2Q", {"why": NOTE}),
        ("hand-off", {"reason": NOTE}),
    ],
)
def test_whoever_loses_right_or_account_while_typing_has_it_to_copy(
    desk, mine, coordinator, caplog, loss, screen, typed
):
    if loss == "right":
        coordinator.groups.clear()
    else:
        coordinator.is_active = False
        coordinator.save()
    refused = desk.post(
        f"{detail(mine)}{screen}/", {**typed, "saves": "0"}, headers={"Origin": "http://testserver"}
    )
    assert refused.status_code == 403
    given_back = Document(refused).texts("#content [data-typed]")
    assert any(NOTE in text for text in given_back), "shown, not hidden in a field"
    assert NOTE not in caplog.text


@pytest.mark.parametrize("slug", ACTIONS)
def test_a_form_sent_alone_is_read_under_the_names_of_the_page(slug):
    assert one_form.prefixed(QueryDict("note=x"), slug) == QueryDict(f"{slug}-note=x")
    of_the_page = QueryDict(f"{slug}-note=x&other-note=y")
    assert one_form.prefixed(of_the_page, slug) == of_the_page


# --- a page that has gone stale ---------------------------------------------------------------------------


def asked(desk, submission: Submission) -> dict[str, str]:
    answer = desk.get(reverse("desk:state", args=[submission.reference]), headers={"X-Passive": "1"})
    return answer.json() if answer.status_code == 200 else {"status": str(answer.status_code)}


def shown(desk, submission: Submission) -> str:
    return Document(desk.get(detail(submission))).one("[data-state]").attributes["data-state"] or ""


def test_a_page_learns_what_others_did_and_nothing_of_its_own(desk, mine, coordinator, lead):
    mark = shown(desk, mine)
    assert asked(desk, mine)["mark"] == mark
    services.add_note(mine, coordinator, text="In another tab")
    assert asked(desk, mine)["mark"] == mark
    services.add_note(mine, lead, text="From the lead")
    now = asked(desk, mine)
    assert now["mark"] != mark
    assert now["words"] == f"This request was changed by {lead}: note added."
    services.move(mine, None, "release by itself", owner=None)
    assert "back in the queue" in asked(desk, mine)["words"]


def test_a_page_learns_that_the_person_took_it_back(desk, mine, coordinator):
    desk.post(reverse("desk:reveal", args=[mine.reference, "contact"]))
    mark = shown(desk, mine)
    services.withdraw(mine)
    now = asked(desk, mine)
    assert now["mark"] != mark
    assert now["words"] == "The person took this request back. Do not reach out."
    desk.force_login(StaffFactory(group=COORDINATOR))
    assert asked(desk, mine) == {"mark": "", "words": state.GONE}


def test_a_request_that_is_not_there_and_one_that_is_not_theirs_stand_alike(desk, lead):
    closed = received()
    services.close(closed, lead, outcome="invalid")
    assert asked(desk, closed) == asked(desk, Submission(reference="000-00000"))


def test_nobody_outside_the_desk_learns_how_a_request_stands(desk, mine):
    desk.force_login(StaffFactory(group=MARKETER))
    assert asked(desk, mine) == {"status": "403"}


def test_asking_is_nobodys_work_and_no_look(desk, mine):
    looks, before = PhiAccess.objects.count(), desk.session["staff_active_at"]
    touched = Submission.objects.get().touched_at
    asked(desk, mine)
    assert PhiAccess.objects.count() == looks
    assert desk.session["staff_active_at"] == before
    assert Submission.objects.get().touched_at == touched
