"""What every page shares: pages, editions, pictures, facts, redirects."""

from .coverage import CoverageException, CoverageHours
from .edition import Edition, EditionLink, Publication, TakenBack
from .facts import CrisisLine, FactsEdition, Insurer, MenuItem, Organization
from .page import FixedPage, Page, PagePart, Source
from .picture import Picture
from .question import Question
from .redirect import Redirect
from .site_pages import HomePage, HomePoint, IndexPage, StandardPage, StandardSection

__all__ = [
    "CoverageException",
    "CoverageHours",
    "CrisisLine",
    "Edition",
    "EditionLink",
    "FactsEdition",
    "FixedPage",
    "HomePage",
    "HomePoint",
    "IndexPage",
    "Insurer",
    "MenuItem",
    "Organization",
    "Page",
    "PagePart",
    "Picture",
    "Publication",
    "Question",
    "Redirect",
    "Source",
    "StandardPage",
    "StandardSection",
    "TakenBack",
]
