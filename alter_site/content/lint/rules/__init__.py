"""All rules, each in the module on its subject. Importing this registers them."""

from . import (
    claims,
    figures,
    hours,
    insurers,
    manner,
    pages,
    pressure,
    privacy,
    reading_ease,
    reviewed,
    superlatives,
    typed,
)

__all__ = [
    "claims",
    "figures",
    "hours",
    "insurers",
    "manner",
    "pages",
    "pressure",
    "privacy",
    "reading_ease",
    "reviewed",
    "superlatives",
    "typed",
]
