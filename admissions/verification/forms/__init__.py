"""One form for each question group."""

from .care import Help, OtherWays, Urgent
from .contact import Contact, Language, Safety
from .insurance import Card, CardPhotos, Holder, SecondCard, SecondCardPhotos, SecondHolder
from .people import LovedOne, Person, Professional, Told, Who
from .question import Question
from .times import Times

__all__ = [
    "Card",
    "CardPhotos",
    "Contact",
    "Help",
    "Holder",
    "Language",
    "LovedOne",
    "OtherWays",
    "Person",
    "Professional",
    "Question",
    "Safety",
    "SecondCard",
    "SecondCardPhotos",
    "SecondHolder",
    "Times",
    "Told",
    "Urgent",
    "Who",
]
