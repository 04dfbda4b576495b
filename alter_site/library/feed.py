"""The newest articles for readers' own programs."""

from __future__ import annotations

from django.db.models.functions import Coalesce
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed

from alter_site.content import facts, who_answers
from alter_site.content.characters import carried
from alter_site.content.models import Edition
from alter_site.content.models.edition import is_shown
from alter_site.content.seo import absolute
from alter_site.delivery.headers import EDITION, mark
from alter_site.delivery.requests import read_only

from .content import ArticleContent

ENTRIES = 20


@read_only
def feed(request: HttpRequest) -> HttpResponse:
    """List the newest live articles as Atom. Two queries.

    Raises:
        Http404: there is no article yet.
    """
    now = timezone.now()
    entries = list(
        Edition.objects.filter(is_shown(now), kind=ArticleContent.KIND)
        .annotate(
            address=Coalesce("publication__path", "next_publication__path"),
            live_from=Coalesce("publication__live_from", "next_publication__live_from"),
        )
        .order_by("position", "title")
        .values_list("page_id", "address", "title", "summary", "live_from", "frozen_at")[:ENTRIES]
    )
    if not entries:
        raise Http404("No article is live.")
    known = facts.current(now)
    atom = Atom1Feed(
        title=f"Articles | {known.organisation}",
        link=absolute(reverse("library:article_index")),
        description=known.description or "",
        feed_url=absolute(request.path),
        language="en-us",
    )
    for page_id, path, title, summary, live_from, frozen_at in entries:
        atom.add_item(
            title=carried(title),
            link=absolute(path),
            description=carried(summary),
            unique_id=f"urn:uuid:{page_id}",
            pubdate=live_from,
            updateddate=frozen_at,
        )
    response = HttpResponse(atom.writeString("utf-8"), content_type=atom.content_type)
    return mark(response, EDITION, who_answers.next_change(known, now))
