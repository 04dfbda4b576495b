"""The one view behind every public page, and the previews that staff see."""

from __future__ import annotations

import dataclasses
import datetime
import hashlib
import logging
import re
import uuid
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS
from django.db.models import CharField, DateTimeField
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.template import loader
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views import View

from alter_site.delivery import baked
from alter_site.delivery.headers import EDITION, PRIVATE, mark
from alter_site.delivery.release import release
from alter_site.delivery.requests import public

from . import facts, seo
from .editions import approvals, links
from .editions.freezing import working_hash
from .editions.listing import Listing, listing
from .editions.prepared import Prepared, Slot
from .facts import who_answers
from .facts.named_pages import way_to
from .kinds import page_models
from .models import Approval, Edition, Page
from .models.edition import PATH_LENGTH
from .objects import PageContent, Undecodable, decode_page
from .paths import part_address
from .redirect_views import moved_or_gone, moved_short_link

logger = logging.getLogger(__name__)

# Templates are indented for people. Every space of it would be sent, and no element of ours keeps spaces.
_INDENTATION = re.compile(r"\n\s+")


# Only GET and HEAD are answered: whoever sends a form is told so, not asked for our token.
@method_decorator(public, name="dispatch")
class EditionView(View):
    """Show the edition that is live at this address. At most three queries, four on an index page.

    A route that ends in ``page/<part:number>/`` shows that part of a long list.
    """

    http_method_names = ("get", "head", "options")
    looks_for_moved = True  # see paths.may_move

    def get(self, request: HttpRequest, number: int = 1, **kwargs: Any) -> HttpResponse:
        now = timezone.now()
        if elsewhere := moved_short_link(request, now):
            return elsewhere
        path = request.path.removesuffix(part_address(number))
        found = live_edition(path, now)
        if found is None:
            return self.not_live(request, now)
        try:
            edition, content = found, decoded(found)
        except Undecodable:
            logger.exception("Edition %s cannot be read; the page is shown as it was baked last.", found.pk)
            if last := baked.read(request.path):
                return mark(HttpResponse(last.plain()), EDITION, next_change(now))
            edition, content = earlier(found)
        neighbors, listed = links.rows_of_edition(edition, now), listing(content, path, number, now)
        known = facts.current(now)
        changes_at = who_answers.next_change(known, now)
        tag = entity_tag(edition, number, neighbors, listed, known, changes_at)
        if request.META.get("HTTP_IF_NONE_MATCH") == tag:
            return mark(HttpResponseNotModified(), EDITION, changes_at)
        html = render(
            content,
            path,
            links.from_rows(neighbors),
            now,
            listed=listed,
            number=number,
            approval=edition.approval,
        )
        return mark(HttpResponse(html, headers={"ETag": tag} if tag else None), EDITION, changes_at)

    def not_live(self, request: HttpRequest, now: datetime.datetime) -> HttpResponse:
        """Answer while no page is live here."""
        return moved_or_gone(request.path, now, request.META.get("QUERY_STRING", ""))


def entity_tag(
    edition: Edition,
    number: int,
    neighbors: links.Rows,
    listed: Listing | None,
    known: facts.Facts,
    changes_at: datetime.datetime,
) -> str:
    """Return what part ``number`` of a page is made from, which stays the same until ``changes_at``.

    A change anywhere starts a new generation, in which nearly every page is what it was before. So the page
    cache and the baked folder ask as a browser does, and a page that is the same is neither rendered nor
    compressed again. The tag is weak: the page compressed in two ways is the same page. A developer's
    templates change within a release, so with DEBUG there is none.
    """
    if settings.DEBUG:
        return ""
    made_from = (
        release(),
        (edition.page_id, edition.number, edition.content_hash),
        (number, neighbors, listed),
        (known.content_hash, known.day, changes_at),
    )
    return f'W/"{hashlib.sha256(repr(made_from).encode()).hexdigest()[:24]}"'


def next_change(now: datetime.datetime) -> datetime.datetime:
    """Return when the clock alone makes every page another one."""
    return who_answers.next_change(facts.current(now), now)


def live_edition(path: str, now: datetime.datetime, language: str = "en-us") -> Edition | None:
    """Return the edition that is live at ``path``, with what a page needs of it. One query."""
    if len(path) > PATH_LENGTH or "\0" in path:
        return None
    rows = _AT_PATH.rows(path=path, language=language, now=now)
    if not rows:
        return None
    edition = Edition.from_db(DEFAULT_DB_ALIAS, _NEEDED, rows[0][: len(_NEEDED)])
    signed = rows[0][len(_NEEDED) :]
    edition.approval = Approval.from_db(DEFAULT_DB_ALIAS, _PRINTED, signed) if edition.approval_id else None
    return edition


# What showing a page needs of its edition, and of the signature it went live under; the rest is fetched if
# somebody asks.
_NEEDED = ("id", "page_id", "number", "kind", "schema_version", "body", "content_hash", "approval_id")
_PRINTED = ("id", "name", "license_type", "license_number", "day", "due")


