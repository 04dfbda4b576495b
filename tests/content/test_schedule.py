"""The schedule: text goes live and pages leave at a moment, exactly once, or somebody is told why not."""

from __future__ import annotations

import datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core import mail
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from alter_site.content import notices
from alter_site.content.editions import gates, order, publishing, reviews, scheduled
from alter_site.content.editions.restoring import take_back
from alter_site.content.editions.unpublishing import Destination, Leads
from alter_site.content.facts import moments
from alter_site.content.models import (
    Approval,
    Edition,
    Notice,
    Picture,
    Publication,
    Redirect,
    ScheduledChange,
)
from alter_site.delivery.readiness import results
from alter_site.staff.groups import CLINICAL_REVIEWER, LEAD
from tests.factories import (
    AdministratorFactory,
    MarketerFactory,
    PictureFactory,
    StaffFactory,
    TherapyFactory,
    approved,
    changed,
    committed,
    published,
)
from tests.support.document import Document
from tests.support.forms import typed
from tests.support.screens import saved, screen
from tests.support.together import together
from therapies.models import Therapy

pytestmark = pytest.mark.django_db

PACIFIC = ZoneInfo("America/Los_Angeles")
NOW = datetime.datetime(2026, 12, 1, 10, 0, tzinfo=PACIFIC)
CHRISTMAS = datetime.datetime(2026, 12, 24, 9, 0, tzinfo=PACIFIC)
MINUTE = datetime.timedelta(minutes=1)
LIST = Destination(Leads.LIST, "/therapies/")


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture(autouse=True)
def _nothing_is_asked(monkeypatch):
    """Gates are tried in tests of their own; here they stand open unless a test closes one."""
    monkeypatch.setattr(gates, "_gates", [])


@pytest.fixture
def therapy():
    """A live page whose form says something else by now."""
    page = saved(
        published(saved(TherapyFactory(title="Attachment", benefits_heading="Before", benefits=["Rest"])))
    )
    return saved(changed(page, benefits_heading="Saved for Christmas"))


def perform():
    with committed():
        scheduled.perform_due()


def says(visit, page, words):
    return words in visit(page.path).texts("h2")


# --- publishing ---------------------------------------------------------------------------------------


def test_text_goes_live_at_its_moment_as_it_was_saved_when_it_was_scheduled(visit, marketer, therapy, clock):
    scheduled.schedule_publish(therapy, marketer, CHRISTMAS)
    saved(changed(therapy, benefits_heading="Edited later"))
    clock.move_to(CHRISTMAS - MINUTE)
    perform()
    assert says(visit, therapy, "Before")
    clock.move_to(CHRISTMAS)
    perform()
    assert says(visit, therapy, "Saved for Christmas")
    therapy.refresh_from_db()
    assert therapy.benefits_heading == "Edited later"
    assert publishing.taken_back(therapy) is None
    publishing.publish(therapy, marketer)


def test_a_picture_that_was_replaced_just_before_keeps_no_text_from_going_live(
    visit, marketer, therapy, clock
):
    picture = PictureFactory()
    saved(changed(therapy, featured_picture=picture))
    scheduled.schedule_publish(therapy, marketer, CHRISTMAS)
    # Of another file, whose renditions the worker has still to make; those of the first are kept.
    Picture.objects.filter(pk=picture.pk).update(digest="fedcba9876543210", ready_widths=[])
    clock.move_to(CHRISTMAS)
    perform()
    assert says(visit, therapy, "Saved for Christmas")
    assert picture.rendition_name in visit(therapy.path).html


def test_a_worker_that_was_away_does_what_is_due_in_order(visit, marketer, therapy, clock):
    scheduled.schedule_publish(therapy, marketer, CHRISTMAS)
    scheduled.schedule_take_down(therapy, marketer, CHRISTMAS + MINUTE, LIST)
    clock.move_to(CHRISTMAS + datetime.timedelta(days=3))
    assert results()["schedule"] == "failed: 2 scheduled changes overdue"
    perform()
    assert Edition.objects.get(body__benefits_heading="Saved for Christmas")
    assert not Publication.objects.filter(page_id=therapy.pk).exists()
    assert results()["schedule"] == "ok"
    assert not scheduled.failures()


