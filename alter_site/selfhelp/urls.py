"""Addresses of what people can work out by themselves."""

from django.urls import path

from . import views

app_name = "selfhelp"

urlpatterns = [
    path("money/", views.money, name="money"),
]
