"""Rate limits in the database."""

from django.apps import AppConfig


class LimitsConfig(AppConfig):
    """Counts that every process of the site shares."""

    name = "alter_site.limits"
    label = "limits"
