# ruff: noqa: RUF001 (letters that look alike are what this is about)
"""What is typed becomes no other number, address or name; digits of every script are read, form and desk."""

from __future__ import annotations

import datetime
import uuid
from typing import Any

import pytest
import time_machine
from django.forms import CharField, ChoiceField, Form, UUIDField
from django.utils.datastructures import MultiValueDict

from admissions import reach, reference
from admissions.desk.benefits.worksheet_form import DayField
from admissions.desk.calls.call_form import CallForm
from admissions.desk.fields import BirthDateField, WholeNumber
from admissions.desk.forms import AttemptForm, HandOverForm, NewWayForm, NoteForm
from admissions.desk.moments import MomentField
from admissions.desk.queue.find import FindForm
from admissions.phi import blind_index
from admissions.verification.answers import Answers
from admissions.verification.fields import Text, Zip
from admissions.verification.forms.contact import Contact
from admissions.verification.forms.people import Person
from admissions.verification.steps import STEPS
from alter_site.content.plain_digits import plain
from alter_site.selfhelp.forms import MoneyForm
from tests.admissions.test_desk_calls import SPOKEN
from tests.support.visitor import ANSWERS, Visitor

pytestmark = pytest.mark.django_db


def said(usual: dict[str, Any], **changes: str) -> MultiValueDict[str, str]:
    """Return what a form of the visitor's sends."""
    values = {**usual, **changes}
    return MultiValueDict(
        {name: value if isinstance(value, list) else [value] for name, value in values.items()}
    )


DIALED = "tel:+1-949-555-0142"
FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")
ARABIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
DEVANAGARI = str.maketrans("0123456789", "०१२३४५६७८९")
SCRIPTS = (FULL_WIDTH, ARABIC, DEVANAGARI)


# --- phone numbers --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "typed",
    [
        "949-555-0142 mom",
        "949-555-0142mom",
        "949-555-0142 (cell)",
        "Mom: 949-555-0142",
        "949-555-0142?bcc=eve",
        "+1 949 555 0142;phone-context=evil",
        "949\u200b-555-0142",
        "\u2066(949) 555-0142\u2069",
        "９４９－５５５－０１４２",
        "٩٤٩ ٥٥٥ ٠١٤٢",
    ],
)
def test_words_beside_a_number_are_no_part_of_it(typed):
    assert reach.links_of_phone(typed) == (DIALED, "sms:+19495550142")
    assert blind_index.phone(typed) == blind_index.phone("9495550142")


@pytest.mark.parametrize(
    "written",
    [
        *(" x12", "x12", ";ext=12", " ext. 12", " Ext 12", " extension 12", ",12", ",,12", "#12", " #12"),
        *(" (x12)", " - ext 12", ", ext. 12", " ext. １２", " x12 mom"),
    ],
)
def test_an_extension_is_dialed_and_left_out_where_the_number_is_found(written):
    typed = f"949-555-0142{written}"
    assert reach.links_of_phone(typed) == (f"{DIALED};ext=12", "sms:+19495550142")
    assert blind_index.phone(typed) == blind_index.phone("9495550142")


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("555-0142 mom", "It needs an area code"),
        ("1-800-FLOWERS", "Write all of it in digits"),
        ("949-555-HELP", "Write all of it in digits"),
        ("949-555-014²", "It needs an area code"),
        ("949-555-O142", "Check the phone number."),
        ("949-555-0142 or 949-555-0143", "Check the phone number."),
        ("949-555-0142, 12 noon", "Check the phone number."),
        ("949-555-0142,9am", "Check the phone number."),
        ("949-555-0142 ext. 12345678", "Check the phone number."),
        ("call 988", "Check the phone number."),
        ("\u3164", "Check the phone number."),
    ],
)
def test_what_cannot_be_dialed_as_it_stands_is_refused_and_never_a_link(typed, words):
    assert words in reach.what_is_wrong_with_phone(typed)
    assert reach.links_of_phone(typed) is None
    assert blind_index.phone(typed) == ""


