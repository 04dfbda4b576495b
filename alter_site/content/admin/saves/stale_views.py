"""A save that came too late: what was typed is kept, and both texts are put together section by section."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect

from ... import drafts
from ...comparing.bodies import Reader
from ...comparing.three_way import EDITED, MINE, THEIRS, Choice, ThreeWay
from ...editions import saves
from ...editions.restoring import Text, put_text
from ...models import Page, Save
from ...objects import Undecodable
from ...printed_time import since_today
from ..forms.as_typed import as_typed
from ..forms.page_form import TAKEN_UP, sent_identity
from . import kept_texts
from .kept_texts import FORM
from .saves_views import SavesViews

CHOICE, ANEW, REVISION = "choice-", "anew-", "revision"
FIRST = 1  # the revision of a page that was saved once
LEAVE, TOGETHER = "_leave", "_together"  # the two buttons; the first is the default


class StaleViews(SavesViews):
    """For a page's ModelAdmin: two people saved one page."""

    def routes(self) -> list[tuple[str, Any, str]]:
        return [
            *super().routes(),
            ("<uuid:page_id>/together/<int:number>/", self.together_view, "together"),
        ]

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Where nothing but another save is in the way, keep what was typed and ask what becomes of it."""
        form, page = context["adminform"].form, context["original"]
        if getattr(form, "stale", None) and page is not None:
            saved = type(page)._default_manager.get(pk=page.pk)  # the form has filled in its own
            opened_from = form.opened.cleaned_data["revision"]
            if saved.revision == opened_from + 1 and self._was_saved(request):
                return self.response_change(request, saved)  # pressed twice, or once more after Back
            typed = as_typed(self, request, page.pk)
            if typed.said is not None and typed.errors == {"": [str(form.stale)]}:
                mine = saves.keep_typed(saved, typed.said, opened_from, request.user)
                drafts.close(request.user, self.model, page.pk, request.POST.get(drafts.TOKEN, ""))
                return self._ask_together(request, saved, mine, str(form.stale))
        return super().render_change_form(request, context, *args, **kwargs)

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Save or show a form; that of a new page makes one page however often it is sent."""
        if request.method == "POST" and object_id is None and TAKEN_UP not in request.POST:
            page = self.model._default_manager.filter(pk=sent_identity(request.POST)).first()
            may = page is not None and self.has_change_permission(request, page)
            if may and (answer := self._sent_again(request, page)):
                return answer
        return super().changeform_view(request, object_id, *args, **kwargs)

    def _sent_again(self, request: HttpRequest, page: Page) -> HttpResponse | None:
        """Answer a form that has made ``page`` already; None where it has faults that are mended first."""
        if self._was_saved(request):
            if page.revision == FIRST:
                return self.response_add(request, page)
            messages.info(request, f"This form has made “{page}” already, which was saved since.")
            return HttpResponseRedirect(self.address("change", page))
        typed = as_typed(self, request, None)
        has_its_address = typed.errors.keys() == {"slug"} and request.POST["slug"] == page.slug
        if typed.said is None or (typed.errors and not has_its_address):
            return None
        said = replace(typed.said, path=page.path) if has_its_address else typed.said
        mine = saves.keep_typed(page, said, FIRST, request.user)
        drafts.close(request.user, self.model, page.pk, request.POST.get(drafts.TOKEN, ""))
        return self._ask_together(request, page, mine)

    def _was_saved(self, request: HttpRequest) -> bool:
        token, values = request.POST.get(drafts.TOKEN, ""), dict(request.POST.lists())
        return drafts.was_saved(request.user, token, values)

    def together_view(self, request: HttpRequest, page_id: Any, number: int) -> HttpResponse:
        """Put a text that was typed while somebody else saved together with what is saved, or leave it."""
        page = self.row(request, page_id, to_change=True)
        mine = Save.objects.of(page.pk).filter(number=number, why=Save.Why.OVERTAKEN).first()
        if mine is None:
            raise Http404("Nothing was typed meanwhile.")
        if request.method != "POST":
            return self._ask_together(request, page, mine)
        if TOGETHER not in request.POST:
            messages.info(
                request,
                f"What is saved stays as it is. What was typed beside it is kept in Saves, as save {number}.",
            )
            return HttpResponseRedirect(self.address("change", page))
        if request.POST.get(REVISION) == str(page.revision):
            return self._put_together(request, page, mine)
        return self._answer_overtaken(request, page, mine)

    def _answer_overtaken(self, request: HttpRequest, page: Page, mine: Save) -> HttpResponse:
        if self._was_put_together(request, page, mine):
            return self._answer_put_together(request, page)
        return self._ask_together(request, page, mine, is_again=True)

    def _was_put_together(self, request: HttpRequest, page: Page, mine: Save) -> bool:
        """Was this form pressed twice? What it chooses is then what is saved."""
        if page.saved_by != request.user or request.POST.get(REVISION) != str(page.revision - 1):
            return False
        both = self._both(page, mine)
        anew, chosen = self._written_anew(request, page, both.choices())[0], _chosen(request)
        is_all_read = all(name in anew for name, side in chosen.items() if side == EDITED)
        return is_all_read and both.merged(chosen, anew) == both.merged({}, {})

    def _put_together(self, request: HttpRequest, page: Page, mine: Save) -> HttpResponse:
        both = self._both(page, mine)
        anew, errors = self._written_anew(request, page, both.choices())
        if errors:
            return self._ask_together(request, page, mine, errors=errors)
        try:
            with transaction.atomic():
                if not self.is_still_at(page):
                    raise LookupError("saved meanwhile")
                text = both.merged(_chosen(request), anew)
                left = put_text(page, text, request.user, saves.Why.MERGED, f"With save {mine.number}")
                self.log_change(request, page, f"Put together with save {mine.number}.")
        except (LookupError, IntegrityError):
            return self._answer_overtaken(request, self.row(request, page.pk, to_change=True), mine)
        if left:
            messages.warning(request, f"Not taken over, because it is gone: {', '.join(left)}.")
        return self._answer_put_together(request, page)

    def _answer_put_together(self, request: HttpRequest, page: Page) -> HttpResponse:
        messages.success(
            request, "Saved. Both texts as they were are in Saves. Visitors will see it once you publish."
        )
        return HttpResponseRedirect(self.address("change", page))

    def _both(self, page: Page, mine: Save) -> ThreeWay:
        base = saves.at_revision(page.pk, mine.revision)
        theirs = kept_texts.find(page, FORM).text
        return ThreeWay(Reader(page), Text.of(base) if base else None, theirs, Text.of(mine))

    def _ask_together(
        self,
        request: HttpRequest,
        page: Page,
        mine: Save,
        said: str = "",
        *,
        is_again: bool = False,
        errors: dict[str, list[str]] | None = None,
    ) -> HttpResponse:
        try:
            choices = self._both(page, mine).choices()
        except (Undecodable, KeyError):
            choices = []
        if not choices and not said:
            if EDITED in _chosen(request).values():
                messages.warning(
                    request,
                    "What you wrote anew was not saved. Go back once to find it, and write it in this form.",
                )
            messages.info(request, "Both texts say the same by now. There is nothing to put together.")
            return HttpResponseRedirect(self.address("change", page))
        whose = "You" if page.saved_by == request.user else str(page.saved_by or "Somebody")
        context = {
            "mine": mine,
            "said": said or f"{whose} saved this page at {since_today(page.saved_at or mine.at)}.",
            "is_again": is_again,
            "theirs": "What you saved" if page.saved_by == request.user else f"What {whose} saved",
            "groups": _grouped(choices, whose),
            "choices": [
                {
                    "choice": choice,
                    "field": self._field(request, page, choice, mine),
                    "chosen": request.POST.get(f"{CHOICE}{choice.key}", choice.proposed),
                    "errors": (errors or {}).get(choice.key, []),
                }
                for choice in choices
            ],
            "errors": errors,
            "sides": {"theirs": THEIRS, "mine": MINE, "edited": EDITED},
            "leave": LEAVE,
            "together": TOGETHER,
        }
        return self.row_screen(request, page, "together", "Two texts of one page", context)

    # --- writing a section anew -----------------------------------------------------------------------

    def _form_field(self, request: HttpRequest, page: Page, key: str) -> forms.Field | None:
        """Return the form's own field for a section of words; rows and choices are edited in the form."""
        form = self.get_form(request, page, change=True)
        field: forms.Field | None = form.base_fields.get(key)
        return (
            field
            if field is not None and isinstance(field.widget, forms.Textarea | forms.TextInput)
            else None
        )

    def _field(self, request: HttpRequest, page: Page, choice: Choice, mine: Save) -> str:
        field = self._form_field(request, page, choice.key)
        if field is None or not isinstance(mine.body.get(choice.key), str | dict):
            return ""
        value: Any = mine.body[choice.key]
        value = field.prepare_value(value["html"] if isinstance(value, dict) else value)
        name = f"{ANEW}{choice.key}"
        value = request.POST.get(name, value)
        return field.widget.render(
            name, value, {"id": f"id_{name}", "aria-label": f"{choice.label}, written anew"}
        )

    def _written_anew(
        self, request: HttpRequest, page: Page, choices: list[Choice]
    ) -> tuple[dict[str, Any], dict[str, list[str]]]:
        values: dict[str, Any] = {}
        errors: dict[str, list[str]] = {}
        for choice in choices:
            if request.POST.get(f"{CHOICE}{choice.key}") != EDITED:
                continue
            field = self._form_field(request, page, choice.key)
            if field is None:
                continue
            try:
                value = field.clean(request.POST.get(f"{ANEW}{choice.key}", ""))
            except ValidationError as error:
                errors[choice.key] = error.messages
            else:
                is_rich = isinstance(kept_texts.find(page, FORM).text.body.get(choice.key), dict)
                values[choice.key] = {"html": value} if is_rich else value
        return values, errors


def _chosen(request: HttpRequest) -> dict[str, str]:
    return {
        name.removeprefix(CHOICE): str(value)
        for name, value in request.POST.items()
        if name.startswith(CHOICE)
    }


def _grouped(choices: list[Choice], whose: str) -> list[tuple[str, int]]:
    """Say how many sections both changed, and how many one of the two."""
    counts = {side: sum(choice.changed_by == side for choice in choices) for side in ("both", MINE, THEIRS)}
    names = {"both": "changed by both", MINE: "changed by you alone", THEIRS: f"changed by {whose} alone"}
    return [(names[side], count) for side, count in counts.items() if count]