def test_what_is_undone_does_not_happen(visit, marketer, therapy, clock):
    row = scheduled.schedule_publish(therapy, marketer, CHRISTMAS)
    assert scheduled.undo(row, marketer)
    assert not scheduled.undo(row, marketer)
    clock.move_to(CHRISTMAS)
    perform()
    assert says(visit, therapy, "Before")


def test_a_correction_published_by_hand_is_not_overwritten_by_the_older_text(visit, marketer, therapy, clock):
    scheduled.schedule_publish(therapy, marketer, CHRISTMAS)
    published(saved(changed(therapy, benefits_heading="Corrected by hand")))
    clock.move_to(CHRISTMAS)
    perform()
    assert says(visit, therapy, "Corrected by hand")
    assert "by hand since" in scheduled.failures(therapy)[0].reason


def test_text_that_was_taken_back_does_not_come_back_by_the_clock(
    visit, visit_admin, marketer, therapy, clock
):
    before = Edition.objects.get(publication__page_id=therapy.pk)
    scheduled.schedule_publish(therapy, marketer, CHRISTMAS)
    publishing.publish(therapy, marketer)
    take_back(therapy, before, marketer)
    assert not scheduled.upcoming()
    assert visit_admin(screen(therapy)).texts(".page-panel .status") == ["Live", "Taken back"]
    assert "It will not be done" in visit_admin(screen(therapy, "schedule")).text("main")
    clock.move_to(CHRISTMAS)
    perform()
    assert says(visit, therapy, "Before")
    assert "by hand since" in scheduled.failures(therapy)[0].reason


def test_a_correction_is_not_forgotten_because_the_page_leaves_before_the_older_text_is_due(
    visit_admin, marketer, therapy, clock
):
    scheduled.schedule_publish(therapy, marketer, CHRISTMAS)
    scheduled.schedule_take_down(therapy, marketer, CHRISTMAS - MINUTE, LIST)
    published(saved(changed(therapy, benefits_heading="Corrected by hand")))
    assert "It will not be done" in visit_admin(screen(therapy, "schedule")).text("main")
    clock.move_to(CHRISTMAS)
    perform()
    assert not Publication.objects.filter(page_id=therapy.pk).exists()
    assert "by hand since" in scheduled.failures(therapy)[0].reason


def test_a_new_order_is_no_new_text_and_holds_for_what_is_scheduled(visit, marketer, therapy, clock):
    scheduled.schedule_publish(therapy, marketer, CHRISTMAS)
    order.place_pages([saved(TherapyFactory()), saved(TherapyFactory()), therapy], marketer)
    assert order.show(Therapy, marketer) == 1
    clock.move_to(CHRISTMAS)
    perform()
    assert says(visit, therapy, "Saved for Christmas")
    assert not order.not_shown(Therapy)


def test_the_very_same_text_published_by_hand_before_is_no_failure(marketer, therapy, clock):
    scheduled.schedule_publish(therapy, marketer, CHRISTMAS)
    publishing.publish(therapy, marketer)
    clock.move_to(CHRISTMAS)
    perform()
    assert not scheduled.failures()
    assert not scheduled.upcoming()


def test_a_page_that_is_scheduled_is_not_deleted(client, marketer):
    page = saved(TherapyFactory())
    scheduled.schedule_publish(page, marketer, CHRISTMAS)
    client.force_login(marketer)
    document = Document(client.post(screen(page, "delete"), {"post": "yes"}, follow=True))
    assert "is scheduled. Undo that first" in document.text(".messagelist")
    page.refresh_from_db()


def test_a_page_taken_off_by_hand_stays_off(marketer, therapy, clock):
    scheduled.schedule_publish(therapy, marketer, CHRISTMAS)
    publishing.unpublish(therapy, marketer)
    assert not scheduled.upcoming()
    clock.move_to(CHRISTMAS)
    perform()
    assert publishing.live_edition(therapy) is None
    assert scheduled.failures()


