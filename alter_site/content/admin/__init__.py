"""Content screens. Each module registers what it shows."""

# ruff: noqa: F401
from . import site_facts, site_pages
from .addresses import redirect
from .facts import fact_changes_waiting
from .lint import lint_decisions
from .pictures import picture
from .reviews import review_requests
