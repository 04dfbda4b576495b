"""Tags that page templates need: rich text, links by identity, who answers, times and rows of facts."""

from __future__ import annotations

import calendar
import datetime
import re
from collections.abc import Iterable
from typing import Any

from django import template
from django.utils import timezone
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

from .. import printed_time
from ..editions.links import LinkedPage, Links
from ..facts import coverage, named_pages, who_answers
from ..objects import PageRef, RichText
from ..text import richtext

register = template.Library()

LONGEST_UNBROKEN = 20  # characters; a longer word must be allowed to break on a phone
_HYPHENATED = re.compile(r"\b\w+(?:-\w+)+\b")

register.filter("day", printed_time.day, expects_localtime=True)
register.filter("day_and_time", printed_time.day_and_time, expects_localtime=True)
register.filter("weekday", printed_time.weekday)


@register.simple_tag(takes_context=True)
def rich(context: template.Context, text: RichText, under: int = richtext.STORED_UNDER) -> SafeString:
    """Print rich text with its page links and the phone number filled in, and new words explained.

    ``under`` is the level of the heading it stands under: ``{% rich technique.text under=3 %}``.
    """
    known = context["facts"]
    html = richtext.render(text, context["links"].by_id, known.phone, under)
    explained = context.get("explained")
    if explained is None:
        return html
    return mark_safe(known.terms.explain(html, explained))  # noqa: S308 (adds links of ours to clean HTML)


@register.simple_tag(takes_context=True)
def answering(context: template.Context) -> tuple[who_answers.Sentence, ...]:
    """Return who answers the phone, and until when: ``{% answering as sentences %}``.

    Nobody is named where the facts are not at hand, as when Django answers with an error by itself.
    """
    known = context.get("facts")
    return who_answers.sentences(known, context.get("now") or timezone.now()) if known else ()


@register.simple_tag(takes_context=True)
def nobody_answers(context: template.Context) -> who_answers.Sentence | None:
    """Return until when nobody answers, or nothing: ``{% nobody_answers as closed %}``."""
    known = context.get("facts")
    return who_answers.nobody_until(known, context.get("now") or timezone.now()) if known else None


@register.filter
def way_to(known: Any, address: str) -> str:
    """Return where a link to a named page leads now, or nothing: ``{{ facts|way_to:"/privacy/" }}``."""
    return named_pages.way_to(address, known)


@register.filter
def linked(ref: PageRef | None, links: Links) -> LinkedPage | None:
    """Return the live page a reference leads to, or None: ``{{ row.condition|linked:links }}``."""
    return links.by_id.get(ref.page) if ref else None


@register.filter
def of_facility(rows: Any, identity: str) -> list[Any]:
    """Return the network statuses of one facility."""
    return [row for row in rows if row.facility == identity]


@register.filter
def last_asked(statuses: Iterable[Any]) -> datetime.date | None:
    """Return the day staff last asked any of these insurers."""
    return max((status.checked_on for status in statuses if status.checked_on), default=None)


@register.filter
def covering(credentials: Iterable[Any], identity: str) -> list[Any]:
    """Return the licenses that one facility works under: its own and those of the whole organization."""
    return [credential for credential in credentials if credential.facility in {"", identity}]


@register.filter
def weekly(facts: Any, today: datetime.date) -> list[tuple[str, list[Any]]]:
    """Pair each day of the week with its hours of coverage, also those to come, Monday first."""
    rows = [row for row in coverage.in_force(facts).hours if row.ends is None or row.ends > today]
    return [(day, [row for row in rows if row.weekday == day]) for day in calendar.day_name]


@register.filter(expects_localtime=True)
def clock(time: str | datetime.datetime) -> str:
    """Return the time of day as people read it: "20:00" is "8:00 pm"."""
    return printed_time.clock_time(datetime.time.fromisoformat(time) if isinstance(time, str) else time)


@register.filter
def dated(day: datetime.date) -> SafeString:
    """Return a day as people and programs read it."""
    return format_html('<time datetime="{}">{}</time>', day.isoformat(), printed_time.day(day))


@register.filter
def at_homes(rows: Iterable[Any], homes: Iterable[Any]) -> list[tuple[Any, Any]]:
    """Pair each row with its home, less rows whose home is not live."""
    live = {home.facility: home for home in homes}
    return [(row, live[row.facility]) for row in rows if row.facility in live]


@register.filter
def towns(homes: Iterable[Any]) -> list[str]:
    """Return the towns in which there is a home, each once; an invented one is in no town."""
    return list(dict.fromkeys(home.city for home in homes if not home.is_example))


@register.filter
def apart(pages: Iterable[Any], homes: Iterable[Any]) -> tuple[list[Any], list[Any]]:
    """Part a list of homes: those there are, and those invented to show what a page can say."""
    invented, listed = {home.path for home in homes if home.is_example}, [*pages]
    examples = [page for page in listed if page.path in invented]
    return [page for page in listed if page.path not in invented], examples


@register.filter
def anchored(rows: Iterable[Any], kind: str) -> list[tuple[str, Any]]:
    """Pair each row with a fragment that nothing else on the page has.

    Two questions may begin alike, and a technique may be called what a part of the page is called.
    """
    found: dict[str, Any] = {}
    for row in rows:
        fragment, number = f"{kind}-{row.anchor}", 1
        while fragment in found:
            number += 1
            fragment = f"{kind}-{row.anchor}-{number}"
        found[fragment] = row
    return list(found.items())


@register.filter
def unbroken(text: str) -> SafeString:
    """Keep hyphenated words such as "attachment-based" on one line in large headings."""

    def kept(match: re.Match[str]) -> str:
        word = match[0]
        return f'<span class="unbroken">{word}</span>' if len(word) <= LONGEST_UNBROKEN else word

    return mark_safe(_HYPHENATED.sub(kept, conditional_escape(text)))  # noqa: S308 (escaped before)
