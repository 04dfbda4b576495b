"""Filters that print what the calculator counts in."""

from __future__ import annotations

from django import template

register = template.Library()


@register.filter
def dollars(cents: int) -> str:
    """Return cents as people write them: 150050 is "$1,500.50"; whole dollars have no cents."""
    whole, rest = divmod(cents, 100)
    return f"${whole:,}.{rest:02}" if rest else f"${whole:,}"


@register.filter
def percent(hundredths: int) -> str:
    """Return hundredths of a percent as a share: 1250 is "12.5%"."""
    return f"{hundredths / 100:g}%"
