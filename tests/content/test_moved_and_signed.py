"""A page's own place in a list is nothing that a clinician signs; everything else of it is."""

from __future__ import annotations

import pytest
from django.core import mail

from alter_site.content import notices
from alter_site.content.admin import status
from alter_site.content.editions import approvals, order, publishing, reviews
from alter_site.content.editions.publishing import CannotPublish, Status
from alter_site.content.models import Approval, Edition, Notice, ReviewRequest
from tests.factories import (
    MarketerFactory,
    PictureFactory,
    ReviewerFactory,
    TherapyFactory,
    approved,
    changed,
    published,
)
from tests.support.screens import saved
from therapies.models import Therapy

pytestmark = pytest.mark.django_db


@pytest.fixture
def drafts():
    return [approved(saved(TherapyFactory(title=title, slug=title.lower()))) for title in "ABC"]


def moved(drafts, author):
    """Move the last page to the front, as the screen of the order does: the second is the last then."""
    order.place_pages([drafts[2], *drafts[:2]], author)
    return [Therapy.objects.get(pk=page.pk) for page in drafts]


def test_a_signature_holds_when_the_page_only_moves_in_its_list(drafts, marketer):
    signed = Approval.objects.get(page_id=drafts[1].pk)
    _, page, _ = moved(drafts, marketer)
    edition = publishing.publish(page, marketer)
    assert edition.content_hash != signed.content_hash
    assert edition.approval is not None
    for name in ("by", "name", "license_type", "license_number", "day", "due", "at"):
        assert getattr(edition.approval, name) == getattr(signed, name)
    # There and back: still the same text, and one row a place.
    for _ in range(2):
        order.place_pages(drafts, marketer)
        moved(drafts, marketer)
    assert Approval.objects.filter(page_id=page.pk).count() == 3
    publishing.publish(Therapy.objects.get(pk=page.pk), marketer)


@pytest.mark.parametrize("values", [{"summary": "Anew."}, {"slug": "elsewhere"}])
def test_no_signature_survives_an_edit_that_comes_with_a_move(drafts, marketer, values):
    page = drafts[0]
    Therapy.objects.filter(pk=page.pk).update(position=40, **values)
    page.refresh_from_db()
    publishing.note_saved(page, marketer)
    with pytest.raises(CannotPublish, match="No clinical reviewer"):
        publishing.publish(page, marketer)


def test_no_signature_survives_an_edit_before_or_after_the_move(drafts, marketer):
    saved(changed(drafts[1], summary="Anew."))
    _, page, _ = moved(drafts, marketer)
    assert approvals.newest(page.pk, page.working_hash) is None
    first = Therapy.objects.get(pk=drafts[0].pk)
    saved(changed(first, summary="Anew."))
    first.refresh_from_db()
    assert approvals.newest(first.pk, first.working_hash) is None


def test_a_signature_given_after_its_picture_was_described_anew_holds_at_another_place(marketer):
    picture = PictureFactory()
    drafts = [saved(TherapyFactory(featured_picture=picture)) for _ in range(3)]
    changed(picture, alt="A room by the sea")
    approved(drafts[1])
    _, page, _ = moved(drafts, marketer)
    publishing.publish(page, marketer)


def test_an_order_that_is_published_leaves_nothing_to_publish_and_can_be_come_back_to(drafts, marketer):
    live = [published(page) for page in drafts]
    saved(changed(live[1], summary="Anew."))
    pages = moved(live, marketer)
    order.show(Therapy, marketer)
    assert [status.of(page).status for page in pages] == [Status.LIVE, Status.CHANGED, Status.LIVE]
    edition = Edition.objects.get(publication__page_id=pages[1].pk)
    published(approved(pages[1]))
    publishing.make_live(edition, marketer)
    assert publishing.live_edition(pages[1]) == edition


def test_a_text_that_waits_for_its_review_is_read_at_its_new_place(marketer):
    drafts = [saved(TherapyFactory(title=title, slug=title.lower())) for title in "ABC"]
    reviews.submit(reviews.text_of(drafts[1]), marketer)
    _, page, _ = moved(drafts, marketer)
    text = reviews.text_of(page)
    reviews.approve(text, ReviewerFactory(), text.digest, 12, {})
    publishing.publish(page, marketer)


def test_whoever_submitted_a_text_or_where_they_have_left_whoever_goes_on_is_told_what_was_decided(client):
    writer, reviewer, heir = MarketerFactory(), ReviewerFactory(), MarketerFactory()
    page = saved(TherapyFactory(title="A title that no mail names"))
    reviews.submit(reviews.text_of(page), writer)
    reviews.send_back(reviews.text_of(page), reviewer, {"Opening": "Shorter, please."})
    page = saved(changed(page, summary="Shorter."))
    reviews.submit(reviews.text_of(page), writer)
    text = reviews.text_of(page)
    notices.send_due()
    writer.is_active = False
    writer.save()
    for _ in range(2):  # the second half of a double click tells nobody again
        reviews.approve(text, reviewer, text.digest, 12, {})
    notices.send_due()
    assert [(sent.to, sent.subject) for sent in mail.outbox] == [
        ([writer.email], "A text came back from its review"),
        ([heir.email], "A text was approved"),
    ]
    assert all("no mail names" not in sent.body and "Shorter" not in sent.body for sent in mail.outbox)
    client.force_login(heir)
    assert client.get(Notice.objects.first().path).status_code == 200
    published(page)
    assert ReviewRequest.objects.count() == 2
