"""What people type by mistake, or somebody on purpose: read where it can be, refused in words where not."""

from __future__ import annotations

import datetime

import pytest
import time_machine
from django.utils.datastructures import MultiValueDict

from admissions import reach
from admissions.custody.access import Purpose, open_for
from admissions.desk import groups
from admissions.models import Draft, Submission
from admissions.phi import blind_index
from admissions.verification.answers import Answers
from admissions.verification.forms.contact import Contact
from admissions.verification.forms.people import Person
from admissions.verification.forms.question import Question
from alter_site.selfhelp.forms import MoneyForm
from tests.support.visitor import ANSWERS, Visitor, step_of

pytestmark = pytest.mark.django_db

WIDE = {ord("0") + digit: 0xFF10 + digit for digit in range(10)}


def said(form: type[Question], step: str, **changes: str) -> list[str]:
    """Return what the form answers to somebody who asks for themselves."""
    typed = {
        name: value if isinstance(value, list) else [value]
        for name, value in {**ANSWERS[step], **changes}.items()
    }
    answers = Answers("full", {"who": {"relation": ["self"]}})
    return [mistake.words for mistake in form(answers, MultiValueDict(typed)).mistakes()]


# --- names --------------------------------------------------------------------------------------------

UNSEEN = [
    "\u200b",
    "\u3164",
    "\u2800",
    "\u00ad",
    "\u115f\u1160",
    "\uffa0",
    "\u2060\u200d",
    "\u034f",
    "\u180e",
]


@pytest.mark.parametrize("name", [*UNSEEN, " \u200b \u00a0", "\u0301", "\U000e0041"])
def test_a_name_of_invisible_characters_counts_as_empty(name):
    assert said(Contact, "contact", preferred_name=name) == [
        "Tell us what to call you. It does not have to be your full name"
    ]
    assert said(Person, "person", first_name=name, last_name="") == ["Enter a first or a last name"]


@pytest.mark.parametrize("name", ["می\u200cخواهم", "👩\u200d👧", "क\u094dष", "Ño\u00adra", "☀"])  # noqa: RUF001
def test_a_name_with_some_invisible_characters_is_kept_whole(name):
    submission = Visitor().sent("short", contact={"preferred_name": name})
    assert open_for(Purpose.OWN_DRAFT, submission, "preferred_name") == {"preferred_name": name}


# --- digits -------------------------------------------------------------------------------------------


def test_digits_in_full_width_are_read_in_dates_and_in_money():
    born = {"birth_date_month": "03", "birth_date_day": "05", "birth_date_year": "1984"}
    submission = Visitor().sent(person={name: value.translate(WIDE) for name, value in born.items()})
    assert open_for(Purpose.OWN_DRAFT, submission, "birth_date") == {"birth_date": "1984-03-05"}
    form = MoneyForm({"deductible": "＄１，５００．５０", "coinsurance": "２０％"})  # noqa: RUF001
    form.is_valid()
    assert (form.cleaned_data["deductible"], form.cleaned_data["coinsurance"]) == (150_050, 2_000)


# --- phone numbers ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "dialed"),
    [
        ("949-555-0142 (cell)", "tel:+1-949-555-0142"),
        ("949-555-0142 mom", "tel:+1-949-555-0142"),
        ("cell: 949.555.0142", "tel:+1-949-555-0142"),
        ("949 555 0142 ext. 7", "tel:+1-949-555-0142;ext=7"),
        ("949-555-0142".translate(WIDE), "tel:+1-949-555-0142"),
        ("+44 20 7946 0958 home", "tel:+44-20-7946-0958"),
        ("949\u2011555\u20130142", "tel:+1-949-555-0142"),
        ("(949)\u2009555\u202f0142", "tel:+1-949-555-0142"),
    ],
)
def test_words_beside_a_number_are_kept_and_never_dialed(typed, dialed):
    submission = Visitor().sent("short", contact={"reach": typed})
    assert open_for(Purpose.OWN_DRAFT, submission, "phone") == {"phone": typed}
    assert groups._links("phone", typed)[0][1].href == dialed
    code = blind_index.phone(dialed.removeprefix("tel:"))
    assert Submission.objects.filter(phone_index=code).exists()


