"""The database's own refusal to change or delete a look, for SQLite and PostgreSQL."""

TABLE = "admissions_phiaccess"
REFUSAL = "Looks at personal data are only ever added."

SQLITE = {
    f"{TABLE}_no_{action.lower()}": (
        f"CREATE TRIGGER {TABLE}_no_{action.lower()} BEFORE {action} ON {TABLE} "
        f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
    )
    for action in ("UPDATE", "DELETE")
}

POSTGRESQL = (
    f"CREATE FUNCTION {TABLE}_refuse() RETURNS trigger LANGUAGE plpgsql AS "
    f"$$ BEGIN RAISE EXCEPTION '{REFUSAL}'; END $$",
    f"CREATE TRIGGER {TABLE}_only_added BEFORE UPDATE OR DELETE ON {TABLE} "
    f"FOR EACH ROW EXECUTE FUNCTION {TABLE}_refuse()",
)


def create(vendor: str) -> list[str]:
    """Return the statements that guard the table."""
    return list(SQLITE.values()) if vendor == "sqlite" else list(POSTGRESQL)


def drop(vendor: str) -> list[str]:
    """Return the statements that take the guard away, for a migration that goes back."""
    if vendor == "sqlite":
        return [f"DROP TRIGGER IF EXISTS {name}" for name in SQLITE]
    return [
        f"DROP TRIGGER IF EXISTS {TABLE}_only_added ON {TABLE}",
        f"DROP FUNCTION IF EXISTS {TABLE}_refuse()",
    ]
