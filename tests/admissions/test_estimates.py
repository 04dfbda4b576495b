"""Good-faith estimates: business days, what one holds, its clock, its signature, and how long it is kept."""

from __future__ import annotations

import datetime
from dataclasses import replace

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from admissions import services
from admissions.choices import InsuranceRoute, Outcome, WorksheetState
from admissions.custody.access import Purpose, open_for
from admissions.estimates import business_days as days
from admissions.estimates import keeping, words
from admissions.estimates.content import Content, Line, problems
from admissions.forget import forget
from admissions.models import ContactAttempt, Estimate, EstimateClock, Policy, Submission
from admissions.services import IllegalMove, Overtaken
from alter_site.content.facts.coverage import ZONE
from alter_site.staff.groups import BENEFITS_VERIFIER
from tests.factories import StaffFactory
from tests.support.document import Document
from tests.support.forms import after
from tests.support.requests import received

NOW = datetime.datetime(2026, 11, 23, 20, tzinfo=datetime.UTC)  # a Monday, noon at the center
DATE = datetime.date
WHOLE = Content(
    name="Samira Example",
    birth_date="1990-02-28",
    service="Residential treatment",
    starts="2026-12-10",
    ends="2027-01-08",
    facility="Example House",
    place="1 Example Street, Dana Point, CA",
    npi="1234567893",
    tin="00-0000000",
    lines=(
        Line("A day of residential care", "H0018", 30, 120_000),
        Line("Laboratory", "80305", 2, 4_050, "Lab"),
    ),
    others="Example Lab, NPI 1234567893, tax ID 00-0000001, Irvine, CA",
)


# --- business days --------------------------------------------------------------------------------------


def test_the_federal_holidays_of_a_year_are_those_on_which_they_are_observed():
    of_2026 = [
        "01-01",
        "01-19",
        "02-16",
        "05-25",
        "06-19",
        "07-03",
        "09-07",
        "10-12",
        "11-11",
        "11-26",
        "12-25",
    ]
    assert sorted(f"{day:%m-%d}" for day in days.holidays(2026)) == of_2026
    assert DATE(2021, 12, 31) in days.holidays(2021), "the first of January 2022 is a Saturday"
    assert DATE(2023, 1, 2) in days.holidays(2023), "the first of January 2023 is a Sunday"


@pytest.mark.parametrize(
    ("asked", "due"),
    [
        ("2026-11-16 09:00", "2026-11-19 17:00"),
        ("2026-11-23 12:00", "2026-11-27 17:00"),  # Thanksgiving lies between
        ("2026-11-20 23:59", "2026-11-25 17:00"),  # a Friday night
        ("2026-11-21 10:00", "2026-11-25 17:00"),  # a Saturday
        ("2026-12-31 10:00", "2027-01-06 17:00"),
        ("2026-10-30 10:00", "2026-11-04 17:00"),  # the clock is set back between
    ],
)
def test_an_estimate_is_due_three_business_days_after_it_was_asked_for(asked, due):
    moment = datetime.datetime.fromisoformat(asked).replace(tzinfo=ZONE)
    assert f"{days.due_when_asked(moment).astimezone(ZONE):%Y-%m-%d %H:%M}" == due


@pytest.mark.parametrize(
    ("care_on", "number"),
    [
        ("2026-11-18", 0),
        ("2026-11-19", 1),  # three business days ahead
        ("2026-11-30", 1),  # nine: Thanksgiving is none
        ("2026-12-01", 3),  # ten
        ("2026-11-16", 0),
    ],
)
def test_care_that_is_planned_gives_one_business_day_or_three(care_on, number):
    assert days.days_to_give(DATE(2026, 11, 16), DATE.fromisoformat(care_on)) == number


