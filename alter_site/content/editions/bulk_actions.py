"""What can be done with several pages at once: first foreseen, page by page, then done to all or to none.

An act that stands in ``ACTS`` is offered in the list of every kind of page it is for.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from django.db import transaction

from ..models import Page
from ..objects import content_hash
from . import duplicating, publishing, reviews, unpublishing
from .freezing import CannotPublish
from .unpublishing import Destination, LinksHere, links_to

NAMED_AT_MOST = 5  # pages or menus, in one sentence

# By the address that a page has now: where that address leads once the page has left.
Where = Mapping[str, Destination]


@dataclass(frozen=True)
class Foreseen:
    """What an act will do to one page, in words for an editor."""

    page: Page
    words: str
    goes: bool = True  # otherwise nothing happens to it
    is_refused: bool = False

    @property
    def mark(self) -> str:
        """A hash of what was foreseen: what has changed since is another."""
        return content_hash([str(self.page.pk), self.page.revision, self.words, self.goes])


class Act:
    """Something that is done to several pages. A subclass is found by its name."""

    name: ClassVar[str]
    label: ClassVar[str]  # in the list of actions
    question: ClassVar[str]
    button: ClassVar[str]
    done: ClassVar[str]  # after the number of pages
    needs: ClassVar = "change"  # the permission, for each page
    asks_where: ClassVar = False  # has somebody to say where each address leads then?

    @classmethod
    def is_for(cls, model: type[Page]) -> bool:
        """Can it be done to pages of this kind at all?"""
        return True

    @classmethod
    def foresee(cls, page: Page, author: Any) -> Foreseen:
        """Say what would happen to a page. Whatever is tried out is rolled back by the caller."""
        raise NotImplementedError

    @classmethod
    def do(cls, pages: Sequence[Page], author: Any, where: Where | None = None) -> None:
        """Do it to all of these pages; ``where`` is given only to an act that asks.

        Raises:
            CannotPublish: to none of them, and why.
        """
        raise NotImplementedError


class Publish(Act):
    """Make working copies live."""

    name = "publish_several"
    label = "Publish"
    question = "Publish these pages?"
    button = "Publish"
    done = "live"

    @classmethod
    def foresee(cls, page: Page, author: Any) -> Foreseen:
        live = publishing.live_edition(page)
        if live and live.content_hash == publishing.working_hash(page):
            return Foreseen(page, f"Nothing: it is live as it is, at {live.path}.", goes=False)
        if reason := publishing.why_not(page, author):
            return Foreseen(page, reason, goes=False, is_refused=True)
        if live is None:
            return Foreseen(page, f"Visitors will find it at {page.path}.")
        moved = f" It moves to {page.path}." if live.path != page.path else ""
        return Foreseen(
            page, f"Visitors will read what is saved now in place of edition {live.number}.{moved}"
        )

    @classmethod
    def do(cls, pages: Sequence[Page], author: Any, where: Where | None = None) -> None:
        for page in pages:
            if publishing.taken_back(page):
                raise CannotPublish(f"“{page}” still holds text that was taken back.")
        publishing.publish_all(pages, author)


class Submit(Act):
    """Ask the clinical reviewers to read pages."""

    name = "submit_several"
    label = "Submit for review"
    question = "Submit these pages for review?"
    button = "Submit them"
    done = "submitted"

    @classmethod
    def foresee(cls, page: Page, author: Any) -> Foreseen:
        _, is_new = reviews.submit(reviews.text_of(page), author)
        if not is_new:
            return Foreseen(page, "Nothing: this text waits for a reviewer already.", goes=False)
        return Foreseen(page, "The clinical reviewers are told that it waits.")

    @classmethod
    def do(cls, pages: Sequence[Page], author: Any, where: Where | None = None) -> None:
        for page in pages:
            reviews.submit(reviews.text_of(page), author)


class Unpublish(Act):
    """Take pages off the site."""

    name = "unpublish_several"
    label = "Unpublish"
    question = "Take these pages off the site?"
    asks_where = True
    button = "Take them off the site"
    done = "off the site. Texts and editions are kept"

    @classmethod
    def foresee(cls, page: Page, author: Any) -> Foreseen:
        live = publishing.live_edition(page)
        if live is None:
            return Foreseen(page, "Nothing: it is not on the site.", goes=False)
        return Foreseen(page, f"Visitors no longer find it at {live.path}.{_said_of(links_to(page))}")

    @classmethod
    def do(cls, pages: Sequence[Page], author: Any, where: Where | None = None) -> None:
        for page in pages:
            live = publishing.live_edition(page)
            if live is None or (where is not None and live.path not in where):
                raise CannotPublish(f"“{page}” has left or moved meanwhile.")
            unpublishing.unpublish_to(page, author, where[live.path] if where is not None else Destination())


def _said_of(links: LinksHere) -> str:
    """Name what leads to a page that is to leave, and say what becomes of it."""
    pages = [f"“{title}” ({path})" for title, path in links.pages]
    said = ""
    for names, words in (
        (pages, "These pages link to it, and keep the words alone: {}."),
        (links.menus, "These menus leave their line out: {}."),
        (links.named, "These leave their link out: {}."),
    ):
        if names:
            more = len(names) - NAMED_AT_MOST
            shown = [*names[:NAMED_AT_MOST], *([f"and {more} more"] if more > 0 else [])]
            said += f" {words.format(', '.join(shown))}"
    return said


class Duplicate(Act):
    """Make a draft of each page that says the same."""

    name = "duplicate_several"
    label = "Duplicate as drafts"
    question = "Duplicate these pages?"
    button = "Make the drafts"
    done = "copied"
    needs = "add"

    @classmethod
    def is_for(cls, model: type[Page]) -> bool:
        return duplicating.may_be_copied(model)

    @classmethod
    def foresee(cls, page: Page, author: Any) -> Foreseen:
        title, slug = duplicating.name_of_copy(page)
        return Foreseen(page, f"A draft “{title}” at {type(page)(slug=slug).path}.")

    @classmethod
    def do(cls, pages: Sequence[Page], author: Any, where: Where | None = None) -> None:
        for page in pages:
            duplicating.duplicate(page, author)


ACTS: dict[str, type[Act]] = {act.name: act for act in (Publish, Submit, Unpublish, Duplicate)}


def foresee(act: type[Act], pages: Sequence[Page], author: Any) -> list[Foreseen]:
    """Say what ``act`` would do to each page; nothing of it is kept."""
    with transaction.atomic():
        found = [act.foresee(page, author) for page in pages]
        transaction.set_rollback(True)
    return found


@transaction.atomic
def do(act: type[Act], pages: Sequence[Page], author: Any, where: Where | None = None) -> None:
    """Do it to all of these pages or to none.

    Raises:
        CannotPublish: to none of them, and why.
    """
    act.do(pages, author, where)
