"""What somebody allows and takes back, what needs it, and what there is without insurance."""

from __future__ import annotations

import datetime
import itertools

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from admissions import consents, services
from admissions.choices import Status
from admissions.custody.access import Purpose, open_for
from admissions.models import Consent, Submission
from admissions.verification import guards
from admissions.verification.status_views import STANDS
from tests.factories import StandardPageFactory, published
from tests.support.document import Document
from tests.support.forms import after
from tests.support.requests import PERSON, received
from tests.support.visitor import Visitor, step_of

pytestmark = pytest.mark.django_db

NONE = {"insurance_route": "none"}


@pytest.fixture
def visitor() -> Visitor:
    return Visitor()


# --- without insurance ------------------------------------------------------------------------------------


def test_whoever_has_no_insurance_is_told_at_once_what_else_there_is(visitor):
    published(StandardPageFactory(slug="not-right-for-you"))
    page = visitor.walk(who=NONE, until="other-ways")
    main = page.text("main")
    assert "Medi-Cal" in main
    assert {"tel:+18556254657", "tel:+18887247240", "/not-right-for-you/"} <= set(page.hrefs("main a"))
    assert "checked" not in page.one("[name=estimate]").attributes


@time_machine.travel("2026-11-23 12:00-08:00", tick=False)
def test_a_good_faith_estimate_that_is_asked_for_is_recorded_with_its_date(visitor, client, lead):
    submission = visitor.sent(who=NONE)
    assert submission.estimate_asked_at == timezone.now()
    client.force_login(lead)
    page = Document(client.get(f"/admin/desk/{submission.reference}/", follow=True))
    assert "Asked for in writing on November 23, 2026" in page.text("main")


def test_nobody_who_did_not_ask_for_an_estimate_has_asked(visitor):
    visitor.walk(who=NONE, until="other-ways")
    visitor.post("/request/other-ways/")
    for step in ("contact", "times", "safety", "language", "help"):
        visitor.answer(step)
    visitor.send()
    assert Submission.objects.get().estimate_asked_at is None


def test_the_confirmation_says_what_else_there_is_too(visitor):
    visitor.walk(who=NONE)
    assert "Medi-Cal" in visitor.send().text("main")
    assert "Medi-Cal" not in Visitor().get("/request/").text("main")


# --- permissions ------------------------------------------------------------------------------------------


def test_the_confirmation_names_what_was_allowed_its_version_and_its_time(visitor):
    with time_machine.travel("2026-11-23 12:00-08:00", tick=False):
        visitor.walk()
        main = visitor.send().text("main")
    for wording in (consents.USE_DETAILS, consents.CONTACT):
        named = f"{wording.text} (Version {wording.version}, November 23, 2026, 12:00 pm Pacific time)"
        assert named in main


@pytest.mark.parametrize("knows", ["no", "unsure", "yes"])
def test_nothing_goes_to_an_insurer_about_an_adult_who_has_not_agreed(visitor, knows):
    published(StandardPageFactory(slug="for-families"))
    page = visitor.walk(who={"relation": "loved_one"}, someone={"person_knows": knows})
    says = "We send nothing to an insurer about an adult without their agreement" in page.text("main")
    assert says == (knows != "yes")
    assert ("/for-families/" in page.hrefs()) == says
    visitor.send()
    kinds = set(Submission.objects.get().consents.values_list("kind", flat=True))
    assert (Consent.Kind.USE_DETAILS in kinds) == (knows == "yes")


def test_who_may_be_told_is_recorded_with_its_scope_and_its_end(visitor, client, lead):
    contact = {"channel": "call", "needs": ["tell"]}
    with time_machine.travel("2026-11-23 12:00-08:00", tick=False):
        submission = visitor.sent("short", contact=contact)
        now = timezone.now()
    consent = submission.consents.get(kind=Consent.Kind.TELL)
    assert open_for(Purpose.OWN_DRAFT, consent, "detail") == {
        "detail": "Pat, my sister\nThat, and what the plan covers\nFor 90 days"
    }
    assert (consent.given_at, consent.ends_at) == (now, now + datetime.timedelta(days=90))
    assert "Pat" not in str(consent.detail)
    client.force_login(lead)
    at = f"/admin/desk/{submission.reference}/"
    assert "Pat, my sister" not in client.get(at, follow=True).content.decode()
    shown = client.post(f"{at}reveal/contact/", {"departure": "urgent"}).content.decode()
    assert "Pat, my sister" in shown
    assert "That, and what the plan covers" in shown


def test_nobody_may_be_told_unless_somebody_was_named(visitor):
    assert not visitor.sent("short").consents.filter(kind=Consent.Kind.TELL).exists()


# --- taking it back ---------------------------------------------------------------------------------------


def sent(visitor: Visitor) -> tuple[Submission, str]:
    visitor.walk("short")
    reference, secret = visitor.send().texts(".reference")
    return Submission.objects.get(reference=reference), secret