def test_a_page_may_leave_by_the_clock_and_come_back_by_the_clock(visit, marketer, therapy, clock):
    scheduled.schedule_take_down(therapy, marketer, CHRISTMAS, LIST)
    scheduled.schedule_publish(therapy, marketer, CHRISTMAS + MINUTE)
    clock.move_to(CHRISTMAS)
    perform()
    assert Redirect.objects.get(old_path=therapy.path).new_path == "/therapies/"
    clock.move_to(CHRISTMAS + MINUTE)
    perform()
    assert says(visit, therapy, "Saved for Christmas")
    assert not Redirect.objects.filter(old_path=therapy.path).exists()


def test_gates_are_asked_again_at_the_moment_and_whoever_scheduled_it_is_told(
    visit, marketer, therapy, clock, monkeypatch
):
    row = scheduled.schedule_publish(therapy, marketer, CHRISTMAS)
    monkeypatch.setattr(gates, "_gates", [lambda page, content, digest: ["No clinician has approved it."]])
    clock.move_to(CHRISTMAS)
    perform()
    perform()
    row.refresh_from_db()
    assert (row.done_at, row.failed_at, row.reason) == (None, CHRISTMAS, "No clinician has approved it.")
    assert says(visit, therapy, "Before")
    assert Notice.objects.count() == 1
    notices.send_due()
    notices.send_due()
    [letter] = mail.outbox
    assert letter.to == [marketer.email]
    assert screen(therapy, "schedule") in letter.body
    assert therapy.title not in f"{letter.subject} {letter.body}"


def test_what_could_not_be_published_now_is_not_scheduled(marketer, therapy, monkeypatch):
    monkeypatch.setattr(gates, "_gates", [lambda page, content, digest: ["It promises a cure."]])
    with pytest.raises(publishing.CannotPublish, match="promises a cure"):
        scheduled.schedule_publish(therapy, marketer, CHRISTMAS)
    assert not ScheduledChange.objects.exists()


def test_a_fault_of_our_own_is_told_and_stops_nothing_else(
    visit, marketer, therapy, clock, monkeypatch, caplog
):
    other = saved(TherapyFactory(title="Breathing"))
    scheduled.schedule_publish(therapy, marketer, CHRISTMAS)
    scheduled.schedule_publish(other, marketer, CHRISTMAS + MINUTE)
    go_live = publishing.go_live

    def fails(edition, author):
        if edition.page_id == therapy.pk:
            raise KeyError("words that somebody typed")
        go_live(edition, author)

    monkeypatch.setattr(publishing, "go_live", fails)
    clock.move_to(CHRISTMAS + MINUTE)
    perform()
    assert publishing.live_edition(other)
    assert scheduled.failures(therapy)[0].reason == scheduled.WENT_WRONG
    assert "KeyError:" not in caplog.text


def test_where_whoever_scheduled_it_has_left_everybody_who_may_change_the_page_is_told(
    marketer, therapy, clock, monkeypatch
):
    heir = MarketerFactory()
    scheduled.schedule_publish(therapy, marketer, CHRISTMAS)
    marketer.groups.set(StaffFactory(group=LEAD).groups.all())
    monkeypatch.setattr(gates, "_gates", [lambda page, content, digest: ["No clinician has approved it."]])
    clock.move_to(CHRISTMAS)
    perform()
    notices.send_due()
    [letter] = mail.outbox
    assert letter.to == [heir.email]
    assert "You had" not in letter.body


def test_a_page_that_was_deleted_is_told_of(marketer, clock):
    page = saved(TherapyFactory())
    scheduled.schedule_publish(page, marketer, CHRISTMAS)
    page.delete()
    clock.move_to(CHRISTMAS)
    perform()
    assert ScheduledChange.objects.get().reason == "The page has been deleted."


def test_a_page_whose_target_has_left_leaves_nevertheless_and_it_is_told(client, marketer, therapy, clock):
    target = published(TherapyFactory(title="Breathing"))
    scheduled.schedule_take_down(therapy, marketer, CHRISTMAS, Destination(Leads.PAGE, target.path))
    publishing.unpublish(target, marketer)
    clock.move_to(CHRISTMAS)
    perform()
    assert publishing.live_edition(therapy) is None
    assert Notice.objects.count() == 1
    assert client.get(therapy.path).status_code in (302, 404)


