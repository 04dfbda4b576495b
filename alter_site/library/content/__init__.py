"""Content objects of articles, questions, the glossary and who we are."""

from .articles import ArticleContent, TopicContent
from .glossary import GlossaryContent
from .people import OutcomesContent, StoryContent, TeamContent
from .questions import FaqGroupContent

__all__ = [
    "ArticleContent",
    "FaqGroupContent",
    "GlossaryContent",
    "OutcomesContent",
    "StoryContent",
    "TeamContent",
    "TopicContent",
]
