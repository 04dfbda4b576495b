"""Articles and topics, groups of questions, the glossary, and who we are."""

from .articles import Article, ArticleSection, Topic
from .glossary import GlossaryPage, GlossaryTerm
from .people import Outcome, OutcomesPage, Person, Story, TeamPage
from .questions import Faq, FaqGroup

__all__ = [
    "Article",
    "ArticleSection",
    "Faq",
    "FaqGroup",
    "GlossaryPage",
    "GlossaryTerm",
    "Outcome",
    "OutcomesPage",
    "Person",
    "Story",
    "TeamPage",
    "Topic",
]