@pytest.mark.parametrize(
    ("after", "slug"), [("?from=old", "b"), ("?from=old#faq", "b"), ("", "c"), ("#faq", "c")]
)
def test_a_target_with_a_query_or_that_has_moved_is_there(client, marketer, therapy, clock, after, slug):
    target = published(TherapyFactory(slug="b"))
    row = scheduled.schedule_take_down(
        therapy, marketer, CHRISTMAS, Destination(Leads.PAGE, f"{target.path}{after}")
    )
    published(changed(target, slug=slug))
    clock.move_to(CHRISTMAS)
    perform()
    row.refresh_from_db()
    assert (row.reason, Notice.objects.count()) == ("", 0)
    answer = client.get(therapy.path)
    assert (answer.status_code, answer["Location"]) == (301, f"/therapies/{slug}/{after}")


# --- several at once ----------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_two_workers_do_it_once(marketer, therapy, clock):
    row = scheduled.schedule_publish(therapy, marketer, CHRISTMAS)
    clock.move_to(CHRISTMAS)
    assert together(*[scheduled.perform_due] * 3) == [None] * 3
    row.refresh_from_db()
    assert (row.done_at, row.failed_at) == (CHRISTMAS, None)
    assert publishing.live_edition(therapy) == row.edition


@pytest.mark.django_db(transaction=True)
def test_of_two_people_who_schedule_at_once_one_is_told_of_the_other(marketer, therapy):
    people = [marketer, MarketerFactory(first_name="Robin", last_name="Example")]
    outcomes = together(
        *[lambda who=who: scheduled.schedule_publish(therapy, who, CHRISTMAS) for who in people]
    )
    assert sorted(map(type, outcomes), key=str) == sorted([type(None), scheduled.CannotSchedule], key=str)
    assert "has scheduled this already" in str(next(filter(None, outcomes)))
    assert ScheduledChange.objects.count() == 1


def test_a_second_press_schedules_nothing_twice(marketer, therapy):
    rows = {scheduled.schedule_publish(therapy, marketer, CHRISTMAS).pk for _ in range(2)}
    assert len(rows) == 1


def test_nothing_half_is_done_when_the_rest_fails(marketer, therapy, clock, monkeypatch):
    row = scheduled.schedule_take_down(therapy, marketer, CHRISTMAS, LIST)

    def fails(page, author):
        Publication.objects.filter(page_id=page.pk).delete()
        raise publishing.CannotPublish("It cannot leave.")

    monkeypatch.setattr(publishing, "unpublish", fails)
    clock.move_to(CHRISTMAS)
    with transaction.atomic():
        perform()
    row.refresh_from_db()
    assert (row.done_at, row.reason) == (None, "It cannot leave.")
    assert publishing.live_edition(therapy)
    assert not Redirect.objects.filter(old_path=therapy.path).exists()


# --- moments ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "time", "words"),
    [
        ((2027, 3, 14), (2, 30), "there is no 2:30 am that night"),
        ((2027, 11, 7), (1, 30), "1:30 am comes twice that night"),
        ((2026, 12, 1), (10, 0), "is past"),
        ((2029, 1, 1), (9, 0), "Check the year"),
        ((9999, 12, 31), (23, 0), "December 31, 9999 is more than two years away"),
    ],
)
def test_a_moment_that_does_not_come_once_is_refused_in_words(day, time, words):
    with pytest.raises(moments.NoSuchMoment, match=words):
        moments.at(datetime.date(*day), datetime.time(*time), timezone.now())


@pytest.mark.parametrize(("day", "utc"), [(13, 17), (14, 16)])
def test_a_moment_is_one_of_the_centers_zone(day, utc):
    moment = moments.at(datetime.date(2027, 3, day), datetime.time(9), timezone.now())
    assert moment == datetime.datetime(2027, 3, day, utc, tzinfo=datetime.UTC)


# --- screens ------------------------------------------------------------------------------------------


