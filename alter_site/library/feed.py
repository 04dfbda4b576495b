"""The newest articles for readers' own programs."""

from __future__ import annotations

import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed

from alter_site.content import facts
from alter_site.content.characters import carried
from alter_site.content.facts import who_answers
from alter_site.content.facts.named_pages import way_to
from alter_site.content.models import Edition
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
        Edition.objects.live(now)
        .filter(kind=ArticleContent.KIND)
        .order_by("position", "title")
        .values_list("page_id", "publication__path", "title", "summary", "body", "frozen_at")[:ENTRIES]
    )
    if not entries:
        raise Http404("No article is live.")
    known = facts.current(now)
    index = reverse("library:article_index")
    atom = Atom1Feed(
        title=f"Articles | {known.organization}",
        link=absolute(way_to(index, known) or reverse("content:home")),
        feed_guid=absolute(index),  # programs know the feed by it, wherever the list is
        description=known.description or "",
        feed_url=absolute(request.path),
        language="en-us",
    )
    for page_id, path, title, summary, body, frozen_at in entries:
        atom.add_item(
            title=carried(title),
            link=absolute(path),
            description=carried(summary),
            unique_id=f"urn:uuid:{page_id}",
            pubdate=_published_at(body) or frozen_at,
            updateddate=frozen_at,
        )
    response = HttpResponse(atom.writeString("utf-8"), content_type=atom.content_type)
    return mark(response, EDITION, who_answers.next_change(known, now))


def _published_at(body: Any) -> datetime.datetime | None:
    """Return the beginning of the day that an article prints; nothing of a body that holds none."""
    try:
        day = datetime.date.fromisoformat(body["published_on"])
    except (KeyError, TypeError, ValueError):
        return None
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time.min))
