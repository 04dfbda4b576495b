"""The directory of payers at the desk: to search, to change, to mark as checked, to take in from a file."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.core import signing
from django.core.paginator import Paginator
from django.db import IntegrityError
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from alter_site.content.addresses.spreadsheet import NotATable, rows_of
from alter_site.delivery.body_limits import STAFF_FORM, takes_up_to

from ...eligibility.outcomes import CODE_WORDS, EligibilityOutcome
from ...models import EligibilityCheck, Payer
from ...payers import file
from ...payers.file import COLUMNS, HEADINGS, MOST_ROWS, NoNames, Planned, Verdict
from ...services import IllegalMove
from ...services.payers import import_payers, known_payers, save_payer
from ...verification.fields import Story, Text, scrub
from .. import pages, press
from ..fields import DeskForm, labels_of
from ..guard import Refused, desk, screen, sent, user_of

SEE, KEEP = "see the payers", "keep the payers"
PAGE = 40
SHOWN = 200  # lines of each verdict
SALT = "admissions.payers"
AGREED_FOR = 60 * 60  # seconds
LARGEST = 900_000  # bytes of a file, and letters of a plan: a form of staff takes a little more
SINCE = "Something has changed since the dry run, and nothing was written. Read again what would happen."


class SearchForm(DeskForm):
    """What to look for."""

    q = Text("Name, another name, payer ID or number", at_most=100)


class PayerForm(DeskForm):
    """Everything that is kept of a payer. Numbers are kept as typed: they hold "option 2" and the like."""

    ATTRS: ClassVar = {"autocomplete": "off"}

    saves = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0, max_value=2**31 - 1)
    name = Text("Name", at_most=100, error="Write its name.")
    aliases = Story("Other names on cards, one a line", at_most=2000, rows=3)
    payer_id = Text("Payer ID, under which it is asked electronically", at_most=80)
    behavioral_phone = Text("Behavioral-health line", at_most=40)
    authorization_phone = Text("Prior-authorization line", at_most=40)
    claims_address = Story("Address for claims", at_most=2000, rows=3)
    administrator = Text("Carve-out administrator: another payer, by its name", at_most=100)
    service_codes = Text("Service types to ask about electronically, such as 30, MH", at_most=40)
    notes = Story("Notes, never about a person", at_most=2000, rows=3)

    def __init__(self, data: Any = None, *, payer: Payer) -> None:
        initial = {name: getattr(payer, name) for name in COLUMNS if name != "administrator"}
        initial |= {"saves": payer.saves, "administrator": payer.administrator or ""}
        super().__init__(data, initial=initial)
        self.payer = payer

    def clean_name(self) -> str:
        name = str(self.cleaned_data["name"])
        if Payer.objects.filter(name__iexact=name).exclude(pk=self.payer.pk).exists():
            raise forms.ValidationError("There is a payer of this name already.")
        return name

    def clean_administrator(self) -> Payer | None:
        name = str(self.cleaned_data["administrator"])
        found = Payer.objects.filter(name__iexact=name).first() if name else None
        if name and found is None:
            raise forms.ValidationError("There is no payer of this name in the directory. Add it first.")
        return found

    def clean_service_codes(self) -> str:
        typed = str(self.cleaned_data["service_codes"]) or Payer._meta.get_field("service_codes").default
        codes = ", ".join(part for part in typed.upper().replace(",", " ").split())
        if not file.CODES.fullmatch(codes):
            raise forms.ValidationError("Write up to four codes of one or two letters: 30, MH.")
        return codes


@desk(SEE)
def directory(request: HttpRequest) -> HttpResponse:
    """List the payers, and what the lead has to set up."""
    form = SearchForm({"q": request.GET.get("q", "")})
    found = _searched(str(form.cleaned_data["q"]) if form.is_valid() else "")
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "payers": page.object_list,
        "total": page.paginator.count,
        "earlier": pages.address(request, page=page.number - 1) if page.has_previous() else "",
        "later": pages.address(request, page=page.number + 1) if page.has_next() else "",
        "may_keep": user_of(request).may(KEEP),
        "to_set_up": _to_set_up(user_of(request)),
    }
    return screen(request, "payers", "Payers", context)


def _searched(text: str) -> QuerySet[Payer]:
    payers = Payer.objects.select_related("administrator", "checked_by")
    for word in text.split():
        columns = ("name", "aliases", "payer_id", "behavioral_phone", "authorization_phone")
        any_of = Q()
        for column in columns:
            any_of |= Q(**{f"{column}__icontains": word})
        payers = payers.filter(any_of)
    return payers


def _to_set_up(actor: Any) -> list[tuple[EligibilityCheck, str]]:
    """Return the last checks that only set-up can mend, for whoever may open every request."""
    if not actor.may("open", "closed"):
        return []
    checks = EligibilityCheck.objects.filter(outcome=EligibilityOutcome.CONFIG)
    found = checks.select_related("submission", "payer").defer("request", "response", "reading")
    return [
        (
            check,
            "; ".join(CODE_WORDS.get(code, f"code {code}") for code in check.codes.split())
            or "the line to the clearinghouse",
        )
        for check in found.order_by("-asked_at")[:20]
    ]


@desk(SEE, labels_of(PayerForm.base_fields))
def payer(request: HttpRequest, key: int = 0) -> HttpResponse:
    """Show a payer or an empty form for one, and save it."""
    actor = user_of(request)
    found = (
        Payer.objects.select_related("administrator", "checked_by").filter(pk=key).first() if key else Payer()
    )
    if found is None or (not actor.may(KEEP) and (request.method == "POST" or not key)):
        raise Refused
    data = sent(request)
    if request.method == "POST" and press.is_done(request):
        return press.done_already(
            request, data.get("name", ""), request.path if key else reverse("desk:payers")
        )
    form = PayerForm(data if request.method == "POST" else None, payer=found)
    problem = ""
    if request.method == "POST":
        problem = "Nothing was saved yet"
        if form.is_valid():
            try:
                with press.once(request):
                    saved = save_payer(
                        found,
                        actor,
                        form.cleaned_data,
                        saves=form.cleaned_data["saves"] or 0,
                        is_checked="checked" in request.POST,
                    )
            except press.DoneAlready:
                return press.done_already(request, form.cleaned_data["name"], request.path)
            except IllegalMove as refusal:
                problem = str(refusal)
                data["saves"] = str(Payer.objects.filter(pk=key).values_list("saves", flat=True).first() or 0)
            else:
                messages.success(request, f"{saved}: saved.")
                return redirect("desk:payer", saved.pk)
    if not actor.may(KEEP):
        form.only_shows()
    context = {"form": form, "payer": found, "may_keep": actor.may(KEEP), "problem": problem}
    return screen(request, "payer", found.name or "New payer", context)


# --- from a file ----------------------------------------------------------------------------------------


@takes_up_to(STAFF_FORM)
@desk(KEEP)
def import_file(request: HttpRequest) -> HttpResponse:
    """Take a file, say what each line would do, and do it once somebody agrees."""
    if request.method != "POST":
        return _choose(request)
    if "plan" in request.POST:
        return _agreed(request, request.POST["plan"])
    sent_file = request.FILES.get("file")
    if sent_file is None:
        return _choose(request, "Choose a file.")
    if (sent_file.size or 0) > LARGEST:
        return _choose(request, "This file is larger than 900 kB. Split it into several.")
    try:
        lines, unknown = file.lines(rows_of(sent_file.read()))
    except (NotATable, NoNames) as problem:
        return _choose(request, str(problem))
    lines = [(number, {name: scrub(text) for name, text in values.items()}) for number, values in lines]
    return _show(request, file.plan(lines, known_payers()), unknown)


def _choose(request: HttpRequest, problem: str = "", **more: Any) -> HttpResponse:
    context = {"problem": problem, "headings": HEADINGS, "most": MOST_ROWS, **more}
    return screen(request, "payers_import", "Import payers", context)


def _show(
    request: HttpRequest, planned: list[Planned], unknown: list[str], problem: str = ""
) -> HttpResponse:
    agreed = [[one.number, one.verdict.name, one.words, one.values] for one in planned if one.writes]
    plan = signing.dumps(agreed, salt=SALT, compress=True)
    if len(plan) > LARGEST:
        return _choose(request, "These are more lines than can be taken in at once. Split the file.")
    groups = [
        (verdict, len(rows), rows[:SHOWN])
        for verdict in Verdict
        if (rows := [one for one in planned if one.verdict is verdict])
    ]
    return _choose(
        request, problem, groups=groups, total=len(planned), writes=len(agreed), unknown=unknown, plan=plan
    )


def _agreed(request: HttpRequest, plan: str) -> HttpResponse:
    try:
        agreed = signing.loads(plan, salt=SALT, max_age=AGREED_FOR)
    except signing.BadSignature:
        return _choose(request, "This dry run is too old. Choose the file again; nothing was written.")
    planned = file.plan([(number, values) for number, _, _, values in agreed], known_payers())
    if all(one.verdict is Verdict.SAME for one in planned):
        messages.info(request, "Nothing to do: all of it is there.")
        return redirect("desk:payers")
    if [(one.verdict.name, one.words) for one in planned] != [
        (verdict, words) for _, verdict, words, _ in agreed
    ]:
        return _show(request, planned, [], SINCE)
    try:
        written = import_payers(user_of(request), planned)
    except IntegrityError:
        return _show(
            request, file.plan([(one.number, one.values) for one in planned], known_payers()), [], SINCE
        )
    messages.success(request, f"{written} line{'s' if written != 1 else ''} written into the directory.")
    return redirect("desk:payers")
