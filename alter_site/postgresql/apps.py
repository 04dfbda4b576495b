"""What the site asks of a PostgreSQL server."""

from django.apps import AppConfig


class PostgresqlConfig(AppConfig):
    """The database backend, the command for its roles and what ``check --deploy`` says about them."""

    name = "alter_site.postgresql"
    label = "postgresql"

    def ready(self) -> None:
        from . import checks  # noqa: F401 (checks register themselves)
