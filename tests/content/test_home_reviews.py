"""The content home and the list's actions know what was submitted, sent back, signed and is overdue."""

from __future__ import annotations

import pytest

from alter_site.content.editions import reviews
from alter_site.content.editions.bulk_actions import Submit, foresee
from alter_site.content.lint import results
from alter_site.content.models import LintResult, ReviewRequest
from tests.factories import StandardPageFactory, TherapyFactory, approved, changed, signer
from tests.support.screens import saved, screen

pytestmark = pytest.mark.django_db

HOME = "/admin/home/"


def panel(document, name):
    return document.text(f"#{name}") if document.all(f"#{name}") else ""


def test_a_submitted_text_waits_for_whoever_may_sign_it(visit_admin, marketer):
    page = saved(TherapyFactory(title="Reading aloud"), marketer)
    reviews.submit(reviews.text_of(page), marketer)
    assert "Reading aloud" in panel(visit_admin(HOME, by=signer()), "waiting-for-you")
    assert "Reading aloud" not in panel(visit_admin(HOME), "waiting-for-you")


def test_a_text_that_was_sent_back_or_signed_stands_in_its_panel(visit_admin, marketer):
    back = saved(TherapyFactory(title="Reading aloud"), marketer)
    reviews.submit(reviews.text_of(back), marketer)
    reviews.send_back(reviews.text_of(back), signer(), {"Introduction": "Say how long it takes."})
    approved(saved(TherapyFactory(title="Singing"), marketer))
    document = visit_admin(HOME)
    assert "Reading aloud" in panel(document, "sent-back")
    assert "Singing" in panel(document, "approved")


def test_several_texts_are_submitted_at_once_and_what_waits_already_stays(marketer):
    pages = [saved(StandardPageFactory(), marketer) for _ in range(2)]
    reviews.submit(reviews.text_of(pages[0]), marketer)
    assert [row.goes for row in foresee(Submit, pages, marketer)] == [False, True]
    assert ReviewRequest.objects.count() == 1
    Submit.do(pages, marketer)
    assert ReviewRequest.objects.count() == 2


def test_a_text_that_the_linter_blocks_stands_in_its_panel_until_it_is_mended(visit_admin, marketer):
    page = saved(StandardPageFactory(title="For families", lede="Our program cures addiction."), marketer)
    results.check_some()
    document = visit_admin(HOME)
    assert "1 thing keeps it from going live" in panel(document, "failing-the-linter")
    assert screen(page, "check") in document.hrefs("#failing-the-linter a")
    saved(changed(page, lede="We begin by listening."), marketer)
    assert "For families" not in panel(visit_admin(HOME), "failing-the-linter")
    assert results.check_some() == 1
    assert results.check_some() == 0
    page.delete()
    assert not LintResult.objects.exists()


def test_an_agreed_exception_lets_a_page_be_read_anew(marketer):
    page = saved(StandardPageFactory(lede="Our program cures addiction."), marketer)
    results.check_some()
    assert LintResult.objects.get().blocking == 1
    results.forget(page.pk)
    assert results.check_some() == 1
