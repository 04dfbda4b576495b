"""Addresses of lanterns."""

from django.urls import path

from alter_site.content.views import EditionView

app_name = "lanterns"

urlpatterns = [
    path("lanterns/", EditionView.as_view(), name="index"),
    path("lanterns/<slug:slug>/", EditionView.as_view(), name="detail"),
]
