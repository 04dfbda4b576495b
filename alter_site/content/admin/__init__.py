"""Content screens. Each module registers what it shows."""

from . import picture, redirect, site_facts, site_pages

__all__ = ["picture", "redirect", "site_facts", "site_pages"]
