"""How gunicorn serves the site, in every environment."""

import ctypes
import os
import sys
from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured

from alter_site.delivery.access_log import QuietLogger

# Run by itself, this file says what is wrong in a sentence: gunicorn reads this variable before all else.
if os.environ.get("WEB_CONCURRENCY", "unset").strip() == "":
    sys.exit("WEB_CONCURRENCY is empty: give it a number, or take it out.")
try:
    from alter_site.settings.environment import SERVER_PROCESSES
except ImproperlyConfigured as error:
    sys.exit(str(error))

os.umask(0o077)  # what others may read is opened for them: alter_site.delivery.public_files

wsgi_app = "alter_site.wsgi:application"
# Named so that a PORT in the environment cannot open the server to the network; a deployment passes --bind.
bind = "127.0.0.1:8000"

# Preloading shares the application's memory between the workers and lets a broken release fail at once.
preload_app = True
# gunicorn's threads, which here wait for no visitor.
worker_class = "alter_site.delivery.whole_requests.WholeRequestWorker"
workers = SERVER_PROCESSES
threads = 4
# Waiting for a slow disk under /tmp would make a healthy worker look dead.
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108
# With a heap of its own each thread keeps the most it ever held, together 10 MB a process. They run one at a
# time and can share one: M_ARENA_MAX of mallopt(3), which glibc alone has.
if mallopt := getattr(ctypes.CDLL(None), "mallopt", None):
    mallopt(-8, 1)

timeout = 30
graceful_timeout = 20
keepalive = 5

# Read by PostgreSQL's client library, in this server alone: a migration may take its time. Nobody waits
# longer for a page. PgBouncer wants it empty: docs/deploy.md.
os.environ.setdefault("PGOPTIONS", "-c statement_timeout=10s -c lock_timeout=5s")

# What a visitor says about where we are is not believed, whoever stands in between: Django reads one header
# of a proxy's, and alter_site.delivery.client_address another.
forwarder_headers = ""
secure_scheme_headers: dict[str, str] = {}
header_map = "drop"

limit_request_line = 4096
limit_request_fields = 64
limit_request_field_size = 8190

logger_class = QuietLogger
accesslog = "-"
errorlog = "-"
control_socket_disable = True


def on_starting(server: Any) -> None:
    """Let each worker listen for itself, so that the kernel shares the connections out between them.

    With one socket for all, the worker that woke first took every connection in half of the tries. Only TCP
    can do this: a Unix socket, or one that systemd holds, is shared, and keeps what waits while we restart.
    """
    is_given = server.systemd or "LISTEN_FDS" in os.environ
    at_tcp = all(isinstance(address, tuple) for address in server.cfg.address)
    server.cfg.set("reuse_port", at_tcp and not is_given)


on_reload = on_starting  # which reads this file again


def post_worker_init(worker: Any) -> None:
    """End the server when its keys are not those of the database: what it seals could not be opened."""
    from django.db import connections
    from gunicorn.arbiter import Arbiter

    from admissions.custody.canaries import refuse_wrong_keys

    try:
        refuse_wrong_keys()
    except ImproperlyConfigured as error:
        worker.log.critical("%s", error)
        raise SystemExit(Arbiter.APP_LOAD_ERROR) from error
    finally:
        connections.close_all()  # requests are answered by other threads, each with a connection of its own


def when_ready(server: Any) -> None:
    """Keep what was loaded out of every later search for garbage: it stays, and workers share its memory."""
    import gc

    gc.collect()
    gc.freeze()


def pre_fork(server: Any, worker: Any) -> None:
    """Close what the application opened while loading: two processes must not share one connection."""
    from django.db import connections

    connections.close_all()
    for connection in connections.all():
        getattr(connection, "close_pool", lambda: None)()
