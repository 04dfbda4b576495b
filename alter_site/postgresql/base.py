"""Django's PostgreSQL backend, less its patience with a server that says nothing."""

from __future__ import annotations

import select
import time
from typing import Any

import psycopg
from django.db.backends.postgresql import base

from .silence import PATIENCE, refuse_silence


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection that is new, or was left alone for a while, is there within a moment or not at all."""

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        if not self.pool:  # a pool has a limit of its own: settings.py
            refuse_silence(self.settings_dict)
        return super().get_new_connection(conn_params)

    def is_usable(self) -> bool:
        """Does the server answer on this connection? Asked once a request, because of CONN_HEALTH_CHECKS."""
        if self.connection is None or self.pool:
            return bool(super().is_usable())
        try:
            return _answers(self.connection.pgconn)
        except psycopg.Error:
            return False


def _answers(connection: psycopg.pq.abc.PGconn) -> bool:
    """Send an empty query, as Django would, and wait for a moment."""
    end = time.monotonic() + PATIENCE
    ready = select.poll()
    ready.register(connection.socket, select.POLLIN)
    connection.send_query(b"")
    connection.flush()
    outcomes: list[int] = []
    while True:
        while connection.is_busy():
            if not ready.poll(max(end - time.monotonic(), 0) * 1000):
                return False
            connection.consume_input()
        if (result := connection.get_result()) is None:
            return outcomes == [psycopg.pq.ExecStatus.EMPTY_QUERY]
        outcomes.append(result.status)
