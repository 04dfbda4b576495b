"""People who work on the site."""

from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in
from django.db.models.signals import post_migrate


class StaffConfig(AppConfig):
    """Staff accounts and their groups."""

    name = "alter_site.staff"

    def ready(self) -> None:
        from . import sessions
        from .groups import ensure_groups

        user_logged_in.connect(sessions.start, dispatch_uid="staff.sessions")
        post_migrate.connect(ensure_groups, dispatch_uid="staff.ensure_groups")
