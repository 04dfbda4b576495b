"""The link with which somebody sets a password, and the page it leads to."""

from __future__ import annotations

from typing import Any

from allauth.account.models import Login
from django.contrib.auth import logout
from django.contrib.auth.forms import SetPasswordForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.debug import sensitive_post_parameters

from . import accounts, invalid_forms
from .allauth_internals import perform_password_login
from .screens import screen

SESSION_KEY = "staff_link"
PASSWORD_HELP = (
    "At least eight characters, not digits alone, nothing of your name, and none that many people use."  # noqa: S105
)


class PasswordForm(SetPasswordForm):
    """A new password, typed twice."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["new_password1"].label = "New password"
        self.fields["new_password1"].help_text = PASSWORD_HELP
        self.fields["new_password2"].label = "The same once more"
        self.fields["new_password2"].help_text = ""


def link(request: HttpRequest, key: str, token: str) -> HttpResponse:
    """Move the token from the address into the session, before a page could leak it. Uses nothing up."""
    if accounts.owner_of(key, token) is None:
        return _ended(request)  # whatever anybody makes up stores nothing
    request.session[SESSION_KEY] = [key, token]
    return redirect("staff_welcome")


@sensitive_post_parameters()
def welcome(request: HttpRequest) -> HttpResponse:
    """Let the link's owner set a password, and go on to the second step."""
    key, token = request.session.get(SESSION_KEY, ("", ""))
    account = accounts.owner_of(key, token)
    if account is None:
        return _ended(request)
    form = PasswordForm(account, request.POST or None)
    if form.is_valid():
        account = accounts.use_link(key, token, form.cleaned_data["new_password1"])
        if account is None:
            return redirect("staff_welcome")
        logout(request)  # whoever was signed in here, the link's owner is somebody else
        return perform_password_login(request, {}, Login(user=account, email=account.email))
    if form.is_bound:
        return invalid_forms.answer(request, form)
    invalid_forms.show(request, form)
    context: dict[str, Any] = {"form": form, "account": account, "has_permission": False}
    return screen(request, "account/welcome.html", "Welcome", **context)


def _ended(request: HttpRequest) -> HttpResponse:
    title = "This link no longer works"
    return screen(request, "account/link_ended.html", title, status=410, has_permission=False)
