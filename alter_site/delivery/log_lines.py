"""Log lines: one JSON object each, and nothing in it that somebody typed.

An error is its type and the places it passed through, without its message: a database quotes values in it,
and a file system the name of a file. The lines of a request share its id.
"""

from __future__ import annotations

import datetime
import json
import logging
import traceback
from pathlib import Path
from types import TracebackType
from typing import Any

from . import request_id
from .routes import RouteInsteadOfPath

ROOT = Path(__file__).resolve().parents[2]


def configuration(*, is_for_developers: bool) -> dict[str, Any]:
    """Return what ``LOGGING`` is: our lines on stderr, or plain ones with every message for developers."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": {"()": logging.Formatter if is_for_developers else JsonLines}},
        # Django's own lines print paths, which can name a condition somebody reads about.
        "filters": {"route": {"()": RouteInsteadOfPath}},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["route"]}},
        "root": {"handlers": ["stderr"], "level": "INFO"},
        "loggers": {
            "django.request": {"level": "ERROR"},
            "django.security.DisallowedHost": {"level": "CRITICAL"},
            "django.security.RequestDataTooBig": {"level": "CRITICAL"},
            "django.security.TooManyFieldsSent": {"level": "CRITICAL"},
            "django.server": {"handlers": ["stderr"], "level": "INFO", "propagate": False},
            # Our worker calls theirs once for each task; it would say hello and goodbye every time.
            "django_tasks_db": {"level": "WARNING"},
            # It repeats in words of the server what the page that failed has said already.
            "psycopg.pool": {"level": "ERROR"},
        },
    }


class JsonLines(logging.Formatter):
    """Writes a record as JSON: time, level, logger, message, request, error, and what ``fields`` holds."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "time": time_of(datetime.datetime.fromtimestamp(record.created, datetime.UTC)),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        if request := getattr(record, "request_id", "") or request_id.current.get():
            line["request"] = request
        if record.exc_info and record.exc_info[1]:
            line["error"] = described(record.exc_info[1])
        return json.dumps(line | getattr(record, "fields", {}))


def time_of(moment: datetime.datetime) -> str:
    """Return a moment as our lines print it."""
    return moment.isoformat("T", "milliseconds")


def described(error: BaseException) -> list[dict[str, Any]]:
    """Return an error and what led to it, the first cause first: types and places, no messages."""
    chain: list[dict[str, Any]] = []
    seen: set[int] = set()
    cause: BaseException | None = error
    while cause is not None and id(cause) not in seen:
        seen.add(id(cause))
        chain.insert(0, {"type": type(cause).__qualname__, "at": _places(cause.__traceback__)})
        cause = cause.__cause__ or (None if cause.__suppress_context__ else cause.__context__)
    return chain


def _places(passed: TracebackType | None) -> list[str]:
    """Return the lines of ours that an error passed through, and the one it was raised in."""
    frames = traceback.extract_tb(passed)
    ours = [frame for frame in frames if _is_ours(frame.filename)]
    if frames and frames[-1] not in ours:
        ours.append(frames[-1])
    return [f"{_short(frame.filename)}:{frame.lineno} {frame.name}" for frame in ours]


def _is_ours(filename: str) -> bool:
    path = Path(filename)
    return path.is_relative_to(ROOT) and "site-packages" not in path.parts


def _short(filename: str) -> str:
    """Return a file's name from the project or the package it belongs to."""
    path = Path(filename)
    if _is_ours(filename):
        return str(path.relative_to(ROOT))
    return filename.rpartition("site-packages/")[2]