@pytest.mark.parametrize(
    "typed", ["555-0142 mom", "1-800-FLOWERS", "949-555-0142 or 949-555-0199", "949-555-0142 after 5", "mom"]
)
def test_what_is_not_one_whole_number_is_refused_found_by_nothing_and_no_link(typed):
    assert said(Contact, "contact", reach=typed)[0].startswith("Check the phone number.")
    assert blind_index.phone(typed) == ""
    assert groups._links("phone", typed) == []


@pytest.mark.parametrize(
    "typed", ["949-555-0142 / 949-555-0199", "call 949-555-0142 after 5pm", "949-555-0142 (cell) 24/7"]
)
def test_whoever_writes_more_digits_beside_a_whole_number_is_not_told_that_it_lacks_some(typed):
    assert said(Contact, "contact", reach=typed) == [
        "Check the phone number. Other digits stand beside it. Enter one number alone."
    ]


def test_an_extension_can_be_called_and_is_never_texted():
    typed = "(949) 555-0142 ext. 12"
    assert said(Contact, "contact", reach=typed) == []
    assert said(Contact, "contact", channel="text", reach=typed) == [
        "A text message cannot go to an extension. Enter another number, or choose a phone call."
    ]
    assert [link.href for _, link in groups._links("phone", typed)] == ["tel:+1-949-555-0142;ext=12"]
    assert said(Contact, "contact", channel="text", reach="(949) 555-0142") == []
    assert len(groups._links("phone", "(949) 555-0142")) == 2


# --- e-mail addresses ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("sam@example.com?bcc=eve%40evil.example", "Leave out what stands after"),
        ("sam@example.com?bcc=eve@evil.example", "Leave out what stands after"),
        ("sam@example.com,", "Leave out what stands after"),
        ("mailto:sam@example.com", "Leave out “mailto:”"),
        ("sam@example..com", "Check the dots"),
        ("s..am@example.com", "Check the dots"),
        ("sam@example.com.", "Leave out what stands after"),
        ("sam@example.com\u200b", "cannot be seen"),
        ("sam,eve@example.com", "Check the e-mail address."),
        ("sam@example.com&cc=eve@evil.example", "Check the e-mail address."),
    ],
)
def test_an_address_that_could_write_to_somebody_else_is_refused_in_words_and_no_link(typed, words):
    assert words in said(Contact, "contact", channel="email", reach=typed)[0]
    assert groups._links("email", typed) == []


def test_whatever_stands_in_a_link_is_escaped():
    assert reach.link_of_email("o'brien+a&b=c@example.com") == "mailto:o%27brien%2Ba%26b%3Dc@example.com"
    assert reach.link_of_email("sam@exämple.de") == "mailto:sam@ex%C3%A4mple.de"


# --- birth dates --------------------------------------------------------------------------------------

YOUNG = {"birth_date_month": "1", "birth_date_day": "2"}


@time_machine.travel("2026-11-23 00:30-05:00")
def test_whoever_is_18_today_in_one_zone_and_chooses_another_finds_the_box_that_the_sentence_names():
    visitor = Visitor()
    turns_18 = {"birth_date_month": "11", "birth_date_day": "23", "birth_date_year": "2008"}
    visitor.walk(contact={"time_zone": "America/New_York"}, person=turns_18)
    page = visitor.answer("contact", time_zone="Pacific/Honolulu", change="1")
    assert step_of(page) == "person"
    assert "tick the box below it" in page.text(".error")
    assert page.one("[name=is_under_18]")
    assert step_of(visitor.answer("person", **turns_18, is_under_18="on")) == "other-help"


