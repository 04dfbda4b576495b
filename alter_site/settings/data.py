"""Database, cache and task queue."""

from typing import Any
from urllib.parse import quote, urlsplit

from .environment import VAR_DIR, env, refused_with

ENGINES = {"django.db.backends.sqlite3", "django.db.backends.postgresql"}
with refused_with("DATABASE_URL must read postgres://user:password@host/name or sqlite:///path."):
    beside = f"sqlite:///{quote(str(VAR_DIR / 'db.sqlite3'))}"
    DATABASES = {"default": env.db_url("DATABASE_URL", default=beside)}
    if DATABASES["default"].get("ENGINE") not in ENGINES:
        raise ValueError
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = {
        # A write transaction takes its lock at BEGIN: waiting writers queue instead of failing half-way.
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
    }
# Of libpq, in seconds, the last in milliseconds: https://www.postgresql.org/docs/current/libpq-connect.html
POSTGRESQL_TIME_LIMITS = {
    # Whoever waits longer is better served by a page that says so.
    "connect_timeout": 2,
    # These end a query whose server is gone: silent is the network, not a lock or much work.
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 3,
    "tcp_user_timeout": 2_000,
}


def on_postgresql(database: dict[str, Any], shared: int) -> dict[str, Any]:
    """Add to what an address says. Each thread keeps a connection, or ``shared`` are for all of a process."""
    options = POSTGRESQL_TIME_LIMITS | database.get("OPTIONS", {})
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


# Connecting takes longer than the queries of a page.
DATABASES["default"] = {"CONN_HEALTH_CHECKS": True, "CONN_MAX_AGE": 60} | DATABASES["default"]
if DATABASES["default"]["ENGINE"] != "django.db.backends.sqlite3":
    DATABASES["default"] = on_postgresql(DATABASES["default"], env.int("DATABASE_POOL", default=0))

# Shared by several web nodes; without it the generation is a file that all processes of one machine see.
REDIS_URL = env.str("REDIS_URL", default="")
with refused_with("REDIS_URL must read redis://user:password@host:6379/0."):
    _redis = urlsplit(REDIS_URL)
    if REDIS_URL and (_redis.scheme not in {"redis", "rediss", "unix"} or _redis.port == 0):
        raise ValueError
if REDIS_URL:
    CACHES = {
        "default": {
            "BACKEND": "alter_site.cache.ForgivingRedisCache",
            "LOCATION": REDIS_URL,
            # Seconds: nothing in it is worth waiting for.
            "OPTIONS": {"socket_connect_timeout": 1, "socket_timeout": 1},
        }
    }

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}
