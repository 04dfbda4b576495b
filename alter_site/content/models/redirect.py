"""Where an old address leads: always in one hop, and never in circles.

A row names one address, or with an asterisk every address that differs in its last part:
``/what-we-treat/*/`` leads to ``/conditions/*/``.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable
from typing import ClassVar, TypeVar
from urllib.parse import unquote

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone

from .. import paths
from .edition import PATH_LENGTH, Publication
from .identities import is_there

ANY = "*"
_SUPERSEDED = "-old"  # what the old site appended to the address of a page it had replaced


# Given the address of a live page, returns its anchors; None where nothing can be said of them. What reads
# pages stands above the tables and registers itself.
AnchorsReader = Callable[[str], frozenset[str] | None]
AnyAnchorsReader = TypeVar("AnyAnchorsReader", bound=AnchorsReader)
_readers: list[AnchorsReader] = []


def reads_anchors(reader: AnyAnchorsReader) -> AnyAnchorsReader:
    """Register what reads the anchors of a page."""
    _readers.append(reader)
    return reader


def anchors_at(path: str) -> frozenset[str] | None:
    """Return the anchors of the live page at an address; None where nothing can be said."""
    return next((reader(path) for reader in _readers), None)


def missing_anchor(target: paths.Address, anchors: AnchorsReader = anchors_at) -> str:
    """Return, in words, that a page lacks the part that an address names; empty otherwise."""
    part = unquote(target.fragment)
    there = anchors(target.path) if part else None
    if there is None or part in there:
        return ""
    alike = difflib.get_close_matches(part, sorted(there), 1)
    asked = f" Do you mean #{alike[0]}?" if alike else ""
    return f"The page at {target.path} has no part #{part}.{asked}"


class RedirectQuerySet(models.QuerySet["Redirect"]):
    """Redirects by the address somebody asked for."""

    def find(self, address: str) -> Redirect | None:
        """Return what is known of an old address; a row of its own comes before an asterisk. One query."""
        return self.find_all([address]).get(address)

    def find_all(self, addresses: Iterable[str]) -> dict[str, Redirect]:
        """Return by address what is known of several, as :meth:`find` does. One query."""
        patterns = {
            address: [*with_any(path)[::-1], path]
            for address in addresses
            if len(path := paths.normal(address)) <= PATH_LENGTH and "\0" not in path
        }
        rows = {row.old_path: row for row in self.filter(old_path__in=set().union(*patterns.values()))}
        return {address: rows[path] for address in patterns for path in patterns[address] if path in rows}


class Redirect(models.Model):
    """An address that has moved for good, or is gone. Publishing a page under a new address writes one."""

    old_path = models.CharField(
        "old address",
        max_length=PATH_LENGTH,
        unique=True,
        help_text="The address people may still have: /like/this/, or /like/*/ for all of that kind.",
    )
    new_path = models.CharField(
        "new address",
        max_length=PATH_LENGTH,
        blank=True,
        db_index=True,  # a page that moves takes along what led to it
        help_text="Where they are sent instead. An asterisk stands for the same part of the old address.",
    )
    is_gone = models.BooleanField(
        "gone for good",
        default=False,
        help_text="Says that the page is gone and gives our number. Only where no other page helps.",
    )
    made_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = RedirectQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["old_path"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(is_gone=True, new_path="") | (Q(is_gone=False) & ~Q(new_path="")),
                name="content_redirect_leads_or_is_gone",
                violation_error_message="Give a new address, or say that the page is gone for good.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.old_path} → {self.new_path or 'gone'}"

    def target(self, address: str) -> paths.Address:
        """Return where this leads somebody who asked for ``address``."""
        before, _, after = self.old_path.partition(ANY)
        part = paths.normal(address).removeprefix(before).removesuffix(after) if after else ""
        path, mark, fragment = self.new_path.replace(ANY, part).partition("#")
        path, _, query = path.partition("?")
        return paths.Address(path, query, fragment if mark else "")

    def clean(self) -> None:
        """Bring both addresses into the form that is looked up, and refuse what would never work.

        Refused is what would send a reader in circles, through two hops, away or nowhere, and what is never
        looked at.
        """
        self.refuse_what_misleads(Known(self))

    def refuse_what_misleads(self, known: Known) -> None:
        """Do the same against what is ``known`` of other redirects and of live pages.

        Raises:
            ValidationError: by the name of the field.
        """
        if self.is_gone == bool(self.new_path):
            raise ValidationError({"new_path": self._meta.constraints[0].violation_error_message})
        old, new = self._read("old_path"), self._read("new_path") if self.new_path else None
        self._refuse_what_is_never_looked_at(old, known)
        if new is None:
            return
        if old.path == new.path:
            raise ValidationError({"new_path": "This is the old address itself."})
        self._refuse_two_hops(old, new, known)
        self._refuse_nowhere(new, known)

    def _read(self, name: str) -> paths.Address:
        try:
            address = paths.read(getattr(self, name))
        except paths.NotAnAddress as refusal:
            raise ValidationError({name: str(refusal)}) from None
        if ANY in str(address) and not _has_one_asterisk(str(address)):
            raise ValidationError({name: "An asterisk stands for the last part alone: /like/*/"})
        if len(str(address)) > PATH_LENGTH:
            raise ValidationError({name: f"An address has at most {PATH_LENGTH} characters."})
        setattr(self, name, str(address))
        return address

    def _refuse_what_is_never_looked_at(self, old: paths.Address, known: Known) -> None:
        if old.fragment:
            raise ValidationError(
                {"old_path": f"Browsers keep what follows # to themselves. Write {old.path}"}
            )
        is_short_link = old.path == "/" and re.fullmatch(r"p=\d+", old.query)
        if old.query and not is_short_link:
            words = f"Addresses are told apart by what stands before the question mark. Write {old.path}"
            raise ValidationError({"old_path": words})
        if not paths.is_known(old.path):
            raise ValidationError({"old_path": "The site does not look for anything as deep as that."})
        bare = old.path.rstrip("/") or "/"
        # Nothing answers without the slash where a page stands three deep: a story, a topic.
        if old.path.startswith(settings.STATIC_URL) or not (
            paths.may_move(old.path) and (paths.may_move(bare) or not paths.is_known(bare))
        ):
            raise ValidationError({"old_path": "The site itself answers there, and never looks further."})
        if not old.query and known.is_taken(old.path):
            raise ValidationError({"old_path": "A page is live there. Take it back or move it first."})

    def _refuse_two_hops(self, old: paths.Address, new: paths.Address, known: Known) -> None:
        if ANY in new.path and ANY not in old.path:
            raise ValidationError({"new_path": "The old address has no asterisk that this one could repeat."})
        onward = known.onward(new.path)
        if onward and not known.is_taken(new.path):
            place = onward.target(new.path) if onward.new_path else "nowhere: it is gone"
            raise ValidationError(
                {"new_path": f"That address has moved too. Use the place it leads to: {place}"}
            )
        if inward := known.leading_to(old.path):
            raise ValidationError({"old_path": f"{inward.old_path} leads here. Change that redirect first."})

    def _refuse_nowhere(self, new: paths.Address, known: Known) -> None:
        # The rows that come with the software lead to pages that may still come.
        if str(new) == known.kept():
            return
        path = new.path.removesuffix(f"{ANY}/") if ANY in new.path else new.path
        if not known.is_there(path):
            raise ValidationError(
                {"new_path": f"No page is live at {path}. Publish it first, or use another."}
            )
        if words := missing_anchor(new, known.anchors):
            raise ValidationError({"new_path": words})


class Known:
    """What a redirect is checked against: all others, and what is live. This asks the database."""

    def __init__(self, redirect: Redirect) -> None:
        self.redirect = redirect

    def onward(self, path: str) -> Redirect | None:
        """Return the other redirect that answers at an address."""
        found = Redirect.objects.find(path)
        return found if found and found.pk != self.redirect.pk else None

    def leading_to(self, path: str) -> Redirect | None:
        """Return another redirect that leads to an address."""
        others = Redirect.objects.exclude(pk=self.redirect.pk).filter(new_path__startswith=path)
        return next((row for row in others if row.target(row.old_path).path == path), None)

    def is_taken(self, path: str) -> bool:
        """Is a page live at an address?"""
        return Publication.objects.live(timezone.now()).filter(path=path).exists()

    def is_there(self, path: str) -> bool:
        """Does a live page, or something that is no page, stand at an address?"""
        return is_there(path, timezone.now())

    def anchors(self, path: str) -> frozenset[str] | None:
        """Return the anchors of the live page at an address; None where nothing can be said."""
        return anchors_at(path)

    def kept(self) -> str | None:
        """Return where the stored row led, if there is one."""
        return Redirect.objects.filter(pk=self.redirect.pk).values_list("new_path", flat=True).first()


def _has_one_asterisk(path: str) -> bool:
    *section, last = path.strip("/").split("/")
    return bool(section) and "*" not in "".join(section) and last in ("*", "*-old")


def with_any(address: str) -> list[str]:
    """Return the rows with an asterisk that an address may be one of."""
    match = re.fullmatch(r"(/.+/)([^/]+)/", address)
    if match is None:
        return []
    section, last = match.groups()
    return [f"{section}{ANY}{_SUPERSEDED}/"] * last.endswith(_SUPERSEDED) + [f"{section}{ANY}/"]
