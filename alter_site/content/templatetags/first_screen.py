"""What the first screen of the admin says before anything else."""

from __future__ import annotations

from django import template

from ..facts import waiting
from ..models import FactChange

register = template.Library()


@register.simple_tag(takes_context=True)
def facts_waiting(context: template.Context) -> list[FactChange]:
    """Return the changes that wait for somebody like this person: ``{% facts_waiting as waiting %}``."""
    return waiting.for_first_screen(context["request"].user)
