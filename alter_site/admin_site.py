"""The admin in the brand's colors, arranged by what people come to do."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from django.contrib.admin import AdminSite, ModelAdmin, display
from django.core.exceptions import PermissionDenied
from django.db.models import DateField, Model, TimeField
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect, JsonResponse
from django.middleware.csrf import get_token
from django.template.response import TemplateResponse
from django.urls import URLPattern, URLResolver, path, reverse
from django.utils.text import capfirst

from alter_site.admin_lists import DeclaredLists
from alter_site.admin_saves import CarefulSaves
from alter_site.content.printed_time import in_words
from alter_site.delivery.requests import is_asked_by_script
from alter_site.staff import second_factor, sessions
from alter_site.staff.screens import screen

DESK = "Admissions desk"
# The parts of the first screen. A ModelAdmin names its own in ``section``, and its place there in
# ``section_place``: most used first.
SECTIONS = {
    DESK: "People who asked us to get in touch.",
    "Pages": "Saving changes only the working copy. Visitors see a change once you publish it.",
    "Pictures": "Each is described once and can stand on many pages.",
    "Facts": "What stands on many pages at once. A screen shows what changes; once you agree it is public.",
    "People": "Who may sign in here, and what they may do.",
    "Machinery": "What the site keeps for itself.",
}
# What the desk offers, by the action of the permission matrix: the route's name and words.
DESK_ENTRIES = {
    "see the queue": ("queue", "Queue", "Open requests, by the time we promised."),
    "take a call": ("call", "Take a call", "The form, for somebody on the phone."),
    "find": ("find", "Find a request", "When somebody rings back."),
    "see the workload": ("workload", "Workload", "Who has what; give several at once."),
    "see closed requests": ("closed", "Closed requests", "How they ended; reopen one."),
    "see the dashboard": ("dashboard", "Dashboard", "How long people wait, and what becomes of requests."),
    "see counts": ("counts", "Counts", "Requests by month, without small numbers."),
    "break the glass": (
        "glass",
        "Break the glass",
        "In an emergency: a request that is closed to you, for half an hour.",
    ),
    "see who broke the glass": ("breaks", "Break-glass", "Who opened what in an emergency."),
    "check retention": ("retention", "Retention", "What was forgotten, what is due next, what is held."),
    "check the log of looks": (
        "looks",
        "Log of looks",
        "Who opened what, who looked for whom, who signed in.",
    ),
}


def _waiting(route: str) -> int:
    """Return how much waits behind an entry of the desk for whoever reads it there."""
    from admissions import services

    return services.not_looked_at().count() if route == "breaks" else 0


class PrintedTimes(ModelAdmin):
    """For a ModelAdmin: the columns of its list that hold times are printed in our words."""

    def get_list_display(self, request: HttpRequest) -> Any:
        fields = {field.name: field for field in self.opts.concrete_fields}
        return [_column(fields.get(str(name)), name) for name in super().get_list_display(request)]


@functools.cache  # a list is ordered by a column only if it is the very one that it shows
def _column(field: Any, name: Any) -> Any:
    @display(description=getattr(field, "verbose_name", None), ordering=name)
    def column(row: Model) -> str | None:
        value = getattr(row, name)
        return None if value is None else in_words(value)

    return column if isinstance(field, DateField | TimeField) else name


class AlterAdminSite(AdminSite):
    """Django's admin under our name."""

    site_header = "Alter"
    site_title = "Alter"
    index_title = "What would you like to do?"
    enable_nav_sidebar = False
    actions: Any = ()  # nothing is deleted from a list: a screen of its own says first what that changes
    password_change_template = "admin/password_form.html"  # noqa: S105 (a template)
    password_change_done_template = "admin/password_changed.html"  # noqa: S105
    logout_template = "admin/signed_out.html"

    def register(
        self, model_or_iterable: Any, admin_class: type[ModelAdmin[Any]] | None = None, **options: Any
    ) -> None:
        """Register as Django does; lists answer declared filters only, and forms detect stale saves."""
        plain = admin_class or ModelAdmin
        # With its own name and words: screens print them.
        own = {"__doc__": plain.__doc__, "__module__": plain.__module__}
        careful: Any = type(plain.__name__, (DeclaredLists, PrintedTimes, CarefulSaves, plain), own)
        super().register(model_or_iterable, careful, **options)

    def has_permission(self, request: HttpRequest) -> bool:
        """Let active staff in, once they have used a second factor in this very session."""
        return super().has_permission(request) and second_factor.is_enough(request)

    def admin_view(self, view: Callable[..., Any], cacheable: bool = False) -> Any:
        """Guard a view; what was typed into a form that is refused is given back."""
        guarded = super().admin_view(view, cacheable)

        @functools.wraps(guarded)
        def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if self.has_permission(request):
                try:
                    return guarded(request, *args, **kwargs)
                except PermissionDenied:
                    if is_asked_by_script(request) or not (typed := sessions.typed_texts(request)):
                        raise
                    return screen(request, "admin/refused.html", "Not saved", status=403, typed=typed)
            if sessions.is_passive(request) or is_asked_by_script(request):
                # A refusal would stand in the console as an error; what sends something has to hear it.
                return HttpResponse(status=204 if request.method == "GET" else 401)
            if sessions.holds_typing(request):
                return sessions.send_again(request)
            return guarded(request, *args, **kwargs)

        return inner

    def get_urls(self) -> list[URLResolver | URLPattern]:
        # Not before models are there: these screens read them.
        from alter_site.content.admin.addresses.link_targets import link_targets
        from alter_site.content.admin.overview import home, home_panels, search  # noqa: F401 (panels register)

        return [
            path("session/", self.session, name="session"),
            path("search/", self.admin_view(search.search_view), name="search"),
            path("home/", self.admin_view(home.home_view), name="home"),
            path("link-targets/", self.admin_view(link_targets), name="link_targets"),
            *super().get_urls(),
        ]

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        """Add what every screen's header needs to know."""
        from alter_site.content.admin.content_screens import finds_content

        finds = self.has_permission(request) and finds_content(request)
        return {**super().each_context(request), "finds_content": finds}

    def session(self, request: HttpRequest) -> JsonResponse:
        """Say how long this session lasts, to whoever asks. Asked without ``X-Passive``, it lasts longer."""
        if not self.has_permission(request):
            return JsonResponse({"seconds": 0})
        seconds, extends = sessions.seconds_left(request)
        return JsonResponse({"seconds": seconds, "extends": extends, "token": get_token(request)})

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        """Show what this person may work on."""
        from alter_site.content.admin import content_screens
        from alter_site.content.admin.overview import home

        waiting = home.filled(request) if content_screens.finds_content(request) else []
        context = {"sections": self.sections(request), "waiting": waiting}
        return super().index(request, context | (extra_context or {}))

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        """Return nothing: no screen shows Django's list of apps, and it would be built for each."""
        return []

    def app_index(self, *_: Any, **__: Any) -> Any:
        # Which app a model lives in means nothing to an editor.
        return HttpResponseRedirect(reverse("admin:index", current_app=self.name))

    def sections(self, request: HttpRequest) -> list[dict[str, Any]]:
        """Return the sections that hold something for this person."""
        entries: dict[str, list[dict[str, Any]]] = {name: [] for name in SECTIONS}
        for action, (route, name, words) in DESK_ENTRIES.items():
            if request.user.may(action):  # type: ignore[union-attr]
                entry = {"name": name, "description": words, "url": reverse(f"desk:{route}")}
                entries[DESK].append(entry | {"waiting": _waiting(route)})
        for admin in sorted(self._registry.values(), key=lambda admin: getattr(admin, "section_place", 50)):
            if any(admin.get_model_perms(request).values()):
                entries[getattr(admin, "section", "Machinery")].append(self._entry(admin))
        # For whoever has one screen of it to read, the desk is not what they came for.
        works_there = request.user.may("see the queue")  # type: ignore[union-attr]
        return [
            {"name": name, "description": SECTIONS[name], "entries": entries[name]}
            for name in sorted(SECTIONS, key=lambda name: name == DESK and not works_there)
            if entries[name]
        ]

    def _entry(self, model_admin: ModelAdmin) -> dict[str, Any]:
        from alter_site.content.admin.content_screens import list_address

        options = model_admin.opts
        is_only = getattr(model_admin, "is_only", False)
        waiting = model_admin.waiting() if hasattr(model_admin, "waiting") else 0
        return {
            "waiting": waiting,
            "name": capfirst(str(options.verbose_name if is_only else options.verbose_name_plural)),
            # The docstring of a ModelAdmin says to an editor what is kept there.
            "description": type(model_admin).__doc__ or "",
            "url": list_address(model_admin.model),
        }
