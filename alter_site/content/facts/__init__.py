"""Facts: what stands on many pages at once, frozen together.

Each app registers the facts it owns with a type and a loader. Saving any of them calls
:func:`freeze`, which collects all into one row and one file and starts a new generation. A page reads
the row once per generation; error pages read the file and need no database.
"""

from __future__ import annotations

import datetime
import functools
import json
import logging
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import phonenumbers
from django.conf import settings
from django.db import transaction
from django.db.models import Subquery
from django.utils import timezone

from alter_site.delivery import generation

from ..objects import Undecodable, content_hash, decoder_for, encode
from ..plain_digits import numeral
from ..printed_time import NO_BREAK_SPACE
from ..text.terms import Terms

if TYPE_CHECKING:
    from ..models import FactsEdition

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Phone:
    """A number to dial and how it reads on the page."""

    href: str
    display: str

    @classmethod
    def freeze(cls, number: str) -> Phone | None:
        """Return a number as staff typed it; none for an empty column."""
        return phone(number) if number else None


@dataclass(frozen=True, slots=True)
class CrisisLine:
    """A crisis line that is not ours."""

    name: str
    call: Phone
    text: Phone | None
    chat_url: str
    chat_label: str
    note: str
    is_on_every_page: bool
    verified_on: datetime.date | None = None


@dataclass(frozen=True, slots=True)
class Insurer:
    """An insurer staff have confirmed."""

    name: str
    confirmed_on: datetime.date
    is_demo: bool


@dataclass(frozen=True, slots=True)
class MenuItem:
    """A menu line whose page is live."""

    label: str
    path: str


@dataclass(frozen=True, slots=True)
class FooterGroup:
    """A heading in the footer and the lines under it."""

    heading: str
    items: tuple[MenuItem, ...]


@dataclass(frozen=True, slots=True)
class _Registered:
    kind: Any
    load: Callable[[datetime.datetime], Any]
    of: Callable[[Any], Any]


_registry: dict[str, _Registered] = {}
names = _registry.keys  # of all facts
# Names of facts in bodies of earlier releases.
RENAMED = {"organisation": "organization"}


def register(name: str, kind: Any, load: Callable[..., Any], of: Callable[..., Any] = lambda it: it) -> None:
    """Own the fact ``name`` of type ``kind``: ``of`` what ``load(now)`` reads, once for several facts."""
    _registry[name] = _Registered(kind, load, of)


class Facts:
    """All facts as attributes, less what has expired by ``day``.

    ``pages_change_at`` is when the clock alone next puts a page on the site, takes one off or changes one;
    ``content_hash`` is that of the row they come from.
    """

    def __init__(
        self,
        values: dict[str, Any],
        day: datetime.date,
        pages_change_at: datetime.datetime | None = None,
        content_hash: str = "",
    ) -> None:
        self.day = day
        self.pages_change_at = pages_change_at
        self.content_hash = content_hash
        for name, value in values.items():
            setattr(self, name, _unexpired(_without_demo(value), day))

    def are_past(self, now: datetime.datetime) -> bool:
        """Has the clock changed a page since these were read?"""
        return self.pages_change_at is not None and self.pages_change_at <= now

    @functools.cached_property
    def terms(self) -> Terms:
        """The words that texts explain, made ready once a generation."""
        return Terms(self.glossary or ())

    def __getattr__(self, name: str) -> Any:
        # Only reached for a fact that is not stored yet, such as one a newer release added.
        if name in _registry:
            return () if str(_registry[name].kind).startswith("tuple") else None
        raise AttributeError(name)


def _without_demo(value: Any) -> Any:
    """Leave out entries marked demo on the real site, which tells nobody anything invented."""
    if settings.SITE_ENV != "production" or not isinstance(value, tuple):
        return value
    return tuple(item for item in value if not getattr(item, "is_demo", False))


def _unexpired(value: Any, day: datetime.date) -> Any:
    if not isinstance(value, tuple):
        return value
    return tuple(
        item for item in value if (expires := getattr(item, "expires", None)) is None or expires >= day
    )


def phone(number: str) -> Phone:
    """Return ``number`` ready to dial and to print; short codes such as 988 stay as they are."""
    number = numeral(number).strip()
    if number.isdecimal() and len(number) < 7:
        return Phone(f"tel:{number}", number)
    parsed = phonenumbers.parse(number, "US")
    national = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.NATIONAL)
    dialed = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
    return Phone(f"tel:{dialed}", national.replace(" ", NO_BREAK_SPACE))


