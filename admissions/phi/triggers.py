"""The database's own refusal to change, replace or delete a look, for SQLite and PostgreSQL.

SQLite fires no DELETE trigger for what ``INSERT OR REPLACE`` removes, unless ``recursive_triggers`` is on;
so an insert that would replace a look is refused before it begins. It has no TRUNCATE, and a table with a
trigger is emptied row by row. PostgreSQL's triggers are ENABLE ALWAYS: ``session_replication_role`` does not
pass them by. Whoever owns the table can take all of this away; then the anchors show what was done.
"""

TABLE = "admissions_phiaccess"
REFUSAL = "Looks at personal data are only ever added."

SQLITE = {
    f"{TABLE}_no_{action.lower()}": (
        f"CREATE TRIGGER IF NOT EXISTS {TABLE}_no_{action.lower()} BEFORE {when} ON {TABLE} {condition}"
        f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
    )
    for action, when, condition in (
        ("UPDATE", "UPDATE", ""),
        ("DELETE", "DELETE", ""),
        (
            "REPLACE",
            "INSERT",
            f"WHEN EXISTS (SELECT 1 FROM {TABLE} WHERE sequence = NEW.sequence) ",  # noqa: S608 (names of ours)
        ),
    )
}

POSTGRESQL = (
    f"CREATE OR REPLACE FUNCTION {TABLE}_refuse() RETURNS trigger LANGUAGE plpgsql AS "
    f"$$ BEGIN RAISE EXCEPTION '{REFUSAL}'; END $$",
    f"CREATE OR REPLACE TRIGGER {TABLE}_only_added BEFORE UPDATE OR DELETE ON {TABLE} "
    f"FOR EACH ROW EXECUTE FUNCTION {TABLE}_refuse()",
    f"CREATE OR REPLACE TRIGGER {TABLE}_never_emptied BEFORE TRUNCATE ON {TABLE} "
    f"FOR EACH STATEMENT EXECUTE FUNCTION {TABLE}_refuse()",
    f"ALTER TABLE {TABLE} ENABLE ALWAYS TRIGGER {TABLE}_only_added",
    f"ALTER TABLE {TABLE} ENABLE ALWAYS TRIGGER {TABLE}_never_emptied",
)


def create(vendor: str) -> list[str]:
    """Return the statements that guard the table; what is there already is left or made anew."""
    return list(SQLITE.values()) if vendor == "sqlite" else list(POSTGRESQL)


def drop(vendor: str) -> list[str]:
    """Return the statements that take the guard away, for a migration that goes back."""
    if vendor == "sqlite":
        return [f"DROP TRIGGER IF EXISTS {name}" for name in SQLITE]
    return [
        f"DROP TRIGGER IF EXISTS {TABLE}_only_added ON {TABLE}",
        f"DROP TRIGGER IF EXISTS {TABLE}_never_emptied ON {TABLE}",
        f"DROP FUNCTION IF EXISTS {TABLE}_refuse()",
    ]
