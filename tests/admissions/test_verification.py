"""The visitor’s steps: each branch to a reference, and errors that keep every answer."""

from __future__ import annotations

import itertools
from dataclasses import replace

import pytest

from admissions.choices import Relationship
from admissions.custody.access import Purpose, open_for
from admissions.models import CardImage, Consent, Draft, Submission
from admissions.verification import intake, steps
from admissions.verification.answers import WAYS, Answers
from alter_site.content import facts
from tests.factories import InsurerFactory, committed
from tests.support.document import Document
from tests.support.undone import undone
from tests.support.visitor import ANSWERS, Visitor, card_photo, step_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def visitor() -> Visitor:
    return Visitor()


def opened(row, *names: str) -> dict[str, str]:
    return open_for(Purpose.OWN_DRAFT, row, *names)


def value_of(page: Document, name: str) -> str:
    return page.one(f"[name={name}]").attributes.get("value") or ""


# --- branches -----------------------------------------------------------------------------------------


def test_somebody_asks_for_themselves_and_types_the_card(visitor):
    submission = visitor.sent()
    assert submission.relation == "self"
    assert (submission.source, submission.insurance_route, submission.plan_type) == ("form", "typed", "ppo")
    assert (submission.voicemail, submission.window_days) == ("limited", "weekdays")
    assert f"{submission.window_from:%H} {submission.window_until:%H}" == "17 20"
    assert set(submission.consents.values_list("kind", flat=True)) == {"use_details", "contact"}
    assert opened(submission, "birth_date", "concerns", "phone", "language", "how_soon") == {
        "birth_date": "1988-02-29",
        "concerns": "anxiety\nsleep",
        "phone": "(949) 555-0142",
        "language": "Spanish",
        "how_soon": "week",
    }
    assert opened(submission.policies.get(), "member_id")["member_id"] == "xyz 123-456"


def test_somebody_asks_for_someone_they_love(visitor):
    submission = visitor.sent(
        who={"relation": "loved_one"},
        person={"birth_date_month": "", "birth_date_day": "", "birth_date_year": ""},
    )
    assert (submission.relation, submission.person_knows) == ("loved_one", "unsure")
    assert not submission.may_contact_person


def test_a_professional_is_reached_at_work(visitor):
    submission = visitor.sent(who={"relation": "client"})
    assert (submission.relation, submission.consent_on_file) == ("client", "yes")
    assert not submission.may_contact_person
    assert opened(submission, "preferred_name", "professional_contact") == {
        "preferred_name": "Dr. Imaginary",
        "professional_contact": "(949) 555-0142",
    }


def test_a_professional_may_let_us_reach_the_client(visitor):
    page = visitor.walk(who={"relation": "client"}, work={"may_contact_person": "yes"}, until="contact")
    assert page.text("h1") == "How can we reach your client?"
    submission = visitor.sent(
        who={"relation": "client"},
        work={"may_contact_person": "yes"},
        contact={"professional_contact": "714 555 0120"},
    )
    assert submission.may_contact_person


def test_whoever_would_rather_not_say_is_not_asked_again(visitor):
    assert visitor.sent(who={"relation": "unsaid"}).relation == "unsaid"


@pytest.mark.parametrize("route", ["none", "call"])
def test_without_a_card_in_hand_nothing_is_asked_about_it(visitor, route):
    submission = visitor.sent(who={"insurance_route": route})
    assert submission.insurance_route == route
    assert not submission.policies.exists()


def test_without_insurance_nobody_is_asked_for_leave_to_ask_an_insurer(visitor):
    submission = visitor.sent(who={"insurance_route": "none"})
    assert list(submission.consents.values_list("kind", flat=True)) == [Consent.Kind.CONTACT]


def test_photos_of_the_card_are_kept_instead_of_typed_words(visitor):
    submission = visitor.sent(who={"insurance_route": "photo"}, photo={"back": card_photo("back.png", "PNG")})
    assert submission.insurance_route == "photo"
    assert sorted(submission.card_images.values_list("side", flat=True)) == ["back", "front"]
    assert not Draft.objects.get().card_images.exists()


def test_a_second_plan_is_asked_for_once_more(visitor):
    submission = visitor.sent(card={"has_second_plan": "yes"})
    assert list(submission.policies.values_list("rank", flat=True)) == ["primary", "secondary"]


