"""Give the role that runs the site what it needs in PostgreSQL, and nothing else."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection, transaction

from alter_site.postgresql import roles


class Command(BaseCommand):
    """Run by the role that owns the tables, after each migrate."""

    help = "Print, or apply, the rights of the database role that runs the site."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--application", default="alter", help="the role that runs the site (%(default)s)"
        )
        parser.add_argument("--apply", action="store_true", help="change the database instead of printing")

    def handle(self, *args: Any, application: str, apply: bool, **options: Any) -> None:
        if connection.vendor != "postgresql":
            raise CommandError("DATABASE_URL is no PostgreSQL server: SQLite has no roles.")
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_database(), current_user")
            database, owner = cursor.fetchone()
            cursor.execute("SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = %s)", [application])
            (is_there,) = cursor.fetchone()
        if owner == application:
            raise CommandError(
                f"DATABASE_URL names {owner}, which runs the site. Run this as the owner of the tables."
            )
        if apply and not is_there:
            raise CommandError(f"This server has no role {application}. deploy/postgres/roles.sh makes it.")
        wanted = list(roles.statements(database, owner, application))
        if not apply:
            self.stdout.write("".join(f"{line};\n" for line in ["BEGIN", *wanted, "COMMIT"]), ending="")
            return
        with transaction.atomic(), connection.cursor() as cursor:
            for line in wanted:
                cursor.execute(line)
        self.stdout.write(f"{application} has what the site needs in {database}.")
