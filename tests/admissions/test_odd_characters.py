# ruff: noqa: RUF001 (characters that look alike are what this is about)
"""Characters that nobody expects, in every field of form and desk: read, refused in words, or left out.

No answer is a fault of ours, no page holds what no page may hold, and no link leads elsewhere than was typed.
"""

from __future__ import annotations

import unicodedata
import uuid
from typing import Any
from urllib.parse import unquote, urlencode

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from admissions import services
from admissions.choices import Relationship
from admissions.desk.actions import ACTIONS
from admissions.models import Submission
from admissions.verification import guards
from admissions.verification.fields import scrub
from alter_site.staff.groups import LEAD
from tests.admissions.test_desk_calls import SPOKEN
from tests.admissions.test_verification_hostile import (
    SLUGS,
    STAMP,
    fields_of,
    in_the_middle,
    leading_to,
)
from tests.factories import StaffFactory
from tests.support.document import Document
from tests.support.fuzzing import examples
from tests.support.markup import check_admin, check_private
from tests.support.requests import received
from tests.support.sign_in import StaffClient
from tests.support.undone import undone
from tests.support.visitor import Visitor

pytestmark = pytest.mark.django_db

ODD = [
    *("\x00", "\x0b", "\x1b[0m", "\x7f", "\x85", "\ufffe", "\uffff", "\ufdd0", "\U0001fffe", "\ufffd"),
    *("\u200b", "\u3164", "\u2800", "\u00ad", "\u115f", "\u034f", "\u2060", "\ufeff", "\u2028", "\u0301"),
    *("\u202e", "\u2066", "\u200f", "０３", "١٥٠٠", "¹½", "\U0001f600", "👩‍👩‍👧", "李", "Ł", "ﬁ", "℀"),
    *("?bcc=eve%40evil.example", "&cc=eve@evil.example", "%0abcc:eve", ",", ";ext=9", "mailto:", "\r\n"),
    *("mom", "<b>", "\"'>", "w" * 3000, " "),
]
PIECES = st.lists(st.sampled_from(ODD), max_size=3).map("".join)
WORDS = st.tuples(PIECES, st.sampled_from(["", "Sam", "949-555-0142", "2"]), PIECES).map("".join)
# "\ud800" as bytes: what is no UTF-8 at all.
BROKEN = b"\xed\xa0\x80\xff"


@pytest.fixture(autouse=True)
def _nobody_is_counted(monkeypatch):
    """The limits would answer in place of what is tried here."""
    monkeypatch.setattr(guards, "LIMITS", {name: guards.Limit(100_000, 60) for name in guards.LIMITS})


def well_formed(response: Any) -> Document:
    """Return a page that holds no character that HTML forbids, its markup checked."""
    assert response.status_code in {200, 400, 403}, response.status_code
    text = response.content.decode()
    assert [ascii(character) for character in set(text) if is_forbidden(character)] == []
    return Document(response)


def is_forbidden(character: str) -> bool:
    is_control = unicodedata.category(character) == "Cc" and character not in "\n\t\r"
    place = ord(character)
    return is_control or place & 0xFFFE == 0xFFFE or 0xFDD0 <= place <= 0xFDEF


def links(page: Document) -> list[str]:
    """Return every link that dials or writes to somebody, but for our own number and the crisis lines."""
    ours = ("tel:988", "tel:911", "tel:+18669893395", "sms:988")
    found = page.hrefs("a[href^='tel:'], a[href^='sms:'], a[href^='mailto:']")
    return [link for link in found if link not in ours]


def leads_as_typed(link: str, phone: str, email: str) -> bool:
    """Does a link lead to the number or the address that stands in the middle of what was typed?"""
    if link.startswith("mailto:"):
        # What no page may hold was never typed: it is left out before anything is read.
        return unquote(link) == f"mailto:{unicodedata.normalize('NFKC', scrub(email)).strip()}"
    return link.partition(";ext=")[0] in {"tel:+1-949-555-0142", "sms:+19495550142"} and "949" in phone


# --- the visitor's form ---------------------------------------------------------------------------------


@pytest.mark.parametrize("slug", SLUGS)
@given(data=st.data())
@examples(2, suppress_health_check=[HealthCheck.too_slow])
def test_no_field_of_the_form_breaks_a_page(slug, data):
    sent = data.draw(st.fixed_dictionaries(dict.fromkeys(fields_of(slug)[:-3], WORDS)))
    with undone():
        client = in_the_middle(leading_to(slug))
        response = client.post(f"/request/{slug}/", {guards.STAMP: STAMP["stamp"], **sent}, follow=True)
        check_private(well_formed(response))
        for path in (f"/request/{slug}/", "/request/check/"):
            check_private(well_formed(client.get(path, follow=True)))


@pytest.mark.parametrize("kind", ["charset=utf-8", "charset=unicode_escape", "charset=utf-16"])
def test_what_is_no_text_at_all_breaks_no_step(kind, subtests):
    for slug in SLUGS:
        with subtests.test(slug=slug), undone():
            client = in_the_middle(leading_to(slug))
            parts = [
                b'--x\r\nContent-Disposition: form-data; name="%s"\r\n\r\n%s\r\n' % (name.encode(), value)
                for name in fields_of(slug)
                for value in (BROKEN, b"\\ud800\\ufffe\\x0b")
            ]
            body = b"".join(parts) + b"--x--\r\n"
            content_type = f"multipart/form-data; boundary=x; {kind}"
            response = client.generic("POST", f"/request/{slug}/", body, content_type=content_type)
            assert response.status_code in {200, 302, 400}
            well_formed(client.get(f"/request/{slug}/", follow=True))