def _at_path() -> Any:
    at = {f"publication__{name}": Slot(name, CharField()) for name in ("path", "language")}
    columns = (*_NEEDED, *(f"approval__{name}" for name in _PRINTED))
    return Edition.objects.live(Slot("now", DateTimeField())).filter(**at).order_by().values_list(*columns)


_AT_PATH = Prepared(_at_path)


def decoded(edition: Edition) -> PageContent:
    """Return an edition's content object.

    Raises:
        Undecodable: this release cannot read the body.
    """
    model = page_models().get(edition.kind)
    if model is None:
        raise Undecodable(f"no page kind {edition.kind}")
    return decode_page(model.CONTENT, edition.body, edition.schema_version)


def readable(edition: Edition) -> tuple[Edition, PageContent]:
    """Return the edition and its content, or the newest earlier ones that this release can read.

    Raises:
        Http404: no edition of the page can be read.
    """
    try:
        return edition, decoded(edition)
    except Undecodable:
        return earlier(edition)


def earlier(edition: Edition) -> tuple[Edition, PageContent]:
    """Return the newest earlier edition of the page that this release can read, and its content.

    A body from another release must never take a page off the site: readers keep the last good text
    while the log tells us.

    Raises:
        Http404: no edition of the page can be read.
    """
    for before in Edition.objects.filter(page_id=edition.page_id, number__lt=edition.number).iterator():
        try:
            return before, decoded(before)
        except Undecodable:
            continue
    raise Http404("No edition of this page can be read.")


@dataclass(frozen=True)
class Preview:
    """What marks a page as a preview: what it shows, who sees it, and the way back for who looks at it."""

    of: str
    back_to: str = ""
    audience: str = "Only people who are signed in can see this."
    said: str = ""  # by the linter


def render(
    content: PageContent,
    path: str,
    neighbors: links.Links,
    now: datetime.datetime,
    *,
    listed: Listing | None = None,
    preview: Preview | None = None,
    number: int = 1,
    approval: Approval | None = None,
) -> str:
    """Return the page's HTML. Preview and live page differ only in the mark that a preview carries.

    ``approval`` is the signature under this text; a demo text prints none.
    """
    known = facts.current(now)
    approval = None if content.is_demo else approval
    review = approval if approval and approval.is_in_date(known.day) else None
    above = content.parent(neighbors)
    if above and way_to(above[1], known) != above[1]:
        above = None  # the list is not live
    if number > 1:
        above, path = (content.title, path), f"{path}{part_address(number)}"
        content = dataclasses.replace(content, title=f"{content.title}, page {number}", seo_title="")
    steps = (
        seo.crumbs(content, seo.Crumb(*above) if above else None) if path != reverse("content:home") else []
    )
    context = {
        "page": content,
        "facts": known,
        "links": neighbors,
        "crumbs": steps,
        "meta": seo.meta(content, path, known, neighbors, steps, review, is_public=preview is None),
        "current_path": path,
        "now": now,
        "day": known.day,
        "review": review,
        "was_reviewed": approval is not None,
        "preview": preview,
        "listing": listed,
        "explained": known.terms.named_in(content.title) if content.EXPLAINS_TERMS else None,
    }
    html = loader.get_template(content.TEMPLATE).render(context)
    return _INDENTATION.sub("\n", html)


def rendered(
    content: PageContent,
    path: str,
    page_id: uuid.UUID,
    band: Preview | None = None,
    approval: Approval | None = None,
) -> str:
    """Return the HTML of a page as it would look if ``content`` were published now under an approval."""
    now = timezone.now()
    neighbors = links.of_working_copy(content, page_id, now)
    listed = listing(content, path, 1, now)
    return render(content, path, neighbors, now, listed=listed, preview=band, approval=approval)


def rendered_edition(edition: Edition, band: Preview | None = None, approval: Approval | None = None) -> str:
    """Return the HTML of an edition as it would look if it were made live now under an approval.

    Raises:
        Undecodable: this release cannot read it.
    """
    now, content = timezone.now(), decoded(edition)
    neighbors, listed = links.of_edition(edition, now), listing(content, edition.path, 1, now)
    return render(content, edition.path, neighbors, now, listed=listed, preview=band, approval=approval)


def preview(page: Page, band: Preview = Preview("the working copy")) -> HttpResponse:
    """Show the working copy as it would look if it were published now. Never stored."""
    approval = approvals.newest(page.pk, working_hash(page))
    return mark(HttpResponse(rendered(page.content(), page.path, page.pk, band, approval)), PRIVATE)


def preview_edition(edition: Edition, back_to: str = "") -> HttpResponse:
    """Show an edition as it would look if it were made live now. Only for staff; never stored.

    Raises:
        Undecodable: this release cannot read it.
    """
    band = Preview(f"edition {edition.number}", back_to)
    approval = approvals.newest(edition.page_id, edition.content_hash)
    return mark(HttpResponse(rendered_edition(edition, band, approval)), PRIVATE)


def preview_text(content: PageContent, path: str, page_id: Any, name: str, back_to: str = "") -> HttpResponse:
    """Show a text of a page that was kept, as it would look if it were published now. Only for staff."""
    return mark(HttpResponse(rendered(content, path, page_id, Preview(name, back_to))), PRIVATE)
