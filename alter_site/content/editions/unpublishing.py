"""A page leaves the site: where its address leads from then on, and who links to it."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from .. import paths
from ..facts import named_pages
from ..models import Edition, MenuItem, Page, Publication, Redirect
from ..models.edition import PATH_LENGTH, EditionLink, live
from ..models.identities import is_there
from ..models.redirect import missing_anchor
from . import publishing


class Leads(enum.Enum):
    """Where the address of a page leads once the page is not there."""

    PAGE = "page"
    LIST = "list"
    GONE = "gone"
    NOWHERE = "nowhere"  # the page comes back soon: nothing that a browser would remember


@dataclass(frozen=True)
class Destination:
    """Where the address of a page that has left leads, as an editor chose it: to ``path``, or nowhere."""

    leads: Leads = Leads.NOWHERE
    path: str = ""

    def words(self, address: str) -> str:
        """Say to editors what ``address``, where the page stood, does then."""
        match self.leads:
            case Leads.GONE:
                return f"{address} says that the page is gone for good"
            case Leads.NOWHERE:
                return f"{address} {without_page(address)}"
        return f"{address} leads to {self.path}"


class NoDestination(ValueError):
    """What was typed is no page to lead to; the message says so to an editor."""


def without_page(address: str) -> str:
    """Say to editors what an address does that leads nowhere while no page is live there."""
    view = getattr(getattr(paths.match(address), "func", None), "view_class", None)
    return getattr(view, "without_page", "says that there is no such page")


def list_above(path: str) -> str | None:
    """Return the address of the live list that a page stands under, if there is one."""
    section = path.rstrip("/").rpartition("/")[0] + "/"
    return section if section != "/" and is_there(section, timezone.now()) else None


def read_destination(leads: str, typed: str, old_path: str) -> Destination:
    """Return what an editor chose: a page by its address or its title, the list above, gone, or nothing yet.

    Raises:
        NoDestination: nothing was chosen, or nothing to lead to is there.
    """
    try:
        chosen = Leads(leads)
    except ValueError:
        raise NoDestination("Choose where the address shall lead.") from None
    if chosen is not Leads.NOWHERE and not paths.may_move(old_path):
        raise NoDestination(f"This address always {without_page(old_path)}. Choose that the page comes back.")
    if chosen is Leads.LIST:
        above = list_above(old_path)
        if above is None:
            raise NoDestination("There is no list above this page. Choose another page.")
        return Destination(chosen, above)
    if chosen is Leads.PAGE:
        return Destination(chosen, _page_named(typed, old_path))
    return Destination(chosen)


def _page_named(typed: str, old_path: str) -> str:
    typed = typed.strip()
    if not typed:
        raise NoDestination("Write the title or the address of the page that shall be shown instead.")
    now = timezone.now()
    titled = Publication.objects.live(now).filter(edition__title__iexact=typed).exclude(path=old_path)
    found = list(titled.values_list("path", flat=True)[:2])
    if len(found) > 1:
        raise NoDestination(f"Two pages are called “{typed}”. Write the address: {' or '.join(found)}.")
    if found:
        return found[0]
    try:
        address = paths.read(typed)
    except paths.NotAnAddress:
        raise NoDestination(
            f"No live page is called “{typed}”. Choose one from the list, or write an address such as "
            "/therapies/."
        ) from None
    if address.path == old_path:
        raise NoDestination("That is this page itself. Choose another.")
    if not is_there(address.path, now) or len(str(address)) > PATH_LENGTH:
        raise NoDestination(f"No page is live at {address.path}. Choose one that is.")
    if words := missing_anchor(address):
        raise NoDestination(words)
    return str(address)


@transaction.atomic
def unpublish_to(page: Page, author: Any, destination: Destination) -> str | None:
    """Take the page off the site and lead its address elsewhere, both or neither; return that address.

    None where the page was not live. Publishing it again removes the redirect.

    Raises:
        CannotPublish: pages of this kind stay.
    """
    if page.STAYS:
        raise publishing.CannotPublish(page.STAYS)
    row = Publication.objects.select_for_update().filter(page_id=page.pk).first()
    if row is None:
        return None
    if destination.leads is not Leads.NOWHERE:
        is_gone = destination.leads is Leads.GONE
        values = {"new_path": "" if is_gone else destination.path, "is_gone": is_gone}
        Redirect.objects.update_or_create(old_path=row.path, defaults=values)
    publishing.unpublish(page, author)
    return row.path


@dataclass(frozen=True)
class LinksHere:
    """What leads to a page now: live pages by title and address, lines of menus, and what no editor wrote."""

    pages: list[tuple[str, str]]
    menus: list[str]
    named: list[str]

    def __bool__(self) -> bool:
        return bool(self.pages or self.menus or self.named)


def links_to(page: Page) -> LinksHere:
    """Return which live pages and which menus name a page. Two queries."""
    linking = EditionLink.objects.filter(
        live(timezone.now(), "edition__publication__"), target__page_id=page.pk
    )
    rows = linking.exclude(edition__page_id=page.pk).order_by("edition__title").distinct()
    items = MenuItem.objects.filter(destination__startswith=f"page:{page.pk}")
    return LinksHere(
        list(rows.values_list("edition__title", "edition__publication__path")),
        [f"{item.get_menu_display()}: {item.label}" for item in items],
        named_pages.naming(page),
    )


def choices(*leaving: Page, most: int = 500) -> list[tuple[str, str]]:
    """Return address and title of the live pages that the address of these may lead to instead."""
    others = Edition.objects.live(timezone.now()).exclude(page_id__in=[page.pk for page in leaving])
    others = others.order_by("title")
    return list(others.values_list("publication__path", "title")[:most])