@given(name=WORDS, phone=st.tuples(PIECES, PIECES), warning=WORDS)
@examples(6, suppress_health_check=[HealthCheck.too_slow])
def test_what_the_form_accepts_is_shown_at_the_desk_and_makes_no_other_link(name, phone, warning):
    with undone():
        visitor = Visitor()
        typed = f"{phone[0]}949-555-0142{phone[1]}"
        visitor.get("/request/contact/?way=short")
        visitor.answer("contact", way="short", preferred_name=name, reach=typed, needs=["careful"])
        visitor.answer("safety", warning=warning, caller_name=name)
        visitor.send()
        for submission in Submission.objects.all():
            shows_it(submission, typed, "")


def shows_it(submission: Submission, phone: str, email: str) -> None:
    """See that the desk shows a request, opens every group of it and links to nobody else."""
    client, lead = StaffClient(), StaffFactory(group=LEAD)
    client.force_login(lead)
    services.claim(submission, lead)
    pages = [client.get(reverse("desk:detail", args=[submission.reference]))]
    for group in ("contact", "insurance", "note"):
        address = reverse("desk:reveal", args=[submission.reference, group])
        pages += [client.post(address, {"departure": departure}) for departure in ("", "urgent")]
    for response in pages:
        page = well_formed(response)
        check_admin(page)
        assert [link for link in links(page) if not leads_as_typed(link, phone, email)] == []
    check_admin(well_formed(client.get(reverse("desk:queue"))))


# --- the desk -------------------------------------------------------------------------------------------


@given(data=st.data(), phone=st.tuples(PIECES, PIECES), email=st.tuples(PIECES, PIECES))
@examples(13, suppress_health_check=[HealthCheck.too_slow])
def test_no_field_of_a_call_breaks_a_page_or_makes_another_link(data, phone, email):
    texts = ("preferred_name", "message_words", "caller_name", "warning", "first_name", "last_name")
    more = ("payer", "member_id", "second_payer", "holder_first_name", "payer_phone", "note", "zip_code")
    odd = data.draw(st.fixed_dictionaries({}, optional=dict.fromkeys([*texts, *more], WORDS)))
    typed = {"phone": f"{phone[0]}949-555-0142{phone[1]}", "email": f"{email[0]}sam@example.org{email[1]}"}
    with undone():
        client = StaffClient()
        client.force_login(StaffFactory(group=LEAD))
        said = {"draft_id": str(uuid.uuid4()), **SPOKEN, "relation": Relationship.SELF, **typed, **odd}
        response = client.post(reverse("desk:call"), said, follow=True)
        check_admin(well_formed(response))
        for submission in Submission.objects.all():
            services.release(submission, submission.owner)
            shows_it(submission, typed["phone"], typed["email"])


@given(data=st.data())
@examples(13, suppress_health_check=[HealthCheck.too_slow])
def test_no_field_of_an_action_breaks_a_page(data):
    lead = StaffFactory(group=LEAD)
    step = data.draw(st.sampled_from(sorted(ACTIONS)))
    with undone():
        submission = services.claim(received(), lead)
        form = ACTIONS[step].form(slug=step, submission=submission, actor=lead)
        sent = data.draw(st.fixed_dictionaries(dict.fromkeys(form.fields, WORDS)))
        client = StaffClient()
        client.force_login(lead)
        address = reverse("desk:act", args=[submission.reference, step])
        well_formed(client.post(address, sent, follow=True))
        sent |= {"channel": "phone", "direction": "out", "result": "spoke", "version": submission.version}
        well_formed(client.post(address, sent, follow=True))


@given(
    sent=st.fixed_dictionaries(dict.fromkeys(["reference", "phone", "email", "surname", "birth_date"], WORDS))
)
@examples(8, suppress_health_check=[HealthCheck.too_slow])
def test_no_field_of_find_breaks_a_page(sent):
    with undone():
        client = StaffClient()
        client.force_login(StaffFactory(group=LEAD))
        well_formed(client.post(reverse("desk:find"), sent, follow=True))
        for name, value in sent.items():
            well_formed(client.post(reverse("desk:find"), {name: value}, follow=True))


def test_what_a_former_owner_typed_comes_back_without_what_no_page_holds(client, coordinator):
    client.force_login(coordinator)
    other = services.claim(received(), StaffFactory(group=LEAD))
    response = client.post(
        reverse("desk:act", args=[other.reference, "note"]), {"text": "Rang\x0b \ufffetwice\x00"}
    )
    assert well_formed(response).text(".typed") == "Rang twice"


# --- the calculator -------------------------------------------------------------------------------------

MONEY = ("deductible", "coinsurance", "maximum", "deductible_met", "maximum_met", "price_low", "days")


@given(sent=st.fixed_dictionaries(dict.fromkeys(MONEY, WORDS)))
@examples(13)
def test_no_field_of_the_calculator_breaks_a_page(sent):
    urlencoded = "application/x-www-form-urlencoded"
    well_formed(Client().post("/money/", urlencode(sent), content_type=urlencoded))
