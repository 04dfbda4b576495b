"""System checks: the PostgreSQL role has a password and no more rights than it needs."""

from __future__ import annotations

import os
from typing import Any

from django.core import checks
from django.db import DatabaseError, connections

from . import roles

GIVES_A_PASSWORD = ("PGPASSWORD", "PGPASSFILE", "PGSSLCERT")


@checks.register(checks.Tags.database, deploy=True)
def check_role(databases: Any = None, **_: Any) -> list[checks.CheckMessage]:
    """Look at the role of each PostgreSQL connection; ``check --deploy --database default`` asks."""
    found: list[checks.CheckMessage] = []
    for alias in databases or ():
        connection = connections[alias]
        if connection.vendor != "postgresql":
            continue
        known = connection.settings_dict
        if not known["PASSWORD"] and not any(map(os.environ.get, GIVES_A_PASSWORD)):
            hint = "Give its role a password, and name it in DATABASE_URL."
            found.append(
                checks.Warning("PostgreSQL lets us in without a password.", hint=hint, id="postgresql.W001")
            )
        try:
            with connection.cursor() as cursor:
                faults = list(roles.too_much(cursor))
        except DatabaseError:
            continue  # said by the checks of the database itself
        if faults:
            hint = "Run manage.py database_roles --apply as the owner, and the site as the other role."
            message = f"The site's database role may do more than it needs. {' '.join(faults)}"
            found.append(checks.Warning(message, hint=hint, id="postgresql.W002"))
    return found
