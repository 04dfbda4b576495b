"""Addresses of facilities and levels of care."""

from django.urls import path

from alter_site.content.views import EditionView

app_name = "facilities"

urlpatterns = [
    path("facilities/", EditionView.as_view(), name="index"),
    path("facilities/<slug:slug>/", EditionView.as_view(), name="detail"),
    path("levels-of-care/", EditionView.as_view(), name="level_index"),
    path("levels-of-care/compare/", EditionView.as_view(), name="level_comparison"),  # a standard page
    path("levels-of-care/<slug:slug>/", EditionView.as_view(), name="level_detail"),
]
