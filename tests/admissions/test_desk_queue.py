"""The queue: what waits, for how long, and nothing about whom."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from admissions import services
from admissions.choices import Status
from admissions.desk.duty import go_on
from admissions.desk.queue.open_requests import PAGE, VIEWS
from admissions.models import ContactAttempt, Duty, Outbox, Submission
from alter_site.staff.groups import COORDINATOR, LEAD
from tests.factories import StaffFactory
from tests.support.requests import TOLD, received

pytestmark = pytest.mark.django_db

QUEUE = reverse("desk:queue")
MINUTE = datetime.timedelta(minutes=1)


@pytest.fixture
def queue(visit_admin, coordinator):
    """The queue as a coordinator sees it: ``queue(view="late")``."""
    return lambda by=None, **query: visit_admin(QUEUE, by=by or coordinator, data=query)


def due(submission: Submission, minutes: int) -> Submission:
    """Move a promise to so many minutes from now."""
    Submission.objects.filter(pk=submission.pk).update(
        due_first_contact=timezone.now() + minutes * MINUTE + datetime.timedelta(seconds=30)
    )
    return submission


def references(page: Any) -> list[str]:
    return page.texts(".ref")


def test_the_nearest_promise_comes_first(queue):
    later, sooner = due(received(), 90), due(received(), 9)
    assert references(queue()) == [sooner.reference, later.reference]


@pytest.mark.parametrize(
    ("minutes", "words", "kind"),
    [(9, "9 min left", "soon"), (79, "1 h 19 min left", "ok"), (-4, "Late 3 min", "late")],
)
def test_a_clock_is_told_in_words_and_with_an_icon(queue, minutes, words, kind):
    due(received(), minutes)
    clock = queue().one(f".clock-{kind}")
    assert " ".join(clock.text().split()) == words
    assert clock.css("svg path")


def test_without_hours_there_is_no_clock(queue):
    received()
    assert queue().text(".clock") == "No clock"


def test_a_row_shows_only_columns_that_hold_nothing_personal(queue, coordinator):
    submission = due(received(), -10)
    Submission.objects.filter(pk=submission.pk).update(received_at=timezone.now() - 372 * MINUTE)
    assert queue().texts("tbody td") == [
        "Self · PPO · Typed",
        "6 h 12 min",
        "Late 9 min",
        "Received",
        "Nobody yet",
        "First call now",
    ]
    services.claim(submission, coordinator)
    assert queue().texts("tbody td")[4] == "You"


def test_nothing_personal_is_in_the_list(queue, coordinator):
    due(received(), 5)
    page = queue()
    for value in TOLD:
        assert value not in page.fixed_html
    assert not page.all("form[method=get]")


@pytest.mark.parametrize(
    ("view", "expected"),
    [
        ("unclaimed", {"free", "free and late"}),
        ("mine", {"mine", "asked"}),
        ("person", {"asked"}),
        ("late", {"free and late"}),
        ("all", {"free", "free and late", "mine", "asked", "theirs"}),
        ("no such view", {"free", "free and late", "mine", "asked", "theirs"}),
    ],
)
def test_each_view_holds_its_own(queue, coordinator, lead, view, expected):
    colleague = StaffFactory(group=COORDINATOR)
    named = {name: due(received(), 60) for name in ("free", "mine", "asked", "theirs", "closed")}
    named["free and late"] = due(received(), -5)
    named["late but reached"] = due(received(), -5)
    for name in ("mine", "asked"):
        services.claim(named[name], coordinator)
    for name in ("theirs", "late but reached"):
        services.claim(named[name], colleague)
    services.ask_for_information(
        named["asked"], coordinator, missing="member_id", next_at=timezone.now() + 60 * MINUTE
    )
    services.record_attempt(named["late but reached"], colleague, channel="phone", result="no_answer")
    services.close(named["closed"], lead, outcome="invalid")
    known = {submission.reference: name for name, submission in named.items()}
    shown = {known[reference] for reference in references(queue(view=view))}
    assert shown - {"late but reached"} == expected
    assert ("late but reached" in shown) == (view in {"all", "no such view"})


def test_a_tab_counts_to_ninety_nine_and_no_further(queue, monkeypatch):
    monkeypatch.setattr("admissions.desk.queue.open_requests.MOST_COUNTED", 2)
    for _ in range(3):
        received()
    assert queue(view="unclaimed").text("[aria-current=page] .n") == "2+"


def test_a_possible_duplicate_is_marked_in_the_queue(queue):
    first = received()
    assert not queue().all(".dup")
    twin, stranger = received(), received(phone="212 555 0100", last_name="Other", plan={})
    marked = {row.css_first(".ref").text() for row in queue().all("tbody tr") if row.css(".dup")}
    assert marked == {first.reference, twin.reference}
    assert stranger.reference not in marked


def test_a_page_holds_fifty(queue, monkeypatch):
    monkeypatch.setattr("admissions.desk.queue.open_requests.PAGE", 2)
    sorted_by_promise = [due(received(), 10 * number).reference for number in range(1, 6)]
    first = queue(view="all")
    assert references(first) == sorted_by_promise[:2]
    assert first.hrefs("[aria-label='Pages of the queue'] a") == ["?view=all&page=2"]
    assert references(queue(view="all", page="2")) == sorted_by_promise[2:4]
    last = queue(view="all", page="3")
    assert references(last) == sorted_by_promise[4:]
    assert last.texts("[aria-label='Pages of the queue'] a") == ["Earlier promises"]


def test_the_list_does_not_even_read_what_is_sealed(client, coordinator):
    received()
    client.force_login(coordinator)
    with CaptureQueriesContext(connection) as queries:
        client.get(QUEUE)
    read = " ".join(query["sql"].partition(" FROM ")[0] for query in queries)
    assert '"admissions_submission"."status"' in read
    assert not [name for name in Submission.sealed_fields() if f'"admissions_submission"."{name}"' in read]


@pytest.mark.parametrize("number", ["0", "-1", "x", "²", "9" * 30])
def test_a_nonsense_page_number_is_answered(queue, number):
    received()
    assert queue(page=number)


def test_the_number_of_queries_does_not_grow(client, coordinator):
    def cost() -> int:
        client.force_login(coordinator)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(QUEUE).status_code == 200
        return len(queries)

    services.claim(received(), coordinator)
    few = cost()
    for _ in range(8):
        services.claim(received(), StaffFactory(group=COORDINATOR))
        go_on(StaffFactory(group=COORDINATOR), timezone.now())
    assert cost() == few


@pytest.mark.parametrize(
    ("view", "index"),
    [
        ("unclaimed", "admissions_open_by_status (status=?"),
        ("mine", "admissions_open_by_owner (owner_id=?"),
        ("person", "admissions_open_by_stage (stage=?"),
        ("late", "admissions_untried (due_first_contact<?"),
        ("today", "admissions_is_today"),
        ("clinician", "admissions_is_clinician_first"),
        ("all", "admissions_open_by_promise"),
    ],
)
@pytest.mark.skipif(connection.vendor != "sqlite", reason="Each database explains itself in its own words.")
def test_every_view_is_read_along_an_index(coordinator, view, index):
    rows = VIEWS[view].order(VIEWS[view].rows(coordinator))
    assert index in rows[: PAGE + 1].explain()


def test_a_coordinator_finds_what_is_flagged_with_its_number(queue, coordinator, client):
    plain, hurried, careful, both, closed = (due(received(), 60 + number) for number in range(5))
    for one, today, clinician in (
        (hurried, True, False),
        (careful, False, True),
        (both, True, True),
        (closed, True, True),
    ):
        services.set_flags(one, coordinator, today=today, clinician_first=clinician)
    services.close(closed, StaffFactory(group=LEAD), outcome="invalid")
    start = queue()
    names = {
        "Today": ("?view=today", {hurried, both}),
        "Clinician first": ("?view=clinician", {careful, both}),
    }
    for name, (address, held) in names.items():
        link = next(one for one in start.all("[aria-label='Other lists'] a") if one.text().startswith(name))
        assert link.attributes["href"] == address
        page = queue(view=address.removeprefix("?view="))
        assert set(references(page)) == {one.reference for one in held}
        assert page.text(".desk-tabs [aria-current=page] .n") == "2"
        assert "(2)" in page.title
    assert plain.reference not in references(queue(view="today"))


def test_a_list_of_flagged_requests_costs_the_same_whatever_it_holds(client, coordinator):
    def cost(view: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(QUEUE, {"view": view}).status_code == 200
        return len(queries)

    client.force_login(coordinator)
    Submission.objects.filter(pk=received().pk).update(today=True, clinician_first=True)
    few = {view: cost(view) for view in ("today", "clinician")}
    for _ in range(6):
        Submission.objects.filter(pk=received().pk).update(today=True, clinician_first=True)
    assert {view: cost(view) for view in few} == few


def test_the_first_screen_leads_to_the_desk_for_those_who_work_there(visit_admin, coordinator, marketer):
    start = reverse("admin:index")
    assert {QUEUE, reverse("desk:call"), reverse("desk:find")} <= set(
        visit_admin(start, by=coordinator).hrefs()
    )
    assert QUEUE not in visit_admin(start, by=marketer).hrefs()


# --- taking and being there ---------------------------------------------------------------------------


def test_take_next_takes_the_nearest_promise(client, coordinator):
    due(received(), 90)
    sooner = due(received(), 9)
    client.force_login(coordinator)
    response = client.post(reverse("desk:take_next"))
    assert response.headers["Location"] == reverse("desk:detail", args=[sooner.reference])
    sooner.refresh_from_db()
    assert sooner.owner == coordinator


def test_take_next_with_nothing_waiting_says_so(client, coordinator):
    client.force_login(coordinator)
    response = client.post(reverse("desk:take_next"), follow=True)
    assert "Nothing is waiting to be taken." in response.content.decode()


def test_a_get_to_take_next_takes_nothing(client, coordinator):
    submission = received()
    client.force_login(coordinator)
    assert client.get(reverse("desk:take_next")).status_code == 302
    submission.refresh_from_db()
    assert submission.owner is None


def test_staff_switch_themselves_on_and_off(client, coordinator, queue):
    assert "Nobody is on duty" in queue().text("[data-refresh]")
    client.force_login(coordinator)
    for _ in range(2):
        client.post(reverse("desk:duty"), {"duty": "on"})
    assert Duty.objects.get().staff == coordinator
    page = queue()
    assert "Nobody is on duty" not in page.html
    assert "You are on duty" in page.text(".duty")
    client.post(reverse("desk:duty"), {"duty": "off"})
    assert not Duty.objects.exists()


def test_notices_that_do_not_leave_are_shown(queue):
    received()
    assert "could not be sent" not in queue().html
    Outbox.objects.update(attempts=1, queued_at=timezone.now() - 5 * MINUTE)
    assert "1 notice to staff could not be sent" in queue().text("[data-refresh]")


def test_while_verifying_the_next_action_is_still_the_first_call(queue, coordinator):
    services.claim(submission := received(), coordinator)
    Submission.objects.filter(pk=submission.pk).update(status=Status.VERIFYING)
    assert queue().texts("tbody td")[5] == "First call"


def test_after_an_attempt_the_next_try_is_named(queue, coordinator):
    services.claim(submission := received(), coordinator)
    services.record_attempt(
        submission, coordinator, channel="phone", result="no_answer", next_at=timezone.now() + 30 * MINUTE
    )
    assert ContactAttempt.objects.exists()
    assert queue().texts("tbody td")[5].startswith("Call again ")