# --- e-mail addresses -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("sam@example.com?bcc=eve%40evil.example", "Leave out what stands after"),
        ("sam@example.com?", "Leave out what stands after"),
        ("sam@example.com,", "Leave out what stands after"),
        ("sam@example.com.", "Leave out what stands after"),
        ("mailto:sam@example.com", "Leave out “mailto:”"),
        ("MAILTO:sam@example.com?cc=x@example.org", "Leave out “mailto:”"),
        ("sam..lee@example.com", "Check the dots"),
        ("sam@example..com", "Check the dots"),
        ("sam.@example.com", "Check the dots"),
        ("sam@example.com\u200b", "cannot be seen"),
        ("sam\u3164@example.com", "cannot be seen"),
        ("sam@ex\u00adample.com", "cannot be seen"),
        ("sam@example.com\u034f", "cannot be seen"),
        ("sam@example.com%0abcc:eve@evil.example", "Check the e-mail address."),
        ("sam%0a@example.com", "Check the e-mail address."),
        ("sam@example.com&cc=eve@evil.example", "Check the e-mail address."),
        ("sam&cc=eve@evil.example", "Check the e-mail address."),
        ("sam@example.com, lee@example.com", "Check the e-mail address."),
        ("sam@example.com;lee@example.com", "Check the e-mail address."),
        ("Sam <sam@example.com>", "Check the e-mail address."),
        ("sam²@example.com", "Check the e-mail address."),
        ("℀@example.com", "Check the e-mail address."),
        ("sam@192.168.0.1", "Check the e-mail address."),
        ("sam@-example.com", "Check the e-mail address."),
    ],
)
def test_what_is_more_or_less_than_one_address_is_refused_and_never_a_link(typed, words):
    assert words in reach.what_is_wrong_with_email(typed)
    assert reach.link_of_email(typed) == ""
    assert blind_index.email(typed) == ""


@pytest.mark.parametrize(
    ("typed", "link"),
    [
        ("sam@example.com", "mailto:sam@example.com"),
        (" SAM@example.com ", "mailto:SAM@example.com"),
        ("ＳＡＭ＠example．com", "mailto:SAM@example.com"),
        ("sam+lee@example.co.uk", "mailto:sam%2Blee@example.co.uk"),
        ("o'brien&co@example.com", "mailto:o%27brien%26co@example.com"),
        ("sam#1@example.com", "mailto:sam%231@example.com"),
        ("sam@exämple.de", "mailto:sam@ex%C3%A4mple.de"),
    ],
)
def test_one_address_is_a_link_with_everything_in_it_escaped(typed, link):
    assert (reach.what_is_wrong_with_email(typed), reach.link_of_email(typed)) == ("", link)
    assert blind_index.email(typed) == blind_index.email(reach.email(typed).upper())


@pytest.mark.parametrize("typed", ["mom", "555-0142 mom", "pat@example.org?bcc=x", "pat @example.org"])
def test_a_professional_is_asked_for_a_way_that_leads_to_them(typed):
    answers = Answers("full", {"who": {"relation": ["client"]}, "work": {"may_contact_person": ["yes"]}})
    form = Contact(answers, said(ANSWERS["contact"], professional_contact=typed))
    assert [mistake.target for mistake in form.mistakes()] == ["id_professional_contact"]
    call = CallForm({"draft_id": str(uuid.uuid4()), **SPOKEN, "professional_contact": typed})
    assert set(call.errors) == {"professional_contact"}


# --- names ----------------------------------------------------------------------------------------------

INVISIBLE = [
    *("\u200b", "\u3164", "\u2800", "\u00ad", "\u115f", "\u1160", "\uffa0", "\u034f", "\u2060", "\ufeff"),
    *("\u202e\u202c", "\u2066\u2069", "\u0301", "\u0301\u0302", "\u00a0", "\u3000", "\u180e", "\ufe0f"),
    *("\u200b\u3164 \u2800", "\U000e0041", "\U0001d159", "\u2028", "\x0b", "\ufffe"),
]


@pytest.mark.parametrize("name", INVISIBLE)
def test_a_name_of_blank_characters_is_refused(name):
    assert Text("Name").clean(name) == ""
    assert Text("Name").clean(f"Sam{name}Lee").startswith("Sam")


def test_whoever_types_a_name_that_cannot_be_seen_is_asked_for_one():
    for name in INVISIBLE:
        form = Contact(Answers.none("short"), said(ANSWERS["contact"], preferred_name=name))
        assert [mistake.target for mistake in form.mistakes()] == ["id_preferred_name"], ascii(name)
    visitor = Visitor()
    visitor.walk("short", until="contact")
    page = visitor.answer("contact", way="short", preferred_name="\u3164")
    assert any("Tell us what to call you" in words for words in page.texts(".error"))