def collect(now: datetime.datetime) -> dict[str, Any]:
    """Read every registered fact from its tables."""
    read = {load: load(now) for load in dict.fromkeys(fact.load for fact in _registry.values())}
    return {name: _without_demo(fact.of(read[fact.load])) for name, fact in _registry.items()}


def body_now() -> dict[str, Any]:
    """Return all facts as JSON, as :func:`freeze` would store them now."""
    return {name: encode(value) for name, value in collect(timezone.now()).items()}


def as_declared(body: dict[str, Any]) -> dict[str, Any]:
    """Return a stored body in the order its types declare: PostgreSQL's JSON keeps an order of its own."""

    def in_order(name: str) -> Any:
        try:
            return encode(decoder_for(_registry[name].kind)(body[name]))
        except Undecodable:
            return body[name]

    body = _by_todays_names(body)
    known = [name for name in _registry if name in body]
    return {name: in_order(name) for name in known} | {name: body[name] for name in body.keys() - known}


def _by_todays_names(body: dict[str, Any]) -> dict[str, Any]:
    return {RENAMED.get(name, name): value for name, value in body.items()}


def as_read(body: dict[str, Any], day: datetime.date) -> dict[str, Any]:
    """Return a stored body less what nobody reads on ``day``: expired, or demo on the real site."""
    in_production = settings.SITE_ENV == "production"

    def is_read(entry: Any) -> bool:
        if not isinstance(entry, dict):
            return True
        expires = entry.get("expires")
        return not (expires and expires < day.isoformat()) and not (in_production and entry.get("is_demo"))

    return {
        name: [entry for entry in value if is_read(entry)] if isinstance(value, list) else value
        for name, value in as_declared(body).items()
    }


def freeze(author: Any = None) -> FactsEdition:
    """Freeze all facts if they differ from the newest row, and make them public after commit."""
    from ..models import FactsEdition

    body = body_now()
    newest = FactsEdition.objects.first()
    if newest is not None and newest.content_hash == content_hash(body):
        return newest
    edition = FactsEdition.objects.create(
        body=body, content_hash=content_hash(body), author=author, frozen_at=timezone.now()
    )
    # In this order: readers wait for the mark, and only error pages for the file.
    generation.advance_after_commit()
    transaction.on_commit(lambda: write_file(body))
    return edition


def write_file(body: dict[str, Any]) -> None:
    """Write the file that error pages read, whole or not at all."""
    path = Path(settings.FACTS_FILE)
    try:
        with tempfile.TemporaryDirectory(dir=path.parent) as folder:
            whole = Path(folder, path.name)
            whole.write_text(json.dumps(body), encoding="utf-8")
            whole.replace(path)
    except OSError:
        logger.exception("The facts file could not be written; error pages show what it held before.")


_cached: tuple[str, datetime.date, Facts] | None = None


def current(now: datetime.datetime) -> Facts:
    """Return the facts in force. One query a generation and process, and after each change by the clock."""
    global _cached
    mark, day = generation.current(), timezone.localdate(now)
    # Taken once: another thread, still at an earlier generation, may put older facts in its place meanwhile.
    cached = _cached
    if cached is not None and cached[:2] == (mark, day) and not cached[2].are_past(now):
        return cached[2]
    from ..models import FactsEdition, Publication

    ends = Publication.objects.filter(live_until__gt=now).order_by("live_until").values("live_until")
    newest = (
        FactsEdition.objects.annotate(pages_change_at=Subquery(ends[:1]))
        .values_list("body", "pages_change_at", "content_hash")
        .first()
    )
    body, changes, digest = newest or ({}, None, "")
    facts = _decoded(body, day, changes, digest)
    _cached = (mark, day, facts)
    return facts


def from_file() -> Facts:
    """Return the facts for a page that must not touch the database."""
    try:
        body = json.loads(Path(settings.FACTS_FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        body = {}
    body = body if isinstance(body, dict) else {}
    return _decoded(body, timezone.localdate(), content_hash=content_hash(body))


def _decoded(
    body: dict[str, Any],
    day: datetime.date,
    pages_change_at: datetime.datetime | None = None,
    content_hash: str = "",
) -> Facts:
    body = _by_todays_names(body)
    values: dict[str, Any] = {
        "organization": "Alter",
        "phone": phone(settings.LAST_RESORT_PHONE),
        "leave_url": "https://www.weather.gov/",
    }
    for name, fact in _registry.items():
        if name not in body:
            continue
        try:
            values[name] = decoder_for(fact.kind)(body[name])
        except Undecodable as error:
            # No traceback: on an error page it would carry the address that was asked for.
            logger.error("The stored fact %s does not fit this release and is left out: %s", name, error)
    return Facts(values, day, pages_change_at, content_hash)
