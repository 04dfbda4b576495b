"""Every address of the site. Content comes last: a standard page may have any one or two parts."""

from django.apps import apps
from django.conf import settings
from django.contrib import admin
from django.urls import include, path

from alter_site import health, views
from alter_site.content import kinds
from alter_site.delivery.media import rendition

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("robots.txt", views.robots, name="robots"),
    path("llms.txt", views.llms_txt, name="llms_txt"),
    path(".well-known/security.txt", views.security_txt, name="security_txt"),
    path("favicon.ico", views.favicon, name="favicon"),
    path("sitemap.xml", views.sitemap_index, name="sitemap"),
    path("sitemap-<slug:kind>-<part:number>.xml", views.sitemap_section, name="sitemap_section"),
    path("sitemap-<slug:kind>.xml", views.sitemap_section, name="sitemap_section"),
    path("media/renditions/<str:name>", rendition, name="rendition"),
    path(settings.ADMIN_PATH, include("alter_site.staff.urls")),
    path(f"{settings.ADMIN_PATH}desk/", include("admissions.desk.urls")),
    path(settings.ADMIN_PATH, admin.site.urls),
    path("", include("admissions.urls")),
    path("", include("alter_site.selfhelp.urls")),
    # Every app that has a kind of page.
    *(path("", include(f"{apps.get_app_config(label).name}.urls")) for label in kinds.app_labels()),
]

handler400 = views.bad_request
handler403 = views.permission_denied
handler404 = views.page_not_found
handler429 = "alter_site.staff.views.too_many_requests"  # allauth looks for it
handler500 = views.server_error
