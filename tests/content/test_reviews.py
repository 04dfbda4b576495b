"""Review: a text waits once, is sent back or signed by somebody else, and no signature survives an edit."""

from __future__ import annotations

import datetime
from dataclasses import replace

import pytest
import time_machine
from django.core import mail
from django.utils import timezone

from alter_site.content import notices
from alter_site.content.admin import status
from alter_site.content.editions import approvals, order, publishing, reviews
from alter_site.content.editions.publishing import CannotPublish, Status
from alter_site.content.models import Approval, Edition, ReviewRequest, TakenBack
from alter_site.staff.groups import CLINICAL_REVIEWER, MARKETER
from tests.factories import (
    AdministratorFactory,
    ArticleFactory,
    ConditionFactory,
    FacilityFactory,
    LevelOfCareFactory,
    MarketerFactory,
    ReviewerFactory,
    StaffFactory,
    StandardPageFactory,
    TherapyFactory,
    approved,
    changed,
    editions_of,
    group_named,
    overdue,
    published,
)
from tests.support.screens import saved
from tests.support.together import beside_the_update, together

pytestmark = pytest.mark.django_db


@pytest.fixture
def reviewer():
    return ReviewerFactory(first_name="Remy", license_type="PsyD", license_number="DEMO-7")


def crisis_page():
    return StandardPageFactory(
        slug="crisis", is_plain=True, sections=[{"heading": "Lines", "text": "", "shows": "crisis_lines"}]
    )


def submitted(page, marketer, note=""):
    return reviews.submit(reviews.text_of(page), marketer, note)[0]


def signed(page, marketer, reviewer, months=12):
    submitted(page, marketer)
    text = reviews.text_of(page)
    return reviews.approve(text, reviewer, text.digest, months, {})


def status_of(page):
    return status.of(type(page).objects.get(pk=page.pk)).status


# --- what may go live -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "make", [TherapyFactory, ConditionFactory, LevelOfCareFactory, ArticleFactory, crisis_page]
)
def test_a_clinical_page_goes_live_only_under_a_signature(make):
    page = make()
    with pytest.raises(CannotPublish, match="No clinical reviewer has approved this very text"):
        publishing.publish(page, None)
    with pytest.raises(CannotPublish, match="No clinical reviewer has approved this very text"):
        publishing.publish_all([page], None)
    assert editions_of(page) == []
    publishing.publish(approved(page), None)
    assert len(editions_of(page)) == 1


@pytest.mark.parametrize("make", [FacilityFactory, StandardPageFactory])
def test_other_pages_go_live_without_one(make):
    page = make()
    publishing.publish(page, None)
    assert editions_of(page)[0].approval is None


@pytest.mark.parametrize("values", [{"summary": "Other."}, {"slug": "other"}, {"is_demo": True}])
def test_any_edit_voids_the_signature(values):
    page = changed(approved(TherapyFactory()), **values)
    with pytest.raises(CannotPublish, match="approved this very text"):
        publishing.publish(page, None)


def test_a_signature_that_is_overdue_lets_nothing_go_live():
    page = approved(TherapyFactory())
    overdue()
    with pytest.raises(CannotPublish, match="clinical review is overdue"):
        publishing.publish(page, None)


def test_a_kept_text_that_nobody_signed_cannot_be_made_live():
    page = published(TherapyFactory())
    kept = publishing.freeze(changed(page, summary="Never signed."), None)
    with pytest.raises(CannotPublish, match="approved this very text"):
        publishing.make_live(kept, None)
    publishing.make_live(editions_of(page)[0], None)


def test_an_edition_keeps_the_signature_and_who_gave_it(marketer, reviewer):
    page = saved(TherapyFactory(), marketer)
    approval = signed(page, marketer, reviewer)
    edition = publishing.publish(page, marketer)
    assert (edition.approval, edition.reviewer, edition.author) == (approval, reviewer, marketer)


def test_a_text_that_was_read_again_goes_live_under_the_new_signature(marketer, reviewer):
    page = published(saved(TherapyFactory(), marketer))
    overdue()
    again = signed(page, marketer, reviewer, months=3)
    assert status_of(page) is Status.APPROVED
    publishing.make_live(editions_of(page)[0], marketer)
    first, second = editions_of(page)
    assert (first.approval == again, second.approval, second.content_hash) == (
        False,
        again,
        first.content_hash,
    )
    assert publishing.publish(page, marketer) == second
    assert status_of(page) is Status.LIVE


