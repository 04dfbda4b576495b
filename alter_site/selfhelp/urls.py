"""Addresses of what people can work out by themselves."""

from django.urls import path

from . import views

app_name = "selfhelp"

urlpatterns = [
    path("tonight/", views.tonight, name="tonight"),
    path("tonight/sw.js", views.tonight_worker, name="tonight_worker"),
    path("money/", views.money, name="money"),
]
