"""Texts that are kept: drafts while typing, saves, and what came too late."""
