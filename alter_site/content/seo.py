"""What search engines and sharing read: title, canonical address, Open Graph and one JSON-LD graph.

The vocabulary is https://schema.org. Every node has a stable ``@id``, so that nodes of several pages
join into one graph.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from html import unescape
from typing import Any

from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import strip_tags
from django.utils.safestring import SafeString, mark_safe

from alter_site.delivery.media import BRAND_CARD

from .editions.links import LinkedPage, Links
from .facts import Facts
from .facts.named_pages import HOW_WE_REVIEW, way_to
from .models import Approval
from .objects import PageContent, PageRef
from .pictures.renditions import SHARE_SIZE, share_name

TITLE_LENGTH = 60  # characters; search engines cut longer ones
DESCRIPTION_LENGTH = 155
# As neutral as the share title: the page's own description would give away what that one keeps.
SHARE_DESCRIPTION = "Somebody would like you to see this page. Read it when it suits you."
BRAND_CARD_ALT = "The sea below a cliff, the sun low above it, and the name Alter"

_HEADING = re.compile(r"<h[34]>.*?</h[34]>", re.DOTALL)
_BLOCK = re.compile(r"</?(?:p|ul|ol|li|blockquote|table|thead|tbody|tr)\b[^>]*>")
_CELL = re.compile(r"</t[hd]>")

Node = dict[str, Any]


@dataclass(frozen=True, slots=True)
class SharePicture:
    """The picture a shared link shows."""

    url: str
    alt: str
    width: int = SHARE_SIZE[0]  # pixels
    height: int = SHARE_SIZE[1]


@dataclass(frozen=True, slots=True)
class Crumb:
    """One step of the way from the home page; the last one has no path."""

    label: str
    path: str


@dataclass(frozen=True, slots=True)
class Meta:
    """Everything a page's head says."""

    title: str
    description: str
    canonical: str
    og_title: str
    og_description: str
    og_image: SharePicture
    robots: str
    json_ld: SafeString


@dataclass(frozen=True, slots=True)
class Site:
    """What a content object may use to describe itself in the graph."""

    facts: Facts
    links: Links
    canonical: str

    @property
    def organization_id(self) -> str:
        return absolute("/#organization")

    def page_id(self, path: str, what: str) -> str:
        """Return the stable id of the thing ``what`` that the page at ``path`` is about."""
        return f"{absolute(path)}#{what}"

    def linked(self, ref: PageRef | None) -> LinkedPage | None:
        return self.links.by_id.get(ref.page) if ref else None


def absolute(path: str) -> str:
    """Return ``path`` on the canonical origin."""
    return f"{settings.SITE_URL}{path}"


def meta(
    content: PageContent,
    path: str,
    facts: Facts,
    links: Links,
    crumbs: list[Crumb],
    review: Approval | None = None,
    *,
    is_public: bool,
) -> Meta:
    """Return the head of one page; ``review`` is the signature that holds for it now."""
    site = Site(facts, links, absolute(path))
    return Meta(
        title=title(content, facts),
        description=content.seo_description or shortened(content.summary),
        canonical=site.canonical,
        og_title=content.share_title or facts.share_title or facts.organization,
        og_description=facts.share_description or SHARE_DESCRIPTION,
        og_image=image_of(content, path),
        robots=robots(content, is_public=is_public),
        json_ld=_script_safe(graph(content, site, crumbs, review)),
    )


def robots(content: PageContent, *, is_public: bool) -> str:
    """Return what a search engine may do: a preview or a demo text is nothing to find by searching."""
    if not is_public:
        return "noindex, nofollow"
    return "noindex, follow" if content.is_demo else "index, follow, max-image-preview:large"


def title(content: PageContent, facts: Facts) -> str:
    """Return the page's title, with the center's name where there is room."""
    words = content.seo_title or content.title
    full = f"{words} | {facts.organization}"
    return full if len(full) <= TITLE_LENGTH or not content.seo_title else words


def shortened(text: str) -> str:
    """Cut a description at a word."""
    if len(text) <= DESCRIPTION_LENGTH:
        return text
    return text[: DESCRIPTION_LENGTH - 1].rsplit(" ", 1)[0].rstrip(",;:") + "…"