def fill(document, form, **values):
    """Return one of the two forms of the schedule's screen, filled in."""
    place = f'form:has(input[value="{form}"])'
    return typed(document, form=place, **{f"{form}-{name}": value for name, value in values.items()})


@pytest.mark.parametrize("time", ["9am", "09:00"])
def test_a_marketer_schedules_sees_it_everywhere_and_undoes_it(client, visit_admin, marketer, therapy, time):
    address = screen(therapy, "schedule")
    values = fill(visit_admin(address), "publish", day="2026-12-24", time=time)
    document = Document(client.post(address, values, follow=True))
    words = "Thursday, December 24, 2026, 9:00 am Pacific"
    assert f"Scheduled. Publish: {words}." in document.text(".messagelist")
    assert words in visit_admin(screen(therapy)).text(".coming")
    assert f"Scheduled for {words}" in visit_admin("/admin/therapies/therapy/").text(".status")
    assert visit_admin("/admin/therapies/therapy/?status=scheduled").all("#result_list tbody tr")
    [entry] = scheduled.upcoming()
    assert (entry.title, entry.when, entry.url) == ("Attachment", words, address)
    undo = visit_admin(address).one('form[action*="/undo/"]').attributes["action"]
    assert "Undone." in Document(client.post(undo, follow=True)).text(".messagelist")
    assert "undone already" in Document(client.post(undo, follow=True)).text(".messagelist")
    assert not scheduled.upcoming()


def test_text_that_waits_for_its_review_is_not_said_to_do_so_until_the_moment_of_another(
    visit_admin, marketer, therapy
):
    scheduled.schedule_publish(therapy, marketer, CHRISTMAS)
    reviews.submit(reviews.text_of(therapy), marketer)
    panel = visit_admin(screen(therapy)).text(".page-panel")
    assert "In review Goes live Thursday, December 24, 2026, 9:00 am Pacific" in panel


def test_a_long_list_says_what_is_scheduled_without_a_query_per_row(marketer, client):
    def queries():
        with CaptureQueriesContext(connection) as found:
            client.get("/admin/therapies/therapy/")
        return len(found)

    client.force_login(marketer)
    for _ in range(2):
        scheduled.schedule_publish(saved(TherapyFactory()), marketer, CHRISTMAS)
    few = queries()
    for _ in range(6):
        scheduled.schedule_publish(saved(TherapyFactory()), marketer, CHRISTMAS)
    assert queries() == few


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"day": "2027-03-14", "time": "2:30 am"}, "there is no 2:30 am that night"),
        ({"day": "2026-11-01", "time": "9 am"}, "is past"),
        ({"day": "2026-12-24", "time": "at nine"}, "Write a time such as"),
        ({"day": "", "time": "9 am"}, "This field is required."),
        ({"day": "2026-12-24", "time": "9 am", "leads": "page", "leads_to": "/lost/"}, "No page is live at"),
        ({"day": "2026-12-24", "time": "9 am", "leads": "page", "leads_to": ""}, "Write the title"),
        ({"day": "2026-12-24", "time": "9 am", "leads": "page", "leads_to": "Attachment"}, "No live page is"),
    ],
)
def test_what_cannot_be_scheduled_is_said_where_it_was_typed_and_nothing_is_lost(
    client, visit_admin, therapy, values, words
):
    address = screen(therapy, "schedule")
    sent = fill(visit_admin(address), "down", **({"leads": "gone"} | values))
    document = Document(client.post(address, sent))
    assert words in document.text(".error-summary")
    again = typed(document, form='form:has(input[value="down"])')
    kept = again["down-day"] + again["down-leads_to"]
    assert kept == [values["day"], values.get("leads_to", "")]
    assert not ScheduledChange.objects.exists()


def test_the_screen_says_that_a_text_will_not_go_live_over_a_newer_one(
    client, visit_admin, marketer, therapy
):
    scheduled.schedule_publish(therapy, marketer, CHRISTMAS)
    saved(changed(therapy, benefits_heading="Edited later"))
    assert "is not published then" in visit_admin(screen(therapy)).text(".coming")
    published(therapy)
    assert "It will not be done" in visit_admin(screen(therapy)).text(".coming")


