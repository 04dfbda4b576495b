"""The app that brings a command and a check for the rights of a PostgreSQL role."""

from django.apps import AppConfig


class PostgresqlConfig(AppConfig):
    """The command ``database_roles`` and what ``check --deploy`` says about rights."""

    name = "alter_site.postgresql"
    label = "postgresql"

    def ready(self) -> None:
        from . import checks  # noqa: F401 (checks register themselves)