def test_a_second_card_can_be_a_photo_too(visitor):
    submission = visitor.sent(who={"insurance_route": "photo"}, photo={"has_second_plan": "yes"})
    assert list(submission.card_images.values_list("rank", flat=True)) == ["primary", "secondary"]


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        (("09:00", ""), ("09:00", "23:59")),
        (("", "18:00"), ("00:00", "18:00")),
    ],
)
def test_one_end_of_a_window_is_enough(visitor, given, kept):
    submission = visitor.sent("short", times={"window_from": given[0], "window_until": given[1]})
    assert (f"{submission.window_from:%H:%M}", f"{submission.window_until:%H:%M}") == kept


def test_without_a_window_somebody_calls_as_soon_as_possible(visitor):
    submission = visitor.sent("short", times={"window_from": "", "window_until": "", "window_days": "any"})
    assert (submission.window_from, submission.window_until) == (None, None)


def test_insurers_are_suggested_and_any_other_is_taken(visitor):
    InsurerFactory(name="Example Health Plan")
    with committed():
        facts.freeze()
    page = visitor.walk(until="card")
    assert [node.attributes["value"] for node in page.all("#insurers option")] == ["Example Health Plan"]
    assert page.one("[name=payer]").attributes["list"] == "insurers"


def test_three_answers_are_a_whole_request(visitor):
    submission = visitor.sent("short")
    assert (submission.source, submission.insurance_route) == ("short", "call")
    assert list(submission.consents.values_list("kind", flat=True)) == [Consent.Kind.CONTACT]


def test_somebody_asks_to_be_called_back_and_says_nothing_of_insurance(visitor):
    submission = visitor.sent("call")
    assert (submission.source, submission.label) == ("call", "Not said · Call back")
    assert list(submission.consents.values_list("kind", flat=True)) == [Consent.Kind.CONTACT]
    assert not submission.policies.exists()


def test_three_answers_and_a_photo_are_a_whole_request(visitor):
    submission = visitor.sent("photo")
    assert (submission.source, submission.insurance_route) == ("photo", "photo")
    assert submission.card_images.get().side == "front"
    assert submission.consents.count() == 2


def test_what_cannot_wait_is_said_between_two_questions(visitor):
    page = visitor.walk(help={"how_soon": "today"}, until="urgent")
    assert {"tel:911", "tel:988"} <= set(page.hrefs("main a"))
    assert step_of(visitor.answer("urgent")) == "check"


def test_somebody_under_18_is_led_to_others_and_nothing_is_kept(visitor):
    visitor.walk(until="person")
    young = {"birth_date_day": "28", "birth_date_year": "2015"}
    assert "You typed 2015. Is that right?" in visitor.answer("person", **young).text(".error")
    page = visitor.answer("person", **young, is_under_18="on")
    assert step_of(page) == "other-help"
    assert "tel:988" in page.hrefs("main a")
    assert not Draft.objects.exists()
    assert step_of(visitor.get("/request/times/")) == ""


# --- errors -------------------------------------------------------------------------------------------

WRONG = {
    "who": {"relation": "", "insurance_route": "barter"},
    "someone": {"person_knows": "", "relationship": "Stays here"},
    "work": {"professional_name": "", "professional_role": "Stays here"},
    "contact": {"reach": "12", "preferred_name": "Stays here"},
    "times": {"window_until": "08:00"},
    "safety": {"message_words": "", "caller_name": "Stays here"},
    "language": {"language": "x" * 61, "access_need": "Stays here"},
    "person": {"birth_date_year": "", "last_name": "Stays here"},
    "card": {"payer": "", "member_id": "Stays here"},
    "holder": {"holder_first_name": "", "holder_last_name": "", "holder_birth_date_year": "Stays here"},
    "help": {"note": "Stays here" + " and here" * 200},
}
KEPT = "Stays here"