def test_a_failure_stays_on_the_page_until_somebody_has_seen_it(
    client, visit_admin, marketer, therapy, clock
):
    scheduled.schedule_publish(therapy, marketer, CHRISTMAS)
    publishing.unpublish(therapy, marketer)
    clock.move_to(CHRISTMAS)
    perform()
    document = visit_admin(screen(therapy))
    assert "Publish: not done." in document.text(".taken-back")
    seen = document.one('form[action*="/undo/"]').attributes["action"]
    assert "Noted." in Document(client.post(seen, follow=True)).text(".messagelist")
    assert not visit_admin(screen(therapy)).all(".taken-back")


def test_whoever_may_only_look_schedules_nothing(client, therapy, marketer):
    row = scheduled.schedule_publish(therapy, marketer, CHRISTMAS)
    client.force_login(StaffFactory(group=CLINICAL_REVIEWER))
    assert "Schedule publishing" not in client.get(screen(therapy, "schedule")).content.decode()
    assert client.post(screen(therapy, "schedule"), {"_form": "publish"}).status_code == 403
    assert client.post(screen(therapy, "undo_schedule", row.pk)).status_code == 403
    assert ScheduledChange.objects.open().count() == 1


def test_the_group_that_is_told_is_the_one_that_staff_calls_so():
    assert notices.LEAD_GROUP == LEAD


def test_a_text_whose_next_review_is_due_before_the_moment_is_refused_at_once(marketer, therapy):
    approved(therapy)
    Approval.objects.update(due=CHRISTMAS.date() - datetime.timedelta(days=1))
    with pytest.raises(publishing.CannotPublish, match="next clinical review is due on December 23"):
        scheduled.schedule_publish(therapy, marketer, CHRISTMAS)


# --- for somebody who has left ------------------------------------------------------------------------


@pytest.fixture(params=["left", "lost the right"])
def gone(request, marketer):
    """Let somebody leave, or lose the right to change pages."""

    def leaving():
        if request.param == "left":
            marketer.is_active = False
            marketer.save()
        else:
            marketer.groups.clear()

    return leaving


def test_nothing_is_published_or_taken_down_for_somebody_who_may_not_any_more(
    visit, client, marketer, therapy, clock, gone
):
    other = AdministratorFactory()
    scheduled.schedule_publish(therapy, marketer, CHRISTMAS)
    scheduled.schedule_take_down(therapy, marketer, CHRISTMAS + MINUTE, LIST)
    gone()
    assert [f"{marketer} may not do this" in entry.reason for entry in scheduled.upcoming()] == [True, True]
    client.force_login(other)
    for own in (screen(therapy), screen(therapy, "schedule")):
        said = Document(client.get(own)).texts(".coming")
        assert [f"It will not be done. {marketer} may not do this" in words for words in said] == [True, True]
    listed = Document(client.get("/admin/therapies/therapy/")).text("#result_list")
    assert listed.count("It will not be done.") == 2
    assert "Scheduled for" not in listed
    assert "Leaves" not in listed
    assert not Document(client.get("/admin/therapies/therapy/?status=scheduled")).all("#result_list tbody tr")
    clock.move_to(CHRISTMAS + 2 * MINUTE)
    perform()
    assert says(visit, therapy, "Before")
    assert [f"{marketer} may not do this" in entry.reason for entry in scheduled.failures()] == [True, True]
    told = set(Notice.objects.values_list("to", flat=True))
    assert other.pk in told
    assert marketer.pk not in told
    client.force_login(other)
    failed = Document(client.get(screen(therapy))).texts(".taken-back")
    assert [f"{marketer} may not do this any more" in words for words in failed] == [True, True]


def test_who_has_the_right_again_by_then_is_acted_for(visit, marketer, therapy, clock):
    scheduled.schedule_publish(therapy, marketer, CHRISTMAS)
    marketer.is_active = False
    marketer.save()
    perform()
    marketer.is_active = True
    marketer.save()
    clock.move_to(CHRISTMAS)
    perform()
    assert says(visit, therapy, "Saved for Christmas")
