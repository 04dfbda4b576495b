"""Content screens. Each module registers what it shows."""

from . import (
    fact_changes_waiting,
    lint_decisions,
    picture,
    redirect,
    review_requests,
    site_facts,
    site_pages,
)

__all__ = [
    "fact_changes_waiting",
    "lint_decisions",
    "picture",
    "redirect",
    "review_requests",
    "site_facts",
    "site_pages",
]
