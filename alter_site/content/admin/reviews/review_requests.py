"""The list of reviews: what waits for a clinician, and what came of the rest."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.db.models import Case, IntegerField, Value, When
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from ...kinds import find_page
from ...models import ReviewRequest
from ..content_screens import form_address
from ..read_only import ReadOnlyAdmin

Outcome = ReviewRequest.Outcome


@admin.register(ReviewRequest)
class ReviewRequestAdmin(ReadOnlyAdmin):
    """What waits for a clinical reviewer, first; then what was reviewed, and by whom."""

    section = "Pages"
    section_place = 1
    list_display = ("text", "outcome", "submitted_at", "submitted_by", "reviewed_by")
    list_display_links = None
    list_filter = ("outcome",)
    list_select_related = ("submitted_by", "reviewed_by")
    list_per_page = 30

    def get_ordering(self, request: HttpRequest) -> Any:
        first = Case(When(outcome=Outcome.WAITING, then=Value(0)), default=1, output_field=IntegerField())
        return [first, "-submitted_at", "-pk"]

    def waiting(self) -> int:
        """How many wait, for the admin's first screen."""
        return ReviewRequest.objects.filter(outcome=Outcome.WAITING).count()

    @admin.display(description="text")
    def text(self, asked: ReviewRequest) -> SafeString:
        return format_html('<a href="{}">{}</a>', form_address(asked), asked.title)

    def change_view(self, request: HttpRequest, object_id: str, *_: Any, **__: Any) -> HttpResponse:
        """Lead to where the text is read."""
        asked = self.get_object(request, unquote(object_id))
        if asked is None:
            raise Http404("There is no such review.")
        return HttpResponseRedirect(address_of(asked))


def address_of(asked: ReviewRequest) -> str:
    """Return the address of the screen on which a text is reviewed.

    Raises:
        Http404: the text is gone.
    """
    if page := find_page(asked.page_id):
        return form_address(page, "review")
    try:
        # The safety card: a text of which there is one, and no page.
        return reverse(f"admin:{asked.kind.replace('.', '_')}_review", args=[1])
    except NoReverseMatch as error:
        raise Http404("This text is gone.") from error
