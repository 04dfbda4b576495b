"""Exceptions that a second person decides on, and the words of the linter's rules."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils import timezone

from ...kinds import find_page
from ...lint import results
from ...lint.registry import RULES
from ...models import LintException, LintWord
from ..content_screens import OwnScreens, form_address, may_see
from ..read_only import ReadOnlyAdmin

AGREE = "content.agree_lintexception"
ANSWERS = {"agree": LintException.Answer.AGREED, "decline": LintException.Answer.DECLINED}


def why_not_answer(user: Any, row: LintException) -> str:
    """Return, in words, why somebody with the right to decide is no second person here; empty if they are."""
    if row.asked_by_id == user.pk:
        return "You asked for this exception, so somebody else decides on it."
    if row.asked_by_id in user.those_behind():
        return (
            f"Your account was opened, named or given rights by {row.asked_by}, who asked for this, so the "
            "two of you count as one person here. Somebody whose account they have not opened decides."
        )
    return ""


@admin.register(LintException)
class LintExceptionAdmin(OwnScreens, ReadOnlyAdmin):
    """Sentences that somebody asked to let pass. Rows are made beside a page and answered once."""

    section = "Pages"
    section_place = 94
    change_form_template = "admin/lint/exception.html"
    fields = (
        "page_title",
        "rule",
        "sentence",
        "reason",
        "asked_by",
        "asked_at",
        "answer",
        "answered_by",
        "answered_at",
    )
    list_display = ("page_title", "rule", "sentence", "asked_by", "asked_at", "state")
    list_filter = ("answer",)
    list_select_related = ("asked_by", "answered_by")
    search_fields = ("page_title", "sentence", "reason")
    list_per_page = 30

    @admin.display(description="answer", ordering="answer")
    def state(self, row: LintException) -> str:
        by = f" by {row.answered_by}" if row.answered_by else ""
        return f"{row.get_answer_display()}{by}"

    def routes(self) -> list[tuple[str, Any, str]]:
        return [*super().routes(), ("<int:row_id>/answer/", self.answer_view, "answer")]

    def change_view(self, request: HttpRequest, object_id: str, *_: Any, **__: Any) -> HttpResponse:
        row, context = self.get_object(request, object_id), {}
        if row is not None:
            page = find_page(row.page_id)
            is_waiting = row.answer == LintException.Answer.NONE
            refusal = why_not_answer(request.user, row) if is_waiting else ""
            context = {
                "rule": RULES.get(row.rule),
                "may_answer": is_waiting and not refusal and request.user.has_perm(AGREE),
                "refusal": refusal,
                "check_at": form_address(page, "check") if page and may_see(request, type(page)) else "",
            }
        return super().change_view(request, object_id, extra_context=context)

    def answer_view(self, request: HttpRequest, row_id: int) -> HttpResponse:
        """Agree or decline, once; whoever asked cannot."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        if not request.user.has_perm(AGREE):
            raise PermissionDenied
        row = get_object_or_404(LintException, pk=row_id)
        answer = ANSWERS.get(request.POST.get("answer", ""))
        back = HttpResponseRedirect(self.address("change", row))
        if answer is None:
            messages.error(request, "Agree or decline.")
        elif refusal := why_not_answer(request.user, row):
            messages.error(request, refusal)
        else:
            with transaction.atomic():
                answered = LintException.objects.waiting().filter(pk=row.pk).exclude(asked_by=request.user.pk)
                is_first = answered.update(
                    answer=answer, answered_by=request.user, answered_at=timezone.now()
                )
                if is_first:
                    self.log_change(request, row, f"Exception {answer.label}.")
                    results.forget(row.page_id)
            if is_first:
                messages.success(request, f"The exception is {answer.label}.")
            else:
                messages.info(request, "Somebody has answered meanwhile. Below is what they said.")
        return back


def _rules() -> list[tuple[str, str]]:
    rules = (rule for rule in RULES.values() if rule.is_about_words)
    return [(rule.id, f"{rule.id} ({rule.level}s): {rule.reason}") for rule in rules]


class LintWordForm(forms.ModelForm):
    """Words of a rule, which is chosen by its name."""

    rule = forms.ChoiceField(choices=_rules, help_text=LintWord._meta.get_field("rule").help_text)


@admin.register(LintWord)
class LintWordAdmin(admin.ModelAdmin):
    """Words that a rule also looks for, or lets pass. In force with the next check, on every screen."""

    section = "Pages"
    section_place = 95
    form = LintWordForm
    list_display = ("phrase", "rule", "passes")
    list_filter = ("rule", "passes")
    search_fields = ("phrase",)