# --- signatures -----------------------------------------------------------------------------------------


def test_a_signature_says_what_the_account_said_then(marketer, reviewer):
    approval = signed(saved(TherapyFactory(), marketer), marketer, reviewer)
    reviewer.license_number = "DEMO-8"
    reviewer.save()
    approval.refresh_from_db()
    assert str(approval) == "Remy Reader, PsyD (DEMO-7)"
    with pytest.raises(TypeError):
        approval.save()


@pytest.mark.parametrize(
    ("day", "months", "due"),
    [
        (datetime.date(2026, 11, 30), 3, datetime.date(2027, 2, 28)),
        (datetime.date(2026, 12, 1), 12, datetime.date(2027, 12, 1)),
        (datetime.date(2028, 2, 29), 24, datetime.date(2030, 2, 28)),
    ],
)
def test_the_next_review_is_due_on_the_same_day_of_a_later_month(day, months, due):
    assert approvals.months_after(day, months) == due


@pytest.mark.parametrize("months", [0, 1, 25, 36])
def test_nobody_signs_for_a_time_of_their_own_choice(marketer, reviewer, months):
    page = saved(TherapyFactory(), marketer)
    with pytest.raises(ValueError, match="months"):
        signed(page, marketer, reviewer, months)


@pytest.mark.parametrize(
    "somebody",
    [
        lambda: MarketerFactory(),
        lambda: AdministratorFactory(),
        lambda: ReviewerFactory(checked_license=""),
        lambda: ReviewerFactory(checked_license="Rhea Reader\nLMFT\nOTHER"),
        lambda: ReviewerFactory(is_active=False),
        lambda: StaffFactory(group=CLINICAL_REVIEWER),
    ],
    ids=["marketer", "superuser", "unchecked", "changed since", "inactive", "no license"],
)
def test_only_a_reviewer_whose_license_was_checked_signs(marketer, somebody):
    page = saved(TherapyFactory(), marketer)
    submitted(page, marketer)
    text = reviews.text_of(page)
    with pytest.raises(reviews.Refused):
        reviews.approve(text, somebody(), text.digest, 12, {})
    assert not Approval.objects.exists()
    assert ReviewRequest.objects.get().outcome == "waiting"


def test_nobody_reviews_what_they_saved_last_or_submitted(marketer, reviewer):
    reviewer.groups.add(group_named(MARKETER))
    page = saved(TherapyFactory(), reviewer)
    with pytest.raises(reviews.Refused, match="nobody reviews their own"):
        signed(page, marketer, reviewer)
    other = saved(TherapyFactory(), marketer)
    with pytest.raises(reviews.Refused, match="You submitted this text"):
        signed(other, reviewer, reviewer)


def test_a_text_stays_its_writers_when_somebody_else_moves_it_or_saves_it_unchanged(marketer, reviewer):
    page = saved(TherapyFactory(), reviewer)
    order.place_pages([saved(TherapyFactory()), page], marketer)
    saved(page, marketer)
    with pytest.raises(reviews.Refused, match="nobody reviews their own"):
        signed(page, marketer, reviewer)
    signed(saved(changed(page, summary="Written anew."), marketer), marketer, reviewer)


def test_a_text_that_changed_while_it_was_read_is_not_approved(marketer, reviewer):
    page = saved(TherapyFactory(), marketer)
    submitted(page, marketer)
    read = reviews.text_of(page).digest
    saved(changed(page, summary="Slipped in."), marketer)
    with pytest.raises(reviews.Refused, match="changed while you were reading"):
        reviews.approve(reviews.text_of(page), reviewer, read, 12, {})
    text = reviews.text_of(page)
    with pytest.raises(reviews.Refused, match="changed after it was submitted"):
        reviews.approve(text, reviewer, text.digest, 12, {})


# --- submitting -----------------------------------------------------------------------------------------


def test_a_text_waits_once_however_often_it_is_submitted(marketer):
    page = saved(TherapyFactory(), marketer)
    text = reviews.text_of(page)
    assert [reviews.submit(text, marketer)[1] for _ in range(2)] == [True, False]
    saved(changed(page, summary="Another."), marketer)
    submitted(page, marketer)
    assert list(ReviewRequest.objects.values_list("outcome", flat=True)) == ["waiting", "withdrawn"]


