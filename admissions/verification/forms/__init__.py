"""One form for each question group."""

from .care import Help, Permissions, Urgent
from .contact import Contact, Language, Safety, Times
from .insurance import Card, CardPhotos, Holder, How, SecondCard, SecondCardPhotos, SecondHolder
from .people import LovedOne, Person, Professional, Who
from .question import Question

__all__ = [
    "Card",
    "CardPhotos",
    "Contact",
    "Help",
    "Holder",
    "How",
    "Language",
    "LovedOne",
    "Permissions",
    "Person",
    "Professional",
    "Question",
    "Safety",
    "SecondCard",
    "SecondCardPhotos",
    "SecondHolder",
    "Times",
    "Urgent",
    "Who",
]
