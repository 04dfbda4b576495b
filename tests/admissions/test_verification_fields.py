"""What people type: taken in every usual form, kept as typed, found again; refused in words."""

from __future__ import annotations

import datetime

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.utils.datastructures import MultiValueDict

from admissions.custody.access import Purpose, open_for
from admissions.models import Policy, Submission
from admissions.phi import blind_index
from admissions.verification.answers import Answers
from admissions.verification.fields import Zip, scrub
from admissions.verification.forms.contact import Contact
from admissions.verification.forms.insurance import Holder
from admissions.verification.forms.people import Person
from admissions.verification.forms.question import Question
from tests.support.requests import received
from tests.support.undone import undone
from tests.support.visitor import ANSWERS, Visitor, step_of

pytestmark = pytest.mark.django_db


def filled(form: type[Question], step: str, **changes: str) -> Question:
    """Return a form as somebody typed it who asks for themselves."""
    said = {**ANSWERS[step], **changes}
    typed = {name: value if isinstance(value, list) else [value] for name, value in said.items()}
    return form(
        Answers("full", {"who": {"relation": ["self"], "insurance_route": ["typed"]}}), MultiValueDict(typed)
    )


def errors(form: Question) -> list[str]:
    return [mistake.words for mistake in form.mistakes()]


NAMES = [
    "O’Brien",
    "O'Brien",
    "Smith-Jones",
    "José Ñúñez",
    "X",
    "Nguyễn Thị Minh Khai",
    "van der Berg",
    "李小龍",
    "محمد",
    "Анна-Мария",
    "ʻAkahi",  # noqa: RUF001
    "Wolfe+585, Sr.",
    "Null",
    "N" * 100,
]


def test_a_name_is_kept_as_typed_and_found_again(subtests):
    born_on = datetime.date(1988, 2, 29)
    for name in NAMES:
        with subtests.test(name=name), undone():
            form = filled(Person, "person", last_name=name)
            assert form.is_valid()
            submission = received(last_name=form.cleaned_data["last_name"], birth_date=born_on.isoformat())
            assert open_for(Purpose.OWN_DRAFT, submission, "last_name") == {"last_name": name}
            code = blind_index.person(name.upper(), born_on)
            assert submission == Submission.objects.get(person_index=code)


@pytest.mark.parametrize("line", ["first_name", "last_name"])
def test_somebody_with_one_name_is_found_by_it_whichever_line_it_stands_in(line):
    typed = {"first_name": "", "last_name": "", line: "Sukarno"}
    submission = Visitor().sent(person=typed)
    assert submission == Submission.objects.get(
        person_index=blind_index.person("sukarno", datetime.date(1988, 2, 29))
    )


def test_either_name_is_enough_so_neither_is_called_optional():
    assert errors(filled(Person, "person", first_name="", last_name="")) == ["Enter a first or a last name"]
    page = Visitor().walk(until="person")
    labels = {node.attributes["for"]: node.text() for node in page.all("label[for]")}
    assert [name for name in ("first_name", "last_name") if "(optional)" in labels[f"id_{name}"]] == []


@pytest.mark.parametrize(
    "number",
    [
        "9495550142",
        "949-555-0142",
        "(949) 555-0142",
        "949.555.0142",
        "+1 949 555 0142",
        "1-949-555-0142",
        "949 555 0142 ext. 7",
        "949-555-0142 x12",
        "tel:+1-949-555-0142",
        " 949 555 0142 ",
    ],
)
def test_a_phone_number_is_kept_as_typed_and_found_again(number):
    submission = Visitor().sent("short", contact={"reach": number})
    assert open_for(Purpose.OWN_DRAFT, submission, "phone") == {"phone": number.strip()}
    assert submission == Submission.objects.get(phone_index=blind_index.phone("+19495550142"))


