"""Times of the day: every way in which people write one is read, and nonsense is refused with an example."""

from __future__ import annotations

import datetime

import pytest
from django import forms
from django.contrib import admin

from admissions.desk.calls.call_form import CallForm
from alter_site.content.models import CoverageException, CoverageHours
from alter_site.content.time_of_day import EXAMPLES, WrittenTimeField, read
from tests.support.document import Document
from tests.support.forms import typed
from tests.support.screens import screen

NINE, HALF_PAST_NINE = datetime.time(9), datetime.time(21, 30)
# As a keyboard for Chinese or Japanese writes them: digits, colon and letters of full width.
WIDE, WIDE_AM = "\uff19\uff1a\uff10\uff10", "\uff41\uff4d"
READ = {
    "9am": NINE,
    "9 AM": NINE,
    "9:00 am": NINE,
    "9 a.m.": NINE,
    "9 A. M.": NINE,
    " 09:00 ": NINE,
    "09:00:00": NINE,
    "0900": NINE,
    "9:00\N{NARROW NO-BREAK SPACE}am": NINE,
    WIDE: NINE,
    WIDE[:1] + WIDE_AM: NINE,
    "9\N{ZERO WIDTH SPACE}am": NINE,
    "9 o’clock am": NINE,
    "9.30pm": HALF_PAST_NINE,
    "930pm": HALF_PAST_NINE,
    "9:30 p.m.": HALF_PAST_NINE,
    "21:30": HALF_PAST_NINE,
    "21.30": HALF_PAST_NINE,
    "21h30": HALF_PAST_NINE,
    "noon": datetime.time(12),
    "12 Noon": datetime.time(12),
    "12 pm": datetime.time(12),
    "Midnight": datetime.time(0),
    "12am": datetime.time(0),
    "0:00": datetime.time(0),
    "9.30": datetime.time(9, 30),
    "12:00 noon": datetime.time(12),
    "24:00": datetime.time(0),
}
NONSENSE = [
    "9",
    "123",
    "25:00",
    "9:75",
    "13 pm",
    "0 am",
    "9 xm",
    "nine",
    "9:5",
    "9 o'clock",
    "24:01",
    "9::00",
    "-9 am",
    "am",
    "9\0am",
]


@pytest.mark.parametrize("text", READ)
def test_a_time_is_read_as_it_is_written(text):
    assert read(text) == READ[text]


@pytest.mark.parametrize("text", NONSENSE)
def test_nonsense_names_no_time(text):
    with pytest.raises(ValueError, match=r"Write a time|must be in"):
        read(text)


@pytest.fixture
def ask(visit_admin, client):
    """Send a form of hours; return the screen that answers."""

    def sending(address: str, **values: str) -> Document:
        return Document(client.post(address, typed(visit_admin(address), **values)))

    return sending


@pytest.mark.django_db
@pytest.mark.parametrize("text", ["9am", "9:00 am", "9 a.m.", "09:00", WIDE])
def test_hours_take_a_time_as_an_editor_writes_it(ask, client, text):
    asked = ask("/admin/content/coveragehours/add/", weekday="0", opens=text, closes="9.30pm")
    agreed = asked.one("button[name=_confirmed]").attributes["value"]
    client.post("/admin/content/coveragehours/add/", typed(asked, _confirmed=agreed))
    row = CoverageHours.objects.get()
    assert (row.opens, row.closes) == (NINE, HALF_PAST_NINE)


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["coveragehours", "coverageexception"])
def test_hours_refuse_nonsense_with_an_example(ask, kind):
    values = {"weekday": "0"} if kind == "coveragehours" else {"day": "2026-12-24"}
    document = ask(f"/admin/content/{kind}/add/", **values, opens="nine", closes="25:00")
    assert document.text(".error-summary").count(EXAMPLES) == 2
    assert not CoverageHours.objects.exists()
    assert not CoverageException.objects.exists()


@pytest.mark.django_db
def test_a_stored_time_reads_as_people_write_it_and_is_saved_as_it_was(visit_admin, client):
    row = CoverageHours.objects.create(weekday=0, opens="09:00", closes="00:00")
    values = typed(visit_admin(screen(row)))
    assert (values["opens"], values["closes"]) == (["9:00 am"], ["12:00 am"])
    client.post(screen(row), values)
    row.refresh_from_db()
    assert (row.opens, row.closes) == (NINE, datetime.time(0))


@pytest.mark.django_db
def test_every_time_in_a_form_of_the_admin_is_written_as_people_write_it(rf, administrator):
    request = rf.get("/")
    request.user = administrator
    found = {}
    for model, screens in admin.site._registry.items():
        forms_of_it = [screens.get_form(request)]
        forms_of_it += [rows.form for rows, _ in screens.get_formsets_with_inlines(request)]
        for form in forms_of_it:
            for name, field in form.base_fields.items():
                if isinstance(field, forms.TimeField):
                    found[model.__name__, name] = isinstance(field, WrittenTimeField)
    assert len(found) >= 4
    assert all(found.values()), found


def test_the_desk_takes_a_time_in_the_same_ways():
    form = CallForm({"window_from": "9am", "window_until": "nine"})
    form.is_valid()
    assert form.cleaned_data["window_from"] == NINE
    assert EXAMPLES in form.errors["window_until"]
