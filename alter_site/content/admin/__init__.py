"""Content screens. Each module registers what it shows."""

from . import site_facts, site_pages
from .addresses import redirect
from .facts import fact_changes_waiting
from .lint import lint_decisions
from .pictures import picture
from .reviews import review_requests

__all__ = [
    "fact_changes_waiting",
    "lint_decisions",
    "picture",
    "redirect",
    "review_requests",
    "site_facts",
    "site_pages",
]
