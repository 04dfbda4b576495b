"""How long the site waits for PostgreSQL, and how many connections its threads have."""

from __future__ import annotations

from typing import Any

# Of libpq, in seconds, the last in milliseconds: https://www.postgresql.org/docs/current/libpq-connect.html
TIME_LIMITS = {
    # Whoever waits longer is better served by a page that says so.
    "connect_timeout": 2,
    # These end a query whose server is gone: silent is the network, not a lock or much work.
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 3,
    "tcp_user_timeout": 2_000,
}


def configured(database: dict[str, Any], *, shared: int) -> dict[str, Any]:
    """Add to what an address says. Each thread keeps a connection, or ``shared`` are for all of a process."""
    options = TIME_LIMITS | database.get("OPTIONS", {})
    if not shared:
        return database | {"OPTIONS": options}
    options["pool"] = {
        "min_size": 0,
        "max_size": shared,
        "timeout": 0.8,  # seconds; whoever gets none is told so within one
        # An attempt that goes on in the background grows ever slower: the next request makes a new one.
        "reconnect_timeout": 1,
    }
    return database | {"CONN_MAX_AGE": 0, "OPTIONS": options}