@pytest.mark.parametrize(
    ("now", "said"),
    [
        ("2026-11-23 12:00", ("ok", "Estimate due Friday 5 pm")),
        ("2026-11-27 09:00", ("soon", "Estimate due today 5 pm")),
        ("2026-11-26 20:00", ("soon", "Estimate due Friday 5 pm")),
        ("2026-11-27 17:01", ("late", "Estimate late: it was due Fri, Nov 27, 5 pm")),
    ],
)
def test_the_clock_says_when_the_estimate_is_due(now, said):
    running = EstimateClock(due=days.due_when_asked(NOW))
    assert words.of_clock(running, datetime.datetime.fromisoformat(now).replace(tzinfo=ZONE)) == said


# --- what stands in it ----------------------------------------------------------------------------------


def test_an_estimate_adds_up_by_provider_and_comes_back_as_it_was_sealed():
    assert WHOLE.total == 30 * 120_000 + 2 * 4_050
    assert {name: len(lines) for name, lines in WHOLE.by_provider.items()} == {"Example House": 1, "Lab": 1}
    assert Content.from_json(WHOLE.as_json()) == WHOLE
    assert problems(WHOLE) == []


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"name": ""}, "The person’s name is missing."),
        ({"birth_date": ""}, "Their birth date is missing."),
        ({"npi": "12"}, "An NPI has ten digits."),
        ({"lines": ()}, "There is no service in it yet."),
        ({"lines": (Line("A day", "", 3, 0),)}, "Service 1 lacks its service code, what one costs."),
        ({"others": ""}, "Somebody else provides part of it: their NPI, tax ID and place are missing."),
        ({"ends": "2026-12-01"}, "It ends before it begins."),
        ({"ends": "2027-12-20"}, "One estimate covers twelve months at most."),
    ],
)
def test_what_an_estimate_lacks_is_said(change, said):
    assert problems(replace(WHOLE, **change)) == [said]


# --- the clock ------------------------------------------------------------------------------------------


@pytest.fixture
def noon():
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


@pytest.fixture
def self_pay(db, noon, coordinator):
    submission = received(plan={}, plain={"insurance_route": InsuranceRoute.NONE, "plan_type": ""})
    return services.claim(submission, coordinator)


def signed(submission, coordinator, second, content=WHOLE):
    services.save_estimate(submission, coordinator, saves=0, typed=content)
    services.estimate_ready(submission, coordinator)
    return services.sign_estimate(submission, second)


def test_a_request_without_insurance_starts_a_clock_that_the_queue_shows(self_pay, client, lead):
    running = self_pay.estimate_clocks.get()
    assert (running.due, running.ended_at) == (days.due_when_asked(NOW), None)
    assert not received(phone="(949) 555-0199").estimate_clocks.exists()
    client.force_login(lead)
    for path in (reverse("desk:queue"), f"{reverse('desk:queue')}?view=estimates"):
        page = Document(client.get(path))
        assert page.text("tbody").count("Estimate due Friday 5 pm") == 1
    detail = Document(client.get(reverse("desk:detail", args=[self_pay.reference])))
    assert "Estimate due Friday 5 pm" in detail.text("main")


def test_without_insurance_after_all_starts_the_clock_as_the_form_does(self_pay, coordinator):
    submission = services.claim(received(), coordinator)
    services.correct(
        submission, coordinator, seen=0, plain={"insurance_route": "none"}, personal={}, plans={}, words={}
    )
    assert submission.estimate_clocks.get().due == days.due_when_asked(NOW)


def test_of_two_clocks_the_earlier_time_counts_and_one_runs(self_pay, coordinator):
    services.schedule_care(self_pay, coordinator, care_on=DATE(2026, 12, 1))
    assert self_pay.estimate_clocks.get().due == days.due(NOW, 1)
    services.ask_for_estimate(self_pay, coordinator)
    assert self_pay.estimate_clocks.get().due == days.due(NOW, 1)
    with pytest.raises(IllegalMove, match="less than three business days"):
        services.schedule_care(self_pay, coordinator, care_on=DATE(2026, 11, 25))
    with pytest.raises(IllegalMove, match="past"):
        services.schedule_care(self_pay, coordinator, care_on=DATE(2026, 11, 20))