def image_of(content: PageContent, path: str) -> SharePicture:
    """Return the page's own picture where it gives nobody away, the brand card everywhere else."""
    if content.shares_picture(path) and (picture := content.picture):
        name = share_name(picture.name, picture.focal_x, picture.focal_y)
        return SharePicture(absolute(reverse("rendition", args=[name])), picture.alt)
    return SharePicture(absolute(static(BRAND_CARD)), BRAND_CARD_ALT)


def crumbs(content: PageContent, above: Crumb | None) -> list[Crumb]:
    """Return the way from the home page to this one."""
    steps = [Crumb("Home", reverse("content:home"))]
    if above is not None:
        steps.append(above)
    return [*steps, Crumb(content.title, "")]


# --- the graph --------------------------------------------------------------------------------------


def graph(content: PageContent, site: Site, steps: list[Crumb], review: Approval | None) -> Node:
    """Return the JSON-LD graph of one page."""
    nodes = [_organization(site), _website(site), _web_page(content, site, review)]
    if len(steps) > 1:
        nodes.append(_breadcrumbs(site, steps))
    nodes += content.schema(site)
    return {"@context": "https://schema.org", "@graph": nodes}


def _organization(site: Site) -> Node:
    return {
        "@type": "MedicalOrganization",
        "@id": site.organization_id,
        "name": site.facts.legal_name or site.facts.organization,
        "alternateName": site.facts.organization,
        "url": absolute("/"),
        "telephone": site.facts.phone.href.removeprefix("tel:"),
        "logo": absolute(static("illustrations/logo.svg")),
    }


def _website(site: Site) -> Node:
    return {
        "@type": "WebSite",
        "@id": absolute("/#website"),
        "url": absolute("/"),
        "name": site.facts.organization,
        "publisher": {"@id": site.organization_id},
        "inLanguage": "en-US",
    }


def _web_page(content: PageContent, site: Site, review: Approval | None) -> Node:
    node: Node = {
        "@type": content.SCHEMA_PAGE_TYPE,
        "@id": f"{site.canonical}#page",
        "url": site.canonical,
        "name": content.title,
        "isPartOf": {"@id": absolute("/#website")},
    }
    # Where the page is about something, that says so itself.
    if content.summary and not content.SCHEMA_ABOUT:
        node["description"] = content.summary
    if content.SCHEMA_ABOUT:
        node["about"] = {"@id": f"{site.canonical}#{content.SCHEMA_ABOUT}"}
    if review is not None:
        node["reviewedBy"] = {
            "@type": "Person",
            "name": review.name,
            "honorificSuffix": review.license_type,
            "identifier": review.license_number,
        }
        node["lastReviewed"] = review.day.isoformat()
        if path := way_to(HOW_WE_REVIEW, site.facts):
            node["publishingPrinciples"] = absolute(path)
    return node


def _breadcrumbs(site: Site, steps: list[Crumb]) -> Node:
    return {
        "@type": "BreadcrumbList",
        "@id": f"{site.canonical}#breadcrumb",
        "itemListElement": [
            {
                "@type": "ListItem",
                "position": position,
                "name": step.label,
                "item": absolute(step.path) if step.path else site.canonical,
            }
            for position, step in enumerate(steps, start=1)
        ],
    }


def faq_page(site: Site, questions: list[tuple[str, str]]) -> list[Node]:
    """Return the node for questions whose answers stand on the page; ``answer`` is rendered HTML."""
    if not questions:
        return []
    return [
        {
            "@type": "FAQPage",
            "@id": f"{site.canonical}#faq",
            "mainEntity": [
                {
                    "@type": "Question",
                    "name": question,
                    "acceptedAnswer": {"@type": "Answer", "text": _beginning(answer)},
                }
                for question, answer in questions
            ],
        }
    ]


def _beginning(html: str) -> str:
    """Return the words of the first paragraph, item or row; the rest stands on the page alone."""
    blocks = _BLOCK.split(_CELL.sub(" ", _HEADING.sub("", html)))
    return next((words for block in blocks if (words := unescape(strip_tags(block)).strip())), "")


def _script_safe(graph: Node) -> SafeString:
    """Return JSON that cannot end the script element it stands in."""
    text = json.dumps(graph, ensure_ascii=False, separators=(",", ":"))
    return mark_safe(text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026"))  # noqa: S308