def test_reference_and_secret_take_a_request_back_from_any_browser(visitor):
    submission, secret = sent(visitor)
    elsewhere = Visitor()
    assert elsewhere.get("/request/withdraw/").all("[name=secret]")
    page = elsewhere.post(
        "/request/withdraw/",
        reference=submission.reference.lower().replace("-", " "),
        secret=secret.lower().replace("-", ""),
    )
    submission.refresh_from_db()
    assert submission.outcome == "withdrawn"
    assert page.text("h1") == "Your request is withdrawn"
    again = elsewhere.post("/request/withdraw/", reference=submission.reference, secret=secret)
    assert again.text("h1") == "Your request is withdrawn", "asking twice is asking once"


def test_whatever_is_wrong_is_answered_alike_and_takes_nothing_back(visitor):
    submission, secret = sent(visitor)
    other = received()
    answers = set()
    for reference, typed in (
        (submission.reference, "0000-0000-0000"),
        ("000-00000", secret),
        (other.reference, secret),
        ("", ""),
        ("\x00", "é" * 5000),
    ):
        page = Visitor().post("/request/withdraw/", reference=reference, secret=typed)
        assert step_of(page) == "withdraw"
        answers.add((page.title, *page.texts(".error")))
    assert len(answers) == 1
    assert not Submission.objects.exclude(outcome="").exists()


def test_a_secret_is_tried_five_times_from_anywhere_and_then_the_phone_is_offered(visitor):
    submission, secret = sent(visitor)
    for _ in range(guards.TRIES.number):
        Visitor().post("/request/withdraw/", reference=submission.reference, secret="no")
    page = Visitor().post("/request/withdraw/", reference=submission.reference, secret=secret)
    assert "Please call us" in page.text(".error-summary")
    submission.refresh_from_db()
    assert not submission.is_closed


def test_the_confirmation_says_what_the_secret_is_for(visitor):
    visitor.walk("short")
    assert "withdraw it from any phone or computer" in visitor.send().text("main")


# --- how it stands ----------------------------------------------------------------------------------------

STATUS = "/request/status/"


def test_reference_and_secret_show_how_a_request_stands_and_nothing_else(visitor, coordinator):
    submission, secret = sent(visitor)
    elsewhere = Visitor()
    assert elsewhere.get(STATUS).all("[name=secret]")
    page = elsewhere.post(STATUS, reference=submission.reference, secret=secret)
    assert "Nobody has read it yet." in page.text("main")
    services.start_verifying(services.claim(submission, coordinator), coordinator, call_the_payer=True)
    page = elsewhere.post(STATUS, reference=submission.reference, secret=secret)
    assert "One of us is checking it." in page.text("main")
    assert PERSON["preferred_name"] not in page.html
    assert submission.events.filter(move="status shown").count() == 2


def test_every_status_has_words_for_the_person():
    assert set(STANDS) == set(Status)
    assert not any(
        word in " ".join(itertools.chain(*STANDS.values())) for word in ("insur", "treat", "addict")
    )


def test_a_wrong_secret_shows_nothing_and_is_counted(visitor):
    submission, secret = sent(visitor)
    for _ in range(guards.TRIES.number):
        page = Visitor().post(STATUS, reference=submission.reference, secret="no")
        assert "do not belong together" in page.text(".error-summary")
    page = Visitor().post(STATUS, reference=submission.reference, secret=secret)
    assert "Please call us" in page.text(".error-summary")
    assert not submission.events.filter(move="status shown").exists()


def test_the_desk_checks_the_secret_on_the_phone(visitor, coordinator, client):
    submission, secret = sent(visitor)
    services.claim(submission, coordinator)
    client.force_login(coordinator)
    address = reverse("desk:act", args=[submission.reference, "secret"])
    wrong = after(client.post(address, {"secret": "0000-0000-0000"})).content.decode()
    assert "This is not the secret of this request." in wrong
    right = client.post(address, {"secret": secret.lower()}, follow=True).content.decode()
    assert "The secret is right." in right
    assert submission.events.filter(move="secret right").count() == 1


def test_reloading_the_page_that_refuses_a_secret_tries_nothing_again(visitor, coordinator, client):
    submission, secret = sent(visitor)
    services.claim(submission, coordinator)
    client.force_login(coordinator)
    address = reverse("desk:act", args=[submission.reference, "secret"])
    refused = client.post(address, {"secret": "0000-0000-0000"})
    for _ in range(guards.TRIES.number):
        assert "This is not the secret of this request." in client.get(refused.url).content.decode()
    right = client.post(address, {"secret": secret}, follow=True).content.decode()
    assert "The secret is right." in right


def test_a_secret_that_was_tried_too_often_is_not_compared_by_reloading_either(visitor, coordinator, client):
    submission, secret = sent(visitor)
    services.claim(submission, coordinator)
    client.force_login(coordinator)
    address = reverse("desk:act", args=[submission.reference, "secret"])
    for _ in range(guards.TRIES.number):
        client.post(address, {"secret": "0000-0000-0000"})
    refused = client.post(address, {"secret": secret})
    for _ in range(2):
        assert "It was tried too often." in client.get(refused.url).content.decode()
