"""Staff accounts: for administrators, and for a lead whose colleague has lost a phone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone

from . import accounts, groups
from .accounts import What
from .models import AccountEvent, User
from .names import as_seen
from .screens import screen

# What each group may do is written in groups.py and set after every migrate. E-mail addresses stand in
# the accounts themselves, and nobody looks into somebody else's second factors.
for model in (Group, EmailAddress, Authenticator):
    admin.site.unregister(model)

# A new account is followed by its link, so there is nowhere else to go on to.
ONE_BUTTON = {"show_save_and_add_another": False, "show_save_and_continue": False}
LICENSE = ("license_type", "license_number", "license_is_checked")
RIGHTS = ("is_active", "groups", "is_superuser")


def _nobody(self: admin.ModelAdmin, request: HttpRequest, obj: Any = None) -> bool:
    return False


class AccountForm(forms.ModelForm):
    """An account, in our words."""

    license_is_checked = forms.BooleanField(
        required=False,
        label="License checked",
        help_text="Tick it once you have found this name, license and number in the State’s register. "
        "A change of any of them takes the check back.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["license_is_checked"] = self.instance.has_checked_license

    def clean(self) -> dict[str, Any]:
        """A check is of a whole license."""
        cleaned: dict[str, Any] = super().clean() or {}
        seen = {name: as_seen(cleaned.get(name) or "") for name in User.READ_BY_OTHERS}
        name = seen["first_name"] or seen["last_name"]
        is_whole = name and seen["license_type"] and seen["license_number"]
        is_new = cleaned.get("license_is_checked") and not self.initial.get("license_is_checked")
        if is_new and not is_whole:
            words = "There is nothing to check yet: enter name, license and number first."
            self.add_error("license_is_checked", words)
        return cleaned

    class Meta:
        labels: ClassVar = {"is_superuser": "Every right", "is_active": "May sign in"}
        error_messages: ClassVar = {
            "email": {
                "unique": "There is an account with this address already. Find it under Users: "
                "if it may not sign in, let it again."
            }
        }
        help_texts: ClassVar = {
            "is_superuser": "Everything in the admin, but no request at the desk.",
            "is_active": "Without it every session of theirs ends at once.",
            "groups": "What they may do follows from their groups. A change is written into the log.",
        }


@admin.register(User)
class UserAdmin(admin.ModelAdmin):
    """Everybody who may sign in here. A new account gets a link with which its owner sets a password."""

    form = AccountForm
    section = "People"
    add_form_template = "admin/staff/user/add_form.html"
    change_form_template = "admin/staff/user/change_form.html"
    ordering = ("email",)
    list_display = ("email", "first_name", "last_name", "is_active", "last_login")
    list_filter = ("is_active", "groups")
    search_fields = ("email", "first_name", "last_name")
    formfield_overrides = {models.ManyToManyField: {"widget": forms.CheckboxSelectMultiple}}

    # --- who may see and change what ------------------------------------------------------------------

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[User]:
        """Show a lead only the colleagues whose second step they may reset."""
        users = super().get_queryset(request)
        if accounts.is_administrator(_actor(request)):
            return users
        mine = [user.pk for user in users if accounts.may_reset(_actor(request), user)]
        return users.filter(pk__in=mine)

    def has_view_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        actor = _actor(request)
        return accounts.is_administrator(actor) or groups.LEAD in actor.group_names

    def has_add_permission(self, request: HttpRequest) -> bool:
        return accounts.is_administrator(_actor(request))

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        actor = _actor(request)
        return accounts.is_administrator(actor) and (obj is None or accounts.may_look_after(actor, obj))

    # What somebody did keeps their name. They are kept from signing in instead.
    has_delete_permission = _nobody

    def get_fieldsets(self, request: HttpRequest, obj: User | None = None) -> Any:
        person = (None, {"fields": ("email", "first_name", "last_name")})
        rights = [name for name in RIGHTS if name != "is_active" or obj]
        if not _actor(request).is_superuser:
            rights.remove("is_superuser")
        described = (person, ("What they may do", {"fields": rights}))
        signs = ("License of a clinical reviewer", {"fields": LICENSE})
        return (*described, signs, ("Dates", {"fields": ("last_login", "date_joined")})) if obj else described

    readonly_fields = ("last_login", "date_joined")

    @admin.display(description="license checked", boolean=True)
    def license_is_checked(self, account: User) -> bool:
        return account.has_checked_license

    # --- saving ---------------------------------------------------------------------------------------

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        with transaction.atomic():
            if request.method == "POST" and (account := self.get_object(request, unquote(object_id or ""))):
                request.user = accounts.taking_turns(_actor(request), account)
            return super().changeform_view(request, object_id, *args, **kwargs)

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        if not change:
            obj.is_staff = True
            obj.set_unusable_password()
        else:
            self._note_license(request, obj, form)
        super().save_model(request, obj, form, change)
        if not change:
            accounts.note(_actor(request), obj, What.MADE)
        for name, gained, lost in (
            ("is_active", What.ACTIVE, What.INACTIVE),
            ("is_superuser", What.FULL, What.NOT_FULL),
        ):
            if name in form.changed_data:
                accounts.note(_actor(request), obj, gained if getattr(obj, name) else lost)

    def _note_license(self, request: HttpRequest, account: User, form: Any) -> None:
        """Keep what was checked. A tick that stood there before a change is no check of what is there now."""
        was_checked = bool(form.initial.get("license_is_checked"))
        is_ticked = form.cleaned_data.get("license_is_checked", was_checked)
        is_checked = is_ticked and (account.has_checked_license or not was_checked)
        if is_checked == was_checked and is_checked == account.has_checked_license:
            return
        account.checked_license = account.printed_license if is_checked else ""
        account.license_checked_on = timezone.localdate() if is_checked else None
        accounts.note(_actor(request), account, What.LICENSE if is_checked else What.NO_LICENSE)
        if is_ticked and not is_checked:
            messages.warning(
                request,
                "Name or license were changed, so the license counts as not checked. "
                "Check it in the register and tick it again.",
            )

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        before = set(form.instance.groups.values_list("name", flat=True))
        super().save_related(request, form, formsets, change)
        after = set(form.instance.groups.values_list("name", flat=True))
        for name in sorted(after - before):
            accounts.note(_actor(request), form.instance, What.JOINED, name)
        for name in sorted(before - after):
            accounts.note(_actor(request), form.instance, What.LEFT, name)

    def response_add(self, request: HttpRequest, obj: User, post_url_continue: str | None = None) -> Any:
        return self._show_link(request, obj)

    # --- links and resets -----------------------------------------------------------------------------

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        return [
            path("<int:pk>/link/", wrap(self.link), name="staff_user_link"),
            path("<int:pk>/reset/", wrap(self.reset), name="staff_user_reset"),
            *super().get_urls(),
        ]

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        context |= ONE_BUTTON
        if obj := context["original"]:
            actor = _actor(request)
            context["may_make_link"] = obj.is_active and accounts.may_look_after(actor, obj)
            context["may_reset"] = accounts.may_reset(actor, obj)
        return super().render_change_form(request, context, *args, **kwargs)

    def link(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ask whether to make a link; show it, once, when it is made."""
        account = self._account(request, pk, accounts.may_look_after)
        if not account.is_active:
            raise PermissionDenied
        if request.method == "POST":
            return self._show_link(request, account)
        return self._screen(request, account, "link", f"Make a link for {account}?")

    def _show_link(self, request: HttpRequest, account: User) -> HttpResponse:
        link = settings.SITE_URL + accounts.make_link(_actor(request), account)
        return self._screen(request, account, "link_made", f"The link for {account}", link=link)

    def reset(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ask whether to take away somebody's second step, then do it."""
        account = self._account(request, pk, accounts.may_reset)
        if request.method == "POST":
            accounts.reset_second_factor(_actor(request), account)
            messages.success(request, f"Done. {account} sets up a new second step at the next sign-in.")
            return HttpResponseRedirect(reverse("admin:staff_user_change", args=[account.pk]))
        return self._screen(request, account, "reset", f"Reset the second step of {account}?")

    def _account(self, request: HttpRequest, pk: int, may: Callable[[User, User], bool]) -> User:
        account: User = get_object_or_404(User, pk=pk)
        if not may(_actor(request), account):
            raise PermissionDenied
        return account

    def _screen(
        self, request: HttpRequest, account: User, name: str, title: str, **context: Any
    ) -> TemplateResponse:
        template = f"admin/staff/user/{name}.html"
        return screen(request, template, title, original=account, opts=self.opts, **context)


@admin.register(AccountEvent)
class AccountEventAdmin(admin.ModelAdmin):
    """Who was given which rights, by whom; nobody can change it."""

    section = "People"
    list_display = ("at", "by", "what", "group", "account")
    list_display_links = None
    list_filter = ("what",)
    list_select_related = ("by", "account")

    def has_view_permission(self, request: HttpRequest, obj: AccountEvent | None = None) -> bool:
        actor = _actor(request)
        return accounts.is_administrator(actor) or groups.PRIVACY_OFFICER in actor.group_names

    has_add_permission = has_change_permission = has_delete_permission = _nobody


def _actor(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # noqa: S101 (the admin lets nobody else in)
    return request.user
