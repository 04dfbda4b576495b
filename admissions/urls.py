"""Addresses of admissions. The start of the insurance check is a public page of links and words."""

from django.urls import path

from alter_site.content.views import EditionView

app_name = "admissions"

urlpatterns = [
    path("verify-insurance/", EditionView.as_view(), name="insurance_check"),
]