@time_machine.travel("2026-11-23 12:00-08:00")
@pytest.mark.parametrize("year", ["2026", "2015"])
def test_a_birth_date_that_would_end_the_form_is_asked_back_first(year):
    visitor = Visitor()
    visitor.walk(until="person")
    page = visitor.answer("person", **YOUNG, birth_date_year=year)
    assert page.text(".error").endswith(
        f"You typed {year}. Is that right? Change the year, or tick the box below it."
    )
    assert page.hrefs(".error-summary a") == ["#id_birth_date_year"]
    assert page.one("#id_birth_date_year").attributes["aria-invalid"] == "true"
    assert not page.all("[name=is_under_18][checked]")
    assert Draft.objects.exists()
    assert step_of(visitor.answer("person")) != "person", "a slip is corrected, and nothing is lost"


def test_a_year_is_asked_back_in_the_box_in_which_the_whole_date_was_typed():
    visitor = Visitor()
    visitor.walk(until="person")
    page = visitor.answer("person", birth_date_month="1/2/2015", birth_date_day="", birth_date_year="")
    assert page.text(".error").endswith("Change the year, or tick the box below it.")
    assert page.hrefs(".error-summary a") == ["#id_birth_date_month"]
    assert [box.attributes["id"] for box in page.all("[aria-invalid]")] == ["id_birth_date_month"]


def test_whoever_says_that_the_year_is_right_is_led_to_others():
    visitor = Visitor()
    visitor.walk(until="person")
    visitor.answer("person", **YOUNG, birth_date_year="2015")
    page = visitor.answer("person", **YOUNG, birth_date_year="2015", is_under_18="on")
    assert step_of(page) == "other-help"
    assert not Draft.objects.exists()


def test_whoever_says_so_by_two_presses_is_led_to_others_by_both():
    visitor = Visitor()
    visitor.walk(until="person")
    visitor.answer("person", **YOUNG, birth_date_year="2015")
    cookie = visitor.client.cookies["__Host-request"].value
    for _ in range(2):
        visitor.client.cookies["__Host-request"] = cookie
        page = visitor.answer("person", **YOUNG, birth_date_year="2015", is_under_18="on")
        assert step_of(page) == "other-help"
        assert not Draft.objects.exists()


def test_nobody_is_asked_beforehand_whether_they_are_a_child():
    visitor = Visitor()
    assert not visitor.walk(until="person").all("[name=is_under_18]")
    # Nor does a box that the page did not show count as an answer.
    page = visitor.answer("person", **YOUNG, birth_date_year="2015", is_under_18="on")
    assert step_of(page) == "person"
    assert Draft.objects.exists()


@pytest.mark.parametrize(
    ("zone", "is_adult"), [("America/New_York", True), ("Pacific/Honolulu", False), ("", True)]
)
def test_the_day_is_the_one_where_the_person_is(zone, is_adult):
    answers = Answers(
        "full", {"who": {"relation": ["self"]}, **({"contact": {"time_zone": [zone]}} if zone else {})}
    )
    with time_machine.travel(datetime.datetime.fromisoformat("2026-11-23 00:30-05:00"), tick=False):
        typed = {name: [value] for name, value in {**ANSWERS["person"]}.items()}
        typed |= {"birth_date_month": ["11"], "birth_date_day": ["23"], "birth_date_year": ["2008"]}
        assert Person(answers, MultiValueDict(typed)).is_valid() == is_adult


# --- somebody we love, who does not know --------------------------------------------------------------


def test_somebody_who_does_not_know_is_not_called_without_asking():
    visitor = Visitor()
    visitor.walk(until="someone", who={"relation": "loved_one"})
    page = visitor.answer("someone", person_knows="no", may_contact_person="yes")
    assert step_of(page) == "someone"
    assert "they learn it from us" in page.text(".error")
    assert step_of(visitor.answer("someone", person_knows="no", may_contact_person="no")) != "someone"
