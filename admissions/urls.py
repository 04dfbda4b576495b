"""Addresses of admissions. The start of the insurance check is a public page of links and words.

Everything under ``request/`` is private: no address and no title there says what the request is about.
"""

from django.urls import path

from .verification import draft_views, sent_views, status_views, views
from .verification.card_photos import takes_card_photos, takes_no_files

app_name = "admissions"

# Only these two read files; every other form of a visitor passes over them.
with_photos = takes_card_photos(views.question)

urlpatterns = [
    path("verify-insurance/", draft_views.InsuranceCheck.as_view(), name="insurance_check"),
    path("request/", draft_views.start, name="request"),
    path("request/save/", takes_no_files(draft_views.save), name="save"),
    path("request/resume/", takes_no_files(draft_views.resume), name="resume"),
    path("request/again/", takes_no_files(draft_views.again), name="again"),
    path("request/leave/", draft_views.leave, name="leave"),
    path("request/other-help/", draft_views.under_18, name="under_18"),
    path("request/check/", takes_no_files(views.check), name="check"),
    path("request/done/", sent_views.done, name="done"),
    path("request/withdraw/", takes_no_files(sent_views.withdraw), name="withdraw"),
    path("request/status/", takes_no_files(status_views.status), name="status"),
    path("request/status/times/", takes_no_files(status_views.times), name="status_times"),
    path("request/status/stop/", takes_no_files(status_views.stop), name="status_stop"),
    path("request/status/delete/", takes_no_files(status_views.delete), name="status_delete"),
    path("request/status/close/", takes_no_files(status_views.close), name="status_close"),
    path("request/withdrawn/", sent_views.withdrawn, name="withdrawn"),
    path("request/photo/", with_photos, {"step": "photo"}, name="photo"),
    path("request/second-photo/", with_photos, {"step": "second-photo"}, name="second_photo"),
    path("request/<slug:step>/", takes_no_files(views.question), name="question"),
]
