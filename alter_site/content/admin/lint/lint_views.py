"""What the linter says of a page, on a screen and beside the form, and asking for an exception."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.forms.widgets import Media
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.decorators import method_decorator
from django.views.decorators.csrf import csrf_exempt

from alter_site.delivery.requests import is_asked_by_script

from ...lint.findings import findings_for
from ...lint.registry import Finding
from ...models import LintException, Page
from ..content_screens import OwnScreens
from ..forms.as_typed import as_typed
from ..forms.fields import module


class ReasonForm(forms.Form):
    """Why a sentence may stand although a rule blocks it."""

    reason = forms.CharField(
        label="Why may this sentence stand?",
        min_length=15,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Whoever decides reads this: what makes the sentence true, and where that can be seen.",
        error_messages={
            "required": "Give a reason.",
            "min_length": "Give a reason that somebody else can check, in a sentence.",
        },
    )


class LintViews(OwnScreens):
    """For a page's ModelAdmin: findings, and asking that a sentence may pass."""

    @property
    def media(self) -> Media:
        return super().media + Media(js=[module("js/admin/lint.js")])

    def routes(self) -> list[tuple[str, Any, str]]:
        return [*super().routes(), ("<uuid:page_id>/exception/", self.ask_view, "exception")]

    def get_urls(self) -> list[Any]:
        name = f"{self.opts.app_label}_{self.opts.model_name}_check"
        guarded = self.admin_site.admin_view(self.check_view)

        @csrf_exempt  # it keeps nothing, and a form outlives the session it was opened in
        def check(request: HttpRequest, page_id: Any = None) -> HttpResponse:
            if is_asked_by_script(request) and not self.admin_site.has_permission(request):
                return HttpResponse(status=204)  # a refusal would stand in the browser's console
            return guarded(request, page_id=page_id)

        return [
            path("add/check/", check, name=f"{name}_new"),
            path("<uuid:page_id>/check/", check, name=name),
            *super().get_urls(),
        ]

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        page = context["original"]
        if self.has_change_permission(request, page) if page else self.has_add_permission(request):
            context["check_at"] = self.address("check", page) if page else self.address("check_new")
        return super().render_change_form(request, context, *args, **kwargs)

    @method_decorator(csrf_exempt)
    def check_view(self, request: HttpRequest, page_id: Any = None) -> HttpResponse:
        """Say what the linter says: of the form that was sent, or of what is saved. Nothing is kept.

        Beside the form a script asks for the same as JSON while somebody types. To whom the page is closed
        by now it is answered that the form cannot be read: a refusal would stand in the console.
        """
        if not is_asked_by_script(request):
            return self._check(request, page_id, wants_json=False)
        try:
            return self._check(request, page_id, wants_json=True)
        except (PermissionDenied, Http404):
            return JsonResponse({"is_readable": False, "findings": []})

    def _check(self, request: HttpRequest, page_id: Any, *, wants_json: bool) -> HttpResponse:
        page: Page | None = self.row(request, page_id) if page_id else None
        if request.method == "POST":
            self.row_or_new(request, page_id)
            typed = as_typed(self, request, page_id)
            content, read = typed.content, typed.page
        elif page is None:
            return HttpResponseRedirect(self.address("add"))
        else:
            content, read = page.content(), page
        found = None
        if content is not None and read is not None:
            found = findings_for(read, content, is_thorough=not wants_json)
        shown = [_row(finding, self._answers(page)) for finding in found or ()]
        if wants_json:
            return JsonResponse({"is_readable": found is not None, "findings": shown})
        blocking = [row for row in shown if row["level"] == "block" and not row["passes"]]
        warnings = [row for row in shown if row["level"] == "warn"]
        passing = [row for row in shown if row["passes"]]
        groups = (
            ("Keeps it from going live", blocking),
            ("Worth another look", warnings),
            ("Two people let it pass", passing),
        )
        context = {
            **self.admin_site.each_context(request),
            "title": "What the linter says",
            "opts": self.opts,
            "original": page,
            "is_typed": request.method == "POST",
            "is_readable": found is not None,
            "is_clean": not blocking and not warnings,
            "groups": [(heading, rows) for heading, rows in groups if rows],
            "may_ask": page is not None
            and request.method != "POST"
            and self.has_change_permission(request, page),
        }
        return TemplateResponse(request, "admin/page/check.html", context)

    def _answers(self, page: Page | None) -> dict[tuple[str, str], LintException]:
        rows = LintException.objects.filter(page_id=page.pk).order_by("asked_at") if page else ()
        return {(row.rule, row.sentence_hash): row for row in rows}

    def ask_view(self, request: HttpRequest, page_id: Any) -> HttpResponse:
        """Ask that one sentence of what is saved may pass; somebody else decides."""
        page: Page = self.row(request, page_id, to_change=True)
        back = HttpResponseRedirect(self.address("check", page))
        wanted = request.GET.get("rule"), request.GET.get("sentence")
        finding = next(
            (
                found
                for found in findings_for(page, page.content(), is_thorough=False)
                if (found.rule.id, found.sentence_hash) == wanted and found.rule.may_be_excepted
            ),
            None,
        )
        if finding is None:
            messages.info(request, "The page no longer says that sentence. Below is what it says now.")
            return back
        form = ReasonForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            self._ask(request, page, finding, form.cleaned_data["reason"])
            return back
        title = "Error: Ask for an exception" if form.errors else "Ask for an exception"
        context = {"form": form, "finding": finding}
        return self.row_screen(request, page, "exception", title, context)

    def _ask(self, request: HttpRequest, page: Page, finding: Finding, reason: str) -> None:
        try:
            with transaction.atomic():
                LintException.objects.create(
                    page_id=page.pk,
                    page_title=page.title,
                    rule=finding.rule.id,
                    sentence=finding.sentence,
                    sentence_hash=finding.sentence_hash,
                    reason=reason,
                    asked_by=request.user,  # type: ignore[misc]
                )
                self.log_change(request, page, f"Asked for an exception from the rule “{finding.rule.id}”.")
        except IntegrityError:
            messages.info(request, "Somebody has already asked for this sentence.")
        else:
            messages.success(
                request,
                "Asked. A clinical reviewer or an administrator, somebody other than you, finds it under "
                "Exceptions from rules.",
            )


def _row(finding: Finding, answers: dict[tuple[str, str], LintException]) -> dict[str, Any]:
    """Return a finding as the panel and the screen show it."""
    answer = answers.get((finding.rule.id, finding.sentence_hash))
    return {
        "field": finding.field,
        "rule": finding.rule.id,
        "level": str(finding.rule.level),
        "words": finding.words,
        "sentence": finding.sentence,
        "sentence_hash": finding.sentence_hash,
        "why": finding.why,
        "law": finding.rule.law.name,
        "law_url": finding.rule.law.url,
        "good": finding.rule.good,
        "about_words": finding.rule.check is None,
        "may_be_excepted": finding.rule.may_be_excepted,
        "passes": bool(answer and answer.answer == LintException.Answer.AGREED),
        "answer": str(answer.get_answer_display()) if answer else "",
    }
