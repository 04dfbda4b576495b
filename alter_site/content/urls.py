"""Addresses of the site's own pages. Included last: a standard page may have any one or two parts."""

from django.urls import path, re_path

from .guest_preview import guest_preview
from .redirect_views import FallbackView
from .views import EditionView

app_name = "content"

urlpatterns = [
    path("", EditionView.as_view(), name="home"),
    # Mail programs leave out a last slash, or add one.
    re_path("^preview/(?P<token>[^/]+)/?$", guest_preview, name="guest_preview"),
    path("<address:slug>/", EditionView.as_view(), name="standard_page"),
    # Deeper than any page of ours or of the old site there is nothing: that is answered without the database.
    re_path("^(?:[^/]+/)?[^/]+/?$", FallbackView.as_view(), name="fallback"),
    # The parts of long lists stand one deeper; without their last slash they are led to it from here.
    re_path("^[^/]+/(?:[^/]+/)?page/[0-9]+$", FallbackView.as_view(), name="fallback"),
]
