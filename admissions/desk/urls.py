"""Addresses of the desk, under the admin's. They name a request by its reference and nothing else."""

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from ..choices import Rank
from . import state, views
from .actions import ACTIONS
from .benefits import payers, suggested, worksheet
from .calls import taking_calls
from .estimates import estimate
from .groups import NAMES
from .oversight import dashboard, glass, hand_off, log_of_looks, retention, workload
from .queue import closed
from .record import add_card, correct, merge


class ActionName(StringConverter):
    """The slug of an action."""

    regex = "[a-z-]+"

    def to_python(self, value: str) -> str:
        if value not in ACTIONS:
            raise ValueError("There is no such action.")
        return value


register_converter(ActionName, "action")
PARTS = {"reference": "[0-9A-Z]{3}-[0-9A-Z]{5}", "group": "|".join(NAMES), "rank": "|".join(Rank.values)}
for name, regex in PARTS.items():
    register_converter(type(f"{name.capitalize()}Part", (StringConverter,), {"regex": regex}), name)

app_name = "desk"

urlpatterns = [
    path("", views.queue, name="queue"),
    path("next/", views.take_next, name="take_next"),
    path("duty/", views.duty, name="duty"),
    path("call/", taking_calls.call, name="call"),
    path("find/", views.find, name="find"),
    path("glass/", glass.break_glass, name="glass"),
    path("breaks/", glass.breaks, name="breaks"),
    path("breaks/<uuid:key>/", glass.one_break, name="break"),
    path("retention/", retention.page, name="retention"),
    path("retention/export/", retention.export, name="export_retention"),
    path("retention/hold/", retention.hold, name="hold"),
    path("retention/lift/", retention.lift, name="lift"),
    path("workload/", workload.workload, name="workload"),
    path("closed/", closed.closed, name="closed"),
    path("dashboard/", dashboard.dashboard, name="dashboard"),
    path("counts/", dashboard.counts, name="counts"),
    path("counts/export/", dashboard.export, name="export_counts"),
    path("looks/", log_of_looks.looks, name="looks"),
    path("payers/", payers.directory, name="payers"),
    path("payers/new/", payers.payer, name="new_payer"),
    path("payers/import/", payers.import_file, name="import_payers"),
    path("payers/<int:key>/", payers.payer, name="payer"),
    path("looks/export/", log_of_looks.export, name="export_looks"),
    path("<reference:reference>/", views.detail, name="detail"),
    path("<reference:reference>/state/", state.state, name="state"),
    path("<reference:reference>/working/", views.working, name="working"),
    path("<reference:reference>/reveal/<group:group>/", views.reveal, name="reveal"),
    path("<reference:reference>/card/add/", add_card.add_card, name="add_card"),
    path("<reference:reference>/card/<uuid:image>/", views.card, name="card"),
    path("<reference:reference>/card/<uuid:image>/photo/", views.photo, name="photo"),
    path("<reference:reference>/worksheet/<rank:rank>/", worksheet.worksheet, name="worksheet"),
    path("<reference:reference>/electronic/<uuid:check>/", suggested.raw, name="electronic_answer"),
    path("<reference:reference>/estimate/", estimate.estimate, name="estimate"),
    path("<reference:reference>/estimate/sheet/", estimate.estimate_sheet, name="estimate_sheet"),
    path("<reference:reference>/estimate/<slug:step>/", estimate.estimate_step, name="estimate_step"),
    path("<reference:reference>/correct/", correct.correct, name="correct"),
    path("<reference:reference>/merge/<reference:other>/", merge.merge, name="merge"),
    path("<reference:reference>/hand-off/", hand_off.hand_off, name="hand_off"),
    path("<reference:reference>/answer/", worksheet.answer, name="answer"),
    path("<reference:reference>/<action:slug>/", views.act, name="act"),
]
