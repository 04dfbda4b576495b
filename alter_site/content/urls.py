"""Addresses of the site's own pages. Included last: a standard page may have any single-part address."""

from django.urls import path

from .views import EditionView

app_name = "content"

urlpatterns = [
    path("", EditionView.as_view(), name="home"),
    path("<slug:slug>/", EditionView.as_view(), name="standard_page"),
]
