"""The lead's view of who has what, and the place where several requests are given to somebody at once."""

from __future__ import annotations

import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth import get_user_model
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils import timezone

from alter_site.content.facts.coverage import ZONE

from ... import services
from ...choices import Status
from ...models import Duty, Submission
from ...services.states import WAITING
from ...time_words import clock
from .. import pages, refused_forms
from ..forms import takers
from ..guard import desk, screen, sent, user_of
from ..queue import open_requests as queues
from .assign import AssignSeveralForm

PAGE = 40
LAST_PAGE = 200
NOBODY = "nobody"
FORM = "assign-several"


# What somebody has in hand, or, without a name, what nobody has.
Load = dict[str, Any]
COUNTED = ("open", "late", "overdue", "waiting", "today", "flagged")


def loads(now: datetime.datetime) -> list[Load]:
    """Return what nobody has, then everybody who takes requests or owns some: four queries in all."""
    end = timezone.localtime(now, ZONE).replace(hour=0, minute=0, second=0, microsecond=0)
    midnight = end + datetime.timedelta(days=1)
    untouched = Q(first_attempt_at=None)
    counts: dict[Any, Any] = {
        row["owner"]: row
        for row in Submission.objects.open()
        .order_by()
        .values("owner")
        .annotate(
            open=Count("pk"),
            late=Count("pk", filter=untouched & Q(due_first_contact__lt=now)),
            overdue=Count("pk", filter=Q(snoozed_until__lte=now) & ~Q(status=Status.RECEIVED)),
            waiting=Count("pk", filter=Q(status__in=WAITING)),
            flagged=Count("pk", filter=Q(today=True) | Q(clinician_first=True)),
            today=Count(
                "pk", filter=untouched & Q(due_first_contact__gte=now, due_first_contact__lt=midnight)
            ),
        )
    }
    duties = {duty.staff_id: duty for duty in Duty.objects.current(now)}
    staff = get_user_model()._default_manager
    able = set(takers().values_list("pk", flat=True))
    people = takers() | staff.filter(pk__in=[key for key in counts if key]).distinct()
    found = [_load("", NOBODY, None, counts.get(None))]
    for one in people:
        has_left = one.is_active and one.pk not in able
        who = f"{one} (no longer at the desk)" if has_left else one.as_owner
        found.append(_load(who, str(one.pk), duties.get(one.pk), counts.get(one.pk)))
    return found


def _load(who: str, slug: str, duty: Duty | None, counts: dict[str, Any] | None) -> Load:
    until = clock(duty.until) if duty is not None and duty.until else ""
    known = {"who": who, "slug": slug, "is_on_duty": duty is not None, "until": until}
    return {**known, **dict.fromkeys(COUNTED, 0), **(counts or {})}


def _rows(slug: str) -> QuerySet[Submission]:
    found = Submission.objects.open().select_related("owner").defer(*Submission.sealed_fields())
    if slug == NOBODY:
        return found.filter(status=Status.RECEIVED).by_promise()
    return found.filter(owner_id=int(slug)).by_promise()


def _slug(request: HttpRequest) -> str:
    typed = request.GET.get("who", "")
    return typed if typed.isascii() and typed.isdecimal() and len(typed) < 10 else NOBODY


@desk("see the workload")
def workload(request: HttpRequest) -> HttpResponse:
    """Show who has what; give what was ticked to somebody."""
    actor, now, slug = user_of(request), timezone.now(), _slug(request)
    if request.method == "POST":
        form = AssignSeveralForm(sent(request))
        if not form.is_valid():
            return _once_more(request, slug)
        return _give(request, actor, form, slug)
    waiting = refused_forms.find(request, refused_forms.NO_ROW, FORM)
    form = AssignSeveralForm(waiting and waiting.data)
    form.is_valid()
    number = pages.number_asked(request, LAST_PAGE)
    found = list(_rows(slug)[(number - 1) * PAGE : number * PAGE + 1])
    people = loads(now)
    context = {
        "loads": people,
        "current": next((load for load in people if load["slug"] == slug), people[0]),
        "slug": slug,
        "rows": queues.rows_of(found[:PAGE], actor, now),
        "earlier": _page_of(request, number - 1) if number > 1 else "",
        "later": _page_of(request, number + 1) if len(found) > PAGE and number < LAST_PAGE else "",
        "form": form,
        "errors": form.is_bound and not form.is_valid(),
        "read_at": clock(now),
    }
    return screen(request, "workload", "Workload", context)


def _page_of(request: HttpRequest, number: int) -> str:
    return f"{pages.address(request, page=number)}#requests"


def _once_more(
    request: HttpRequest, slug: str, data: QueryDict | None = None, place: str = "#problem"
) -> HttpResponse:
    page = reverse("desk:workload")
    answer = refused_forms.answer(request, FORM, refused_forms.NO_ROW, page, data=data)
    return HttpResponseRedirect(f"{answer.headers['Location']}&who={slug}{place}")


def _give(request: HttpRequest, actor: Any, form: AssignSeveralForm, slug: str) -> HttpResponse:
    """Give what was ticked; for what could not be given, what was typed is shown again."""
    given = form.cleaned_data
    refused_forms.forget(request)
    results = services.assign_several(
        actor, form.ticked.items(), to=given["to"], word=given["word"], note=given["note"]
    )
    done = [result.reference for result in results if not result.problem]
    if done:
        messages.success(request, f"Given to {given['to']}: {', '.join(done)}.")
    for result in results:
        if result.problem:
            messages.warning(request, f"{result.reference} was not given. {result.problem}")
    left = [f"{row.reference}:{form.ticked[row.reference]}" for row in results if row.problem]
    if not left:
        return HttpResponseRedirect(f"{reverse('desk:workload')}?who={slug}")
    data = sent(request)
    data.setlist("chosen", left)
    return _once_more(request, slug, data, place="")