@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_once_make_one_submission_and_two_decisions_one():
    marketer, reviewer = MarketerFactory(), ReviewerFactory()
    page = saved(TherapyFactory(), marketer)
    text = reviews.text_of(page)
    assert together(*[lambda: reviews.submit(text, marketer)] * 2) == [None] * 2
    assert ReviewRequest.objects.count() == 1
    together(
        lambda: reviews.approve(text, reviewer, text.digest, 12, {}),
        lambda: reviews.send_back(text, reviewer, {"Opening": "No."}),
    )
    outcome = ReviewRequest.objects.get().outcome
    assert Approval.objects.count() == (outcome == "approved")


@pytest.mark.parametrize("first", [True, False], ids=["before", "after"])
def test_the_faster_half_of_a_double_click_stays(first, marketer, monkeypatch):
    text = reviews.text_of(saved(TherapyFactory(), marketer))
    faster = []
    beside_the_update(
        monkeypatch, ReviewRequest, lambda: faster.append(reviews.submit(text, marketer)[0]), first=first
    )
    assert reviews.submit(text, marketer) == (faster[0], False)
    assert ReviewRequest.objects.get().outcome == ReviewRequest.Outcome.WAITING


@pytest.mark.parametrize("first", [True, False], ids=["before", "after"])
def test_a_text_takes_the_place_of_another_that_was_submitted_in_the_same_moment(
    first, marketer, monkeypatch
):
    text = reviews.text_of(saved(TherapyFactory(), marketer))
    other = replace(text, digest="0" * 64)
    beside_the_update(monkeypatch, ReviewRequest, lambda: reviews.submit(other, marketer), first=first)
    made, is_new = reviews.submit(text, marketer)
    assert (made.content_hash, is_new) == (text.digest, True)
    assert ReviewRequest.objects.get(outcome=ReviewRequest.Outcome.WAITING) == made


def test_sending_back_needs_a_comment(marketer, reviewer):
    page = saved(TherapyFactory(), marketer)
    submitted(page, marketer)
    with pytest.raises(reviews.Refused, match="at least one comment"):
        reviews.send_back(reviews.text_of(page), reviewer, {})
    reviews.send_back(reviews.text_of(page), reviewer, {"Opening": "Too sure."})
    assert reviews.newest(page.pk).comments == {"Opening": "Too sure."}


def test_the_second_half_of_a_double_click_is_told_the_same_and_does_nothing(marketer, reviewer):
    page = saved(TherapyFactory(), marketer)
    approval = signed(page, marketer, reviewer)
    text = reviews.text_of(page)
    assert reviews.approve(text, reviewer, text.digest, 12, {}) == approval
    other = saved(TherapyFactory(), marketer)
    asked = submitted(other, marketer)
    for _ in range(2):
        assert reviews.send_back(reviews.text_of(other), reviewer, {"Opening": "No."}) == asked
    assert Approval.objects.count() == 1


# --- states ---------------------------------------------------------------------------------------------


def test_the_status_follows_the_way_of_a_text(marketer, reviewer):
    page = saved(TherapyFactory(), marketer)
    seen = [status_of(page)]

    def then(step):
        step()
        seen.append(status_of(page))

    then(lambda: submitted(page, marketer))
    then(lambda: reviews.send_back(reviews.text_of(page), reviewer, {"Opening": "Too sure."}))
    then(lambda: saved(changed(page, summary="Mended."), marketer))
    then(lambda: signed(page, marketer, reviewer))
    then(lambda: publishing.publish(page, marketer))
    then(lambda: saved(changed(page, summary="Edited."), marketer))
    then(lambda: submitted(page, marketer))
    then(lambda: reviews.withdraw(page.pk))
    then(lambda: saved(changed(page, summary="Mended."), marketer))
    then(lambda: publishing.unpublish(page, marketer))
    then(lambda: publishing.publish(page, marketer))
    then(overdue)
    assert [found.value for found in seen] == [
        "Draft",
        "In review",
        "Sent back",
        "Sent back",
        "Approved",
        "Live",
        "Live with changes",
        "In review",
        "Live with changes",
        "Live",
        "Taken back",
        "Live",
        "Review overdue",
    ]
    assert not TakenBack.objects.exists()


