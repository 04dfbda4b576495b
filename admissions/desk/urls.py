"""Addresses of the desk, under the admin's. They name a request by its reference and nothing else."""

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from . import log_of_looks, views
from .actions import ACTIONS
from .groups import NAMES


class Reference(StringConverter):
    """A reference as we write it."""

    regex = "[0-9A-Z]{3}-[0-9A-Z]{5}"


class Group(StringConverter):
    """The name of a group of sealed values."""

    regex = "|".join(NAMES)


class ActionName(StringConverter):
    """The slug of an action."""

    regex = "[a-z-]+"

    def to_python(self, value: str) -> str:
        if value not in ACTIONS:
            raise ValueError("There is no such action.")
        return value


register_converter(Reference, "reference")
register_converter(Group, "group")
register_converter(ActionName, "action")

app_name = "desk"

urlpatterns = [
    path("", views.queue, name="queue"),
    path("next/", views.take_next, name="take_next"),
    path("duty/", views.duty, name="duty"),
    path("call/", views.call, name="call"),
    path("find/", views.find, name="find"),
    path("looks/", log_of_looks.looks, name="looks"),
    path("looks/export/", log_of_looks.export, name="export_looks"),
    path("<reference:reference>/", views.detail, name="detail"),
    path("<reference:reference>/working/", views.working, name="working"),
    path("<reference:reference>/reveal/<group:group>/", views.reveal, name="reveal"),
    path("<reference:reference>/card/<uuid:image>/", views.card, name="card"),
    path("<reference:reference>/card/<uuid:image>/photo/", views.photo, name="photo"),
    path("<reference:reference>/<action:slug>/", views.act, name="act"),
]