def test_a_mistake_keeps_every_answer_and_says_where_it_is(subtests):
    for step, wrong in WRONG.items():
        with subtests.test(step=step), undone():
            visitor = Visitor()
            relation = {"someone": "loved_one", "work": "client"}.get(step, "self")
            visitor.walk(
                until=step,
                who={"relation": relation},
                card={"holder_relation": "parent" if step == "holder" else "self"},
            ) if step != "who" else None
            page = visitor.answer(step, **wrong, **({"way": "full"} if step == "who" else {}))
            assert step_of(page) == step
            assert page.title.startswith("Error: ")
            links_to_its_mistakes(page)
            for name, typed in {**ANSWERS[step], **wrong}.items():
                if isinstance(typed, str) and KEPT in typed:
                    assert (
                        typed in page.text("textarea")
                        if page.all(f"textarea[name={name}]")
                        else page.one(f"[name={name}]").attributes["value"] == typed
                    )


def links_to_its_mistakes(page: Document) -> None:
    ids = {node.attributes["id"] for node in page.all("input, select, textarea") if "id" in node.attributes}
    links = page.hrefs(".error-summary a")
    assert links
    assert {link.removeprefix("#") for link in links} <= ids
    beside = [words.removeprefix("Error: ") for words in page.texts(".error")]
    assert page.texts(".error-summary a") == beside


def test_the_side_that_arrived_well_is_kept_when_the_other_did_not(visitor):
    visitor.walk(who={"insurance_route": "photo"}, until="photo")
    page = visitor.answer("photo", back=card_photo("back.heic", "PNG", (1, 1)))
    assert step_of(page) == "photo"
    assert page.texts(".kept") == ["We have this photo. Choose another one only to replace it."]
    assert step_of(visitor.post("/request/photo/", holder_relation="self", has_second_plan="no")) == "person"


# --- going back and changing --------------------------------------------------------------------------


def test_a_changed_answer_leads_back_to_the_check(visitor):
    page = visitor.walk()
    change = next(href for href in page.hrefs(".checked a") if "/contact/" in href)
    assert visitor.get(change).one("[name=reach]").attributes["value"] == "(949) 555-0142"
    page = visitor.answer("contact", change="1", reach="949.555.0199")
    assert step_of(page) == "check"
    assert "949.555.0199" in page.text()


def test_a_change_that_opens_a_branch_leads_through_it(visitor):
    visitor.walk()
    page = visitor.answer("who", change="1", insurance_route="photo")
    assert step_of(page) == "photo"


def test_what_a_changed_answer_closed_is_not_sent(visitor):
    visitor.walk()
    visitor.answer("who", change="1", insurance_route="call")
    visitor.send()
    assert not Submission.objects.get().policies.exists()


@pytest.mark.parametrize(
    ("step", "change", "sent"),
    [
        ("who", {"insurance_route": "call"}, []),
        ("photo", {"has_second_plan": "no"}, ["primary"]),
        ("contact", {"way": "call"}, []),
    ],
    ids=["another route", "no second plan", "a call instead"],
)
def test_a_photo_that_is_no_longer_shown_among_the_answers_is_not_sent_and_not_kept(
    visitor, step, change, sent
):
    visitor.walk(who={"insurance_route": "photo"}, photo={"has_second_plan": "yes"})
    visitor.answer(step, change="1", **change)
    visitor.send()
    assert list(Submission.objects.get().card_images.values_list("rank", flat=True)) == sent
    assert CardImage.objects.count() == len(sent)


@pytest.mark.parametrize("first", ["yes", "no"])
def test_what_was_said_of_a_client_is_asked_again_of_the_professional_and_the_other_way_round(visitor, first):
    visitor.walk(
        who={"relation": "client"},
        work={"may_contact_person": first},
        contact={"professional_contact": "714 555 0120"},
        until="times",
    )
    page = visitor.answer("work", change="1", may_contact_person="no" if first == "yes" else "yes")
    assert (step_of(page), value_of(page, "reach"), page.texts(".error")) == ("contact", "", [])


def test_nobodys_name_or_plan_becomes_that_of_somebody_else(visitor):
    visitor.walk(until="contact")
    page = visitor.answer("who", change="1", relation="loved_one")
    assert step_of(page) == "card"
    assert page.texts(".error") == ["Error: Choose whose plan it is, or “I’m not sure”"]
    assert value_of(page, "member_id") == "xyz 123-456"
    page = visitor.answer("card", holder_relation="parent")
    assert "Who holds the plan?" in page.text("h1")
    page = visitor.get("/request/person/")
    assert step_of(page) == "holder"
    page = visitor.answer("holder")
    assert (step_of(page), value_of(page, "first_name"), value_of(page, "birth_date_year")) == (
        "person",
        "",
        "",
    )