@pytest.mark.parametrize("number", ["+52 55 1234 5678", "+44 20 7946 0958", "+49 30 901820"])
def test_a_number_from_another_country_is_taken(number):
    assert filled(Contact, "contact", reach=number).is_valid()


@pytest.mark.parametrize("number", ["555-0142", "no phone", "1", "949 555 0142 949 555 0142", "+", "٣"])
def test_what_is_no_phone_number_is_refused_in_words(number):
    assert errors(filled(Contact, "contact", reach=number))[0].startswith("Check the phone number.")


@pytest.mark.parametrize("address", ["sam@example.com", "S.am+x@ex-ample.co.uk", "sam@exämple.de"])
def test_an_email_address_is_taken(address):
    assert filled(Contact, "contact", channel="email", reach=address).is_valid()


@pytest.mark.parametrize(
    "address", ["sam", "sam@", "@example.com", "sam@example", "sam@example.com sam@x.org"]
)
def test_what_is_no_email_address_is_refused_in_words(address):
    form = filled(Contact, "contact", channel="email", reach=address)
    assert errors(form) == ["Check the e-mail address. It looks like name@example.com."]


@pytest.mark.parametrize("member_id", ["xyz 123-456", "XYZ123456", "xyz-123 456", "Xyz 1234 56"])
def test_a_member_id_is_kept_as_typed_and_found_again(member_id):
    policy = Visitor().sent(card={"member_id": member_id}).policies.get()
    assert open_for(Purpose.OWN_DRAFT, policy, "member_id") == {"member_id": member_id}
    code = blind_index.member("EXAMPLE HEALTH-PLAN", "XYZ123456")
    assert policy == Policy.objects.get(member_index=code)


# --- dates --------------------------------------------------------------------------------------------


def born(month: str, day: str, year: str) -> Question:
    return filled(Person, "person", birth_date_month=month, birth_date_day=day, birth_date_year=year)


@pytest.mark.parametrize(
    ("typed", "date"),
    [
        (("2", "29", "1988"), (1988, 2, 29)),
        (("02", "03", "1990"), (1990, 2, 3)),
        (("March", "5", "1971"), (1971, 3, 5)),
        (("sept.", "30", "1985"), (1985, 9, 30)),
        (("DEC", " 31 ", "1999"), (1999, 12, 31)),
        (("11", "23", "1925"), (1925, 11, 23)),
        (("2/3/1988", "", ""), (1988, 2, 3)),
        (("", "2-3-1988 ", ""), (1988, 2, 3)),
        (("", "", "1988-02-03"), (1988, 2, 3)),
        (("March 3, 1988", "", ""), (1988, 3, 3)),
        (("3 march 1988", "", ""), (1988, 3, 3)),
        (("3", "March", "1988"), (1988, 3, 3)),
        (("3", "Sept.", "1988"), (1988, 9, 3)),
        (("", "3 Dec. 1988", ""), (1988, 12, 3)),
    ],
)
@time_machine.travel("2026-11-23 12:00")
def test_a_date_is_read_as_people_write_it(typed, date):
    form = born(*typed)
    assert form.is_valid(), errors(form)
    assert form.cleaned_data["birth_date"] == datetime.date(*date)


