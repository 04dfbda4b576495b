"""Where each page of a list stands, without a query per row."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Case, CharField, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from ..editions import scheduled
from ..editions.publishing import Status
from ..facts import moments
from ..models import Approval, Page, Publication, ReviewRequest, TakenBack

Outcome = ReviewRequest.Outcome


def with_status(pages: QuerySet[Any]) -> QuerySet[Any]:
    """Add ``standing``, the name of a :class:`Status`, and ``live_hash``, that of the live edition or None.

    Of several that hold, the first counts: what somebody has to do something about goes before the rest.
    """
    found = scheduled.with_scheduled(_with_facts(pages))
    is_live = Q(live_hash__isnull=False)
    is_changed = Q(live_hash__isnull=True) | ~Q(live_hash=F("working_hash"))
    conditions = {
        Status.IN_REVIEW: Q(asked_outcome=Outcome.WAITING, asked_hash=F("working_hash")),
        Status.SENT_BACK: Q(asked_outcome=Outcome.SENT_BACK)
        & is_changed
        & (Q(live_since__isnull=True) | Q(live_since__lt=F("asked_until"))),
        Status.SCHEDULED: Q(scheduled_at__isnull=False),
        Status.TAKEN_BACK: Q(taken_back_at__isnull=False)
        & (Q(approved_at__isnull=True) | Q(approved_at__lt=F("taken_back_at"))),
        Status.APPROVED: Q(approved_as__isnull=False)
        & (is_changed | Q(live_approval__isnull=True) | ~Q(live_approval=F("approved_as"))),
        Status.OVERDUE: is_live & _is_overdue(pages.model),
        Status.DRAFT: ~is_live,
        Status.CHANGED: is_changed,
    }
    whens = [When(condition, then=Value(state.name)) for state, condition in conditions.items()]
    return found.annotate(standing=Case(*whens, default=Value(Status.LIVE.name), output_field=CharField()))


def _with_facts(pages: QuerySet[Any]) -> QuerySet[Any]:
    """Add what the status of a page follows from."""
    now = timezone.now()
    live = Publication.objects.live(now).filter(page_id=OuterRef("pk"))
    asked = ReviewRequest.objects.filter(page_id=OuterRef("pk")).exclude(outcome=Outcome.WITHDRAWN)
    signed = Approval.objects.in_date(timezone.localdate(now)).filter(
        page_id=OuterRef("pk"), content_hash=OuterRef("working_hash")
    )
    facts = {
        "live_hash": (live, "edition__content_hash"),
        "live_since": (live, "edition__frozen_at"),
        "live_approval": (live, "edition__approval_id"),
        "live_due": (live, "edition__approval__due"),
        "asked_outcome": (asked, "outcome"),
        "asked_hash": (asked, "content_hash"),
        "asked_until": (asked, "reviewed_at"),
        "approved_as": (signed, "pk"),
        "approved_at": (signed, "at"),
        "taken_back_at": (TakenBack.objects.filter(page_id=OuterRef("pk"), revision__isnull=True), "at"),
    }
    return pages.annotate(**{name: Subquery(rows.values(of)[:1]) for name, (rows, of) in facts.items()})


def _is_overdue(model: type[Page]) -> Q:
    """Is what visitors read without a review that is in date, where there has to be or has been one?"""
    is_past = Q(live_due__lt=timezone.localdate())
    return is_past | Q(live_due__isnull=True) if model.CONTENT.IS_CLINICAL else is_past


def of(page: Page) -> Status:
    """Return the status of a page; one that came from :func:`with_status` needs no query."""
    if not hasattr(page, "standing"):
        page = with_status(type(page)._default_manager.filter(pk=page.pk)).get()
    return Status[page.standing]  # type: ignore[attr-defined]


def badge(page: Page) -> SafeString:
    """Return the status in words, marked for the style sheet, and the moments that are scheduled."""
    if not hasattr(page, "standing"):
        page = with_status(type(page)._default_manager.filter(pk=page.pk)).get()
    found, words = of(page), [of(page).value]
    if page.scheduled_at is not None:  # type: ignore[attr-defined]
        words.append(f"for {moments.words(page.scheduled_at)}")  # type: ignore[attr-defined]
    mark = format_html('<span class="status status-{}">{}</span>', slug(found), " ".join(words))
    if page.leaves_at is None:  # type: ignore[attr-defined]
        return mark
    leaves = moments.words(page.leaves_at)  # type: ignore[attr-defined]
    return format_html('{} <span class="quiet">Leaves {}</span>', mark, leaves)


def slug(found: Status) -> str:
    """Return a status as an address and a style sheet name it."""
    return found.name.lower().replace("_", "-")


class StatusFilter(admin.SimpleListFilter):
    """Where pages stand: drafts, in review, live and all the others."""

    title = "status"
    parameter_name = "status"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(slug(found), found.value) for found in Status]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        names = {slug(found): found.name for found in Status}
        return queryset.filter(standing=names[chosen]) if (chosen := self.value()) in names else queryset
