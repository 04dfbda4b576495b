"""Requests, what is sealed in them, what happened to them, and who looked."""

from .access import Canary, ChainHead, LastingKey, PhiAccess
from .draft import CardImage, Draft
from .record import Consent, ContactAttempt, Duty, Event, Note, Outbox, Remnant, RetentionRun
from .submission import Policy, Submission

__all__ = [
    "Canary",
    "CardImage",
    "ChainHead",
    "Consent",
    "ContactAttempt",
    "Draft",
    "Duty",
    "Event",
    "LastingKey",
    "Note",
    "Outbox",
    "PhiAccess",
    "Policy",
    "Remnant",
    "RetentionRun",
    "Submission",
]
