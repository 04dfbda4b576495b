"""Review in the admin: a text is submitted from its form; a reviewer reads what changed, and decides."""

from __future__ import annotations

import contextlib
import uuid
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth import get_user_model
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone

from ... import facts, printed_time, views
from ...editions import approvals, links, publishing, reviews
from ...lint.findings import blocked
from ...models import Page, ReviewRequest
from ...models.review import NOTE_LENGTH
from ...objects import Undecodable
from ..content_screens import OwnScreens, list_address
from .review_sections import WHOLE, Part, Reading, Section, changed, groups_of, sections

COMMENT_LENGTH = 2_000
NOBODY_SIGNS = (
    "Nobody can approve it yet: no clinical reviewer has a license that was checked. Ask an administrator."
)
SUBMIT = "_submit"  # the button of the form that saves and goes on to the submission


class NoteForm(forms.Form):
    """What the reviewer should know about a text that is submitted."""

    note = forms.CharField(
        label="Note for the reviewer",
        max_length=NOTE_LENGTH,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="What is new, and what you are unsure of. Optional. Nothing about a real person.",
    )


class ReviewForm(forms.Form):
    """A comment for each section, and until when a signature holds."""

    read = forms.CharField(widget=forms.HiddenInput, max_length=64)
    months = forms.TypedChoiceField(
        label="Read it again",
        coerce=int,
        choices=[(months, f"in {months} months") for months in approvals.MONTHS],
        initial=approvals.USUAL_MONTHS,
    )

    def __init__(self, names: list[Section], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sections = [*names, Section(WHOLE, [])]
        for section in self.sections:
            self.fields[section.key] = forms.CharField(
                label=f"Comment on “{section.name}”",
                max_length=COMMENT_LENGTH,
                required=False,
                widget=forms.Textarea(attrs={"rows": 3}),
            )

    def rows(self) -> list[tuple[Section, Any]]:
        """Pair each section with its box."""
        return [(section, self[section.key]) for section in self.sections]

    @property
    def comments(self) -> dict[str, str]:
        """What was written, by the name of the section."""
        written = ((section.name, self.cleaned_data.get(section.key)) for section in self.sections)
        return {name: text for name, text in written if text}


class ReviewViews(OwnScreens):
    """For the ModelAdmin of what a clinician reviews: submit, withdraw, read, send back, approve."""

    def routes(self) -> list[tuple[str, Any, str]]:
        return [
            *super().routes(),
            ("<path:object_id>/submit/", self.submit_view, "submit"),
            ("<path:object_id>/withdraw/", self.withdraw_view, "withdraw"),
            ("<path:object_id>/review/", self.review_view, "review"),
        ]

    # --- what is reviewed: a page, unless a ModelAdmin says otherwise -----------------------------------

    def text_of(self, row: Any) -> reviews.Text:
        """Return what is submitted and signed of a row."""
        return reviews.text_of(row)

    def saved_text(self, row: Any) -> tuple[uuid.UUID, str]:
        """Return identity and hash of a row's text as it was saved last, without reading all of it."""
        return row.pk, row.working_hash

    def changed_parts(self, row: Any) -> dict[str, Part]:
        """Return what differs from the live text; of a text that is not live, everything."""
        now, known = timezone.now(), facts.current(timezone.now())
        new = row.content()
        live, old, before = publishing.live_edition(row, now), None, links.Links()
        if live is not None:
            with contextlib.suppress(Undecodable):
                old, before = views.decoded(live), links.of_edition(live, now)
        after = links.of_working_copy(new, row.pk, now)
        parts = changed(row, old, new, Reading(before, known), Reading(after, known))
        if live is None or live.path != row.path:
            was = Reading(before, known).text(live.path if live else "")
            parts["slug"] = Part("Address", was, Reading(after, known).text(row.path))
        return parts

    def was_signed(self, request: HttpRequest, row: Any) -> None:
        """Do what follows from a signature; a page waits for somebody to publish it."""

    # --- submitting -------------------------------------------------------------------------------------

    def submit_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Ask for a note, then submit what is saved now."""
        row = self.row(request, object_id, to_change=True)
        text = self.text_of(row)
        form = NoteForm(request.POST if request.method == "POST" else None)
        if not form.is_valid():
            return self.row_screen(request, row, "submit", "Submit for review", {"form": form})
        _, is_new = reviews.submit(text, request.user, form.cleaned_data["note"])
        if is_new:
            self.log_change(request, row, "Submitted for review.")
            messages.success(request, f"“{row}” waits for a reviewer, who is told by mail.")
            if not any(person.may_sign for person in get_user_model()._default_manager.reviewers()):
                messages.warning(request, NOBODY_SIGNS)
        else:
            messages.info(request, f"“{row}” waits for a reviewer already.")
        if isinstance(row, Page) and (blocking := blocked(row)):
            messages.warning(request, f"A signature alone will not do: {blocking}")
        return HttpResponseRedirect(self.address("change", row))

    def withdraw_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Take a submission back; a button does it."""
        row = self.row(request, object_id, to_change=True)
        if request.method == "POST":
            if reviews.withdraw(self.text_of(row).id):
                self.log_change(request, row, "Withdrawn from review.")
                messages.success(request, f"“{row}” no longer waits for a reviewer.")
            else:
                messages.info(request, f"“{row}” was not waiting for a reviewer.")
        return HttpResponseRedirect(self.address("change", row))

    # --- reading and deciding ---------------------------------------------------------------------------

    def review_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Show what changed, section by section; send it back or sign it."""
        row = self.row(request, object_id)
        text = self.text_of(row)
        found = sections(row, groups_of(self, request, row), self.changed_parts(row))
        first = {"read": text.digest}
        form = ReviewForm(found, request.POST if request.method == "POST" else None, initial=first)
        problem = ""
        if request.method == "POST" and form.is_valid():
            try:
                return self._decide(request, row, text, form)
            except reviews.Refused as refused:
                problem = str(refused)
                # What was typed stays; what is signed next is what stands on the screen now.
                form.data = {**form.data.dict(), "read": text.digest}  # type: ignore[attr-defined]
        context = {
            "form": form,
            "problem": problem,
            "asked": reviews.newest(text.id),
            "why_not": reviews.why_not(text, request.user),
            "why_not_sign": reviews.why_not_sign(request.user),
            "has_changes": bool(found),
            "is_page": isinstance(row, Page),
        }
        return self.row_screen(request, row, "review", f"Review {row}", context)

    def _decide(self, request: HttpRequest, row: Any, text: reviews.Text, form: ReviewForm) -> HttpResponse:
        if "_approve" in request.POST:
            given = form.cleaned_data
            approval = reviews.approve(text, request.user, given["read"], given["months"], form.comments)
            self.log_change(request, row, f"Approved; next review due by {printed_time.day(approval.due)}.")
            self.was_signed(request, row)
            messages.success(request, f"You have signed “{row}”. An edit of it takes the signature away.")
        else:
            reviews.send_back(text, request.user, form.comments)
            self.log_change(request, row, "Sent back with comments.")
            messages.success(request, f"“{row}” is sent back with your comments.")
        return HttpResponseRedirect(list_address(ReviewRequest))

    # --- what the form shows ----------------------------------------------------------------------------

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        if row := context.get("original"):
            context |= _standing(*self.saved_text(row))
            context["headings"] = [name for name, _ in self.get_fieldsets(request, row)]
        return super().render_change_form(request, context, *args, **kwargs)

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        """Let nothing wait for a reviewer that is gone."""
        identity, _ = self.saved_text(obj)
        super().delete_model(request, obj)
        reviews.withdraw(identity)


def _standing(identity: uuid.UUID, digest: str) -> dict[str, Any]:
    """Return where a text stands with the reviewers, for its form."""
    asked = reviews.newest(identity)
    outcome = asked.outcome if asked else ""
    is_waiting = outcome == ReviewRequest.Outcome.WAITING
    is_same = asked is not None and asked.content_hash == digest
    is_said = outcome == ReviewRequest.Outcome.SENT_BACK or is_same
    return {
        "asked": asked,
        "is_waiting": is_waiting,
        "is_outdated": is_waiting and not is_same,
        "comments": asked.comments if asked and is_said else {},
        "signature": approvals.newest(identity, digest),
        "day": timezone.localdate(),
    }
