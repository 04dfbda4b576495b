"""Addresses: redirects, what was asked for and not found, and where a link can lead."""
