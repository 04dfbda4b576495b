"""Addresses of therapies and conditions."""

from django.urls import path

from alter_site.content.views import EditionView

app_name = "therapies"

urlpatterns = [
    path("therapies/", EditionView.as_view(), name="index"),
    path("therapies/<slug:slug>/", EditionView.as_view(), name="detail"),
    path("conditions/", EditionView.as_view(), name="condition_index"),
    path("conditions/<slug:slug>/", EditionView.as_view(), name="condition_detail"),
]