@pytest.mark.parametrize("typed", ["12/31/9999", "12/10/2062"])
def test_care_planned_for_a_day_far_away_is_a_slip_and_is_asked_back(self_pay, coordinator, client, typed):
    client.force_login(coordinator)
    address = reverse("desk:estimate_step", args=[self_pay.reference, "planned"])
    page = Document(after(client.post(address, {"estimate-planned-care_on": typed})))
    assert "more than a year away" in page.text("main")
    assert page.one("[name=estimate-planned-care_on]").attributes["value"] == typed
    assert self_pay.estimate_clocks.get().due == days.due_when_asked(NOW)


def test_nobody_ends_as_paying_themselves_while_an_estimate_is_due(self_pay, coordinator, lead):
    ContactAttempt.objects.create(
        submission=self_pay, at=NOW, by=coordinator, channel="phone", result="spoke"
    )
    with pytest.raises(IllegalMove, match="still due"):
        services.close(self_pay, coordinator, outcome=Outcome.SELF_PAY)
    with pytest.raises(IllegalMove, match="why no estimate"):
        services.waive(self_pay, coordinator, reason="anything")
    services.waive(self_pay, coordinator, reason="not_wanted")
    assert services.close(self_pay, coordinator, outcome=Outcome.SELF_PAY).is_closed


def test_a_given_estimate_stands_for_the_payer_whom_nobody_can_ask(self_pay, coordinator, lead):
    services.record_attempt(self_pay, coordinator, channel="phone", result="spoke", direction="in")
    with pytest.raises(IllegalMove, match="signed worksheet"):
        services.close(self_pay, coordinator, outcome=Outcome.NOT_COVERED)
    signed(self_pay, coordinator, lead)
    services.give_estimate(self_pay, coordinator, how="handed")
    self_pay.refresh_from_db()
    assert services.close(self_pay, coordinator, outcome=Outcome.NOT_COVERED).is_closed


# --- versions, signature, giving ------------------------------------------------------------------------


def test_whoever_wrote_any_version_does_not_sign_and_what_is_signed_stays(
    self_pay, coordinator, lead, visit_admin
):
    verifier = StaffFactory(group=BENEFITS_VERIFIER)
    services.save_estimate(self_pay, verifier, saves=0, typed=replace(WHOLE, npi=""))
    with pytest.raises(IllegalMove, match="NPI is missing"):
        services.estimate_ready(self_pay, verifier)
    services.save_estimate(self_pay, lead, saves=1, typed=WHOLE)
    services.estimate_ready(self_pay, lead)
    for writer in (verifier, lead):
        shown = visit_admin(reverse("desk:estimate", args=[self_pay.reference]), by=writer)
        assert "You wrote this estimate. A second person signs it." in shown.text("aside")
        assert not shown.all("form[action$='/sign/'] button")
        with pytest.raises(IllegalMove, match="second person"):
            services.sign_estimate(self_pay, writer)
    with pytest.raises(IllegalMove, match="waits for a second person"):
        services.save_estimate(self_pay, coordinator, saves=2, typed=WHOLE)
    second = StaffFactory(group=BENEFITS_VERIFIER)
    services.estimate_back(self_pay, second, comment="The rate is last year’s.")
    services.save_estimate(self_pay, lead, saves=2, typed=WHOLE)
    services.estimate_ready(self_pay, lead)
    services.sign_estimate(self_pay, second)
    services.save_estimate(self_pay, coordinator, saves=3, typed=WHOLE)
    states = list(Estimate.objects.values_list("number", "state"))
    assert states == [(3, WorksheetState.DRAFT), (2, WorksheetState.SIGNED), (1, WorksheetState.SENT_BACK)]


