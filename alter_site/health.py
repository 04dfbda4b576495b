"""``/healthz`` says that the process answers, ``/readyz`` whether everything behind it does.

A load balancer asks the first: pages are served without a database, so nothing behind the process is a
reason to take it away. People and releases ask the second.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core import checks
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.crypto import get_random_string

from alter_site import database
from alter_site.delivery.readiness import OK, ready_when, results
from alter_site.delivery.requests import read_only

LEAST_FREE = 500_000_000  # bytes: a bake, some pictures and a day of requests


@read_only
def healthz(request: HttpRequest) -> HttpResponse:
    """Answer, and ask nobody."""
    return HttpResponse("ok\n", content_type="text/plain; charset=utf-8")


@read_only
def readyz(request: HttpRequest) -> JsonResponse:
    """Answer 200 when every check holds and 503 otherwise, with ``ok`` or ``failed`` for each name."""
    found = results()
    return JsonResponse(found, status=200 if {OK}.issuperset(found.values()) else 503)


def cache_keeps() -> bool:
    """Does the cache give back what it was given?"""
    token = get_random_string(12)
    cache.set("alter:readyz", token, timeout=10)
    return bool(cache.get("alter:readyz") == token)


def closed_to_us() -> list[Path]:
    """Return what the site keeps and cannot write, as when a command of root's has made it."""
    places = (settings.GENERATION_FILE, settings.FACTS_FILE, settings.BAKED_DIR)
    there = settings.VAR_DIR, *(path for path in places if os.access(path, os.F_OK))
    return [path for path in there if not os.access(path, os.W_OK)]


@checks.register(checks.Tags.files, deploy=True)
def check_what_is_written(**_: Any) -> list[checks.CheckMessage]:
    """Refuse files of another user: nothing would be published, and old pages stay baked."""
    hint = "chown it to the user of the site, who runs every command: docs/deploy.md."
    words = [f"{path} cannot be written." for path in closed_to_us()]
    return [checks.Error(each, hint=hint, id="alter_site.E002") for each in words]


def disk_has_room() -> bool:
    """Can the site write where it keeps its files, and is there room?"""
    return not closed_to_us() and shutil.disk_usage(settings.VAR_DIR).free > LEAST_FREE


def register() -> None:
    """Register the checks that belong to no single app."""
    ready_when("database", database.answers)
    ready_when("migrations", database.is_migrated)
    ready_when("cache", cache_keeps, asks_database=False)
    ready_when("disk", disk_has_room, asks_database=False)
