"""An invalid sign-in form is answered with a redirect, so that Back and Reload never ask to send it again.

What was typed, except passwords, and what is wrong with it wait sealed for the next page: in the session of
somebody who has one, otherwise in a cookie, because strangers store nothing here.
"""

from __future__ import annotations

import json
from typing import Any

from allauth.mfa.adapter import get_adapter
from django import forms
from django.core.exceptions import ValidationError
from django.forms.utils import ErrorDict
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from . import cookies

SESSION_KEY = COOKIE = "staff_mistake"
WAITS = 5 * 60  # seconds, in a cookie
LONGEST = 254  # characters of a field, which is as long as an address can be
NEVER_KEPT = (forms.PasswordInput, forms.HiddenInput)


def answer(request: HttpRequest, form: forms.BaseForm) -> HttpResponse:
    """Redirect to the same page, which then shows the form as it was."""
    typed = {
        name: form.data.get(form.add_prefix(name), "")[:LONGEST]
        for name, field in form.fields.items()
        if not isinstance(field.widget, NEVER_KEPT)
    }
    errors = {name: [str(error) for error in found] for name, found in form.errors.items()}
    kept = get_adapter().encrypt(json.dumps({"form": type(form).__name__, "typed": typed, "errors": errors}))
    response = HttpResponseRedirect(request.get_full_path())
    if request.session.keys():  # asked for what it holds: anybody may send a key
        request.session[SESSION_KEY] = kept
    else:
        cookies.give(response, COOKIE, kept, WAITS)
    return response


def show(request: HttpRequest, *found: forms.BaseForm | None) -> None:
    """Restore the kept values and errors into the one of these forms that they came from, once."""
    if request.method != "GET":
        return
    waiting = request.session.pop(SESSION_KEY, "") or cookies.read(request, COOKIE, WAITS)
    if not waiting:
        return
    try:
        kept = json.loads(get_adapter().decrypt(waiting))
    except (ValidationError, ValueError):
        return  # sealed with a key that is gone: the form is then simply empty
    for form in found:
        if form is not None and type(form).__name__ == kept["form"]:
            form.initial = {**(form.initial or {}), **kept["typed"]}
            form._errors = ErrorDict(  # type: ignore[attr-defined]
                {
                    name: form.error_class(lines, renderer=form.renderer)
                    for name, lines in kept["errors"].items()
                },
                renderer=form.renderer,
            )


class Redirecting:
    """A form view that answers an invalid form with a redirect."""

    request: HttpRequest

    def get_form(self, form_class: Any = None) -> Any:
        form = super().get_form(form_class)  # type: ignore[misc]
        show(self.request, form)
        return form

    def render_to_response(self, *args: Any, **kwargs: Any) -> HttpResponse:
        response: HttpResponse = super().render_to_response(*args, **kwargs)  # type: ignore[misc]
        cookies.end(self.request, response, COOKIE)  # it is said once
        return response

    def form_invalid(self, form: Any) -> HttpResponse:
        return answer(self.request, form)