def test_an_edit_of_an_approved_draft_makes_it_a_draft_again(marketer):
    page = approved(saved(TherapyFactory(), marketer))
    assert status_of(page) is Status.APPROVED
    saved(changed(page, summary="Edited."), marketer)
    assert status_of(page) is Status.DRAFT


def test_what_went_live_before_there_were_signatures_waits_for_a_review():
    page = saved(published(TherapyFactory()))
    Edition.objects.update(approval=None, reviewer=None)
    Approval.objects.all().delete()
    assert status_of(page) is Status.OVERDUE
    assert status_of(saved(published(FacilityFactory()))) is Status.LIVE


def test_a_text_that_was_sent_back_and_published_since_is_no_longer_sent_back(marketer, reviewer):
    page = saved(StandardPageFactory(), marketer)
    submitted(page, marketer)
    reviews.send_back(reviews.text_of(page), reviewer, {"Opening": "No."})
    with time_machine.travel(timezone.now() + datetime.timedelta(minutes=1), tick=False):
        publishing.publish(page, marketer)
        saved(changed(page, summary="Other."), marketer)
        assert status_of(page) is Status.CHANGED


# --- what readers are told ------------------------------------------------------------------------------


def test_the_page_names_who_signed_it_and_leads_to_how_we_review(visit, marketer, reviewer):
    published(StandardPageFactory(slug="about"))
    about = published(StandardPageFactory(slug="about/how-we-review"))
    page = saved(TherapyFactory(), marketer)
    with time_machine.travel(datetime.datetime(2026, 11, 23, 20, tzinfo=datetime.UTC), tick=False):
        signed(page, marketer, reviewer)
        document = visit(published(page).path)
    said = document.text(".review")
    assert "Medically reviewed: by Remy Reader, PsyD (license DEMO-7), on November 23, 2026." in said
    assert "/about/how-we-review/" in document.hrefs(".review a")
    (node,) = document.nodes_of_type("MedicalWebPage")
    assert node["reviewedBy"]["name"] == "Remy Reader"
    assert node["lastReviewed"] == "2026-11-23"
    published(changed(about, slug="how-we-review"))
    with time_machine.travel(datetime.datetime(2026, 11, 24, 20, tzinfo=datetime.UTC), tick=False):
        document = visit(page.path)
    assert document.hrefs(".review a") == ["/how-we-review/"]
    assert document.nodes_of_type("MedicalWebPage")[0]["publishingPrinciples"].endswith("/how-we-review/")
    assert "about/how-we-review" not in document.html


def test_what_an_old_edition_says_of_a_reviewer_is_printed_nowhere(visit):
    page = published(TherapyFactory())
    typed = {"reviewer": "Dr. Nobody", "reviewed_on": "2026-11-01", "review_due": None}
    Edition.objects.update(body=editions_of(page)[0].body | typed, approval=None, reviewer=None)
    document = visit(page.path)
    assert "Dr. Nobody" not in document.html
    assert "Not yet reviewed by a clinician" in document.text(".review")
    assert "reviewedBy" not in str(document.json_ld)


def test_a_page_that_is_overdue_says_so_and_claims_nothing(visit):
    page = published(TherapyFactory())
    overdue()
    assert "Waiting for its next review by a clinician" in visit(page.path).text(".review")


# --- the notice -----------------------------------------------------------------------------------------


def tell_and_send() -> None:
    notices.tell_reviewers()
    notices.send_due()


def test_reviewers_get_one_plain_notice(marketer, reviewer, settings):
    for title in ("Secret plans", "Another"):
        submitted(saved(TherapyFactory(title=title), marketer), marketer, "Look at the second part")
    tell_and_send()
    tell_and_send()
    (notice,) = mail.outbox
    assert notice.to == [reviewer.email]
    assert "/admin/content/reviewrequest/" in notice.body
    assert not {"Secret", "second part", marketer.email} & {*notice.body.split(), *notice.subject.split()}


def test_a_text_waits_for_the_first_reviewer_to_be_told_of_it(marketer):
    submitted(saved(TherapyFactory(), marketer), marketer)
    tell_and_send()
    assert mail.outbox == []
    ReviewerFactory()
    tell_and_send()
    assert len(mail.outbox) == 1


def test_what_was_withdrawn_is_told_to_nobody(marketer, reviewer):
    page = saved(TherapyFactory(), marketer)
    submitted(page, marketer)
    reviews.withdraw(page.pk)
    tell_and_send()
    assert mail.outbox == []
