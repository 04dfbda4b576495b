"""People who work on the site."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class StaffConfig(AppConfig):
    """Staff accounts and their groups."""

    name = "alter_site.staff"
    label = "staff"

    def ready(self) -> None:
        from .groups import ensure_groups

        post_migrate.connect(ensure_groups, dispatch_uid="staff.ensure_groups")
