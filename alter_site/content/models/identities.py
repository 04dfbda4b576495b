"""Pages by identity rather than by address: ``page:<uuid>#anchor`` follows a page that moves."""

from __future__ import annotations

import datetime
import re
import uuid
from collections.abc import Iterable

from django.conf import settings

from .. import paths
from ..kinds import find_page, page_models
from ..paths import part_address
from .edition import Publication

_IDENTITY = re.compile(r"page:([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(#[\w-]+)?\Z")
GONE = "a page that is gone"
NO_ADDRESS = "no address of its own yet"
_PART = re.compile(r"[\w-]+")


def to_identity(href: str) -> str:
    """Return ``page:<uuid>#anchor`` for an address of ours, whether or not the page is live yet.

    Raises:
        LookupError: no page of ours has this address; the message is for the editor.
    """
    href = href.strip()
    if _IDENTITY.match(href):
        return href
    address = href.removeprefix(settings.SITE_URL)
    path, _, anchor = address.partition("#")
    path = path.split("?")[0]
    if not path.startswith("/"):
        raise LookupError(
            "Links lead to a page of this site, such as /therapies/, or to an https:// address."
        )
    page_id = _page_id_at(path if path.endswith("/") else f"{path}/")
    if page_id is None:
        raise LookupError(f"There is no page at {path}.")
    if anchor and not _PART.fullmatch(anchor):
        raise LookupError(f"No part of a page is called #{anchor}. Choose the part from the list.")
    return f"page:{page_id}" + (f"#{anchor}" if anchor else "")


def to_address(identity: str) -> str:
    """Return an address an editor can read for ``page:<uuid>#anchor``; anything else stays as it is."""
    return to_addresses([identity]).get(identity, identity)


def to_words(identity: str) -> str:
    """Return :func:`to_address`, or words where it knows no address: of a page that is gone, or has moved."""
    address = to_address(identity)
    if address != identity or not (match := _IDENTITY.match(identity)):
        return address
    page = find_page(match[1])
    return f"“{page}”, which has {NO_ADDRESS}" if page else GONE


def to_addresses(identities: Iterable[str]) -> dict[str, str]:
    """Return the address of each identity whose page is there. One query, and more for what is not published.

    It is one that :func:`to_identity` takes back to the same page: while a page has moved in its form alone,
    that is where readers find it, and none is given that leads readers to another page.
    """
    matches = [match for identity in identities if (match := _IDENTITY.match(identity))]
    rows = Publication.objects.filter(page_id__in={match[1] for match in matches})
    found = dict(rows.values_list("page_id", "path")) if matches else {}
    addresses = {}
    for match in matches:
        path = found.get(uuid.UUID(match[1]))
        if path is None and (page := find_page(match[1])):
            path = page.path if _page_id_at(page.path) == page.pk else None
        if path is not None:
            addresses[match[0]] = f"{path}{match[2] or ''}"
    return addresses


def _page_id_at(path: str) -> uuid.UUID | None:
    if found := Publication.objects.filter(path=path).values_list("page_id", flat=True).first():
        return found
    match = paths.match(path)
    if match is None:
        return None
    for model in page_models().values():
        if page := model.at(path, match):
            return page.pk
    return None


def lasting_paths(identities: Iterable[str]) -> dict[str, str]:
    """Return the address of each of these identities whose page is live, and not until a day. One query."""
    ids = {identity: match[1] for identity in identities if (match := _IDENTITY.match(identity))}
    lasting = Publication.objects.filter(page_id__in=ids.values(), live_until=None)
    live = dict(lasting.values_list("page_id", "path"))
    return {
        identity: live[uuid.UUID(page_id)] + (f"#{identity.partition('#')[2]}" if "#" in identity else "")
        for identity, page_id in ids.items()
        if uuid.UUID(page_id) in live
    }


def end_of(identity: str) -> datetime.datetime | None:
    """Return when a page leaves the site by itself; none where it stays, or is not live."""
    match = _IDENTITY.match(identity)
    rows = Publication.objects.filter(page_id=match[1]) if match else Publication.objects.none()
    return rows.values_list("live_until", flat=True).first()


def is_there(path: str, now: datetime.datetime) -> bool:
    """Does a live page, or something that is no page, stand at this address?"""
    match = paths.match(path)
    if match is None:
        return False
    if not paths.may_move(path):
        return True
    page = path.removesuffix(part_address(match.kwargs.get("number", 1)))
    return Publication.objects.live(now).filter(path=page).exists()
