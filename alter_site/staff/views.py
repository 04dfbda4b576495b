"""Signing in, and looking after one's own second factors. The screens are allauth's, in the admin's look."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.decorators import reauthentication_required
from allauth.account.models import Login
from allauth.account.stages import LoginStageController
from allauth.account.utils import get_next_redirect_url
from allauth.account.views import LoginView
from allauth.mfa.base.views import AuthenticateView, IndexView, ReauthenticateView
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.views import GenerateRecoveryCodesView, ViewRecoveryCodesView
from allauth.mfa.totp.views import ActivateTOTPView
from allauth.mfa.webauthn.views import AddWebAuthnView, LoginWebAuthnView, ReauthenticateWebAuthnView
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views.generic import TemplateView

from alter_site.limits import counts

from . import cookies, invalid_forms, login_limits, second_factor
from .allauth_internals import (
    STATE_SESSION_KEY,
    begin_registration,
    can_generate_recovery_codes,
    delete_and_cleanup,
    perform_passwordless_login,
    post_authentication,
)
from .forms import (
    AppForm,
    CodeAgainForm,
    CodeForm,
    PasskeyAgainForm,
    PasskeyForm,
    PasskeySecondForm,
    PasskeySignInForm,
    SignInForm,
)
from .screens import screen

CHALLENGE, CHALLENGE_LIFE = "passkey_challenge", 5 * 60  # seconds


class Screen:
    """Adds what the admin's templates expect, and the screen's own title."""

    title = ""
    request: HttpRequest

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)  # type: ignore[misc]
        return {**admin.site.each_context(self.request), "title": self.title, **context}


class SignInView(Screen, invalid_forms.Redirecting, LoginView):
    """The first step: address and password, or a passkey alone."""

    form_class = SignInForm
    title = "Sign in"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        # Before anything is looked up or hashed.
        if not login_limits.may_ask(request):
            return too_many_requests(request)
        return super().post(request, *args, **kwargs)

    def get_authenticated_redirect_url(self) -> str:
        """Return the step that somebody who is signed in already still has to take."""
        if second_factor.is_enough(self.request):
            return str(super().get_authenticated_redirect_url())
        if second_factor.of(self.request.user):
            again = get_adapter().get_reauthentication_methods(self.request.user)[0]["url"]
            return str(self.passthrough_next_url(again))
        return reverse("mfa_index")


class PasskeySignInView(LoginWebAuthnView):
    """A passkey alone: it proves who holds the device and that the device is there."""

    form_class = PasskeySignInForm
    challenge: Any = None

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Hand out a challenge. It waits in a signed cookie: strangers store nothing here."""
        response = super().get(request, *args, **kwargs)
        if challenge := request.session.pop(STATE_SESSION_KEY, None):
            cookies.give(response, CHALLENGE, challenge, CHALLENGE_LIFE)
        return response

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.challenge = cookies.read(request, CHALLENGE, CHALLENGE_LIFE)
        if self.challenge:
            request.session[STATE_SESSION_KEY] = self.challenge
        response = super().post(request, *args, **kwargs)
        request.session.pop(STATE_SESSION_KEY, None)
        return response

    def form_valid(self, form: Any) -> HttpResponse:
        # Usable once, as a challenge in a session is; without a valid passkey nothing is written.
        if not counts.use_once(f"challenge {self.challenge['challenge']}", CHALLENGE_LIFE):
            return self.form_invalid(form)
        factor = form.cleaned_data["credential"]
        login = Login(user=factor.user, redirect_url=get_next_redirect_url(self.request))
        return perform_passwordless_login(self.request, factor, login)

    def form_invalid(self, form: Any) -> HttpResponse:
        messages.error(self.request, "That passkey did not work. Sign in with your password, or try again.")
        return redirect("account_login")


class SecondStepView(Screen, AuthenticateView):
    """The second step of signing in with a password."""

    form_class = CodeForm
    webauthn_form_class = PasskeySecondForm
    title = "Second step"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        stage = LoginStageController.enter(request, second_factor.SecondStep.key)
        if stage is None or stage.is_resumable(request):
            return super().dispatch(request, *args, **kwargs)
        messages.info(request, "Sign in once more: your account was changed since you typed your password.")
        return stage.abort()

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        invalid_forms.show(request, self.auth_form, self.webauthn_form)
        return super().get(request, *args, **kwargs)

    def form_invalid(self, form: Any) -> HttpResponse:
        return invalid_forms.answer(self.request, form)


