"""Where pages stand, each row of a list too: five queries for all, two for whoever scheduled one."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from alter_site.admin_lists import DeclaredList

from ..editions import scheduled
from ..editions.publishing import Status
from ..facts import moments
from ..models import Approval, Edition, Page, ReviewRequest, ScheduledChange, TakenBack

Outcome = ReviewRequest.Outcome
Action = ScheduledChange.Action


@dataclass(frozen=True)
class Standing:
    """The status of a page, and the moments at which the schedule changes it."""

    status: Status
    is_live: bool
    goes_live_at: datetime.datetime | None
    leaves_at: datetime.datetime | None
    abandoned: list[ScheduledChange]  # whoever scheduled them may not do it any more


def prefetch(pages: Iterable[Any]) -> None:
    """Read at once what :func:`of` answers for each of ``pages``."""
    pages = list(pages)
    now = timezone.now()
    today = timezone.localdate(now)

    def about_these(rows: QuerySet[Any], *fields: str) -> QuerySet[Any]:
        return rows.filter(page_id__in=[page.pk for page in pages]).only("page_id", *fields)

    live_ones = Edition.objects.live(now).select_related("approval")
    live = about_these(live_ones, "content_hash", "frozen_at", "approval__due")
    asked = about_these(
        ReviewRequest.objects.exclude(outcome=Outcome.WITHDRAWN), "outcome", "content_hash", "reviewed_at"
    )
    signed = about_these(Approval.objects.in_date(today), "content_hash", "at")
    gone = about_these(TakenBack.objects.filter(revision=None), "at")
    planned = about_these(ScheduledChange.objects.effective(), "action", "at", "content_type", "made_by")
    # Of several rows with the same key the newest remains.
    editions = {row.page_id: row for row in live}
    requests = {row.page_id: row for row in asked.reverse()}
    approvals = {(row.page_id, row.content_hash): row for row in signed.reverse()}
    taken_back = {row.page_id: row for row in gone}
    people: dict[Any, Any] = {}  # each once: what somebody may do is remembered with them
    abandoned, moments_of = [], {}
    for row in planned.select_related("content_type", "made_by"):
        row.made_by = people.setdefault(row.made_by_id, row.made_by)
        if scheduled.why_abandoned(row):
            abandoned.append(row)
        else:
            moments_of[row.page_id, row.action] = row.at
    for page in pages:
        edition = editions.get(page.pk)
        goes_live_at = moments_of.get((page.pk, Action.PUBLISH))
        status = _status(
            page,
            edition,
            requests.get(page.pk),
            approvals.get((page.pk, page.working_hash)),
            taken_back.get(page.pk),
            is_scheduled=goes_live_at is not None,
            today=today,
        )
        page.standing = Standing(
            status,
            edition is not None,
            goes_live_at,
            moments_of.get((page.pk, Action.TAKE_DOWN)),
            [row for row in abandoned if row.page_id == page.pk],
        )


def _status(
    page: Page,
    live: Edition | None,
    asked: ReviewRequest | None,
    approval: Approval | None,
    taken_back: TakenBack | None,
    *,
    is_scheduled: bool,
    today: datetime.date,
) -> Status:
    """Of several that hold the first counts: what somebody has to do something about goes before the rest."""
    is_changed = live is None or live.content_hash != page.working_hash
    sent_back_at = asked.reviewed_at if asked is not None and asked.outcome == Outcome.SENT_BACK else None
    if live is None or live.approval is None:
        is_overdue = live is not None and page.CONTENT.IS_CLINICAL
    else:
        is_overdue = live.approval.due < today
    conditions = {
        Status.IN_REVIEW: asked is not None
        and asked.outcome == Outcome.WAITING
        and asked.content_hash == page.working_hash,
        Status.SENT_BACK: sent_back_at is not None
        and is_changed
        and (live is None or live.frozen_at < sent_back_at),
        Status.SCHEDULED: is_scheduled,
        Status.TAKEN_BACK: taken_back is not None and (approval is None or approval.at < taken_back.at),
        Status.APPROVED: approval is not None
        and (is_changed or live is None or live.approval_id != approval.pk),
        Status.OVERDUE: is_overdue,
        Status.DRAFT: live is None,
        Status.CHANGED: is_changed,
    }
    return next((status for status, holds in conditions.items() if holds), Status.LIVE)


def of(page: Any) -> Standing:
    """Return where a page stands; one that went through :func:`prefetch` needs no query."""
    if not hasattr(page, "standing"):
        prefetch([page])
    standing: Standing = page.standing
    return standing


def badge(page: Page) -> SafeString:
    """Return the status in words, marked for the style sheet, and the moments that are scheduled."""
    standing = of(page)
    words, beside = standing.status.value, []
    if standing.goes_live_at is not None and standing.status is Status.SCHEDULED:
        words += f" for {moments.words(standing.goes_live_at)}"
    elif standing.goes_live_at is not None:
        beside.append(f"Goes live {moments.words(standing.goes_live_at)}")
    if standing.leaves_at is not None:
        beside.append(f"Leaves {moments.words(standing.leaves_at)}")
    beside += [
        f"{row.get_action_display()}: {moments.words(row.at)}. It will not be done."
        for row in standing.abandoned
    ]
    mark = format_html('<span class="status status-{}">{}</span>', slug(standing.status), words)
    return mark + format_html_join("", ' <span class="quiet">{}</span>', ((one,) for one in beside))


def slug(status: Status) -> str:
    """Return a status as an address and a style sheet name it."""
    return status.name.lower().replace("_", "-")


class PageList(DeclaredList):
    """A list of pages that knows where each of its rows stands."""

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        prefetch(self.result_list)


class StatusFilter(admin.SimpleListFilter):
    """Where pages stand: drafts, in review, live and all the others."""

    title = "status"
    parameter_name = "status"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(slug(status), status.value) for status in Status]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if (chosen := self.value()) not in {slug(status) for status in Status}:
            return queryset
        pages = queryset.only("working_hash")
        prefetch(pages)
        return queryset.filter(pk__in=[page.pk for page in pages if slug(page.standing.status) == chosen])
