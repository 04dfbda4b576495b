"""Redirects from a file and into one: a dry run says line by line what would happen, a button does it."""

from __future__ import annotations

import csv
from collections import Counter
from typing import Any

from django.contrib import messages
from django.contrib.admin.models import ADDITION, CHANGE, LogEntry
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from alter_site.delivery.body_limits import FILES, takes_up_to

from ... import facts
from ...addresses import redirect_import, spreadsheet
from ...addresses.redirect_import import GONE, Planned, Verdict
from ...addresses.spreadsheet import LARGEST, Line, NotATable
from ...models import Redirect
from ..content_screens import OwnScreens, screen

SALT = "alter_site.content.redirects"
AGREED_FOR = 60 * 60  # seconds
LONGEST_PLAN = 900_000  # characters, which a form of staff may send
SHOWN = 300  # lines of each verdict

SINCE = "Something has changed since the dry run, and nothing was written. Read again what would happen."


class RedirectFiles(OwnScreens):
    """For the ModelAdmin of redirects: import and export."""

    def routes(self) -> list[tuple[str, Any, str]]:
        return [
            *super().routes(),
            ("import/", self.import_view, "import"),
            ("export/", self.export_view, "export"),
        ]

    def export_view(self, request: HttpRequest) -> HttpResponse:
        """Send all redirects as a file that can be imported again."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        response = HttpResponse(
            "\ufeff",  # without it, spreadsheets take UTF-8 for something else
            content_type="text/csv; charset=utf-8",
            headers={"Content-Disposition": 'attachment; filename="redirects.csv"'},
        )
        writer = csv.writer(response)
        writer.writerow(["old address", "new address"])
        rows = Redirect.objects.order_by("old_path").values_list("old_path", "new_path")
        writer.writerows((old, new or GONE) for old, new in rows.iterator())
        return response

    @takes_up_to(FILES)
    def import_view(self, request: HttpRequest) -> HttpResponse:
        """Take a file, say what each line would do, and do it once somebody agrees."""
        if not (self.has_add_permission(request) and self.has_change_permission(request)):
            raise PermissionDenied
        if request.method != "POST":
            return self._ask(request)
        if "plan" in request.POST:
            return self._confirmed(request, request.POST["plan"])
        file = request.FILES.get("file")
        if file is None:
            return self._ask(request, "Choose a file.")
        if (file.size or 0) > LARGEST:
            return self._ask(
                request, f"This file is larger than {LARGEST // 1_000_000} MB. Split it into several."
            )
        try:
            lines = spreadsheet.read(file.read())
        except NotATable as problem:
            return self._ask(request, str(problem))
        return self._show(request, redirect_import.plan(lines))

    def _ask(self, request: HttpRequest, problem: str = "") -> HttpResponse:
        return screen(request, "import", "Import redirects", opts=self.opts, problem=problem, gone=GONE)

    def _show(self, request: HttpRequest, planned: list[Planned], problem: str = "") -> HttpResponse:
        agreed = [
            (one.line.number, one.line.old, one.line.new, one.verdict.name) for one in planned if one.writes
        ]
        plan = signing.dumps(agreed, salt=SALT, compress=True)
        if len(plan) > LONGEST_PLAN:
            return self._ask(request, "These are more lines than can be taken in at once. Split the file.")
        counted = Counter(one.verdict for one in planned)
        groups = [
            (verdict, counted[verdict], [one for one in planned if one.verdict is verdict][:SHOWN])
            for verdict in (Verdict.REFUSED, Verdict.CHANGES, Verdict.NEW, Verdict.SAME)
            if counted[verdict]
        ]
        return screen(
            request,
            "import_plan",
            "What this file would do",
            opts=self.opts,
            groups=groups,
            total=len(planned),
            writes=len(agreed),
            plan=plan,
            problem=problem,
        )

    def _confirmed(self, request: HttpRequest, plan: str) -> HttpResponse:
        try:
            agreed = signing.loads(plan, salt=SALT, max_age=AGREED_FOR)
        except signing.BadSignature:
            return self._ask(request, "This dry run is too old. Choose the file again; nothing was written.")
        seen = {number: verdict for number, _, _, verdict in agreed}
        planned = redirect_import.plan([Line(number, old, new) for number, old, new, _ in agreed])
        writing = [one for one in planned if one.writes]
        if any(
            one.verdict is not Verdict.SAME and one.verdict.name != seen[one.line.number] for one in planned
        ):
            return self._show(request, planned, SINCE)
        if writing:
            try:
                rows = redirect_import.write(writing)
            except IntegrityError:
                return self._show(request, redirect_import.plan([one.line for one in planned]), SINCE)
            facts.freeze(request.user)
            self._log(request, rows, {one.line.old for one in writing if one.verdict is Verdict.NEW})
        new = sum(one.verdict is Verdict.NEW for one in writing)
        words = (
            f"{new} new, {len(writing) - new} changed." if writing else "Nothing to do: all of it is there."
        )
        messages.success(request, f"Redirects imported: {words}" if writing else words)
        return HttpResponseRedirect(self.address("changelist"))

    def _log(self, request: HttpRequest, rows: list[Redirect], new: set[str]) -> None:
        user: Any = request.user
        for flag, chosen in (
            (ADDITION, [row for row in rows if row.old_path in new]),
            (CHANGE, [row for row in rows if row.old_path not in new]),
        ):
            if chosen:
                LogEntry.objects.log_actions(user.pk, chosen, flag, "Imported from a file.")