def test_an_estimate_with_a_birth_date_that_was_corrected_since_is_not_given(
    self_pay, coordinator, visit_admin
):
    second = StaffFactory(group=BENEFITS_VERIFIER)
    signed(self_pay, coordinator, second)
    born = {"birth_date": "1991-02-28"}
    services.correct(self_pay, coordinator, seen=0, plain={}, personal=born, plans={}, words={})
    screen = visit_admin(reverse("desk:estimate", args=[self_pay.reference]), by=coordinator)
    assert "Correct it here as well" in screen.text("main")
    with pytest.raises(IllegalMove, match="has changed"):
        services.give_estimate(self_pay, coordinator, how="handed")
    services.save_estimate(self_pay, coordinator, saves=1, typed=replace(WHOLE, birth_date="1991-02-28"))
    services.estimate_ready(self_pay, coordinator)
    assert services.sign_estimate(self_pay, second).number == 2


def test_of_two_who_save_at_once_the_second_is_told_and_both_stay(self_pay, coordinator, lead):
    services.save_estimate(self_pay, coordinator, saves=0, typed=WHOLE)
    with pytest.raises(Overtaken):
        services.save_estimate(self_pay, lead, saves=0, typed=replace(WHOLE, service="Day program"))
    services.save_estimate(self_pay, lead, saves=1, typed=replace(WHOLE, service="Day program"), beside=True)
    kept = [services.content_of(one).service for one in Estimate.objects.all()]
    assert kept == ["Day program", "Residential treatment"]


@pytest.mark.parametrize(("later", "event"), [(1, "estimate given"), (6, "estimate late")])
def test_giving_it_ends_the_clock_and_says_whether_in_time(self_pay, coordinator, lead, noon, later, event):
    with pytest.raises(IllegalMove):
        services.give_estimate(self_pay, coordinator, how="handed")
    signed(self_pay, coordinator, lead)
    noon.shift(datetime.timedelta(days=later))
    with pytest.raises(IllegalMove, match="Say how"):
        services.give_estimate(self_pay, coordinator, how="sung")
    services.give_estimate(self_pay, coordinator, how="post")
    ended = self_pay.estimate_clocks.get()
    assert (ended.end, ended.ended_at) == ("given", timezone.now())
    assert self_pay.events.latest("pk").move == event
    with pytest.raises(IllegalMove, match="already"):
        services.give_estimate(self_pay, coordinator, how="post")


def test_one_that_was_given_in_the_minute_in_which_it_was_due_was_given_in_time(
    self_pay, coordinator, lead, client
):
    signed(self_pay, coordinator, lead)
    due = self_pay.estimate_clocks.get().due
    with time_machine.travel(due + datetime.timedelta(hours=1), tick=False):
        client.force_login(coordinator)
        typed = timezone.localtime(due, ZONE).strftime("%Y-%m-%dT%H:%M")
        client.post(
            reverse("desk:estimate_step", args=[self_pay.reference, "given"]),
            {"how": "handed", "at": typed},
        )
        assert words.of_ended(self_pay.estimate_clocks.get(), {})[0] == "kept"
    assert self_pay.events.latest("pk").move == "estimate given"


def test_the_sheet_holds_what_the_rule_asks_for_and_the_call_script_no_name(
    self_pay, coordinator, lead, client
):
    client.force_login(lead)
    signed(self_pay, coordinator, lead)
    sheet = Document(client.get(reverse("desk:estimate_sheet", args=[self_pay.reference]))).text("main")
    for words_of_it in (
        *("Samira Example", "2/28/1990", "Residential treatment", "From 12/10/2026 to 1/8/2027"),
        *(
            "H0018",
            "$36,000",
            "$81",
            "In all: $36,081",
            "1234567893",
            "Example House",
            "No clinician has made",
        ),
        *(
            "may differ",
            "not a contract",
            "at least $400 more",
            "within 120",
            "not make the care you get any worse",
        ),
    ):
        assert words_of_it in sheet
    page = Document(client.get(reverse("desk:estimate", args=[self_pay.reference])))
    script = page.text("aside")
    assert "$36,081 in all" in script
    assert "Samira" not in script
    assert "1990" not in script
    assert "Samira" not in page.title


