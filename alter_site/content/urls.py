"""Addresses of the site's own pages. Included last: a standard page may have any one or two parts."""

from django.urls import path, re_path, register_converter
from django.urls.converters import SlugConverter

from .elsewhere import ElsewhereView
from .views import EditionView

app_name = "content"


class AddressConverter(SlugConverter):
    """What stands between the slashes of a standard page's address: ``contact`` or ``insurance/costs``."""

    regex = r"[-a-zA-Z0-9_]+(?:/[-a-zA-Z0-9_]+)?"


register_converter(AddressConverter, "address")

urlpatterns = [
    path("", EditionView.as_view(), name="home"),
    path("<address:slug>/", EditionView.as_view(), name="standard_page"),
    # Deeper than any page of ours or of the old site there is nothing: that is answered without the database.
    re_path("^(?:[^/]+/)?[^/]+/?$", ElsewhereView.as_view(), name="elsewhere"),
]