def test_no_field_of_form_or_desk_takes_what_cannot_be_seen():
    asked: list[type[Form]] = [CallForm, NoteForm, HandOverForm, AttemptForm, NewWayForm]
    found = [
        f"{form.__name__}.{name}"
        for form in [*asked, *(step.form for step in STEPS)]
        for name, field in form.base_fields.items()
        if isinstance(field, CharField) and not isinstance(field, ChoiceField | BirthDateField | UUIDField)
        if not isinstance(field, Text) or field.to_python("\u3164\u200b") != ""
    ]
    assert found == []
    typed = {name: "\u3164" for name, field in CallForm().fields.items() if isinstance(field, Text)}
    assert set(CallForm({**SPOKEN, "draft_id": str(uuid.uuid4()), **typed}).errors) == {"phone"}


# --- digits of every script -----------------------------------------------------------------------------


def test_plain_changes_only_script_and_width_of_characters():
    assert plain("٠３०9") == "0309"
    assert plain("Ｓam　１／２－３．４％＄") == "Sam 1/2-3.4%$"
    assert plain("١٬٥٠٠٫٥٠") == "1,500.50"
    assert plain("² ½ ① Ⅷ ﬁ é 李") == "² ½ ① Ⅷ ﬁ é 李"


BORN_ON = {"month": "03", "day": "5", "year": "1984"}


@pytest.mark.parametrize("script", SCRIPTS)
def test_dates_times_and_codes_are_read_in_digits_of_any_script(script):
    born = {f"birth_date_{part}": typed.translate(script) for part, typed in BORN_ON.items()}
    form = Person(Answers.none(), said(ANSWERS["person"], **born))
    assert form.is_valid()
    assert form.cleaned_data["birth_date"] == datetime.date(1984, 3, 5)
    assert BirthDateField("Birth date").clean("3/5/1984".translate(script)) == "1984-03-05"
    assert Zip("ZIP").clean("92629-1234".translate(script)) == "92629-1234".translate(script)
    assert reference.read_reference("AB4-K7M2Q".translate(script)) == "AB4-K7M2Q"
    assert reference.read_secret("AB4K-7M2Q-0001".translate(script)) == "AB4K-7M2Q-0001"
    assert blind_index.member("Example", "XYZ123".translate(script)) == blind_index.member(
        "example", "xyz123"
    )
    with time_machine.travel("2026-11-23 12:00"):
        assert f"{MomentField().clean('2026-11-24 10:30'.translate(script)):%d %H:%M}" == "24 10:30"
    spoken = SPOKEN | {"window_from": "09:00", "window_until": "17:30"}
    written = {name: value.translate(script) for name, value in spoken.items()}
    call = CallForm({"draft_id": str(uuid.uuid4()), **written})
    assert call.is_valid(), call.errors
    assert call.cleaned_data["window_until"] == datetime.time(17, 30)
    found = FindForm({"surname": "Example", "birth_date": "2/28/1990".translate(script)})
    assert found.is_valid()


@pytest.mark.parametrize("script", SCRIPTS)
def test_money_is_read_in_digits_of_any_script(script):
    typed = {
        "deductible": "1,500.50",
        "coinsurance": "20",
        "maximum": "9000",
        "days": "30",
        "price_low": "1300",
    }
    form = MoneyForm({name: value.translate(script) for name, value in typed.items()})
    assert form.is_valid(), form.errors
    read = form.cleaned_data
    assert (read["deductible"], read["coinsurance"], read["days"]) == (150_050, 2000, 30)


@pytest.mark.parametrize("mark", ["\u200b", "\u200e", "\u2060", "\ufeff", "\u00ad"])
def test_marks_that_nobody_sees_are_no_part_of_a_date_or_an_amount(mark):
    born = {f"birth_date_{part}": f"{mark}{typed}" for part, typed in BORN_ON.items()}
    form = Person(Answers.none(), said(ANSWERS["person"], **born))
    assert form.is_valid(), form.errors
    assert BirthDateField("Birth date").clean(f"{mark}3/{mark}5/{mark}1984{mark}") == "1984-03-05"
    amounts = {"deductible": f"$1,500{mark}", "coinsurance": f"{mark}20%", "maximum": f"9{mark}000"}
    money = MoneyForm(amounts)
    assert money.is_valid(), money.errors
    assert money.cleaned_data["maximum"] == 900_000
    assert WholeNumber("Days").clean(f"1{mark}2{mark}") == 12
    assert DayField("Day").clean(f"{mark}3/5/2027{mark}") == datetime.date(2027, 3, 5)


def test_a_reference_in_full_width_letters_is_found():
    assert reference.read_reference("ＡＢ４－Ｋ７Ｍ２Ｑ") == "AB4-K7M2Q"
    assert reference.read_words("ｏne　Two") == reference.read_words("\u200eo\u00adne two\u200b") == "one two"
