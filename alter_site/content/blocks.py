"""What a section can show beside its text, computed from facts and live pages whenever it is read.

Editions store the slug, so a block that has been published keeps it.
"""

# The slug, which is the name of the template in ``templates/blocks``, and what editors call it.
BLOCKS = {
    "pages_below": "The pages under this one",
    "levels_compared": "Levels of care, compared in a table",
    "insurers_dated": "Insurers, each with the day it was confirmed",
    "money": "The way to money in numbers",
    "networks_by_home": "Network status of each home and insurer",
    "coverage_hours": "Hours in which a person answers",
    "ways_to_reach_us": "Every way to reach us",
    "map": "A drawn map of our homes",
    "credentials": "Licenses and accreditations",
    "crisis_lines": "Crisis lines, each with the day it was checked",
    "safety_card": "The safety card",
}


def template_of(slug: str) -> str:
    """Return the name of a block's template; nothing for a block that this release does not know."""
    return f"blocks/{slug}.html" if slug in BLOCKS else ""
