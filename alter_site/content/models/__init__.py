"""What every page shares: pages, editions, pictures, facts, redirects."""

from .address_counts import NotFound, RedirectHits
from .coverage import CoverageException, CoverageHours
from .draft import Draft
from .edition import Edition, EditionLink, Publication, TakenBack
from .fact_change import FactChange
from .facts import CrisisLine, FactsEdition, Insurer, MenuItem, Organization
from .lint import LintException, LintResult, LintWord
from .notice import Notice
from .page import FixedPage, Page, PagePart, Source
from .picture import Picture
from .preview_link import PreviewLink
from .question import Question
from .redirect import Redirect
from .review import Approval, ReviewRequest
from .save import Save
from .schedule import ScheduledChange
from .search import PageReference, SearchText, SearchWord
from .site_pages import HomePage, HomePoint, IndexPage, StandardPage, StandardSection
