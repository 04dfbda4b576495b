"""Addresses of sign-in, under the admin's path.

These are all of allauth's routes that exist here; the names are allauth's, which looks for them.
"""

from django.contrib import admin
from django.urls import path

from . import link_views, views

urlpatterns = [
    path("login/", views.SignInView.as_view(template_name="account/login.html"), name="account_login"),
    path("login/passkey/", views.PasskeySignInView.as_view(), name="mfa_login_webauthn"),
    path("login/second-step/", views.SecondStepView.as_view(), name="mfa_authenticate"),
    path("login/again/", views.CodeAgainView.as_view(), name="mfa_reauthenticate"),
    path("login/again/passkey/", views.PasskeyAgainView.as_view(), name="mfa_reauthenticate_webauthn"),
    # Outside the admin's own check: somebody who has not set up a second factor can leave, too.
    path("login/done/", views.signed_in, name="staff_signed_in"),
    path("logout/", admin.site.logout, name="account_logout"),
    path("link/<str:key>/<str:token>/", link_views.link, name="staff_link"),
    path("welcome/", link_views.welcome, name="staff_welcome"),
    path("second-step/", views.FactorsView.as_view(), name="mfa_index"),
    path("second-step/app/", views.AddAppView.as_view(), name="mfa_activate_totp"),
    path("second-step/passkey/", views.AddPasskeyView.as_view(), name="mfa_add_webauthn"),
    path("second-step/<int:pk>/remove/", views.RemoveFactorView.as_view(), name="mfa_remove"),
    path("second-step/codes/", views.CodesView.as_view(), name="mfa_view_recovery_codes"),
    path("second-step/codes/new/", views.NewCodesView.as_view(), name="mfa_generate_recovery_codes"),
]
