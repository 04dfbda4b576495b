"""The facts this app owns: the center itself, crisis lines, insurers, menus."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from operator import attrgetter, itemgetter
from typing import Any
from urllib.parse import urlsplit

from django.apps import apps
from django.db import connection

from alter_site.delivery import generation

from .. import facts, kinds
from ..addresses import redirects
from ..models import (
    CrisisLine,
    FactsEdition,
    Insurer,
    MenuItem,
    Organization,
)
from ..models.identities import lasting_paths
from ..objects import frozen
from .coverage import ExceptionDay, Hours
from .foreseen import load_coverage_exceptions, load_hours, that_come, that_hold
from .named_pages import Elsewhere, load_elsewhere


def load_organization(now: datetime.datetime) -> Organization:
    """Read the single organization row."""
    return Organization.objects.get_or_create(pk=Organization.ONLY)[0]


def load_crisis_lines(now: datetime.datetime) -> tuple[facts.CrisisLine, ...]:
    """Read the crisis lines."""
    return tuple(
        frozen(facts.CrisisLine, line, chat_label=urlsplit(line.chat_url).netloc)
        for line in CrisisLine.objects.all()
    )


def load_insurers(now: datetime.datetime) -> tuple[facts.Insurer, ...]:
    """Read the insurers that staff have confirmed."""
    return tuple(frozen(facts.Insurer, row) for row in Insurer.objects.exclude(confirmed_on=None))


def load_menus(now: datetime.datetime) -> dict[str, tuple[facts.MenuItem, ...]]:
    """Read every menu, less lines whose page is not live, or ends by itself."""
    items = list(MenuItem.objects.all())
    paths = lasting_paths([item.destination for item in items])
    menus: dict[str, tuple[facts.MenuItem, ...]] = dict.fromkeys(MenuItem.Menu, ())
    for item in items:
        if path := paths.get(item.destination):
            menus[item.menu] += (facts.MenuItem(label=item.label, path=path),)
    return menus


def footer(menus: dict[MenuItem.Menu, tuple[facts.MenuItem, ...]]) -> tuple[facts.FooterGroup, ...]:
    """Return the groups of the footer that have a line."""
    return tuple(
        facts.FooterGroup(heading=menu.label.removeprefix("Footer: "), items=items)
        for menu, items in menus.items()
        if items and menu != MenuItem.Menu.MAIN
    )


ORGANIZATION: dict[str, tuple[Callable[[Organization], Any], Any]] = {
    "organization": (attrgetter("name"), str),
    "legal_name": (attrgetter("legal_name"), str),
    "description": (attrgetter("description"), str),
    "phone": (lambda row: facts.phone(row.phone), facts.Phone),
    "leave_url": (attrgetter("leave_url"), str),
    "share_title": (attrgetter("share_title"), str),
    "share_description": (attrgetter("share_description"), str),
    "license_list_url": (attrgetter("license_list_url"), str),
    "license_list_checked": (attrgetter("license_list_checked"), datetime.date | None),
    "insurance_note": (attrgetter("insurance_note"), str),
}


def register() -> None:
    """Register this app's facts."""
    for fact, (of, kind) in ORGANIZATION.items():
        facts.register(fact, kind, load_organization, of)
    facts.register("crisis_lines", tuple[facts.CrisisLine, ...], load_crisis_lines)
    facts.register("insurers", tuple[facts.Insurer, ...], load_insurers)
    facts.register("coverage_hours", tuple[Hours, ...], load_hours, that_hold)
    facts.register("coverage_to_come", tuple[Hours, ...], load_hours, that_come)
    facts.register("coverage_exceptions", tuple[ExceptionDay, ...], load_coverage_exceptions)
    facts.register("elsewhere", tuple[Elsewhere, ...], load_elsewhere)
    facts.register("main_menu", tuple[facts.MenuItem, ...], load_menus, itemgetter(MenuItem.Menu.MAIN))
    facts.register("footer", tuple[facts.FooterGroup, ...], load_menus, footer)


def _tables_exist() -> bool:
    """Is the schema whole? After a partial or reverse migrate there is nothing to freeze."""
    needed = {
        model._meta.db_table
        for label in kinds.app_labels()
        for model in apps.get_app_config(label).get_models()
    }
    return needed <= set(connection.introspection.table_names())


# Checked on 2026-11-23 against each service's own page.
CRISIS_LINES: tuple[dict[str, Any], ...] = (
    {
        "name": "988 Suicide & Crisis Lifeline",
        "call": "988",
        "text": "988",
        "chat_url": "https://988lifeline.org/",
        "note": "Free, day and night. Veterans press 1, or text 838255.",
        "is_on_every_page": True,
    },
    {"name": "OC Links (Orange County)", "call": "855-625-4657", "note": "Day and night."},
    {"name": "San Diego Access & Crisis Line", "call": "888-724-7240", "note": "Day and night."},
    {
        "name": "SAMHSA National Helpline",
        "call": "1-800-662-4357",
        "note": "Day and night, in English and Spanish.",
    },
)
CRISIS_LINES_VERIFIED = datetime.date(2026, 11, 23)


def ensure_facts(sender: object, using: str, **kwargs: object) -> None:
    """Give a fresh site its first facts and the old site's addresses, and every start the facts file."""
    if using != "default" or not _tables_exist():
        return
    redirects.load_old_site()
    newest = FactsEdition.objects.first()
    if newest is not None:
        if facts.names() - newest.body.keys():
            newest = facts.freeze()  # this release knows a fact that the one before did not
        facts.write_file(newest.body)
        # The database may be one that was restored: what is baked or kept was made from another.
        generation.advance_after_commit()
        return
    Organization.objects.get_or_create(pk=Organization.ONLY)
    if not CrisisLine.objects.exists():
        for position, line in enumerate(CRISIS_LINES):
            CrisisLine.objects.create(position=position, verified_on=CRISIS_LINES_VERIFIED, **line)
    facts.freeze()
