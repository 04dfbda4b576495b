"""What waits on the content home, as far as pages, their links and their ends tell it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from django.template.defaultfilters import pluralize
from django.utils import timezone

from ...editions import scheduled
from ...editions.publishing import Status
from ...models import Edition, LintResult, PageReference, Publication, Redirect, ReviewRequest
from ...printed_time import day
from .. import status
from ..addresses.not_found import missing
from ..content_screens import form_address, may_see
from ..facts import ending
from .home import SHOWN, Overview, Row, panel


@panel("Waiting for you", "Texts that somebody asked you to read.", place=10)
def waiting_for_you(overview: Overview) -> Iterable[Row]:
    """What a reviewer may sign and has not read yet, the longest wait first."""
    if not overview.user.may_sign:
        return
    waiting = ReviewRequest.objects.filter(outcome=ReviewRequest.Outcome.WAITING).order_by("submitted_at")
    for request in waiting:
        page = overview.by_id.get(request.page_id)
        if page is not None and status.of(page).status is Status.IN_REVIEW:
            since = day(timezone.localdate(request.submitted_at))
            yield replace(Row.of(page, f"Submitted on {since}"), url=form_address(page, "review"))


@panel("Sent back", "A reviewer has asked for changes; the comments stand in the form.", place=15)
def sent_back(overview: Overview) -> Iterable[Row]:
    """Pages with a reviewer's comments, the last saved first."""
    yield from _in(overview, Status.SENT_BACK)


@panel("Approved", "Signed by a reviewer, and not live yet.", place=20)
def approved(overview: Overview) -> Iterable[Row]:
    """Pages that only have to be published."""
    yield from _in(overview, Status.APPROVED)


@panel("Review overdue", "Visitors read these without a clinical review that is in date.", place=40)
def review_overdue(overview: Overview) -> Iterable[Row]:
    """Live pages whose review has run out, or that have none and need one."""
    yield from _in(overview, Status.OVERDUE)


def _in(overview: Overview, wanted: Status) -> Iterable[Row]:
    pages = [page for page in overview.pages if status.of(page).status is wanted]
    for page in sorted(pages, key=_saved_at, reverse=True):
        yield Row.of(page, _saved(page))


@panel("Changed but not live", "Saved, while visitors still read what was there before.", place=30)
def changed_but_not_live(overview: Overview) -> Iterable[Row]:
    """Live pages whose form says something else, the oldest change first."""
    pages = [page for page in overview.pages if status.of(page).status is Status.CHANGED]
    for page in sorted(pages, key=_saved_at):
        yield Row.of(page, _saved(page))


@panel("Failing the linter", "Their saved text may not go live as it is.", place=25)
def failing_the_linter(overview: Overview) -> Iterable[Row]:
    """Pages in whose saved text the linter found something that blocks, the most first."""
    found = LintResult.objects.filter(blocking__gt=0).order_by("-blocking")
    for result in found:
        page = overview.by_id.get(result.page_id)
        if page is not None and page.working_hash == result.content_hash:
            number = result.blocking
            yield replace(
                Row.of(
                    page, f"{number} {'thing keeps' if number == 1 else 'things keep'} it from going live"
                ),
                url=form_address(page, "check"),
            )


@panel("Scheduled", "What the clock will do to pages and facts, the next first.", place=45)
def calendar(overview: Overview) -> Iterable[Row]:
    """What is scheduled, and what could not be done at its moment."""
    for entry in [*scheduled.failures(), *scheduled.upcoming()]:
        yield Row(entry.title, entry.url, f"{entry.what}, {entry.when}. {entry.reason}".strip())


@panel("Ends within 60 days", "Leaves the site by itself, unless somebody acts.", place=50)
def ends_soon(overview: Overview) -> Iterable[Row]:
    """Claims and pages whose time ends soon, the first to end first."""
    for entry in ending.upcoming(overview.now):
        words = f"Visitors see it through {day(entry.until)}"
        yield Row(entry.title, entry.url, words, kind=entry.kind.capitalize())


@panel(
    "Links to nothing", "Visitors read these words without a link, because the page is not live.", place=60
)
def links_to_nothing(overview: Overview) -> Iterable[Row]:
    """Pages whose form links to pages that are not live, with the names of those."""
    live = Publication.objects.live(overview.now).values("page_id")
    links = PageReference.objects.filter(is_live=False, is_picture=False).exclude(target__in=live)
    targets: dict[Any, dict[str, None]] = {}
    for page_id, target in links.order_by("pk").values_list("page_id", "target"):
        name = f"“{overview.by_id[target]}”" if target in overview.by_id else "a page that is gone"
        targets.setdefault(page_id, {})[name] = None
    for page_id, names in targets.items():
        if page_id in overview.by_id:
            yield Row.of(overview.by_id[page_id], f"To {', '.join(names)}")


@panel("Asked for and not found", "Addresses that nobody knows, the most wanted of 30 days first.", place=65)
def asked_for(overview: Overview) -> Iterable[Row]:
    """Plain addresses that visitors asked for, each with the form of a redirect."""
    if may_see(overview.request, Redirect):
        for row in missing(most=SHOWN):
            yield Row(row["path"], row["url"], f"{row['total']} time{pluralize(row['total'])}")


@panel("Drafts", "Nobody but staff can see these pages.", place=70)
def drafts(overview: Overview) -> Iterable[Row]:
    """Pages that are not live, the last saved first."""
    pages = [page for page in overview.pages if status.of(page).status is Status.DRAFT]
    was_live = set(
        Edition.objects.filter(page_id__in=[page.pk for page in pages]).values_list("page_id", flat=True)
    )
    for page in sorted(pages, key=_saved_at, reverse=True):
        yield Row.of(
            page, "Was published before" if page.pk in was_live else f"Never published. {_saved(page)}"
        )


def _saved_at(page: Any) -> float:
    return float(page.saved_at.timestamp()) if page.saved_at else 0.0


def _saved(page: Any) -> str:
    if page.saved_at is None:
        return ""
    whose = f" by {page.saved_by}" if page.saved_by else ""
    return f"Saved on {day(timezone.localdate(page.saved_at))}{whose}"
