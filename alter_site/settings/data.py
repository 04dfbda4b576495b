"""Database, cache and task queue."""

from alter_site import cache
from alter_site.postgresql import options as postgresql

from .environment import VAR_DIR, env

DATABASES = {"default": env.db_url("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'db.sqlite3'}")}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = {
        # A write transaction takes its lock at BEGIN: waiting writers queue instead of failing half-way.
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
    }
# Connecting takes longer than the queries of a page.
DATABASES["default"] = {"CONN_HEALTH_CHECKS": True, "CONN_MAX_AGE": 60} | DATABASES["default"]
if DATABASES["default"]["ENGINE"] != "django.db.backends.sqlite3":
    shared = env.int("DATABASE_POOL", default=0)
    DATABASES["default"] = postgresql.configured(DATABASES["default"], shared=shared)

# Shared by several web nodes; without it the generation is a file that all processes of one machine see.
REDIS_URL = env.str("REDIS_URL", default="")
CACHES = {"default": cache.configured(REDIS_URL)}

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}