NO_DATES = [
    (("", "", ""), "Enter the date of birth", "month"),
    (("2", "", "1988"), "The birth date must include a day.", "day"),
    (("2", "3", ""), "The birth date must include a year.", "year"),
    (("2/3/88", "", ""), "The year must have four digits, such as 1984.", "month"),
    (("", "2/3/88", ""), "The year must have four digits, such as 1984.", "day"),
    (("", "", "2/3/88"), "The year must have four digits, such as 1984.", "year"),
    (("2/30/1988", "", ""), "February has no day 30. Check the day and the month.", "month"),
    (("", "", "13/2/1988"), "The month must be a number from 1 to 12, or its name.", "year"),
    (("", "2/3/2099", ""), "The birth date must be in the past. Check the year.", "day"),
    (("31", "Feb", "1988"), "February has no day 31. Check the day and the month.", "month"),
    (("2/3", "", "1988"), "The birth date must include a day.", "day"),
    (("2/3/1988", "3", "1988"), "The month must be a number from 1 to 12, or its name.", "month"),
    (("", "", "2/30/1988"), "February has no day 30. Check the day and the month.", "year"),
    (("2", "29", "1989"), "February has no day 29 in 1989. Check the day and the month.", "day"),
    (("4", "31", "1989"), "April has no day 31. Check the day and the month.", "day"),
    (("13", "1", "1989"), "The month must be a number from 1 to 12, or its name.", "month"),
    (("Brumaire", "1", "1989"), "The month must be a number from 1 to 12, or its name.", "month"),
    (("2", "3", "88"), "The year must have four digits, such as 1984.", "year"),
    (("2", "3", "0000"), "The year must have four digits, such as 1984.", "year"),
    (("2", "3", "2099"), "The birth date must be in the past. Check the year.", "year"),
    (("2", "3", "1066"), "Check the year: 1066 is more than 130 years ago.", "year"),
    (("2", "-3", "1988"), "The day must be a number from 1 to 31.", "day"),
    (("2", "³", "1988"), "The day must be a number from 1 to 31.", "day"),
    (("2", "<fifty", "1988"), "The day must be a number from 1 to 31.", "day"),
    (("2", "3rd", "1988"), "The day must be a number from 1 to 31.", "day"),
    (("2" * 5000, "3", "1988"), "Check the month of the birth date.", "month"),
    (("2", "9" * 11, "1988"), "February has no day 99999999999. Check the day and the month.", "day"),
    (("2", "9" * 20, "1988"), f"February has no day {'9' * 20}. Check the day and the month.", "day"),
]


def test_an_impossible_date_is_refused_where_its_part_was_typed():
    refused = [
        (typed, mistake.words, mistake.target.removeprefix("id_birth_date_"))
        for typed, *_ in NO_DATES
        for mistake in born(*typed).mistakes()
    ]
    assert refused == NO_DATES


@pytest.mark.parametrize(
    ("today", "is_adult"),
    [("2026-02-28 12:00", False), ("2026-03-01 12:00", True)],
)
def test_a_child_of_a_leap_day_is_18_on_march_first(today, is_adult):
    with time_machine.travel(today):
        assert born("2", "29", "2008").is_valid() == is_adult


# --- everything else ----------------------------------------------------------------------------------


def test_too_long_a_text_is_refused_with_the_number_that_fits():
    form = filled(Person, "person", last_name="N" * 1_000_000)
    assert errors(form) == ["Please shorten this: 1,000,000 characters, and 100 fit."]


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("a\x00b", "ab"),
        ("a\x1b[31mb", "a[31mb"),
        ("safe\u202egpj.exe", "safegpj.exe"),
        ("a\u061c1\u200f2", "a12"),
        ("line\r\nline", "line\nline"),
        (
            "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",
            "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",
        ),
    ],
)
def test_control_characters_are_removed(typed, kept):
    assert scrub(typed) == kept


@pytest.mark.parametrize(
    "code", ["92629", "92629-1234", "92629 1234", "926291234", "\u200b92629\u2060", "92629–1234", ""]
)
def test_a_zip_code_is_taken(code):
    assert Zip("ZIP code").clean(code) == code


@pytest.mark.parametrize("code", ["9262", "926291", "9262O", "92629-12"])
def test_what_is_no_zip_code_is_refused_in_words(code):
    with pytest.raises(ValidationError, match="five digits"):
        Zip("ZIP code").clean(code)


def test_a_holder_who_is_somebody_else_is_named_or_not_known():
    assert errors(filled(Holder, "holder", holder_first_name="")) == [
        "Enter a first or a last name, or go back and choose “I’m not sure”"
    ]
    assert step_of(Visitor().walk(until="person", card={"holder_relation": "unsure"})) == "person"