class CodeAgainView(Screen, invalid_forms.Redirecting, ReauthenticateView):
    """Reauthentication with a code."""

    form_class = CodeAgainForm
    title = "Is it still you?"


class PasskeyAgainView(Screen, ReauthenticateWebAuthnView):
    """Reauthentication with a passkey."""

    form_class = PasskeyAgainForm
    title = "Is it still you?"

    def form_invalid(self, form: Any) -> HttpResponse:
        messages.error(self.request, "That passkey did not work. Try again.")
        return HttpResponseRedirect(self.request.get_full_path())


# --- one's own second factors -------------------------------------------------------------------------


class FactorsView(Screen, IndexView):
    """What somebody signs in with; to set up the first of them is the way in for a new account."""

    title = "Your second step"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        factors = second_factor.of(self.request.user)
        codes = Authenticator.objects.filter(
            user=self.request.user, type=Authenticator.Type.RECOVERY_CODES
        ).first()
        return super().get_context_data(
            factors=factors,
            has_app=any(factor.type == Authenticator.Type.TOTP for factor in factors),
            codes_left=len(codes.wrap().get_unused_codes()) if codes else None,
            may_remove=may_remove_one(factors),
            **kwargs,
        )


def may_remove_one(factors: list[Authenticator]) -> bool:
    """The last second factor stays, unless the site lets people in without one."""
    return len(factors) > 1 or settings.STAFF_SECOND_FACTOR == "optional"


class AddAppView(Screen, invalid_forms.Redirecting, ActivateTOTPView):
    """Set up an authenticator app."""

    form_class = AppForm
    title = "Set up an authenticator app"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if any(factor.type == Authenticator.Type.TOTP for factor in second_factor.of(request.user)):
            return redirect("mfa_index")
        return super().dispatch(request, *args, **kwargs)

    def form_valid(self, form: Any) -> HttpResponse:
        with second_factor.changing(self.request):
            return _proved(self.request, super().form_valid(form))


class AddPasskeyView(Screen, invalid_forms.Redirecting, AddWebAuthnView):
    """Set up a passkey."""

    form_class = PasskeyForm
    title = "Set up a passkey"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        options = begin_registration(self.request.user, passwordless=True)
        return {**context, "js_data": {"creation_options": options}}

    def form_valid(self, form: Any) -> HttpResponse:
        with second_factor.changing(self.request):
            return _proved(self.request, super().form_valid(form))


def _proved(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Record the factor that was just set up as used in this session: its holder has proved it."""
    post_authentication(request, second_factor.of(request.user)[-1])
    request.session.cycle_key()
    login_limits.remember_device(request, response, request.user)
    return response


@method_decorator(login_required, name="dispatch")
class CodesView(Screen, ViewRecoveryCodesView):
    """Recovery codes: shown once, then only counted."""

    title = "Your recovery codes"


class NewCodesView(Screen, GenerateRecoveryCodesView):
    """Replace the recovery codes."""

    title = "Make new recovery codes"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.is_authenticated and not can_generate_recovery_codes(request.user):
            return redirect("mfa_index")
        return super().dispatch(request, *args, **kwargs)

    def form_valid(self, form: Any) -> HttpResponse:
        with second_factor.changing(self.request):
            return super().form_valid(form)


@method_decorator([login_required, reauthentication_required(app="allauth.mfa")], name="dispatch")
class RemoveFactorView(Screen, TemplateView):
    """Take away one of one's own second factors."""

    title = "Remove this?"
    template_name = "mfa/remove.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        factor = get_object_or_404(
            Authenticator, pk=kwargs["pk"], user=self.request.user, type__in=second_factor.KINDS
        )
        may = may_remove_one(second_factor.of(self.request.user))
        return super().get_context_data(factor=factor, may_remove=may, **kwargs)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        with second_factor.changing(request):
            if not Authenticator.objects.filter(pk=pk).exists():
                return redirect("mfa_index")  # pressed twice
            context = self.get_context_data(pk=pk)
            if context["may_remove"]:
                delete_and_cleanup(request, context["factor"])
                return redirect("mfa_index")
        return self.render_to_response(context, status=409)


def too_many_requests(request: HttpRequest) -> HttpResponse:
    """Answer whoever tries to sign in too often."""
    return screen(request, "account/too_many.html", "Wait a minute", status=429).render()


def signed_in(request: HttpRequest) -> HttpResponse:
    """Tell somebody to close this tab: the form to send again is in another one."""
    return screen(request, "account/signed_in.html", "You are signed in")