def test_what_cannot_be_read_is_marked_and_everything_else_is_saved(self_pay, coordinator, client):
    client.force_login(coordinator)
    path = reverse("desk:estimate", args=[self_pay.reference])
    sent = {
        "saves": "0",
        "service": "Day program",
        "starts": "someday",
        "line0_rate": "much",
        "line0_code": "H1",
    }
    page = Document(after(client.post(path, sent)))
    assert "What could be read is saved." in page.text("main")
    assert "someday" in page.html
    kept = services.content_of(services.newest_estimate(self_pay))
    assert (kept.service, kept.starts, kept.lines[0].code) == ("Day program", "", "H1")
    stale = Document(after(client.post(path, {"saves": "0", "service": "Theirs"})))
    assert "has saved this estimate since" in stale.text("main")


# --- merging and forgetting -----------------------------------------------------------------------------


def test_a_merged_request_takes_its_estimates_and_its_clock_along(self_pay, coordinator, lead):
    services.save_estimate(self_pay, coordinator, saves=0, typed=WHOLE)
    kept = services.claim(received(), lead)
    services.merge(kept, self_pay, lead, seen=0, seen_other=0, personal={}, plans={}, words={})
    assert kept.estimate_clocks.get().ended_at is None
    assert kept.estimates.count() == 1


def test_a_draft_of_a_merged_request_takes_no_place_of_one_that_is_signed(self_pay, coordinator, lead):
    other = services.claim(received(), lead)
    services.save_estimate(other, lead, saves=0, typed=replace(WHOLE, lines=WHOLE.lines[:1]))
    signed(self_pay, coordinator, lead)
    services.merge(self_pay, other, lead, seen=0, seen_other=0, personal={}, plans={}, words={})
    assert services.give_estimate(self_pay, coordinator, how="email").number == 1
    assert other.estimates.count() == 1


def test_an_estimate_is_kept_for_six_years_and_nothing_else_of_its_request(self_pay, coordinator, lead):
    signed(self_pay, coordinator, lead)
    services.give_estimate(self_pay, coordinator, how="email")
    services.add_note(self_pay, coordinator, text="Call Pat")
    services.withdraw(self_pay)
    assert forget(NOW).submissions == 1
    kept = Submission.objects.get()
    assert open_for(Purpose.OWN_DRAFT, kept, "last_name", "phone", "note") == {
        "last_name": "Example",
        "phone": "",
        "note": "",
    }
    assert (kept.phone_index, kept.status_secret) == ("", "")
    assert not Policy.objects.exists()
    assert not kept.notes.exists()
    assert services.content_of(kept.estimates.get()).total == WHOLE.total
    assert forget(NOW + datetime.timedelta(days=6 * 365)).submissions == 0
    last = keeping.kept_until(kept)
    assert last is not None
    assert forget(last).submissions == 1
    assert not Submission.objects.exists()
    assert not Estimate.objects.exists()


def test_a_request_of_which_only_the_estimate_is_left_is_not_taken_up_again(
    self_pay, coordinator, lead, client
):
    signed(self_pay, coordinator, lead)
    services.give_estimate(self_pay, coordinator, how="email")
    services.close(Submission.objects.get(), coordinator, outcome=Outcome.DECLINED)
    forget(NOW + datetime.timedelta(days=91))
    kept = Submission.objects.get()
    with pytest.raises(IllegalMove, match="Nothing but its estimate is kept"):
        services.reopen(kept, lead, reason="called_back")
    client.force_login(lead)
    address = reverse("desk:act", args=[kept.reference, "reopen"])
    page = Document(after(client.post(address, {"reason": "called_back", "version": kept.version})))
    assert "as a new request" in page.text("main")
