"""The base of every page's admin: the list, the form and what saving does."""

from __future__ import annotations

import inspect
from typing import Any, ClassVar

from django.contrib import admin, messages
from django.contrib.admin.options import IS_POPUP_VAR
from django.db import IntegrityError
from django.forms.widgets import Media
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.safestring import SafeString

from .. import facts
from ..editions import publishing, saves
from ..editions.duplicating import may_be_copied
from ..models import Page, Publication
from . import status
from .forms.fields import GoesLast, PlainFields, module
from .forms.page_form import PageForm
from .forms.rows import Rows, SourceInline
from .lint.lint_views import LintViews
from .order import PagesInOrder
from .overview.where_used import WhereUsed
from .publishing.live_preview import LivePreview
from .publishing.preview_links import PreviewLinks
from .publishing.schedule_views import ScheduleViews
from .publishing.several import SeveralPages
from .reviews.review_views import SUBMIT, ReviewViews
from .saves.draft_views import RECOVERED
from .saves.stale_views import StaleViews

SHARED_PICTURES = (
    "A picture chosen here stands for the page in lists. The home page, facilities, articles, the team and "
    "pages under /admissions/ are also shared with it; every other page is shared with our brand card, so "
    "that the link does not tell what it is about."
)


def _collapsed(heading: str, *fields: str, description: str = "") -> tuple[str, dict[str, Any]]:
    return heading, {"fields": fields, "classes": ("collapse",), "description": description}


class PageAdmin(
    ScheduleViews,
    LintViews,
    LivePreview,
    PreviewLinks,
    PagesInOrder,
    StaleViews,
    ReviewViews,
    SeveralPages,
    WhereUsed,
    GoesLast,
    PlainFields,
    admin.ModelAdmin,
):
    """Edit, preview, publish and take back one kind of page.

    A kind names the fields under each of its headings in ``content`` and its rows in ``parts``; rows follow
    the heading that their ``after`` names.
    """

    section = "Pages"
    content: ClassVar[dict[str, tuple[str, ...]]] = {}
    parts: tuple[Any, ...] = ()
    columns: tuple[str, ...] = ()
    has_address = True
    has_place = True  # in lists, chosen by hand

    form = PageForm
    change_form_template = "admin/page/change_form.html"
    delete_confirmation_template = "admin/page/delete_confirmation.html"
    search_fields = ("title", "summary")
    list_filter = (status.StatusFilter,)
    list_select_related: ClassVar[tuple[str, ...]] = ("saved_by",)
    list_per_page = 30
    list_class = status.PageList

    @property
    def is_in_order(self) -> bool:  # type: ignore[override]
        return self.has_place and not getattr(self, "is_only", False)

    def get_urls(self) -> list[Any]:
        """Let every screen of a page be sent as much as its form."""
        urls: list[Any] = super().get_urls()
        for pattern in urls:
            # What keeps drafts says so itself: it is a method, because it guards itself.
            if inspect.isfunction(getattr(pattern, "callback", None)):
                pattern.callback.model_admin = self
        return urls

    # --- the list -----------------------------------------------------------------------------------

    def get_list_display(self, request: HttpRequest) -> tuple[str, ...]:
        return ("title", "status", *self.columns, "saved_at", "saved_by")

    @admin.display(description="status")
    def status(self, page: Page) -> SafeString:
        return status.badge(page)

    # --- the form -----------------------------------------------------------------------------------

    @property
    def media(self) -> Media:
        return super().media + Media(
            js=[module(f"js/admin/{name}.js") for name in ("counters", "preview", "autosave", "document")]
        )

    def get_prepopulated_fields(self, request: HttpRequest, obj: Any = None) -> dict[str, Any]:
        return {"slug": ("title",)} if self.has_address else {}

    def get_inlines(self, request: HttpRequest, obj: Any) -> list[Any]:
        return [*self.parts, SourceInline]

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        slug = ("slug",) if self.has_address else ()
        position = ("position",) if self.has_place else ()
        return [
            (None, {"fields": ("title", *slug, "summary")}),
            *((heading, {"fields": fields}) for heading, fields in self.content.items()),
            _collapsed("Review", "author", "is_demo"),
            _collapsed("Search engines and lists", "seo_title", "seo_description", *position),
            _collapsed("Sharing", "share_title", "share_picture", description=SHARED_PICTURES),
        ]

    def get_inline_formsets(self, *args: Any, **kwargs: Any) -> list[Any]:
        return [Rows.of(formset) for formset in super().get_inline_formsets(*args, **kwargs)]

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form: Any = super().get_form(request, obj, change=change, **kwargs)
        form.editor = request.user
        return form

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        page = context["original"]
        if page is not None:
            context |= {
                "status": status.badge(page),
                "live": publishing.live_edition(page),
                "taken_back": publishing.taken_back(page),
                "may_duplicate": self.has_add_permission(request) and may_be_copied(self.model),
                "is_as_taken_back": publishing.is_as_taken_back(page),
                **self.schedule_context(page),
            }
        return super().render_change_form(request, context, *args, **kwargs)

    # --- saving -------------------------------------------------------------------------------------

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if change and not self.is_still_at(obj):
            raise IntegrityError("another save came between this form's check and its own")
        if change:
            saves.keep_held(obj)
        else:
            obj.pk = form.new_identity  # the formsets of its rows have taken away its own
        super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        why = saves.Why.RECOVERED if RECOVERED in request.POST else saves.Why.SAVED
        publishing.note_saved(form.instance, request.user, why)

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: str | None = None) -> Any:
        return self._after_save(request, obj) or super().response_add(request, obj, post_url_continue)

    def response_change(self, request: HttpRequest, obj: Any) -> Any:
        return self._after_save(request, obj) or super().response_change(request, obj)

    def _after_save(self, request: HttpRequest, page: Page) -> HttpResponse | None:
        """Go on with what the button said."""
        if IS_POPUP_VAR in request.POST:
            return None
        if "_preview" in request.POST:
            return HttpResponseRedirect(self.address("preview", page))
        if SUBMIT in request.POST and self.has_change_permission(request, page):
            return HttpResponseRedirect(self.address("submit", page))
        if "_publish" not in request.POST or not self.has_change_permission(request, page):
            messages.success(request, "Saved. Visitors will see it once you publish.")
        elif publishing.taken_back(page):
            messages.info(request, "Saved, and not published yet.")
            return HttpResponseRedirect(self.address("publish", page))
        else:
            self.publish(request, page)
        return HttpResponseRedirect(self.address("change", page))

    # --- deleting -----------------------------------------------------------------------------------

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        """Free the address of what left by itself, and end the facts that go with a page: licenses."""
        Publication.objects.filter(page_id=obj.pk, live_until__lte=timezone.now()).delete()
        super().delete_model(request, obj)
        facts.freeze(request.user)
