"""Staff accounts, for administrators only."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.forms import AdminPasswordChangeForm, BaseUserCreationForm
from django.contrib.auth.models import Group
from django.db import models
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from .models import User

# What each group may do is written in groups.py and set after every migrate.
admin.site.unregister(Group)


class NewUserForm(BaseUserCreationForm):
    """Makes an account with a password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # The screen puts the focus on the first field by itself.
        self.fields["email"].widget.attrs.pop("autofocus", None)
        self.fields["email"].widget.attrs["autocomplete"] = "username"


class PasswordForm(AdminPasswordChangeForm):
    """Sets a password. An account that should not be used is made inactive instead of losing it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("usable_password", None)


@admin.register(User)
class UserAdmin(DjangoUserAdmin):
    """Everybody with an account. People sign in with their e-mail address."""

    add_form = NewUserForm
    add_form_template = "admin/change_form.html"
    change_password_form = PasswordForm
    ordering = ("email",)
    list_display = ("email", "first_name", "last_name", "is_active", "is_superuser", "last_login")
    list_filter = ("is_active", "is_superuser", "groups")
    show_facets = admin.ShowFacets.NEVER
    search_fields = ("email", "first_name", "last_name")
    filter_horizontal = ()
    formfield_overrides = {models.ManyToManyField: {"widget": forms.CheckboxSelectMultiple}}
    readonly_fields = ("new_password", "last_login", "date_joined")
    fieldsets = (
        (None, {"fields": ("email", "first_name", "last_name", "new_password")}),
        ("What they may do", {"fields": ("is_active", "is_staff", "groups", "is_superuser")}),
        ("Dates", {"fields": ("last_login", "date_joined")}),
    )
    add_fieldsets = ((None, {"fields": ("email", "first_name", "last_name", "password1", "password2")}),)

    @admin.display(description="password")
    def new_password(self, user: User) -> SafeString:
        address = reverse("admin:auth_user_password_change", args=[user.pk])
        return format_html('<a href="{}">Set a new password</a>', address)