def test_on_a_shorter_way_nothing_that_was_said_on_the_long_one_counts(visitor):
    visitor.walk(who={"relation": "client"}, until="contact")
    page = visitor.get("/request/contact/?way=call")
    assert page.all("[name=preferred_name]"), "a professional has given a name on the long way only"
    visitor.answer("contact", way="call")
    visitor.answer("who", way="full", relation="client")
    assert value_of(visitor.get("/request/person/"), "first_name") == "Samira", "that one goes on as it was"
    submission = visitor.sent("call")
    assert (submission.relation, submission.may_contact_person) == ("unsaid", True)


def test_a_request_is_made_of_the_answers_on_its_way_alone(visitor):
    visitor.walk("call", until="times")
    draft = Draft.objects.get()
    for way, relation in itertools.product(WAYS, Relationship.values):
        said = {
            step: {name: value if isinstance(value, list) else [value] for name, value in typed.items()}
            for step, typed in ANSWERS.items()
        }
        said["who"]["relation"], said["photo"]["without_photo"] = [relation], ["on"]
        every = Answers(way, said)
        asked = replace(every, steps={step.slug: said[step.slug] for step in steps.path(every)})
        made, bare = (replace(intake.build(answers, draft), secret="") for answers in (every, asked))
        assert made == bare, (way, relation)


def test_what_another_tab_changed_is_shown_before_it_is_sent(visitor):
    older = value_of(visitor.walk(who={"insurance_route": "none"}), "shown")
    page = visitor.answer("who", change="1", insurance_route="call")
    assert step_of(page) == "check"
    page = visitor.post("/request/check/", agreed="on", shown=older)
    assert "Your answers changed after this page was opened" in page.text(".error")
    assert not Submission.objects.exists()
    visitor.post("/request/check/", agreed="on", shown=value_of(page, "shown"))
    assert Submission.objects.get().insurance_route == "call"


def test_numbers_are_masked_and_dates_hidden_where_answers_are_checked(visitor):
    page = visitor.walk()
    assert "xyz 123-456" not in page.html
    assert "•••• -456" in page.text()
    assert "1988" not in page.text("main")


def test_the_back_link_leads_to_the_question_before(visitor):
    page = visitor.walk(until="times")
    assert page.one("a.back").attributes["href"] == "/request/contact/"
    assert visitor.get("/request/who/").one("a.back").attributes["href"] == "/verify-insurance/"


def test_links_to_the_insurance_check_lead_on_while_its_page_is_not_live(visitor):
    assert "Start your request" in visitor.get("/verify-insurance/").text("h1")


# --- out of order, nothing there ----------------------------------------------------------------------


def test_an_unknown_step_is_not_found(client):
    assert client.get("/request/nothing/").status_code == 404


def test_a_step_out_of_order_leads_to_the_first_open_question(visitor):
    visitor.walk(until="times")
    assert step_of(visitor.get("/request/help/")) == "times"
    assert step_of(visitor.get("/request/check/")) == "times"


@pytest.mark.parametrize("cookie", ["", "x", "A" * 43, "\x00" * 43, "A" * 100_000, "é" * 43, "../../etc"])
def test_a_cookie_without_a_draft_leads_to_the_start_page(visitor, cookie, settings):
    visitor.client.cookies[settings.DRAFT_COOKIE_NAME] = cookie
    for path in (
        "/request/times/",
        "/request/check/",
        "/request/done/",
        "/request/save/",
    ):
        page = visitor.get(path)
        assert "No answers are kept in this browser" in page.text()
        assert "tel:+18669893395" in page.hrefs()


def test_a_draft_that_does_not_open_leads_to_the_start(visitor):
    visitor.walk(until="times")
    other = Draft(cookie_code="x", started_at="2026-01-01T00:00Z", expires_at="2026-01-01T00:00Z")
    other.seal(answers="{}")
    Draft.objects.update(answers=other.answers)
    assert "No answers are kept" in visitor.get("/request/times/").text()
